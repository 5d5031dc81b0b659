use super::*;
use crate::accounts::PersonDraft;
use crate::people::{Rights, Role};

fn here() -> Here {
    let known = |no: u128, name: &str, email: &str, rights, active| KnownPerson {
        id: PersonId(Uuid::from_u128(no)),
        name: name.into(),
        email: email.into(),
        department: "Claims".into(),
        rights,
        active,
    };
    Here {
        people: vec![
            known(7, "Ada Lind", "ada@example.com", Rights::of(&[Role::Engineer], true), true),
            known(8, "Jo Park", "jo@example.com", Rights::of(&[Role::Executive], false), false),
        ],
        ..Here::empty(TODAY)
    }
}

fn plan(rows: &[&[&str]]) -> Plan {
    let (headers, rows) = table(rows);
    Heads::find(Incoming::People, &headers).plan(&rows, &here())
}

const HEADS: &[&str] = &["Name", "E-mail", "Department", "Roles", "May review", "Standing", "Active"];

#[test]
fn whoever_is_new_comes_in_with_what_the_row_says() {
    let plan =
        plan(&[HEADS, &["Tomás Ortega", "TOMAS@Example.com", "Claims", "Engineer; compliance-manager", "yes", "", ""]]);
    assert_eq!(told(&plan), [""; 0]);
    let draft = PersonDraft {
        name: "Tomás Ortega".into(),
        email: "tomas@example.com".into(),
        department: "Claims".into(),
        rights: Rights::of(&[Role::Engineer, Role::ComplianceManager], true),
    };
    assert_eq!(plan.lines[0].fate, Fate::New(Coming::Person(draft)));
}

#[test]
fn whoever_is_here_stays_and_the_list_says_in_what_it_differs() {
    let plan = plan(&[
        HEADS,
        &["Ada Lind", "Ada@example.com", "Claims", "Engineer", "Yes", "Here", "Yes"],
        &["Jo Park", "jo@example.com", "", "Executive", "", "", ""],
    ]);
    assert_eq!(told(&plan), [""; 0]);
    assert_eq!(plan.lines[0].fate, Fate::Same);
    let left = |plan: &Plan, at: usize| match &plan.lines[at].fate {
        Fate::Left(why) => why.to_string(),
        fate @ (Fate::New(_) | Fate::Other(..) | Fate::Same) => panic!("{fate:?}"),
    };
    assert_eq!(left(&plan, 1), "They are here and deactivated. Their page lets them in again.");
    let other = |row: &[&str]| left(&people::plan(&[HEADS, row]), 0);
    assert_eq!(
        other(&["Ada Lind", "ada@example.com", "", "Administrator", "no", "", ""]),
        "They are here, and it says otherwise: Roles, May review. A list changes nobody. Their page changes what they may."
    );
    assert_eq!(
        other(&["Ada L.", "ada@example.com", "Legal", "", "", "", ""]),
        "They are here, and it says otherwise: Name, Department. A list changes nobody."
    );
    assert!(!plan.writes(true), "no list changes anybody");
}

#[test]
fn every_refusal_stands_at_its_line_and_column() {
    for (row, sentence) in [
        (&["Eve", "", "", "Engineer", "", "", ""][..], "column “E-mail”: no e-mail address."),
        (&["Eve", "eve", "", "Engineer", "", "", ""], "column “E-mail”: an e-mail address looks like"),
        (
            &["Eve", "\u{435}ve@example.com", "", "Engineer", "", "", ""],
            "column “E-mail”: an e-mail address is written in a to z",
        ),
        (&["", "eve@example.com", "", "Engineer", "", "", ""], "column “Name”: give the person's name."),
        (&["Eve", "eve@example.com", "", "", "", "", ""], "column “Roles”: give at least one role."),
        (
            &["Eve", "eve@example.com", "", "Nurse", "", "", ""],
            "column “Roles”: “Nurse” is no role here. There are Administrator,",
        ),
        (&["Eve", "eve@example.com", "", "Auditor; Engineer", "", "", ""], "column “Roles”: an auditor is a guest"),
        (&["Eve", "eve@example.com", "", "Auditor", "yes", "", ""], "column “May review”: an auditor only looks"),
        (
            &["Eve", "eve@example.com", "", "Engineer", "perhaps", "", ""],
            "column “May review”: “perhaps” is not known.",
        ),
        (&["Eve", "eve@example.com", "", "Engineer", "", "", "perhaps"], "column “Active”: “perhaps” is not known."),
        (
            &["Eve", "eve@example.com", &"x".repeat(121), "Engineer", "", "", ""],
            "column “Department”: a department has",
        ),
    ] {
        let told = told(&plan(&[HEADS, row]));
        assert!(told.first().is_some_and(|said| said.starts_with(&format!("Line 2, {sentence}"))), "{row:?}: {told:?}");
    }
    let twice = plan(&[
        HEADS,
        &["Eve", "eve@example.com", "", "Engineer", "", "", ""],
        &["Eve N.", "EVE@example.com", "", "Engineer", "", "", ""],
    ]);
    assert_eq!(told(&twice), ["Line 3, column “E-mail”: “eve@example.com” is on line 2 already. Keep one."]);
    assert!(!twice.writes(true));
}

#[test]
fn whoever_left_elsewhere_is_left_out_and_two_of_one_name_are_told() {
    let plan = plan(&[
        HEADS,
        &["Eve", "eve@example.com", "", "Engineer", "", "Deactivated", "No"],
        &["", "", "", "", "", "Erased", "No"],
        &["Gone", "gone@example.com", "", "Engineer", "", "", "no"],
        &["Ada Lind", "ada.lind@example.com", "", "Engineer", "", "", ""],
        &["Bo", "bo@example.com", "", "Engineer", "", "", ""],
        &["Bo", "bo.b@example.com", "", "Engineer", "", "", ""],
    ]);
    assert_eq!((plan.left(), plan.created()), (3, 3));
    assert_eq!(
        told(&plan),
        [
            "Line 5, column “Name”: “Ada Lind” is also the name of somebody who is here, with another address. Both are kept.",
            "Line 7, column “Name”: “Bo” is also the name of somebody on line 6, with another address. Both are kept.",
        ]
    );
}
