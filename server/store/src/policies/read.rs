//! Policies as pages show them.

use super::people;
use crate::Store;
use crate::error::{Error, Result};
use crate::evidence::FileRow;
use crate::sql::{Row, Tx, args};
use crate::tasks::Remark;
use domain::asked::CriterionSet;
use domain::codes::TemplateId;
use domain::ids::{PersonId, PolicyId};
use domain::instant::{Instant, Zone};
use domain::policies::{
    Approver, PolicyFrame, PolicyState, PolicyText, Submission, VersionOutcome, VersionSpan, VersionSpell, state,
};
use domain::refusal::Refusal;
use domain::trail::hex;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    pub id: PolicyId,
    pub version: i64,
    pub template: Option<TemplateId>,
    pub frame: PolicyFrame,
    pub at: Instant,
    /// When it was retired, and why.
    pub retired: Option<(Instant, String)>,
}

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftRow {
    pub version: i64,
    pub text: PolicyText,
    pub file: Option<FileRow>,
    pub authors: Vec<PersonId>,
}

/// How a version ended its way to approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionEnd {
    pub outcome: VersionOutcome,
    pub by: PersonId,
    pub at: Instant,
    /// Why it was rejected or taken back.
    pub answer: String,
}

/// A version: its text is read apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    pub no: i64,
    pub note: String,
    pub reask: bool,
    pub file: Option<FileRow>,
    pub authors: Vec<PersonId>,
    pub submitted_by: PersonId,
    pub at: Instant,
    pub quorum: usize,
    pub wanted_from: Date,
    pub approvers: Vec<Approver>,
    pub end: Option<VersionEnd>,
    /// Once approved: from when it binds, and until when it is reviewed.
    pub span: Option<VersionSpan>,
}

impl VersionRow {
    /// As the rules of approval see it.
    #[must_use]
    pub fn submission(&self) -> Submission<'_> {
        Submission {
            authors: &self.authors,
            approvers: &self.approvers,
            quorum: self.quorum,
            outcome: self.end.as_ref().map(|end| end.outcome),
        }
    }
}

/// A policy in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyLine {
    pub policy: PolicyRow,
    pub state: PolicyState,
    /// The version in force today.
    pub in_force: Option<VersionSpan>,
    pub waiting: Option<WaitingVersion>,
    pub drafted: bool,
}

/// The version of a policy that waits for approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingVersion {
    pub no: i64,
    /// How many approvals are still missing.
    pub takes: usize,
    /// Those who may still give one.
    pub people: Vec<PersonId>,
}

impl WaitingVersion {
    pub(super) fn new(no: i64, quorum: i64) -> Self {
        Self { no, takes: usize::try_from(quorum).unwrap_or_default(), people: Vec::new() }
    }

    /// One of those who were named, and whether they approved it.
    pub(super) fn hear(&mut self, person: PersonId, approved: bool) {
        if approved {
            self.takes = self.takes.saturating_sub(1);
        } else {
            self.people.push(person);
        }
    }
}

const POLICY: &str = "SELECT p.id, p.version, p.template, p.title, p.owner, p.review, p.criteria, p.from_at, p.retired_at, \
    p.retired_why FROM policy p";

fn policy(row: &Row) -> Result<PolicyRow> {
    let template: Option<String> = row.get(2)?;
    let criteria = u64::try_from(row.get::<i64>(6)?).map_err(|_| Error::Unreadable("criteria"))?;
    Ok(PolicyRow {
        id: row.get(0)?,
        version: row.get(1)?,
        template: template.map(|id| id.parse().map_err(|_| Error::Unreadable("template"))).transpose()?,
        frame: PolicyFrame {
            title: row.get(3)?,
            owner: row.get(4)?,
            review: row.get::<String>(5)?.parse().map_err(|_| Error::Unreadable("cadence"))?,
            criteria: CriterionSet(criteria),
        },
        at: row.get(7)?,
        retired: row.get::<Option<Instant>>(8)?.zip(row.get::<Option<String>>(9)?),
    })
}

impl PolicyRow {
    /// # Errors
    /// [`Refusal::Conflict`] once it is retired.
    pub(crate) fn stands(&self) -> Result<()> {
        match self.retired {
            None => Ok(()),
            Some(_) => Err(Refusal::conflict("This policy was retired. Nothing was changed.").into()),
        }
    }

    /// # Errors
    /// [`Refusal::Conflict`] when it is another version than a form showed.
    pub(super) fn is_as_seen(&self, version: i64) -> Result<()> {
        if self.version == version {
            return Ok(());
        }
        Err(Refusal::conflict("Somebody changed this policy while you did. Your text is kept below.").into())
    }

