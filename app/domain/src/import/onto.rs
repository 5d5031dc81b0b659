//! What a row says, put onto a system: a field that the row does not say stays as it is.

use std::collections::BTreeMap;

use super::entry::Entry;
use super::field::SystemField;
use super::reading::Remark;
use super::text::excerpt;
use crate::systems::{SystemDraft, may_move, stage_word};
use crate::words::{Stage, TraitSet};

/// Between the things of a list, as forms and pages show it.
pub const BETWEEN: &str = "; ";

impl Entry {
    /// The system as the row has it. Owner and deputy are words of the file until somebody names a person.
    #[must_use]
    pub fn onto(&self, mut draft: SystemDraft) -> SystemDraft {
        draft.name.clone_from(&self.name);
        for (slot, said) in [
            (&mut draft.external_id, &self.external_id),
            (&mut draft.unit, &self.unit),
            (&mut draft.department, &self.department),
        ] {
            if let Some(said) = said {
                slot.clone_from(said);
            }
        }
        draft.stage = self.stage.or(draft.stage);
        draft.criticality = self.criticality.unwrap_or(draft.criticality);
        let (yes, no) = self.answers();
        draft.yes = draft.yes.minus(no).union(yes);
        draft.no = draft.no.minus(yes).union(no);
        draft.details.extend(self.details());
        draft
    }

    /// The traits answered yes, and answered no.
    #[must_use]
    pub fn answers(&self) -> (TraitSet, TraitSet) {
        let of = |wanted: bool| self.traits.iter().filter(move |(_, said)| **said == wanted).map(|(which, _)| *which);
        (of(true).collect(), of(false).collect())
    }

    /// The remaining fields that the row says, by their key.
    fn details(&self) -> BTreeMap<String, String> {
        let word = |it: &Option<String>| it.clone().unwrap_or_default();
        let list = |it: &[String]| it.join(BETWEEN);
        let day = |it: Option<jiff::civil::Date>| it.map(|day| day.to_string()).unwrap_or_default();
        let yes = |it: Option<bool>| it.map(|yes| if yes { "yes" } else { "no" }).unwrap_or_default().to_owned();
        let said = [
            (SystemField::Purpose, word(&self.purpose)),
            (SystemField::Outputs, word(&self.outputs)),
            (SystemField::Owner, word(&self.owner)),
            (SystemField::Deputy, word(&self.deputy)),
            (SystemField::Origin, self.origin.map(|it| it.key().to_owned()).unwrap_or_default()),
            (SystemField::Vendors, list(&self.vendors)),
            (SystemField::Models, list(&self.models)),
            (SystemField::Data, word(&self.data)),
            (SystemField::DataClasses, list(&self.data_classes)),
            (SystemField::Affected, word(&self.affected)),
            (SystemField::CustomerFacing, yes(self.customer_facing)),
            (SystemField::Autonomy, word(&self.autonomy)),
            (SystemField::Oversight, word(&self.oversight)),
            (SystemField::Jurisdictions, list(&self.jurisdictions)),
            (SystemField::ActRole, self.act_role.map(|it| it.key().to_owned()).unwrap_or_default()),
            (SystemField::ActTier, self.act_tier.map(|it| it.key().to_owned()).unwrap_or_default()),
            (SystemField::Initiated, day(self.initiated)),
            (SystemField::Implemented, day(self.implemented)),
            (SystemField::Retired, day(self.retired)),
            (SystemField::Links, self.links.join("\n")),
            (SystemField::Notes, word(&self.notes)),
        ];
        said.into_iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(field, text)| (field.key().to_owned(), text))
            .collect()
    }
}

/// How a system stands that a row would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub stage: Option<Stage>,
    pub yes: TraitSet,
    pub no: TraitSet,
    pub in_programme: bool,
}

