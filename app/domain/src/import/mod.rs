//! The import of an inventory from a table: which column fills which field, what each row says, which
//! system it speaks of, and what would be written. No I/O and no clock; reading files is the business
//! of the crate `tables`.
//!
//! A table's [`headers`] suggest a [`Mapping`], which is [fitted](Mapping::fit) to them; [`plan`] reads
//! every row through it and says what would happen; a plan without a refused row is [`Agreed`] and gives
//! the [`Step`]s to write.
//!
//! *Identity.* A mapped identifier, else the whole row by its fingerprint, else a name (with unit and
//! department) that nobody else has. A row identical to an earlier one of the file is skipped and told;
//! one that shares a name is kept and marked; a changed row whose name is not unique is refused.

mod agreed;
mod answers;
mod days;
mod entry;
mod field;
mod fitted;
mod identity;
mod lists;
mod mapping;
pub(crate) mod meant;
mod onto;
mod plan;
mod propose;
mod raw;
mod reading;
mod summary;
mod text;
mod words;

pub use agreed::{Agreed, Astray, CutShort, Step};
pub use answers::choices;
pub use days::DayOrder;
pub use entry::{Entry, Value};
pub use field::{
    MOST_IN_LINE, MOST_IN_LINK, MOST_IN_LIST, MOST_IN_NAME, MOST_IN_TEXT, NoSuchField, Shape, SystemField,
};
pub use fitted::Fitted;
pub use identity::{Existing, Fingerprint, Known, NameKey, Prints};
pub use mapping::{Answer, Column, Feed, Gives, Mapping, MappingFault};
pub use onto::{BETWEEN, Standing, held_back};
pub use plan::{Changed, Created, Identical, MOST_ROWS, Plan, plan};
pub use propose::{recognised, saved_under, shipped};
pub use raw::{RawRow, RowFault, headers};
pub use reading::{Reading, Remark};
pub use summary::Summary;
pub use text::folded;
pub(crate) use text::{clean, excerpt, one_line, words_of};
pub use words::{ActRole, ActTier, Origin};

#[cfg(test)]
mod tests;
