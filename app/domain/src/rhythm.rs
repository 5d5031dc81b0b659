//! The rhythm of a control: how often it runs, and how long evidence for each of its requirements stays fresh.
//!
//! The library proposes one; an organisation edits it as it adopts the control, and later. What asks for proof more
//! often or fresher is done by one person; what asks for less takes two. Evidence that was accepted keeps the lapse that
//! was fixed then: asking for fresher proof ends it by a record of its own, never before that record was made.

use crate::catalogue::Shelf;
use crate::catalogue::{Control, Kind, catalogue};
use crate::codes::RequirementId;
use crate::evidence::{Freshness, stale_from};
use crate::proof::Proof;
use crate::refusal::{Faults, Refusal};
use crate::words::{ByCriticality, Cadence, Criticality, FreshRule, SubjectKind};
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long evidence for one requirement lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fresh {
    pub requirement: RequirementId,
    pub rule: FreshRule,
    pub days: u16,
}

impl Fresh {
    #[must_use]
    pub const fn freshness(&self) -> Freshness {
        Freshness { rule: self.rule, days: self.days }
    }
}

/// How often a control runs, and how long the evidence for each of its requirements lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rhythm {
    pub cadence: Cadence,
    /// Where criticality or tier changes it, for what is asked of systems and vendors.
    pub by_criticality: Option<ByCriticality>,
    pub fresh: Vec<Fresh>,
}

/// A requirement as the rule of its rhythm needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beat {
    pub id: RequirementId,
    /// What its evidence does by itself: what an empty field goes back to.
    pub base: Freshness,
    /// The cadence that those days belong to, where they follow one.
    pub base_cadence: Cadence,
    pub subject: SubjectKind,
    /// `None`: it cannot be read.
    pub proof: Option<Proof>,
}

impl Beat {
    /// Whether an organisation can say for how many days its evidence lives.
    #[must_use]
    pub const fn is_editable(&self) -> bool {
        !matches!(self.base.rule, FreshRule::Event | FreshRule::OwnEndDate)
    }

    /// Its days where the control runs by that cadence; one without a calendar leaves them as they are.
    fn follows(&self, cadence: Cadence) -> Freshness {
        let days = cadence.fresh_days().filter(|_| cadence != self.base_cadence);
        Freshness { days: days.unwrap_or(self.base.days), ..self.base }
    }

    /// Its freshness with what was typed; `None` goes back to what follows by itself.
    #[must_use]
    pub fn with(&self, cadence: Cadence, days: Option<u16>) -> Freshness {
        let own = |days| Freshness { rule: FreshRule::Days, days };
        match self.base.rule {
            FreshRule::Cadence => days.map_or_else(|| self.follows(cadence), own),
            FreshRule::Kind | FreshRule::Days => days.map_or(self.base, own),
            FreshRule::OwnReviewDate => Freshness { days: days.unwrap_or(self.base.days), ..self.base },
            FreshRule::OwnEndDate | FreshRule::Event => self.base,
        }
    }
}

/// The requirements of a control of the library, as its rhythm is edited.
#[must_use]
pub fn beats(control: &Control) -> Vec<Beat> {
    let all = catalogue().requirements_of(&control.id);
    let beat = all.map(|requirement| Beat {
        id: requirement.id.clone(),
        base: Freshness { rule: requirement.fresh_rule, days: requirement.fresh_days },
        base_cadence: control.cadence,
        subject: requirement.subject,
        proof: Some(requirement.proof.clone()),
    });
    beat.collect()
}

/// The rhythm as typed. Empty days go back to what follows by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RhythmDraft {
    pub cadence: String,
    /// For systems and vendors of medium and low criticality, where the control tells them apart; `none`: not at all.
    pub medium: String,
    pub low: String,
    pub days: BTreeMap<RequirementId, String>,
}

/// The longest that an organisation may call evidence fresh: a year and thirty days of grace.
pub const FRESH_DAYS_MAX: u16 = 396;

/// The field of a requirement's days in a form.
#[must_use]
pub fn field(id: &RequirementId) -> String {
    format!("days-{id}")
}

impl RhythmDraft {
    /// What would be edited so that nothing changes.
    #[must_use]
    pub fn of(rhythm: &Rhythm, beats: &[Beat]) -> Self {
        let typed = rhythm.fresh.iter().map(|fresh| {
            let beat = beats.iter().find(|beat| beat.id == fresh.requirement);
            let by_itself = beat.is_some_and(|beat| beat.with(rhythm.cadence, None) == fresh.freshness());
            (fresh.requirement.clone(), if by_itself { String::new() } else { fresh.days.to_string() })
        });
        let level = |cadence: Option<Cadence>| cadence.map_or("none", Cadence::key).to_owned();
        Self {
            cadence: rhythm.cadence.key().to_owned(),
            medium: rhythm.by_criticality.map(|by| level(by.medium)).unwrap_or_default(),
            low: rhythm.by_criticality.map(|by| level(by.low)).unwrap_or_default(),
            days: typed.collect(),
        }
    }

