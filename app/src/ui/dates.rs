//! Dates and counts as people here write them: 21 Nov, 21 Nov 2027, ten tasks, 2,133 rows.
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

fn month(date: Date) -> &'static str {
    let index = usize::try_from(date.month() - 1).unwrap_or_default();
    MONTHS.get(index).copied().unwrap_or_default()
}

/// “21 Nov 2026”, whatever the year is: for documents that outlive it.
pub fn full(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// “21 Nov”, with the year only when it is not this one.
pub fn short(date: Date, today: Date) -> String {
    if date.year() == today.year() { format!("{} {}", date.day(), month(date)) } else { full(date) }
}

/// “1 Jul to 31 Dec 2026”, “14 Nov 2026 to 12 Feb 2027”: a period always says its year.
pub fn period(first: Date, last: Date) -> String {
    if first == last {
        full(first)
    } else if first.year() == last.year() {
        format!("{} {} to {}", first.day(), month(first), full(last))
    } else {
        format!("{} to {}", full(first), full(last))
    }
}

/// “Nov”; “Jan 2027” where the year turns, or where it `must` be said.
pub fn month_label(date: Date, must: bool) -> String {
    if must || date.month() == 1 { format!("{} {}", month(date), date.year()) } else { month(date).to_owned() }
}

/// “18 Nov, 14:20”.
pub fn moment(at: DateTime, today: Date) -> String {
    format!("{}, {:02}:{:02}", short(at.date(), today), at.hour(), at.minute())
}

/// Days from one to the other; negative when `to` comes first.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// In sentences counts up to ten are words: “no”, “seven”, “23”, “2,133”.
pub fn count(n: usize) -> String {
    WORDS.get(n).map_or_else(|| figure(n), |word| (*word).to_owned())
}

/// The same at the head of a sentence: “Seven”.
pub fn count_first(n: usize) -> String {
    capital(&count(n))
}

/// Words as they begin a sentence.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// “one system”, “seven systems”.
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { many })
}

/// Before “of …”, at the head of a sentence: “None”, “Seven”.
pub fn how_many(n: usize) -> String {
    if n == 0 { "None".to_owned() } else { count_first(n) }
}

/// “3 criteria”, as tables say it.
pub fn tallied(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", figure(n), if n == 1 { one } else { many })
}

/// In tables counts are figures: “2,133”.
pub fn figure(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A day that a machine can read too.
#[component]
pub fn Day(date: Date, today: Date) -> impl IntoView {
    view! { <time datetime=date.to_string()>{short(date, today)}</time> }
}

/// A moment in the organisation's own time.
#[component]
pub fn Moment(at: DateTime, today: Date) -> impl IntoView {
    view! { <time datetime=at.to_string()>{moment(at, today)}</time> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    #[test]
    fn the_year_is_said_only_when_it_is_another() {
        let today = date(2026, 11, 21);
        assert_eq!(short(date(2026, 1, 2), today), "2 Jan");
        assert_eq!(short(date(2027, 2, 12), today), "12 Feb 2027");
        assert_eq!(moment(datetime(2026, 11, 18, 9, 5, 0, 0), today), "18 Nov, 09:05");
        assert_eq!(period(date(2026, 7, 1), date(2026, 12, 31)), "1 Jul to 31 Dec 2026");
        assert_eq!(period(date(2026, 11, 14), date(2027, 2, 12)), "14 Nov 2026 to 12 Feb 2027");
        assert_eq!(period(today, today), "21 Nov 2026");
        assert_eq!(days_between(date(2026, 10, 29), today), 23);
        assert_eq!(days_between(today, date(2026, 10, 29)), -23);
    }

    #[test]
    fn counts_up_to_ten_are_words() {
        assert_eq!(count(0), "no");
        assert_eq!(count(10), "ten");
        assert_eq!(count(11), "11");
        assert_eq!(count_first(7), "Seven");
        assert_eq!(count_first(2133), "2,133");
        assert_eq!(counted(1, "system", "systems"), "one system");
        assert_eq!(counted(41, "agency", "agencies"), "41 agencies");
        assert_eq!(figure(1_234_567), "1,234,567");
        assert_eq!(tallied(1, "gap", "gaps"), "1 gap");
        assert_eq!(tallied(2133, "gap", "gaps"), "2,133 gaps");
        assert_eq!((how_many(0), how_many(3)), ("None".to_owned(), "Three".to_owned()));
        assert_eq!(figure(100), "100");
    }
}
