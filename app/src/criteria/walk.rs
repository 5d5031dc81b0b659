//! One criterion.
use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;

pub async fn show(asking: Asking) -> Result<Page> {
    super::show(asking, crate::form::Query(crate::form::Fields::default())).await
}
