//! Days as contracts and auditors count them: civil dates, every span inclusive.
//!
//! All dates are the organisation's own days; no zone and no clock enters here.

use jiff::Span;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A text that names no day, or one that no form takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDay {
    #[error("“{0}” is no day. Write it as 2026-11-30 or 30 Nov 2026.")]
    Unreadable(String),
    #[error("“{0}” is no moment. Write a day and a time: 2026-11-30 14:05.")]
    NoMoment(String),
    #[error("The year {0} is too far away. Give a day from 1970 to 2200.")]
    FarAway(i16),
}

/// The years that forms take. What is further away is a slip of the keyboard.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2200;

/// A day as people type it: `2026-11-30`, `30 Nov 2026`, `30 November 2026`, `Nov 30, 2026` or `30.11.2026`. Numbers alone
/// are read in the order of year, month and day, and with points, which nobody writes after a month, from the day on:
/// `1/2/2026` is two days to two readers, and no day here.
///
/// # Errors
/// [`NoDay`], which says how to write it, and which years there are: 1970 to 2200.
pub fn typed(text: &str) -> Result<Date, NoDay> {
    let day = read(text)?;
    if YEARS.contains(&day.year()) { Ok(day) } else { Err(NoDay::FarAway(day.year())) }
}

/// A moment as people type it: a day, and the time on the clock after it: `2026-11-30 14:05`, `30 Nov 2026 14:05`.
///
/// # Errors
/// [`NoDay`], which says how to write it.
pub fn typed_moment(text: &str) -> Result<DateTime, NoDay> {
    let line = text.trim();
    let no_day = || NoDay::NoMoment(line.chars().take(40).collect());
    let (day, time) = line.rsplit_once([' ', 'T']).ok_or_else(no_day)?;
    let (hour, minute) = time.split_once(':').ok_or_else(no_day)?;
    let part = |text: &str| text.parse::<i8>().ok().filter(|_| text.len() <= 2);
    let (hour, minute) = part(hour).zip(part(minute)).ok_or_else(no_day)?;
    let time = jiff::civil::Time::new(hour, minute, 0, 0).map_err(|_| no_day())?;
    typed(day).map(|day| day.to_datetime(time))
}

fn read(text: &str) -> Result<Date, NoDay> {
    let line = text.trim();
    let no_day = || NoDay::Unreadable(line.chars().take(40).collect());
    if let Ok(day) = line.parse::<Date>() {
        return Ok(day);
    }
    let words: Vec<_> = line.split([' ', ',', '.', '-', '/']).filter(|word| !word.is_empty()).collect();
    let [a, b, c] = words.as_slice() else { return Err(no_day()) };
    let (day, month, year) = match (month(a), month(b)) {
        (None, Some(month)) => (*a, month, *c),
        (Some(month), None) => (*b, month, *c),
        (None, None) if a.len() == 4 => (*c, b.parse().map_err(|_| no_day())?, *a),
        (None, None) if pointed(line) => (*a, b.parse().map_err(|_| no_day())?, *c),
        (None, None) | (Some(_), Some(_)) => return Err(no_day()),
    };
    let year: i16 = year.parse().ok().filter(|_| year.len() == 4).ok_or_else(no_day)?;
    Date::new(year, month, day.parse().map_err(|_| no_day())?).map_err(|_| no_day())
}

/// The English names of the months.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Three numbers with points between them and nothing else: `1.12.2026`, `1. 12. 2026`.
fn pointed(line: &str) -> bool {
    let mut parts = line.split('.').map(str::trim);
    parts.clone().count() == 3 && parts.all(number)
}

fn number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// A month by its English name or the beginning of it.
fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    i8::try_from(at + 1).ok()
}

