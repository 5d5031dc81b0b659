//! Several changes of a kind decided at once: each by its own command, with its own entry in the trail. What could not
//! be done is told one by one.

use super::{load, page};
use crate::asking::Asking;
use crate::error::{Error, Result};
use crate::form::{Fields, Form};
use crate::ui::dates::{capital, counted};
use crate::ui::notice::{Notice, Tone};
use crate::ui::query::Query as View;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::ProposalId;
use domain::refusal::Refusal;
use leptos::prelude::*;

/// A change that was not decided, and the rule that said no.
pub(super) struct Undone {
    id: ProposalId,
    why: String,
}

/// What is done with them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Agree,
    Refuse,
}

impl Verdict {
    const fn word(self) -> &'static str {
        match self {
            Self::Agree => "agreed",
            Self::Refuse => "refused",
        }
    }
}

pub async fn agree(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    decide(asking, fields, Verdict::Agree).await
}

pub async fn refuse(asking: Asking, Form(fields): Form<Fields>) -> Result<Response> {
    decide(asking, fields, Verdict::Refuse).await
}

/// The chosen ones; by “all”, those that the page showed as this person's to decide.
fn chosen(fields: &Fields) -> Vec<ProposalId> {
    let name = if fields.ticked("all") { "seen" } else { "proposal" };
    fields.words(name)
}

async fn decide(asking: Asking, fields: Fields, verdict: Verdict) -> Result<Response> {
    let chosen = chosen(&fields);
    let answer = fields.text("reason");
    let checked = if chosen.is_empty() {
        Err(Refusal::at("proposal", "Choose at least one change."))
    } else if verdict == Verdict::Refuse {
        domain::change::reason(&answer).map(|_| ())
    } else {
        Ok(())
    };
    if let Err(refusal) = checked {
        let wrong = Error::from(refusal).faults()?.into();
        let decisions = super::Decisions { typed: fields, wrong, ..load(&asking, 0).await? };
        return Ok(page(&asking, decisions).refused().into_response());
    }
    let (mut done, mut undone) = (0_usize, Vec::new());
    for id in chosen {
        let outcome = match verdict {
            Verdict::Agree => asking.store().agree(asking.actor(), id, &answer).await,
            Verdict::Refuse => asking.store().refuse(asking.actor(), id, &answer).await,
        };
        match outcome.map_err(Error::from) {
            Ok(()) => done += 1,
            Err(Error::Refused(refusal)) => undone.push(Undone { id, why: refusal.to_string() }),
            Err(error) => return Err(error),
        }
    }
    if undone.is_empty() {
        let back = View::of("/decisions", [("said", verdict.word().to_owned()), ("n", done.to_string())]);
        return Ok(Redirect::to(&back.href()).into_response());
    }
    let asking = asking.anew().await?;
    let said = (done > 0).then(|| words(done, verdict.word()));
    let decisions = super::Decisions { typed: fields, undone, said, ..load(&asking, 0).await? };
    Ok(page(&asking, decisions).status(StatusCode::CONFLICT).into_response())
}

fn words(n: usize, word: &str) -> String {
    let verb = if n == 1 { "was" } else { "were" };
    let said = format!("{} {verb} {word}.", counted(n, "change", "changes"));
    let mut letters = said.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What the page says of what was just decided.
pub(super) fn said(query: &Fields) -> Option<String> {
    let said = query.text("said");
    let verdict = [Verdict::Agree, Verdict::Refuse].into_iter().find(|verdict| verdict.word() == said)?;
    Some(words(query.parsed("n").filter(|n| *n > 0)?, verdict.word()))
}

pub(super) fn not_done(undone: Vec<Undone>) -> Option<AnyView> {
    let n = undone.len();
    let rows = undone.into_iter().map(|Undone { id, why }| {
        view! { <li><a href=format!("/decisions/{id}")>"This change"</a>": "{why}</li> }
    });
    let rows = rows.collect_view();
    (n > 0).then(|| {
        let said = capital(&counted(n, "change was left as it is.", "changes were left as they are."));
        view! { <Notice tone=Tone::NotDone word="Not decided"><p>{said}</p><ul>{rows}</ul></Notice> }.into_any()
    })
}
