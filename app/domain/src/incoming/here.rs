//! What is here already, as rows of a list are held against it.

use super::risks::KnownAssessment;
use crate::attestations::Terms;
use crate::codes::{AttestationId, ControlId};
use crate::columns::{Columns, Named};
use crate::ids::{PersonId, SystemId, VendorId};
use crate::import::{RawRow, Remark, excerpt, folded};
use crate::own_tasks::OwnTaskDraft;
use crate::people::Rights;
use crate::risks::Assessed;
use crate::roll::Roll;
use crate::vendors::{VendorDraft, compared, suggested};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A vendor of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownVendor {
    pub id: VendorId,
    pub draft: VendorDraft,
}

/// A system of the inventory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownSystem {
    pub id: SystemId,
    pub name: String,
    pub external_id: Option<String>,
}

/// Somebody who is here, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    pub id: PersonId,
    pub name: String,
    /// In small letters.
    pub email: String,
    pub department: String,
    pub rights: Rights,
    pub active: bool,
}

/// What is here already. Only what a list needs has to be filled.
#[derive(Clone, Debug)]
pub struct Here {
    /// The day on which the list comes in.
    pub today: Date,
    /// The people who are active.
    pub roll: Roll,
    pub vendors: Vec<KnownVendor>,
    pub systems: Vec<KnownSystem>,
    pub dependencies: BTreeSet<(SystemId, VendorId)>,
    /// Who passes on to whom, and what.
    pub passes: BTreeMap<(VendorId, VendorId), String>,
    /// The documents that stand or wait, as they were entered.
    pub documents: BTreeMap<VendorId, Vec<(AttestationId, Terms)>>,
    /// Whoever has a name and an address.
    pub people: Vec<KnownPerson>,
    /// Tasks of our own, over or not.
    pub own_tasks: Vec<OwnTaskDraft>,
    /// The controls that are run.
    pub controls: Vec<ControlId>,
    /// The assessment that rows would come into, of all that is named.
    pub assessments: BTreeMap<Assessed, KnownAssessment>,
}

impl Here {
    /// One in which nothing is, on a day.
    #[must_use]
    pub fn empty(today: Date) -> Self {
        Self {
            today,
            roll: Roll::default(),
            vendors: Vec::new(),
            systems: Vec::new(),
            dependencies: BTreeSet::new(),
            passes: BTreeMap::new(),
            documents: BTreeMap::new(),
            people: Vec::new(),
            own_tasks: Vec::new(),
            controls: Vec::new(),
            assessments: BTreeMap::new(),
        }
    }

    /// The same, to be asked by id and by name.
    pub(super) fn index(&self) -> Index<'_> {
        let mut index = Index {
            vendors: self.vendors.iter().map(|one| (one.id, one)).collect(),
            by_name: BTreeMap::new(),
            keys: self.vendors.iter().map(|one| (compared(&one.draft.name), one)).collect(),
            systems: self.systems.iter().map(|one| (one.id, one)).collect(),
            external: BTreeMap::new(),
            called: BTreeMap::new(),
        };
        for one in &self.vendors {
            index.by_name.entry(folded(&one.draft.name)).or_default().push(one);
        }
        for one in &self.systems {
            index.called.entry(folded(&one.name)).or_default().push(one.id);
            if let Some(id) = &one.external_id {
                index.external.insert(id.trim(), one.id);
            }
        }
        index
    }
}

/// What is here, by id and by name.
pub(super) struct Index<'a> {
    vendors: BTreeMap<VendorId, &'a KnownVendor>,
    by_name: BTreeMap<String, Vec<&'a KnownVendor>>,
    keys: Vec<(String, &'a KnownVendor)>,
    systems: BTreeMap<SystemId, &'a KnownSystem>,
    external: BTreeMap<&'a str, SystemId>,
    called: BTreeMap<String, Vec<SystemId>>,
}

impl<'a> Index<'a> {
    /// The vendor of an id that is one of ours, else the one of exactly that name, else none.
    pub fn vendor(&self, id: Option<&str>, name: &str) -> Option<&'a KnownVendor> {
        let by_id = id.and_then(|id| self.vendors.get(&id.parse().ok()?)).copied();
        by_id.or_else(|| self.by_name.get(&folded(name)).filter(|all| all.len() == 1)?.first().copied())
    }

    /// A vendor whose name is much like this one.
    pub fn like(&self, name: &str) -> Option<&'a str> {
        let keys = self.keys.iter().map(|(key, one)| (key.as_str(), *one));
        suggested(&compared(name), keys).map(|one| one.draft.name.as_str())
    }

    /// The vendor that a row names in two columns.
    ///
    /// # Errors
    /// A remark at the column of the name.
    pub fn named<F: Named>(&self, columns: &Columns<F>, row: &RawRow, id: F, name: F) -> Result<VendorId, Remark> {
        let (by_id, called) = (columns.cell(id, row), columns.cell(name, row).unwrap_or_default());
        if let Some(found) = self.vendor(by_id.as_deref(), &called) {
            return Ok(found.id);
        }
        let reason = match (called.is_empty(), self.like(&called)) {
            (true, _) => "No vendor is named. Name it, or leave the row out.".to_owned(),
            (false, Some(like)) => {
                format!("No vendor here is called “{}”. There is “{like}”; write its name so.", excerpt(&called))
            }
            (false, None) => {
                format!("No vendor here is called “{}”. Bring the vendors in first.", excerpt(&called))
            }
        };
        Err(columns.fault(row, name, reason))
    }

    /// The system of an id that is one of ours, else the one with that identifier of its own, else the only one of that
    /// name.
    ///
    /// # Errors
    /// The sentence.
    pub fn system(&self, id: Option<&str>, called: &str) -> Result<SystemId, String> {
        if let Some(found) = id.and_then(|id| self.systems.get(&id.parse().ok()?)) {
            return Ok(found.id);
        }
        let identifiers = id.into_iter().chain([called]);
        if let Some(found) = identifiers.into_iter().find_map(|id| self.external.get(id.trim())) {
            return Ok(*found);
        }
        match self.called.get(&folded(called)).map(Vec::as_slice) {
            Some([one]) => Ok(*one),
            Some([_, _, ..]) => {
                Err(format!("Several systems here are called “{}”. Give its identifier instead.", excerpt(called)))
            }
            Some([]) | None if called.is_empty() => {
                Err("No system is named. Name it, or leave the row out.".to_owned())
            }
            Some([]) | None => {
                Err(format!("No system here is called “{}”. Bring the systems in first.", excerpt(called)))
            }
        }
    }
}