    /// The rhythm that was typed; `leveled` says whether the control tells criticalities apart.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `cadence`, `medium`, `low` or the days of a requirement.
    pub fn check(&self, beats: &[Beat], leveled: bool) -> Result<Rhythm, Refusal> {
        let mut faults = Faults::default();
        let cadence = self.cadence.parse::<Cadence>();
        let cadence = cadence.map_err(|_| faults.add("cadence", "Choose how often it runs.")).ok();
        let mut level = |field: &'static str, text: &str| match (text, text.parse::<Cadence>()) {
            ("none", _) => None,
            (_, Ok(cadence)) => Some(cadence),
            (_, Err(_)) => {
                faults.add(field, "Choose how often it runs there, or that it does not.");
                None
            }
        };
        let levels = leveled.then(|| (level("medium", &self.medium), level("low", &self.low)));
        let mut fresh = Vec::new();
        for beat in beats {
            let text = self.days.get(&beat.id).map_or("", |text| text.trim());
            let days = match text.parse::<u16>() {
                _ if text.is_empty() || !beat.is_editable() => None,
                Ok(days) if (1..=FRESH_DAYS_MAX).contains(&days) => Some(days),
                Ok(_) | Err(_) => {
                    let sentence = format!("“{text}” is no number of days from 1 to {FRESH_DAYS_MAX}. An example: 90.");
                    faults.add(field(&beat.id), sentence);
                    None
                }
            };
            let Freshness { rule, days } = beat.with(cadence.unwrap_or(Cadence::Annual), days);
            fresh.push(Fresh { requirement: beat.id.clone(), rule, days });
        }
        faults.none()?;
        let cadence = cadence.ok_or_else(|| Refusal::at("cadence", "Choose how often it runs."))?;
        let by_criticality = levels.map(|(medium, low)| ByCriticality { high: Some(cadence), medium, low });
        Ok(Rhythm { cadence, by_criticality, fresh })
    }
}

impl Rhythm {
    /// What the library proposes for one of its controls.
    #[must_use]
    pub fn proposed(control: &Control) -> Self {
        let fresh = beats(control).into_iter().map(|beat| {
            let Freshness { rule, days } = beat.base;
            Fresh { requirement: beat.id, rule, days }
        });
        Self { cadence: control.cadence, by_criticality: control.by_criticality, fresh: fresh.collect() }
    }

    /// How long evidence for a requirement lives where a subject has that criticality or tier. Where nothing is expected
    /// by the calendar, its days stay as they are: evidence that nobody renews does not live for ever.
    #[must_use]
    pub fn freshness_at(fresh: Freshness, by: Option<ByCriticality>, level: Criticality) -> Freshness {
        match by.filter(|_| fresh.rule == FreshRule::Cadence) {
            Some(by) => Freshness { days: by.of(level).and_then(Cadence::fresh_days).unwrap_or(fresh.days), ..fresh },
            None => fresh,
        }
    }

    /// The freshness of one requirement.
    #[must_use]
    pub fn of(&self, id: &RequirementId) -> Option<Freshness> {
        self.fresh.iter().find(|fresh| fresh.requirement == *id).map(Fresh::freshness)
    }

    /// Whether this asks for anything less than `before` did: it then takes two.
    #[must_use]
    pub fn relaxes(&self, before: &Self, beats: &[Beat]) -> bool {
        if is_rarer(Some(before.cadence), Some(self.cadence)) {
            return true;
        }
        Criticality::ALL.iter().any(|level| {
            let at = |rhythm: &Self| rhythm.by_criticality.map_or(Some(rhythm.cadence), |by| by.of(*level));
            is_rarer(at(before), at(self)) || beats.iter().any(|beat| self.ages_slower(before, beat, *level))
        })
    }

    fn ages_slower(&self, before: &Self, beat: &Beat, level: Criticality) -> bool {
        let (Some(old), Some(new)) = (before.of(&beat.id), self.of(&beat.id)) else { return false };
        let at = |fresh: Freshness, rhythm: &Self| match beat.subject {
            SubjectKind::Organisation => fresh,
            SubjectKind::System | SubjectKind::Vendor => Self::freshness_at(fresh, rhythm.by_criticality, level),
        };
        let (old, new) = (at(old, before), at(new, self));
        let kinds = beat.proof.iter().flat_map(Proof::kinds).filter_map(|(id, _)| kind(&catalogue().kinds, id));
        kinds.into_iter().any(|kind| ends(new, kind) > ends(old, kind))
    }
}

fn kind<'a>(kinds: &'a Shelf<Kind>, id: &crate::codes::KindId) -> Option<&'a Kind> {
    kinds.get(id)
}

