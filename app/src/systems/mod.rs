//! Systems: the inventory, one system, what it is asked, and the import of a list.

pub mod bulk;
pub mod change;
pub mod edit;
mod history;
pub mod import;
pub mod list;
pub mod one;
mod sheet;
pub mod vendors;

pub(crate) use sheet::sheet;

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::choice::Choice;
use domain::ids::PersonId;
use domain::people::{Actor, Relation, may};
use domain::trail::Verb;
use domain::words::{Question, QuestionSet, Trait, TraitSet};
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

/// Who can own a system or a vendor, by name: people who are active and may write, and whoever has it now.
pub(crate) async fn owners(asking: &Asking, now: &[Option<PersonId>]) -> Result<Vec<Choice>> {
    let people = asking.store().people().await?.into_iter();
    let people = people.filter(|row| row.active && (!row.rights.is_guest() || now.contains(&Some(row.id))));
    Ok(people.filter_map(|row| Some(Choice::new(row.id.to_string(), row.name?))).collect())
}

/// “Agentic, Third-party”.
pub(crate) fn labels(traits: TraitSet) -> String {
    traits.iter().map(Trait::label).collect::<Vec<_>>().join(", ")
}

/// The questions nobody answered yet: traits, and the stage.
pub(crate) fn open_questions(system: &SystemRow) -> QuestionSet {
    let open = QuestionSet::from(TraitSet::all().minus(system.yes.union(system.no_)));
    if system.stage.is_none() { open.with(Question::Stage) } else { open }
}

/// “Agentic, Stage”.
pub(crate) fn questions(open: QuestionSet) -> String {
    open.iter().map(Question::label).collect::<Vec<_>>().join(", ")
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