/// What of an entry an import may set on a system that is there, and what it may not, with the reason: a file betters
/// no finding, so a system in a programme keeps its stage and traits; and no system leaps over a stage.
#[must_use]
pub fn held_back(entry: &Entry, was: Standing, row: u64) -> (Entry, Vec<Remark>) {
    let mut taken = entry.clone();
    let mut remarks = Vec::new();
    let mut remark = |reason: String| {
        remarks.push(Remark { row: Some(row), column: None, reason, name: excerpt(&entry.name) });
    };
    let stage = entry.stage.filter(|stage| Some(*stage) != was.stage);
    if let Some(stage) = stage.filter(|stage| was.in_programme || !may_move(was.stage, *stage)) {
        taken.stage = None;
        let (from, to) = (stage_word(was.stage).to_lowercase(), stage.label().to_lowercase());
        let why =
            if was.in_programme { "it is in a programme" } else { "a system does not leap from one to the other" };
        remark(format!("Stage stays {from}, not {to}: {why}. Move it on its page."));
    }
    let (yes, no) = entry.answers();
    let other = yes.minus(was.yes).union(no.minus(was.no));
    if was.in_programme && !other.is_empty() {
        taken.traits.retain(|which, _| !other.contains(*which));
        let names: Vec<_> = other.iter().map(|which| which.label().to_lowercase()).collect();
        remark(format!("{} kept as answered: it is in a programme. Answer on its page.", names.join(", ")));
    }
    (taken, remarks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Refusal;
    use crate::words::{Stage, Trait};

    #[test]
    fn a_file_betters_nothing() {
        let entry = Entry {
            name: "Fraud screen".into(),
            stage: Some(Stage::Retired),
            traits: [(Trait::Generative, false), (Trait::Agentic, true)].into(),
            ..Entry::default()
        };
        let was = Standing {
            stage: Some(Stage::Production),
            yes: Trait::Agentic.into(),
            no: TraitSet::EMPTY,
            in_programme: true,
        };
        let (taken, remarks) = held_back(&entry, was, 7);
        assert_eq!((taken.stage, taken.traits.len(), remarks.len()), (None, 1, 2));
        let told: Vec<_> = remarks.iter().map(ToString::to_string).collect();
        assert!(told[0].starts_with("Line 7: stage stays production, not retired"), "{told:?}");
        let outside = Standing { in_programme: false, ..was };
        assert_eq!(held_back(&entry, outside, 7), (entry.clone(), vec![]));
        let leap = Entry { stage: Some(Stage::Production), ..entry };
        let (taken, remarks) = held_back(&leap, Standing { stage: Some(Stage::Idea), ..outside }, 7);
        assert_eq!((taken.stage, remarks.len()), (None, 1));
        let open = Standing { stage: None, ..outside };
        assert_eq!(held_back(&leap, open, 7), (leap.clone(), vec![]), "a first answer is no leap");
        let (taken, remarks) = held_back(&leap, Standing { in_programme: true, ..open }, 7);
        assert_eq!((taken.stage, remarks.len()), (None, 2), "in a programme it may end what was asked");
    }

    #[test]
    fn what_a_row_does_not_say_stays() -> Result<(), Refusal> {
        let mut was = SystemDraft::named("Old name");
        was.stage = Some(Stage::Production);
        was.yes = Trait::Agentic.into();
        was.no = Trait::Generative.into();
        was.details.insert("purpose".into(), "To screen".into());
        let row = Entry {
            name: "New name".into(),
            unit: Some("DOI".into()),
            models: vec!["a".into(), "b".into()],
            traits: [(Trait::Generative, true), (Trait::HighImpact, false)].into(),
            ..Entry::default()
        };
        let now = row.onto(was).check()?;
        assert_eq!((now.name.as_str(), now.unit.as_str(), now.stage), ("New name", "DOI", Some(Stage::Production)));
        assert_eq!(now.yes, [Trait::Agentic, Trait::Generative].into_iter().collect());
        assert_eq!(now.no, Trait::HighImpact.into());
        assert_eq!(now.details["purpose"], "To screen");
        assert_eq!(now.details["models"], "a; b");
        Ok(())
    }
}
