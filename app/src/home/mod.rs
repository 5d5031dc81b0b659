//! Home: what a person comes for, by their first role. Who comes to read finds readiness itself here.

mod endings;
mod house;
mod own;
mod waits;
mod week;

pub(crate) use waits::Waits;

use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::page::Page;
use crate::readiness;
use domain::people::{Rights, Role};

/// Whether readiness is what somebody comes for: executives, auditors, and who has no role.
#[must_use]
pub fn reads(rights: Rights) -> bool {
    match rights.first_role() {
        Some(Role::Executive | Role::Auditor) | None => true,
        Some(Role::ComplianceManager | Role::Engineer | Role::Administrator) => false,
    }
}

pub async fn show(asking: Asking, query: form::Query) -> Result<Page> {
    match asking.actor().rights.first_role() {
        Some(Role::ComplianceManager) => week::show(asking).await,
        Some(Role::Engineer) => own::show(asking).await,
        Some(Role::Administrator) => house::show(asking).await,
        Some(Role::Executive | Role::Auditor) | None => readiness::show(asking, query).await,
    }
}
