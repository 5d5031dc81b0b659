//! What a check showed, in brief: the import that follows does exactly that, or says what is different and shows the
//! rows again.

use super::work::{Job, Look};
use domain::import::Remark;
use domain::trail::hex;
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Of the file, of its columns, and of what would become of each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    file: String,
    columns: String,
    rows: String,
}

impl Shown {
    #[must_use]
    pub fn of(job: &Job, look: &Look) -> Self {
        let file = brief(Sha256::new().chain_update(job.digest.as_bytes()));
        Self { file, columns: columns(job), rows: rows(look) }
    }

    /// What is different now; `None` when it would do what was shown.
    #[must_use]
    pub fn moved(&self, now: &Self) -> Option<&'static str> {
        if self.file != now.file {
            Some("Another file was read since.")
        } else if self.columns != now.columns {
            Some("The columns were matched anew since.")
        } else if self.rows != now.rows {
            Some("The inventory changed since, and with it what would become of some rows.")
        } else {
            None
        }
    }
}

/// How the columns are read, in brief.
#[must_use]
pub fn columns(job: &Job) -> String {
    brief(Sha256::new().chain_update(serde_json::to_vec(&job.mapping).unwrap_or_default()))
}

fn rows(look: &Look) -> String {
    let plan = &look.plan;
    let mut hash = Sha256::new();
    let mut number = |n: usize| hash.update((n as u64).to_be_bytes());
    for list in [plan.created.len(), plan.changed.len(), plan.unchanged.len(), plan.identical.len()] {
        number(list);
    }
    for row in &plan.created {
        hash.update(row.row.to_be_bytes());
        hash.update(row.prints.entry.0);
    }
    for row in &plan.changed {
        hash.update(row.row.to_be_bytes());
        hash.update(row.id.to_be_bytes());
        hash.update(row.prints.entry.0);
    }
    for remark in plan.refused.iter().chain(&plan.warnings) {
        take(&mut hash, remark);
    }
    brief(hash)
}

fn take(hash: &mut Sha256, remark: &Remark) {
    hash.update(remark.row.unwrap_or_default().to_be_bytes());
    hash.update((remark.reason.len() as u64).to_be_bytes());
    hash.update(remark.reason.as_bytes());
}

/// Half of a SHA-256: nobody gains by two that are alike.
fn brief(hash: Sha256) -> String {
    let mut text = hex(&hash.finalize());
    text.truncate(32);
    text
}

impl fmt::Display for Shown {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}-{}", self.file, self.columns, self.rows)
    }
}

impl FromStr for Shown {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '-').map(str::to_owned);
        let mut next = || parts.next().ok_or(());
        Ok(Self { file: next()?, columns: next()?, rows: next()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::import::{Changed, Created, Fingerprint, Mapping, Prints};

    fn job() -> Job {
        Job { path: "x".into(), name: "x".into(), digest: "ab".into(), mapping: Mapping::default() }
    }

    #[test]
    fn what_is_different_is_said() {
        let prints = Prints { row: Fingerprint([1; 32]), entry: Fingerprint([2; 32]) };
        let mut look = Look::default();
        look.plan.created.push(Created { row: 2, name: "a".into(), prints });
        let shown: Shown = Shown::of(&job(), &look).to_string().parse().unwrap();
        assert_eq!(shown.moved(&Shown::of(&job(), &look)), None);
        let other = Job { digest: "ac".into(), ..job() };
        assert!(shown.moved(&Shown::of(&other, &look)).unwrap().contains("Another file"));
        let other = Job { mapping: Mapping { blank: vec!["-".into()], ..Mapping::default() }, ..job() };
        assert!(shown.moved(&Shown::of(&other, &look)).unwrap().contains("columns"));
        let mut now = look.clone();
        let created = now.plan.created.remove(0);
        now.plan.changed.push(Changed { row: 2, id: 7, name: created.name, prints });
        assert!(shown.moved(&Shown::of(&job(), &now)).unwrap().contains("inventory changed"));
        let remark = Remark { row: Some(2), column: None, reason: "Stage stays.".into(), name: String::new() };
        look.plan.warnings.push(remark);
        assert!(shown.moved(&Shown::of(&job(), &look)).is_some(), "a remark that nobody saw");
        assert!("ab-cd".parse::<Shown>().is_err());
    }
}
