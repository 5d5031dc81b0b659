//! The night watch on both engines: jobs that run once, who is told what, letters that are written once a day.
#![cfg(test)]

use domain::ids::OwnTaskId;
use domain::instant::{Utc, Zone as _};
use domain::notices::{AbsenceDraft, Group, How, JobKind, JobState, NoticeChoiceDraft, Way, What};
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::{Actor, Role};
use domain::refusal::Refusal;
use jiff::civil::{Date, date};
use store::testing::{Firm, firms, fresh, pair};
use store::{Error, Told};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

const DAY: i64 = 86_400;

async fn gives(firm: &Firm, to: &Actor, due: Date) -> OwnTaskId {
    let draft = OwnTaskDraft {
        title: "Ask the vendor for its new report".into(),
        steps: String::new(),
        about: About::Criterion("CC9.2".parse().unwrap()),
        assignee: to.person,
        due_on: due,
    };
    firm.store().open_own_task(&firm.manager, draft).await.unwrap()
}

async fn told(firm: &Firm, letters: bool) -> Told {
    let store = firm.store();
    store.tell(store.present().await.unwrap(), &Utc, letters).await.unwrap()
}

/// The days of somebody's letters that were queued since this was asked last.
async fn letters(firm: &Firm, to: &Actor) -> Vec<String> {
    let mut all = Vec::new();
    while let Some(job) = firm.store().lease_job().await.unwrap() {
        assert!(firm.store().finish_job(&job).await.unwrap());
        all.extend(job.key.strip_prefix(&format!("{} ", to.person)).map(str::to_owned));
    }
    all
}

