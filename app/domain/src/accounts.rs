//! What an account must be: a name, an address, a password worth the name.

use crate::people::{Rights, Role};
use crate::refusal::{Fault, Faults, Refusal};
use serde::{Deserialize, Serialize};

/// Characters a password must have at least. Length is what resists guessing (NIST SP 800-63B, section 5.1.1.2).
pub const PASSWORD_MIN: usize = 12;
/// Bytes a password may have at most: hashing costs time by length.
pub const PASSWORD_MAX: usize = 256;
const NAME_MAX: usize = 120;
const EMAIL_MAX: usize = 254;

/// A person as typed into a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDraft {
    pub name: String,
    pub email: String,
    pub department: String,
    pub rights: Rights,
}

impl PersonDraft {
    /// The same, tidied: no white space around, the address in lower case.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] at `name`, `email`, `department`, `rights` or `review`.
    pub fn check(self) -> Result<Self, Refusal> {
        let mut faults = Faults::default();
        let name = faults.take(name("name", &self.name, "Give the person's name."));
        let email = faults.take(email(&self.email));
        let department = self.department.trim().to_owned();
        if department.chars().count() > NAME_MAX {
            faults.add("department", format!("A department has at most {NAME_MAX} characters."));
        }
        if self.rights.has(Role::Auditor) && self.rights.roles().count() > 1 {
            faults.add("rights", "An auditor is a guest and holds no other role.");
        }
        if self.rights.roles().next().is_none() {
            faults.add("rights", "Give at least one role.");
        }
        if self.rights.has(Role::Auditor) && self.rights.review_ticked() {
            faults.add("review", "An auditor only looks and cannot review. Untick one of the two.");
        }
        faults.none()?;
        Ok(Self { name: name.unwrap_or_default(), email: email.unwrap_or_default(), department, ..self })
    }
}

/// The name of a person or an organisation, tidied: a [`line`] in which every character can be seen. Two people whose
/// names differ by nothing that can be seen would be one in every list and in the trail.
///
/// # Errors
/// A [`Fault`] at `field`.
pub fn name(field: &'static str, text: &str, missing: &str) -> Result<String, Fault> {
    let name = line(field, text, NAME_MAX, missing)?;
    if name.chars().any(unseen) {
        return Err(Fault::new(field, "It holds a character that cannot be seen. Type it anew, rather than paste it."));
    }
    Ok(name)
}

/// Characters that leave no mark: of format (Unicode 17, general category Cf), ignorable by default, and blanks that are
/// letters or symbols.
const fn unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
            | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// One line of text, tidied.
///
/// # Errors
/// A [`Fault`] at `field` when it is empty (`missing` says what to give), longer than `max` characters, or holds a
/// control character.
pub fn line(field: &'static str, text: &str, max: usize, missing: &str) -> Result<String, Fault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Fault::new(field, missing));
    }
    if text.chars().count() > max {
        return Err(Fault::new(field, format!("At most {max} characters; this has {}.", text.chars().count())));
    }
    if text.chars().any(char::is_control) {
        return Err(Fault::new(field, "This is one line of plain text; it holds a control character."));
    }
    if text.chars().any(turns_writing) {
        return Err(Fault::new(field, "It holds a mark that cannot be seen and turns the direction of writing."));
    }
    Ok(text.to_owned())
}