/// When evidence of a day lapses; what never does, last.
fn ends(fresh: Freshness, kind: &Kind) -> Date {
    const DAY: Date = date(2026, 1, 1);
    stale_from(fresh, kind, DAY, None).unwrap_or(Date::MAX)
}

/// Whether fewer occurrences are expected, or it cannot be told.
fn is_rarer(old: Option<Cadence>, new: Option<Cadence>) -> bool {
    match (old, new) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(old), Some(new)) if old == new => false,
        (Some(old), Some(new)) => match (old.days(), new.days()) {
            (Some(old), Some(new)) => new > old,
            (None, _) | (_, None) => true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(id: &str) -> &'static Control {
        catalogue().controls.get(&id.parse().unwrap()).unwrap()
    }

    fn library(id: &str) -> (Rhythm, Vec<Beat>) {
        (Rhythm::proposed(control(id)), beats(control(id)))
    }

    #[test]
    fn a_draft_of_a_rhythm_changes_nothing_for_any_control_of_the_library() {
        for control in &catalogue().controls {
            let (rhythm, beats) = library(control.id.as_str());
            let draft = RhythmDraft::of(&rhythm, &beats);
            let again = draft.check(&beats, control.by_criticality.is_some()).unwrap();
            assert_eq!(again.cadence, rhythm.cadence, "{}", control.id);
            assert_eq!(again.fresh, rhythm.fresh, "{}", control.id);
            assert!(!again.relaxes(&rhythm, &beats), "{}", control.id);
        }
    }

    #[test]
    fn a_slower_cadence_and_longer_days_take_two_the_others_one() {
        // Quarterly; TSK-GV-01-2 lives by the cadence, TSK-GV-01-1 until its own review day.
        let (before, beats) = library("AIG-GV-01");
        let draft = RhythmDraft::of(&before, &beats);
        let act: RequirementId = "TSK-GV-01-2".parse().unwrap();
        let with = |cadence: &str, days: &str| {
            let mut draft = draft.clone();
            draft.cadence = cadence.to_owned();
            draft.days.insert(act.clone(), days.to_owned());
            draft.check(&beats, false).unwrap()
        };
        let table = [
            ("quarterly", "", false),
            ("monthly", "", false),
            ("semi-annual", "", true),
            ("per-event", "", true),
            ("quarterly", "60", false),
            ("quarterly", "107", false),
            ("quarterly", "108", true),
            ("monthly", "107", false),
        ];
        for (cadence, days, takes_two) in table {
            assert_eq!(with(cadence, days).relaxes(&before, &beats), takes_two, "{cadence} {days:?}");
        }
        assert_eq!(with("monthly", "").of(&act), Some(Freshness { rule: FreshRule::Cadence, days: 41 }));
        assert_eq!(with("quarterly", "60").of(&act), Some(Freshness { rule: FreshRule::Days, days: 60 }));
    }

    #[test]
    fn evidence_ages_where_no_occurrence_is_expected_too() {
        let by = ByCriticality { high: Some(Cadence::Monthly), medium: Some(Cadence::PerEvent), low: None };
        let base = Freshness { rule: FreshRule::Cadence, days: 107 };
        let days = |level| Rhythm::freshness_at(base, Some(by), level).days;
        assert_eq!((days(Criticality::High), days(Criticality::Medium), days(Criticality::Low)), (41, 107, 107));
        let kind =
            catalogue().kinds.iter().find(|kind| stale_from(base, kind, date(2026, 1, 1), None).is_some()).unwrap();
        let low = Rhythm::freshness_at(base, Some(by), Criticality::Low);
        assert!(stale_from(low, kind, date(2026, 1, 1), None).is_some());
    }

    #[test]
    fn one_level_that_asks_less_is_enough() {
        let leveled = catalogue().controls.iter().find(|control| control.by_criticality.is_some()).unwrap();
        let (before, beats) = library(leveled.id.as_str());
        let mut draft = RhythmDraft::of(&before, &beats);
        draft.medium = "none".to_owned();
        let after = draft.check(&beats, true).unwrap();
        let asked = before.by_criticality.unwrap().medium.is_some();
        assert_eq!(after.relaxes(&before, &beats), asked);
        draft.medium = "often".to_owned();
        assert!(matches!(draft.check(&beats, true), Err(Refusal::Invalid(_))));
    }

    #[test]
    fn days_that_are_none_get_a_sentence_with_an_example() {
        let (before, beats) = library("AIG-GV-01");
        for text in ["soon", "0", "397", "-1", "1.5"] {
            let mut draft = RhythmDraft::of(&before, &beats);
            draft.days.insert("TSK-GV-01-2".parse().unwrap(), text.to_owned());
            let Err(Refusal::Invalid(faults)) = draft.check(&beats, false) else { panic!("{text} was taken") };
            assert_eq!(faults[0].field, "days-TSK-GV-01-2");
            assert!(faults[0].message.contains("An example"));
        }
    }
}
