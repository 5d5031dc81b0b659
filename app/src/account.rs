//! One's own account: who one is here, the password, the sessions.

use crate::address::The;
use crate::asking::Asking;
use crate::door::{NOT_KEPT, NewPassword, new_password_fields};
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form, Wrong};
use crate::page::Page;
use crate::people::rights_in_words;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::dates::Moment;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{PasswordField, Secret};
use crate::ui::rail::Place;
use crate::ui::say::Say;
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse, Redirect, Response};
use domain::accounts::PASSWORD_MAX;
use domain::refusal::{Faults, Refusal};
use domain::trail::hex;
use jiff::civil::DateTime;
use leptos::prelude::*;
use store::PersonRow;

/// A session as its owner sees it.
struct Session {
    key: String,
    device: String,
    address: String,
    since: DateTime,
    seen: DateTime,
    this: bool,
}

#[derive(Clone)]
pub struct PasswordChange {
    old: String,
    new: NewPassword,
}

impl Draft for PasswordChange {
    fn typed(fields: &Fields) -> Self {
        Self { old: fields.text("old"), new: NewPassword::typed(fields) }
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    page(&asking, Wrong::default()).await
}

pub async fn change_password(asking: Asking, Form(typed): Form<PasswordChange>) -> Result<Response> {
    match change(&asking, &typed).await {
        Ok(()) => Ok(Redirect::to("/account").into_response()),
        Err(error) => Ok(page(&asking, error.faults()?.into()).await?.refused().into_response()),
    }
}

async fn change(asking: &Asking, typed: &PasswordChange) -> Result<()> {
    let (store, passwords) = (asking.store(), &asking.site.passwords);
    let email = store.person(asking.actor().person).await?.email.unwrap_or_default();
    let mut faults = Faults::default();
    typed.new.check(&email, &mut faults);
    faults.none()?;
    // Whoever found an open browser may not guess on.
    let (account, address) =
        (format!("password {}", asking.actor().person), format!("address {}", asking.caller.network));
    let whats = [account.as_str(), address.as_str()];
    if let Some(throttled) = store.sign_in_attempted(whats).await? {
        return Err(Error::Throttled((throttled.until.0 - asking.now.0) / 1_000_000 + 1));
    }
    let hash = store.own_password(asking.actor()).await?;
    if typed.old.len() > PASSWORD_MAX || !passwords.verify(&typed.old, Some(hash)).await? {
        return Err(Refusal::at("old", "This is not your present password.").into());
    }
    store.sign_in_succeeded(whats).await?;
    let hash = passwords.hash(&typed.new.password).await?;
    let key = asking.caller.key().unwrap_or_default();
    Ok(store.change_password(asking.actor(), &hash, &key).await?)
}

pub async fn end_session(asking: Asking, The(key): The<SessionKey>) -> Result<Redirect> {
    asking.store().revoke_session(asking.actor(), &key.0).await?;
    Ok(Redirect::to("/account"))
}

/// A session's key in an address: 64 characters of hexadecimal.
pub struct SessionKey([u8; 32]);

impl std::str::FromStr for SessionKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let digits = digits.filter(|digits| digits.len() == 64).ok_or(())?;
        let bytes: Vec<u8> =
            digits.chunks_exact(2).map(|pair| pair.iter().fold(0, |n, digit| n << 4 | digit)).collect();
        bytes.try_into().map(Self).map_err(|_| ())
    }
}

async fn page(asking: &Asking, wrong: Wrong) -> Result<Page> {
    let me = asking.store().person(asking.actor().person).await?;
    let here = asking.caller.key();
    let sessions = asking.store().sessions(asking.actor().person).await?.into_iter();
    let sessions: Vec<_> = sessions
        .map(|row| Session {
            this: here.is_some_and(|here| here.as_slice() == row.key),
            key: hex(&row.key),
            device: device(&row.agent.unwrap_or_default()),
            address: row.address.unwrap_or_default(),
            since: asking.local(row.created_at),
            seen: asking.local(row.seen_at),
        })
        .collect();
    let today = asking.today;
    Ok(asking.page("Your account", Place::Settings, move || {
        let others = sessions.len().saturating_sub(1);
        let say = match others {
            0 => "You are signed in here and nowhere else.".to_owned(),
            1 => "You are signed in here and in one other place.".to_owned(),
            n => format!("You are signed in here and in {} other places.", crate::ui::dates::count(n)),
        };
        let email = me.email.clone().unwrap_or_default();
        view! {
            <Say>{say}</Say>
            <Block title="Who you are here" first=true quiet=true>{who(me)}</Block>
            <p class="hint">"A machine of yours asks by a "<a href="/settings/tokens">"token"</a>", never by your password."</p>
            <Block title="Sessions">
                <Table caption="Your sessions" columns=columns() stack=true>
                    {sessions.into_iter().map(|session| row(session, today)).collect_view()}
                </Table>
            </Block>
            {password(email, &wrong)}
        }
    }))
}

fn who(me: PersonRow) -> impl IntoView {
    view! {
        <Facts>
            <Fact name="Name">{me.name.unwrap_or_default()}</Fact>
            <Fact name="Work email">{me.email.unwrap_or_default()}</Fact>
            {me.department.map(|department| view! { <Fact name="Department">{department}</Fact> })}
            <Fact name="Rights">{rights_in_words(me.rights)}</Fact>
        </Facts>
        <p class="hint">"An administrator changes these."</p>
    }
}

fn columns() -> Vec<Column> {
    ["Where", "Address", "Since", "Last used"].into_iter().map(Column::new).chain([Column::hidden("End")]).collect()
}

fn row(session: Session, today: jiff::civil::Date) -> impl IntoView {
    let Session { key, device, address, since, seen, this } = session;
    let end = if this {
        "This one".into_any()
    } else {
        view! { <form method="post" action=format!("/account/sessions/{key}/end")><Button>"End it"</Button></form> }
            .into_any()
    };
    view! {
        <tr>
            <th scope="row">{device}</th>
            <td data-th="Address">{address}</td>
            <td data-th="Since"><Moment at=since today/></td>
            <td data-th="Last used"><Moment at=seen today/></td>
            <td>{end}</td>
        </tr>
    }
}

fn password(email: String, wrong: &Wrong) -> impl IntoView + use<> {
    let (faults, old, new) = (wrong.summary(), wrong.at("old"), new_password_fields(wrong));
    view! {
        <Block title="Password" id="change">
            <Summary faults kept=NOT_KEPT/>
            <form class="form" method="post" action="/account/password" novalidate>
                <input type="text" hidden readonly name="email" autocomplete="username" value=email/>
                <PasswordField name="old" label="Present password" secret=Secret::Current error=old/>
                {new}
                <p class="hint">"Changing it ends your other sessions."</p>
                <Actions><Button weight=Weight::Primary>"Change password"</Button></Actions>
            </form>
        </Block>
    }
}

/// “Firefox on Linux”, of what browsers say of themselves.
fn device(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 5] =
        [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Windows", "Windows"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let find =
        |list: &[(&str, &'static str)]| list.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "Unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_named_by_64_digits() {
        let key: SessionKey = "0f".repeat(32).parse().ok().unwrap();
        assert_eq!(key.0, [15; 32]);
        assert!("0f".parse::<SessionKey>().is_err());
    }

    #[test]
    fn a_browser_is_called_by_its_name() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120";
        assert_eq!(device(edge), "Edge on Windows");
        assert_eq!(device("curl/8.5"), "curl");
        assert_eq!(device(""), "Unknown");
    }
}
