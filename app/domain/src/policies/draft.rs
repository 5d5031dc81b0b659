//! What a policy is kept under, and its text as it is being written.

use crate::accounts::line;
use crate::asked::CriterionSet;
use crate::catalogue::PolicyTemplate;
use crate::ids::PersonId;
use crate::refusal::{Faults, Refusal};
use crate::words::Cadence;
use serde::{Deserialize, Serialize};

/// How often a policy may be reviewed; the rarest is a year.
pub const REVIEWS: [Cadence; 3] = [Cadence::Quarterly, Cadence::SemiAnnual, Cadence::Annual];

/// Characters that the text of a policy has at most.
pub const TEXT_MAX: usize = 200_000;
const TITLE_MAX: usize = 160;
const NOTE_MAX: usize = 2_000;

/// What a policy is kept under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyFrame {
    pub title: String,
    pub owner: Option<PersonId>,
    pub review: Cadence,
    /// The criteria on which an overdue review is a weakness.
    pub criteria: CriterionSet,
}

/// The fields of [`PolicyFrame`] that differ.
#[must_use]
pub fn frame_fields(was: &PolicyFrame, now: &PolicyFrame) -> Vec<&'static str> {
    let pairs = [
        ("title", was.title != now.title),
        ("owner", was.owner != now.owner),
        ("review", was.review != now.review),
        ("criteria", was.criteria != now.criteria),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

impl PolicyFrame {
    /// What a template proposes.
    #[must_use]
    pub fn of(template: &PolicyTemplate) -> Self {
        Self {
            title: template.title.to_owned(),
            owner: None,
            review: template.review,
            criteria: template.criteria.iter().copied().collect(),
        }
    }

    /// The same, tidied.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `title`, `owner`, `review` or `criteria`.
    pub fn check(mut self) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let title = line("title", &self.title, TITLE_MAX, "Give the policy a title.");
        self.title = faults.take(title).unwrap_or_default();
        if self.owner.is_none() {
            faults.add("owner", "Choose who owns it and sees to its review.");
        }
        if !REVIEWS.contains(&self.review) {
            faults.add("review", "A policy is reviewed every three months, every six or every year.");
        }
        if self.criteria.is_empty() {
            faults.add("criteria", "Choose at least one criterion that it serves.");
        }
        faults.none()?;
        Ok(self)
    }
}

/// The text of a draft, with what its next version says beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyText {
    /// Markdown; empty where a document is attached instead.
    pub text: String,
    /// What changed since the version before.
    pub note: String,
    /// Whether those who acknowledged an earlier version are asked again.
    pub reask: bool,
}

/// Why a text cannot be the text of a policy before anything in it is read: its length, whose line ends count once.
#[must_use]
pub fn too_long(text: &str) -> Option<String> {
    let length = text.chars().count() - text.matches("\r\n").count();
    (length > TEXT_MAX).then(|| format!("At most {TEXT_MAX} characters; this has {length}."))
}

impl PolicyText {
    /// The same, tidied: lines end alike.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `text` or `note` when they are too long; nothing is ever cut.
    pub fn check(&self) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let text = self.text.replace("\r\n", "\n").replace('\r', "\n").trim_end().to_owned();
        if let Some(sentence) = too_long(&text) {
            faults.add("text", sentence);
        }
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            faults.add("text", "It holds a control character that no page can show. Type that place anew.");
        }
        let note = self.note.trim().to_owned();
        let length = note.chars().count();
        if length > NOTE_MAX {
            faults.add("note", format!("At most {NOTE_MAX} characters; this has {length}."));
        }
        faults.none()?;
        Ok(Self { text, note, reask: self.reask })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;
    use uuid::Uuid;

    fn frame() -> PolicyFrame {
        let template = catalogue().policies.rows().first().unwrap();
        PolicyFrame { owner: Some(PersonId(Uuid::from_u128(1))), ..PolicyFrame::of(template) }
    }

    #[test]
    fn a_policy_has_a_title_an_owner_a_rhythm_and_a_criterion() {
        assert!(frame().check().is_ok());
        for broken in [
            PolicyFrame { title: " ".into(), ..frame() },
            PolicyFrame { owner: None, ..frame() },
            PolicyFrame { review: Cadence::Daily, ..frame() },
            PolicyFrame { criteria: CriterionSet::default(), ..frame() },
        ] {
            assert!(matches!(broken.check(), Err(Refusal::Invalid(faults)) if faults.len() == 1));
        }
    }

    #[test]
    fn what_differs_is_named() {
        let changed = PolicyFrame { title: "Other".into(), review: Cadence::Quarterly, ..frame() };
        assert_eq!(frame_fields(&frame(), &changed), ["title", "review"]);
        assert!(frame_fields(&frame(), &frame()).is_empty());
    }

    #[test]
    fn a_text_is_never_cut() {
        let text = |text: String| PolicyText { text, ..PolicyText::default() }.check();
        assert_eq!(text("a\r\nb\r\n\r\n".into()).unwrap().text, "a\nb");
        assert!(text("x".repeat(TEXT_MAX)).is_ok());
        assert!(text("x".repeat(TEXT_MAX + 1)).is_err());
        assert!(text("a\u{0}b".into()).is_err());
    }
}
