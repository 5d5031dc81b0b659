//! What follows for us of an attestation: what its auditor found and what it expects of us, line by line.

use crate::asking::Asking;
use crate::controls::people;
use crate::deficiencies::controls;
use crate::error::Result;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::page::encoded;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::dates;
use crate::ui::input::DateField;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::attestations::{FollowDraft, Outcome, Part, Point, opinion_matters, points};
use domain::evidence::{Ruling, UnderReview, decide};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AttestationRow, FoundRow, Names, PointRow};

/// What a page says of the lines of a document.
pub(super) struct Followed {
    decided: Vec<(PointRow, DateTime)>,
    found: Vec<FoundRow>,
    /// May decide what follows.
    decides: bool,
    /// May open a deficiency of what it says.
    opens: bool,
    controls: Vec<Choice>,
    people: Vec<Choice>,
    today: Date,
}

pub(super) async fn load(asking: &Asking, row: &AttestationRow, opens: bool) -> Result<Followed> {
    let (store, me) = (asking.store(), asking.actor());
    let decided = store.attestation_points(row.id).await?;
    let under = UnderReview { submitted_by: row.entered_by, performed_by: row.entered_by, withdrawn: false };
    let open = row.counts() && decided.len() < points(&row.terms).count();
    let decides = open && decide(&under, me, Ruling::Supports, "", asking.now).is_ok();
    let (controls, people) =
        if decides { (controls(asking).await?, people(asking).await?) } else { Default::default() };
    let decided = decided.into_iter().map(|one| {
        let at = asking.local(one.at);
        (one, at)
    });
    let found = store.found_in_attestation(row).await?;
    Ok(Followed { decided: decided.collect(), found, decides, opens, controls, people, today: asking.today })
}

/// The line that a form is about.
pub(super) fn point(fields: &Fields) -> Option<Point> {
    Some(Point { part: fields.text("part").parse().ok()?, no: fields.parsed("no")? })
}

pub(super) fn typed(fields: &Fields) -> FollowDraft {
    FollowDraft {
        outcome: fields.text("outcome"),
        control: fields.text("control"),
        assignee: fields.parsed("assignee"),
        due_on: fields.text("due_on"),
        reason: fields.text("reason"),
    }
}

/// Nothing where the document is no proof, and where it says nothing of the kind.
pub(super) fn block(
    row: &AttestationRow,
    followed: &Followed,
    names: &Names,
    fields: &Fields,
    mishap: &Mishap,
) -> AnyView {
    let terms = row.terms_now();
    let all: Vec<_> = points(&terms).collect();
    let opinion = followed.found.iter().rev().find(|one| one.line.is_none());
    if !row.counts() || (all.is_empty() && opinion.is_none() && !opinion_matters(&terms)) {
        return ().into_any();
    }
    let undecided = || all.iter().filter(|(at, _)| followed.of(*at).is_none());
    let chosen =
        point(fields).and_then(|chosen| undecided().find(|(at, _)| *at == chosen)).or_else(|| undecided().next());
    let form = chosen.filter(|_| followed.decides).map(|(at, line)| form(row, *at, line, followed, fields, mishap));
    let opinion = (opinion.is_some() || opinion_matters(&terms)).then(|| {
        let word = terms.opinion.map(|opinion| opinion.label()).unwrap_or_default();
        let state = match opinion {
            Some(found) => deficiency(found),
            None => followed.open_one(row, ""),
        };
        view! { <tr><th scope="row">"The opinion: "{word}</th><td data-th="What follows">{state}</td></tr> }.into_any()
    });
    let rows = all.iter().map(|(at, line)| {
        let line = (*line).to_owned();
        let state = followed.state(row, *at, names);
        view! {
            <tr>
                <th scope="row">{line}<span class="sub">{at.part.label()}</span></th>
                <td data-th="What follows">{state}</td>
            </tr>
        }
        .into_any()
    });
    let rows: Vec<_> = opinion.into_iter().chain(rows).collect();
    let columns = ["What it says", "What follows for us"].into_iter().map(Column::new).collect();
    let remark = match undecided().count() {
        0 => "All is decided".to_owned(),
        1 => "One line is still to be decided".to_owned(),
        many => format!("{many} lines are still to be decided"),
    };
    view! {
        <Block title="What follows for us" id="follows" remark>
            <Table caption="What follows for us" columns stack=true>{rows}</Table>
            {form}
        </Block>
    }
    .into_any()
}

impl Followed {
    fn of(&self, at: Point) -> Option<&(PointRow, DateTime)> {
        self.decided.iter().find(|(one, _)| one.point == at)
    }

