//! The people we know, and whom a listing from elsewhere means: by address first, then by a name that only one of them
//! has. Whom it cannot tell it leaves to a person.

use crate::ids::PersonId;
use crate::import::folded;
use std::collections::BTreeMap;

/// Somebody we know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub person: PersonId,
    pub name: String,
    pub email: String,
}

/// Whom a text means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    One(PersonId),
    /// Several of us could be meant.
    Several,
    Nobody,
}

/// The people we know, to be found by what listings call them.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    by: BTreeMap<String, Meant>,
}

impl Roll {
    #[must_use]
    pub fn of(people: &[Known]) -> Self {
        let mut by = BTreeMap::new();
        for known in people {
            for call in calls(known) {
                let meant = by.entry(call).or_insert(Meant::One(known.person));
                if *meant != Meant::One(known.person) {
                    *meant = Meant::Several;
                }
            }
        }
        // A whole address means its owner, whatever anybody else is called.
        let owns = people.iter().map(|known| (folded(&known.email), known.person));
        by.extend(owns.filter(|(email, _)| !email.is_empty()).map(|(email, person)| (email, Meant::One(person))));
        Self { by }
    }

    /// Whom the first of these texts means that means anybody: an address, an account name, a name.
    pub fn find<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> Meant {
        let found = texts.into_iter().map(|text| self.by.get(&folded(text)).copied().unwrap_or(Meant::Nobody));
        found.into_iter().find(|meant| *meant != Meant::Nobody).unwrap_or(Meant::Nobody)
    }
}

/// What listings call somebody: the part of the address before the @, the name, and the name as registers turn it.
fn calls(known: &Known) -> Vec<String> {
    let account = known.email.split_once('@').map(|(account, _)| folded(account));
    let name = folded(&known.name);
    let turned = name.rsplit_once(' ').map(|(first, last)| format!("{last}, {first}"));
    account.into_iter().chain(turned).chain([name]).filter(|call| !call.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn known(no: u128, name: &str, email: &str) -> Known {
        Known { person: PersonId(Uuid::from_u128(no)), name: name.into(), email: email.into() }
    }

    #[test]
    fn people_are_found_by_address_account_and_name_and_never_guessed() {
        let people = [
            known(1, "Ada Lind", "ada.lind@example.com"),
            known(2, "Jo Park", "jo@example.com"),
            known(3, "Jo Park", "j.park@example.com"),
            known(4, "Jo", "solo@example.com"),
        ];
        let roll = Roll::of(&people);
        let one = |no: usize| Meant::One(people[no - 1].person);
        for (texts, wanted) in [
            (vec!["ADA.LIND@example.com"], one(1)),
            (vec!["ada.lind"], one(1)),
            (vec!["  Ada   Lind "], one(1)),
            (vec!["Lind, Ada"], one(1)),
            (vec!["Jo Park"], Meant::Several),
            (vec!["j.park@example.com", "Jo Park"], one(3)),
            (vec!["jo"], Meant::Several),
            (vec!["jo@example.com"], one(2)),
            (vec!["svc-train"], Meant::Nobody),
            (vec!["svc-train", "Ada Lind"], one(1)),
            (vec![], Meant::Nobody),
            (vec![""], Meant::Nobody),
        ] {
            assert_eq!(roll.find(texts.iter().copied()), wanted, "{texts:?}");
        }
    }
}
