//! Slots of every cadence, and the days of grace after them.

use super::*;
use crate::words::Cadence as C;

fn from(anchor: &str) -> Calendar {
    Calendar::anchored(d(anchor)).unwrap()
}

#[test]
fn n31_slots_of_every_cadence() {
    let table = [
        ("2026-01-01", C::Daily, "2028-02-29", "2028-02-29", "2028-02-29"),
        ("2026-01-01", C::Weekly, "2026-12-31", "2026-12-28", "2027-01-03"),
        ("2026-01-01", C::Weekly, "2024-02-29", "2024-02-26", "2024-03-03"),
        ("2026-01-01", C::Monthly, "2028-02-29", "2028-02-01", "2028-02-29"),
        ("2026-01-15", C::Monthly, "2026-03-14", "2026-02-15", "2026-03-14"),
        ("2026-02-28", C::Monthly, "2026-03-30", "2026-03-28", "2026-04-27"),
        ("2026-02-28", C::Monthly, "2028-02-29", "2028-02-28", "2028-03-27"),
        ("2026-02-15", C::Quarterly, "2026-02-14", "2025-11-15", "2026-02-14"),
        ("2026-02-15", C::Quarterly, "2026-08-14", "2026-05-15", "2026-08-14"),
        ("2026-01-28", C::SemiAnnual, "2026-07-27", "2026-01-28", "2026-07-27"),
        ("2026-01-28", C::SemiAnnual, "2025-12-31", "2025-07-28", "2026-01-27"),
        ("2023-07-01", C::Annual, "2027-06-30", "2026-07-01", "2027-06-30"),
        ("2024-02-28", C::Annual, "2024-02-29", "2024-02-28", "2025-02-27"),
    ];
    for (anchor, cadence, day, first, last) in table {
        let slot = from(anchor).slot(cadence, d(day));
        assert_eq!(slot, Some(p(first, last)), "N31: {cadence} from {anchor} on {day}");
    }
    for cadence in [C::PerEvent, C::Continuous] {
        assert_eq!(from("2026-01-01").slot(cadence, d("2026-01-01")), None);
    }
    assert_eq!(from("2026-01-01").slot(C::Annual, Date::MAX), None, "the last year never ends");
}

#[test]
fn n32_the_anchor_is_a_day_that_every_month_has() {
    for (first, anchor) in [("2026-01-31", "2026-01-28"), ("2024-02-29", "2024-02-28"), ("2026-03-28", "2026-03-28")] {
        assert_eq!(Calendar::of_window(p(first, "2026-12-31")).anchor(), d(anchor));
    }
    assert_eq!(Calendar::anchored(d("2026-01-29")), Err(AnchorTooLate(29)));
    let written = serde_json::to_string(&from("2026-01-15")).unwrap();
    assert_eq!(written, "\"2026-01-15\"");
    assert_eq!(serde_json::from_str::<Calendar>(&written).unwrap(), from("2026-01-15"));
    assert!(serde_json::from_str::<Calendar>("\"2026-01-31\"").is_err());
}

#[test]
fn n34_grace_is_that_of_the_cadence_until_somebody_sets_another() {
    for cadence in C::ALL {
        assert_eq!(Grace::default().of(*cadence), cadence.grace_days().unwrap_or(0), "{cadence}");
    }
    let set: Grace = serde_json::from_str(r#"{"weekly":5}"#).unwrap();
    assert_eq!((set.of(C::Weekly), set.of(C::Monthly)), (5, 10));
    // Grace may reach beyond the next due day: what is within it is on time all the same.
    let mut days =
        world(C::Daily).window("2026-03-02", "2026-03-03").act(act("2026-03-05").over("2026-03-02", "2026-03-02"));
    days.grace = Timeline::since(Instant::BEGINNING, Grace { daily: 3, ..Grace::default() });
    days.gives("N34", "in grace, then on time", "2026-03-05", "collecting, in-grace 2");
    days.acts[0].accepted = noon("2026-03-05");
    days.gives("N34", "in grace, then on time", "2026-03-05", "collecting, in-grace 1, on-time 1");
}
