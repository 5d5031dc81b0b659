//! The cases of the operating reading (O1–O17), told by the store's own verbs, on both engines.
#![cfg(test)]

use domain::change::Change;
use domain::days::Period;
use domain::deficiencies::{AssessmentDraft, DeficiencyDraft};
use domain::evidence::{EvidenceDraft, Ruling};
use domain::ids::{DeficiencyId, EvidenceId};
use domain::instant::{Instant, Zone as _};
use domain::operating::{About, Calendar, CriterionState, Effect, Operating, State, Timing, criterion};
use domain::people::{Actor, Role};
use domain::rhythm::RhythmDraft;
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
use Timing::{InGrace, Late, Missed, NotYetDue, OnTime, Overdue};

/// O1: two on time, one late, one missed.
async fn o1(scene: &Scene) {
    let minutes = "meeting-minutes";
    scene.act(OVERSIGHT, 0, &Act::on(minutes, "2026-03-28", "2026-03-29")).await;
    let two = Act { speaks: ("2026-04-01", "2026-06-30"), ..Act::on(minutes, "2026-07-09", "2026-07-10") };
    scene.act(OVERSIGHT, 0, &two).await;
    let three = Act { speaks: ("2026-07-01", "2026-09-30"), ..Act::on(minutes, "2026-10-20", "2026-10-21") };
    scene.act(OVERSIGHT, 0, &three).await;
}

#[tokio::test]
async fn o1_a_quarterly_control_is_on_time_late_and_missed_and_the_past_reads_as_it_did() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1(&scene).await;
        scene.turn("2027-02-20");
        let over = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&over), [OnTime, OnTime, Late, Missed], "{}", scene.firm.f.engine);
        assert_eq!((over.state, over.exceptions.len()), (Some(State::Exception), 2));
        let then = scene.reading(OVERSIGHT, YEAR(), "2026-11-15").await;
        assert_eq!(timings(&then), [OnTime, OnTime, Late, NotYetDue]);
        assert_eq!(then.slots.due(d("2026-11-15")), 3);
        // Of what was accepted later nothing was known.
        let before = scene.reading(OVERSIGHT, YEAR(), "2026-07-09").await;
        assert_eq!(timings(&before), [OnTime, InGrace, NotYetDue, NotYetDue]);
        let first = &over.slots.expected[0];
        let one = scene.one(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(first.parts, [one.taken[0].evidence], "what filled it is told");
    }
}

#[tokio::test]
async fn o2_an_act_belongs_to_the_slot_of_the_day_it_speaks_for() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-04-09", "2026-04-10")).await;
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-06-25", "2026-06-26")).await;
        scene.turn("2026-08-01");
        let read = scene.reading(OVERSIGHT, YEAR(), "2026-07-31").await;
        assert_eq!(timings(&read)[..2], [Missed, OnTime]);
        assert_eq!(read.slots.extra(), 1);
    }
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        let of_march =
            Act { speaks: ("2026-03-31", "2026-03-31"), ..Act::on("meeting-minutes", "2026-04-09", "2026-04-10") };
        scene.act(OVERSIGHT, 0, &of_march).await;
        let read = scene.reading(OVERSIGHT, YEAR(), "2026-04-12").await;
        assert_eq!(timings(&read)[0], OnTime, "in grace");
    }
}

#[tokio::test]
async fn o3_a_window_that_cuts_slots_is_read_by_the_calendar_it_is_counted_from() {
    let window = p("2026-02-15", "2026-08-14");
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-01-20", "2026-01-21")).await;
        scene.turn("2026-09-30");
        let at = scene.zone.end_of(d("2026-09-29"));
        let own = scene.window(window, at);
        let slots = |pairs: &[PairOperated]| {
            pairs[0].reading.slots.expected.iter().map(|it| (it.slot, it.timing)).collect::<Vec<_>>()
        };
        let read = scene.pairs(OVERSIGHT, &own).await;
        assert_eq!(slots(&read), [(p("2026-02-15", "2026-05-14"), Missed), (p("2026-05-15", "2026-08-14"), Missed)]);
        let january = OperatedWindow { calendar: Calendar::anchored(d("2026-01-01")).unwrap(), ..own };
        let read = scene.pairs(OVERSIGHT, &january).await;
        assert_eq!(slots(&read), [(p("2026-01-01", "2026-03-31"), Missed), (p("2026-04-01", "2026-06-30"), Missed)]);
    }
}

