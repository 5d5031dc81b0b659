//! Questionnaires to vendors: the sets of questions, what was sent to whom, what came back and what became of it; and the
//! pages of a link, by which a vendor answers without an account.

pub mod acts;
pub mod answering;
mod book;
mod close;
mod compared;
mod links;
pub mod one;
mod parts;
pub mod sending;
mod set_form;
pub mod sets;
pub(crate) mod sheet;
pub mod vendor;

pub(crate) use parts::{asked_mark, asked_words};
