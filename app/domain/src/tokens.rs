//! Tokens of the API: what a person lends to a machine of theirs, of what they may themselves, and until when.

use crate::accounts::line;
use crate::days::typed;
use crate::instant::Instant;
use crate::refusal::{Faults, Refusal};
use crate::trail::Verb;
use crate::words::{Set, word};
use jiff::ToSpan as _;
use jiff::civil::Date;

word! {
    /// A part of the API that a token opens. It never opens more than its person may at this instant.
    pub enum Scope {
        SystemsRead = "systems:read", "Read systems",
        SystemsWrite = "systems:write", "Add and change systems, answer their questions",
        VendorsRead = "vendors:read", "Read vendors",
        VendorsWrite = "vendors:write", "Add and change vendors",
        AttestationsRead = "attestations:read", "Read attestations of vendors",
        AttestationsWrite = "attestations:write", "Enter attestations of vendors",
        PoliciesRead = "policies:read", "Read policies",
        PoliciesWrite = "policies:write", "Draft policies and submit them for approval",
        RisksRead = "risks:read", "Read risks and their assessments",
        RisksWrite = "risks:write", "Open risk assessments",
        DeficienciesRead = "deficiencies:read", "Read the deficiency log",
        DeficienciesWrite = "deficiencies:write", "Open, assess, give, correct and retest deficiencies",
        IncidentsRead = "incidents:read", "Read incidents",
        IncidentsWrite = "incidents:write", "Report incidents, and say what became of them",
        EvidenceRead = "evidence:read", "Read evidence",
        EvidenceWrite = "evidence:write", "Submit and withdraw evidence",
        EvidenceReview = "evidence:review", "Decide on evidence of others",
        TasksRead = "tasks:read", "Read tasks",
        TasksWrite = "tasks:write", "Give tasks, set their due dates, remark on them",
        FindingsRead = "findings:read", "Read findings",
        ReadinessRead = "readiness:read", "Read readiness",
    }
}

/// The scopes of a token.
pub type Scopes = Set<Scope>;

impl Scope {
    /// The commands that it opens: none where it only reads.
    #[must_use]
    pub const fn verbs(self) -> &'static [Verb] {
        use Verb as V;
        match self {
            // An answer or a move that would better findings becomes a proposal.
            Self::SystemsWrite => &[
                V::SystemAdded,
                V::SystemChanged,
                V::StageMoved,
                V::TraitAnswered,
                V::DependencyChanged,
                V::ChangeProposed,
            ],
            Self::VendorsWrite => &[V::VendorAdded, V::VendorChanged],
            Self::AttestationsWrite => &[V::AttestationEntered],
            Self::PoliciesWrite => &[V::PolicyStarted, V::PolicyDrafted, V::PolicySubmitted],
            Self::RisksWrite => &[V::AssessmentOpened],
            // Two people agree on what one means, and a second one closes it: on its page.
            Self::DeficienciesWrite => &[
                V::DeficiencyOpened,
                V::DeficiencyAssessed,
                V::DeficiencyGiven,
                V::DeficiencyCorrected,
                V::DeficiencyRetested,
            ],
            // Its review is a person's.
            Self::IncidentsWrite => &[
                V::IncidentReported,
                V::IncidentClassified,
                V::IncidentNoted,
                V::IncidentTold,
                V::IncidentNotTold,
                V::IncidentExplained,
                V::IncidentCorrected,
            ],
            Self::EvidenceWrite => &[V::EvidenceSubmitted, V::EvidenceWithdrawn],
            Self::EvidenceReview => &[V::EvidenceDecided],
            Self::TasksWrite => &[V::TaskGiven, V::TaskDueSet, V::TaskDiscussed],
            Self::SystemsRead
            | Self::VendorsRead
            | Self::AttestationsRead
            | Self::PoliciesRead
            | Self::RisksRead
            | Self::DeficienciesRead
            | Self::IncidentsRead
            | Self::EvidenceRead
            | Self::TasksRead
            | Self::FindingsRead
            | Self::ReadinessRead => &[],
        }
    }

    /// Whether it only reads.
    #[must_use]
    pub const fn reads(self) -> bool {
        self.verbs().is_empty()
    }
}

/// Whether a token of these scopes may carry a command.
#[must_use]
pub fn opens(scopes: Scopes, verb: Verb) -> bool {
    scopes.iter().any(|scope| scope.verbs().contains(&verb))
}

/// What every token begins with, so that scanners for secrets know one that was left somewhere.
pub const PREFIX: &str = "plb_";

/// Hexadecimal digits behind [`PREFIX`]: 256 bits.
pub const DIGITS: usize = 64;

/// Days for which a token lives at most.
pub const DAYS_MAX: i64 = 366;

/// Tokens that one person has alive at most.
pub const TOKENS_MAX: usize = 20;

const NAME_MAX: usize = 80;

/// Whether a text has the shape of a token; any other is not looked up.
#[must_use]
pub fn is_token(text: &str) -> bool {
    let digits = text.strip_prefix(PREFIX).unwrap_or_default();
    digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// A token as typed into its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenDraft {
    /// What it is for.
    pub name: String,
    pub scopes: Vec<String>,
    /// The last day on which it opens anything.
    pub until: String,
}