#[tokio::test]
async fn o4_once_a_year_is_once_in_a_window_and_tells_when_it_was_last_done() {
    let half = p("2026-01-01", "2026-06-30");
    for scene in Scene::asked("2025-10-01", &["AIG-MO-05"]).await {
        scene.act(WALK, 0, &Act::on("walkthrough", "2025-11-12", "2025-11-13")).await;
        scene.turn("2026-08-02");
        let read = scene.reading(WALK, half, "2026-05-01").await;
        assert_eq!((timings(&read), read.slots.last_before), (vec![NotYetDue], Some(d("2025-11-12"))));
        assert_eq!(timings(&scene.reading(WALK, half, "2026-08-01").await), [Missed]);
        // O4b: the calendar follows the window.
        let next = p("2026-07-01", "2027-06-30");
        scene.act(WALK, 0, &Act::on("walkthrough", "2027-03-10", "2027-03-11")).await;
        scene.turn("2027-08-01");
        assert_eq!(timings(&scene.reading(WALK, next, "2027-07-31").await), [OnTime]);
    }
}

/// Access is reviewed monthly from the first day on.
async fn monthly(scene: &Scene) {
    let store = scene.firm.store();
    let id = "AIG-AC-03".parse().unwrap();
    let now = store.rhythm(&id).await.unwrap();
    let draft = RhythmDraft { cadence: "monthly".into(), ..RhythmDraft::of(&now.rhythm, &now.beats) };
    store.set_rhythm(&scene.firm.manager, &id, &draft, "We look each month.").await.unwrap();
}

#[tokio::test]
async fn o5_a_slot_counts_when_half_of_it_was_in_force() {
    for (enters, expected) in [("2026-09-18", 3), ("2026-09-15", 4)] {
        for scene in Scene::all("2025-10-01", &["AIG-AC-03"]).await {
            monthly(&scene).await;
            scene.turn(enters);
            scene.firm.system("Claims triage", None).await;
            scene.turn("2027-03-01");
            let read = scene.reading(ACCESS, YEAR(), "2027-02-28").await;
            assert_eq!(timings(&read).len(), expected, "{enters}");
        }
    }
}

#[tokio::test]
async fn o6b_a_new_statement_labels_and_does_not_cut() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1_first_half(&scene).await;
        scene.turn("2026-08-20");
        let (store, id) = (scene.firm.store(), "AIG-GV-01".parse().unwrap());
        let text = "The committee meets each quarter and minutes what it decides about AI.";
        let proposal = store.reword(&scene.firm.manager, &id, text, false, "Plainer.").await.unwrap();
        store.agree(&scene.firm.reviewer, proposal, "").await.unwrap();
        scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-09-10", "2026-09-11")).await;
        scene.turn("2027-02-01");
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        let versions: Vec<_> = read.slots.expected.iter().map(|it| it.version).collect();
        assert_eq!(versions, [Some(1), Some(1), Some(2), Some(2)]);
        assert!(read.slots.interrupted.is_empty());
    }
}

async fn o1_first_half(scene: &Scene) {
    scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-03-28", "2026-03-29")).await;
    scene.act(OVERSIGHT, 0, &Act::on("meeting-minutes", "2026-06-25", "2026-06-26")).await;
}

