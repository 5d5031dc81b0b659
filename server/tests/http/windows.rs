//! Windows that cut slots of the control calendar: who is told, who is offered another, and that nothing moves before it is
//! saved.

use crate::client::{Answer, Client};
use crate::house::House;
use crate::programmes::target;
use domain::operating::{CalendarDraft, CalendarSettings};
use domain::people::Role;
use store::Adoption;

const CALENDAR: &str = "/settings/calendar";
const MOVED: &str = "Take 1 Jan to 30 Jun 2027";

/// Months are counted from 1 January 2027, whatever the first window.
async fn counted_from_january(house: &House) {
    let manager = house.actor("compliance-manager@example.com").await;
    let draft = CalendarDraft { anchor: "2027-01-01".into(), ..CalendarDraft::from(CalendarSettings::default()) };
    house.site.store.set_calendar_settings(&manager, &draft, 0).await.unwrap();
}

fn window<'a>(from: &'a str, until: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("name", "SOC 2 Type II, 2027"), ("kind", "type-2"), ("window_from", from), ("window_until", until)]
}

async fn opens(manager: &mut Client, from: &str, until: &str) -> String {
    target(manager.post("/programmes/new", &window(from, until)).await)
}

/// The address that an offer leads to.
fn offer(page: &Answer, to: &str) -> Option<String> {
    page.attr(&format!(".notice a.btn[href^='{to}']"), "href")
}

/// What the form of a programme's terms holds.
fn held(page: &Answer) -> Vec<(String, String)> {
    let of = |name: &str| (name.to_owned(), page.attr(&format!("[name={name}]"), "value").unwrap());
    ["version", "name", "window_from", "window_until"].map(of).into()
}

async fn post(client: &mut Client, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post(path, &fields).await
}

async fn saved(manager: &mut Client, path: &str, fields: &[(String, String)]) {
    post(manager, path, fields).await.goes_to(path.trim_end_matches("/terms"));
}

#[tokio::test]
async fn everybody_is_told_which_slots_a_window_cuts_and_who_may_move_it_is_offered_another() {
    let house = House::founded().await;
    counted_from_january(&house).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let programme = opens(&mut manager, "2027-02-15", "2027-08-14").await;
    let terms = format!("{programme}/terms");
    for role in Role::ALL {
        let mut client = house.signed_in(*role).await;
        let (moves, counts) =
            (*role == Role::ComplianceManager, matches!(role, Role::ComplianceManager | Role::Administrator));
        for path in [programme.as_str(), "/operating"] {
            let page = client.get(path).await.is(200).says("Cuts slots");
            let page = page
                .says("The window 15 Feb to 14 Aug 2027 begins and ends within slots of the control calendar, which counts months from 1 Jan 2027.")
                .says("1 Jan to 31 Mar 2027 is expected here, by what is done from 15 Feb 2027 on.")
                .says("1 Jul to 30 Sep 2027 is not expected here, but in a window that begins on 15 Aug 2027.");
            assert_eq!(offer(&page, &terms).is_some(), moves, "{path} as {role:?}");
            assert_eq!(offer(&page, CALENDAR).is_some(), counts, "{path} as {role:?}");
            assert_eq!(page.text().contains(MOVED), moves, "{path} as {role:?}");
            assert_eq!(page.text().contains("A compliance manager can move it."), !moves, "{path} as {role:?}");
        }
        if !moves {
            client.get(&terms).await.is(403);
            client.post(&terms, &[("look", "1")]).await.is(403);
            client.post("/programmes/new", &[("look", "1")]).await.is(403);
        }
    }
}

#[tokio::test]
async fn what_is_offered_fills_the_form_and_moves_the_window_once_it_is_saved() {
    let house = House::founded().await;
    counted_from_january(&house).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let programme = opens(&mut manager, "2027-02-15", "2027-08-14").await;
    let page = manager.get(&programme).await.is(200);
    let href = offer(&page, &programme).unwrap();
    let form = manager.get(&href).await.is(200).says("Not saved yet").does_not_say("Cuts slots");
    let fields = held(&form);
    assert_eq!((fields[2].1.as_str(), fields[3].1.as_str()), ("2027-01-01", "2027-06-30"));
    manager.get(&programme).await.is(200).says("15 Feb to 14 Aug 2027").says("Cuts slots");
    saved(&mut manager, &format!("{programme}/terms"), &fields).await;
    manager.get(&programme).await.is(200).says("1 Jan to 30 Jun 2027").does_not_say("Cuts slots");
    manager.get("/operating").await.is(200).does_not_say("Cuts slots");
}

