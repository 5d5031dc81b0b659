//! Vendors: what the register says of each, and which names of the inventory mean which of them.

mod contracts;
mod mentions;

pub use contracts::{contract_name, contracts};
pub use mentions::{Called, Mention, Register, mentions};

use crate::accounts::line;
use crate::days::typed;
use crate::ids::PersonId;
use crate::refusal::{Faults, Refusal};
use crate::words::Criticality;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A vendor as typed into the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendorDraft {
    pub name: String,
    /// What the organisation has from them.
    pub service: String,
    /// How much hangs on them.
    pub tier: Criticality,
    pub owner: Option<PersonId>,
    /// Where they work on what they get.
    pub regions: String,
    /// Which of our data they get.
    pub data: String,
    /// Whether they train on our data; none: unanswered.
    pub trains: Option<bool>,
    /// Whether they keep our data beyond the answer; none: unanswered.
    pub keeps: Option<bool>,
    /// What the contract says besides: notice, exit, sub-processors.
    pub contract: String,
}

const NAME_MAX: usize = 200;
const SERVICE_MAX: usize = 300;
const TEXT_MAX: usize = 2_000;

impl VendorDraft {
    /// One of which nothing but the name is said.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            service: String::new(),
            tier: Criticality::Medium,
            owner: None,
            regions: String::new(),
            data: String::new(),
            trains: None,
            keeps: None,
            contract: String::new(),
        }
    }

    /// The same, tidied.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name`, `service`, `regions`, `data` or `contract`.
    pub fn check(self) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let name = faults.take(line("name", &self.name, NAME_MAX, "Name the vendor.")).unwrap_or_default();
        let mut service = self.service.trim().to_owned();
        if !service.is_empty() {
            service = faults.take(line("service", &service, SERVICE_MAX, "")).unwrap_or_default();
        }
        let mut text = |field: &'static str, text: &str| {
            let text = text.trim().to_owned();
            let length = text.chars().count();
            if length > TEXT_MAX {
                faults.add(field, format!("At most {TEXT_MAX} characters; this has {length}."));
            }
            text
        };
        let (regions, data) = (text("regions", &self.regions), text("data", &self.data));
        let contract = text("contract", &self.contract);
        faults.none()?;
        Ok(Self { name, service, regions, data, contract, ..self })
    }
}

/// Since when a system depends on a vendor, as typed: a day before today; none where nothing is typed, and for today.
///
/// # Errors
/// [`Refusal::Invalid`] at `since` when it is no day, or one that has not come.
pub fn since(text: &str, today: Date) -> Result<Option<Date>, Refusal> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let day = typed(text).map_err(|fault| Refusal::at("since", fault.to_string()))?;
    if day > today {
        return Err(Refusal::at(
            "since",
            "That day has not come yet. A system depends on a vendor from today on or before.",
        ));
    }
    Ok((day < today).then_some(day))
}

/// Words that say what kind of company it is, and nothing of which one.
const KINDS: &[&str] = &[
    "ag",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "plc",
    "pty",
    "sa",
    "sas",
    "srl",
    "the",
];

/// A name as names are compared: small letters and digits, without marks, and without the kind of company.
/// “The Parley Labs, Inc.” is “parley labs”; what is nothing but a kind stays as it is.
#[must_use]
pub fn compared(name: &str) -> String {
    let plain: String = name.to_lowercase().chars().filter(|c| !matches!(c, '.' | '\'' | '’')).collect();
    let words: Vec<_> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let telling: Vec<_> = words.iter().copied().filter(|word| !KINDS.contains(word)).collect();
    if telling.is_empty() { words.join(" ") } else { telling.join(" ") }
}

/// A name that the inventory gives vendors by, in all its spellings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelt {
    /// As [`compared`].
    pub key: String,
    /// The spelling that most systems have; the first of several.
    pub name: String,
    /// The other spellings.
    pub also: Vec<String>,
    /// The systems that name it, by number.
    pub systems: Vec<i64>,
}

