//! The register of vendors as a list: one row a vendor.

use super::here::{Here, Index, KnownVendor};
use super::plan::{Coming, Fate, Plan};
use crate::columns::{Columns, Named};
use crate::ids::PersonId;
use crate::import::{RawRow, Remark, excerpt, folded, meant};
use crate::refusal::Refusal;
use crate::roll::{Meant, Roll};
use crate::vendors::VendorDraft;
use crate::words::word;
use std::collections::BTreeMap;

word! {
    /// What a column of the list of vendors holds: what people enter of each.
    pub enum VendorColumn {
        Id = "id", "Id",
        Name = "name", "Vendor",
        Service = "service", "Service",
        Tier = "tier", "Tier",
        Owner = "owner", "Owner",
        OwnerEmail = "owner-email", "Owner’s e-mail",
        Regions = "regions", "Where it works",
        Data = "data", "Our data",
        Trains = "trains", "Trains on our data",
        Keeps = "keeps", "Keeps our data",
        Contract = "contract", "Contract",
    }
}

impl Named for VendorColumn {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::Id => &["vendor id", "supplier id"],
            Self::Name => &["vendor name", "supplier", "supplier name", "company", "provider", "third party"],
            Self::Service => &["product", "services", "what they supply", "description", "purpose"],
            Self::Tier => &["criticality", "risk tier", "importance", "vendor tier", "priority"],
            Self::Owner => &["owner name", "business owner", "relationship owner", "responsible", "contact"],
            Self::OwnerEmail => &["owner email", "owner e mail", "email", "e mail", "contact email"],
            Self::Regions => &["region", "location", "locations", "country", "countries", "data location"],
            Self::Data => &["data", "data shared", "our data that it gets", "data processed", "data types"],
            Self::Trains => &["trains", "training", "trains on data", "uses data for training"],
            Self::Keeps => &["keeps", "retains data", "retention", "keeps our data beyond the answer"],
            Self::Contract => &["contract terms", "agreement", "terms", "contract notes"],
        }
    }
}

use VendorColumn as C;

pub(super) const NEEDED: &[C] = &[C::Name];

/// What each row would do.
pub(super) fn plan(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> Plan {
    let index = here.index();
    let mut reader = Reader { columns, roll: &here.roll, index: &index, plan: Plan::default(), lines: BTreeMap::new() };
    for row in rows {
        if let Err(faults) = reader.row(row) {
            reader.plan.faults.extend(faults);
        }
    }
    let mut plan = reader.plan;
    if plan.created() > 0 && columns.header(C::Tier).is_none() {
        let reason = "No column holds the tier: new vendors come in as Medium.".to_owned();
        plan.remarks.insert(0, Remark { row: None, column: None, reason, name: String::new() });
    }
    plan
}

struct Reader<'a> {
    columns: &'a Columns<C>,
    roll: &'a Roll,
    index: &'a Index<'a>,
    plan: Plan,
    /// The line on which a vendor was named first.
    lines: BTreeMap<String, u64>,
}

