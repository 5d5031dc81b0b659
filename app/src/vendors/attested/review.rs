//! The second person's part of the page of an attestation: the checklist, and what was said to it.

use crate::form::{Fields, Wrong};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::dates;
use crate::ui::input::TextField;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::notice::Refused;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::attestations::{AnswerDraft, Answered, Judged, Opinion, Part, ReviewDraft, checklist, lines};
use domain::catalogue::AttestationKind;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AttestationRow, Names, Reviewed};

/// Points that a checklist has at most.
const MOST: usize = 30;

/// The review as typed: `point-N` beside `note-N`, and `found-N` beside `found-note-N`, from 1.
pub(super) fn typed(fields: &Fields, row: &AttestationRow) -> store::Result<ReviewDraft> {
    let points = checklist(row.library()?).count().min(MOST);
    let answers = (1..=points)
        .map(|n| AnswerDraft { answer: fields.text(&format!("point-{n}")), note: fields.text(&format!("note-{n}")) });
    let found = (1..=lines(&row.terms.exceptions).count()).map(|n| AnswerDraft {
        answer: fields.text(&format!("found-{n}")),
        note: fields.text(&format!("found-note-{n}")),
    });
    Ok(ReviewDraft { answers: answers.collect(), judged: fields.text("judged"), found: found.collect() })
}

/// The form for whoever may review it; for others who may not, why.
pub(super) fn form(
    row: &AttestationRow,
    kind: &'static AttestationKind,
    why_not: Option<String>,
    fields: &Fields,
    wrong: &Wrong,
) -> AnyView {
    let base = format!("/attestations/{}", row.id);
    if let Some(rule) = why_not {
        return view! { <Block title="Review" id="review" first=true><Refused word="Waits for another" rule/></Block> }
            .into_any();
    }
    let choices: Vec<_> = Answered::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
    let points = (1..).zip(checklist(kind)).map(|(n, point): (usize, _)| {
        let (answer, note) = (format!("point-{n}"), format!("note-{n}"));
        view! {
            <RadioField name=answer.clone() label=dates::capital(point) choices=choices.clone() value=fields.text(&answer) error=wrong.at(&answer)/>
            <TextField name=note.clone() label="What you saw" value=fields.text(&note) optional=true error=wrong.at(&note)/>
        }
    });
    let points = points.collect_view();
    let judged = (row.terms.opinion == Some(Opinion::Qualified)).then(|| {
        let choices = Judged::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
        view! {
            <SelectField name="judged" label="The qualification" choices prompt="Not judged yet" value=fields.text("judged") optional=true
                hint="Until it is judged, what it covers is unknown." error=wrong.at("judged")/>
        }
    });
    let found = (1..).zip(lines(&row.terms.exceptions)).map(|(n, line): (usize, _)| {
        let choices = Part::Exception.outcomes().iter().map(|word| Choice::new(word.key(), word.label())).collect();
        let (answer, note) = (format!("found-{n}"), format!("found-note-{n}"));
        view! {
            <SelectField name=answer.clone() label=format!("The auditor found: {line}") choices prompt="Not judged yet" value=fields.text(&answer)
                optional=true hint="What touches us opens a deficiency." error=wrong.at(&answer)/>
            <TextField name=note.clone() label="Why it does not touch us" value=fields.text(&note) optional=true error=wrong.at(&note)/>
        }
    });
    let found = found.collect_view();
    let file = row.file.clone().map(|file| (format!("{base}/file"), file.name));
    let file = match file {
        Some((href, name)) => view! { <p>"Read the document first: "<a href=href>{name}</a>"."</p> }.into_any(),
        None => view! { <p>"No document is attached. Say at a point that is in order where you read it: what nobody can look at proves nothing."</p> }.into_any(),
    };
    let (reason, error) = (fields.text("reason"), wrong.at("reason"));
    let opened = !reason.is_empty() || error.is_some();
    view! {
        <Block title="Review" id="review" first=true remark="Point by point; then it counts">
            {file}
            <form class="form" method="post" action=format!("{base}/accept") novalidate>
                {points}
                {judged}
                {found}
                <Actions><Button weight=Weight::Primary>"Accept it"</Button></Actions>
            </form>
            <details open=opened>
                <summary>"Reject it"</summary>
                <form class="form" method="post" action=format!("{base}/reject") novalidate>
                    <LongField name="reason" label="Why" value=reason error
                        hint="Whoever entered it enters it anew once that is in order."/>
                    <Actions><Button weight=Weight::Danger>"Reject the attestation"</Button></Actions>
                </form>
            </details>
        </Block>
    }
    .into_any()
}

/// What the second person made of it.
pub(super) fn done(review: &Reviewed, at: DateTime, names: &Names, today: Date) -> AnyView {
    let verb = if review.accepted { "accepted" } else { "rejected" };
    let who = format!("{} {verb} it, {}", names.of(review.by), dates::moment(at, today));
    let marked = review.marked.then(|| {
        view! { <p>"The reviewer had been invited less than thirty days before, by whoever entered it."</p> }
    });
    let judged = review.judged.map(|judged| view! { <p>"The qualification: "{judged.label()}"."</p> });
    let answer = (!review.answer.is_empty()).then(|| view! { <p>{review.answer.clone()}</p> });
    let rows = review.items.iter().map(|item| {
        let state = match item.answer {
            Answered::Fine => State::Met,
            Answered::Wanting => State::Gap,
            Answered::NotApplicable => State::Excluded,
        };
        view! {
            <tr>
                <th scope="row">{dates::capital(&item.point)}</th>
                <td data-th="Answer"><Mark state voice=Voice::Calm word=item.answer.label()/></td>
                <td data-th="What was seen">{item.note.clone()}</td>
            </tr>
        }
    });
    let rows: Vec<_> = rows.collect();
    let columns = ["Point", "Answer", "What was seen"].into_iter().map(Column::new).collect();
    let table = (!rows.is_empty())
        .then(|| view! { <Table caption="The review, point by point" columns stack=true>{rows}</Table> });
    view! { <Block title="Review" id="review" remark=who>{marked}{judged}{answer}{table}</Block> }.into_any()
}