    pub(crate) fn retired_on(&self, zone: &impl Zone) -> Option<Date> {
        self.retired.as_ref().map(|(at, _)| zone.day(*at))
    }
}

/// All of them by title, those that were retired last.
pub(super) async fn all_in(tx: &mut Tx) -> Result<Vec<PolicyRow>> {
    let sql = format!("{POLICY} ORDER BY CASE WHEN p.retired_at IS NULL THEN 0 ELSE 1 END, p.title, p.id");
    tx.all(sql, vec![]).await?.iter().map(policy).collect()
}

pub(super) async fn policy_in(tx: &mut Tx, id: PolicyId) -> Result<PolicyRow> {
    let row = tx.first(format!("{POLICY} WHERE p.id = $1"), args![id]).await?;
    policy(&row.ok_or_else(|| Refusal::missing("policy"))?)
}

/// Of columns `sha256, size, media, file_name` from `i` on.
fn file(row: &Row, i: usize) -> Result<Option<FileRow>> {
    let Some(sha256) = row.get::<Option<Vec<u8>>>(i)? else { return Ok(None) };
    let sha256 = hex(&sha256);
    Ok(Some(FileRow { sha256, size: row.get(i + 1)?, media: row.get(i + 2)?, name: row.get(i + 3)? }))
}

pub(super) async fn draft_in(tx: &mut Tx, id: PolicyId) -> Result<Option<DraftRow>> {
    let sql = "SELECT version, text, note, reask, authors, sha256, size, media, file_name FROM policy_draft WHERE policy = $1";
    let Some(row) = tx.first(sql, args![id]).await? else { return Ok(None) };
    let text = PolicyText { text: row.get(1)?, note: row.get(2)?, reask: row.get(3)? };
    let authors = people(&row.get::<String>(4)?)?;
    Ok(Some(DraftRow { version: row.get(0)?, text, file: file(&row, 5)?, authors }))
}

const VERSION: &str = "SELECT v.no, v.note, v.reask, v.sha256, v.size, v.media, v.file_name, v.authors, v.submitted_by, \
    v.from_at, v.quorum, v.wanted_from, v.outcome, v.decided_by, v.decided_at, v.answer, v.in_force_from, v.review_on \
    FROM policy_version v WHERE v.policy = $1 ORDER BY v.no";

fn version(row: &Row) -> Result<VersionRow> {
    let outcome: Option<String> = row.get(12)?;
    let end = match (outcome, row.get::<Option<PersonId>>(13)?, row.get::<Option<Instant>>(14)?) {
        (Some(outcome), Some(by), Some(at)) => {
            let outcome = outcome.parse().map_err(|_| Error::Unreadable("outcome"))?;
            Some(VersionEnd { outcome, by, at, answer: row.get::<Option<String>>(15)?.unwrap_or_default() })
        }
        _ => None,
    };
    let no = row.get(0)?;
    let span = row.get::<Option<Date>>(16)?.zip(row.get::<Option<Date>>(17)?);
    Ok(VersionRow {
        no,
        note: row.get(1)?,
        reask: row.get(2)?,
        file: file(row, 3)?,
        authors: people(&row.get::<String>(7)?)?,
        submitted_by: row.get(8)?,
        at: row.get(9)?,
        quorum: usize::try_from(row.get::<i64>(10)?).map_err(|_| Error::Unreadable("quorum"))?,
        wanted_from: row.get(11)?,
        approvers: Vec::new(),
        end,
        span: span.map(|(from, review_on)| VersionSpan { no, from, review_on }),
    })
}

pub(super) async fn versions_in(tx: &mut Tx, id: PolicyId) -> Result<Vec<VersionRow>> {
    let rows = tx.all(VERSION, args![id]).await?;
    let mut versions = rows.iter().map(version).collect::<Result<Vec<_>>>()?;
    let sql = "SELECT no, person, approved_at, acted_by FROM policy_approver WHERE policy = $1 ORDER BY no, person";
    for row in tx.all(sql, args![id]).await? {
        let no: i64 = row.get(0)?;
        let approved = row.get::<Option<Instant>>(2)?.is_some();
        let approver = Approver { person: row.get(1)?, approved, acted_by: row.get(3)? };
        if let Some(version) = versions.iter_mut().find(|version| version.no == no) {
            version.approvers.push(approver);
        }
    }
    Ok(versions)
}

/// The approved versions.
pub(super) fn spans(versions: &[VersionRow]) -> Vec<VersionSpan> {
    versions.iter().filter_map(|version| version.span).collect()
}

