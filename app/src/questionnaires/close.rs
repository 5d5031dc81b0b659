//! Judging and closing: what no rule can tell is judged, each answer that falls short is decided on, and what follows for
//! the vendor is said.

use super::parts::said_words;
use crate::form::{Fields, Wrong};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::choice::{Choice, RadioField, SelectField};
use crate::ui::dates;
use crate::ui::input::DateField;
use crate::ui::notice::Refused;
use crate::ui::textarea::LongField;
use domain::questionnaires::{CloseDraft, Conclusion, Decided, DecidedDraft, Line, Outcome, REST, Reading, Verdict};
use domain::words::CriterionId;
use leptos::prelude::*;
use store::{Names, QuestionnaireRead};

/// A closing as typed: `outcome-KEY`, `words-KEY`, `owner-KEY` and `due-KEY` of each answer that falls short, and of `rest`
/// for all that are left.
pub(super) fn typed(read: &QuestionnaireRead, fields: &Fields) -> CloseDraft {
    let short = read.lines().into_iter().filter(|line| line.falls().is_some());
    let decided = short.map(|line| decision(line.ask.key.as_str(), fields));
    CloseDraft {
        decided: decided.collect(),
        rest: decision(REST, fields),
        conclusion: fields.text("conclusion"),
        words: fields.text("words"),
    }
}

fn decision(key: &str, fields: &Fields) -> DecidedDraft {
    let text = |name: &str| fields.text(&format!("{name}-{key}"));
    let (outcome, words, owner, due_on) = (text("outcome"), text("words"), text("owner"), text("due"));
    DecidedDraft { key: key.to_owned(), outcome, words, owner, due_on }
}

/// The answers that one of us has to judge, or judged.
pub(super) fn judging(read: &QuestionnaireRead, fields: &Fields, wrong: &Wrong) -> Option<AnyView> {
    let lines: Vec<_> = read.lines().into_iter().filter(|line| line.ask.is_judged()).collect();
    let asked = |line: &Line| !matches!(line.reading(), Reading::Unanswered | Reading::SetAside);
    let lines: Vec<_> = lines.into_iter().filter(asked).collect();
    let waiting = lines.iter().filter(|line| line.reading() == Reading::Waits).count();
    if lines.is_empty() {
        return None;
    }
    let one = |line: &Line| {
        let name = format!("verdict-{}", line.ask.key);
        let typed = fields.text(&name);
        let value = if typed.is_empty() {
            line.judged.map(|verdict| verdict.key().to_owned()).unwrap_or_default()
        } else {
            typed
        };
        let choices = Verdict::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
        let comment = line.answer.as_ref().map(|answer| answer.comment.clone()).unwrap_or_default();
        let hint = format!("Good: {}.", line.ask.good.trim_end_matches('.'));
        view! {
            <div class="asked">
                <p>{format!("{}: “{}”", line.ask.key, said_words(line.said()))}<span class="sub">{comment}</span></p>
                <SelectField name=name.clone() label=line.ask.question.clone() hint choices value prompt="To be judged" optional=true error=wrong.at(&name)/>
            </div>
        }
    };
    let all = lines.iter().map(one).collect_view();
    let remark = match waiting {
        0 => "All are judged".to_owned(),
        n => dates::capital(&dates::counted(n, "waits", "wait")),
    };
    let action = format!("/questionnaires/{}/judge", read.row.id);
    Some(
        view! {
            <Block title="Judge what no rule can tell" id="judge" remark=remark>
                <form class="form" method="post" action=action novalidate>
                    <div id="verdicts" tabindex="-1">{all}</div>
                    <Actions><Button weight={if waiting > 0 { Weight::Primary } else { Weight::Bordered }}>"Keep the verdicts"</Button></Actions>
                </form>
            </Block>
        }
        .into_any(),
    )
}

