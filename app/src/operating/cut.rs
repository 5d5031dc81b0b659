//! A window that cuts slots of the control calendar: which, what becomes of them, and, for whoever may, the window or the
//! calendar that would cut none. It is said and offered; nothing is held up by it.

use crate::asking::Asking;
use crate::error::Result;
use crate::programmes::allowed;
use crate::ui::button::{Actions, ButtonLink};
use crate::ui::dates;
use crate::ui::notice::Notice;
use crate::ui::query::Query;
use domain::days::Period;
use domain::ids::ProgrammeId;
use domain::operating::{Calendar, Cut, CutSlot, Cuts, Fate, calendar_of, holds};
use domain::programme::ReportKind;
use domain::trail::Verb;
use domain::words::Cadence;
use jiff::civil::Date;
use leptos::prelude::*;
use store::ProgrammeNow;

/// The rule in words.
pub(super) const RULE: &str = "A slot is expected in the window that holds its last day and at least half of its days.";

/// A window that cuts slots, with what whoever asks may do about it.
pub(crate) struct CutWindow {
    window: Period,
    calendar: Calendar,
    cuts: Cuts,
    /// Of what runs like that one is expected, wherever the window lies.
    longer: Vec<Cadence>,
    /// Something runs weekly, and weeks stay cut in the window that is offered.
    weeks: bool,
    moves: bool,
    /// From when months could be counted instead.
    anchor: Option<Date>,
}

/// What a window would cut, of a programme or of one that is not open yet; none where it cuts nothing.
pub(crate) async fn cut_window(
    asking: &Asking,
    programme: Option<&ProgrammeNow>,
    window: Period,
) -> Result<Option<CutWindow>> {
    let (spine, set) = (asking.spine().await?, asking.store().calendar_settings().await?.line);
    let (in_use, zone) = (spine.cadences(programme), &asking.visitor.organisation.zone);
    let id = programme.map(|one| one.id);
    // The first window of all moves its calendar with it.
    let by = |window| calendar_of(&set, window, spine.calendar_with(id, window, asking.today), asking.now, zone);
    let calendar = by(window);
    let Some(mut cuts) = calendar.cuts(&in_use, window) else { return Ok(None) };
    cuts.window = cuts.window.filter(|moved| by(*moved).cuts(&in_use, *moved).is_none());
    let moved = cuts.window.unwrap_or(window);
    let longer = in_use.iter().copied().filter(|cadence| months(*cadence) && !holds(moved, *cadence)).collect();
    let weeks = in_use.contains(&Cadence::Weekly) && by(moved).cut(Cadence::Weekly, moved).is_some();
    // A window that began keeps the calendar that it began with.
    let counts = allowed(asking, Verb::ControlCalendarSet) && window.from() >= asking.today;
    let anchor = cuts.calendar.filter(|_| counts).map(Calendar::anchor);
    let moves = allowed(asking, Verb::ProgrammeChanged);
    Ok(Some(CutWindow { window, calendar, cuts, longer, weeks, moves, anchor }))
}

/// The same of the window that a programme has.
pub(crate) async fn cut_now(asking: &Asking, programme: &ProgrammeNow) -> Result<Option<CutWindow>> {
    let days = programme.window_from.zip(programme.window_until);
    match days.and_then(|(from, until)| Period::new(from, until).ok()) {
        Some(window) if programme.kind == ReportKind::Type2 => cut_window(asking, Some(programme), window).await,
        Some(_) | None => Ok(None),
    }
}

fn months(cadence: Cadence) -> bool {
    matches!(cadence, Cadence::Monthly | Cadence::Quarterly | Cadence::SemiAnnual | Cadence::Annual)
}

impl CutWindow {
    /// The nearest window of whole slots, for whoever may take it.
    pub(crate) fn offered(&self) -> Option<Period> {
        self.cuts.window.filter(|_| self.moves)
    }

    /// On a page: links to the forms, filled with what is offered.
    pub(crate) fn notice(&self, programme: ProgrammeId) -> AnyView {
        let moved = self.offered().map(|days| {
            let href = Query::new(format!("/programmes/{programme}/terms"));
            let href = href.with("window_from", days.from().to_string()).with("window_until", days.until().to_string());
            view! { <ButtonLink href=href.href()>{take(days)}</ButtonLink> }
        });
        let counted = self.anchor.map(|day| {
            let href = Query::new("/settings/calendar").with("anchor", day.to_string()).href();
            view! { <ButtonLink href=format!("{href}#change")>{format!("Count months from {}", dates::full(day))}</ButtonLink> }
        });
        let offers = moved.is_some() || counted.is_some();
        let offers = offers.then(|| view! { <Actions>{moved}{counted}</Actions> });
        let rest = if self.moves { self.remains() } else { vec!["A compliance manager can move it.".to_owned()] };
        self.says(rest, offers.map(IntoAny::into_any))
    }

