//! The review queue by requirement and the decisions by kind: together or one by one, pinned to what was seen.

use crate::client::Answer;
use crate::readings::{Firm, firm};
use domain::change::Change;
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling};
use domain::ids::EvidenceId;
use domain::people::Role;
use domain::words::Trait;
use jiff::civil::{Date, date};
use store::{PairRuling, StoredFile};

const TODAY: Date = date(2026, 11, 21);
const TASK: &str = "TSK-AC-07-1";

struct Sent {
    firm: Firm,
    id: EvidenceId,
    subjects: Vec<i64>,
}

/// One statement for so many systems.
async fn sent(systems: usize) -> Sent {
    let firm = firm(&["AIG-AC-07", "AIG-GV-02"]).await;
    let mut subjects = Vec::new();
    for n in 0..systems {
        subjects.push(firm.system(&format!("System {n:03}"), &[]).await.1);
    }
    let id = send(&firm, "Key settings, all stores", &subjects).await;
    Sent { firm, id, subjects }
}

async fn send(firm: &Firm, title: &str, subjects: &[i64]) -> EvidenceId {
    let pairs: Vec<_> = subjects.iter().map(|no| pair(*no)).collect();
    firm.store().submit(&firm.manager, draft(title), None, &pairs).await.unwrap()
}

fn draft(title: &str) -> EvidenceDraft {
    EvidenceDraft {
        title: title.into(),
        kind: "config-export".parse().unwrap(),
        form: Form::Statement,
        link: String::new(),
        statement: "Every store uses managed keys.".into(),
        speaks_from: TODAY,
        speaks_until: TODAY,
        performed_on: None,
        stamp: String::new(),
        performed_by: None,
        own_end: None,
    }
}

fn pair(subject: i64) -> NamedPair {
    NamedPair { requirement: TASK.parse().unwrap(), subject }
}

/// The hidden fields of the form, as a browser sends them.
fn hidden(page: &Answer) -> Vec<(String, String)> {
    let html = scraper::Html::parse_document(&page.body);
    let css = scraper::Selector::parse("form[action$='/decide'] input[type=hidden]").unwrap();
    let value = |element: scraper::ElementRef<'_>| {
        let of = |name| element.value().attr(name).unwrap_or_default().to_owned();
        (of("name"), of("value"))
    };
    html.select(&css).map(value).collect()
}

fn with<'a>(hidden: &'a [(String, String)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(more.iter().copied()).collect()
}

#[tokio::test]
async fn one_requirement_over_many_systems_is_one_block_decided_together_but_for_one() {
    let Sent { firm, id, subjects } = sent(25).await;
    let mut reviewer = firm.house.signed_in_as("ines-halvorsen@example.com").await;
    let page = reviewer.get("/evidence/review").await.is(200).says("All 25 together").says("Pair by pair: 25");
    assert_eq!(page.select(".group").len(), 1);
    assert_eq!(page.select(".group .pairs > li").len(), 25);
    let (pins, decide) = (hidden(&page), format!("/evidence/{id}/decide"));
    let (group, own) = (format!("ruling.{TASK}"), format!("ruling.{}.{TASK}", subjects[3]));
    let chosen = [(group.as_str(), "supports"), (own.as_str(), "adverse")];
    let unsaid = reviewer.post(&decide, &with(&pins, &chosen)).await.is(422).says("Say why");
    assert_eq!(unsaid.attr(&format!("[name='{own}'][checked]"), "value").unwrap(), "adverse");
    assert_eq!(unsaid.attr(&format!("[name='{group}'][checked]"), "value").unwrap(), "supports");
    let reason = format!("reason.{}.{TASK}", subjects[3]);
    let said = [&chosen[..], &[(reason.as_str(), "Its key is shared.")]].concat();
    reviewer.post(&decide, &with(&pins, &said)).await.goes_to("/evidence/review?said=decided");
    let decided = firm.store().decided_pairs(id, 50).await.unwrap();
    let of = |ruling| decided.iter().filter(|pair| pair.ruling == Some(ruling)).count();
    assert_eq!((of(Ruling::Supports), of(Ruling::Adverse)), (24, 1));
    let adverse = decided.iter().find(|pair| pair.ruling == Some(Ruling::Adverse)).unwrap();
    assert_eq!((adverse.pair.subject, adverse.reason.as_deref()), (subjects[3], Some("Its key is shared.")));
}