    fn state(&self, row: &AttestationRow, at: Point, names: &Names) -> AnyView {
        let found =
            (at.part == Part::Exception).then(|| self.found.iter().rev().find(|one| one.line == Some(at.no))).flatten();
        let Some((one, moment)) = self.of(at) else {
            let later = self.decides.then(|| {
                let href = format!("/attestations/{}?part={}&no={}#follow", row.id, at.part.key(), at.no);
                view! { <span class="sub"><a href=href>"Decide on this line"</a></span> }
            });
            let open = match (found, self.decides, at.part) {
                (Some(found), ..) => Some(deficiency(found)),
                (None, false, Part::Exception) => Some(self.open_one(row, &format!("#{}", at.no))),
                (None, ..) => None,
            };
            let mark = view! { <Mark state=State::Due voice=Voice::Calm word="Waits for a second person" wrap=true/> };
            return view! { {mark}{open}{later} }.into_any();
        };
        let who = format!("{}, {}", names.of(one.by), dates::moment(*moment, self.today));
        let what = match one.outcome {
            Outcome::Matters => match found {
                Some(found) => deficiency(found),
                None => {
                    view! { <Mark state=State::Gap voice=Voice::Calm word=one.outcome.label() wrap=true/> }.into_any()
                }
            },
            Outcome::Aside => view! {
                <Mark state=State::Excluded voice=Voice::Calm word=one.outcome.label() wrap=true/>
                <span class="sub">{one.reason.clone()}</span>
            }
            .into_any(),
            Outcome::Mapped => {
                let control = one.control.as_ref().map(ToString::to_string).unwrap_or_default();
                let task = one.task.map(|task| view! { <a href=format!("/own-tasks/{task}")>"The task"</a> });
                view! { "Answered by "<a href=format!("/controls/{control}")>{control.clone()}</a>". "{task} }
                    .into_any()
            }
        };
        view! { {what}<span class="sub">{who}</span> }.into_any()
    }

    /// The way to a deficiency for whoever may open one, where no second person decided.
    fn open_one(&self, row: &AttestationRow, line: &str) -> AnyView {
        let open = self.opens.then(|| {
            let href = format!("/deficiencies/new?from={}", encoded(&format!("attestation/{}{line}", row.id)));
            view! { <span class="sub"><a href=href>"It touches us: open a deficiency"</a></span> }
        });
        view! { {open} }.into_any()
    }
}

fn deficiency(found: &FoundRow) -> AnyView {
    let (state, word) = if found.closed { (State::Met, "closed") } else { (State::Gap, "open") };
    let href = format!("/deficiencies/{}", found.id);
    view! { <Mark state voice=Voice::Calm word=format!("Deficiency {word}")/>" "<a href=href>{format!("DEF-{:03}", found.no)}</a> }
        .into_any()
}

fn form(row: &AttestationRow, at: Point, line: &str, followed: &Followed, fields: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = &mishap.wrong;
    let outcomes = at.part.outcomes().iter().map(|word| Choice::new(word.key(), word.label())).collect::<Vec<_>>();
    let mapped = (at.part == Part::UserControl).then(|| {
        let (controls, people) = (followed.controls.clone(), followed.people.clone());
        view! {
            <SelectField name="control" label="Control of ours that answers it" choices=controls prompt="Choose a control"
                value=fields.text("control") optional=true error=wrong.at("control")/>
            <SelectField name="assignee" label="Who sees to it" choices=people prompt="Choose a person"
                value=fields.text("assignee") optional=true error=wrong.at("assignee")/>
            <DateField name="due_on" label="By" value=fields.text("due_on") optional=true error=wrong.at("due_on")
                hint="It becomes a task of theirs"/>
        }
    });
    let verb = match at.part {
        Part::Exception => "What touches us opens a deficiency of the vendor, in the hands of its owner.",
        Part::UserControl => "What a control of ours answers becomes a task.",
    };
    let line = line.to_owned();
    view! {
        <form class="form" id="follow" method="post" action=format!("/attestations/{}/follow", row.id) novalidate>
            <p><strong>{line}</strong></p>
            <p>{verb}</p>
            <input type="hidden" name="part" value=at.part.key()/>
            <input type="hidden" name="no" value=at.no.to_string()/>
            <RadioField name="outcome" label="What follows" choices=outcomes value=fields.text("outcome") error=wrong.at("outcome")/>
            {mapped}
            <LongField name="reason" label="Why it does not touch us" value=fields.text("reason") optional=true error=wrong.at("reason")/>
            <Actions><Button>"Decide"</Button></Actions>
        </form>
    }
    .into_any()
}
