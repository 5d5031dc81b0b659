//! Risk assessments: what may go wrong with an AI system or with the organisation's use of AI, how bad that is before and
//! after controls, and what is decided about it.
//!
//! The method is that of ISO 31000 and of the 5 × 5 matrix: likelihood × impact, inherent and residual, an appetite, and
//! four treatments. It answers CC3.2, CC3.4, CC5.1 and CC9.1.

mod level;
mod scale;
mod scale_draft;

pub use level::{Grid, Impact, Level, Likelihood, NoLevel, Rating};
pub use scale::{Authority, Band, Bands, Falls, Judged, Label, Ladder, Months, Scale};
pub use scale_draft::{BandsDraft, LabelDraft, ScaleDraft};

#[cfg(test)]
mod tests;
