//! The door: pages for somebody of whom nothing is known yet.

pub mod first_run;
pub mod join;
pub mod sign_in;

use crate::form::{Draft, Fields, Wrong};
use crate::ui::input::{PasswordField, Secret};
use domain::accounts;
use domain::refusal::Faults;
use leptos::prelude::*;

/// A new password, typed twice: without script nobody can look at what they typed.
#[derive(Clone, Default)]
pub struct NewPassword {
    pub(crate) password: String,
    again: String,
}

impl Draft for NewPassword {
    fn typed(fields: &Fields) -> Self {
        Self { password: fields.text("password"), again: fields.text("again") }
    }
}

impl NewPassword {
    pub(crate) fn check(&self, email: &str, faults: &mut Faults) {
        faults.take(accounts::password(&self.password, email));
        if self.password != self.again {
            faults.add("again", "The two passwords differ.");
        }
    }
}

/// What a form with passwords says beside “What you typed is kept.”
pub(crate) const NOT_KEPT: &str = "Passwords are not: type them again.";

/// The two fields of a new password.
pub(crate) fn new_password_fields(wrong: &Wrong) -> AnyView {
    let hint = format!("At least {} characters. Several words are easier to keep than signs.", accounts::PASSWORD_MIN);
    view! {
        <PasswordField name="password" label="New password" secret=Secret::New hint error=wrong.at("password")/>
        <PasswordField name="again" label="The same again" secret=Secret::New error=wrong.at("again")/>
    }
    .into_any()
}
