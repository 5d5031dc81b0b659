//! What announces itself: notices, letters, calendars, absences, background work.

use crate::house::House;
use app::ui::dates::counted;
use domain::instant::{Utc, Zone as _};
use domain::notices::{JobKind, Matter, Stage, What, stage};
use domain::own_tasks::{About, OwnTaskDraft};
use domain::people::Role;
use jiff::civil::date;
use server::jobs::{Post, Watch};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A task that Jonas… that the engineer has to do by 1 December.
async fn gives(house: &House) {
    let (manager, engineer) =
        (house.actor("compliance-manager@example.com").await, house.actor("engineer@example.com").await);
    let draft = OwnTaskDraft {
        title: "Ask <b>the vendor</b> for its new report".into(),
        steps: String::new(),
        about: About::Criterion("CC9.2".parse().unwrap()),
        assignee: engineer.person,
        due_on: date(2026, 12, 1),
    };
    house.site.store.open_own_task(&manager, draft).await.unwrap();
}

fn watch(house: &House, data: &Path) -> Watch {
    let post = Post::new(None, "Plumbline <plumbline@example.com>", data).unwrap();
    Watch::new(house.site.store.clone(), post, "https://plumbline.example.com/")
}

fn filed(data: &Path) -> Vec<String> {
    let Ok(folder) = fs::read_dir(data.join("mail")) else { return Vec::new() };
    let mut all: Vec<_> = folder.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    all.sort();
    all
}

#[tokio::test]
async fn what_is_due_is_announced_on_a_page_and_by_one_letter_a_day() {
    let (house, data) = (House::founded().await, tempfile::tempdir().unwrap());
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get("/notices").await.is(200).says("Nothing was announced to you yet");
    gives(&house).await;
    let mut watch = watch(&house, data.path());
    assert!(watch.look().await.unwrap() > 0);
    watch.look().await.unwrap();
    let page = engineer.get("/notices").await.is(200);
    page.says("One thing is open that you were told of; one is new.").says("Ask <b>the vendor</b> for its new report");
    let letters: Vec<_> = filed(data.path()).into_iter().filter(|text| text.contains("engineer@example.com")).collect();
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert!(letter.contains("https://plumbline.example.com/own-tasks/"), "{letter}");
    engineer.post("/notices/read", &[]).await.goes_to("/notices");
    engineer.get("/notices").await.is(200).says("you have read all of it");
}

