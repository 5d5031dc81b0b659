//! People as a list: one row a person. Whoever is not here yet comes in invited. Whoever is here stays as they are: roles
//! are changed one by one, by the command that changes roles.

use super::here::{Here, KnownPerson};
use super::plan::{Coming, Fate, Plan};
use crate::accounts::{self, PersonDraft};
use crate::columns::{Columns, Named};
use crate::import::{RawRow, Remark, excerpt, folded, meant};
use crate::people::{Rights, Role};
use crate::refusal::{Fault, Refusal};
use crate::words::word;
use std::collections::BTreeMap;

word! {
    /// What a column of the list of people holds. No password is among it, and no link.
    pub enum PersonColumn {
        Name = "name", "Name",
        Email = "email", "E-mail",
        Department = "department", "Department",
        Roles = "rights", "Roles",
        Review = "review", "May review",
        Standing = "standing", "Standing",
        Active = "active", "Active",
    }
}

impl Named for PersonColumn {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["full name", "person", "employee", "employee name", "display name"],
            Self::Email => &["work email", "work e mail", "mail", "e mail address", "email address", "address"],
            Self::Department => &["team", "unit", "division", "cost centre", "cost center", "org unit"],
            Self::Roles => &["role", "right", "access role"],
            Self::Review => &["reviewer", "right of review", "reviews"],
            Self::Standing => &["status", "state"],
            Self::Active => &["is active", "enabled"],
        }
    }
}

use PersonColumn as C;

pub(super) const NEEDED: &[C] = &[C::Name, C::Email, C::Roles];

/// What each row would do.
pub(super) fn plan(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> Plan {
    let by_email = here.people.iter().map(|one| (one.email.as_str(), one)).collect();
    let mut names = BTreeMap::new();
    for one in &here.people {
        names.entry(folded(&one.name)).or_insert_with(|| "somebody who is here".to_owned());
    }
    let mut reader = Reader { columns, by_email, names, lines: BTreeMap::new(), plan: Plan::default() };
    for row in rows {
        if let Err(faults) = reader.row(row) {
            reader.plan.faults.extend(faults);
        }
    }
    reader.plan
}

struct Reader<'a> {
    columns: &'a Columns<C>,
    by_email: BTreeMap<&'a str, &'a KnownPerson>,
    /// Whose name it is, folded.
    names: BTreeMap<String, String>,
    /// The line on which an address stood first.
    lines: BTreeMap<String, u64>,
    plan: Plan,
}

/// What a row says of somebody's rights; where it says nothing, nothing is there.
struct Said {
    roles: Option<Vec<Role>>,
    review: Option<bool>,
}

impl Said {
    fn rights(&self) -> Rights {
        Rights::of(self.roles.as_deref().unwrap_or_default(), self.review.unwrap_or_default())
    }
}

impl Reader<'_> {
    fn row(&mut self, row: &RawRow) -> Result<(), Vec<Remark>> {
        let columns = self.columns;
        let name = columns.cell(C::Name, row).unwrap_or_default();
        if let Some(why) = over(columns, row)? {
            let email = columns.cell(C::Email, row).unwrap_or_default();
            self.plan.line(row, if name.is_empty() { email } else { name }, Fate::Left(why.into()));
            return Ok(());
        }
        let Some(typed) = columns.cell(C::Email, row) else {
            return Err(vec![columns.fault(row, C::Email, "No e-mail address. Give it one, or leave the row out.")]);
        };
        let email = accounts::email(&typed).map_err(|fault| vec![columns.fault(row, C::Email, fault.message)])?;
        if let Some(first) = self.lines.get(&email) {
            let reason = format!("“{}” is on line {first} already. Keep one.", excerpt(&email));
            return Err(vec![columns.fault(row, C::Email, reason)]);
        }
        self.lines.insert(email.clone(), row.row);
        let said = said(columns, row)?;
        let department = columns.cell(C::Department, row);
        if let Some(known) = self.by_email.get(email.as_str()) {
            let fate = beside(known, &name, department.as_deref(), &said);
            self.plan.line(row, if name.is_empty() { &email } else { &name }, fate);
            return Ok(());
        }
        let department = department.unwrap_or_default();
        let draft = PersonDraft { name, email, department, rights: said.rights() };
        let draft = draft.check().map_err(|refusal| at(columns, row, refusal))?;
        self.namesake(row, &draft.name);
        self.plan.line(row, draft.name.clone(), Fate::New(Coming::Person(draft)));
        Ok(())
    }

    /// Two people of one name are told, and both are kept.
    fn namesake(&mut self, row: &RawRow, name: &str) {
        let line = format!("somebody on line {}", row.row);
        if let Some(whose) = self.names.insert(folded(name), line) {
            let reason =
                format!("“{}” is also the name of {whose}, with another address. Both are kept.", excerpt(name));
            self.plan.remarks.push(self.columns.fault(row, C::Name, reason));
        }
    }
}

