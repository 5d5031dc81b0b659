//! Letters: plain text, one a day at most, and the weekly summary.

use super::words::{title, when, whose};
use crate::ui::dates::{counted, full, short};
use domain::notices::{Group, Notice, What};
use jiff::civil::Date;
use std::fmt::Write as _;
use store::{Letter, Names};

/// A letter as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub subject: String,
    pub body: String,
}

/// The letter of a day. `url` is the public address, without a slash at its end.
#[must_use]
pub fn of_the_day(letter: &Letter, names: &Names, organisation: &str, url: &str) -> Text {
    let things = counted(letter.notices.len(), "thing", "things");
    let subject = format!("Plumbline: {things} for you on {}", short(letter.on, letter.on));
    let mut body =
        format!("{},\n\nthis is new for you at {organisation} on {}.\n", one_line(&letter.name), full(letter.on));
    for group in Group::ALL {
        let these: Vec<_> = letter.notices.iter().filter(|one| one.matter.what.group() == *group).collect();
        if !these.is_empty() {
            let _ = write!(body, "\n{}\n", group.label().to_uppercase());
            for one in these {
                body.push_str(&entry(one, names, letter.on, url));
            }
        }
    }
    let _ = write!(body, "\nYou get one letter a day at most. Choose what comes: {url}/notices/choice\n");
    Text { subject, body }
}

fn entry(notice: &Notice, names: &Names, on: Date, url: &str) -> String {
    let matter = &notice.matter;
    let whose = whose(notice, names).map(|whose| format!(" {whose}.")).unwrap_or_default();
    // Under its heading a task needs no word that it is one.
    let title = if matter.what == What::Task { matter.title.clone() } else { title(matter) };
    let title = one_line(&title);
    format!("- {title}. {}.{}\n  {url}{}\n", when(notice, on), whose, matter.thing)
}

/// What people typed stays on its line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(300).collect()
}

/// How a programme stood, now and a week ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stood {
    pub programme: String,
    pub met: u32,
    pub met_before: u32,
    pub in_scope: u32,
    /// Things that are late, and that wait for somebody.
    pub late: usize,
    pub waiting: usize,
}

/// The weekly summary for those who read readiness.
#[must_use]
pub fn of_the_week(name: &str, stood: &[Stood], on: Date, organisation: &str, url: &str) -> Text {
    let mut body = format!("{},\n\nhow {organisation} stands on {}, self-assessed.\n", one_line(name), full(on));
    for one in stood {
        let moved = if one.met == one.met_before {
            "as many as a week ago".to_owned()
        } else {
            format!("a week ago {}", one.met_before)
        };
        let (late, waiting) =
            (counted(one.late, "thing is late", "things are late"), counted(one.waiting, "waits", "wait"));
        let _ = write!(
            body,
            "\n{}\n- {} of {} criteria in scope have complete proof; {moved}.\n- {late}, {waiting} for a decision.\n",
            one_line(&one.programme).to_uppercase(),
            one.met,
            one.in_scope,
        );
    }
    let _ = write!(body, "\nWhat is behind the numbers: {url}/readiness\nWhat waits for whom: {url}/waiting\n");
    let subject = format!("Plumbline: readiness on {}", short(on, on));
    Text { subject, body }
}