/// Marks that turn the direction of writing (Unicode's bidirectional controls): what they stand in reads otherwise than
/// it is, `gpj.exe` as `exe.jpg`.
#[must_use]
pub const fn turns_writing(letter: char) -> bool {
    matches!(letter, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// An e-mail address, in lower case. The mail server is the judge of addresses; this finds slips, and takes ASCII only:
/// a Cyrillic `а` in an address is another address that reads the same. A host in other letters has a form in ASCII
/// (`xn--…`), which is taken.
///
/// # Errors
/// A [`Fault`] at `email`.
pub fn email(text: &str) -> Result<String, Fault> {
    let text = line("email", text, EMAIL_MAX, "Give an e-mail address.")?.to_lowercase();
    if let Some(letter) = text.chars().find(|letter| !letter.is_ascii()) {
        let what =
            if unseen(letter) { "a character that cannot be seen".to_owned() } else { format!("“{letter}”") };
        let told = format!("An e-mail address is written in a to z, digits and signs; this holds {what}.");
        return Err(Fault::new("email", told));
    }
    let sound = text.split_once('@').is_some_and(|(local, host)| {
        !local.is_empty() && !host.is_empty() && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.')
    });
    if sound && !text.contains(char::is_whitespace) {
        Ok(text)
    } else {
        Err(Fault::new("email", "An e-mail address looks like name@example.com."))
    }
}

/// # Errors
/// A [`Fault`] at `password` when it is too short, too long, or is the address itself.
pub fn password(password: &str, email: &str) -> Result<(), Fault> {
    if password.chars().count() < PASSWORD_MIN {
        return Err(Fault::new("password", format!("A password has at least {PASSWORD_MIN} characters.")));
    }
    if password.len() > PASSWORD_MAX {
        return Err(Fault::new("password", format!("A password has at most {PASSWORD_MAX} bytes.")));
    }
    if password.eq_ignore_ascii_case(email) {
        return Err(Fault::new("password", "The password is the e-mail address. Choose another."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_of_a_draft_is_told_at_once() {
        let draft = PersonDraft { email: "nobody".into(), ..PersonDraft::default() };
        let Err(Refusal::Invalid(faults)) = draft.check() else { panic!("refused") };
        let fields: Vec<_> = faults.iter().map(|f| f.field.as_ref()).collect();
        assert_eq!(fields, ["name", "email", "rights"]);
    }

    #[test]
    fn an_auditor_is_a_guest_and_never_reviews() {
        let rights = Rights::of(&[Role::Auditor], false);
        let draft = PersonDraft { name: " Ada ".into(), email: "ADA@Example.com".into(), rights, ..Default::default() };
        let checked = draft.check().unwrap();
        assert_eq!((checked.name.as_str(), checked.email.as_str()), ("Ada", "ada@example.com"));
        let reviewing = PersonDraft { rights: rights.with_review(true), ..checked.clone() };
        let Err(Refusal::Invalid(faults)) = reviewing.check() else { panic!("refused") };
        assert_eq!(faults.first().unwrap().field, "review");
        assert!(!Rights::of(&[Role::Auditor], true).reviews());
        let both = PersonDraft { rights: rights.with(Role::Engineer), ..checked };
        assert!(both.check().is_err());
    }

    #[test]
    fn nobody_looks_like_somebody_else_by_what_cannot_be_seen() {
        for hidden in ["\u{200b}", "\u{ad}", "\u{2060}", "\u{feff}", "\u{200d}", "\u{3164}", "\u{e0041}"] {
            let fault = name("name", &format!("Ada{hidden} Byron"), "").unwrap_err();
            assert!(fault.message.contains("cannot be seen"), "{hidden:?}");
            let fault = email(&format!("ada{hidden}@example.com")).unwrap_err();
            assert!(fault.message.ends_with("this holds a character that cannot be seen."), "{hidden:?}");
        }
        let fault = email("\u{430}da@example.com").unwrap_err();
        assert!(fault.message.ends_with("this holds “а”."), "{}", fault.message);
        assert!(email("ada@xn--exmple-cua.com").is_ok());
        for sound in ["Siân O’Brien-Łukasz", "山田 花子", "Ζωή"] {
            assert_eq!(name("name", sound, "").as_deref(), Ok(sound));
        }
    }

    #[test]
    fn a_password_is_long_but_not_without_end() {
        assert!(password("eleven char", "a@b").is_err());
        assert!(password("twelve chars", "a@b").is_ok());
        assert!(password(&"x".repeat(257), "a@b").is_err());
        assert!(password("ada@example.com", "ada@example.com").is_err());
    }
}
