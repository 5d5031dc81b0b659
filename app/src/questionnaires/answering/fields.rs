//! The fields of one question, as its answer is given.

use super::page::Shown;
use crate::questionnaires::parts::said_words;
use crate::ui::choice::{CheckField, Choice, SelectField};
use crate::ui::dates;
use crate::ui::input::{DateField, TextField};
use crate::ui::textarea::LongField;
use domain::questionnaires::{AnswerDraft, AnswerKind, Ask};
use leptos::prelude::*;
use store::Opened;

/// The answer as typed, or as it is kept.
fn draft(opened: &Opened, ask: &Ask, shown: &Shown) -> AnswerDraft {
    let kept = opened.read.answers.get(&ask.key).map(|row| row.answer.draft()).unwrap_or_default();
    let Some(fields) = &shown.typed else { return kept };
    let key = &ask.key;
    // What other forms of the page sent says nothing of answers.
    if fields.all(&format!("seen-{key}")).next().is_none() {
        return kept;
    }
    AnswerDraft {
        said: fields.text(&format!("said-{key}")),
        not_applicable: fields.ticked(&format!("na-{key}")),
        comment: fields.text(&format!("comment-{key}")),
    }
}

pub(super) fn question(opened: &Opened, ask: &Ask, shown: &Shown, files: AnyView) -> AnyView {
    let (key, typed) = (ask.key.to_string(), draft(opened, ask, shown));
    let kept = opened.read.answers.get(&ask.key);
    let (said_at, comment_at, na_at) = (format!("said-{key}"), format!("comment-{key}"), format!("na-{key}"));
    let late = shown.late.contains(&ask.key).then(|| {
        let theirs = said_words(kept.and_then(|row| row.answer.said.as_ref()));
        let comment = kept.map(|row| row.answer.comment.clone()).filter(|text| !text.is_empty());
        let comment = comment.map(|text| format!(" with the comment “{text}”")).unwrap_or_default();
        format!("A colleague answered meanwhile: “{theirs}”{comment}. What you typed is in the field; saved again, it takes the place of theirs.")
    });
    let error = late.or_else(|| shown.mishap.wrong.at(&said_at));
    let wrong = shown.mishap.wrong.at(&comment_at);
    let beside = !typed.comment.is_empty() || typed.not_applicable || wrong.is_some();
    let seen = kept.map_or(0, |row| row.seq);
    let comment_label = format!("Comment on {key}");
    view! {
        <div class="asked" id=key.clone()>
            <input type="hidden" name=format!("seen-{key}") value=seen/>
            {control(ask, said_at, typed.said, error)}
            <details open=beside>
                <summary>"Comment, or say that it does not apply"</summary>
                <LongField name=comment_at label=comment_label value=typed.comment optional=true error=wrong/>
                <CheckField name=na_at label="Does not apply; the comment says why" value=typed.not_applicable/>
            </details>
            {files}
        </div>
    }
    .into_any()
}

fn control(ask: &Ask, name: String, value: String, error: Option<String>) -> AnyView {
    let label = ask.question.clone();
    let select = |words: Vec<Choice>| {
        let value = value.clone();
        view! { <SelectField name=name.clone() label=label.clone() choices=words value prompt="Not answered" optional=true error=error.clone()/> }
            .into_any()
    };
    let word = |words: &[&str]| words.iter().map(|word| Choice::new(*word, dates::capital(word))).collect();
    match ask.kind {
        AnswerKind::YesNo => select(word(&["yes", "no"])),
        AnswerKind::YesNoPartly => select(word(&["yes", "no", "partly"])),
        AnswerKind::Choice => {
            select(ask.choices.iter().map(|choice| Choice::new(choice.clone(), choice.clone())).collect())
        }
        AnswerKind::Number => view! { <TextField name label value short=true optional=true error/> }.into_any(),
        AnswerKind::Day => view! { <DateField name label value optional=true error/> }.into_any(),
        AnswerKind::Text => view! { <LongField name label value optional=true error/> }.into_any(),
        AnswerKind::Document => {
            let hint = "Attach it below, or give the address (https://…) where it lies. Words alone are no document.";
            view! { <LongField name label hint value optional=true error/> }.into_any()
        }
    }
}
