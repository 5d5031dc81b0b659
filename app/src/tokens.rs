//! Tokens of the API: what a program of one's own may ask here, until when, and when it last did.

use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{ChecksField, Choice};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates::{Day, Moment, capital, counted};
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::{DateField, TextField};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::{PersonId, TokenId};
use domain::people::{Relation, may};
use domain::tokens::{Scope, Scopes, TokenDraft, TokenState};
use domain::trail::Verb;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{Names, TokenRow};

impl Draft for TokenDraft {
    fn typed(fields: &Fields) -> Self {
        Self {
            name: fields.text("name"),
            scopes: fields.all("scopes").map(str::to_owned).collect(),
            until: fields.text("until"),
        }
    }
}

pub async fn show(asking: Asking) -> Result<Page> {
    page(&asking, TokenDraft::default(), Mishap::default()).await
}

pub async fn make(asking: Asking, Form(draft): Form<TokenDraft>) -> Result<Response> {
    match asking.store().make_token(asking.actor(), &draft).await {
        Ok((_, secret)) => Ok(made(&asking, draft, secret).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = page(&asking, draft, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}

pub async fn end(asking: Asking, The(id): The<TokenId>) -> Result<Redirect> {
    asking.store().revoke_token(asking.actor(), id).await?;
    Ok(Redirect::to("/settings/tokens"))
}

/// The key, this once: the database keeps only its hash.
fn made(asking: &Asking, draft: TokenDraft, secret: String) -> Page {
    let curl = format!("curl -H 'Authorization: Bearer {secret}' {}/api/v1/me", asking.site.url);
    let page = asking.page("Token", Place::Settings, move || {
        let value = secret.clone();
        view! {
            <Crumbs way=way()/>
            <Say>{format!("The token “{}” is made.", draft.name.trim())}</Say>
            <Block title="The token" first=true quiet=true>
                <div class="form">
                    <Notice tone=Tone::Done word="Copy it now">
                        <p>"It is shown this once: only its hash is kept. Put it where your program keeps its secrets, never into code."</p>
                    </Notice>
                    <div>
                        <h3>"Token"</h3>
                        <data class="whole" id="token" value=value>{secret}</data>
                    </div>
                    <div>
                        <h3>"Try it"</h3>
                        <data class="whole" value=curl.clone()>{curl.clone()}</data>
                    </div>
                    <Actions>
                        <ButtonLink href="/settings/tokens">"Back to the tokens"</ButtonLink>
                        <ButtonLink weight=Weight::Plain href="/settings/api">"Read the reference"</ButtonLink>
                    </Actions>
                </div>
            </Block>
        }
    });
    page.secret()
}

fn way() -> Vec<Crumb> {
    vec![Crumb::new("Settings", "/settings"), Crumb::new("Tokens", "/settings/tokens")]
}

/// A token with what a line of a list says of it.
struct Line {
    row: TokenRow,
    until: Date,
    made: DateTime,
    ended: Option<DateTime>,
    whose: String,
}

async fn page(asking: &Asking, draft: TokenDraft, mishap: Mishap) -> Result<Page> {
    let me = asking.actor().person;
    let everybodys = may(asking.actor().rights, Verb::TokenRevoked, Relation::Stranger);
    let rows = asking.store().tokens((!everybodys).then_some(me)).await?;
    let names = asking.names().await?;
    let lines = rows.into_iter().map(|row| line(asking, &names, row));
    let (mine, others): (Vec<_>, Vec<_>) = lines.partition(|line| line.row.person == me);
    let today = asking.today;
    Ok(asking.page("Tokens", Place::Settings, move || {
        let alive = mine.iter().filter(|line| line.row.state == TokenState::Alive).count();
        let say = match alive {
            0 => "No program asks here in your name.".to_owned(),
            n => format!("{} in your name.", capital(&counted(n, "program may ask here", "programs may ask here"))),
        };
        let others = everybodys.then(|| {
            view! {
                <Block title="Tokens of others" id="others" remark="An administrator can end any of them">
                    {table("Tokens of others", others, me, today)}
                </Block>
            }
        });
        view! {
            <Crumbs way=vec![Crumb::new("Settings", "/settings"), Crumb::plain("Tokens")]/>
            <Say>{say}</Say>
            <Lede>
                "A token does what you may do yourself, as far as it opens it, and never more; what it does is in the trail under your name. "
                <a href="/settings/api">"What there is to ask"</a>
            </Lede>
            {mishap.notice()}
            <Block title="Your tokens" first=true>{table("Your tokens", mine, me, today)}</Block>
            {form(draft, &mishap)}
            {others}
        }
    }))
}

fn line(asking: &Asking, names: &Names, row: TokenRow) -> Line {
    let ended = if let TokenState::Ended(at) = row.state { Some(asking.local(at)) } else { None };
    Line {
        until: asking.last_day(row.expires_at),
        made: asking.local(row.at),
        whose: names.of(row.person).to_owned(),
        ended,
        row,
    }
}

fn table(caption: &'static str, lines: Vec<Line>, me: PersonId, today: Date) -> AnyView {
    if lines.is_empty() {
        return view! { <Empty>"There is none."</Empty> }.into_any();
    }
    let columns = ["Name", "Opens", "Made", "Last used", "Until"].into_iter().map(Column::new);
    let columns = columns.chain([Column::hidden("End")]).collect();
    let rows = lines.into_iter().map(|line| shown(line, me, today)).collect_view();
    view! { <Table caption columns stack=true>{rows}</Table> }.into_any()
}

fn shown(line: Line, me: PersonId, today: Date) -> AnyView {
    let Line { row, until, made, ended, whose } = line;
    let end = match (row.state, ended) {
        (TokenState::Ended(_), Some(at)) => view! { "Ended " <Moment at today/> }.into_any(),
        (TokenState::Ended(_), None) => "Ended".into_any(),
        (TokenState::Expired, _) => "Expired".into_any(),
        (TokenState::Alive, _) => {
            let label = format!("End “{}” for good", row.name);
            view! {
                <form method="post" action=format!("/settings/tokens/{}/end", row.id)>
                    <Button>"End it"<span class="vh">{format!(": {label}")}</span></Button>
                </form>
            }
            .into_any()
        }
    };
    let trail = format!("/trail?thing=token/{}", row.id);
    let whose = (row.person != me).then(|| view! { <span class="sub">{whose}</span> });
    let used = match row.used_on {
        Some(date) => view! { <Day date today/> }.into_any(),
        None => "Never".into_any(),
    };
    view! {
        <tr>
            <th scope="row"><a href=trail>{row.name}</a>{whose}</th>
            <td class="wide" data-th="Opens">{row.scopes.iter().map(Scope::key).collect::<Vec<_>>().join(", ")}</td>
            <td data-th="Made"><Moment at=made today/></td>
            <td data-th="Last used">{used}</td>
            <td data-th="Until"><Day date=until today/></td>
            <td class="nowrap">{end}</td>
        </tr>
    }
    .into_any()
}

fn form(draft: TokenDraft, mishap: &Mishap) -> impl IntoView + use<> {
    let (wrong, choices) = (mishap.wrong.clone(), Scopes::all());
    let choices = choices.iter().map(|scope| Choice::new(scope.key(), scope.label()).note(scope.key())).collect();
    view! {
        <Block title="A new token" id="new">
            <Summary faults=wrong.summary()/>
            <form class="form" method="post" action="/settings/tokens" novalidate>
                <TextField name="name" label="What it is for" value=draft.name error=wrong.at("name")
                    hint="A name you will know it by: “Nightly inventory”"/>
                <ChecksField name="scopes" label="What it opens" choices value=draft.scopes columns=true error=wrong.at("scopes")
                    hint="As little as it needs. Whatever you may not do yourself stays closed."/>
                <DateField name="until" label="Last day" value=draft.until error=wrong.at("until") hint="Within a year"/>
                <Facts>
                    <Fact name="It ends">"on its last day, when you or an administrator end it, and when you leave"</Fact>
                </Facts>
                <Actions><Button weight=Weight::Primary>"Make the token"</Button></Actions>
            </form>
        </Block>
    }
}
