//! What proves a requirement of our own, chosen from the kinds of evidence that the library knows: up to three things,
//! each in one of two kinds, or by a nil return.

use crate::form::{Fields, Wrong};
use crate::ui::choice::{CheckField, Choice, SelectField};
use crate::ui::field::{Group, Pair};
use domain::catalogue::catalogue;
use domain::codes::KindId;
use domain::own::field;
use leptos::prelude::*;
use std::collections::BTreeSet;

/// Things to be shown for one requirement, at most.
const THINGS: usize = 3;

/// One thing to be shown.
#[derive(Clone, Debug, Default)]
struct Thing {
    kind: String,
    or: String,
    nil: bool,
}

/// Everything to be shown for one requirement, as chosen.
#[derive(Clone, Debug, Default)]
pub(super) struct Proven([Thing; THINGS]);

fn named(name: &str, place: usize, at: usize) -> String {
    field(name, place) + &format!("-{}", at + 1)
}

impl Proven {
    pub(super) fn typed(fields: &Fields, place: usize) -> Self {
        Self(std::array::from_fn(|at| Thing {
            kind: fields.text(&named("kind", place, at)),
            or: fields.text(&named("or", place, at)),
            nil: fields.ticked(&named("nil", place, at)),
        }))
    }

    fn chosen(&self) -> impl Iterator<Item = &Thing> {
        self.0.iter().filter(|thing| !thing.kind.is_empty() || !thing.or.is_empty())
    }

    /// In the grammar of [`domain::proof::Proof`]; empty where nothing is chosen.
    pub(super) fn text(&self) -> String {
        let terms: Vec<_> = self.chosen().map(Thing::text).collect();
        terms.join(",")
    }

    /// What is wrong with the choice, before the rule reads it.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let kinds = self.chosen().flat_map(|thing| [&thing.kind, &thing.or]).filter(|kind| !kind.is_empty());
        let kinds: Vec<_> = kinds.collect();
        if kinds.is_empty() {
            return Some("Choose at least one kind of evidence that proves it.");
        }
        if self.chosen().any(|thing| thing.kind.is_empty()) {
            return Some("Choose the first kind before the other that does as well.");
        }
        let twice = kinds.iter().collect::<BTreeSet<_>>().len() < kinds.len();
        twice.then_some("One kind is chosen twice. Choose each once.")
    }
}

impl Thing {
    fn text(&self) -> String {
        let kind = if self.nil { format!("nil({})", self.kind) } else { self.kind.clone() };
        if self.or.is_empty() { kind } else { format!("{kind}|{}", self.or) }
    }
}

pub(super) fn view(proven: &Proven, place: usize, wrong: &Wrong) -> AnyView {
    let mut kinds: Vec<_> = catalogue().kinds.iter().filter(|kind| kind.id != KindId::NIL_RETURN).collect();
    kinds.sort_by_key(|kind| kind.title);
    let kinds: Vec<_> = kinds.into_iter().map(|kind| Choice::new(kind.id.to_string(), kind.title)).collect();
    let more = proven.0.iter().skip(1).any(|thing| !thing.kind.is_empty() || !thing.or.is_empty());
    let mut things = proven.0.iter().enumerate().map(|(at, it)| thing(it, place, at, &kinds, wrong));
    let (first, others) = (things.next(), things.collect_view());
    view! {
        <Group label="Proven by">
            <div class="form">
                {first}
                <details open=more>
                    <summary>"And something else as well"</summary>
                    <div class="form">{others}</div>
                </details>
            </div>
        </Group>
    }
    .into_any()
}

fn thing(thing: &Thing, place: usize, at: usize, kinds: &[Choice], wrong: &Wrong) -> AnyView {
    let Thing { kind, or, nil } = thing.clone();
    let (of_kind, of_or, of_nil) = (named("kind", place, at), named("or", place, at), named("nil", place, at));
    // What is wrong with all of them stands at the first.
    let (id, error) = match at {
        0 => (field("kinds", place), wrong.at(&field("kinds", place))),
        _ => (of_kind.clone(), None),
    };
    let (firsts, others) = (kinds.to_vec(), kinds.to_vec());
    let label = if at == 0 { "This kind of evidence" } else { "And this kind" };
    view! {
        <Pair>
            <SelectField name=of_kind id label choices=firsts value=kind prompt="Choose a kind" error optional={at > 0}/>
            <SelectField name=of_or label="Or this one" choices=others value=or prompt="No other" optional=true/>
        </Pair>
        <CheckField name=of_nil label="Or a nil return" value=nil hint="Where nothing of the first kind occurred, saying so proves it"/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_becomes_what_the_rule_reads() {
        let thing = |kind: &str, or: &str, nil| Thing { kind: kind.into(), or: or.into(), nil };
        let proven = |a, b| Proven([a, b, Thing::default()]);
        let two = proven(thing("exercise-record", "", false), thing("incident-record", "alert-record", true));
        assert_eq!(two.text(), "exercise-record,nil(incident-record)|alert-record");
        assert!(domain::own::kinds(&two.text()).is_ok() && two.fault().is_none());
        assert!(Proven::default().fault().unwrap().contains("at least one"));
        let twice = proven(thing("contract", "", false), thing("contract", "", false));
        assert!(twice.fault().unwrap().contains("twice"));
        assert!(proven(thing("", "contract", false), Thing::default()).fault().unwrap().contains("first kind"));
    }
}
