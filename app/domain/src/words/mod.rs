//! The vocabulary: closed lists of the field's standard terms, each with the key that data, addresses and events
//! use, and the label that people read.

/// Declares a closed list of words: `Name = "key", "Label"`. Gives `ALL`, `key`, `label`, `FromStr`, `Display` (the
/// label) and serde (the key).
macro_rules! word {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $label:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $key)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

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