#[tokio::test]
async fn o9_events_are_unknown_until_a_population_is_complete_and_none_is_no_occurrence() {
    for scene in Scene::asked("2025-10-01", &["AIG-IR-02"]).await {
        let record = Act::on("incident-record", "2026-05-04", "2026-05-06");
        scene.act(EVENTS, 0, &record).await;
        scene.turn("2027-01-10");
        let read = scene.reading(EVENTS, YEAR(), "2027-01-09").await;
        assert_eq!(read.state, Some(State::Unknown), "a record is no population");
        let nil = Act { speaks: ("2026-01-01", "2026-12-31"), ..Act::on("nil-return", "2027-01-10", "2027-01-10") };
        scene.act(EVENTS, 0, &nil).await;
        let read = scene.reading(EVENTS, YEAR(), "2027-01-10").await;
        assert_eq!(read.state, Some(State::NoOccurrence));
        assert_eq!(criterion([&read]), Some(CriterionState::NotTested));
    }
}

#[tokio::test]
async fn o10_what_runs_all_the_time_is_judged_by_the_days_it_covers() {
    for scene in Scene::all("2025-10-01", &["AIG-AC-07"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        for day in ["2026-01-10", "2026-04-05", "2026-07-01", "2026-10-20"] {
            scene.act(KEYS, no, &Act::on("config-export", day, day)).await;
        }
        scene.turn("2027-01-02");
        let read = scene.reading(KEYS, YEAR(), "2027-01-01").await;
        let covered = read.covered.as_ref().unwrap();
        let bare: Vec<_> = covered.uncovered.iter().map(|it| it.days).collect();
        assert_eq!(bare, [p("2026-01-01", "2026-01-09"), p("2026-09-30", "2026-10-19")]);
        assert_eq!((covered.uncovered_days(), read.state), (29, Some(State::Exception)));
    }
    // O10b: the export of November of the year before.
    for scene in Scene::all("2025-10-01", &["AIG-AC-07"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        for day in ["2025-11-20", "2026-01-10", "2026-04-05", "2026-07-01", "2026-10-20"] {
            scene.act(KEYS, no, &Act::on("config-export", day, day)).await;
        }
        scene.turn("2027-01-02");
        let read = scene.reading(KEYS, YEAR(), "2027-01-01").await;
        assert_eq!(read.covered.unwrap().uncovered_days(), 20);
    }
}

#[tokio::test]
async fn o11_every_day_is_a_slot() {
    let january = p("2026-01-01", "2026-01-31");
    for scene in Scene::all("2025-12-01", &["AIG-LG-02"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        for day in 1..=30 {
            let day = format!("2026-01-{day:02}");
            scene.act(LOGS, no, &Act::on("control-test-result", &day, &day)).await;
        }
        scene.turn("2026-02-03");
        for (at, last) in [("2026-01-31", NotYetDue), ("2026-02-01", InGrace), ("2026-02-02", Missed)] {
            let read = scene.reading(LOGS, january, at).await;
            assert_eq!((timings(&read).len(), read.slots.count(OnTime), timings(&read)[30]), (31, 30, last), "{at}");
        }
    }
}

#[tokio::test]
async fn o12_weeks_are_iso_weeks() {
    for scene in Scene::asked("2025-10-01", &["AIG-SE-05"]).await {
        scene.turn("2027-03-01");
        for (until, expected) in [("2026-12-31", 52), ("2026-06-30", 26), ("2026-03-31", 13)] {
            let read = scene.reading(SCANS, p("2026-01-01", until), "2027-02-28").await;
            assert_eq!(timings(&read).len(), expected, "{until}");
        }
    }
}

#[tokio::test]
async fn o13_paper_that_a_machine_stamped_can_be_found_later_and_a_typed_day_cannot() {
    for (stamp, timing, filed) in [("minutes server, signed", OnTime, Some(37)), ("", Overdue, None)] {
        for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
            let late = Act { stamp, ..Act::on("meeting-minutes", "2026-03-28", "2026-05-22") };
            let id = scene.act(OVERSIGHT, 0, &late).await;
            scene.turn("2026-06-02");
            let read = scene.reading(OVERSIGHT, YEAR(), "2026-06-01").await;
            let first = &read.slots.expected[0];
            assert_eq!((first.timing, first.filled.and_then(|it| it.filed_late)), (timing, filed));
            let unfit: &[EvidenceId] = if filed.is_none() { &[id] } else { &[] };
            assert_eq!(first.unfit, unfit);
            let then = scene.reading(OVERSIGHT, YEAR(), "2026-04-30").await;
            assert_eq!(timings(&then)[0], Overdue, "the page of then stays what it was");
        }
    }
}

#[tokio::test]
async fn o15_what_was_missed_before_a_system_left_stays_in_the_reading() {
    for scene in Scene::all("2025-10-01", &["AIG-AC-03"]).await {
        monthly(&scene).await;
        let (id, no) = scene.firm.system("Claims triage", None).await;
        for (day, after) in [("2026-04-20", "2026-04-21"), ("2026-06-20", "2026-06-21")] {
            scene.act(ACCESS, no, &Act::on("access-review", day, after)).await;
            scene.act(ACCESS, no, &Act::on("access-listing", day, after)).await;
        }
        scene.turn("2026-08-10");
        let programme = scene.firm.programme;
        scene.firm.decide(&Change::Narrow { programme, systems: vec![id] }).await;
        scene.turn("2027-02-01");
        let read = scene.reading(ACCESS, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&read), [Missed, Missed, Missed, OnTime, Missed, OnTime, Missed]);
        assert!(read.slots.interrupted.is_empty(), "less than half of August was in force");
    }
}

#[tokio::test]
async fn of_two_things_to_be_shown_one_does_not_fill_a_slot() {
    for scene in Scene::all("2025-10-01", &["AIG-AC-03"]).await {
        let (_, no) = scene.firm.system("Claims triage", None).await;
        scene.act(ACCESS, no, &Act::on("access-review", "2026-03-20", "2026-03-21")).await;
        scene.act(ACCESS, no, &Act::on("access-review", "2026-06-20", "2026-06-21")).await;
        let listing =
            Act { speaks: ("2026-06-30", "2026-06-30"), ..Act::on("access-listing", "2026-07-20", "2026-07-21") };
        scene.act(ACCESS, no, &listing).await;
        scene.turn("2026-08-01");
        let read = scene.reading(ACCESS, YEAR(), "2026-07-31").await;
        assert_eq!(timings(&read)[..2], [Missed, Late], "the last of its parts tells");
        assert!(!read.slots.expected[0].lacks.is_empty() && read.slots.expected[1].lacks.is_empty());
        assert_eq!(read.slots.expected[1].parts.len(), 2);
    }
}

#[tokio::test]
async fn o17_exceptions_that_two_people_assessed_leave_the_criterion_met_with_exceptions() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1(&scene).await;
        scene.turn("2027-02-01");
        let late = scene.follow("TSK-GV-01-2@0#2026-09-30", "2026-09-30").await;
        let missed = scene.follow("TSK-GV-01-2@0#2026-12-31", "2026-12-31").await;
        scene.turn("2027-02-03");
        scene.assess(late, "still-met").await;
        scene.assess(missed, "still-met").await;
        let at_risk = scene.one(OVERSIGHT, YEAR(), "2027-02-03").await;
        assert_eq!(criterion([&at_risk.reading]), Some(CriterionState::AtRisk), "one person is not two");
        assert_eq!(at_risk.noted.len(), 2);
        scene.turn("2027-02-05");
        let store = scene.firm.store();
        store.agree_deficiency(&scene.third, late).await.unwrap();
        scene.turn("2027-02-08");
        store.agree_deficiency(&scene.third, missed).await.unwrap();
        scene.turn("2027-02-16");
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-02-15").await;
        assert_eq!(read.state, Some(State::Exception), "nothing turns them back to on time");
        let said: Vec<_> = read.exceptions.iter().map(|it| (it.about.clone(), it.assessed)).collect();
        let about = |day: &str| About::Occurrence { due: d(day) };
        let still = Some(Effect::StillMet);
        assert_eq!(said, [(about("2026-09-30"), still), (about("2026-12-31"), still)]);
        assert_eq!(criterion([&read]), Some(CriterionState::MetWithExceptions));
        // Between the two agreements one was assessed, and the page of then stays so.
        let then = scene.reading(OVERSIGHT, YEAR(), "2027-02-06").await;
        assert_eq!(criterion([&then]), Some(CriterionState::AtRisk));
        assert_eq!(then.exceptions.iter().filter(|it| it.assessed.is_some()).count(), 1);
        // Assessed anew it counts as before until a second agrees; then it says what they said.
        scene.assess(missed, "not-met").await;
        store.agree_deficiency(&scene.third, missed).await.unwrap();
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-02-16").await;
        assert_eq!(criterion([&read]), Some(CriterionState::NotMet));
    }
}

