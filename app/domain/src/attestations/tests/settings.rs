//! What an organisation sets of attestations: what is refused, and from when it holds.

use super::*;
use crate::instant::Instant;
use crate::refusal::Refusal;
use crate::timeline::Timeline;

fn draft() -> SettingsDraft {
    SettingsDraft::from(&Settings::default())
}

fn without(mut draft: SettingsDraft, tier: Criticality, kind: &str) -> SettingsDraft {
    draft.accepts.get_mut(&tier).unwrap().retain(|id| id != kind);
    draft
}

fn with(mut draft: SettingsDraft, tiers: &[Criticality], kind: &str) -> SettingsDraft {
    for tier in tiers {
        draft.accepts.get_mut(tier).unwrap().push(kind.into());
    }
    draft
}

#[test]
fn the_defaults_are_a_draft_that_stands() {
    assert_eq!(draft().check(), Ok(Settings::default()));
    assert_eq!(draft().tolerance, "90");
    let of = |tier| draft().accepts[&tier].iter().any(|id| id == "SOC3");
    assert_eq!([Criticality::High, Criticality::Medium, Criticality::Low].map(of), [false, true, true]);
}

#[test]
fn only_reports_over_a_period_and_certificates_can_count() {
    let can = |id: &str| countable().any(|kind| kind.id.as_str() == id);
    for id in ["SOC2-T2", "SOC3", "C5-T2", "ISO27001", "HITRUST-R2"] {
        assert!(can(id), "{id}");
    }
    for id in ["SOC2-T1", "SOC2-BRIDGE", "INSURANCE", "DPA", "PENTEST", "CAIQ-SIG"] {
        assert!(!can(id), "{id}");
    }
}

#[test]
fn what_cannot_stand_is_refused_at_its_field() {
    use Criticality::{High, Low, Medium};
    let empty = |tier| {
        let mut draft = draft();
        draft.accepts.insert(tier, vec![]);
        draft
    };
    let days = |text: &str| SettingsDraft { tolerance: text.into(), ..draft() };
    for (draft, field, says) in [
        (empty(Low), "accepts-low", "no vendor of this tier is ever covered"),
        (without(draft(), Low, "SOC2-T2"), "accepts-low", "SOC 2 Type II report counts where more hangs on a vendor."),
        (with(draft(), &[High], "SOC3"), "", ""),
        (with(draft(), &[High], "ISO27001"), "accepts-medium", "ISO/IEC 27001 certificate counts where more hangs"),
        (with(draft(), &[High, Medium, Low], "ISO27001"), "", ""),
        (with(draft(), &[Low], "DPA"), "accepts-low", "Choose among the kinds that stand here."),
        (with(draft(), &[Low], "nonsense"), "accepts-low", "Choose among the kinds that stand here."),
        (days(""), "tolerance", "A whole number of days from 0 to 180."),
        (days("181"), "tolerance", "from 0 to 180"),
        (days("-1"), "tolerance", "from 0 to 180"),
        (days(" 0 "), "", ""),
    ] {
        match draft.check() {
            Ok(_) => assert_eq!(field, "", "{draft:?}"),
            Err(Refusal::Invalid(faults)) => {
                assert_eq!(faults.iter().map(|fault| &*fault.field).collect::<Vec<_>>(), [field], "{faults:?}");
                assert!(faults[0].message.contains(says), "{faults:?}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_setting_holds_from_its_instant_and_not_before() {
    use Criticality::{High, Low, Medium};
    let (iso, soc3) = (kind("ISO27001"), kind("SOC3"));
    let more = with(draft(), &[High, Medium, Low], "ISO27001").check().unwrap();
    let set: Timeline<Settings> =
        [(Instant(10), more.clone()), (Instant(20), Settings::default()), (Instant(30), more)].into_iter().collect();
    let takes = |at| settings_at(&set, Instant(at)).accepts.takes(High, iso);
    assert_eq!([9, 10, 19, 20, 30].map(takes), [false, true, true, false, true]);
    let since = |tier, kind, at| taken_since(&set, tier, kind, Instant(at));
    assert_eq!([9, 10, 19, 25, 40].map(|at| since(High, iso, at)), {
        [None, Some(Instant(10)), Some(Instant(10)), None, Some(Instant(30))]
    });
    assert_eq!((since(Low, soc3, 40), since(High, soc3, 40)), (Some(Instant::BEGINNING), None));
}

#[test]
fn a30_a_soc_3_counts_for_tier_one_once_somebody_sets_that() {
    let soc_3 = || [report("SOC3", "2025-10-01", "2026-09-30")];
    case("A30", "set for tier one", soc_3())
        .tier(Criticality::High)
        .accepting("SOC3")
        .gives("audited 273, bridgeable 92", &[]);
}
