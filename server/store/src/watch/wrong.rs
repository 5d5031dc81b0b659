//! What of deficiencies and incidents somebody is to do.

use crate::deficiencies::DeficiencyRow;
use crate::error::Result;
use crate::incidents::IncidentRow;
use crate::{DeficienciesWanted, IncidentsWanted, Store};
use domain::deficiencies::{DeficiencyStage, TaskState, agree, close};
use domain::incidents::{DutyState, IncidentStage, duties, may_review, outstanding};
use domain::instant::{Instant, Zone};
use domain::notices::{Matter, What};
use domain::people::{Actor, Relation, may};
use domain::trail::Verb;

impl Store {
    /// What is next to do about deficiencies and incidents that are open, to whoever it is for.
    pub(super) async fn wrong_due(&self, now: Instant, zone: &impl Zone, actors: &[Actor]) -> Result<Vec<Matter>> {
        let open = DeficienciesWanted { open: true, ..DeficienciesWanted::default() };
        let mut all = Vec::new();
        for row in self.deficiencies(&open, zone).await? {
            all.extend(of_deficiency(&row, zone, actors));
        }
        let open = IncidentsWanted { open: true, ..IncidentsWanted::default() };
        for row in self.incidents(open, zone).await? {
            all.extend(told_of(&row, now, zone));
            all.extend(of_incident(&row, now, zone, actors));
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
    let those = |what, verb, since, may_do: &dyn Fn(&Actor) -> bool| {
        let may = actors.iter().filter(|one| may(one.rights, verb, Relation::Stranger) && may_do(one));
        may.map(|actor| matter(what, actor.person, since)).collect()
    };
    let (now, last) = (&row.now, zone.day(row.steps.last().map_or(row.at, |made| made.at)));
    match now.stage(&row.tasks) {
        DeficiencyStage::Open => vec![matter(What::Deficiency, now.owner, zone.day(row.at))],
        DeficiencyStage::Assessed if now.disagreed.is_some() => vec![matter(What::Deficiency, now.owner, last)],
        DeficiencyStage::Assessed => {
            let since = now.assessment.as_ref().map_or(row.at, |(.., at)| *at);
            those(What::AgreeDeficiency, Verb::DeficiencyAgreed, zone.day(since), &|actor| agree(now, actor).is_ok())
        }
        DeficiencyStage::Retesting => {
            let done = match TaskState::of(&row.tasks) {
                TaskState::Done(day) => day.max(last),
                TaskState::Missing | TaskState::Open => last,
            };
            vec![matter(What::RetestDeficiency, now.owner, done)]
        }
        DeficiencyStage::Closing => {
            let tasks = TaskState::of(&row.tasks);
            those(What::CloseDeficiency, Verb::DeficiencyClosed, last, &|actor| {
                close(now, tasks, actor, "done").is_ok()
            })
        }
        // Its tasks have days of their own.
        DeficiencyStage::Correcting | DeficiencyStage::Closed => Vec::new(),
    }
}

/// What an incident waits for, beside those who are to be told: to be classified, completed and reviewed.
fn of_incident(row: &IncidentRow, now: Instant, zone: &impl Zone, actors: &[Actor]) -> Vec<Matter> {
    let matter = |what, to, since| Matter {
        what,
        to,
        thing: format!("/incidents/{}", row.id),
        title: format!("{}: {}", row.code(), row.title),
        count: 1,
        since,
        by: None,
    };
    let last = zone.day(row.entries.last().map_or(row.at, |entry| entry.at));
    match row.now.stage() {
        IncidentStage::Reported => {
            let classifies = |actor: &&Actor| {
                let owns = row.owners.contains(&actor.person);
                let relation = if owns { Relation::Owner } else { Relation::Stranger };
                may(actor.rights, Verb::IncidentClassified, relation)
            };
            let these = actors.iter().filter(classifies);
            these.map(|actor| matter(What::ClassifyIncident, actor.person, zone.day(row.at))).collect()
        }
        IncidentStage::Resolved if outstanding(&row.now, &duties(&row.now, &row.times, now, zone)).is_err() => {
            row.now.lead().map(|lead| matter(What::CompleteIncident, lead, last)).into_iter().collect()
        }
        IncidentStage::Resolved => {
            let reviews = |actor: &&Actor| {
                may(actor.rights, Verb::IncidentReviewed, Relation::Stranger) && may_review(&row.now, actor).is_ok()
            };
            let these = actors.iter().filter(reviews);
            these.map(|actor| matter(What::ReviewIncident, actor.person, last)).collect()
        }
        IncidentStage::UnderWay | IncidentStage::Closed => Vec::new(),
    }
}

/// Who is to be told of it by law, to whoever leads it and to the owners of its systems.
fn told_of(row: &IncidentRow, now: Instant, zone: &impl Zone) -> Vec<Matter> {
    let duties = duties(&row.now, &row.times, now, zone);
    let open = duties.into_iter().filter_map(|duty| match duty.state {
        DutyState::Running(due) => Some((duty.duty, due)),
        DutyState::Overdue(due) => Some((duty.duty, Some(due))),
        DutyState::NotBegun | DutyState::Told { .. } | DutyState::NotTold(_) => None,
    });
    let mut to = if row.owners.is_empty() { vec![row.reported_by] } else { row.owners.clone() };
    to.extend(row.now.lead().filter(|lead| !row.owners.contains(lead)));
    to.dedup();
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
