//! Two listings side by side: what came, what went, and what was to be taken away and is still there.

use super::listing::{Key, Line};
use super::review::{Access, Decision};
use std::collections::{BTreeMap, BTreeSet};

/// How a line stands to the listing before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Movement {
    New,
    Same,
    /// The rights it had before.
    Changed {
        before: BTreeSet<String>,
    },
}

/// A listing against the one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// For each line of the listing, in its order.
    pub now: Vec<Movement>,
    /// Lines of the one before that are there no more.
    pub gone: Vec<Line>,
}

/// Every line of `now` is new, changed or the same; every line of `before` is among those or gone.
#[must_use]
pub fn compare(before: &[Line], now: &[Line]) -> Changes {
    let had: BTreeMap<Key, &Line> = before.iter().map(|line| (line.key(), line)).collect();
    let has: BTreeSet<Key> = now.iter().map(Line::key).collect();
    let movement = |line: &Line| match had.get(&line.key()) {
        None => Movement::New,
        Some(before) if before.rights == line.rights => Movement::Same,
        Some(before) => Movement::Changed { before: before.rights.clone() },
    };
    Changes {
        now: now.iter().map(movement).collect(),
        gone: before.iter().filter(|line| !has.contains(&line.key())).cloned().collect(),
    }
}

/// What was decided and not carried out by a later listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The line as it was decided on.
    pub line: Line,
    /// What it has now.
    pub rights: BTreeSet<String>,
    pub decided: Access,
}

/// What was to be revoked and is still there, and what was to be changed and has every right that it had.
#[must_use]
pub fn left_undone(lines: &[Line], decided: &BTreeMap<usize, Decision>, later: &[Line]) -> Vec<Left> {
    let has: BTreeMap<Key, &Line> = later.iter().map(|line| (line.key(), line)).collect();
    let left = decided.iter().filter_map(|(at, decision)| {
        let line = lines.get(*at)?;
        let now = has.get(&line.key())?;
        let undone = match decision.access {
            Access::Keep => false,
            Access::Revoke => true,
            Access::Change => now.rights.is_superset(&line.rights),
        };
        undone.then(|| Left { line: line.clone(), rights: now.rights.clone(), decided: decision.access })
    });
    left.collect()
}
