//! A set of words from one closed list, in as many bits as the list has words.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::Word;

/// Some of the words of a list of at most 32; written as the list of its words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Set<W> {
    bits: u32,
    of: PhantomData<W>,
}

impl<W> Set<W> {
    /// None of them.
    pub const EMPTY: Self = Self { bits: 0, of: PhantomData };

    /// One bit a word, the first word of the list lowest.
    pub const fn bits(self) -> u32 {
        self.bits
    }

    /// Whether no word is in it.
    pub const fn is_empty(self) -> bool {
        self.bits == 0
    }

    /// How many words are in it.
    pub const fn len(self) -> u32 {
        self.bits.count_ones()
    }

    /// The words in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self { bits: self.bits | other.bits, of: PhantomData }
    }

    /// The words in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self { bits: self.bits & other.bits, of: PhantomData }
    }

    /// The words in this one and not in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self { bits: self.bits & !other.bits, of: PhantomData }
    }

    /// Whether the other holds every word of this one.
    pub const fn is_within(self, other: Self) -> bool {
        self.bits & !other.bits == 0
    }

    /// Whether they share no word.
    pub const fn is_apart_from(self, other: Self) -> bool {
        self.bits & other.bits == 0
    }
}

impl<W: Word> Set<W> {
    /// Every word of the list.
    pub fn all() -> Self {
        W::EVERY.iter().copied().collect()
    }

    /// The set of these bits; bits beyond the list are dropped.
    pub fn from_bits(bits: u32) -> Self {
        Self { bits, of: PhantomData }.intersection(Self::all())
    }

    /// Whether the word is in it.
    pub fn contains(self, word: W) -> bool {
        Self::from(word).is_within(self)
    }

    /// With the word.
    #[must_use]
    pub fn with(self, word: W) -> Self {
        self.union(word.into())
    }

    /// Without the word.
    #[must_use]
    pub fn without(self, word: W) -> Self {
        self.minus(word.into())
    }

    /// Its words, in the order of the list.
    pub fn iter(self) -> impl Iterator<Item = W> {
        W::EVERY.iter().copied().filter(move |word| self.contains(*word))
    }

    /// Its words in the order of the list, with `between` between two.
    pub fn join(self, between: &str) -> String {
        self.iter().map(Word::word).collect::<Vec<_>>().join(between)
    }
}

impl<W: Word> From<W> for Set<W> {
    fn from(word: W) -> Self {
        Self { bits: 1 << word.place(), of: PhantomData }
    }
}

impl<W: Word> FromIterator<W> for Set<W> {
    fn from_iter<I: IntoIterator<Item = W>>(words: I) -> Self {
        words.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl<W> Default for Set<W> {
    fn default() -> Self {
        Self::EMPTY
    }
}

impl<W: Word> fmt::Debug for Set<W> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{{{}}}", self.join(", "))
    }
}

impl<W: Word + Serialize> Serialize for Set<W> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_seq(self.iter())
    }
}

impl<'de, W: Word + Deserialize<'de>> Deserialize<'de> for Set<W> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        Ok(Vec::<W>::deserialize(source)?.into_iter().collect())
    }
}
