//! The vocabulary: closed lists of the field's standard terms, each with the key that data, addresses and events
//! use, and the label that people read.

mod attestations;
mod cadence;
mod criteria;
mod evidence;
mod roles;
mod set;
mod systems;
mod work;

pub use attestations::{Anchor, AttestationClass};
pub use cadence::{ByCriticality, Cadence};
pub use criteria::{Categories, Category, CriterionId};
pub use evidence::{Assurance, EndsOn, FreshRule, KindClass, Trigger, Until};
pub use roles::DataRole;
pub use set::Set;
pub use systems::{Criticality, Question, QuestionSet, Stage, StageSet, Trait, TraitSet};
pub use work::{ControlType, Effort, Nature, Priority, Step, SubjectKind};

/// A closed list of words, for code that works on any of them.
pub trait Word: Copy + Eq + 'static {
    /// Every word, in the order of the list.
    const EVERY: &'static [Self];

    /// The word that data, addresses and events use.
    fn word(self) -> &'static str;

    /// Its place in the list, from 0.
    fn place(self) -> usize;
}

/// Declares a closed list of words: `Name = "key", "Label"`. Gives `ALL`, `key`, `label`, `FromStr`, `Display` (the
/// label) and serde (the key).
macro_rules! word {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $key)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();

            /// The word that data, addresses and events use.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }

            /// The words that people read.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),+ }
            }
        }

        impl $crate::words::Word for $name {
            const EVERY: &'static [Self] = Self::ALL;

            fn word(self) -> &'static str {
                self.key()
            }

            fn place(self) -> usize {
                self as usize
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.label())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::words::NotAWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($key => Ok(Self::$variant),)+ other => Err($crate::words::NotAWord::new(stringify!($name), other)) }
            }
        }
    };
}
pub(crate) use word;

/// Gives serde as the text of `Display` and `FromStr`.
macro_rules! serde_as_text {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
                let text = <String as serde::Deserialize>::deserialize(source)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use serde_as_text;

/// A word that is not in its closed list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a {list}")]
pub struct NotAWord {
    list: &'static str,
    word: String,
}

impl NotAWord {
    #[must_use]
    pub fn new(list: &'static str, word: &str) -> Self {
        Self { list, word: word.chars().take(80).collect() }
    }
}

#[cfg(test)]
mod tests;
