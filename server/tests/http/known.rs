//! The reading of a day with what was known by another: by the command line, and on the page.

use crate::house::House;
use crate::program::{fails, plumbline, says};
use domain::change::Change;
use domain::evidence::Ruling;
use domain::instant::{Utc, Zone as _};
use domain::people::Role;
use domain::words::CriterionId;
use jiff::civil::date;
use serde_json::Value;
use std::path::Path;
use store::testing::{Firm, pair, sqlite_in};

/// S6 and S7: evidence speaks for 28 March, is accepted on 10 April, and withdrawn on 1 May as forged. Other evidence
/// speaks for 2 April.
async fn forged(firm: &Firm) {
    let noon = |month, day| Utc.midnight(date(2026, month, day)).plus_seconds(12 * 3_600);
    let world = &firm.f.world;
    firm.adopt(&["AIG-AC-07"]).await;
    let pairs = [pair("TSK-AC-07-1", firm.system("Scorer", None).await.1)];
    let criteria = [CriterionId::CC6_1].into_iter().collect();
    firm.decide(&Change::Conclude { programme: firm.programme, criteria }).await;
    world.set(noon(4, 10));
    let early = firm.submit("config-export", date(2026, 3, 28), &pairs).await;
    firm.rule(early, &pairs, Ruling::Supports).await;
    let late = firm.submit("config-export", date(2026, 4, 2), &pairs).await;
    firm.rule(late, &pairs, Ruling::Supports).await;
    world.set(noon(5, 1));
    firm.store().withdraw(&firm.manager, early, "forged").await.unwrap();
}

fn readiness(data: &Path, more: &[&str]) -> Value {
    let output = says(plumbline(data).args(["readiness", "--json"]).args(more), "");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// How CC6.1 stands, and why.
fn encryption(said: &Value) -> (String, String) {
    let criteria = said["programmes"][0]["criteria"].as_array().unwrap();
    let one = criteria.iter().find(|one| one["id"] == "CC6.1").unwrap();
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (word(&one["state"]), word(&one["reason"]))
}

#[tokio::test]
async fn s6_s7_s22_the_command_reads_a_day_with_what_was_known_by_another() {
    let folder = tempfile::tempdir().unwrap();
    let f = sqlite_in(folder.path()).await;
    f.world.set(Utc.midnight(date(2026, 3, 2)));
    let firm = Firm::begin(f).await;
    forged(&firm).await;
    drop(firm);

    let gap = |reason: &str| ("gap".to_owned(), reason.to_owned());
    let at = ["--at", "2026-03-31"];
    let read = |known: &[&str]| readiness(folder.path(), &[&at[..], known].concat());
    let shown = read(&[]);
    assert_eq!(encryption(&shown), gap("never-proven"), "S6: accepted on 10 April");
    // S22: the end of the day in London, where summer time began two days before.
    assert_eq!((&shown["at"], &shown["known"]), (&"2026-03-31T22:59:59.999999Z".into(), &shown["at"]));
    assert_eq!(read(&["--known", "2026-03-31"]), shown);
    let april = read(&["--known", "2026-04-30"]);
    assert_eq!(encryption(&april), ("met".to_owned(), String::new()), "S6, S7: known by the end of April");
    assert_eq!(april["known"], "2026-04-30T22:59:59.999999Z");
    assert_eq!(april["programmes"][0]["design"]["met"], 1);
    assert_eq!(encryption(&read(&["--known", "2026-05-02"])), gap("withdrawn"), "S7: forged; the other speaks later");
    assert_eq!(encryption(&read(&["--known", "now"])), gap("withdrawn"));
    let later = readiness(folder.path(), &["--at", "2026-04-15"]);
    assert_eq!(encryption(&later).0, "met", "as it was shown on 15 April");
    let later = readiness(folder.path(), &["--at", "2026-04-15", "--known", "now"]);
    assert_eq!(encryption(&later).0, "met", "what speaks for 2 April stands");

    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let programme = &april["programmes"][0];
    assert_eq!(keys(&april), ["at", "known", "programmes"]);
    assert_eq!(keys(programme), ["categories", "criteria", "design", "kind", "name", "systems"]);
    assert_eq!(programme["kind"], "type-1");
    let design = ["bettered_by_decision", "criteria_in_scope", "failed", "gap", "met", "not_applicable", "unknown"];
    assert_eq!(keys(&programme["design"]), design);
    assert_eq!(keys(&programme["categories"][0]), ["category", "failed", "gap", "in_scope", "met", "unknown"]);
    assert_eq!(keys(&programme["criteria"][0]), ["cells", "id", "reason", "state", "weaknesses"]);
    let cells = ["empty", "excluded", "failed", "gap", "met", "unknown"];
    assert_eq!(keys(&programme["criteria"][0]["cells"]), cells);

    let asks = |more: &[&str]| says(plumbline(folder.path()).arg("readiness").args(more), "");
    let said = String::from_utf8(asks(&["--at", "2026-03-31", "--known", "2026-04-30"]).stdout).unwrap();
    assert!(said.contains("Design on 31 March 2026") || said.contains("Design on 31 Mar 2026"), "{said}");
    assert!(said.contains("With what was known on 30 Apr"), "{said}");
    assert!(fails(&asks(&["--at", "2026-03-31", "--known", "2026-03-30"])).contains("--known is before --at"));
    assert!(fails(&asks(&["--at", "2999-01-01"])).contains("still to come"));
    let nonsense = asks(&["--known", "then"]);
    assert!(!nonsense.status.success());
}

#[tokio::test]
async fn the_page_reads_a_past_day_as_it_was_shown_and_with_what_is_known_now() {
    let house = House::founded_on(date(2026, 3, 2)).await;
    let firm = house.firm().await;
    forged(&firm).await;
    let mut reader = house.signed_in(Role::Auditor).await;
    let then = reader.get("/readiness?at=2026-04-15").await.is(200).says("As it was shown on 15 Apr").says("1 of 33");
    let now = then.attr("a[href*='known=now']", "href").unwrap();
    assert_eq!(now, "/readiness?at=2026-04-15&known=now");
    reader.get("/readiness?at=2026-03-31").await.is(200).says("none of 33");
    reader.get(&now).await.is(200).says("1 of 33").says("With what is known now").says("As it was shown then");
    let forged = reader.get("/readiness?at=2026-03-31&known=now").await.is(200).says("none of 33");
    assert_eq!(forged.attr("input[name=known][checked]", "value").as_deref(), Some("now"));
    // Of today, what is known is what is known now.
    reader.get("/readiness?known=now").await.is(200).does_not_say("With what is known now: ");
}