#[tokio::test]
async fn the_same_job_is_queued_once_and_taken_by_one() {
    for f in fresh().await {
        let (store, now) = (&f.store, f.store.now());
        assert!(store.queue_job(JobKind::Watch, "2026-11-21", now).await.unwrap());
        assert!(!store.queue_job(JobKind::Watch, "2026-11-21", now).await.unwrap());
        // A file of SQLite belongs to one process.
        let other = if f.engine == "postgres" { f.again().await.unwrap() } else { store.clone() };
        let (a, b) = tokio::join!(store.lease_job(), other.lease_job());
        let taken: Vec<_> = [a.unwrap(), b.unwrap()].into_iter().flatten().collect();
        assert_eq!(taken.len(), 1, "{}", f.engine);
        assert!(store.finish_job(&taken[0]).await.unwrap());
        assert!(!store.finish_job(&taken[0]).await.unwrap(), "what is done is not done again");
        f.world.forward(DAY);
        assert_eq!(store.lease_job().await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_job_whose_process_died_is_taken_by_another_and_the_dead_one_ends_nothing() {
    for f in fresh().await {
        let store = &f.store;
        store.queue_job(JobKind::Watch, "x", store.now()).await.unwrap();
        let lost = store.lease_job().await.unwrap().unwrap();
        assert_eq!(store.lease_job().await.unwrap(), None);
        f.world.forward(301);
        let found = store.lease_job().await.unwrap().unwrap();
        assert_eq!((found.id, found.attempts), (lost.id, 2));
        assert!(!store.finish_job(&lost).await.unwrap());
        store.fail_job(&lost, "late").await.unwrap();
        assert!(store.finish_job(&found).await.unwrap());
    }
}

#[tokio::test]
async fn a_job_that_never_works_is_dead_after_twelve_attempts_and_an_administrator_revives_it() {
    for f in fresh().await {
        let owner = f.founded().await;
        let (admin, engineer) =
            (f.person("Owen", Role::Administrator, false).await, f.person("Jonas", Role::Engineer, false).await);
        let store = &f.store;
        store.queue_job(JobKind::Watch, "x", store.now()).await.unwrap();
        let mut attempts = 0;
        while let Some(job) = store.lease_job().await.unwrap() {
            attempts += 1;
            store.fail_job(&job, "the mail server is down").await.unwrap();
            f.world.forward(7 * 3_600);
        }
        assert_eq!(attempts, 12);
        let dead = store.jobs(Some(JobState::Dead)).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].error, "the mail server is down");
        let matters = store.matters(store.present().await.unwrap(), &Utc).await.unwrap();
        let failed: Vec<_> = matters.iter().filter(|one| one.what == What::Job).map(|one| one.to).collect();
        assert!(failed.contains(&admin.person) && !failed.contains(&engineer.person), "{failed:?} {owner:?}");
        assert!(matches!(said(store.revive_job(&engineer, dead[0].id).await), Refusal::Forbidden(_)));
        store.revive_job(&admin, dead[0].id).await.unwrap();
        assert!(matches!(said(store.revive_job(&admin, dead[0].id).await), Refusal::Conflict(_)));
        let job = store.lease_job().await.unwrap().unwrap();
        assert_eq!(job.attempts, 1);
    }
}

#[tokio::test]
async fn what_is_due_is_told_once_until_it_is_done() {
    for firm in firms(&[]).await {
        let (store, jonas) = (firm.store(), firm.f.person("Jonas", Role::Engineer, false).await);
        let task = gives(&firm, &jonas, date(2026, 12, 1)).await;
        let first = told(&firm, false).await;
        assert!(first.new > 0);
        assert_eq!(told(&firm, false).await.new, 0, "{}: nothing is told twice", firm.f.engine);
        let mine = store.notices(jonas.person).await.unwrap();
        let [one] = mine.as_slice() else { panic!("{mine:?}") };
        assert_eq!(
            (one.notice.matter.what, one.notice.matter.thing.clone()),
            (What::OwnTask, format!("/own-tasks/{task}"))
        );
        assert_eq!(one.read, None);
        store.read_notices(&jonas, store.present().await.unwrap()).await.unwrap();
        assert!(store.notices(jonas.person).await.unwrap()[0].read.is_some());

        firm.f.world.set(Utc.midnight(date(2026, 12, 2)));
        told(&firm, false).await;
        let mine = store.notices(jonas.person).await.unwrap();
        assert_eq!(mine.iter().filter(|one| one.ended.is_none()).count(), 1, "{mine:?}");
        assert_eq!(mine.len(), 2, "late is told anew");

        store.finish_own_task(&jonas, task, "Asked.").await.unwrap();
        told(&firm, false).await;
        assert!(store.notices(jonas.person).await.unwrap().iter().all(|one| one.ended.is_some()));
    }
}

#[tokio::test]
async fn one_letter_a_day_tells_what_no_letter_told() {
    for firm in firms(&[]).await {
        let (store, jonas) = (firm.store(), firm.f.person("Jonas", Role::Engineer, false).await);
        gives(&firm, &jonas, date(2026, 12, 1)).await;
        assert!(told(&firm, true).await.letters > 0);
        assert_eq!(letters(&firm, &jonas).await, ["2026-11-21"]);
        let letter = store.letter(jonas.person, date(2026, 11, 21)).await.unwrap().unwrap();
        assert_eq!(letter.notices.len(), 1);
        gives(&firm, &jonas, date(2026, 12, 2)).await;
        assert_eq!(told(&firm, true).await.letters, 0, "a day has one letter");
        firm.f.world.forward(DAY);
        told(&firm, true).await;
        assert_eq!(letters(&firm, &jonas).await, ["2026-11-22"]);
        let letter = store.letter(jonas.person, date(2026, 11, 22)).await.unwrap().unwrap();
        assert_eq!(letter.notices.len(), 1, "only what is new");
    }
}

#[tokio::test]
async fn what_a_letter_never_told_is_told_by_a_later_one() {
    for firm in firms(&[]).await {
        let (store, jonas) = (firm.store(), firm.f.person("Jonas", Role::Engineer, false).await);
        gives(&firm, &jonas, date(2026, 12, 24)).await;
        firm.f.world.set(Utc.midnight(date(2026, 12, 11)));
        told(&firm, true).await;
        let (begun, mut ended) = (store.now(), store.now());
        while let Some(job) = store.lease_job().await.unwrap() {
            if job.kind == JobKind::Letter {
                store.fail_job(&job, "the mail server is down").await.unwrap();
                ended = store.now();
            } else {
                store.finish_job(&job).await.unwrap();
            }
            firm.f.world.forward(6 * 3_600);
        }
        assert!(ended.0 - begun.0 > 4 * 86_400_000_000, "{}: a mail server may be down for days", firm.f.engine);
        let never = store.letter(jonas.person, date(2026, 12, 11)).await.unwrap().unwrap();
        assert!(never.notices.is_empty());
        told(&firm, true).await;
        let today = Utc.day(store.now());
        let letter = store.letter(jonas.person, today).await.unwrap().unwrap();
        assert_eq!(letter.notices.len(), 1, "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn a_job_of_which_whoever_tries_dies_is_dead_in_the_end() {
    for f in fresh().await {
        let store = &f.store;
        store.queue_job(JobKind::Watch, "x", store.now()).await.unwrap();
        let mut tries = 0;
        while store.lease_job().await.unwrap().is_some() {
            tries += 1;
            f.world.forward(301);
        }
        assert_eq!(tries, 12, "{}", f.engine);
        let dead = store.jobs(Some(JobState::Dead)).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert!(dead[0].error.contains("ended"), "{}", dead[0].error);
    }
}

#[tokio::test]
async fn systems_that_nobody_ever_assessed_are_one_matter_told_once_a_week() {
    for firm in firms(&[]).await {
        let (store, owner) = (firm.store(), firm.f.person("Priya", Role::Engineer, false).await);
        let programme = firm.programme;
        let mut systems = Vec::new();
        for name in ["One", "Two", "Three"] {
            systems.push(firm.system(name, Some(owner.person)).await.0);
        }
        store.widen_scope(&firm.manager, programme, &systems).await.unwrap();
        let assess = async || {
            let rows = store.notices(owner.person).await.unwrap();
            rows.into_iter().filter(|row| row.notice.matter.what == What::Assess).collect::<Vec<_>>()
        };
        for _ in 0..6 {
            told(&firm, false).await;
            let rows = assess().await;
            firm.f.world.forward(DAY);
            let [one] = rows.as_slice() else { continue };
            assert_eq!((one.notice.matter.count, one.notice.matter.thing.as_str()), (3, "/risks/assessments"));
        }
        firm.f.world.set(Utc.midnight(date(2026, 12, 10)));
        told(&firm, false).await;
        let before = assess().await.len();
        assert_eq!(before, 1, "{}", firm.f.engine);
        firm.f.world.forward(DAY);
        let (late, _) = firm.system("Four", Some(owner.person)).await;
        store.widen_scope(&firm.manager, programme, &[late]).await.unwrap();
        told(&firm, false).await;
        let rows = assess().await;
        assert_eq!(rows.len(), 1, "{}: it has grown, and is not told anew", firm.f.engine);
        assert_eq!(rows[0].notice.matter.count, 4);
        firm.f.world.set(Utc.midnight(date(2027, 1, 2)));
        told(&firm, false).await;
        assert_eq!(assess().await.iter().filter(|row| row.ended.is_none()).count(), 1, "and late in the end");
    }
}

#[tokio::test]
async fn who_chose_the_product_only_gets_no_letter_and_a_stale_choice_is_a_conflict() {
    for firm in firms(&[]).await {
        let (store, jonas) = (firm.store(), firm.f.person("Jonas", Role::Engineer, false).await);
        gives(&firm, &jonas, date(2026, 12, 1)).await;
        let word = |how: How| Group::ALL.iter().map(|group| (*group, how.key().to_owned())).collect();
        let draft = NoticeChoiceDraft { by_group: word(How::Product), summary: true };
        store.choose_notices(&jonas, &draft, 0).await.unwrap();
        assert!(matches!(said(store.choose_notices(&jonas, &draft, 0).await), Refusal::Conflict(_)));
        told(&firm, true).await;
        assert!(letters(&firm, &jonas).await.is_empty());
        assert_eq!(store.summary_readers(date(2026, 11, 21)).await.unwrap(), [jonas.person]);
        let none = NoticeChoiceDraft::default();
        assert!(matches!(said(store.choose_notices(&jonas, &none, 1).await), Refusal::Invalid(_)));
    }
}

#[tokio::test]
async fn who_is_away_names_a_delegate_who_is_told_meanwhile() {
    for firm in firms(&[]).await {
        let store = firm.store();
        let (jonas, ines) =
            (firm.f.person("Jonas", Role::Engineer, false).await, firm.f.person("Ines", Role::Engineer, true).await);
        let auditor = firm.f.person("Helen", Role::Auditor, false).await;
        gives(&firm, &jonas, date(2026, 12, 1)).await;
        let draft = |from: &str, until: &str, delegate: &Actor| AbsenceDraft {
            from: from.into(),
            until: until.into(),
            delegate: Some(delegate.person),
        };
        let week = draft("2026-11-20", "2026-11-27", &ines);
        let id = store.set_absence(&jonas, jonas.person, &week, &Utc).await.unwrap();
        let again =
            said(store.set_absence(&jonas, jonas.person, &draft("2026-11-27", "2026-11-30", &ines), &Utc).await);
        assert!(matches!(again, Refusal::Invalid(_)), "{again}");
        let guest =
            said(store.set_absence(&ines, ines.person, &draft("2026-11-27", "2026-11-30", &auditor), &Utc).await);
        assert!(matches!(guest, Refusal::Invalid(_)), "{guest}");
        let others =
            said(store.set_absence(&ines, jonas.person, &draft("2026-12-27", "2026-12-30", &ines), &Utc).await);
        assert!(matches!(others, Refusal::Forbidden(_)), "{others}");
        told(&firm, false).await;
        let ways = |rows: Vec<store::NoticeRow>| {
            rows.into_iter().filter(|one| one.ended.is_none()).map(|one| one.notice.way).collect::<Vec<_>>()
        };
        assert_eq!(ways(store.notices(ines.person).await.unwrap()), [Way::For(jonas.person)]);
        assert_eq!(ways(store.notices(jonas.person).await.unwrap()), [Way::Own]);
        store.end_absence(&jonas, id).await.unwrap();
        assert!(matches!(said(store.end_absence(&jonas, id).await), Refusal::Missing(_)));
        told(&firm, false).await;
        assert_eq!(ways(store.notices(ines.person).await.unwrap()), []);
        assert_eq!(store.absences(date(2026, 11, 21)).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_calendar_opens_by_its_key_until_another_is_made() {
    for firm in firms(&[]).await {
        let (store, jonas) = (firm.store(), firm.f.person("Jonas", Role::Engineer, false).await);
        assert_eq!(store.calendar_of(&"0".repeat(64)).await.unwrap(), None);
        let key = store.make_calendar(&jonas).await.unwrap();
        assert_eq!(store.calendar_of(&key).await.unwrap().unwrap().person, jonas.person);
        let newer = store.make_calendar(&jonas).await.unwrap();
        assert_eq!(store.calendar_of(&key).await.unwrap(), None);
        assert!(store.calendar_of(&newer).await.unwrap().is_some());
        store.end_calendar(&jonas).await.unwrap();
        assert_eq!(store.calendar_of(&newer).await.unwrap(), None);
        let auditor = firm.f.person("Helen", Role::Auditor, false).await;
        assert!(matches!(said(store.make_calendar(&auditor).await), Refusal::Forbidden(_)));
    }
}

#[tokio::test]
async fn the_watch_asks_a_bounded_number_of_times_whatever_there_is() {
    for firm in firms(&["AIG-AC-07"]).await {
        let store = firm.store();
        let count = async || {
            let now = store.present().await.unwrap();
            let _ = firm.f.asked();
            store.matters(now, &Utc).await.unwrap();
            firm.f.asked().len()
        };
        let (_, no) = firm.system("Scorer", Some(firm.manager.person)).await;
        firm.submit("config-export", date(2026, 11, 21), &[pair("TSK-AC-07-1", no)]).await;
        let few = count().await;
        for i in 0..20 {
            let (_, no) = firm.system(&format!("Scorer {i}"), Some(firm.manager.person)).await;
            firm.submit("config-export", date(2026, 11, 21), &[pair("TSK-AC-07-1", no)]).await;
        }
        let many = count().await;
        assert!(many <= few && few < 60, "{}: {few} then {many}", firm.f.engine);
    }
}