    /// Above a form that holds the window, which is saved already or only looked at: its own button takes what is offered.
    pub(crate) fn in_form(&self, looks: bool) -> AnyView {
        let mut rest = self.remains();
        if let Some(days) = self.offered() {
            rest.insert(0, format!("The button “{}” below puts whole slots into the form.", take(days)));
        }
        rest.extend(looks.then(|| "Nothing is saved yet.".to_owned()));
        self.says(rest, None)
    }

    fn says(&self, rest: Vec<String>, offers: Option<AnyView>) -> AnyView {
        let each = self.cuts.of.iter().map(|cut| {
            let label = format!("{}:", cut.cadence.label());
            view! { <li><b>{label}</b>" "{becomes(cut, self.window)}</li> }
        });
        let (sentence, each) = (self.sentence(), each.collect_view());
        let rest = (!rest.is_empty()).then(|| view! { <p>{rest.join(" ")}</p> });
        view! {
            <Notice word="Cuts slots">
                <p>{sentence}" "{RULE}</p>
                <ul>{each}</ul>
                {rest}
                {offers}
            </Notice>
        }
        .into_any()
    }

    /// “15 Feb to 14 Aug 2026 begins and ends within slots of the control calendar, which counts months from 1 Jan 2026.”
    fn sentence(&self) -> String {
        let begins = self.cuts.of.iter().any(|cut| cut.first.is_some());
        let ends = self.cuts.of.iter().any(|cut| cut.last.is_some());
        let does = match (begins, ends) {
            (true, true) => "begins and ends",
            (true, false) => "begins",
            (false, _) => "ends",
        };
        let (days, from) =
            (dates::period(self.window.from(), self.window.until()), dates::full(self.calendar.anchor()));
        format!("The window {days} {does} within slots of the control calendar, which counts months from {from}.")
    }

    /// What no window mends.
    fn remains(&self) -> Vec<String> {
        let weeks = self.weeks.then(|| "Weeks end where no month does, so some stay cut.".to_owned());
        let longer = (!self.longer.is_empty()).then(|| {
            format!(
                "Of what runs {}, one is expected wherever the window lies: its slots are longer.",
                runs(&self.longer)
            )
        });
        weeks.into_iter().chain(longer).collect()
    }
}

/// “Take 1 Jan to 30 Jun 2026”.
pub(crate) fn take(days: Period) -> String {
    format!("Take {}", dates::period(days.from(), days.until()))
}

/// “monthly, quarterly and twice a year”.
pub(crate) fn runs(cadences: &[Cadence]) -> String {
    let all: Vec<_> = cadences.iter().map(|cadence| cadence.label().to_lowercase()).collect();
    match all.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// What becomes of the slots of a cadence that a window cuts.
pub(super) fn becomes(cut: &Cut, window: Period) -> String {
    let alone = cut.alone.then(|| format!("So one is expected, due on {}.", dates::full(window.until())));
    cut.slots().map(|slot| of_slot(&slot, window)).chain(alone).collect::<Vec<_>>().join(" ")
}

fn of_slot(cut: &CutSlot, window: Period) -> String {
    let slot = dates::period(cut.slot.from(), cut.slot.until());
    let after = window.until().tomorrow().unwrap_or(Date::MAX);
    match cut.fate {
        Fate::Here => format!("{slot} is expected here, by what is done from {} on.", dates::full(window.from())),
        Fate::Next => format!("{slot} is not expected here, but in a window that begins on {}.", dates::full(after)),
        Fate::Neither if cut.slot.from() < window.from() => {
            format!("{slot} is expected in no window: its last day lies in this one, and most of it before.")
        }
        Fate::Neither => {
            format!("{slot} is expected in no window: most of it lies in this one, and its last day after.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, until: &str) -> Period {
        Period::new(from.parse().unwrap(), until.parse().unwrap()).unwrap()
    }

    #[test]
    fn what_becomes_of_a_slot_is_said_in_words() {
        let calendar = Calendar::anchored("2026-01-01".parse().unwrap()).unwrap();
        for (cadence, window, says) in [
            (
                Cadence::Quarterly,
                days("2026-02-15", "2026-08-14"),
                "1 Jan to 31 Mar 2026 is expected here, by what is done from 15 Feb 2026 on. \
                 1 Jul to 30 Sep 2026 is not expected here, but in a window that begins on 15 Aug 2026.",
            ),
            (
                Cadence::Quarterly,
                days("2026-02-20", "2026-05-25"),
                "1 Jan to 31 Mar 2026 is expected in no window: its last day lies in this one, and most of it before. \
                 1 Apr to 30 Jun 2026 is expected in no window: most of it lies in this one, and its last day after. \
                 So one is expected, due on 25 May 2026.",
            ),
        ] {
            assert_eq!(becomes(&calendar.cut(cadence, window).unwrap(), window), says);
        }
    }

    #[test]
    fn cadences_are_told_as_people_say_them() {
        assert_eq!(runs(&[Cadence::Annual]), "yearly");
        assert_eq!(
            runs(&[Cadence::Monthly, Cadence::Quarterly, Cadence::SemiAnnual]),
            "monthly, quarterly and twice a year"
        );
    }
}