/// The names of the inventory, those of most systems first. Each part: a system's number and a name it gives.
#[must_use]
pub fn spelt(named: impl IntoIterator<Item = (i64, String)>) -> Vec<Spelt> {
    let mut all: BTreeMap<String, (BTreeMap<String, usize>, Vec<i64>)> = BTreeMap::new();
    for (system, name) in named {
        let name = name.trim().to_owned();
        let key = compared(&name);
        if key.is_empty() {
            continue;
        }
        let (spellings, systems) = all.entry(key).or_default();
        *spellings.entry(name).or_default() += 1;
        if systems.last() != Some(&system) {
            systems.push(system);
        }
    }
    let mut spelt: Vec<_> = all
        .into_iter()
        .map(|(key, (spellings, systems))| {
            let mut names: Vec<_> = spellings.into_iter().collect();
            names.sort_by(|(a, left), (b, right)| right.cmp(left).then(a.cmp(b)));
            let mut names = names.into_iter().map(|(name, _)| name);
            Spelt { key, name: names.next().unwrap_or_default(), also: names.collect(), systems }
        })
        .collect();
    spelt.sort_by(|a, b| b.systems.len().cmp(&a.systems.len()).then_with(|| a.key.cmp(&b.key)));
    spelt
}

/// Of the vendors of the register (as [`compared`]) the one that a name means, as far as names can tell: the same
/// one, else the only one of which one name begins with the whole words of the other. A person confirms it.
#[must_use]
pub fn suggested<'a, V>(key: &str, register: impl IntoIterator<Item = (&'a str, V)>) -> Option<V> {
    let begins = |long: &str, short: &str| {
        !short.is_empty() && long.strip_prefix(short).is_some_and(|rest| rest.starts_with(' '))
    };
    let mut near = Vec::new();
    for (known, vendor) in register {
        if known == key {
            return Some(vendor);
        }
        if begins(known, key) || begins(key, known) {
            near.push(vendor);
        }
    }
    if near.len() == 1 { near.pop() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_what_tells_nothing() {
        for name in ["Parley Labs", "parley labs, inc.", "The PARLEY-LABS Ltd", "Parley  Labs Co., Ltd."] {
            assert_eq!(compared(name), "parley labs", "{name}");
        }
        assert_eq!(compared("The Company"), "the company", "nothing but kinds stays");
        assert_eq!(compared("Moody’s"), "moodys");
        assert_eq!(compared("H2O.ai"), "h2oai");
        assert_eq!(compared(" – "), "");
        assert_ne!(compared("Palantir"), compared("Palantir Foundry"));
    }

    #[test]
    fn spellings_come_together_and_the_most_named_first() {
        let named =
            [(1, "Parley Labs"), (2, "Parley Labs, Inc."), (3, "Parley Labs"), (3, "Other"), (3, "other"), (4, "-")];
        let all = spelt(named.map(|(system, name)| (system, name.to_owned())));
        assert_eq!(all.len(), 2);
        assert_eq!(
            (all[0].name.as_str(), all[0].also.as_slice()),
            ("Parley Labs", &["Parley Labs, Inc.".to_owned()][..])
        );
        assert_eq!(all[0].systems, [1, 2, 3]);
        assert_eq!(all[1].systems, [3], "a system counts once");
    }

    #[test]
    fn a_vendor_is_suggested_only_where_names_can_tell() {
        let register = [("microsoft", 1), ("parley labs", 2), ("parley", 3)];
        assert_eq!(suggested("parley labs", register), Some(2), "the same");
        assert_eq!(suggested("microsoft azure", register), Some(1), "the only near one");
        assert_eq!(suggested("microsofty", register), None, "whole words alone");
        assert_eq!(suggested("parley labs europe", register), None, "two are near");
        assert_eq!(suggested("open ai", register), None);
    }

    #[test]
    fn a_vendor_has_a_name() {
        let draft = VendorDraft { service: " a model ".into(), ..VendorDraft::named(" Parley\u{a0}") };
        assert_eq!(draft.clone().check().map(|it| it.service), Ok("a model".into()));
        assert!(VendorDraft { name: " ".into(), ..draft.clone() }.check().is_err());
        assert!(VendorDraft { service: "x".repeat(301), ..draft.clone() }.check().is_err());
        let long = VendorDraft { data: "x".repeat(2_001), contract: "x".repeat(2_001), ..draft };
        let Err(Refusal::Invalid(faults)) = long.check() else { panic!("too long") };
        assert_eq!(faults.iter().map(|fault| fault.field.as_ref()).collect::<Vec<_>>(), ["data", "contract"]);
    }
}