#[tokio::test]
async fn a_deficiency_of_evidence_that_shows_failure_assesses_the_occurrence_it_speaks_for() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        let act = Act::on("meeting-minutes", "2026-03-28", "2026-03-30");
        let adverse = scene.ruled(OVERSIGHT, 0, &act, Ruling::Adverse).await;
        scene.turn("2026-04-02");
        let before = scene.reading(OVERSIGHT, YEAR(), "2026-04-01").await;
        assert!(before.slots.expected[0].with_exception && before.exceptions[0].assessed.is_none());
        let draft = DeficiencyDraft {
            source: "evidence".into(),
            reference: adverse.to_string(),
            title: "The minutes show no decision".into(),
            what: "They met and decided nothing.".into(),
            control: "AIG-GV-01".into(),
            found_on: "2026-04-02".into(),
            occurred_on: "2026-03-28".into(),
            owner: scene.firm.manager.person.to_string(),
            ..DeficiencyDraft::default()
        };
        let id = scene.firm.store().open_deficiency(&scene.firm.manager, &draft).await.unwrap();
        scene.assess(id, "still-met").await;
        scene.firm.store().agree_deficiency(&scene.third, id).await.unwrap();
        let after = scene.reading(OVERSIGHT, YEAR(), "2026-04-02").await;
        assert_eq!(after.exceptions[0].assessed, Some(Effect::StillMet));
    }
}

