//! A day out of what people write for one.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::text::{excerpt, joined};
use crate::days::MONTHS;

/// Which comes first in `1/10/2023`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayOrder {
    MonthFirst,
    DayFirst,
}

impl DayOrder {
    pub const ALL: [Self; 2] = [Self::DayFirst, Self::MonthFirst];

    /// The word of mappings and forms.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::MonthFirst => "month-first",
            Self::DayFirst => "day-first",
        }
    }
}

impl std::str::FromStr for DayOrder {
    type Err = ();

    fn from_str(key: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|order| order.key() == key).ok_or(())
    }
}

/// The years in which an AI system can have begun or ended.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2100;

enum Part {
    Number { digits: usize, value: i16 },
    Month(i8),
}

/// The day that the text names; a month alone is its first day. The error says why not, and that the
/// field was left empty.
///
/// # Errors
/// A sentence: no date, one that can be read in two ways, or one out of all likelihood.
pub fn day(text: &str, order: Option<DayOrder>) -> Result<Date, String> {
    let line = joined(text);
    let no_date = || format!("“{}” is not a date: left empty.", excerpt(&line));
    let parts = parts(without_time(&line)).ok_or_else(no_date)?;
    let (year, month, day) = match parts.as_slice() {
        [Part::Number { digits: 4, value: y }, Part::Number { value: m, .. }, Part::Number { value: d, .. }] => {
            (*y, *m, *d)
        }
        [Part::Number { digits: 4, value: y }, Part::Number { value: m, .. }]
        | [Part::Number { value: m, .. }, Part::Number { digits: 4, value: y }] => (*y, *m, 1),
        [Part::Month(m), Part::Number { digits: 4, value: y }]
        | [Part::Number { digits: 4, value: y }, Part::Month(m)] => (*y, i16::from(*m), 1),
        [Part::Number { value: d, .. }, Part::Month(m), Part::Number { digits: 4, value: y }]
        | [Part::Month(m), Part::Number { value: d, .. }, Part::Number { digits: 4, value: y }] => {
            (*y, i16::from(*m), *d)
        }
        [Part::Number { value: a, .. }, Part::Number { value: b, .. }, Part::Number { digits: 4, value: y }] => {
            let order = if line.contains('.') { Some(DayOrder::DayFirst) } else { order };
            let (month, day) = in_order(*a, *b, order).ok_or_else(|| two_ways(&line))?;
            (*y, month, day)
        }
        _ => return Err(no_date()),
    };
    if !YEARS.contains(&year) {
        return Err(unlikely(&line, year, month, day));
    }
    date(year, month, day).ok_or_else(no_date)
}

/// Month and day out of the two numbers before a year; none where both readings are possible.
fn in_order(a: i16, b: i16, order: Option<DayOrder>) -> Option<(i16, i16)> {
    match order {
        Some(DayOrder::MonthFirst) => Some((a, b)),
        Some(DayOrder::DayFirst) => Some((b, a)),
        None if a == b || b > 12 => Some((a, b)),
        None if a > 12 => Some((b, a)),
        None => None,
    }
}

fn two_ways(line: &str) -> String {
    format!(
        "“{}” can be read in two ways: left empty. Say in the columns whether day or month comes first.",
        excerpt(line)
    )
}

/// A spreadsheet that is given the bare year 2024 as a date shows day 2,024 since 1900: 16 Jul 1905.
fn unlikely(line: &str, year: i16, month: i16, day: i16) -> String {
    let line = excerpt(line);
    let epoch = date(1899, 12, 30);
    let serial =
        date(year, month, day).zip(epoch).and_then(|(it, epoch)| it.since(epoch).ok()).map(|span| span.get_days());
    match serial {
        Some(meant @ 1950..=2100) => {
            format!("“{line}” is how a spreadsheet shows the bare year {meant} as a date: left empty.")
        }
        _ => format!("“{line}” is not within {} to {}: left empty.", YEARS.start(), YEARS.end()),
    }
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `2024-05-01T00:00:00` and `2024-05-01 00:00` without the time of day.
fn without_time(line: &str) -> &str {
    let is_time =
        |rest: &str| rest.contains(':') && rest.chars().all(|c| c.is_ascii_digit() || ":.Z+- APMapm".contains(c));
    match line.split_once(['T', ' ']) {
        Some((day, rest)) if is_time(rest) => day,
        Some(_) | None => line,
    }
}

fn parts(line: &str) -> Option<Vec<Part>> {
    let words = line.split(['/', '-', '.', ',', ' ']).filter(|word| !word.is_empty());
    words.map(part).collect()
}

fn part(word: &str) -> Option<Part> {
    let word = word.to_lowercase();
    if word.chars().all(|c| c.is_ascii_digit()) {
        return Some(Part::Number { digits: word.len(), value: word.parse().ok()? });
    }
    let short = word.get(..3)?;
    let month = MONTHS.iter().position(|name| name.starts_with(short))?;
    let named = word.len() == 3 || word == "sept" || MONTHS.get(month).is_some_and(|name| *name == word);
    named.then(|| i8::try_from(month + 1).map(Part::Month).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: Option<DayOrder>) -> String {
        day(text, order).map_or_else(|why| why, |day| day.to_string())
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        for (text, wanted) in [
            ("2024-05-01", "2024-05-01"),
            ("2024-05-01T00:00:00", "2024-05-01"),
            ("2024-05-01 00:00:00", "2024-05-01"),
            ("2024/5/1", "2024-05-01"),
            ("31.12.2024", "2024-12-31"),
            ("1.2.2024", "2024-02-01"),
            ("13/2/2024", "2024-02-13"),
            ("2/13/2024", "2024-02-13"),
            ("2/2/2024", "2024-02-02"),
            ("2024-08", "2024-08-01"),
            ("08/2024", "2024-08-01"),
            ("Nov 2024", "2024-11-01"),
            ("21 Nov 2026", "2026-11-21"),
            ("November 21, 2026", "2026-11-21"),
        ] {
            assert_eq!(read(text, None), wanted, "{text}");
        }
        assert_eq!(read("10/1/2023", Some(DayOrder::MonthFirst)), "2023-10-01");
        assert_eq!(read("10/1/2023", Some(DayOrder::DayFirst)), "2023-01-10");
    }

    #[test]
    fn what_is_no_day_says_why() {
        assert_eq!(read("Q4FY25", None), "“Q4FY25” is not a date: left empty.");
        assert_eq!(read("24-Nov", None), "“24-Nov” is not a date: left empty.");
        assert_eq!(read("10/12023", None), "“10/12023” is not a date: left empty.");
        assert_eq!(read("2024", None), "“2024” is not a date: left empty.");
        assert_eq!(read("2/30/2024", None), "“2/30/2024” is not a date: left empty.");
        assert_eq!(read("99999999999999999999-1-1", None), "“99999999999999999999-1-1” is not a date: left empty.");
        assert!(read("10/1/2023", None).starts_with("“10/1/2023” can be read in two ways"));
        let year = read("7/16/1905", Some(DayOrder::MonthFirst));
        assert_eq!(year, "“7/16/1905” is how a spreadsheet shows the bare year 2024 as a date: left empty.");
        assert_eq!(read("1/1/1066", Some(DayOrder::MonthFirst)), "“1/1/1066” is not within 1950 to 2100: left empty.");
    }
}