/// The second person's form; for others why not.
pub(super) fn form(
    read: &QuestionnaireRead,
    why_not: Option<String>,
    people: &[Choice],
    fields: &Fields,
    wrong: &Wrong,
) -> AnyView {
    if let Some(rule) = why_not {
        return view! { <Block title="Close it" id="close"><Refused word="Waits for another" rule/></Block> }
            .into_any();
    }
    let lines: Vec<_> = read.lines().into_iter().filter(|line| line.falls().is_some()).collect();
    let short = lines.len();
    let decided = lines.iter().map(|line| deciding(line, people, fields, wrong)).collect_view();
    let rest = (short > 1).then(|| {
        let (label, hint) = (
            "For all on which you say nothing of their own",
            "The same decision and the same words are kept with each. What knocks the vendor out takes one of its own",
        );
        decide_on(REST, label.to_owned(), hint.to_owned(), people, fields, wrong)
    });
    let conclusions = Conclusion::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
    let action = format!("/questionnaires/{}/close", read.row.id);
    let remark = if short == 0 {
        "Nothing falls short".to_owned()
    } else {
        dates::capital(&dates::counted(short, "answer falls short", "answers fall short"))
    };
    let (conclusion, words) = (fields.text("conclusion"), fields.text("words"));
    let (at_conclusion, at_words) = (wrong.at("conclusion"), wrong.at("words"));
    view! {
        <Block title="Close it" id="close" remark=remark>
            <form class="form" method="post" action=action novalidate>
                {rest}
                {decided}
                <RadioField name="conclusion" label="What follows for the vendor" choices=conclusions value=conclusion error=at_conclusion/>
                <LongField name="words" label="What you looked at, and what decided it" value=words error=at_words/>
                <Actions><Button weight=Weight::Primary>"Close the questionnaire"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn deciding(line: &Line, people: &[Choice], fields: &Fields, wrong: &Wrong) -> AnyView {
    let key = &line.ask.key;
    let falls = line.falls().map(|falls| falls.label().to_lowercase()).unwrap_or_default();
    let knock = if line.ask.knock_out { " A knock-out question." } else { "" };
    let hint = format!("{key}: “{}”, {falls}.{knock}", said_words(line.said()));
    decide_on(key.as_str(), line.ask.question.clone(), hint, people, fields, wrong)
}

/// The fields of one decision.
fn decide_on(key: &str, label: String, hint: String, people: &[Choice], fields: &Fields, wrong: &Wrong) -> AnyView {
    let [outcome, words, owner, due] = ["outcome", "words", "owner", "due"].map(|name| format!("{name}-{key}"));
    let choices: Vec<_> = Outcome::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
    let correcting =
        fields.text(&outcome) == Outcome::ToCorrect.key() || [&owner, &due].iter().any(|at| wrong.at(at).is_some());
    view! {
        <div class="asked">
            <RadioField name=outcome.clone() label hint choices value=fields.text(&outcome) error=wrong.at(&outcome)/>
            <LongField name=words.clone() label="Why it is accepted, or what is to be done" value=fields.text(&words) error=wrong.at(&words)/>
            <details open=correcting>
                <summary>"To be corrected: by whom, by when"</summary>
                <SelectField name=owner.clone() label="Who sees to it" choices=people.to_vec() value=fields.text(&owner) prompt="Choose somebody" optional=true error=wrong.at(&owner)/>
                <DateField name=due.clone() label="By when" value=fields.text(&due) optional=true error=wrong.at(&due)/>
            </details>
        </div>
    }
    .into_any()
}

/// What was decided, each with its task.
pub(super) fn decided(decided: &[Decided], names: &Names) -> AnyView {
    let lines = decided.iter().map(|one| {
        let outcome = match one.task {
            None => one.outcome.label().into_any(),
            Some(task) => {
                let who = one.owner.map(|owner| names.of(owner).to_owned()).unwrap_or_default();
                let by = one.due_on.map(|day| format!(", {who}, by {}", dates::full(day))).unwrap_or_default();
                view! { <a href=format!("/own-tasks/{task}")>{one.outcome.label()}</a>{by} }.into_any()
            }
        };
        let falls = one.falls.label().to_lowercase();
        view! { <li><a href=format!("#{}", one.key)>{one.key.to_string()}</a>", "{falls}": "{outcome}". "{one.words.clone()}</li> }
    });
    let lines: Vec<_> = lines.collect();
    let criterion = CriterionId::CC9_2.key();
    if lines.is_empty() {
        return view! { <p>"No answer fell short."</p> }.into_any();
    }
    view! {
        <ul class="entries">{lines}</ul>
        <p class="also">"What is to be corrected is in the tasks of "<a href=format!("/criteria/{criterion}")>{criterion}</a>"."</p>
    }
    .into_any()
}
