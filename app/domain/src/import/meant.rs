//! What a word of a table means, for registers that take one in: by the same words as in an inventory.

use super::answers::{meaning, says_nothing};
use super::field::SystemField;
use super::mapping::words;
use super::text::excerpt;
use crate::words::Criticality;

fn word(field: SystemField, text: &str) -> Result<Option<&'static str>, String> {
    match meaning(field, text) {
        None if says_nothing(text) => Ok(None),
        None => Err(format!("“{}” is not known. It can be {}.", excerpt(text), words(field))),
        known => Ok(known),
    }
}

/// How much hangs on something; none where the cell says nothing.
///
/// # Errors
/// The sentence.
pub fn criticality(text: &str) -> Result<Option<Criticality>, String> {
    Ok(word(SystemField::Criticality, text)?.and_then(|key| key.parse().ok()))
}

/// Yes or no; none where the cell says nothing.
///
/// # Errors
/// The sentence.
pub fn yes_no(text: &str) -> Result<Option<bool>, String> {
    Ok(word(SystemField::CustomerFacing, text)?.map(|key| key == "yes"))
}