#[tokio::test]
async fn a_window_is_looked_at_before_it_is_saved_and_nothing_typed_is_lost() {
    let house = House::founded().await;
    counted_from_january(&house).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let mut typed = window("15 Feb 2027", "14 Aug 2027");
    typed.push(("commitments", "Claims are decided within a day."));
    let with = |more: (&'static str, &str)| {
        typed.iter().copied().chain([more]).map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Vec<_>>()
    };
    let looked = post(&mut manager, "/programmes/new", &with(("look", "1"))).await.is(200).says("Cuts slots");
    let looked = looked.says("Nothing is saved yet.").says("Claims are decided within a day.");
    assert_eq!(looked.attr("[name=window_from]", "value").as_deref(), Some("15 Feb 2027"));
    // A line that is sent by its Enter key is saved: the button that saves comes first.
    assert!(looked.select("form.form button")[0].contains("Open the programme"));
    let take = looked.attr("button[name=take]", "value").unwrap();
    let taken = post(&mut manager, "/programmes/new", &with(("take", &take))).await.is(200).says("Not saved yet");
    let taken = taken.does_not_say("Cuts slots").says("Claims are decided within a day.");
    assert_eq!(taken.attr("[name=window_from]", "value").as_deref(), Some("2027-01-01"));
    assert_eq!(taken.attr("[name=window_until]", "value").as_deref(), Some("2027-06-30"));
    manager.get("/programmes").await.is(200).says("No programme is open");

    let none = manager.post("/programmes/new", &[("kind", "type-2"), ("look", "1")]).await.is(422);
    assert_eq!(none.fault("window_from"), "Error: Give the first day of the window.");
    let one = manager.post("/programmes/new", &[("kind", "type-1"), ("look", "1")]).await.is(422);
    assert_eq!(one.fault("window_from"), "Error: Only a Type II report has a window.");
    let strange = manager.post("/programmes/new", &[("window_from", "soon"), ("look", "1")]).await.is(422);
    assert!(strange.fault("window_from").contains("is no day"));

    // What cuts is said, and held up by nothing; the form of what stands says it as well.
    let programme = opens(&mut manager, "2027-02-15", "2027-08-14").await;
    let terms = format!("{programme}/terms");
    let stands = manager.get(&terms).await.is(200).says("Cuts slots").does_not_say("Nothing is saved yet.");
    let mut fields = held(&stands);
    fields.push(("take".into(), stands.attr("button[name=take]", "value").unwrap()));
    let taken = post(&mut manager, &terms, &fields).await.is(200).says("Not saved yet");
    manager.get(&programme).await.is(200).says("15 Feb to 14 Aug 2027");
    saved(&mut manager, &terms, &held(&taken)).await;
    manager.get(&programme).await.is(200).says("1 Jan to 30 Jun 2027").does_not_say("Cuts slots");
}

