//! Policies, their versions, who acknowledged them and the exceptions to them, as lists to keep.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::reading::OnDay;
use crate::sheet::{Sheet, joined, text, yes_no};
use domain::policies::Reading;
use domain::refusal::Refusal;
use domain::words::CriterionId;
use store::{AudienceNow, PolicyLine, PolicyRow, VersionRow};

async fn lines(asking: &Asking) -> Result<Vec<PolicyLine>> {
    Ok(asking.store().policies(asking.today, &asking.visitor.organisation.zone).await?)
}

pub(crate) async fn policies(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let (names, on) = (asking.names().await?, OnDay::of(asking, fields));
    Sheet::of(
        super::list::lines_on(asking, &on).await?,
        &[
            ("Id", &|line| line.policy.id.to_string()),
            ("Policy", &|line| line.policy.frame.title.clone()),
            ("Template", &|line| text(line.policy.template.as_ref())),
            ("State", &|line| line.state.label().to_owned()),
            ("Version in force", &|line| text(line.in_force.map(|span| span.no))),
            ("In force since", &|line| text(line.in_force.map(|span| span.from))),
            ("Review by", &|line| text(line.in_force.map(|span| span.review_on))),
            ("Reviewed", &|line| line.policy.frame.review.to_string()),
            ("Owner", &|line| text(line.policy.frame.owner.map(|id| names.of(id)))),
            ("Criteria", &|line| joined(line.policy.frame.criteria.iter().map(CriterionId::key))),
            ("Version that waits", &|line| text(line.waiting.as_ref().map(|version| version.no))),
            ("Waits for", &|line| {
                joined(line.waiting.iter().flat_map(|version| &version.people).map(|id| names.of(*id)))
            }),
            // What was being written on a day that has passed is not known.
            ("A draft is written", &|line| yes_no((!on.is_past()).then_some(line.drafted))),
            ("Begun at", &|line| asking.cell(line.policy.at)),
            ("Retired at", &|line| text(line.policy.retired.as_ref().map(|(at, _)| asking.cell(*at)))),
            ("Why it was retired", &|line| text(line.policy.retired.as_ref().map(|(_, why)| why.as_str()))),
        ],
    )
}

/// A version with its policy and its text.
struct Version {
    policy: PolicyRow,
    row: VersionRow,
    text: String,
}

pub(crate) async fn versions(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let (names, store) = (asking.names().await?, asking.store());
    let mut all = Vec::new();
    for PolicyLine { policy, .. } in lines(asking).await? {
        for row in store.policy_versions(policy.id).await? {
            let text = store.policy_text(policy.id, row.no).await?;
            all.push(Version { policy: policy.clone(), row, text });
        }
    }
    Sheet::of(
        all,
        &[
            ("Policy id", &|one| one.policy.id.to_string()),
            ("Policy", &|one| one.policy.frame.title.clone()),
            ("Version", &|one| one.row.no.to_string()),
            ("What changed", &|one| one.row.note.clone()),
            ("Written by", &|one| joined(one.row.authors.iter().map(|id| names.of(*id)))),
            ("Submitted by", &|one| names.of(one.row.submitted_by).to_owned()),
            ("Submitted at", &|one| asking.cell(one.row.at)),
            ("Wanted from", &|one| one.row.wanted_from.to_string()),
            ("Approvals needed", &|one| one.row.quorum.to_string()),
            ("Approved by", &|one| {
                let yes = one.row.approvers.iter().filter(|approver| approver.approved);
                joined(yes.map(|approver| names.of(approver.person)))
            }),
            ("Outcome", &|one| text(one.row.end.as_ref().map(|end| end.outcome))),
            ("Decided at", &|one| text(one.row.end.as_ref().map(|end| asking.cell(end.at)))),
            ("In force from", &|one| text(one.row.span.map(|span| span.from))),
            ("Review by", &|one| text(one.row.span.map(|span| span.review_on))),
            ("Asks to be acknowledged again", &|one| yes_no(Some(one.row.reask))),
            ("File", &|one| text(one.row.file.as_ref().map(|file| file.name.as_str()))),
            ("SHA-256", &|one| text(one.row.file.as_ref().map(|file| file.sha256.as_str()))),
            ("Text", &|one| one.text.clone()),
        ],
    )
}

pub(crate) async fn acknowledgements(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let (names, store, zone) = (asking.names().await?, asking.store(), &asking.visitor.organisation.zone);
    let mut all: Vec<(PolicyRow, AudienceNow)> = Vec::new();
    for PolicyLine { policy, .. } in lines(asking).await? {
        let now = store.policy_audience(&policy, asking.today, zone).await?;
        all.push((policy, now));
    }
    let readings = all.iter().flat_map(|(policy, now)| now.register.iter().map(move |one| (policy, now, *one)));
    Sheet::of(
        readings,
        &[
            ("Policy id", &|(policy, ..): &(&PolicyRow, &AudienceNow, Reading)| policy.id.to_string()),
            ("Policy", &|(policy, ..)| policy.frame.title.clone()),
            ("Version in force", &|(_, now, _)| text(now.in_force.map(|span| span.no))),
            ("Person", &|(.., one)| names.of(one.person).to_owned()),
            ("Acknowledged version", &|(.., one)| text(one.acknowledged)),
            ("When", &|(_, now, one)| {
                let when = now.when.get(&one.person).filter(|_| one.acknowledged.is_some());
                text(when.map(|at| asking.cell(*at)))
            }),
            ("Person id", &|(.., one)| one.person.to_string()),
        ],
    )
}

/// As many as the store hands over at once.
const MOST: usize = 500;

pub(crate) async fn exceptions(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let names = asking.names().await?;
    let rows = asking.store().exceptions(None).await?;
    if rows.len() >= MOST {
        return Err(Refusal::conflict(format!(
            "There are {MOST} exceptions or more. Take those of each policy from its page."
        ))
        .into());
    }
    Sheet::of(
        rows,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Policy id", &|row| row.policy.to_string()),
            ("Policy", &|row| row.title.clone()),
            ("What is not kept to", &|row| row.what.clone()),
            ("Why", &|row| row.reason.clone()),
            ("What is done instead", &|row| row.measure.clone()),
            ("Owner", &|row| names.of(row.owner).to_owned()),
            ("Until", &|row| row.until.to_string()),
            ("Asked by", &|row| names.of(row.asked_by).to_owned()),
            ("Asked at", &|row| asking.cell(row.at)),
            ("Outcome", &|row| text(row.decided.as_ref().map(|(outcome, ..)| outcome))),
            ("Decided by", &|row| text(row.decided.as_ref().map(|(_, by, ..)| names.of(*by)))),
            ("Decided at", &|row| text(row.decided.as_ref().map(|(_, _, at, _)| asking.cell(*at)))),
            ("Words of the decision", &|row| text(row.decided.as_ref().map(|(.., words)| words.as_str()))),
            ("Ended at", &|row| text(row.ended.as_ref().map(|(at, _)| asking.cell(*at)))),
            ("Why it was ended", &|row| text(row.ended.as_ref().map(|(_, why)| why.as_str()))),
        ],
    )
}
