use super::Group;
use crate::refusal::{Faults, Refusal};
use crate::words::word;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

word! {
    /// How somebody is told of a group of matters.
    pub enum How {
        Daily = "daily", "In the product, and by a letter a day",
        Weekly = "weekly", "In the product, and by a letter a week",
        Product = "product", "In the product only",
    }
}

/// What somebody chose. A group that is not named comes daily.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeChoice {
    pub by_group: BTreeMap<Group, How>,
    /// Whether the weekly summary comes; `None`: as the role has it (executives get it).
    pub summary: Option<bool>,
}

impl NoticeChoice {
    #[must_use]
    pub fn how(&self, group: Group) -> How {
        self.by_group.get(&group).copied().unwrap_or(How::Daily)
    }
}

/// What somebody chose, as it is typed: a word for each group, in the order of [`Group::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeChoiceDraft {
    pub by_group: BTreeMap<Group, String>,
    pub summary: bool,
}

impl NoticeChoiceDraft {
    /// # Errors
    /// [`Refusal::Invalid`] at the group whose word is none of ours.
    pub fn check(&self) -> Result<NoticeChoice, Refusal> {
        let mut faults = Faults::default();
        let mut by_group = BTreeMap::new();
        for group in Group::ALL {
            match self.by_group.get(group).and_then(|word| word.parse().ok()) {
                Some(how) => {
                    by_group.insert(*group, how);
                }
                None => faults.add(group.key(), "Choose one of the ways."),
            }
        }
        faults.none()?;
        Ok(NoticeChoice { by_group, summary: Some(self.summary) })
    }
}
