//! Risk assessments: what may go wrong with an AI system or with the organisation's use of AI, how bad that is before and
//! after controls, and what is decided about it.
//!
//! The method is that of ISO 31000 and of the 5 × 5 matrix: likelihood × impact, inherent and residual, an appetite, and
//! four treatments. It answers CC3.2, CC3.4, CC5.1 and CC9.1.

mod acceptance;
mod answer;
mod assessment;
mod category;
mod claim;
mod compare;
mod decimal;
mod due;
mod fit;
mod heat;
mod level;
mod measure;
mod missing;
mod own;
mod scale;
mod scale_draft;
mod second;
mod suggestion;
mod threshold;
mod treatment;

pub use acceptance::{
    ACCEPTANCE_DAYS_MAX, Acceptance, Accepted, Accepting, Acceptor, Refused, accept, may_be_treated, refuse,
    still_decides,
};
pub use answer::{Answer, AssessedRisk, Rated, RatedDraft, after_treatment};
pub use assessment::{
    Assessed, Assessment, Concluded, SentBack, State, Submitted, authors, conclude, open, send_back, submit,
    use_as_proof,
};
pub use category::RiskCategory;
pub use claim::{Beside, Claim, Support, beside};
pub use compare::{Comparison, Moved, Movement, compare};
pub use decimal::{Decimal, NoDecimal};
pub use due::{
    Because, Due, Pressing, REASSESS_DAYS, REVIEW_NOTICE_DAYS, ReassessmentTrigger, TriggerEvent, due, review_on,
};
pub use fit::{Applying, Fits, Proposed, Why, fits, is_far, is_its_own, of_organisation, of_system, propose};
pub use heat::{Heat, RegisterEntry, Tally, TrendPoint, by_category, by_owner, by_subject, heat, month_ends, trend};
pub use level::{Grid, Impact, Level, Likelihood, NoLevel, Rating};
pub use measure::{KnownMeasure, Measure};
pub use missing::{Contents, Gate, Lack, Lacking, missing};
pub use own::{OwnRisk, OwnRiskDraft};
pub use scale::{Authority, Band, Bands, Falls, Judged, Label, Ladder, Months, Scale};
pub use scale_draft::{BandsDraft, LabelDraft, ScaleDraft};
pub use second::{
    Agreed, BY_TWO, SetAside, agree_to_set_aside, must_not_be_set_aside_alone, set_aside, set_aside_together,
};
pub use suggestion::{SUGGESTIONS, Suggestion, suggested};
pub use threshold::{Side, THRESHOLDS_MAX, Threshold, ThresholdDraft};
pub use treatment::{Action, ActionDraft, Treatment, TreatmentDraft, TreatmentKind, TreatmentStanding};

#[cfg(test)]
mod tests;
