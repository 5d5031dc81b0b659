//! Health: whether the program is alive, and whether its database answers.

use app::error::{Error, Result};
use app::site::Site;
use axum::extract::State;
use std::time::Duration;

pub async fn alive() -> &'static str {
    "alive\n"
}

pub async fn ready(State(site): State<Site>) -> Result<&'static str> {
    let answer = tokio::time::timeout(Duration::from_secs(2), site.store.ping()).await;
    answer.map_err(|_| Error::Away("the readiness probe waited two seconds".to_owned()))??;
    Ok("ready\n")
}
