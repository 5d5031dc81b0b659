//! Contracts: the numbers under which several systems were bought tell of one vendor, where nobody wrote its name.

use jiff::civil::Date;
use std::collections::BTreeSet;

/// How the notes of a system say them: the label under which an import keeps the column.
const LABEL: &str = "Contracts:";
/// What a number has at least: letters and digits, and digits among them.
const CHARACTERS: usize = 8;
const DIGITS: usize = 4;

/// The name by which a contract is matched with a vendor.
#[must_use]
pub fn contract_name(number: &str) -> String {
    format!("Contract {number}")
}

/// The numbers of contracts that the notes of a system name. “N/A”, “Not reported” and other words are none.
#[must_use]
pub fn contracts(notes: &str) -> BTreeSet<String> {
    let mut inside = false;
    let mut found = BTreeSet::new();
    for line in notes.lines() {
        let said = match line.strip_prefix(LABEL) {
            Some(said) => {
                inside = true;
                said
            }
            None => {
                inside &= !is_labelled(line);
                if inside { line } else { continue }
            }
        };
        let apart = |one: char| !one.is_ascii_alphanumeric() && one != '-';
        let numbers = said.split(apart).map(|word| word.trim_matches('-')).filter(|word| is_number(word));
        found.extend(numbers.map(str::to_ascii_uppercase));
    }
    found
}

/// “Development: Built in-house” begins what another column said.
fn is_labelled(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(label, _)| label.chars().all(|one| one.is_alphabetic() || one == ' '))
}

fn is_number(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    word.len() >= CHARACTERS && digits >= DIGITS && word.parse::<Date>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_and_words_are_none() {
        for (said, numbers) in [
            ("720BHA23GR00104", &["720BHA23GR00104"][..]),
            ("70OCTD22FR00000002, 70octd22fr00000235", &["70OCTD22FR00000002", "70OCTD22FR00000235"]),
            ("1605DC19A0004\nNNG15SD60B", &["1605DC19A0004", "NNG15SD60B"]),
            ("75P00122A00010/75P00122F37003/P00004", &["75P00122A00010", "75P00122F37003"]),
            (
                "GSA Contract #: GS-00F-0004T \nContract ID # EHSS: 89243321FAU400002",
                &["89243321FAU400002", "GS-00F-0004T"],
            ),
            ("Contract # NNG15SD27B.", &["NNG15SD27B"]),
            ("N/A", &[]),
            ("NA", &[]),
            ("", &[]),
            ("Not Reported", &[]),
            ("FDIC does not use PIIDs", &[]),
            ("since 2024-10-01", &[]),
        ] {
            let notes = format!("Topic: Health 12345678\n{LABEL} {said}\nDevelopment: Under contract 99999999");
            assert_eq!(contracts(&notes).into_iter().collect::<Vec<_>>(), numbers, "{said}");
        }
        assert!(contracts("bought under 720BHA23GR00104").is_empty(), "only what the column said");
    }
}