#[tokio::test]
async fn a_stranger_reads_nobodys_calendar_and_its_owner_sees_the_address_once() {
    let (house, data) = (House::founded().await, tempfile::tempdir().unwrap());
    gives(&house).await;
    watch(&house, data.path()).look().await.unwrap();
    let mut engineer = house.signed_in(Role::Engineer).await;
    let made = engineer.post("/notices/calendar", &[]).await.is(200);
    let address = made.select("code").remove(0);
    let path = &address[address.find("/calendar/").unwrap()..];
    engineer.get("/notices/choice").await.is(200).does_not_say(path);
    let mut program = house.visitor();
    let calendar = program.get(path).await.is(200);
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    let text = calendar.body.clone();
    for line in ["BEGIN:VCALENDAR", "DTSTART;VALUE=DATE:20261201", "END:VCALENDAR"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(text.lines().all(|line| line.len() <= 75), "RFC 5545 folds lines: {text}");
    program.get(&format!("/calendar/{}.ics", "0".repeat(64))).await.is(404);
    program.get("/calendar/none").await.is(404);
    engineer.post("/notices/calendar/end", &[]).await.goes_to("/notices/choice#calendar");
    program.get(path).await.is(404);
}

#[tokio::test]
async fn what_is_chosen_stays_chosen_and_a_form_of_yesterday_loses_nothing() {
    let house = House::founded().await;
    let mut engineer = house.signed_in(Role::Engineer).await;
    let page = engineer.get("/notices/choice").await.is(200);
    assert_eq!(page.attr("input[name=version]", "value").as_deref(), Some("0"));
    let ways = ["tasks", "waits", "policies", "risks", "vendors", "house"];
    let mut form: Vec<_> = ways.iter().map(|group| (*group, "weekly")).collect();
    form.push(("version", "0"));
    engineer.post("/notices/choice", &form).await.goes_to("/notices/choice");
    let page = engineer.get("/notices/choice").await.is(200);
    assert_eq!(page.attr("select[name=tasks] option[selected]", "value").as_deref(), Some("weekly"));
    form[0].1 = "product";
    let late = engineer.post("/notices/choice", &form).await.is(409);
    assert_eq!(late.attr("select[name=tasks] option[selected]", "value").as_deref(), Some("product"));
    form.retain(|(name, _)| *name != "risks");
    let wrong = engineer.post("/notices/choice", &form).await.is(422);
    assert!(wrong.fault("risks").contains("Choose one"));
}

#[tokio::test]
async fn somebody_says_when_they_are_away_and_another_cannot_say_it_for_them() {
    let house = House::founded().await;
    let (mut engineer, mut manager) =
        (house.signed_in(Role::Engineer).await, house.signed_in(Role::ComplianceManager).await);
    let (me, other) = (
        house.person("engineer@example.com").await.to_string(),
        house.person("compliance-manager@example.com").await.to_string(),
    );
    let mut form = vec![("person", me.as_str()), ("from", "soon"), ("until", "2026-12-04"), ("delegate", me.as_str())];
    let wrong = engineer.post("/absences", &form).await.is(422);
    assert!(wrong.fault("from").contains("soon") && wrong.fault("delegate").contains("other than yourself"));
    assert_eq!(wrong.attr("input[name=until]", "value").as_deref(), Some("2026-12-04"));
    form[1].1 = "2026-11-20";
    form[3].1 = other.as_str();
    engineer.post("/absences", &form).await.goes_to("/absences");
    engineer.get("/absences").await.is(200).says("One person is away today.");
    form[0].1 = other.as_str();
    form[3].1 = me.as_str();
    engineer.post("/absences", &form).await.is(403);
    let end = manager.get("/absences").await.is(200).attr("form[action$='/end']", "action").unwrap();
    manager.post(&end, &[]).await.goes_to("/absences");
    engineer.get("/absences").await.is(200).says("Nobody said that they are away.");
    engineer.post(&end, &[]).await.is(404);
}

#[tokio::test]
async fn an_administrator_sees_what_failed_and_has_it_tried_again() {
    let house = House::founded().await;
    let store = &house.site.store;
    store.queue_job(JobKind::Watch, "nobody knows", store.now()).await.unwrap();
    let job = store.lease_job().await.unwrap().unwrap();
    for _ in 1..12 {
        store.fail_job(&job, "<i>down</i>").await.unwrap();
        house.fresh.world.forward(7 * 3_600);
        let again = store.lease_job().await.unwrap();
        if let Some(again) = again {
            store.fail_job(&again, "<i>down</i>").await.unwrap();
            house.fresh.world.forward(7 * 3_600);
        }
    }
    let mut admin = house.signed_in(Role::Administrator).await;
    let page = admin.get("/settings/jobs?state=dead").await.is(200).says("<i>down</i>").says("failed for good");
    let again = page.attr("form[action$='/again']", "action").unwrap();
    house.signed_in(Role::Engineer).await.post(&again, &[]).await.is(403);
    admin.post(&again, &[]).await.goes_to("/settings/jobs?state=dead");
    admin.get("/settings/jobs").await.is(200).says("No background work has failed for good.");
}

#[tokio::test]
async fn who_looks_after_all_sees_what_waits_for_whom() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    let page = miriam.get("/waiting").await.is(200);
    let rows = page.select("tbody tr");
    let now = house.site.store.present().await.unwrap();
    let zone = house.site.store.organisation().await.unwrap().unwrap().zone;
    let matters = house.site.store.matters(now, &zone).await.unwrap();
    let waiting = matters.iter().filter(|one| one.what.waits());
    let queue = |what| matches!(what, What::Review | What::Decide);
    let things: BTreeSet<_> = waiting.map(|one| (one.what, if queue(one.what) { "" } else { &one.thing })).collect();
    assert!(rows.len() > 5, "{rows:?}");
    assert_eq!(rows.len(), things.len());
    assert!(matters.iter().all(|one| one.since <= zone.day(now)), "nothing waits since tomorrow");
}

#[tokio::test]
async fn executives_read_on_mondays_how_readiness_moved_and_what_is_open() {
    let (house, data) = (House::story().await, tempfile::tempdir().unwrap());
    house.fresh.world.set(Utc.midnight(date(2026, 11, 23)).plus_seconds(9 * 3_600));
    let mut watch = watch(&house, data.path());
    watch.look().await.unwrap();
    watch.look().await.unwrap();
    let weekly: Vec<_> =
        filed(data.path()).into_iter().filter(|text| text.contains("Plumbline: readiness on")).collect();
    let [letter, other] = weekly.as_slice() else { panic!("{weekly:?}") };
    assert!(letter.contains("Ruth") && other.contains("Thomas"), "{weekly:?}");
    let matters = house.site.store.matters(house.site.store.now(), &Utc).await.unwrap();
    let is_late = |one: &&Matter| matches!(stage(one, date(2026, 11, 23)), Some(Stage::Late(_)));
    let late: BTreeSet<_> = matters.iter().filter(is_late).map(|one| (one.what, &one.thing)).collect();
    assert!(late.len() > 1 && letter.contains(&counted(late.len(), "thing is late", "things are late")), "{letter}");
    for line in ["of 39 criteria", "IN THE WHOLE HOUSE", "https://plumbline.example.com/waiting"] {
        assert!(letter.contains(line), "{line}: {letter}");
    }
}
