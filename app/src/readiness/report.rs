//! The reading for machines: the same numbers as the page, from the same function.

use super::sentence::{Speaks, Ways, plain, sentence};
use super::{open_requirements, what_lapsed};
use crate::ui::dates;
use domain::causes::causes;
use domain::instant::{Instant, Zone};
use domain::readiness::{CriterionReading, Readiness};
use serde_json::{Value, json};
use store::{ProgrammeNow, Reading, Result, Store};

/// Every programme as it was shown at an instant: one sentence each, and all numbers as JSON.
#[derive(Clone, Debug)]
pub struct Report {
    pub text: String,
    pub json: Value,
}

/// At `at`, with what was accepted or withdrawn by `known`; the same instant is as it was shown.
///
/// # Errors
/// When the database fails.
pub async fn report(store: &Store, at: Instant, known: Instant, zone: &impl Zone) -> Result<Report> {
    let spine = store.spine().await?;
    let (mut lines, mut programmes) = (Vec::new(), Vec::new());
    for programme in &spine.programmes {
        let reading = match known == at {
            true => store.reading(programme, at).await?,
            false => store.reading_known(programme, at, known).await?,
        };
        programmes.push(value(programme, &reading));
        let lapsed = what_lapsed(store, &reading).await?;
        let behind = causes(&reading.readiness, &reading.frame, &open_requirements(&spine, &reading), &lapsed.1);
        let (counts, systems) = (reading.readiness.counts, reading.systems.len());
        let speaks = Speaks { day: &dates::full(zone.day(at)), counts, systems, behind: &behind };
        let later = match known == at {
            true => String::new(),
            false => format!(" With what was known on {}.", dates::full(zone.day(known))),
        };
        lines.push(format!("{}. {}{later}", programme.name, plain(&sentence(&speaks, Ways::default()))));
    }
    if lines.is_empty() {
        lines.push("There is no programme, so there is nothing to measure yet.".to_owned());
    }
    let json = json!({ "at": stamp(at), "known": stamp(known), "programmes": programmes });
    Ok(Report { text: lines.join("\n"), json })
}

/// RFC 3339, UTC.
fn stamp(at: Instant) -> String {
    jiff::Timestamp::from_microsecond(at.0).map(|stamp| stamp.to_string()).unwrap_or_default()
}

fn value(programme: &ProgrammeNow, reading: &Reading) -> Value {
    let Readiness { counts, not_applicable, criteria } = &reading.readiness;
    let categories = reading.frame.categories.iter().map(|category| {
        let counts = reading.readiness.category(category);
        json!({ "category": category.key(), "in_scope": counts.in_scope(), "met": counts.met, "gap": counts.gap,
            "unknown": counts.unknown, "failed": counts.failed })
    });
    json!({
        "name": programme.name,
        "kind": programme.kind.key(),
        "systems": reading.systems.len(),
        "design": { "criteria_in_scope": counts.in_scope(), "not_applicable": not_applicable.len(),
            "met": counts.met, "gap": counts.gap, "unknown": counts.unknown, "failed": counts.failed,
            "bettered_by_decision": reading.bettered },
        "categories": categories.collect::<Vec<_>>(),
        "criteria": criteria.iter().map(criterion).collect::<Vec<_>>(),
    })
}

fn criterion(reading: &CriterionReading) -> Value {
    let CriterionReading { id, state, reason, weaknesses, cells } = reading;
    json!({ "id": id.key(), "state": state.key(), "reason": reason.map(domain::finding::Reason::key),
        "weaknesses": weaknesses, "cells": cells })
}
