use super::*;
use crate::words::{Criticality, Trait};

mod identity;
mod properties;
mod reading;

/// A table in memory: the first row is the headers.
#[derive(Clone, Debug)]
struct Sheet {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn new(headers: &[&str], rows: &[&[&str]]) -> Self {
        let own = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
        Self { headers: super::headers(headers), rows: rows.iter().map(|row| own(row)).collect() }
    }

    fn rows(&self) -> impl Iterator<Item = Result<RawRow, RowFault>> {
        let numbered = self.rows.iter().zip(2..);
        numbered.map(|(cells, row)| Ok(RawRow { row, cells: cells.clone() }))
    }

    fn fitted(&self) -> Fitted {
        Mapping::propose(&self.headers).fit(&self.headers).unwrap()
    }

    fn plan(&self, existing: &Existing<usize>) -> Plan<usize> {
        plan(self.rows(), &self.fitted(), existing)
    }

    /// The inventory after the plan was written, as a store would keep it.
    fn write(&self, agreed: &Agreed<usize>, mut inventory: Vec<Known<usize>>) -> Vec<Known<usize>> {
        for step in agreed.steps(self.rows(), &self.fitted()) {
            let (id, entry, prints) = match step.unwrap() {
                Step::Create { entry, prints, .. } => (inventory.len(), entry, prints),
                Step::Change { id, entry, prints, .. } => (id, entry, prints),
            };
            let external_id = entry.external_id.clone();
            let known = Known { id, external_id, name: NameKey::of(&entry), prints: Some(prints) };
            match inventory.get_mut(id) {
                Some(place) => *place = known,
                None => inventory.push(known),
            }
        }
        inventory
    }
}

/// What is told of a file whose columns say nothing of the stage.
const UNSTAGED: &str = "No column fills the stage: new systems come in without one, so what hangs on it reads unknown.";

/// The same of how critical they are.
const UNWEIGHED: &str = "No column says how critical: all new systems come in as Medium.";

fn nothing() -> Existing<usize> {
    Existing::default()
}

/// created, changed, unchanged, identical, refused
fn counts(plan: &Plan<usize>) -> [usize; 5] {
    [plan.created.len(), plan.changed.len(), plan.unchanged.len(), plan.identical.len(), plan.refused.len()]
}

fn told(remarks: &[Remark]) -> Vec<String> {
    remarks.iter().map(ToString::to_string).collect()
}