#[tokio::test]
async fn a_reviewer_is_told_until_when_it_would_be_fresh_and_of_the_same_file_elsewhere() {
    let Sent { firm, id, subjects } = sent(1).await;
    let mut reviewer = firm.house.signed_in_as("ines-halvorsen@example.com").await;
    let at = |id: EvidenceId| format!("/evidence/review?evidence={id}");
    reviewer.get(&at(id)).await.is(200).says("Accepted, it is fresh to").does_not_say("Too old");
    let old = EvidenceDraft {
        speaks_from: date(2024, 1, 2),
        speaks_until: date(2024, 1, 2),
        form: Form::File,
        statement: String::new(),
        ..draft("Key settings of 2024")
    };
    let pairs = [pair(subjects[0])];
    let file = |name: &str| StoredFile { sha256: [7; 32], size: 3, media: "text/csv".into(), name: name.into() };
    let first = firm.store().submit(&firm.manager, old.clone(), Some(file("a.csv")), &pairs).await.unwrap();
    reviewer.get(&at(first)).await.is(200).says("Too old").does_not_say("The same file");
    let renamed = EvidenceDraft { title: "Key settings, all".into(), ..old };
    let second = firm.store().submit(&firm.manager, renamed, Some(file("b.csv")), &pairs).await.unwrap();
    let page = reviewer.get(&at(second)).await.is(200).says("The same file, sent as").says("Key settings of 2024");
    assert!(page.body.contains(&format!("href=\"/evidence/{first}\"")));
    reviewer.get(&format!("/evidence/{first}")).await.is(200).says("The same file, sent as").says("Key settings, all");
}

#[tokio::test]
async fn a_stale_decision_is_told_with_both_texts_and_changes_nothing() {
    let Sent { firm, id, subjects } = sent(5).await;
    firm.house.add("Jonas Weber", &[Role::Engineer], true).await;
    let mut reviewer = firm.house.signed_in_as("jonas-weber@example.com").await;
    let pins = hidden(&reviewer.get("/evidence/review").await.is(200));
    let other = [PairRuling { pair: pair(subjects[0]), ruling: Ruling::Supports, reason: String::new() }];
    firm.store().rule(&firm.reviewer, id, &other, None).await.unwrap();
    let decide = format!("/evidence/{id}/decide");
    for chosen in [
        ("all".to_owned(), "rejected"),
        (format!("ruling.{TASK}"), "rejected"),
        (format!("ruling.{}.{TASK}", subjects[0]), "rejected"),
    ] {
        let fields = [(chosen.0.as_str(), chosen.1), ("reason", "Only one store is shown.")];
        let page = reviewer.post(&decide, &with(&pins, &fields)).await.is(409).says("meanwhile");
        let row = page.select(".notice tbody tr").join("");
        assert!(row.contains("System 000") && row.contains("Only one store is shown."), "{chosen:?}: {row}");
        assert!(row.contains("Ines Halvorsen"), "{row}");
        assert_eq!(page.attr("[name=reason]", "value").unwrap(), "Only one store is shown.");
        assert_eq!(firm.store().waiting_pairs(id).await.unwrap().len(), 4, "{chosen:?}: nothing was decided");
    }
    let fresh = hidden(&reviewer.get(&format!("/evidence/review?evidence={id}")).await.is(200).says("All 4 together"));
    reviewer.post(&decide, &with(&fresh, &[("all", "supports")])).await.is(303);
    let unpinned = reviewer.post(&decide, &[("all", "supports")]).await;
    assert_eq!(unpinned.status, 409, "together is never decided blind");
}

