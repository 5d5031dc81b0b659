//! Gathers what answers: acts and open tasks to do, then places; from the library and the programmes in memory, the
//! reading that is kept, and one statement over what people named.

use super::acts;
use crate::asking::Asking;
use crate::error::Result;
use crate::evidence::kind_title;
use crate::palette::found::{Found, Hit};
use crate::reading::mark_of;
use crate::routes::Needs;
use crate::tasks::subjects;
use crate::ui::rail::Place;
use crate::{guard, readiness};
use domain::catalogue::catalogue;
use domain::find::{Described, Fit, Sought};
use domain::trail::{ThingKind, Verb};
use domain::words::Stage;
use std::collections::BTreeMap;
use store::{Candidate, Reading, Spine};

/// How well it answers, the order of its kind among equals, and what it is.
type Ranked = (Fit, u8, Hit);

/// What was asked of the store.
struct Known<'a> {
    asking: &'a Asking,
    spine: &'a Spine,
    reading: Option<&'a Reading>,
    sought: &'a Sought,
}

/// What answers to what was typed, at most `most` to do and `most` of each kind to go to.
pub(super) async fn gather(asking: &Asking, typed: &str, most: usize) -> Result<Found> {
    let sought = Sought::of(typed);
    let spine = asking.spine().await?;
    let (reading, named) = if sought.is_empty() {
        (None, Vec::new())
    } else {
        let people = sees_people(asking);
        let reading = match spine.programmes.first() {
            Some(programme) => Some(asking.store().reading(programme, asking.now).await?),
            None => None,
        };
        (reading, asking.store().find(&sought, people).await?)
    };
    let known = Known { asking, spine: &spine, reading: reading.as_deref(), sought: &sought };
    let (mut acts, mut places) = (known.acts(), known.places());
    if !sought.is_empty() {
        let (open, rest) = known.tasks();
        acts.extend(open);
        places.extend(rest);
        places.extend(known.library());
        places.extend(named.into_iter().filter_map(|one| known.named(one)));
    }
    let before = acts.len() + places.len();
    let (acts, places) = (best(acts, most), best(places, most));
    let more = before > acts.len() + places.len();
    Ok(Found { acts, places, words: sought.words().to_vec(), more })
}

fn sees_people(asking: &Asking) -> bool {
    guard::opens(asking, Needs::May(Verb::RightsChanged))
}

/// In order, at most so many of each kind.
fn best(mut all: Vec<Ranked>, most: usize) -> Vec<Hit> {
    all.sort_by(|(fit, kind, hit), (fit2, kind2, hit2)| {
        (fit, kind, &hit.id, &hit.name).cmp(&(fit2, kind2, &hit2.id, &hit2.name))
    });
    let mut of_kind: BTreeMap<u8, usize> = BTreeMap::new();
    all.retain(|(_, kind, _)| {
        let n = of_kind.entry(*kind).or_default();
        *n += 1;
        *n <= most
    });
    all.into_iter().map(|(_, _, hit)| hit).collect()
}