#[tokio::test]
async fn months_counted_from_the_window_itself_cut_none_of_it() {
    let house = House::founded().await;
    counted_from_january(&house).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let programme = opens(&mut manager, "2027-02-15", "2027-08-14").await;
    let set = manager.get(CALENDAR).await.is(200).says("It cuts slots of what runs monthly, quarterly");
    assert_eq!(set.attr("[name=anchor]", "value").as_deref(), Some("2027-01-01"));
    let href = offer(&manager.get(&programme).await.is(200), CALENDAR).unwrap();
    let form = manager.get(href.split('#').next().unwrap()).await.is(200).says("Not set yet");
    assert_eq!(form.attr("[name=anchor]", "value").as_deref(), Some("2027-02-15"));
    assert!(form.attr("details[open] [name=anchor]", "name").is_some(), "what is offered is seen");
    manager.get(CALENDAR).await.is(200).says("Months are counted from 1 Jan 2027.");
    let mut engineer = house.signed_in(Role::Engineer).await;
    engineer.get("/settings/calendar?anchor=2027-02-15").await.is(200).does_not_say("Not set yet");

    let mut fields = vec![("version".to_owned(), form.attr("[name=version]", "value").unwrap())];
    for cadence in ["daily", "weekly", "monthly", "quarterly", "semi-annual", "annual"] {
        let name = format!("grace-{cadence}");
        fields.push((name.clone(), form.attr(&format!("[name={name}]"), "value").unwrap()));
    }
    let fields_with = |anchor: &str, tried: bool| {
        let more = [("anchor".to_owned(), anchor.to_owned())];
        let tried = tried.then(|| ("try".to_owned(), "1".to_owned()));
        fields.iter().cloned().chain(more).chain(tried).collect::<Vec<_>>()
    };
    let worse = post(&mut manager, CALENDAR, &fields_with("2027-03-10", true)).await.is(200);
    worse.says("It would cut slots of what runs monthly, quarterly");
    let better = post(&mut manager, CALENDAR, &fields_with("2027-02-15", true)).await.is(200);
    better.says("would be counted from 15 Feb 2027.").does_not_say("It would cut slots");
    post(&mut manager, CALENDAR, &fields_with("2027-02-15", false)).await.goes_to("/settings/calendar?said=set");
    manager.get(&programme).await.is(200).does_not_say("Cuts slots");
    manager.get(CALENDAR).await.is(200).does_not_say("It cuts slots");
}

#[tokio::test]
async fn the_first_window_takes_its_calendar_with_it() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    // Months are counted from the 28th where a window begins later.
    let programme = opens(&mut manager, "2027-03-31", "2027-09-30").await;
    let page = manager.get(&programme).await.is(200).says("which counts months from 28 Mar 2027");
    assert_eq!(offer(&page, CALENDAR), None, "a calendar of its own would be the same");
    let form = manager.get(&offer(&page, &programme).unwrap()).await.is(200);
    let fields = held(&form);
    assert_eq!((fields[2].1.as_str(), fields[3].1.as_str()), ("2027-03-28", "2027-09-27"));
    saved(&mut manager, &format!("{programme}/terms"), &fields).await;
    manager.get(&programme).await.is(200).does_not_say("Cuts slots");
}

#[tokio::test]
async fn nobody_is_warned_of_weeks_of_longer_slots_or_of_what_does_not_run() {
    let house = House::founded().await;
    house.add("Reviewer", &[Role::Engineer], true).await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    // Half a year holds no slot of a year, and ends within a week.
    let programme = opens(&mut manager, "2027-01-01", "2027-06-30").await;
    manager.get(&programme).await.is(200).does_not_say("Cuts slots");
    let terms = format!("{programme}/terms");
    let mut fields = held(&manager.get(&terms).await.is(200).does_not_say("Cuts slots"));
    fields[3].1 = "2027-07-31".into();
    saved(&mut manager, &terms, &fields).await;
    let page = manager.get(&programme).await.is(200).says("ends within slots").does_not_say("Monthly:");
    page.says("Quarterly: 1 Jul to 30 Sep 2027").says("Of what runs yearly, one is expected wherever the window lies");

    // Once something is adopted, what it asks is what runs: of this control one report a quarter.
    let (founder, reviewer) = (house.actor("founder@example.com").await, house.actor("reviewer@example.com").await);
    let adoption = Adoption { control: "AIG-GV-01".parse().unwrap(), owner: founder.person, statement: None };
    let proposal = house.site.store.adopt(&founder, vec![adoption]).await.unwrap();
    house.site.store.agree(&reviewer, proposal, "").await.unwrap();
    let page = manager.get(&programme).await.is(200).says("Quarterly: 1 Jul to 30 Sep 2027");
    page.does_not_say("Twice a year:").does_not_say("Of what runs");
}

#[tokio::test]
async fn the_window_of_the_example_cuts_nothing() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    miriam.get("/operating").await.is(200).says("In operation").does_not_say("Cuts slots");
    miriam.get(CALENDAR).await.is(200).says("counted from").does_not_say("It cuts slots");
}
