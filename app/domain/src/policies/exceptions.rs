//! Exceptions to a policy: what it does not bind for a while, what is done instead, and who said yes.

use crate::change::words;
use crate::ids::PersonId;
use crate::people::Actor;
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use jiff::civil::Date;

/// Days that an exception lasts at most before somebody looks again.
pub const EXCEPTION_DAYS_MAX: i64 = 366;

word! {
    /// What became of an exception that was asked for.
    pub enum ExceptionOutcome {
        Approved = "approved", "Approved",
        Refused = "refused", "Refused",
        Withdrawn = "withdrawn", "Withdrawn",
    }
}

/// An exception as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionDraft {
    /// What the policy asks and is not done.
    pub what: String,
    pub reason: String,
    /// What is done instead.
    pub measure: String,
    pub owner: Option<PersonId>,
    /// Its last day.
    pub until: Option<Date>,
}

/// An exception as its rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyException {
    pub asked_by: PersonId,
    pub owner: PersonId,
    pub until: Date,
    pub decided: bool,
}

impl ExceptionDraft {
    /// The same, tidied, with its owner and last day.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `what`, `reason`, `measure`, `owner` or `until`.
    pub fn check(&self, today: Date) -> Result<(Self, PersonId, Date), Refusal> {
        let mut faults = Faults::default();
        let mut said = |field: &'static str, text: &str, missing: &str| match words(field, text) {
            Ok(text) if text.is_empty() => {
                faults.add(field, missing);
                String::new()
            }
            Ok(text) => text,
            Err(refusal) => {
                faults.add(field, refusal_sentence(&refusal));
                String::new()
            }
        };
        let what = said("what", &self.what, "Say what the policy asks and is not done.");
        let reason = said("reason", &self.reason, "Say why it cannot be done.");
        let measure =
            said("measure", &self.measure, "Say what is done instead; without a measure there is no exception.");
        if self.owner.is_none() {
            faults.add("owner", "Choose who answers for it.");
        }
        match self.until {
            None => faults.add("until", "Give its last day: every exception ends."),
            Some(day) if day < today => faults.add("until", format!("{day} has passed.")),
            Some(day) if day > today.saturating_add(jiff::Span::new().days(EXCEPTION_DAYS_MAX)) => {
                faults.add("until", "An exception lasts a year at most; then it is asked for anew.");
            }
            Some(_) => {}
        }
        faults.none()?;
        let whole = self.owner.zip(self.until);
        let (owner, until) = whole.ok_or_else(|| Refusal::at("owner", "Choose who answers for it."))?;
        Ok((Self { what, reason, measure, owner: Some(owner), until: Some(until) }, owner, until))
    }
}

fn refusal_sentence(refusal: &Refusal) -> String {
    if let Refusal::Invalid(faults) = refusal {
        faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join(" ")
    } else {
        refusal.to_string()
    }
}

/// Whether `by` may decide on an exception.
///
/// # Errors
/// [`Refusal::Forbidden`] for who asked for it, who owns it and whoever has no right of review;
/// [`Refusal::Conflict`] when it was decided, or its last day has passed.
pub fn decide_exception(exception: &PolicyException, by: &Actor, today: Date) -> Result<(), Refusal> {
    if exception.decided {
        return Err(Refusal::conflict("It was decided meanwhile. Nothing was changed."));
    }
    by.must_review()?;
    if by.person == exception.asked_by {
        return Err(Refusal::forbidden("You asked for this. A second person decides."));
    }
    if by.person == exception.owner {
        return Err(Refusal::forbidden("You would own this exception. Somebody else decides."));
    }
    if exception.until < today {
        return Err(Refusal::conflict(format!("Its last day, {}, has passed. It is asked for anew.", exception.until)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::people::{Rights, Role};
    use jiff::civil::date;
    use uuid::Uuid;

    fn person(no: u128) -> PersonId {
        PersonId(Uuid::from_u128(no))
    }

    fn draft() -> ExceptionDraft {
        ExceptionDraft {
            what: "Bias test before each release".into(),
            reason: "No labelled data yet.".into(),
            measure: "Every decision is read by a person.".into(),
            owner: Some(person(2)),
            until: Some(date(2027, 3, 31)),
        }
    }

    #[test]
    fn an_exception_has_a_measure_an_owner_and_an_end() {
        let today = date(2026, 11, 22);
        assert!(draft().check(today).is_ok());
        for (field, broken) in [
            ("what", ExceptionDraft { what: " ".into(), ..draft() }),
            ("reason", ExceptionDraft { reason: String::new(), ..draft() }),
            ("measure", ExceptionDraft { measure: String::new(), ..draft() }),
            ("owner", ExceptionDraft { owner: None, ..draft() }),
            ("until", ExceptionDraft { until: None, ..draft() }),
            ("until", ExceptionDraft { until: Some(date(2026, 11, 21)), ..draft() }),
            ("until", ExceptionDraft { until: Some(date(2027, 11, 24)), ..draft() }),
        ] {
            let Err(Refusal::Invalid(faults)) = broken.check(today) else { panic!("{field} passes") };
            assert_eq!(faults.iter().map(|fault| fault.field.as_ref()).collect::<Vec<_>>(), [field]);
        }
        assert!(ExceptionDraft { until: Some(date(2027, 11, 23)), ..draft() }.check(today).is_ok());
    }

    #[test]
    fn who_asked_and_who_owns_it_do_not_decide() {
        let exception =
            PolicyException { asked_by: person(1), owner: person(2), until: date(2026, 12, 31), decided: false };
        let by = |no, review| Actor {
            person: person(no),
            rights: Rights::of(&[Role::ComplianceManager], review),
            invited: None,
        };
        let today = date(2026, 11, 22);
        assert_eq!(decide_exception(&exception, &by(3, true), today), Ok(()));
        for refused in [by(1, true), by(2, true), by(3, false)] {
            assert!(matches!(decide_exception(&exception, &refused, today), Err(Refusal::Forbidden(_))));
        }
        let decided = PolicyException { decided: true, ..exception };
        assert!(matches!(decide_exception(&decided, &by(3, true), today), Err(Refusal::Conflict(_))));
        assert!(matches!(decide_exception(&exception, &by(3, true), date(2027, 1, 1)), Err(Refusal::Conflict(_))));
    }
}
