//! Systems: the inventory, one system, what it is asked, and the import of a list.

pub mod change;
pub mod edit;
pub mod import;
pub mod list;
pub mod one;
pub mod vendors;

use domain::people::{Actor, Relation, may};
use domain::trail::Verb;
use domain::words::{Trait, TraitSet};
use store::SystemRow;

/// Whether somebody may change this very system.
pub(crate) fn may_change(actor: &Actor, system: &SystemRow) -> bool {
    let owns = [system.owner, system.deputy].contains(&Some(actor.person));
    may(actor.rights, Verb::SystemChanged, if owns { Relation::Owner } else { Relation::Stranger })
}

/// Whether somebody may add systems.
pub(crate) fn may_add(actor: &Actor) -> bool {
    may(actor.rights, Verb::SystemAdded, Relation::Stranger)
}

/// “Agentic, Third-party”.
pub(crate) fn labels(traits: TraitSet) -> String {
    traits.iter().map(Trait::label).collect::<Vec<_>>().join(", ")
}

/// The traits nobody answered yet.
pub(crate) fn open_traits(system: &SystemRow) -> TraitSet {
    TraitSet::all().minus(system.yes.union(system.no_))
}

/// “Yes”, “No”, “Not answered”.
pub(crate) const fn answer_word(answer: Option<bool>) -> &'static str {
    match answer {
        Some(true) => "Yes",
        Some(false) => "No",
        None => "Not answered",
    }
}

pub(crate) fn answer_of(system: &SystemRow, which: Trait) -> Option<bool> {
    system.yes.contains(which).then_some(true).or(system.no_.contains(which).then_some(false))
}