/// Why somebody who is no longer there is left out.
fn over(columns: &Columns<C>, row: &RawRow) -> Result<Option<&'static str>, Vec<Remark>> {
    match columns.cell(C::Standing, row).map(|text| folded(&text)).as_deref() {
        Some("deactivated") => return Ok(Some("They were deactivated where the list comes from.")),
        Some("erased") => return Ok(Some("Their name and address were erased where the list comes from.")),
        Some(_) | None => {}
    }
    let Some(text) = columns.cell(C::Active, row) else { return Ok(None) };
    let active = meant::yes_no(&text).map_err(|reason| vec![columns.fault(row, C::Active, reason)])?;
    Ok((active == Some(false)).then_some("They are not active where the list comes from."))
}

fn said(columns: &Columns<C>, row: &RawRow) -> Result<Said, Vec<Remark>> {
    let mut faults = Vec::new();
    let roles = columns.text(C::Roles, row).map(|text| {
        let parts = text.split([';', ',', '\n']).map(str::trim).filter(|part| !part.is_empty());
        let mut roles = Vec::new();
        for part in parts {
            match Role::ALL.iter().find(|role| folded(part) == role.key() || folded(part) == folded(role.label())) {
                Some(role) => roles.push(*role),
                None => {
                    let known: Vec<_> = Role::ALL.iter().map(|role| role.label()).collect();
                    let reason = format!("“{}” is no role here. There are {}.", excerpt(part), known.join(", "));
                    faults.push(columns.fault(row, C::Roles, reason));
                }
            }
        }
        roles
    });
    let review = columns.cell(C::Review, row).map_or(Ok(None), |text| meant::yes_no(&text));
    let review = review.map_err(|reason| faults.push(columns.fault(row, C::Review, reason))).unwrap_or_default();
    if faults.is_empty() { Ok(Said { roles, review }) } else { Err(faults) }
}

/// What becomes of a row about somebody who is here: nothing, and where it says otherwise, in what.
fn beside(known: &KnownPerson, name: &str, department: Option<&str>, said: &Said) -> Fate {
    if !known.active {
        return Fate::Left("They are here and deactivated. Their page lets them in again.".into());
    }
    let roles = |rights: Rights| rights.roles().collect::<Vec<_>>();
    let stays = said.roles.as_ref().is_none_or(|all| roles(Rights::of(all, false)) == roles(known.rights));
    let rights = [(C::Roles, !stays), (C::Review, said.review.is_some_and(|review| review != known.rights.reviews()))];
    let words = [
        (C::Name, !name.is_empty() && name != known.name),
        (C::Department, department.is_some_and(|department| department != known.department)),
    ];
    let differs = |all: &[(C, bool)]| {
        let labels = all.iter().filter(|(_, differs)| *differs).map(|(column, _)| column.label());
        labels.collect::<Vec<_>>()
    };
    let (rights, words) = (differs(&rights), differs(&words));
    if rights.is_empty() && words.is_empty() {
        return Fate::Same;
    }
    let all: Vec<_> = words.iter().chain(&rights).copied().collect();
    let page = if rights.is_empty() { "" } else { " Their page changes what they may." };
    Fate::Left(format!("They are here, and it says otherwise: {}. A list changes nobody.{page}", all.join(", ")).into())
}

/// The faults of a draft, each at the column that it came from.
fn at(columns: &Columns<C>, row: &RawRow, refusal: Refusal) -> Vec<Remark> {
    let Refusal::Invalid(faults) = refusal else { return vec![columns.fault(row, C::Name, refusal.to_string())] };
    let at = |fault: Fault| columns.fault(row, fault.field.parse().unwrap_or(C::Name), fault.message);
    faults.into_iter().map(at).collect()
}
