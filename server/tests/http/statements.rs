//! How many statements each page asks of the database, at the first look after a fact and at the next: bounded, and
//! seen in review.

use crate::house::House;
use axum::http::Method;
use domain::people::Role;
use server::router::site_map;
use std::fmt::Write as _;

#[tokio::test]
async fn the_statements_of_every_page_are_as_reviewed() {
    let house = House::founded().await;
    let mut founder = house.signed_in_as("founder@example.com").await;
    let spare = house.add("Spare", &[Role::Engineer], false).await.to_string();
    let mut table = String::new();
    for route in site_map().filter(|route| route.method == Method::GET) {
        let path = crate::guard::with_library(route.path).replace("{person}", &spare).replace(['{', '}'], "");
        let mut asked = [0; 2];
        for look in &mut asked {
            let before = house.site.store.statements();
            founder.get(&path).await;
            *look = house.site.store.statements() - before;
        }
        let [first, again] = asked;
        // The first look of all reads what waits and the tasks too.
        let bounded = again <= 8 || OVER.contains(&route.path);
        assert!(first <= 25 && bounded, "{path} asks {first} statements, then {again}");
        let _ = writeln!(table, "{:<40} {first:>2} {again:>2}", route.path);
    }
    insta::assert_snapshot!(table);
}

/// What gathers many small lists where there is much to show (on the page of a control also how it operated).
const OVER: &[&str] = &[
    "/controls/{control}",
    "/operating/{requirement}",
    "/operating/{requirement}/{subject}",
    "/tasks/{requirement}",
    "/policies/{policy}",
    "/policies/{policy}/on/{day}",
    "/policies/{policy}/audience",
    "/risks/assessments/{assessment}",
    "/risks/assessments/{assessment}/own",
    "/risks/assessments/{assessment}/risks/{risk}",
    "/systems/{system}",
    "/vendors/{vendor}",
    "/attestations/{attestation}",
    "/questionnaires/{questionnaire}",
];

#[tokio::test]
async fn the_statements_of_every_page_of_the_story_are_as_reviewed() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    let (mut table, mut over) = (String::new(), Vec::new());
    for route in site_map().filter(|route| route.method == Method::GET) {
        let path = crate::example::with_story(&house, route.path).await.replace(['{', '}'], "");
        let mut asked = [0; 2];
        for look in &mut asked {
            let before = house.site.store.statements();
            miriam.get(&path).await;
            *look = house.site.store.statements() - before;
        }
        let [first, again] = asked;
        // The first look of all reads training too, whose registers are open.
        assert!(first <= 30, "{path} asks {first} statements");
        if again > 8 {
            over.push(route.path);
        }
        let _ = writeln!(table, "{:<40} {first:>2} {again:>2}", route.path);
    }
    insta::assert_snapshot!(table);
    assert_eq!(over, OVER, "what asks for more than eight is known by name");
}

/// Tables of the registers, beside those of the spine, that grow with what people do.
const GROWING: &[&str] = &[
    "access_decision",
    "access_line",
    "acknowledgement",
    "attestation",
    "attestation_note",
    "attestation_point",
    "audit_result",
    "audit_step",
    "deficiency",
    "deficiency_step",
    "event",
    "event_thing",
    "evidence",
    "fact",
    "finding",
    "incident",
    "incident_entry",
    "job",
    "notice",
    "offer",
    "own_task",
    "policy_talk",
    "policy_version",
    "questionnaire",
    "questionnaire_answer",
    "questionnaire_file",
    "risk_assessment",
    "risk_said",
    "risk_turn",
    "search_entry",
    "system",
    "system_change",
    "task_hand",
    "training_record",
    "vendor_change",
];

/// Statements that read all of a table on purpose, by a part of their text, each with its reason.
const ALLOWED: &[(&str, &str)] = &[
    ("count(*) FROM system", "systems are counted over an index"),
    ("DISTINCT stage, yes, no_, programmes FROM system", "kinds of systems in scope, over an index"),
    ("AND NOT d.closed", "open deficiencies are read whole, closed ones never"),
    ("FROM risk_assessment a LEFT JOIN system y", "which assessment counts for a thing follows from all of them"),
    ("FROM training_record r ORDER BY", "who holds a course follows from all records"),
];

#[tokio::test]
async fn a_page_about_one_thing_reads_no_register_whole() {
    let house = House::story().await;
    let mut miriam = house.looking_as("miriam.castell@harrowfinch.example").await;
    miriam.get("/").await.is(200);
    let mut whole = Vec::new();
    for route in site_map().filter(|route| route.method == Method::GET && route.path.contains('{')) {
        let path = crate::example::with_story(&house, route.path).await.replace(['{', '}'], "");
        miriam.get(&path).await;
        let _ = house.fresh.asked();
        miriam.get(&path).await;
        let reads = |sql: &&String| sql.starts_with("SELECT") || sql.starts_with("WITH");
        for sql in house.fresh.asked().iter().filter(reads) {
            if ALLOWED.iter().any(|(part, _)| sql.contains(part)) {
                continue;
            }
            whole.extend(
                house.fresh.scans(sql, GROWING).await.into_iter().map(|step| format!("{}: {step}: {sql}", route.path)),
            );
        }
    }
    assert!(whole.is_empty(), "{}", whole.join("\n"));
}
