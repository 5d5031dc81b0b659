//! Questionnaires to vendors: what is asked, what was answered, what that is worth, and what becomes of what falls short.
//!
//! The questions of a questionnaire are fixed on the day it is sent. A vendor answers through a link that is a capability:
//! it opens these questions and nothing else. A second person closes it.

mod answer;
mod ask;
mod compare;
mod link;
mod own;
mod proves;
mod reading;
mod review;
mod score;
mod sheet;
mod stage;

pub use answer::{Answer, AnswerDraft, Said};
pub use ask::{AnswerKind, Ask, Favours, Key, NoKey, asks_of, fits, library};
pub use compare::{Difference, How, compare};
pub use link::{HandOnDraft, HandedOn, LINK_DAYS, SendDraft, Sent, expiry};
pub use own::{OWN_ROWS, OwnDraft, Picked, SetDraft, WrittenSet};
pub use proves::proves;
pub use reading::{Answered, Falls, Line, Reading, Verdict, read, says_it_trains};
pub use review::{
    CloseDraft, Closed, Conclusion, Decided, DecidedDraft, Outcome, REST, UnderClosing, close, judge, may_close,
};
pub use score::{Score, Tenths, score};
pub use sheet::{Cell, HEADS, ReadIn, read_in, rows};
pub use stage::{Moments, Stage, stage};

#[cfg(test)]
mod tests;
