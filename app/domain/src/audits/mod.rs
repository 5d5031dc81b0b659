//! Internal audits: people who did not build or run the controls test them, by steps, and report.
//!
//! A plan names criteria, systems, the period that is audited and the auditors. Its steps are the test procedures of
//! adopted controls that answer those criteria. Each step gets a result by one of the auditors who does not own what is
//! tested; the report is whole only when every step has one, and a person who tested nothing concludes it.
//! What is concluded is proof only where a step of each criterion of the plan was tested.
//!
//! Source: CC4.1 (ongoing and separate evaluations) and CC4.2; ISO/IEC 42001, 9.2; sample and deviation as in AICPA,
//! AU-C 530.

mod plan;
mod report;
mod results;

pub use plan::{Audited, Owners, Plan, PlanDraft, Step, concerns, steps};
pub use report::{AUDITED_BY, AuditEnd, AuditStage, Report, conclude, next_due, report, results};
pub use results::{Outcome, ResultDraft, Tested, record};

#[cfg(test)]
mod tests;
