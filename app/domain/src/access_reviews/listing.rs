//! A listing of access as a system wrote it: one line for each account and thing, with every right that it has there.

use crate::columns::{Columns, Named};
use crate::ids::PersonId;
use crate::import::{RawRow, Remark, folded};
use crate::roll::{Meant, Roll};
use crate::words::word;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

word! {
    /// What a column of a listing of access holds.
    pub enum AccessField {
        Account = "account", "Account",
        Name = "name", "Name",
        Email = "email", "E-mail",
        Asset = "asset", "What it opens",
        Right = "right", "Right",
        Kind = "kind", "Kind of account",
        LastUsed = "last-used", "Last used",
    }
}

impl Named for AccessField {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Account => &["login", "principal", "user", "user id", "user name", "username", "identity", "member"],
            Self::Name => &["display name", "full name", "person", "employee", "holder"],
            Self::Email => &["email", "email address", "mail", "user email", "upn", "user principal name"],
            Self::Asset => &[
                "resource",
                "dataset",
                "bucket",
                "registry",
                "repository",
                "project",
                "workspace",
                "scope",
                "object",
                "console",
            ],
            Self::Right => &[
                "role",
                "roles",
                "rights",
                "permission",
                "permissions",
                "access",
                "access level",
                "privilege",
                "privileges",
                "policy",
            ],
            Self::Kind => &["type", "account type", "principal type", "user type", "identity type"],
            Self::LastUsed => {
                &["last login", "last sign in", "last activity", "last active", "last seen", "last access"]
            }
        }
    }
}

/// Who holds an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    Person(PersonId),
    /// A service or an agent, as the listing says.
    Machine,
    /// None of the people we know, or several of them.
    Unknown,
}

/// One account and one thing that it opens. Accounts and things are told apart without regard to case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub account: String,
    pub name: Option<String>,
    pub asset: String,
    /// At least one.
    pub rights: BTreeSet<String>,
    pub holder: Holder,
    pub last_used: Option<Date>,
}

/// What two listings tell a line by.
pub(super) type Key = (String, String);

impl Line {
    pub(super) fn key(&self) -> Key {
        (folded(&self.account), folded(&self.asset))
    }
}

const NEEDED: [AccessField; 2] = [AccessField::Account, AccessField::Right];
const MACHINES: [&str; 9] =
    ["service", "service account", "serviceaccount", "agent", "machine", "bot", "application", "app", "workload"];
const ROWS_MAX: usize = 50_000;

/// The lines of a listing, in order of account and thing; several rows about the same become one with all rights.
/// `asset` is what the whole listing is about, for rows that name nothing of their own.
///
/// # Errors
/// Every reason why it cannot come in. It comes in whole or not at all: a review of a part shows nothing.
pub fn read(
    columns: &Columns<AccessField>,
    rows: &[RawRow],
    asset: &str,
    roll: &Roll,
) -> Result<Vec<Line>, Vec<Remark>> {
    let mut faults = columns.missing(&NEEDED);
    let whole = |reason: String| Remark { row: None, column: None, reason, name: String::new() };
    if rows.is_empty() {
        faults.push(whole("The listing has no rows. Nobody with access at all is shown by a nil return.".into()));
    } else if rows.len() > ROWS_MAX {
        faults.push(whole(format!("A listing has at most {ROWS_MAX} rows; this has {}.", rows.len())));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut lines: BTreeMap<Key, Line> = BTreeMap::new();
    for row in rows {
        match line(columns, row, asset, roll) {
            Ok(line) => match lines.get_mut(&line.key()) {
                Some(same) => same.join(line),
                None => drop(lines.insert(line.key(), line)),
            },
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(lines.into_values().collect()) } else { Err(faults) }
}

fn line(columns: &Columns<AccessField>, row: &RawRow, asset: &str, roll: &Roll) -> Result<Line, Remark> {
    let cell = |field| columns.cell(field, row);
    let need = |field, text: Option<String>, sentence: &str| text.ok_or_else(|| columns.fault(row, field, sentence));
    let account = need(AccessField::Account, cell(AccessField::Account), "No account. Give its name.")?;
    let own = Some(asset.trim().to_owned()).filter(|asset| !asset.is_empty());
    let asset = cell(AccessField::Asset).or(own);
    let asset = need(AccessField::Asset, asset, "It does not say what the account opens.")?;
    let rights = need(AccessField::Right, cell(AccessField::Right), "No right. Write what the account may do.")?;
    let rights: BTreeSet<_> =
        rights.split([';', '|']).map(str::trim).filter(|right| !right.is_empty()).map(str::to_owned).collect();
    if rights.is_empty() {
        return Err(columns.fault(row, AccessField::Right, "No right. Write what the account may do."));
    }
    let (name, email) = (cell(AccessField::Name), cell(AccessField::Email));
    let machine = cell(AccessField::Kind).is_some_and(|kind| MACHINES.contains(&folded(&kind).as_str()));
    let called = [email.as_deref(), Some(account.as_str()), name.as_deref()];
    let holder = match roll.find(called.into_iter().flatten()) {
        Meant::One(person) => Holder::Person(person),
        Meant::Nobody | Meant::Several if machine => Holder::Machine,
        Meant::Nobody | Meant::Several => Holder::Unknown,
    };
    let last_used = columns.day(AccessField::LastUsed, row)?;
    Ok(Line { account, name, asset, rights, holder, last_used })
}

impl Line {
    /// The same account and thing in another row.
    fn join(&mut self, more: Self) {
        let Self { account: _, name, asset: _, rights, holder, last_used } = more;
        self.rights.extend(rights);
        self.name = self.name.take().or(name);
        self.last_used = self.last_used.max(last_used);
        if matches!(holder, Holder::Person(_)) && !matches!(self.holder, Holder::Person(_)) {
            self.holder = holder;
        }
    }
}
