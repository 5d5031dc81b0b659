//! Findings: what the rule says about a requirement on a subject, on any day.

use super::caller::Caller;
use super::cursor::{Limit, Page, Two, after, page};
use super::fail::Result;
use super::sent::Asked;
use super::subjects::{Subject, Which, numbers};
use super::words::{Of, time};
use app::address::Part;
use axum::Json;
use domain::codes::RequirementId;
use domain::finding::{Finding as Found, Reads, Reason};
use domain::instant::{Instant, Zone as _};
use domain::refusal::Refusal;
use domain::words::Word as _;
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{FindingRow, FindingsWanted};

/// What the rule says about one requirement on one subject.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    #[schemars(with = "String")]
    pub requirement: RequirementId,
    pub subject: Subject,
    #[schemars(with = "Of<Reads>")]
    pub state: Reads,
    /// Why it is a gap.
    #[schemars(with = "Option<Of<Reason>>")]
    pub reason: Option<Reason>,
    /// Of what is unknown: the questions that are unanswered.
    pub questions: Vec<String>,
    pub since: Option<Timestamp>,
    /// Until when it reads so if nothing more happens; null: for ever.
    pub until: Option<Timestamp>,
}

fn finding(row: FindingRow) -> Option<Finding> {
    let FindingRow { subject, found } = row;
    let (reason, questions) = match found.finding {
        Found::Gap(reason) => (Some(reason), Vec::new()),
        Found::Unknown(open) => (None, open.iter().map(|question| question.word().to_owned()).collect()),
        Found::NotAsked | Found::Excluded | Found::Failed | Found::Met => (None, Vec::new()),
    };
    Some(Finding {
        state: found.finding.reads()?,
        subject: Subject::of(&subject),
        requirement: found.requirement,
        reason,
        questions,
        since: time(found.since),
        until: time(found.until),
    })
}

/// The end of a day that has passed, or now.
pub fn end_of(caller: &Caller, field: &'static str, day: Option<Date>) -> Result<Instant> {
    match day {
        None => Ok(caller.now),
        Some(day) if day < caller.today => Ok(caller.zone().end_of(day)),
        Some(day) if day == caller.today => Ok(caller.now),
        Some(day) => Err(Refusal::at(field, format!("{day} has not come yet.")).into()),
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    pub subject: Option<Which>,
    #[schemars(with = "Option<String>", regex(pattern = "^[A-Z]+(-[A-Z]+)*-[A-Z]{2}-[0-9]{2}-[0-9]{1,2}$"))]
    pub requirement: Option<RequirementId>,
    #[schemars(with = "Option<Of<Reads>>")]
    pub state: Option<Reads>,
    /// At the end of that day, as it was shown then; where it is left away, now.
    pub at: Option<Date>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<Finding>>> {
    let from = after::<Two<i64, i64>>(wanted.cursor.as_deref())?.map(|Two(subject, no)| (subject, no));
    let at = end_of(&caller, "at", wanted.at)?;
    let subject = match wanted.subject {
        Some(which) => numbers(&caller, "subject", &[which]).await?.first().copied(),
        None => None,
    };
    // What no adopted control has is asked of nothing.
    let none = -1;
    let requirement = match &wanted.requirement {
        Some(id) => Some(caller.spine().await?.requirement_by_id(id).map_or(none, |known| known.no)),
        None => None,
    };
    let filter = FindingsWanted { subject, requirement, state: wanted.state, ..FindingsWanted::default() };
    let rows = caller.store.findings_after(&filter, at, from, wanted.limit.rows() + 1).await?;
    let keys = |row: &FindingRow| Two(row.subject.no, row.found.requirement_no);
    let Page { data, next } = page(rows, wanted.limit, keys, finding);
    Ok(Json(Page { data: data.into_iter().flatten().collect(), next }))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// At the end of that day, as it was shown then; where it is left away, now.
    pub at: Option<Date>,
}

pub async fn show(
    caller: Caller,
    Part(requirement, which): Part<RequirementId, Which>,
    Asked(asked): Asked<At>,
) -> Result<Json<Finding>> {
    let at = end_of(&caller, "at", asked.at)?;
    let missing = || Refusal::missing("finding");
    let subject = match which {
        Which::Organisation => Some(0),
        Which::Id(id) => caller.store.subject_numbers(&[id]).await?.get(&id).copied(),
    };
    let spine = caller.spine().await?;
    let requirement = spine.requirement_by_id(&requirement).ok_or_else(missing)?.no;
    let subject = Some(subject.ok_or_else(missing)?);
    let filter = FindingsWanted { subject, requirement: Some(requirement), ..FindingsWanted::default() };
    let rows = caller.store.findings_after(&filter, at, None, 1).await?;
    Ok(Json(rows.into_iter().next().and_then(finding).ok_or_else(missing)?))
}