impl Reader<'_> {
    fn row(&mut self, row: &RawRow) -> Result<(), Vec<Remark>> {
        let columns = self.columns;
        let Some(name) = columns.cell(C::Name, row) else {
            return Err(vec![columns.fault(row, C::Name, "No name. Give it one, or leave the row out.")]);
        };
        let known = self.index.vendor(columns.cell(C::Id, row).as_deref(), &name);
        let key = known.map_or_else(|| folded(&name), |known| known.id.to_string());
        if let Some(first) = self.lines.get(&key) {
            let reason = format!("“{}” is on line {first} already. Keep one.", excerpt(&name));
            return Err(vec![columns.fault(row, C::Name, reason)]);
        }
        self.lines.insert(key, row.row);
        let other = self.index.vendor(None, &name);
        if known.zip(other).is_some_and(|(known, other)| known.id != other.id) {
            let reason = format!("There is a vendor of the name “{}” already, with another id.", excerpt(&name));
            return Err(vec![columns.fault(row, C::Name, reason)]);
        }
        let draft = self.draft(row, &name, known)?;
        match known {
            None => {
                if let Some(like) = self.index.like(&name) {
                    let reason =
                        format!("“{}” reads much like “{like}”, which is here. Both are kept.", excerpt(&name));
                    self.plan.remarks.push(columns.fault(row, C::Name, reason));
                }
                self.plan.line(row, &name, Fate::New(Coming::Vendor(None, draft)));
            }
            Some(known) => {
                let fields = differing(&known.draft, &draft);
                let coming = Coming::Vendor(Some(known.id), draft);
                let fate = if fields.is_empty() { Fate::Same } else { Fate::Other(coming, fields) };
                self.plan.line(row, &name, fate);
            }
        }
        Ok(())
    }

    /// What the register would say: a column that is not there, and a cell that is empty, leave what is.
    fn draft(&mut self, row: &RawRow, name: &str, known: Option<&KnownVendor>) -> Result<VendorDraft, Vec<Remark>> {
        let columns = self.columns;
        let mut draft = known.map_or_else(|| VendorDraft::named(""), |known| known.draft.clone());
        name.clone_into(&mut draft.name);
        let said = |column: C, slot: &mut String| {
            if let Some(text) = columns.text(column, row) {
                *slot = text;
            }
        };
        said(C::Service, &mut draft.service);
        said(C::Regions, &mut draft.regions);
        said(C::Data, &mut draft.data);
        said(C::Contract, &mut draft.contract);
        let mut faults = Vec::new();
        if let Some(text) = columns.cell(C::Tier, row) {
            match meant::criticality(&text) {
                Ok(tier) => draft.tier = tier.unwrap_or(draft.tier),
                Err(reason) => faults.push(columns.fault(row, C::Tier, reason)),
            }
        }
        for (column, slot) in [(C::Trains, &mut draft.trains), (C::Keeps, &mut draft.keeps)] {
            let Some(text) = columns.cell(column, row) else { continue };
            match meant::yes_no(&text) {
                Ok(answer) => *slot = answer.or(*slot),
                Err(reason) => faults.push(columns.fault(row, column, reason)),
            }
        }
        draft.owner = self.owner(row, known.is_some())?.or(draft.owner);
        let checked = draft.check().map_err(|refusal| at(columns, row, refusal));
        match checked {
            Ok(draft) if faults.is_empty() => Ok(draft),
            Ok(_) => Err(faults),
            Err(more) => Err(faults.into_iter().chain(more).collect()),
        }
    }

    /// Whom the row names as owner: by address, else by a name that only one of us has. Whom nobody can tell is told.
    fn owner(&mut self, row: &RawRow, keeps: bool) -> Result<Option<PersonId>, Vec<Remark>> {
        let (email, name) = (self.columns.cell(C::OwnerEmail, row), self.columns.cell(C::Owner, row));
        let said: Vec<_> = [email.as_deref(), name.as_deref()].into_iter().flatten().collect();
        let Some(first) = said.first() else { return Ok(None) };
        let who = match self.roll.find(said.iter().copied()) {
            Meant::One(person) => return Ok(Some(person)),
            Meant::Several => "can be several people here; an e-mail address says who",
            Meant::Nobody => "is nobody here",
        };
        let then = if keeps { "stays as it was" } else { "left without an owner" };
        let column = if email.is_some() { C::OwnerEmail } else { C::Owner };
        let reason = format!("Owner “{}” {who}; {then}.", excerpt(first));
        self.plan.remarks.push(self.columns.fault(row, column, reason));
        Ok(None)
    }
}

/// The columns in which two say different things.
fn differing(was: &VendorDraft, becomes: &VendorDraft) -> Vec<&'static str> {
    let VendorDraft { name, service, tier, owner, regions, data, trains, keeps, contract } = becomes;
    let all = [
        (C::Name, was.name != *name),
        (C::Service, was.service != *service),
        (C::Tier, was.tier != *tier),
        (C::Owner, was.owner != *owner),
        (C::Regions, was.regions != *regions),
        (C::Data, was.data != *data),
        (C::Trains, was.trains != *trains),
        (C::Keeps, was.keeps != *keeps),
        (C::Contract, was.contract != *contract),
    ];
    all.into_iter().filter(|(_, differs)| *differs).map(|(column, _)| column.label()).collect()
}

/// The faults of a draft, each at the column that it came from.
fn at(columns: &Columns<C>, row: &RawRow, refusal: Refusal) -> Vec<Remark> {
    let Refusal::Invalid(faults) = refusal else { return vec![columns.fault(row, C::Name, refusal.to_string())] };
    let faults = faults.into_iter().map(|fault| {
        let column = fault.field.parse().unwrap_or(C::Name);
        columns.fault(row, column, fault.message)
    });
    faults.collect()
}