#[tokio::test]
async fn what_names_no_occurrence_is_refused() {
    for scene in Scene::asked("2026-01-01", &["AIG-GV-01"]).await {
        scene.turn("2026-05-01");
        for reference in ["TSK-GV-01-2", "TSK-GV-01-2@0#soon", "TSK-GV-01-2@99#2026-03-31", "TSK-AC-07-1@0#2026-03-31"]
        {
            let draft = DeficiencyDraft {
                source: "finding".into(),
                reference: reference.into(),
                title: "Not done as due".into(),
                what: "Nobody met.".into(),
                control: "AIG-GV-01".into(),
                requirement: OVERSIGHT.into(),
                found_on: "2026-05-01".into(),
                owner: scene.firm.manager.person.to_string(),
                ..DeficiencyDraft::default()
            };
            let refused = scene.firm.store().open_deficiency(&scene.firm.manager, &draft).await;
            assert!(refused.is_err(), "{reference}");
        }
    }
}

#[tokio::test]
async fn what_an_exclusion_leaves_out_is_not_in_force_and_what_is_withdrawn_fills_nothing() {
    for scene in Scene::asked("2025-10-01", &["AIG-GV-01"]).await {
        o1_first_half(&scene).await;
        scene.turn("2026-07-02");
        let until = d("2026-09-30");
        let change = Change::Exclude { pairs: vec![pair(OVERSIGHT, 0)], until };
        scene.firm.decide(&change).await;
        scene.turn("2027-02-01");
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&read), [OnTime, OnTime, Missed], "the third quarter was excluded");
        let first = read.slots.expected[0].filled.unwrap().evidence;
        scene.firm.store().withdraw(&scene.firm.manager, first, "It was another firm's.").await.unwrap();
        let read = scene.reading(OVERSIGHT, YEAR(), "2027-02-01").await;
        assert_eq!(timings(&read), [Missed, OnTime, Missed]);
        let then = scene.reading(OVERSIGHT, YEAR(), "2027-01-31").await;
        assert_eq!(timings(&then), [OnTime, OnTime, Missed], "what was known then stays");
    }
}