/// The day `months` after `day` (before it, when negative).
///
/// Same day of the target month, clamped to its length; the last day of a month gives the last
/// day of the target month: 28 Feb + 3 = 31 May, 31 Aug + 6 = 28 Feb.
/// Beyond the years -9999 to 9999 the result stays at the first or last day there is.
///
/// Source: market practice for report periods and certificates (rules, 0.1).
#[must_use]
pub fn add_months(day: Date, months: i32) -> Date {
    let month = i64::from(day.year()) * 12 + i64::from(day.month()) - 1 + i64::from(months);
    let Some(first) = first_of(month) else {
        return if months < 0 { Date::MIN } else { Date::MAX };
    };
    if day == day.last_of_month() {
        return first.last_of_month();
    }
    first.saturating_add(Span::new().days(day.day().min(first.days_in_month()) - 1))
}

/// The first day of a month counted from January of the year 0; none outside the calendar.
fn first_of(month: i64) -> Option<Date> {
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let month = i8::try_from(month.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok()
}

/// The last day on which something anchored on `anchor` is valid, inclusive: `months` later, or
/// the earliest of `sooner` (a printed expiry, a withdrawal, a suspension) when that comes first.
///
/// Source: rules, 0.2.
#[must_use]
pub fn last_valid_day(anchor: Date, months: i32, sooner: impl IntoIterator<Item = Date>) -> Date {
    sooner.into_iter().fold(add_months(anchor, months), Date::min)
}

/// A span of days, both ends inside it. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct Period {
    from: Date,
    until: Date,
}

impl Period {
    /// From the first day to the last, both inside.
    pub fn new(from: Date, until: Date) -> Result<Self, EndsBeforeItBegins> {
        if until < from {
            return Err(EndsBeforeItBegins { from, until });
        }
        Ok(Self { from, until })
    }

    /// The period that is one day.
    #[must_use]
    pub fn of_day(day: Date) -> Self {
        Self { from: day, until: day }
    }

    /// Its first day.
    #[must_use]
    pub fn from(&self) -> Date {
        self.from
    }

    /// Its last day, inside the period.
    #[must_use]
    pub fn until(&self) -> Date {
        self.until
    }

    /// How many days it has; at least 1.
    #[must_use]
    pub fn days(&self) -> i64 {
        self.until.duration_since(self.from).as_hours() / 24 + 1
    }

    /// Whether the day lies inside, ends included.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from <= day && day <= self.until
    }

    /// The days that both have, if there are any.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.until.min(other.until)).ok()
    }

    /// Whether they share a day.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from <= other.until && other.from <= self.until
    }
}

/// A period whose last day comes before its first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the period ends on {until}, before it begins on {from}")]
pub struct EndsBeforeItBegins {
    /// The first day that was given.
    pub from: Date,
    /// The last day that was given.
    pub until: Date,
}

/// How a period is written: `{"from":"2026-01-01","until":"2026-12-31"}`.
#[derive(Serialize, Deserialize)]
struct Ends {
    from: Date,
    until: Date,
}

impl TryFrom<Ends> for Period {
    type Error = EndsBeforeItBegins;

    fn try_from(ends: Ends) -> Result<Self, Self::Error> {
        Self::new(ends.from, ends.until)
    }
}