impl Known<'_> {
    /// With how well it answers, when it does.
    fn rank(&self, kind: u8, beside: &str, hit: Hit) -> Option<Ranked> {
        let fit = self.sought.fit(Described { id: &hit.id, name: &hit.name, beside })?;
        Some((fit, kind, hit))
    }

    fn acts(&self) -> Vec<Ranked> {
        acts::found(self.asking, self.spine, self.sought).into_iter().map(|(fit, hit)| (fit, 0, hit)).collect()
    }

    /// The places of the product; all of them when nothing is sought.
    fn places(&self) -> Vec<Ranked> {
        let places = Place::DESTINATIONS.into_iter().chain(Place::REGISTERS);
        let mut all: Vec<_> = places.map(|place| (place.word(), place.href(), "page register")).collect();
        all.push(("Review queue", "/evidence/review", "page evidence decide"));
        all.push(("Your account", "/account", "page password sessions"));
        all.push(("Shortcuts", "/shortcuts", "page keyboard keys help"));
        if sees_people(self.asking) {
            all.push(("People", "/people", "page invitations roles rights"));
        }
        let page = |(name, href, beside): (&str, &str, &str)| {
            let hit = Hit { kind: "Page".into(), name: name.into(), href: href.into(), ..Hit::default() };
            if self.sought.is_empty() { Some((Fit::Beside, 9, hit)) } else { self.rank(9, beside, hit) }
        };
        all.into_iter().filter_map(page).chain(self.trail()).collect()
    }

    /// An entry by its number, and the entries of what was done.
    fn trail(&self) -> Vec<Ranked> {
        let kind = || "Trail".to_owned();
        let entry = self.sought.number().filter(|number| *number <= self.asking.visitor.seq);
        let entry = entry.map(|number| {
            let (name, href) = (format!("Entry {number}"), format!("/trail/{number}"));
            (Fit::Identifier, 8, Hit { kind: kind(), name, href, ..Hit::default() })
        });
        let verbs = Verb::ALL.iter().filter_map(|verb| {
            let (name, href) = (format!("Who {}", verb.label()), format!("/trail?verb={}", verb.key()));
            self.rank(8, "trail entries history log", Hit { kind: kind(), name, href, ..Hit::default() })
        });
        entry.into_iter().chain(verbs).collect()
    }

    /// Criteria, controls and programmes.
    fn library(&self) -> Vec<Ranked> {
        let read = self.reading.map(|reading| reading.readiness.criteria.as_slice()).unwrap_or_default();
        let states: BTreeMap<_, _> = read.iter().map(|one| (one.id, mark_of(one.state))).collect();
        let criteria = catalogue().criteria.iter().filter_map(|criterion| {
            let state = states.get(&criterion.id).copied();
            let hit = Hit {
                kind: "Criterion".into(),
                id: criterion.id.key().into(),
                name: criterion.title.into(),
                href: format!("/criteria/{}", criterion.id.key()),
                state: state.map_or("Not in scope", crate::ui::mark::State::word).into(),
                mark: state.map_or("", crate::ui::mark::State::class).into(),
            };
            self.rank(2, criterion.group, hit)
        });
        let control = |id: &str, name: &str, state: &str| {
            let href = format!("/controls/{id}");
            let (id, name, state) = (id.to_owned(), name.to_owned(), state.to_owned());
            self.rank(4, "control", Hit { kind: "Control".into(), id, name, href, state, mark: String::new() })
        };
        let adopted =
            self.spine.controls.iter().filter_map(|one| {
                control(one.id.as_str(), &one.title, if one.retired { "Retired" } else { "Adopted" })
            });
        let proposed = catalogue().controls.iter().filter(|one| self.spine.control(&one.id).is_none());
        let proposed = proposed.filter_map(|one| control(one.id.as_str(), one.title, "Proposed"));
        let programmes = self.spine.programmes.iter().filter_map(|one| {
            let (name, href) = (one.name.clone(), format!("/programmes/{}", one.id));
            let state = format!("SOC 2 {}", one.kind.label());
            self.rank(5, "programme soc 2", Hit { kind: "Programme".into(), name, href, state, ..Hit::default() })
        });
        criteria.chain(adopted).chain(proposed).chain(programmes).collect()
    }

    /// Tasks that are open, for those who may prove something, and all others.
    fn tasks(&self) -> (Vec<Ranked>, Vec<Ranked>) {
        let open = self.reading.map(Reading::open).unwrap_or_default();
        let guest = self.asking.actor().rights.is_guest();
        let (mut to_do, mut rest) = (Vec::new(), Vec::new());
        for requirement in &self.spine.requirements {
            let left = open.get(&requirement.no).copied().unwrap_or_default();
            let state = match left {
                0 => "Nothing open".to_owned(),
                n => format!("Open for {}", subjects(requirement.subject, n.into())),
            };
            let hit = Hit {
                kind: "Task".into(),
                id: requirement.id.as_str().into(),
                name: readiness::title_of(requirement),
                href: format!("/tasks/{}", requirement.id),
                state,
                mark: String::new(),
            };
            let ranked = self.rank(3, requirement.criterion.key(), hit);
            if left > 0 && !guest { &mut to_do } else { &mut rest }.extend(ranked);
        }
        (to_do, rest)
    }

    /// Something that people named.
    fn named(&self, one: Candidate) -> Option<Ranked> {
        let Candidate { kind, id, code, name, beside, state, n } = one;
        let hit = |kind: &str, path: &str, state: String| Hit {
            kind: kind.to_owned(),
            id: code.clone(),
            name: name.clone(),
            href: format!("/{path}/{id}"),
            state,
            mark: String::new(),
        };
        match kind {
            ThingKind::System => {
                let stage = state.parse::<Stage>().map_or("", Stage::label);
                let scope = if n == 0 { ", in no programme" } else { "" };
                self.rank(1, &beside, hit("System", "systems", format!("{stage}{scope}")))
            }
            ThingKind::Vendor => self.rank(7, &beside, hit("Vendor", "vendors", beside.clone())),
            ThingKind::Policy => {
                let state = if n > 0 { "In force" } else { "Not in force" };
                self.rank(5, &beside, hit("Policy", "policies", state.to_owned()))
            }
            ThingKind::Evidence => {
                let kind = state.parse().map_or(state, |kind| kind_title(&kind));
                let state = if n > 0 { "Waits for review".to_owned() } else { kind };
                self.rank(6, &beside, hit("Evidence", "evidence", state))
            }
            ThingKind::Person => {
                let state = if state == "here" { "" } else { "Deactivated" };
                self.rank(7, &beside, hit("Person", "people", state.to_owned()))
            }
            ThingKind::AccessReview => self.rank(7, &beside, hit("Access review", "access-reviews", beside.clone())),
            ThingKind::Course => {
                let state = if state == "here" { "" } else { "Retired" };
                self.rank(7, &beside, hit("Course", "training", state.to_owned()))
            }
            ThingKind::Organisation
            | ThingKind::Invitation
            | ThingKind::Programme
            | ThingKind::Control
            | ThingKind::Requirement
            | ThingKind::Criterion
            | ThingKind::Proposal
            | ThingKind::OwnTask
            | ThingKind::Exception
            | ThingKind::Assessment
            | ThingKind::Risk
            | ThingKind::Acceptance
            | ThingKind::Attestation
            | ThingKind::Mapping
            | ThingKind::Token
            | ThingKind::Deficiency
            | ThingKind::Incident
            | ThingKind::Audit
            | ThingKind::QuestionSet
            | ThingKind::Questionnaire
            | ThingKind::Training => None,
        }
    }
}