#[tokio::test]
async fn the_queue_is_filtered_and_paged_and_comes_back_to_its_filters() {
    let Sent { firm, id, subjects } = sent(60).await;
    let mut reviewer = firm.house.signed_in_as("ines-halvorsen@example.com").await;
    let page = reviewer.get("/evidence/review").await.is(200).says("All 60 together");
    assert_eq!(page.select(".group .pairs > li").len(), 50);
    let next = reviewer.get(&format!("/evidence/review?evidence={id}&pairs=2")).await.is(200);
    assert_eq!(next.select(".group .pairs > li").len(), 10);
    for n in 0..21 {
        send(&firm, &format!("Piece {n:02}"), &subjects[n..=n]).await;
    }
    let page = reviewer.get("/evidence/review").await.is(200).says("22 pieces of evidence wait").says("Page 1 of 2");
    assert_eq!(page.select(".queue > li").len(), 20);
    assert_eq!(reviewer.get("/evidence/review?page=2").await.select(".queue > li").len(), 2);
    let mine = firm.house.person("founder@example.com").await;
    let by = reviewer.get(&format!("/evidence/review?by={mine}")).await.is(200).says("22 of 22 shown");
    assert_eq!(hidden(&by).iter().find(|(name, _)| name == "by").unwrap().1, mine.to_string());
    let none = reviewer.get("/evidence/review?control=AIG-GV-02").await.is(200).says("0 of 22 shown");
    none.says("Nothing of what is shown is for you to decide");
    reviewer.get("/evidence/review?control=AIG-AC-07&mine=yes").await.is(200).says("22 of 22 shown");
    let mut founder = firm.house.signed_in_as("founder@example.com").await;
    founder
        .get("/evidence/review?mine=yes")
        .await
        .is(200)
        .says("None of it is for you to decide")
        .says("0 of 22 shown");
    let pins = hidden(&reviewer.get(&format!("/evidence/review?evidence={id}&mine=yes")).await);
    let answer = reviewer.post(&format!("/evidence/{id}/decide"), &with(&pins, &[("all", "supports")])).await;
    answer.goes_to("/evidence/review?mine=yes&said=decided");
    let before = firm.store().statements();
    reviewer.get("/evidence/review?mine=yes&control=AIG-AC-07").await.is(200);
    reviewer.get("/evidence/review?mine=yes&control=AIG-AC-07").await.is(200);
    let before = firm.store().statements() - before;
    // The first look also reads what waits for everybody, anew after the decision.
    assert!(before <= 36, "{before}");
}

#[tokio::test]
async fn changes_of_one_kind_are_decided_together_and_tell_how_long_and_how_much() {
    let firm = firm(&["AIG-GV-02"]).await;
    let mut proposals = Vec::new();
    for n in 0..4 {
        let (system, _) = firm.system(&format!("System {n}"), &[Trait::Agentic]).await;
        let change = Change::Answer { system, which: Trait::Agentic, answer: Some(false) };
        proposals.push(firm.store().propose(&firm.manager, &change, "It only answers.").await.unwrap().to_string());
    }
    firm.house.fresh.world.forward(9 * 86_400);
    let mut reviewer = firm.house.signed_in_as("ines-halvorsen@example.com").await;
    let page = reviewer.get("/decisions").await.is(200).says("Four changes wait").says("You may decide on all of them");
    let page = page.says("Answers about systems").says("9 days").says("1 system").says("Agree to all 4");
    assert_eq!(page.select("#answers [name=proposal]").len(), 4);
    let mut founder = firm.house.signed_in_as("founder@example.com").await;
    let own = founder.get("/decisions").await.is(200);
    assert_eq!(own.select("#answers [name=proposal]").len(), 0, "never one's own");

    reviewer.post("/decisions/agree", &[("kind", "answers")]).await.is(422).says("Choose at least one change");
    let two = [("kind", "answers"), ("proposal", proposals[0].as_str()), ("proposal", proposals[1].as_str())];
    let page = reviewer.post("/decisions/refuse", &two).await.is(422);
    assert_eq!(page.select("[name=proposal][checked]").len(), 2, "what was chosen is kept");
    reviewer.post("/decisions/agree", &two).await.goes_to("/decisions?said=agreed&n=2");
    reviewer.get("/decisions?said=agreed&n=2").await.is(200).says("Two changes were agreed.").says("Two changes wait");

    let mixed = [("proposal", proposals[1].as_str()), ("proposal", proposals[2].as_str())];
    let page = reviewer.post("/decisions/agree", &mixed).await.is(409).says("One change was agreed.");
    let page = page.says("One change was left as it is").says("This was agreed meanwhile");
    page.says("One change waits");
    let last = [("proposal", proposals[3].as_str())];
    founder.post("/decisions/agree", &last).await.is(409).says("You proposed this. A second person decides.");
    let mut auditor = firm.house.signed_in(Role::Auditor).await;
    auditor.get("/decisions").await.is(200).does_not_say("Agree to");
    auditor.post("/decisions/agree", &last).await.is(409).says("You have no right of review");
    auditor.post("/decisions/refuse", &last).await.is(403);
    let why = [("kind", "answers"), ("seen", proposals[3].as_str()), ("all", "yes"), ("reason", "It acts on mail.")];
    reviewer.post("/decisions/refuse", &why).await.goes_to("/decisions?said=refused&n=1");
    let outcome = firm.store().proposal(proposals[3].parse().unwrap()).await.unwrap();
    assert_eq!((outcome.outcome.as_deref(), outcome.answer.as_deref()), (Some("refused"), Some("It acts on mail.")));
}
