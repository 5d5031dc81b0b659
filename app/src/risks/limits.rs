//! Measures whose limits would show a risk becoming real.

use super::parts::named;
use crate::form::{Fields, Wrong};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::input::{TextField, Typed};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use domain::risks::{RiskCategory, Side, ThresholdDraft, suggested};
use leptos::prelude::*;
use store::{AssessmentRead, LimitRow, RiskInHand};

/// “above 0.2”.
fn beyond(limit: &LimitRow) -> String {
    format!("{} {}", limit.threshold.comparison.label().to_lowercase(), limit.threshold.value)
}

/// Every limit of an assessment, for its page.
pub(super) fn all(read: &AssessmentRead) -> Option<AnyView> {
    let lines = read.limits.iter().map(|limit| {
        let risk = &limit.threshold.risk;
        let own = read.risk(risk).ok().and_then(|one| one.own.as_ref());
        let code = named(risk, super::parts::title(risk, own));
        let (measure, words) = (limit.threshold.measure.label().to_owned(), beyond(limit));
        view! { <tr><th scope="row">{code}</th><td data-th="Measure">{measure}</td><td data-th="A breach">{words}</td></tr> }
    });
    let lines = lines.collect_view();
    let columns = ["Risk", "Measure", "A breach"].into_iter().map(Column::new).collect();
    (!read.limits.is_empty()).then(|| {
        view! {
            <Block title="What would show it" id="limits" remark="Limits beyond which a risk may be becoming real">
                <Table caption="Limits" columns stack=true>{lines}</Table>
            </Block>
        }
        .into_any()
    })
}

pub(super) fn typed(fields: &Fields) -> ThresholdDraft {
    ThresholdDraft {
        measure: fields.text("measure"),
        comparison: fields.text("comparison"),
        value: fields.text("value"),
    }
}

/// The limits of one risk, and the form for a further one, begun with what the library suggests.
pub(super) fn block(
    read: &AssessmentRead,
    one: &RiskInHand,
    kind: Option<RiskCategory>,
    draft: Option<ThresholdDraft>,
    wrong: &Wrong,
    may_set: bool,
) -> Option<AnyView> {
    let base = format!("/risks/assessments/{}/risks/{}", read.row.id, one.risk);
    let here: Vec<_> = read.limits.iter().filter(|limit| limit.threshold.risk == one.risk).collect();
    if here.is_empty() && !may_set {
        return None;
    }
    let lines = here.iter().map(|limit| {
        let (measure, words) = (limit.threshold.measure.label().to_owned(), beyond(limit));
        let named = measure.clone();
        let drop = may_set.then(|| {
            view! {
                <form method="post" action=format!("{base}/limits/end")>
                    <input type="hidden" name="limit" value=limit.id.to_string()/>
                    <Button>"Drop it"<span class="vh">{format!(": {named}")}</span></Button>
                </form>
            }
        });
        view! { <tr><th scope="row">{measure}</th><td data-th="A breach">{words}</td><td class="n">{drop}</td></tr> }
    });
    let lines = lines.collect_view();
    let table = (!here.is_empty()).then(|| {
        let columns = vec![Column::new("Measure"), Column::new("A breach"), Column::hidden("Drop")];
        view! { <Table caption="Limits of this risk" columns narrow=true>{lines}</Table> }
    });
    let suggestion = kind.and_then(|kind| suggested(kind).next());
    let begun = suggestion.map(|it| ThresholdDraft {
        measure: it.measure.label().to_owned(),
        comparison: it.comparison.key().to_owned(),
        value: it.value.to_string(),
    });
    let open = draft.is_some();
    let ThresholdDraft { measure, comparison, value } = draft.or(begun).unwrap_or_default();
    let sides: Vec<_> = Side::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let source = suggestion.map(|it| it.source.to_owned()).unwrap_or_default();
    let (no_measure, no_side, no_value) = (wrong.at("measure"), wrong.at("comparison"), wrong.at("value"));
    let form = may_set.then(|| {
        view! {
            <details open=open>
                <summary>"Name a limit"</summary>
                <Summary faults=wrong.summary()/>
                <form class="form" method="post" action=format!("{base}/limits") novalidate>
                    <TextField name="measure" label="What is measured" value=measure error=no_measure hint=source/>
                    <SelectField name="comparison" label="It is a breach" choices=sides value=comparison error=no_side prompt="Choose above or below"/>
                    <TextField name="value" label="The limit" value=value error=no_value typed=Typed::Number short=true/>
                    <Actions><Button>"Name this limit"</Button></Actions>
                </form>
            </details>
        }
    });
    Some(
        view! {
            <Block title="What would show it becoming real" id="limits">{table}{form}</Block>
        }
        .into_any(),
    )
}
