//! How an exception is named where it is followed up: the requirement, the subject, and which occurrence of it.

use super::facts::About;
use crate::codes::RequirementId;
use crate::days::Period;
use jiff::civil::Date;
use std::fmt;
use std::str::FromStr;

/// `TSK-AC-03-1@7`, and behind a `#` what of it: `2026-03-31` the occurrence that was due that day,
/// `2026-01-01/2026-01-09` days that nothing covers, `row:CHG-12` a row of the population.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub requirement: RequirementId,
    /// The subject's number; 0 is the organisation.
    pub subject: i64,
    /// None: the requirement there, whichever occurrence.
    pub about: Option<About>,
}

/// It does not name a requirement on a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("This names no occurrence of a requirement.")]
pub struct NamesNothing;

impl fmt::Display for Named {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}@{}", self.requirement, self.subject)?;
        match &self.about {
            None => Ok(()),
            Some(About::Occurrence { due }) => write!(out, "#{due}"),
            Some(About::Days { days }) => write!(out, "#{}/{}", days.from(), days.until()),
            Some(About::Row { name }) => write!(out, "#row:{name}"),
        }
    }
}

impl FromStr for Named {
    type Err = NamesNothing;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (requirement, rest) = text.trim().split_once('@').ok_or(NamesNothing)?;
        let (subject, about) = match rest.split_once('#') {
            None => (rest, None),
            Some((subject, about)) => (subject, Some(about_of(about).ok_or(NamesNothing)?)),
        };
        let requirement = requirement.parse().map_err(|_| NamesNothing)?;
        Ok(Self { requirement, subject: subject.parse().map_err(|_| NamesNothing)?, about })
    }
}

fn about_of(text: &str) -> Option<About> {
    let day = |text: &str| text.parse::<Date>().ok();
    if let Some(name) = text.strip_prefix("row:") {
        return (!name.is_empty()).then(|| About::Row { name: name.to_owned() });
    }
    match text.split_once('/') {
        Some((from, until)) => Some(About::Days { days: Period::new(day(from)?, day(until)?).ok()? }),
        None => Some(About::Occurrence { due: day(text)? }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_found_again() {
        for text in [
            "TSK-AC-03-1@0",
            "TSK-AC-03-1@7#2026-03-31",
            "TSK-AC-03-1@7#2026-01-01/2026-01-09",
            "TSK-AC-03-1@7#row:A#1",
        ] {
            assert_eq!(text.parse::<Named>().unwrap().to_string(), text);
        }
        for no in
            ["", "TSK-AC-03-1", "TSK-AC-03-1@x", "TSK-AC-03-1@7#soon", "TSK-AC-03-1@7#2026-02-01/2026-01-01", "x@1"]
        {
            assert!(no.parse::<Named>().is_err(), "{no}");
        }
    }
}
