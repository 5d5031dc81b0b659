//! Facts that hold from an instant until they are ended: what findings read of systems, controls and programmes.

use crate::error::Result;
use crate::sql::{Value, args};
use crate::writing::Writing;
use domain::instant::Instant;

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Subject,
    Control,
    Programme,
}

impl About {
    const fn key(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Control => "control",
            Self::Programme => "programme",
        }
    }
}

/// What can hold. Beside each: its key, then its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Of a system: "", the stage. Unanswered is no fact.
    Stage,
    /// Of a system: the trait, `yes` or `no`. Unanswered is no fact.
    Answer,
    /// Of a system: "", the criticality; of a vendor its tier.
    Criticality,
    /// Of a system: the programme's number, `in`.
    Scope,
    /// Of a system: the vendor's number, `uses`.
    Vendor,
    /// Of a system: the vendor's number, the first day on which it depended on it, where that is before it was said.
    VendorSince,
    /// Of a system, a vendor or a control: `owner` or `deputy`, the person.
    Owner,
    /// Of a control: "", `yes`.
    Adopted,
    /// Of a control: "", the version of the statement a second person approved.
    Approved,
    /// Of a control: the criterion, `answers`.
    Criterion,
    /// Of a control: the risk, `answers`.
    Risk,
    /// Of a control: "", the cadence; `by-criticality`, the cadences by criticality.
    Cadence,
    /// Of a control: the requirement, its rule of freshness and its days.
    Fresh,
    /// Of a programme: the category, `in`.
    Category,
    /// Of a programme: the criterion, `not-applicable`.
    SetAside,
    /// Of a programme: criterion and control's number, `key`.
    Key,
    /// Of a programme: the criterion, the instant at which the conclusion lapses.
    Concluded,
}

impl What {
    pub(crate) const fn key(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Answer => "answer",
            Self::Criticality => "criticality",
            Self::Scope => "scope",
            Self::Vendor => "vendor",
            Self::VendorSince => "vendor-since",
            Self::Owner => "owner",
            Self::Adopted => "adopted",
            Self::Approved => "approved",
            Self::Criterion => "criterion",
            Self::Risk => "risk",
            Self::Cadence => "cadence",
            Self::Fresh => "fresh",
            Self::Category => "category",
            Self::SetAside => "set-aside",
            Self::Key => "key",
            Self::Concluded => "concluded",
        }
    }
}

/// A fact that is to begin.
#[derive(Clone, Debug)]
pub(crate) struct NewFact {
    pub about: About,
    pub no: i64,
    pub what: What,
    pub key: String,
    pub value: String,
}

impl NewFact {
    pub(crate) fn new(about: About, no: i64, what: What, key: impl ToString, value: impl ToString) -> Self {
        Self { about, no, what, key: key.to_string(), value: value.to_string() }
    }
}

impl Writing {
    /// Begins facts where none of the same key holds.
    pub(crate) async fn begin(&mut self, facts: impl IntoIterator<Item = NewFact>) -> Result<()> {
        let held: [Value; 3] = self.held();
        let rows = facts.into_iter().map(|fact| {
            let mut row = args![fact.about.key(), fact.no, fact.what.key(), fact.key, fact.value];
            row.extend(held.clone());
            row
        });
        let head = "INSERT INTO fact (about, no, what, key, value, from_at, from_seq, ended_at)";
        self.tx.insert_many(head, rows.collect::<Vec<_>>()).await
    }

    /// Lets something hold from now on in place of what held; nothing when it holds already.
    pub(crate) async fn hold(&mut self, fact: NewFact) -> Result<bool> {
        let sql = "SELECT value FROM fact WHERE about = $1 AND no = $2 AND what = $3 AND key = $4 AND ended_at = $5";
        let values = args![fact.about.key(), fact.no, fact.what.key(), fact.key.as_str(), Instant::NEVER];
        let held: Option<String> = self.tx.first(sql, values).await?.map(|row| row.get(0)).transpose()?;
        if held.as_ref() == Some(&fact.value) {
            return Ok(false);
        }
        if held.is_some() {
            self.end(fact.about, fact.no, fact.what, &fact.key).await?;
        }
        self.begin([fact]).await?;
        Ok(true)
    }

    /// Ends what holds; `false` when nothing did.
    pub(crate) async fn end(&mut self, about: About, no: i64, what: What, key: &str) -> Result<bool> {
        let sql = "UPDATE fact SET ended_at = $5, ended_seq = $6 \
                   WHERE about = $1 AND no = $2 AND what = $3 AND key = $4 AND ended_at = $7";
        let values = args![about.key(), no, what.key(), key, self.now(), self.seq(), Instant::NEVER];
        Ok(self.tx.run(sql, values).await? > 0)
    }
}
