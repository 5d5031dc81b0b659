//! The form in which is decided what is done about a risk. One form for the four ways: only what the chosen one asks for is
//! read.

use super::parts::{steps, with_labels};
use crate::form::{Fields, Wrong};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::field::{Group, Pair};
use crate::ui::input::{DateField, TextField};
use crate::ui::summary::{self, Summary};
use crate::ui::textarea::LongField;
use domain::risks::{ActionDraft, Answer, Authority, Rated, TreatmentDraft, TreatmentKind};
use leptos::prelude::*;
use store::{AssessmentRead, RiskInHand};

/// Tasks that the form has room for at least.
const ROOM: usize = 3;
/// Tasks of one mitigation at most.
const MOST: usize = 20;

pub(super) fn typed(fields: &Fields) -> TreatmentDraft {
    let task = |n: usize| ActionDraft {
        title: fields.text(&format!("title-{n}")),
        owner: fields.parsed(&format!("owner-{n}")),
        due_on: fields.text(&format!("due_on-{n}")),
    };
    TreatmentDraft {
        kind: fields.text("treatment"),
        tasks: (1..=MOST).map(task).collect(),
        target_likelihood: fields.text("target_likelihood"),
        target_impact: fields.text("target_impact"),
        reason: fields.text("reason"),
        to: fields.text("to"),
        until: fields.text("until"),
    }
}

/// What is aimed at, as the form says it.
const AIMED: [(&str, &str); 2] = [("target_likelihood", "Likelihood aimed at"), ("target_impact", "Impact aimed at")];

/// What the form begins with: what was decided so far, or as a proposal what the assessment before decided.
pub(super) fn begun(rated: &Rated, before: Option<&Answer>) -> TreatmentDraft {
    let last = match before {
        Some(Answer::Rated(last)) => last.treatment.as_ref(),
        Some(Answer::Open | Answer::SetAside(_)) | None => None,
    };
    rated.treatment.as_ref().or(last).map(TreatmentDraft::of).unwrap_or_default()
}

pub(super) fn form(
    one: &RiskInHand,
    read: &AssessmentRead,
    rated: &Rated,
    people: &[Choice],
    draft: TreatmentDraft,
    wrong: &Wrong,
) -> AnyView {
    let base = format!("/risks/assessments/{}/risks/{}", read.row.id, one.risk);
    let needed = read.scale.accepts.of(rated.residual.band);
    let note = |kind: TreatmentKind| match kind {
        TreatmentKind::Mitigate => {
            "Tasks lower it; each is handed out at once and signed off by a second person.".to_owned()
        }
        TreatmentKind::Avoid => "What raises it is not done.".to_owned(),
        TreatmentKind::Transfer => "An insurer or a vendor bears it, by contract.".to_owned(),
        TreatmentKind::Accept if needed == Authority::Nobody => {
            let band = rated.residual.band.label().to_lowercase();
            format!("Nobody accepts a {band} risk here: the scale says so.")
        }
        TreatmentKind::Accept => {
            format!("It is borne until a day. At least: {}, who took no part.", needed.label().to_lowercase())
        }
    };
    // What nobody may do is no choice: it says why.
    let choice = |it: &TreatmentKind| {
        let choice = Choice::new(it.key(), it.label()).note(note(*it));
        if *it == TreatmentKind::Accept && needed == Authority::Nobody { choice.fixed() } else { choice }
    };
    let kinds: Vec<_> = TreatmentKind::ALL.iter().map(choice).collect();
    let tasks = tasks(&draft, people, wrong);
    let (likely, bad) = (steps(&read.scale.likelihood), steps(&read.scale.impact));
    let TreatmentDraft { kind, target_likelihood, target_impact, reason, to, until, .. } = draft;
    let (seen, at) = (one.no, |field| wrong.at(field));
    // Setting aside has a reason too: one page, two fields.
    let faults = with_labels(wrong, &AIMED).into_iter().map(|fault| match fault.field.as_str() {
        "reason" => summary::Fault::new("treat-reason", fault.says),
        _ => fault,
    });
    let faults = faults.collect();
    let (e1, e2) = (at("target_likelihood"), at("target_impact"));
    let (no_kind, no_reason, no_to, no_until) = (at("treatment"), at("reason"), at("to"), at("until"));
    // Who mitigates says what is aimed at.
    let other = !matches!(kind.as_str(), "" | "mitigate");
    view! {
        <Block title="Decide what is done" id="treat">
            <Summary faults/>
            <form class="form" method="post" action=format!("{base}/treat") novalidate>
                <input type="hidden" name="seen" value=seen/>
                <RadioField name="treatment" label="What is done about it" choices=kinds value=kind error=no_kind/>
                <Group label="To mitigate">
                    {tasks}
                    <Pair>
                        <SelectField name="target_likelihood" label=AIMED[0].1 hint="To mitigate it this is needed" choices=likely value=target_likelihood error=e1 prompt="Choose a step" optional=other/>
                        <SelectField name="target_impact" label=AIMED[1].1 hint="To mitigate it this is needed" choices=bad value=target_impact error=e2 prompt="Choose a step" optional=other/>
                    </Pair>
                </Group>
                <Group label="To avoid, transfer or accept">
                    <LongField name="reason" id="treat-reason" label="Why" value=reason error=no_reason optional=true hint="To accept, avoid or transfer it this is needed"/>
                    <TextField name="to" label="Transferred to" value=to error=no_to optional=true/>
                    <DateField name="until" label="Accepted until" value=until error=no_until optional=true hint="To accept it this is needed; a year at most"/>
                </Group>
                <Actions><Button weight=Weight::Primary>"Decide it so"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn tasks(draft: &TreatmentDraft, people: &[Choice], wrong: &Wrong) -> AnyView {
    let last = draft.tasks.iter().rposition(|task| *task != ActionDraft::default()).map_or(0, |place| place + 1);
    let rows = (last + 1).clamp(ROOM, MOST);
    let none = ActionDraft::default();
    let fields = (1..=rows).map(|n| {
        let task = draft.tasks.get(n - 1).unwrap_or(&none).clone();
        let [title, owner, due] = [format!("title-{n}"), format!("owner-{n}"), format!("due_on-{n}")];
        let (no_title, no_owner, no_due) = (wrong.at(&title), wrong.at(&owner), wrong.at(&due));
        let who = task.owner.map(|id| id.to_string()).unwrap_or_default();
        let people = people.to_vec();
        view! {
            <TextField name=title label=format!("Task {n}") value=task.title error=no_title optional=true/>
            <Pair>
                <SelectField name=owner label=format!("Who does task {n}") choices=people value=who error=no_owner prompt="Choose a person" optional=true/>
                <DateField name=due label=format!("Task {n} is due on") value=task.due_on error=no_due optional=true/>
            </Pair>
        }
    });
    let fields = fields.collect_view();
    let error =
        wrong.at("tasks").map(|says| view! { <span class="error"><span class="vh">"Error: "</span>{says}</span> });
    view! { <div id="tasks" tabindex="-1">{fields}{error}</div> }.into_any()
}
