//! The cases of the operating reading (O1–O17), told by the store's own verbs, on both engines.
#![cfg(test)]

mod assessed;
mod events;
mod force;
mod logged;
mod slots;

use domain::days::Period;
use domain::deficiencies::{AssessmentDraft, DeficiencyDraft};
use domain::evidence::{EvidenceDraft, Ruling};
use domain::ids::{DeficiencyId, EvidenceId};
use domain::instant::{Instant, Zone as _};
use domain::operating::{Calendar, Operating, Timing};
use domain::people::{Actor, Role};
use domain::timeline::Timeline;
use jiff::civil::Date;
use store::testing::{Firm, fresh, pair, statement};
use store::{NamedZone, OperatedWanted, OperatedWindow, PairOperated, PairRuling};

const OVERSIGHT: &str = "TSK-GV-01-2";

const SCANS: &str = "TSK-SE-05-1";

const WALK: &str = "TSK-MO-05-3";

const EVENTS: &str = "TSK-IR-02-2";

const KEYS: &str = "TSK-AC-07-1";

const LOGS: &str = "TSK-LG-02-2";

const ACCESS: &str = "TSK-AC-03-1";

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn p(from: &str, until: &str) -> Period {
    Period::new(d(from), d(until)).unwrap()
}

struct Scene {
    firm: Firm,
    third: Actor,
    zone: NamedZone,
}

/// What somebody did: kind, the days it speaks for, when it was performed and accepted, and a machine's stamp.
struct Act<'a> {
    kind: &'a str,
    speaks: (&'a str, &'a str),
    performed: &'a str,
    accepted: &'a str,
    stamp: &'a str,
}

impl<'a> Act<'a> {
    /// Performed that day, speaking for it, accepted the day after.
    const fn on(kind: &'a str, day: &'a str, accepted: &'a str) -> Self {
        Self { kind, speaks: (day, day), performed: day, accepted, stamp: "" }
    }
}

impl Scene {
    /// A firm that began on a day, on each engine, with these controls.
    async fn all(began: &str, controls: &[&str]) -> Vec<Self> {
        let zone = NamedZone::find("Europe/London").unwrap();
        let mut all = Vec::new();
        for f in fresh().await {
            f.world.set(zone.midnight(d(began)).plus_seconds(9 * 3_600));
            let firm = Firm::begin(f).await;
            firm.adopt(controls).await;
            let third = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
            all.push(Self { firm, third, zone: zone.clone() });
        }
        all
    }

    /// The same with a system in production, on whose account the organisation is asked.
    async fn asked(began: &str, controls: &[&str]) -> Vec<Self> {
        let all = Self::all(began, controls).await;
        for scene in &all {
            scene.firm.system("Claims triage", None).await;
        }
        all
    }

    /// Ten in the morning of a day.
    fn turn(&self, day: &str) {
        let at = self.zone.midnight(d(day)).plus_seconds(10 * 3_600);
        assert!(at >= store::World::now(&*self.firm.f.world), "time goes on: {day}");
        self.firm.f.world.set(at);
    }

    async fn act(&self, requirement: &str, subject: i64, act: &Act<'_>) -> EvidenceId {
        self.ruled(requirement, subject, act, Ruling::Supports).await
    }

    async fn ruled(&self, requirement: &str, subject: i64, act: &Act<'_>, ruling: Ruling) -> EvidenceId {
        self.turn(act.accepted);
        let draft = EvidenceDraft {
            speaks_from: d(act.speaks.0),
            speaks_until: d(act.speaks.1),
            performed_on: Some(d(act.performed)),
            stamp: act.stamp.into(),
            ..statement(act.kind, d(act.speaks.1))
        };
        let pairs = [pair(requirement, subject)];
        let store = self.firm.store();
        let id = store.submit(&self.firm.manager, draft, None, &pairs).await.unwrap();
        let rulings = [PairRuling { pair: pairs[0].clone(), ruling, reason: "as seen".into() }];
        store.rule(&self.firm.reviewer, id, &rulings, None).await.unwrap();
        id
    }

    fn window(&self, days: Period, at: Instant) -> OperatedWindow {
        let calendar = Calendar::of_window(days);
        let (grace, zone) = (Timeline::default(), self.zone.clone());
        OperatedWindow { programme: 0, days, calendar, grace, at, known: at, zone }
    }

    async fn pairs(&self, requirement: &str, window: &OperatedWindow) -> Vec<PairOperated> {
        let spine = self.firm.store().spine().await.unwrap();
        let no = spine.requirement_by_id(&requirement.parse().unwrap()).unwrap().no;
        let wanted = OperatedWanted { requirements: vec![no], subject: None };
        self.firm.store().operated(&wanted, window).await.unwrap()
    }

    /// The one pair there is, at the end of a day as far as was known then.
    async fn one(&self, requirement: &str, days: Period, at: &str) -> PairOperated {
        let window = self.window(days, self.zone.end_of(d(at)));
        let mut pairs = self.pairs(requirement, &window).await;
        assert_eq!(pairs.len(), 1, "{}", self.firm.f.engine);
        pairs.remove(0)
    }

    async fn reading(&self, requirement: &str, days: Period, at: &str) -> Operating {
        self.one(requirement, days, at).await.reading
    }

    async fn follow(&self, about: &str, occurred: &str) -> DeficiencyId {
        let draft = DeficiencyDraft {
            source: "finding".into(),
            reference: about.into(),
            title: "Not done as due".into(),
            what: "Nobody met.".into(),
            control: "AIG-GV-01".into(),
            requirement: OVERSIGHT.into(),
            found_on: self.zone.day(store::World::now(&*self.firm.f.world)).to_string(),
            occurred_on: occurred.into(),
            owner: self.firm.manager.person.to_string(),
            ..DeficiencyDraft::default()
        };
        self.firm.store().open_deficiency(&self.firm.manager, &draft).await.unwrap()
    }

    async fn assess(&self, id: DeficiencyId, effect: &str) {
        let draft = AssessmentDraft {
            cause: "Nobody called the meeting.".into(),
            extent: "One quarter.".into(),
            severity: if effect == "not-met" { "deficiency" } else { "exception" }.into(),
            effect: effect.into(),
            effect_why: "The month's figures were seen by the board.".into(),
            ..AssessmentDraft::default()
        };
        let store = self.firm.store();
        store.assess_deficiency(&self.firm.manager, id, &draft).await.unwrap();
    }
}

fn timings(reading: &Operating) -> Vec<Timing> {
    reading.slots.expected.iter().map(|it| it.timing).collect()
}

const YEAR: fn() -> Period = || p("2026-01-01", "2026-12-31");

/// O1: two on time, one late, one missed.
async fn o1(scene: &Scene) {
    let minutes = "meeting-minutes";
    scene.act(OVERSIGHT, 0, &Act::on(minutes, "2026-03-28", "2026-03-29")).await;
    let two = Act { speaks: ("2026-04-01", "2026-06-30"), ..Act::on(minutes, "2026-07-09", "2026-07-10") };
    scene.act(OVERSIGHT, 0, &two).await;
    let three = Act { speaks: ("2026-07-01", "2026-09-30"), ..Act::on(minutes, "2026-10-20", "2026-10-21") };
    scene.act(OVERSIGHT, 0, &three).await;
}
