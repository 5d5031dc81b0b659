//! Which slots a window cuts, what becomes of each, and which window or calendar would cut none.
//!
//! Only slots that the window could hold are spoken of. Of a cadence whose slots are longer than the window exactly one
//! occurrence is expected wherever the window lies (`slots.rs`), so no move would mend anything. Weeks end where no month
//! does: whole weeks and whole months are hardly ever had together, so nothing is moved for the sake of a week.
//!
//! Source: rules, section 2 (control calendar, expected).

use super::calendar::{Calendar, days};
use crate::days::Period;
use crate::words::Cadence;
use jiff::Span;
use jiff::civil::Date;
use serde::Serialize;

/// What becomes of a slot that lies partly outside a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Fate {
    /// Its last day and at least half of it lie in the window: it is expected there, and what was done before is none of it.
    Here,
    /// A window that begins on the day after this one would expect it.
    Next,
    /// No window expects it: less than half of it lies in the one that holds its last day.
    Neither,
}

/// A slot that a window cuts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CutSlot {
    pub slot: Period,
    /// How many of its days lie in the window.
    pub inside: i64,
    pub fate: Fate,
}

/// What a window cuts of the slots of one cadence: one at its beginning, one at its end, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Cut {
    pub cadence: Cadence,
    /// The slot that began before the window.
    pub first: Option<CutSlot>,
    /// The slot that ends after it; none where it is the first one too.
    pub last: Option<CutSlot>,
    /// No slot of the cadence is expected, so one occurrence is, due on the window's last day.
    pub alone: bool,
}

impl Cut {
    /// The slots in order.
    pub fn slots(&self) -> impl Iterator<Item = CutSlot> {
        self.first.into_iter().chain(self.last)
    }
}

/// What a window cuts, and what would cut none of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cuts {
    /// The quickest cadence first; never empty.
    pub of: Vec<Cut>,
    /// The nearest window that cuts nothing.
    pub window: Option<Period>,
    /// The calendar counted from the window itself, where that cuts nothing.
    pub calendar: Option<Calendar>,
}

impl Calendar {
    /// What a window cuts of the slots of one cadence; none where it cuts nothing, or nothing is expected by the calendar.
    #[must_use]
    pub fn cut(self, cadence: Cadence, window: Period) -> Option<Cut> {
        let (head, tail) = (self.slot(cadence, window.from())?, self.slot(cadence, window.until())?);
        let first = Some(head).filter(|slot| slot.from() < window.from());
        let last = Some(tail).filter(|slot| slot.until() > window.until() && first != Some(*slot));
        let of = |slot| cut_slot(slot, window);
        (first.is_some() || last.is_some()).then(|| Cut {
            cadence,
            first: first.map(of),
            last: last.map(of),
            alone: !self.slots(cadence, window).any(|slot| expected(slot, window)),
        })
    }

    /// What a window cuts of the cadences in use that count by months and whose slots it could hold; none where it cuts
    /// nothing.
    #[must_use]
    pub fn cuts(self, in_use: &[Cadence], window: Period) -> Option<Cuts> {
        let of = self.cut_of(in_use, window);
        if of.is_empty() {
            return None;
        }
        let whole = |calendar: Self, window| calendar.cut_of(in_use, window).is_empty();
        let near = by_month().filter(|cadence| in_use.contains(cadence)).flat_map(|cadence| self.near(cadence, window));
        let moved = near.filter(|near| whole(self, *near)).min_by_key(|near| far(window, *near));
        let calendar = Some(Self::of_window(window)).filter(|calendar| whole(*calendar, window));
        Some(Cuts { of, window: moved, calendar })
    }

    fn cut_of(self, in_use: &[Cadence], window: Period) -> Vec<Cut> {
        let held = by_month().filter(|cadence| in_use.contains(cadence) && holds(window, *cadence));
        held.filter_map(|cadence| self.cut(cadence, window)).collect()
    }

    /// The windows of whole slots of a cadence whose ends lie next to those of a window.
    fn near(self, cadence: Cadence, window: Period) -> impl Iterator<Item = Period> {
        let slots = self.slot(cadence, window.from()).zip(self.slot(cadence, window.until()));
        slots.into_iter().flat_map(|(head, tail)| {
            let froms = [Some(head.from()), head.until().tomorrow().ok()].into_iter().flatten();
            froms.flat_map(move |from| {
                let untils = [Some(tail.until()), tail.from().yesterday().ok()].into_iter().flatten();
                untils.filter_map(move |until| Period::new(from, until).ok())
            })
        })
    }
}

/// The cadences that count by months, the quickest first.
fn by_month() -> impl Iterator<Item = Cadence> {
    Cadence::ALL.iter().copied().filter(|cadence| months(*cadence).is_some())
}

/// How many months a slot has.
pub(super) const fn months(cadence: Cadence) -> Option<i32> {
    match cadence {
        Cadence::PerEvent | Cadence::Continuous | Cadence::Daily | Cadence::Weekly => None,
        Cadence::Monthly => Some(1),
        Cadence::Quarterly => Some(3),
        Cadence::SemiAnnual => Some(6),
        Cadence::Annual => Some(12),
    }
}

/// Whether a window has as many months as a slot of the cadence, so that some calendar puts a whole slot into it.
#[must_use]
pub fn holds(window: Period, cadence: Cadence) -> bool {
    let end = months(cadence).and_then(|months| window.from().checked_add(Span::new().months(months)).ok());
    end.and_then(|end| end.yesterday().ok()).is_some_and(|end| end <= window.until())
}

/// Whether a slot is expected in a window, all of which is in force.
fn expected(slot: Period, window: Period) -> bool {
    window.contains(slot.until()) && 2 * inside(slot, window) >= slot.days()
}

fn inside(slot: Period, window: Period) -> i64 {
    slot.intersect(&window).map_or(0, |days| days.days())
}

fn cut_slot(slot: Period, window: Period) -> CutSlot {
    let inside = inside(slot, window);
    let fate = if expected(slot, window) {
        Fate::Here
    } else if slot.until() > window.until() && 2 * days(window.until(), slot.until()) >= slot.days() {
        Fate::Next
    } else {
        Fate::Neither
    };
    CutSlot { slot, inside, fate }
}

/// How far a window lies from another: the days by which its ends and its length differ, so that it is moved rather than
/// made longer or shorter; of two as far the longer one, then the earlier.
fn far(window: Period, other: Period) -> (i64, i64, Date) {
    let apart = |a: Date, b: Date| days(a, b).abs();
    let ends = apart(window.from(), other.from()) + apart(window.until(), other.until());
    (ends + (window.days() - other.days()).abs(), -other.days(), other.from())
}
