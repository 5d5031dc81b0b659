use super::*;
use crate::own_tasks::{About, OwnTaskDraft};
use crate::words::CriterionId;

fn known() -> OwnTaskDraft {
    OwnTaskDraft {
        title: "Ask for the report".into(),
        steps: String::new(),
        about: About::Criterion(CriterionId::CC7_1),
        assignee: PersonId(Uuid::from_u128(7)),
        due_on: date(2026, 10, 1),
    }
}

fn plan(rows: &[&[&str]]) -> Plan {
    let (headers, rows) = table(rows);
    let here = Here { own_tasks: vec![known()], controls: vec!["AIG-GV-02".parse().unwrap()], ..here() };
    Heads::find(Incoming::OwnTasks, &headers).plan(&rows, &here)
}

const HEADS: &[&str] = &["Task", "Steps", "About", "About (id)", "System", "State", "Given to", "Due"];

#[test]
fn a_task_is_about_a_criterion_a_control_or_a_system() {
    let plan = plan(&[
        HEADS,
        &["Ask", "One\nTwo", "criterion", "CC7.2", "", "Open", "Ada Lind", "2026-12-01"],
        &["Look", "", "control", "aig-gv-02", "", "", "ada@example.com", "1 Dec 2026"],
        &["Read", "", "system", "S-3", "Twin", "", "ada", "2026-12-01"],
        &["Write", "", "Triage", "", "", "", "Ada Lind", "2026-12-01"],
        &["Close", "", "CC7.1", "", "", "", "Ada Lind", "2026-12-01"],
    ]);
    assert_eq!(told(&plan), [""; 0]);
    let about = |line: &Line| match &line.fate {
        Fate::New(Coming::OwnTask(draft)) => (draft.about.kind(), draft.about.id(), draft.steps.clone()),
        fate @ (Fate::New(_) | Fate::Other(..) | Fate::Same | Fate::Left(_)) => panic!("{fate:?}"),
    };
    let found: Vec<_> = plan.lines.iter().map(about).collect();
    let system = |no: u128| Uuid::from_u128(no).to_string();
    assert_eq!(found[0], ("criterion", "CC7.2".into(), "One\nTwo".into()));
    assert_eq!(found[1], ("control", "AIG-GV-02".into(), String::new()));
    assert_eq!(found[2], ("system", system(23), String::new()));
    assert_eq!(found[3], ("system", system(21), String::new()));
    assert_eq!(found[4], ("criterion", "CC7.1".into(), String::new()));
}

#[test]
fn the_same_task_again_is_no_change_even_after_its_day_and_what_is_over_stays_out() {
    let row = ["ask for  the report", "", "criterion", "CC7.1", "", "", "Ada Lind", "2026-10-01"];
    let other = ["Ask for the report", "Twice", "criterion", "CC7.1", "", "", "Ada Lind", "2026-10-01"];
    let later = ["Ask for the report", "", "criterion", "CC7.1", "", "", "Ada Lind", "2026-12-01"];
    let over = ["Old", "", "", "", "", "Signed off", "Nobody", ""];
    let plan = plan(&[HEADS, &row, &other, &later, &later, &over]);
    assert_eq!(told(&plan), [""; 0]);
    let fates: Vec<_> = plan.lines.iter().map(|line| &line.fate).collect();
    assert_eq!(*fates[0], Fate::Same);
    assert!(matches!(fates[1], Fate::Left(_)) && matches!(fates[2], Fate::New(_)));
    assert!(matches!(fates[3], Fate::Left(_)) && matches!(fates[4], Fate::Left(_)));
}

#[test]
fn every_refusal_stands_at_its_line_and_column() {
    for (row, sentence) in [
        (["", "", "", "CC7.2", "", "", "Ada Lind", "2026-12-01"], "column “Task”: say what is to be done"),
        (
            [&"x".repeat(161), "", "", "CC7.2", "", "", "Ada Lind", "2026-12-01"],
            "column “Task”: at most 160 characters",
        ),
        (["Ask", &"x".repeat(4001), "", "CC7.2", "", "", "Ada Lind", "2026-12-01"], "column “Steps”: at most 4000"),
        (["Ask", "", "", "", "", "", "Ada Lind", "2026-12-01"], "column “About”: say what it is about"),
        (
            ["Ask", "", "control", "AIG-GV-01", "", "", "Ada Lind", "2026-12-01"],
            "column “About (id)”: AIG-GV-01 is not run here",
        ),
        (
            ["Ask", "", "criterion", "CC99.9", "", "", "Ada Lind", "2026-12-01"],
            "column “About (id)”: “CC99.9” is no criterion here.",
        ),
        (
            ["Ask", "", "system", "", "Twin", "", "Ada Lind", "2026-12-01"],
            "column “System”: several systems here are called “Twin”",
        ),
        (["Ask", "", "", "CC7.2", "", "", "", "2026-12-01"], "column “Given to”: say who does it"),
        (
            ["Ask", "", "", "CC7.2", "", "", "Jo Park", "2026-12-01"],
            "column “Given to”: “Jo Park” can be several people here.",
        ),
        (
            ["Ask", "", "", "CC7.2", "", "", "Eve", "2026-12-01"],
            "column “Given to”: “Eve” is nobody who is active here.",
        ),
        (["Ask", "", "", "CC7.2", "", "", "Ada Lind", ""], "column “Due”: give the day"),
        (["Ask", "", "", "CC7.2", "", "", "Ada Lind", "1/2/2026"], "column “Due”: “1/2/2026” is no day."),
        (["Ask", "", "", "CC7.2", "", "", "Ada Lind", "2026-11-20"], "column “Due”: 2026-11-20 has passed."),
    ] {
        let plan = plan(&[HEADS, &row]);
        let told = told(&plan);
        assert!(told[0].starts_with(&format!("Line 2, {sentence}")), "{row:?}: {told:?}");
        assert!(!plan.writes(true));
    }
}
