//! What of deficiencies and incidents somebody is to do.

use crate::deficiencies::DeficiencyRow;
use crate::error::Result;
use crate::incidents::IncidentRow;
use crate::{DeficienciesWanted, IncidentsWanted, Store};
use domain::deficiencies::agree;
use domain::incidents::{DutyState, duties};
use domain::instant::{Instant, Zone};
use domain::notices::{Matter, What};
use domain::people::{Actor, Relation, may};
use domain::trail::Verb;

impl Store {
    /// Deficiencies to assess, to their owners; assessments to agree to, to whoever may; and who is to be told of incidents,
    /// to the owners of their systems.
    pub(super) async fn wrong_due(&self, now: Instant, zone: &impl Zone, actors: &[Actor]) -> Result<Vec<Matter>> {
        let open = DeficienciesWanted { open: true, ..DeficienciesWanted::default() };
        let mut all = Vec::new();
        for row in self.deficiencies(&open, zone).await? {
            all.extend(of_deficiency(&row, zone, actors));
        }
        let open = IncidentsWanted { open: true, ..IncidentsWanted::default() };
        for row in self.incidents(open, zone).await? {
            all.extend(of_incident(&row, now, zone));
        }
        Ok(all)
    }
}

fn of_deficiency(row: &DeficiencyRow, zone: &impl Zone, actors: &[Actor]) -> Vec<Matter> {
    let matter = |what, to, since| Matter {
        what,
        to,
        thing: format!("/deficiencies/{}", row.id),
        title: format!("{}: {}", row.code(), row.title),
        count: 1,
        since,
        by: None,
    };
    let assessed = row.now.assessment.as_ref().map(|(_, _, at)| zone.day(*at));
    match assessed.filter(|_| row.now.disagreed.is_none()) {
        None => vec![matter(What::Deficiency, row.now.owner, zone.day(row.at))],
        Some(since) => {
            let may = |actor: &&Actor| {
                may(actor.rights, Verb::DeficiencyAgreed, Relation::Stranger) && agree(&row.now, actor).is_ok()
            };
            actors.iter().filter(may).map(|actor| matter(What::AgreeDeficiency, actor.person, since)).collect()
        }
    }
}

fn of_incident(row: &IncidentRow, now: Instant, zone: &impl Zone) -> Vec<Matter> {
    let duties = duties(&row.now, &row.times, now, zone);
    let open = duties.into_iter().filter_map(|duty| match duty.state {
        DutyState::Running(due) => Some((duty.duty, due)),
        DutyState::Overdue(due) => Some((duty.duty, Some(due))),
        DutyState::NotBegun | DutyState::Told { .. } | DutyState::NotTold(_) => None,
    });
    let to = if row.owners.is_empty() { vec![row.reported_by] } else { row.owners.clone() };
    open.flat_map(|(duty, due)| {
        to.iter().map(move |person| Matter {
            what: What::TellOfIncident,
            to: *person,
            thing: format!("/incidents/{}#told-{}", row.id, duty.id),
            title: format!("{}: {}, {}", row.code(), row.title, duty.told),
            count: 1,
            since: zone.day(row.at),
            by: due.map(|due| zone.day(due)),
        })
    })
    .collect()
}
