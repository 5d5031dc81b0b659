//! What the organisation sets of its arithmetic, on its pages: who may, what it would change, and what is kept of what was
//! typed.

use crate::client::{Answer, Client};
use crate::house::House;
use domain::people::Role;

const ATTESTATIONS: &str = "/settings/attestations";
const CALENDAR: &str = "/settings/calendar";
const MIRIAM: &str = "miriam.castell@harrowfinch.example";

/// What the form on a page holds, without its buttons.
fn held(page: &Answer, kinds: bool) -> Vec<(String, String)> {
    let mut all = vec![("version".to_owned(), page.attr("[name=version]", "value").unwrap())];
    if kinds {
        for tier in ["high", "medium", "low"] {
            let name = format!("accepts-{tier}");
            let checked = scraper::Selector::parse(&format!("[name={name}][checked]")).unwrap();
            let read = scraper::Html::parse_document(&page.body);
            let kinds = read.select(&checked).filter_map(|one| one.attr("value"));
            all.extend(kinds.map(|kind| (name.clone(), kind.to_owned())));
        }
        all.push(("tolerance".into(), page.attr("[name=tolerance]", "value").unwrap()));
    } else {
        for name in [
            "anchor",
            "grace-daily",
            "grace-weekly",
            "grace-monthly",
            "grace-quarterly",
            "grace-semi-annual",
            "grace-annual",
        ] {
            all.push((name.to_owned(), page.attr(&format!("[name={name}]"), "value").unwrap_or_default()));
        }
    }
    all
}

fn with(held: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut all: Vec<_> = held.iter().filter(|(key, _)| key != name).cloned().collect();
    all.push((name.to_owned(), value.to_owned()));
    all
}

async fn post(client: &mut Client, path: &str, fields: &[(String, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    client.post(path, &fields).await
}

#[tokio::test]
async fn managers_and_administrators_set_what_counts_and_everybody_reads_it() {
    let house = House::founded().await;
    for role in Role::ALL {
        let mut client = house.signed_in(*role).await;
        let may = matches!(role, Role::ComplianceManager | Role::Administrator);
        for (path, form) in [(ATTESTATIONS, "Set what counts"), (CALENDAR, "Set this calendar")] {
            let page = client.get(path).await.is(200).says("As the library has it: nobody set another.");
            assert_eq!(page.text().contains(form), may, "{path} as {role:?}");
            if !may {
                client.post(path, &[]).await.is(403);
            }
        }
        client.get("/settings").await.is(200).says("Attestations that count").says("The control calendar");
    }
}

#[tokio::test]
async fn what_counts_is_tried_set_and_refused_with_what_was_typed() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let page = manager.get(ATTESTATIONS).await.is(200).says("kinds").says("90 days after a surveillance audit was due");
    let now = held(&page, true);
    post(&mut manager, ATTESTATIONS, &now).await.is(409).says("This is what is set already.");
    let wrong = post(&mut manager, ATTESTATIONS, &with(&now, "tolerance", "soon")).await.is(422);
    assert!(wrong.fault("tolerance").contains("A whole number of days from 0 to 180."));
    assert_eq!(wrong.attr("[name=tolerance]", "value").as_deref(), Some("soon"));
    let none = post(&mut manager, ATTESTATIONS, &with(&now, "accepts-low", "")).await.is(422);
    assert!(none.text().contains("Choose among the kinds that stand here."));

    let mut more = now.clone();
    more.push(("accepts-high".into(), "SOC3".into()));
    let tried = post(&mut manager, ATTESTATIONS, &with(&more, "try", "1")).await.is(200).says("Not set yet");
    let tried = tried.says("No covered day of any window and no proof would change today.");
    assert!(tried.attr("[name=accepts-high][value=SOC3][checked]", "name").is_some(), "what was typed is still there");
    manager.get(ATTESTATIONS).await.says("As the library has it");
    post(&mut manager, ATTESTATIONS, &more).await.goes_to("/settings/attestations?said=set");
    let page = manager.get("/settings/attestations?said=set").await.is(200).says("Version 1, set on");
    page.says("once a second person says so");
    let late = post(&mut manager, ATTESTATIONS, &with(&now, "tolerance", "30")).await.is(409);
    let late = late.says("Somebody set this anew meanwhile.");
    assert_eq!(late.attr("[name=tolerance]", "value").as_deref(), Some("30"));
    assert_eq!(late.attr("[name=version]", "value").as_deref(), Some("1"));
    manager.get("/trail").await.is(200).says("set which attestations of vendors count");
}

#[tokio::test]
async fn a_change_says_beforehand_which_vendors_lose_days() {
    let house = House::story().await;
    let mut miriam = house.looking_as(MIRIAM).await;
    let page = miriam.get(ATTESTATIONS).await.is(200);
    let fewer: Vec<_> = held(&page, true).into_iter().filter(|(_, value)| value != "SOC2-T2").collect();
    let tried = post(&mut miriam, ATTESTATIONS, &with(&fewer, "try", "1")).await.is(200).says("Not set yet");
    let said = tried.text();
    assert!(said.contains("vendors would lose") && said.contains("proved would end at once."), "{said}");
    tried.says("covered days of the window of");
}

#[tokio::test]
async fn the_calendar_is_tried_set_and_refused_with_what_was_typed() {
    let house = House::founded().await;
    let mut manager = house.signed_in(Role::ComplianceManager).await;
    let page = manager.get(CALENDAR).await.is(200).says("None is open yet.");
    let now = held(&page, false);
    let wrong = post(&mut manager, CALENDAR, &with(&now, "anchor", "31 Jan 2026")).await.is(422);
    assert!(wrong.fault("anchor").contains("Not every month has a day 31."));
    assert_eq!(wrong.attr("[name=anchor]", "value").as_deref(), Some("31 Jan 2026"));
    let many = post(&mut manager, CALENDAR, &with(&now, "grace-quarterly", "46")).await.is(422);
    assert!(many.fault("grace-quarterly").contains("from 0 to 45"));
    let next = with(&with(&now, "anchor", "2026-02-15"), "grace-quarterly", "20");
    let tried = post(&mut manager, CALENDAR, &with(&next, "try", "1")).await.is(200).says("Not set yet");
    tried.says("Quarterly: 20 days of grace for what is due from today on, in place of 15.");
    manager.get(CALENDAR).await.says("As the library has it");
    post(&mut manager, CALENDAR, &next).await.goes_to("/settings/calendar?said=set");
    manager.get(CALENDAR).await.is(200).says("Months are counted from 15 Feb 2026.").says("Version 1, set on");
    post(&mut manager, CALENDAR, &next).await.is(409).says("Somebody set this anew meanwhile.");
    manager.get("/trail").await.is(200).says("set the control calendar and its days of grace");
}