/// A sound token: what is kept of the draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenTerms {
    pub name: String,
    pub scopes: Scopes,
    pub until: Date,
}

impl TokenDraft {
    /// What was typed, read.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name`, `scopes` or `until`: a token has a name, opens something, and ends within a year.
    pub fn check(&self, today: Date) -> Result<TokenTerms, Refusal> {
        let mut faults = Faults::default();
        let name = faults.take(line("name", &self.name, NAME_MAX, "Say what it is for: a name you will know it by."));
        let scopes: Scopes = self.scopes.iter().filter_map(|scope| scope.parse::<Scope>().ok()).collect();
        if scopes.is_empty() {
            faults.add("scopes", "Choose at least one thing that it opens.");
        }
        let last = today.saturating_add(DAYS_MAX.days());
        let until = match typed(&self.until) {
            _ if self.until.trim().is_empty() => Err("Give its last day, within a year.".to_owned()),
            Ok(day) if day < today => Err("This day is over. Give one that is still to come.".to_owned()),
            Ok(day) if day > last => Err(format!("A token lives for a year at most: until {last}.")),
            Ok(day) => Ok(day),
            Err(no_day) => Err(no_day.to_string()),
        };
        let until = until.map_err(|sentence| faults.add("until", sentence)).ok();
        faults.none()?;
        Ok(TokenTerms { name: name.unwrap_or_default(), scopes, until: until.unwrap_or(today) })
    }
}

/// How a token stands at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenState {
    Alive,
    Expired,
    /// By its person, by an administrator, or because its person left.
    Ended(Instant),
}

/// How a token stands that opens things before `expires` and was ended, if it was, at `ended`.
#[must_use]
pub fn state(expires: Instant, ended: Option<Instant>, now: Instant) -> TokenState {
    match ended {
        Some(at) => TokenState::Ended(at),
        None if expires <= now => TokenState::Expired,
        None => TokenState::Alive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    fn draft() -> TokenDraft {
        TokenDraft {
            name: "Nightly inventory".into(),
            scopes: vec!["systems:read".into(), "systems:write".into()],
            until: "2027-03-31".into(),
        }
    }

    const TODAY: Date = date(2026, 11, 22);

    #[test]
    fn a_token_has_a_name_opens_something_and_ends_within_a_year() {
        let terms = draft().check(TODAY).unwrap();
        assert_eq!(terms.scopes.iter().collect::<Vec<_>>(), [Scope::SystemsRead, Scope::SystemsWrite]);
        let fields = |broken: TokenDraft| match broken.check(TODAY) {
            Err(Refusal::Invalid(faults)) => faults.into_iter().map(|fault| fault.field.into_owned()).collect(),
            other => panic!("{other:?}"),
        };
        let named = |fields: Vec<String>, field: &str| assert_eq!(fields, [field]);
        named(fields(TokenDraft { name: "  ".into(), ..draft() }), "name");
        named(fields(TokenDraft { name: "x".repeat(81), ..draft() }), "name");
        named(fields(TokenDraft { scopes: vec!["everything".into()], ..draft() }), "scopes");
        for until in ["", "soon", "2026-11-21", "2027-11-24"] {
            named(fields(TokenDraft { until: until.into(), ..draft() }), "until");
        }
        for until in ["2026-11-22", "2027-11-23"] {
            assert!(TokenDraft { until: until.into(), ..draft() }.check(TODAY).is_ok(), "{until}");
        }
    }

    #[test]
    fn only_what_has_the_shape_of_a_token_is_looked_up() {
        assert!(is_token(&format!("plb_{}", "0f".repeat(32))));
        for no in
            [String::new(), "plb_".into(), "0f".repeat(32), format!("plb_{}", "0F".repeat(32)), "plb_é".repeat(17)]
        {
            assert!(!is_token(&no), "{no}");
        }
    }

    #[test]
    fn a_scope_that_reads_opens_no_command_and_no_command_is_opened_twice() {
        let mut seen = BTreeSet::new();
        for scope in Scope::ALL {
            assert_eq!(scope.reads(), scope.key().ends_with(":read"), "{}", scope.key());
            for verb in scope.verbs() {
                assert!(seen.insert(verb.key()), "{} is opened by two scopes", verb.key());
            }
        }
        let reads: Scopes = Scope::ALL.iter().copied().filter(|scope| scope.reads()).collect();
        assert!(Verb::ALL.iter().all(|verb| !opens(reads, *verb)));
    }

    #[test]
    fn no_token_opens_what_looks_after_people_accounts_or_tokens() {
        let all: Scopes = Scope::ALL.iter().copied().collect();
        for verb in [
            Verb::TokenMade,
            Verb::TokenRevoked,
            Verb::RightsChanged,
            Verb::PersonInvited,
            Verb::PeopleImported,
            Verb::PasswordChanged,
            Verb::ChangeAgreed,
        ] {
            assert!(!opens(all, verb), "{}", verb.key());
        }
    }

    #[test]
    fn what_was_ended_stays_ended_and_the_last_day_is_whole() {
        let (expires, now) = (Instant(100), Instant(99));
        assert_eq!(state(expires, None, now), TokenState::Alive);
        assert_eq!(state(expires, None, expires), TokenState::Expired);
        assert_eq!(state(expires, Some(Instant(5)), now), TokenState::Ended(Instant(5)));
    }
}