impl From<Period> for Ends {
    fn from(period: Period) -> Self {
        Self { from: period.from, until: period.until }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_read_as_people_type_it_and_never_guessed() {
        for text in ["2026-11-30", " 30 Nov 2026 ", "30 november 2026", "Nov 30, 2026", "30-Nov-2026", "2026/11/30"] {
            assert_eq!(typed(text), Ok(date(2026, 11, 30)), "{text}");
        }
        // Points stand between day, month and year, in this order.
        for (text, day) in [
            ("30.11.2026", date(2026, 11, 30)),
            ("31.12.2026", date(2026, 12, 31)),
            ("1.12.2026", date(2026, 12, 1)),
            ("01.02.2026", date(2026, 2, 1)),
            (" 1. 2. 2026 ", date(2026, 2, 1)),
            ("2026.11.30", date(2026, 11, 30)),
        ] {
            assert_eq!(typed(text), Ok(day), "{text}");
        }
        for text in ["31/12/2026", "1/2/2026", "12/31/2026", "1-2-2026", "1 2 2026"] {
            let told = typed(text).unwrap_err().to_string();
            assert_eq!(told, format!("“{text}” is no day. Write it as 2026-11-30 or 30 Nov 2026."));
        }
        for text in ["12.31.2026", "31.11.2026", "1.2.26", "1.2/2026", "1..2026", "1.2.2026.", "+1.2.2026"] {
            assert!(typed(text).is_err(), "{text}");
        }
        for text in
            ["", "soon", "30/11/2026", "11/30/2026", "31 Nov 2026", "Nov 2026", "30 Nov 26", "30 N 2026", "1 2 3 4"]
        {
            assert!(typed(text).is_err(), "{text}");
        }
        for text in ["-9999-01-01", "1969-12-31", "1 Jan 2201", "9999-12-31"] {
            let told = typed(text).unwrap_err().to_string();
            assert!(told.ends_with(" is too far away. Give a day from 1970 to 2200."), "{told}");
        }
        assert!(typed("1970-01-01").is_ok() && typed("2200-12-31").is_ok());
        assert_eq!(typed("soon").unwrap_err().to_string(), "“soon” is no day. Write it as 2026-11-30 or 30 Nov 2026.");
    }

    #[test]
    fn months_are_added_as_the_rules_say() {
        for (day, months, want) in [
            (date(2027, 2, 28), 12, date(2028, 2, 29)),
            (date(2026, 11, 30), 3, date(2027, 2, 28)),
            (date(2026, 2, 28), 3, date(2026, 5, 31)),
            (date(2026, 8, 31), 6, date(2027, 2, 28)),
            (date(2026, 5, 15), 3, date(2026, 8, 15)),
            // Not in the table of the rules, of the same kind.
            (date(2028, 2, 28), 12, date(2029, 2, 28)),
            (date(2028, 2, 29), 12, date(2029, 2, 28)),
            (date(2027, 8, 31), 6, date(2028, 2, 29)),
            (date(2026, 1, 30), 1, date(2026, 2, 28)),
            (date(2026, 9, 30), 3, date(2026, 12, 31)),
            (date(2026, 12, 15), 1, date(2027, 1, 15)),
            (date(2024, 5, 10), 36, date(2027, 5, 10)),
            (date(2026, 5, 31), -3, date(2026, 2, 28)),
            (date(2026, 1, 15), -1, date(2025, 12, 15)),
            (date(2026, 5, 15), 0, date(2026, 5, 15)),
        ] {
            assert_eq!(add_months(day, months), want, "{day} + {months} months");
        }
    }

    #[test]
    fn months_beyond_the_calendar_stay_at_its_end() {
        assert_eq!(add_months(date(2026, 3, 1), i32::MAX), Date::MAX);
        assert_eq!(add_months(date(2026, 3, 1), i32::MIN), Date::MIN);
    }

    #[test]
    fn what_comes_first_ends_validity() {
        let end = date(2026, 9, 30);
        let expiry = date(2027, 3, 1);
        let withdrawn = date(2027, 2, 1);
        assert_eq!(last_valid_day(end, 12, []), date(2027, 9, 30));
        assert_eq!(last_valid_day(end, 12, [date(2028, 1, 1)]), date(2027, 9, 30));
        assert_eq!(last_valid_day(end, 12, [expiry, withdrawn]), withdrawn);
        assert_eq!(last_valid_day(date(2026, 3, 15), 6, None), date(2026, 9, 15));
    }

    #[test]
    fn a_period_counts_both_its_ends() {
        let year = Period::new(date(2026, 1, 1), date(2026, 12, 31)).unwrap();
        assert_eq!(year.days(), 365);
        assert!(year.contains(year.from()) && year.contains(year.until()));
        assert!(!year.contains(date(2025, 12, 31)) && !year.contains(date(2027, 1, 1)));
        assert_eq!(Period::of_day(date(2026, 2, 3)).days(), 1);
    }

    #[test]
    fn a_period_never_ends_before_it_begins() {
        let (from, until) = (date(2026, 1, 2), date(2026, 1, 1));
        assert_eq!(Period::new(from, until), Err(EndsBeforeItBegins { from, until }));
        let text = r#"{"from":"2026-01-02","until":"2026-01-01"}"#;
        assert!(serde_json::from_str::<Period>(text).is_err());
    }

    #[test]
    fn periods_that_touch_without_sharing_a_day_do_not_overlap() {
        let june = Period::new(date(2026, 6, 1), date(2026, 6, 30)).unwrap();
        let july = Period::new(date(2026, 7, 1), date(2026, 7, 31)).unwrap();
        assert!(!june.overlaps(&july));
        assert_eq!(june.intersect(&july), None);
        let summer = Period::new(date(2026, 6, 30), date(2026, 7, 2)).unwrap();
        assert_eq!(june.intersect(&summer), Some(Period::of_day(date(2026, 6, 30))));
    }

    prop_compose! {
        fn any_day()(offset in 0..80_000_i64) -> Date {
            date(1900, 1, 1).saturating_add(Span::new().days(offset))
        }
    }

    prop_compose! {
        fn any_period()(from in any_day(), length in 0..2_000_i64) -> Period {
            Period::new(from, from.saturating_add(Span::new().days(length))).unwrap()
        }
    }

    fn month_number(day: Date) -> i32 {
        i32::from(day.year()) * 12 + i32::from(day.month())
    }

    proptest! {
        #[test]
        fn added_months_land_in_the_target_month(day in any_day(), months in -600..600) {
            prop_assert_eq!(month_number(add_months(day, months)), month_number(day) + months);
        }

        #[test]
        fn the_last_day_of_a_month_stays_the_last(day in any_day(), months in -600..600) {
            let later = add_months(day.last_of_month(), months);
            prop_assert_eq!(later, later.last_of_month());
        }

        #[test]
        fn another_day_stays_or_is_clamped(day in any_day(), months in -600..600) {
            prop_assume!(day != day.last_of_month());
            let later = add_months(day, months);
            prop_assert_eq!(later.day(), day.day().min(later.days_in_month()));
        }

        #[test]
        fn a_later_anchor_never_ends_earlier(a in any_day(), b in any_day(), months in 0..60) {
            let (early, late) = (a.min(b), a.max(b));
            prop_assert!(add_months(early, months) <= add_months(late, months));
        }

        #[test]
        fn the_last_valid_day_is_never_after_a_printed_end(day in any_day(), end in any_day()) {
            let last = last_valid_day(day, 12, [end]);
            prop_assert!(last <= end && last <= add_months(day, 12));
            prop_assert!(last == end || last == add_months(day, 12));
        }

        #[test]
        fn a_shared_day_is_in_both(a in any_period(), b in any_period(), day in any_day()) {
            let shared = a.intersect(&b);
            prop_assert_eq!(shared, b.intersect(&a));
            prop_assert_eq!(shared.is_some(), a.overlaps(&b));
            let inside = shared.is_some_and(|both| both.contains(day));
            prop_assert_eq!(inside, a.contains(day) && b.contains(day));
        }

        #[test]
        fn a_period_has_as_many_days_as_one_can_walk(period in any_period()) {
            let walked = period.from().series(Span::new().days(1));
            let walked = walked.take_while(|day| *day <= period.until()).count();
            prop_assert_eq!(i64::try_from(walked).unwrap(), period.days());
        }

        #[test]
        fn a_period_survives_being_written(period in any_period()) {
            let text = serde_json::to_string(&period).unwrap();
            prop_assert_eq!(serde_json::from_str::<Period>(&text).unwrap(), period);
        }
    }
}
