//! Every field of a system that a table can fill.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::words::Trait;

/// The most characters in a name. The longest of the federal inventory of 2024 has 342.
pub const MOST_IN_NAME: usize = 500;
/// The most characters in another single line.
pub const MOST_IN_LINE: usize = 300;
/// The most characters in a text of several lines.
pub const MOST_IN_TEXT: usize = 20_000;
/// The most things in a list.
pub const MOST_IN_LIST: usize = 200;
/// The most characters in a web address.
pub const MOST_IN_LINK: usize = 2_000;

/// A field of a system that a column can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SystemField {
    ExternalId,
    Name,
    Purpose,
    Outputs,
    Owner,
    Deputy,
    Department,
    Unit,
    Stage,
    Origin,
    Vendors,
    Models,
    Data,
    DataClasses,
    Affected,
    CustomerFacing,
    Autonomy,
    Oversight,
    Criticality,
    Jurisdictions,
    ActRole,
    ActTier,
    Initiated,
    Implemented,
    Retired,
    Links,
    Notes,
    Trait(Trait),
}

/// What a field holds, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line of at most so many characters.
    Line(usize),
    /// Text of several lines, at most [`MOST_IN_TEXT`] characters.
    Text,
    /// Short things, at most [`MOST_IN_LIST`] of [`MOST_IN_LINE`] characters each.
    List,
    /// Web addresses (`http`, `https`).
    Links,
    /// One word of a closed list.
    Word,
    /// Yes, no, or unanswered.
    YesNo,
    /// A day.
    Day,
}

impl SystemField {
    /// Every field, in the order of a system's page.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::ExternalId,
        Self::Purpose,
        Self::Outputs,
        Self::Owner,
        Self::Deputy,
        Self::Unit,
        Self::Department,
        Self::Stage,
        Self::Criticality,
        Self::Trait(Trait::Predictive),
        Self::Trait(Trait::Generative),
        Self::Trait(Trait::Agentic),
        Self::Trait(Trait::ThirdParty),
        Self::Trait(Trait::TrainedInHouse),
        Self::Trait(Trait::PersonalData),
        Self::Trait(Trait::HighImpact),
        Self::Origin,
        Self::Vendors,
        Self::Models,
        Self::Data,
        Self::DataClasses,
        Self::Affected,
        Self::CustomerFacing,
        Self::Autonomy,
        Self::Oversight,
        Self::Jurisdictions,
        Self::ActRole,
        Self::ActTier,
        Self::Initiated,
        Self::Implemented,
        Self::Retired,
        Self::Links,
        Self::Notes,
    ];

    /// The word of mappings, the command line and events.
    #[must_use]
    pub const fn key(self) -> &'static str {
        self.about().0
    }

    /// The word that people read.
    #[must_use]
    pub const fn label(self) -> &'static str {
        self.about().1
    }

    /// What belongs in it, in a sentence.
    #[must_use]
    pub const fn hint(self) -> &'static str {
        self.about().2
    }

    /// What it holds.
    #[must_use]
    pub const fn shape(self) -> Shape {
        match self {
            Self::Name => Shape::Line(MOST_IN_NAME),
            Self::ExternalId | Self::Owner | Self::Deputy | Self::Department | Self::Unit => Shape::Line(MOST_IN_LINE),
            Self::Purpose | Self::Outputs | Self::Data | Self::Affected => Shape::Text,
            Self::Autonomy | Self::Oversight | Self::Notes => Shape::Text,
            Self::Vendors | Self::Models | Self::DataClasses | Self::Jurisdictions => Shape::List,
            Self::Links => Shape::Links,
            Self::Stage | Self::Origin | Self::Criticality | Self::ActRole | Self::ActTier => Shape::Word,
            Self::CustomerFacing | Self::Trait(_) => Shape::YesNo,
            Self::Initiated | Self::Implemented | Self::Retired => Shape::Day,
        }
    }

    /// Key, label and hint: the table from which page, command line and documentation are made.
    const fn about(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::ExternalId => (
                "external-id",
                "Identifier",
                "The file's own number or code. With it, a changed row finds its system even under a new name.",
            ),
            Self::Name => ("name", "Name", "What the system is called. Every row needs one."),
            Self::Purpose => ("purpose", "Purpose", "What it is for."),
            Self::Outputs => ("outputs", "Decides or recommends", "What comes out of it, and what follows from that."),
            Self::Owner => ("owner", "Owner", "The person who answers for it: a name or an e-mail address."),
            Self::Deputy => ("deputy", "Deputy", "Who stands in for the owner."),
            Self::Department => ("department", "Department", "The department, bureau or team that uses it."),
            Self::Unit => ("unit", "Organisation unit", "The company, agency or division above the department."),
            Self::Stage => ("stage", "Stage", "Idea, development, validation, production or retired."),
            Self::Origin => ("origin", "Origin", "Built in-house, bought, open source or mixed."),
            Self::Vendors => ("vendors", "Vendors", "Who supplies it, separated by semicolons."),
            Self::Models => ("models", "Models used", "Names and versions of models, separated by semicolons."),
            Self::Data => ("data", "Data used", "What data it is trained on and works with."),
            Self::DataClasses => ("data-classes", "Classes of data", "Such as personal, health or payment data."),
            Self::Affected => ("affected", "Who is affected", "Whom its results concern."),
            Self::CustomerFacing => {
                ("customer-facing", "Customer-facing", "Whether people outside deal with it: yes or no.")
            }
            Self::Autonomy => ("autonomy", "Autonomy", "What it does without a person."),
            Self::Oversight => ("oversight", "Human oversight", "Who watches it, and how they can step in."),
            Self::Criticality => ("criticality", "Criticality", "High, medium or low."),
            Self::Jurisdictions => ("jurisdictions", "Jurisdictions", "Countries or regions, separated by semicolons."),
            Self::ActRole => ("act-role", "EU AI Act role", "Provider, deployer, importer or distributor."),
            Self::ActTier => ("act-tier", "EU AI Act tier", "Prohibited, high-risk, limited or minimal."),
            Self::Initiated => ("initiated", "Initiated", "The day it was begun."),
            Self::Implemented => ("implemented", "Implemented", "The day it went into use."),
            Self::Retired => ("retired", "Retired on", "The day it was taken out of use."),
            Self::Links => ("links", "Links", "Web addresses, separated by spaces or semicolons."),
            Self::Notes => ("notes", "Notes", "Anything worth keeping."),
            Self::Trait(which) => (which.key(), which.label(), trait_hint(which)),
        }
    }
}

