//! Letters: plain text, one a day at most, and the weekly summary.

use super::words::{title, when, whose};
use crate::ui::dates::{counted, full, short};
use domain::notices::{ESCALATE_DAYS, Group, Notice, What};
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
}

/// What a week's summary says: each programme, and what is open in the whole house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week {
    pub programmes: Vec<Stood>,
    /// Things that are late, each counted once however many people they wait for.
    pub late: usize,
    /// Decisions that wait for longer than they should.
    pub waiting: usize,
}

/// The weekly summary for those who read readiness.
#[must_use]
pub fn of_the_week(name: &str, week: &Week, on: Date, organisation: &str, url: &str) -> Text {
    let mut body = format!("{},\n\nhow {organisation} stands on {}, self-assessed.\n", one_line(name), full(on));
    for one in &week.programmes {
        let moved = if one.met == one.met_before {
            "as many as a week ago".to_owned()
        } else {
            format!("a week ago {}", one.met_before)
        };
        let _ = write!(
            body,
            "\n{}\n- {} of {} criteria in scope have complete proof; {moved}.\n",
            one_line(&one.programme).to_uppercase(),
            one.met,
            one.in_scope,
        );
    }
    let late = counted(week.late, "thing is late", "things are late");
    let waiting = counted(week.waiting, "decision waits", "decisions wait");
    let _ = write!(body, "\nIN THE WHOLE HOUSE\n- {late}, {waiting} for {ESCALATE_DAYS} days or longer.\n");
    let _ = write!(body, "\nWhat is behind the numbers: {url}/readiness\nWhat waits for whom: {url}/waiting\n");
    let subject = format!("Plumbline: readiness on {}", short(on, on));
    Text { subject, body }
}

#[cfg(test)]
mod tests {
    use super::{Stood, Week, of_the_week};
    use jiff::civil::date;

    #[test]
    fn the_week_says_each_programme_and_once_what_is_open_in_the_house() {
        let stood =
            |programme: &str, met, met_before| Stood { programme: programme.into(), met, met_before, in_scope: 61 };
        let programmes = vec![stood("SOC 2\nBcc: all@example.org", 12, 9), stood("Second", 3, 3)];
        let week = Week { programmes, late: 1, waiting: 2 };
        let text = of_the_week("Ruth", &week, date(2026, 11, 23), "Example", "https://plumbline.example.org");
        assert_eq!(
            text.body,
            "Ruth,\n\nhow Example stands on 23 Nov 2026, self-assessed.\n\n\
             SOC 2 BCC: ALL@EXAMPLE.ORG\n- 12 of 61 criteria in scope have complete proof; a week ago 9.\n\n\
             SECOND\n- 3 of 61 criteria in scope have complete proof; as many as a week ago.\n\n\
             IN THE WHOLE HOUSE\n- one thing is late, two decisions wait for 14 days or longer.\n\n\
             What is behind the numbers: https://plumbline.example.org/readiness\n\
             What waits for whom: https://plumbline.example.org/waiting\n"
        );
    }
}
