//! Training: who completed which course, when and with what result, and who of those who need it lacks it.
//!
//! Records come from a learning platform's export. A record whose person cannot be told is kept aside and named, never
//! guessed: it proves nothing for anybody until somebody says whose it is.
//!
//! Source: CC1.4 and CC2.2; EU AI Act, Art. 4 (AI literacy); AIG-GV-04 of the library.

mod course;
mod records;
mod standing;

pub use course::{CourseDraft, NewCourse, Teaches, close, closed_until, due, sees_all};
pub use records::{Course, Outcome, Read, Record, TrainingField, Unmatched, read};
pub use standing::{Lack, Register, Standing, register, standing};

#[cfg(test)]
mod tests;