const fn trait_hint(which: Trait) -> &'static str {
    match which {
        Trait::Predictive => "Whether it scores, ranks, classifies or forecasts: yes or no; empty stays unanswered.",
        Trait::Generative => "Whether it writes text, code, images or sound: yes or no; empty stays unanswered.",
        Trait::Agentic => "Whether it acts through tools without a person between the steps: yes or no.",
        Trait::ThirdParty => "Whether it runs on a model or service of a vendor: yes or no.",
        Trait::TrainedInHouse => "Whether you train or fine-tune its model yourselves: yes or no.",
        Trait::PersonalData => "Whether it sees data about people: yes or no.",
        Trait::HighImpact => "Whether it decides, or helps to decide, what matters much to a person: yes or no.",
    }
}

impl fmt::Display for SystemField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.label())
    }
}

/// A word that names no field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("There is no field “{0}”. The fields are: {known}.", known = keys())]
pub struct NoSuchField(pub String);

fn keys() -> String {
    let keys: Vec<_> = SystemField::ALL.iter().map(|field| field.key()).collect();
    keys.join(", ")
}

impl FromStr for SystemField {
    type Err = NoSuchField;

    fn from_str(key: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|field| field.key() == key);
        found.ok_or_else(|| NoSuchField(key.chars().take(80).collect()))
    }
}

impl Serialize for SystemField {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(self.key())
    }
}

impl<'de> Deserialize<'de> for SystemField {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let key = String::deserialize(source)?;
        key.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_key_is_its_own_and_leads_back() -> Result<(), NoSuchField> {
        let keys: BTreeSet<_> = SystemField::ALL.iter().map(|field| field.key()).collect();
        assert_eq!(keys.len(), SystemField::ALL.len());
        for field in SystemField::ALL {
            assert_eq!(&field.key().parse::<SystemField>()?, field);
            assert!(field.hint().ends_with('.'), "{field}: a hint is a sentence");
        }
        Ok(())
    }

    #[test]
    fn every_trait_can_be_filled() {
        assert!(Trait::ALL.iter().all(|which| SystemField::ALL.contains(&SystemField::Trait(*which))));
        assert_eq!(SystemField::ALL.len(), 27 + Trait::ALL.len());
    }

    #[test]
    fn an_unknown_field_is_told_with_the_known_ones() {
        let told = "naem".parse::<SystemField>().map_err(|e| e.to_string());
        assert!(told.is_err_and(|e| e.starts_with("There is no field “naem”. The fields are: name, external-id,")));
    }
}
