//! Signing in and out. A wrong password and an unknown address look alike, in words and in time.

use crate::asking::Caller;
use crate::device;
use crate::error::{Error, Result};
use crate::example;
use crate::form::{Draft, Fields, Form, Query};
use crate::page::{Page, at_the_door};
use crate::sessions;
use crate::site::Site;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::door::Door;
use crate::ui::input::{PasswordField, Secret, TextField, Typed};
use crate::ui::notice::{Notice, Tone};
use crate::ui::say::Say;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use domain::accounts::PASSWORD_MAX;
use domain::ids::PersonId;
use domain::trail::hex;
use leptos::prelude::*;
use tower_sessions::Session;

#[derive(Clone, Default)]
pub struct SignIn {
    email: String,
    password: String,
    next: String,
}

impl Draft for SignIn {
    fn typed(fields: &Fields) -> Self {
        let email = fields.text("email").trim().to_lowercase().chars().take(254).collect();
        Self { email, password: fields.text("password"), next: fields.text("next") }
    }
}

pub async fn show(State(site): State<Site>, caller: Caller, Query(query): Query) -> Result<Page> {
    let draft = SignIn { next: query.text("next"), ..SignIn::default() };
    page(&site, &caller, draft, None).await
}

pub async fn enter(
    State(site): State<Site>,
    caller: Caller,
    headers: HeaderMap,
    Form(draft): Form<SignIn>,
) -> Result<Response> {
    let device = match device::brought(&site, &headers) {
        Some(device) if site.store.knows_device(&device, &draft.email).await? => Some(device),
        Some(_) | None => None,
    };
    let known_by = device.map(|device| format!(" device {}", hex(&device))).unwrap_or_default();
    let (account, address) = (format!("account {}{known_by}", draft.email), format!("address {}", caller.network));
    let whats = [account.as_str(), address.as_str()];
    if let Some(throttled) = site.store.sign_in_attempted(whats).await? {
        let seconds = (throttled.until.0 - site.store.now().0) / 1_000_000 + 1;
        return wait(&site, &caller, draft, seconds).await;
    }
    let known = match known(&site, &draft).await {
        Err(Error::Busy) => {
            site.store.sign_in_not_tried(whats).await?;
            return Err(Error::Busy);
        }
        known => known?,
    };
    let Some(person) = known else {
        let notice = "That address and password do not belong together.".to_owned();
        return Ok(page(&site, &caller, draft, Some(notice)).await?.refused().into_response());
    };
    site.store.sign_in_succeeded(whats).await?;
    sessions::begin(&site, &caller, person).await?;
    let (known, cookie) = match device {
        Some(device) => (device, None),
        None => {
            let (device, cookie) = device::given(&site);
            (device, Some((header::SET_COOKIE, cookie)))
        }
    };
    // Whoever is signed in is signed in, whether or not the browser is known next time.
    if let Err(error) = site.store.know_device(&known, person).await {
        tracing::warn!("a browser could not be noted: {error}");
    }
    Ok((AppendHeaders(cookie), Redirect::to(own_path(&draft.next))).into_response())
}

/// The person, if the password fits. An unknown address takes as long as a wrong password.
async fn known(site: &Site, draft: &SignIn) -> Result<Option<PersonId>> {
    let found = site.store.sign_in(&draft.email).await?;
    let (person, argon2) = found.map(|found| (found.person, found.argon2)).unzip();
    let fits = draft.password.len() <= PASSWORD_MAX && site.passwords.verify(&draft.password, argon2).await?;
    Ok(person.filter(|_| fits))
}

/// Signing out asks for nobody: whoever is out already is out.
pub async fn leave(session: Session) -> Result<Redirect> {
    sessions::end(&session).await?;
    Ok(Redirect::to("/sign-in"))
}

/// Where to go after signing in: a path of ours, or the first page.
fn own_path(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r', '\t']);
    if ours && next.chars().all(|letter| letter.is_ascii_graphic()) { next } else { "/" }
}

async fn wait(site: &Site, caller: &Caller, draft: SignIn, seconds: i64) -> Result<Response> {
    let notice = match seconds {
        ..=90 => format!("There were too many failed attempts. Try again in {seconds} seconds."),
        _ => format!("There were too many failed attempts. Try again in {} minutes.", (seconds + 59) / 60),
    };
    let page = page(site, caller, draft, Some(notice)).await?.status(StatusCode::TOO_MANY_REQUESTS);
    Ok(([(header::RETRY_AFTER, HeaderValue::from(seconds))], page).into_response())
}

async fn page(site: &Site, caller: &Caller, draft: SignIn, notice: Option<String>) -> Result<Page> {
    let organisation = site.store.organisation().await?;
    let cast = if site.is_example().await? { example::cast(&site.store).await? } else { Vec::new() };
    let (name, marked) = organisation.map(|organisation| (organisation.name, organisation.example)).unwrap_or_default();
    Ok(at_the_door(site, caller, move || {
        view! {
            <Door title="Sign in" organisation=name example=marked>
                <Say>"Sign in"</Say>
                {notice.map(|notice| view! { <Notice tone=Tone::NotDone word="Not signed in"><p>{notice}</p></Notice> })}
                {(!cast.is_empty()).then(|| example::as_whom(cast))}
                <form class="form" method="post" action="/sign-in" novalidate>
                    <input type="hidden" name="next" value=draft.next/>
                    <TextField
                        name="email" label="Work email" typed=Typed::Email value=draft.email autocomplete="username"
                    />
                    <PasswordField name="password" label="Password" secret=Secret::Current/>
                    <Actions><Button weight=Weight::Primary>"Sign in"</Button></Actions>
                </form>
                <p class="door-foot">"Forgotten? An administrator can make you a link for a new password."</p>
            </Door>
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn after_signing_in_one_lands_here() {
        assert_eq!(own_path("/systems?q=a%20b"), "/systems?q=a%20b");
        for foreign in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/\u{202e}"] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
    }
}