/// Every approved version, as readings need them.
pub(crate) async fn spells(tx: &mut Tx) -> Result<Vec<VersionSpell>> {
    let sql = "SELECT v.policy, v.no, v.decided_at, v.binds_at, v.overdue_at, p.retired_at, v.criteria FROM policy_version v \
               JOIN policy p ON p.id = v.policy WHERE v.outcome = 'approved'";
    let rows = tx.all(sql, vec![]).await?;
    let spell = |row: &Row| {
        let criteria = u64::try_from(row.get::<i64>(6)?).map_err(|_| Error::Unreadable("criteria"))?;
        Ok(VersionSpell {
            policy: row.get(0)?,
            no: row.get(1)?,
            approved: row.get(2)?,
            binds: row.get(3)?,
            overdue: row.get(4)?,
            retired: row.get(5)?,
            criteria: CriterionSet(criteria),
        })
    };
    rows.iter().map(spell).collect()
}

impl Store {
    /// A policy.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn policy(&self, id: PolicyId) -> Result<PolicyRow> {
        policy_in(&mut self.db.reading().await?, id).await
    }

    /// The policies of a template that are not retired.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policies_of(&self, template: &TemplateId) -> Result<Vec<PolicyRow>> {
        let sql = format!("{POLICY} WHERE p.template = $1 AND p.retired_at IS NULL");
        self.db.all(sql, args![template.as_str()]).await?.iter().map(policy).collect()
    }

    /// What is being written of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_draft(&self, id: PolicyId) -> Result<Option<DraftRow>> {
        draft_in(&mut self.db.reading().await?, id).await
    }

    /// Its versions, the first one first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_versions(&self, id: PolicyId) -> Result<Vec<VersionRow>> {
        versions_in(&mut self.db.reading().await?, id).await
    }

    /// The text of a version.
    ///
    /// # Errors
    /// [`Refusal::Missing`].
    pub async fn policy_text(&self, id: PolicyId, no: i64) -> Result<String> {
        let sql = "SELECT text FROM policy_version WHERE policy = $1 AND no = $2";
        let row = self.db.first(sql, args![id, no]).await?;
        row.ok_or_else(|| Refusal::missing("version"))?.get(0)
    }

    /// What was said about it, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_talk(&self, id: PolicyId) -> Result<Vec<Remark>> {
        let sql = "SELECT by, words, from_at FROM policy_talk WHERE policy = $1 ORDER BY from_at LIMIT 500";
        let rows = self.db.all(sql, args![id]).await?;
        rows.iter().map(|row| Ok(Remark { by: row.get(0)?, words: row.get(1)?, at: row.get(2)? })).collect()
    }

    /// Every policy as it stands on a day, by title; those that were retired last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policies(&self, today: Date, zone: &impl Zone) -> Result<Vec<PolicyLine>> {
        let mut tx = self.db.reading().await?;
        let mut spans: BTreeMap<PolicyId, Vec<VersionSpan>> = BTreeMap::new();
        let mut waiting: BTreeMap<PolicyId, WaitingVersion> = BTreeMap::new();
        let sql = "SELECT v.policy, v.no, v.outcome, v.in_force_from, v.review_on, v.quorum FROM policy_version v \
                   ORDER BY v.policy, v.no";
        for row in tx.all(sql, vec![]).await? {
            let (id, no): (PolicyId, i64) = (row.get(0)?, row.get(1)?);
            if let Some((from, review_on)) = row.get::<Option<Date>>(3)?.zip(row.get::<Option<Date>>(4)?) {
                spans.entry(id).or_default().push(VersionSpan { no, from, review_on });
            } else if row.get::<Option<String>>(2)?.is_none() {
                waiting.insert(id, WaitingVersion::new(no, row.get(5)?));
            }
        }
        let sql = "SELECT a.policy, a.person, a.approved_at FROM policy_approver a JOIN policy_version v ON v.policy = a.policy \
                   AND v.no = a.no WHERE v.outcome IS NULL ORDER BY a.policy, a.person";
        for row in tx.all(sql, vec![]).await? {
            if let Some(version) = waiting.get_mut(&row.get(0)?) {
                version.hear(row.get(1)?, row.get::<Option<Instant>>(2)?.is_some());
            }
        }
        let drafted = tx.all("SELECT policy FROM policy_draft", vec![]).await?;
        let drafted = drafted.iter().map(|row| row.get(0)).collect::<Result<std::collections::BTreeSet<PolicyId>>>()?;
        let lines = all_in(&mut tx).await?.into_iter().map(|policy| {
            let (spans, waiting) = (spans.remove(&policy.id).unwrap_or_default(), waiting.remove(&policy.id));
            let retired = policy.retired_on(zone);
            PolicyLine {
                state: state(&spans, retired, waiting.is_some(), today),
                in_force: domain::policies::in_force(&spans, retired, today),
                drafted: drafted.contains(&policy.id),
                waiting,
                policy,
            }
        });
        Ok(lines.collect())
    }
}
