mod own_tasks;
mod people;
mod risks;

use super::*;
use crate::ids::{PersonId, SystemId, VendorId};
use crate::import::RawRow;
use crate::roll::{Known, Roll};
use crate::vendors::VendorDraft;
use crate::words::Criticality;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

const TODAY: Date = date(2026, 11, 21);

fn vendor(no: u128) -> VendorId {
    VendorId(Uuid::from_u128(no))
}

fn here() -> Here {
    let people = [
        Known { person: PersonId(Uuid::from_u128(7)), name: "Ada Lind".into(), email: "ada@example.com".into() },
        Known { person: PersonId(Uuid::from_u128(8)), name: "Jo Park".into(), email: "jo@example.com".into() },
        Known { person: PersonId(Uuid::from_u128(9)), name: "Jo Park".into(), email: "j.park@example.com".into() },
    ];
    let parley = VendorDraft { service: "A model".into(), ..VendorDraft::named("Parley Labs") };
    let system = |no: u128, name: &str, external: Option<&str>| KnownSystem {
        id: SystemId(Uuid::from_u128(no)),
        name: name.into(),
        external_id: external.map(str::to_owned),
    };
    Here {
        roll: Roll::of(&people),
        vendors: vec![
            KnownVendor { id: vendor(1), draft: parley },
            KnownVendor { id: vendor(2), draft: VendorDraft::named("Basalt") },
        ],
        systems: vec![system(21, "Triage", Some("S-1")), system(22, "Twin", None), system(23, "Twin", Some("S-3"))],
        dependencies: [(SystemId(Uuid::from_u128(21)), vendor(1))].into(),
        passes: [((vendor(1), vendor(2)), "Prompts".to_owned())].into(),
        ..Here::empty(TODAY)
    }
}

fn table(rows: &[&[&str]]) -> (Vec<String>, Vec<RawRow>) {
    let all = |cells: &&[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>();
    let rows_of = |(at, cells): (usize, &&[&str])| RawRow { row: at as u64 + 1, cells: all(cells) };
    (all(&rows[0]), rows.iter().enumerate().skip(1).map(rows_of).collect())
}

fn plan(list: Incoming, rows: &[&[&str]]) -> Plan {
    let (headers, rows) = table(rows);
    Heads::find(list, &headers).plan(&rows, &here())
}

fn told(plan: &Plan) -> Vec<String> {
    plan.faults.iter().chain(&plan.remarks).map(crate::import::Remark::placed).collect()
}

#[test]
fn a_vendor_comes_in_with_what_its_row_says() {
    let plan = plan(
        Incoming::Vendors,
        &[
            &["Supplier", "Description", "Criticality", "Owner e-mail", "Trains on our data", "Contract", "Other"],
            &["Quill", "Transcripts", "critical", "ADA@example.com", "No", "Thirty days.\nExit in writing.", "?"],
        ],
    );
    assert_eq!(told(&plan), [""; 0]);
    let [Line { row: 2, fate: Fate::New(Coming::Vendor(None, draft)), .. }] = plan.lines.as_slice() else {
        panic!("{plan:?}")
    };
    assert_eq!((draft.name.as_str(), draft.service.as_str(), draft.tier), ("Quill", "Transcripts", Criticality::High));
    assert_eq!((draft.owner, draft.trains), (Some(PersonId(Uuid::from_u128(7))), Some(false)));
    assert_eq!(draft.contract, "Thirty days.\nExit in writing.");
    assert!(plan.writes(false));
}

#[test]
fn every_bad_line_is_told_at_its_line_and_column_and_keeps_the_list_out() {
    let plan = plan(
        Incoming::Vendors,
        &[
            &["Vendor", "Tier", "Trains on our data", "Service"],
            &["", "High", "", ""],
            &["Quill", "enormous", "perhaps", ""],
            &["Quill", "Low", "", ""],
            &["Onyx", "Low", "", &"x".repeat(301)],
        ],
    );
    assert_eq!(
        told(&plan),
        [
            "Line 2, column “Vendor”: no name. Give it one, or leave the row out.",
            "Line 3, column “Tier”: “enormous” is not known. It can be high, medium or low.",
            "Line 3, column “Trains on our data”: “perhaps” is not known. It can be yes or no.",
            "Line 4, column “Vendor”: “Quill” is on line 3 already. Keep one.",
            "Line 5, column “Service”: at most 300 characters; this has 301.",
        ]
    );
    assert!(!plan.writes(true));
}

#[test]
fn what_is_here_is_changed_only_where_the_row_says_otherwise() {
    let plan = plan(
        Incoming::Vendors,
        &[
            &["Id", "Vendor", "Service", "Tier", "Owner"],
            &["", "parley labs", "", "", ""],
            &[&vendor(2).to_string(), "Basalt Cloud", "Hosting", "High", "Jo Park"],
            &["", "Parley", "", "", "Nobody Known"],
        ],
    );
    // A name in other letters is another spelling, and a row with an id renames.
    let fates: Vec<_> = plan.lines.iter().map(|line| &line.fate).collect();
    assert!(matches!(fates[0], Fate::Other(_, fields) if *fields == ["Vendor"]), "{:?}", fates[0]);
    let Fate::Other(Coming::Vendor(Some(id), draft), fields) = fates[1] else { panic!("{:?}", fates[1]) };
    assert_eq!((*id, draft.name.as_str(), draft.owner), (vendor(2), "Basalt Cloud", None));
    assert_eq!(*fields, ["Vendor", "Service", "Tier"]);
    assert!(matches!(fates[2], Fate::New(_)));
    assert_eq!(
        told(&plan),
        [
            "Line 3, column “Owner”: owner “Jo Park” can be several people here; an e-mail address says who; stays as it was.",
            "Line 4, column “Owner”: owner “Nobody Known” is nobody here; left without an owner.",
            "Line 4, column “Vendor”: “Parley” reads much like “Parley Labs”, which is here. Both are kept.",
        ]
    );
    assert_eq!((plan.created(), plan.others()), (1, 2));
    assert_eq!(plan.clone().writing(false).count(), 1);
    assert_eq!(plan.writing(true).count(), 3);
}

#[test]
fn dependencies_find_both_ends_or_say_which_is_not_here() {
    let plan = plan(
        Incoming::Dependencies,
        &[
            &["System id", "System", "Vendor"],
            &["", "Triage", "Parley Labs"],
            &["S-3", "Twin", "Basalt"],
            &["S-3", "Twin", "Basalt"],
            &["", "Twin", "Basalt"],
            &["", "Nowhere", "Parley Lab"],
            &["", "Triage", "Parley"],
        ],
    );
    assert_eq!(plan.lines.iter().map(|line| line.row).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(plan.lines[0].fate, Fate::Same);
    let new = Coming::Dependency(SystemId(Uuid::from_u128(23)), vendor(2));
    assert_eq!(plan.lines[1].fate, Fate::New(new));
    assert!(matches!(plan.lines[2].fate, Fate::Left(_)));
    assert_eq!(
        told(&plan),
        [
            "Line 5, column “System”: several systems here are called “Twin”. Give its identifier instead.",
            "Line 6, column “System”: no system here is called “Nowhere”. Bring the systems in first.",
            "Line 6, column “Vendor”: no vendor here is called “Parley Lab”. Bring the vendors in first.",
            "Line 7, column “Vendor”: no vendor here is called “Parley”. There is “Parley Labs”; write its name so.",
        ]
    );
}

#[test]
fn to_whom_vendors_pass_on_comes_in_once() {
    let plan = plan(
        Incoming::Subprocessors,
        &[
            &["Vendor", "Sub-processor", "What it passes on"],
            &["Parley Labs", "Basalt", "Prompts"],
            &["Parley Labs", "Basalt", "Something else"],
            &["Basalt", "Parley Labs", "Logs"],
            &["Basalt", "basalt", ""],
        ],
    );
    assert_eq!(plan.lines[0].fate, Fate::Same);
    assert!(matches!(plan.lines[1].fate, Fate::Left(_)));
    assert_eq!(plan.lines[2].fate, Fate::New(Coming::Subprocessor(vendor(2), vendor(1), "Logs".into())));
    assert_eq!(told(&plan), ["Line 5, column “Sub-processor”: a vendor is no sub-processor of itself."]);
}

#[test]
fn a_document_comes_in_as_entered_with_the_fields_of_its_kind() {
    let rows: &[&[&str]] = &[
        &[
            "Vendor",
            "Kind",
            "Stands",
            "Issued by",
            "First day of its period",
            "Last day of its period",
            "Opinion",
            "In scope",
            "Categories",
            "Services of others that it leaves out",
            "Received on",
        ],
        &[
            "Parley Labs",
            "SOC2-T2",
            "Accepted",
            "Brack & Co",
            "2025-10-01 00:00:00",
            "30 Sep 2026",
            "Unqualified",
            "Yes",
            "Security; Availability",
            "Cellar Hosting | Basalt | must be covered; Post",
            "2026-10-20",
        ],
    ];
    let whole = plan(Incoming::Attestations, rows);
    assert_eq!(told(&whole), [""; 0]);
    let Fate::New(Coming::Attestation(of, entered)) = &whole.lines[0].fate else { panic!("{whole:?}") };
    assert_eq!((*of, entered.kind.as_str(), entered.received_on), (vendor(1), "SOC2-T2", date(2026, 10, 20)));
    assert_eq!(entered.terms.categories.iter().count(), 2);
    let said: Vec<_> =
        entered.terms.carve_outs.iter().map(|one| carved_out(one, one.vendor.map(|_| "Basalt"))).collect();
    assert_eq!(said, ["Cellar Hosting | Basalt | must be covered", "Post"]);

    let mut bad = rows.to_vec();
    let lines: [&[&str]; 4] = [
        &["Parley Labs", "SOC9", "", "", "", "", "", "", "", "", "2026-10-20"],
        &["Nobody", "SOC2-T2", "", "B", "2025-10-01", "2026-09-30", "Unqualified", "", "Security", "", "2026-10-20"],
        &["Basalt", "SOC2-T2", "", "B", "2025-10-01", "2027-09-30", "Fine", "", "Security", "", "2026-10-20"],
        &["Basalt", "SOC2-T2", "Taken back", "", "", "", "", "", "", "", ""],
    ];
    bad.extend(lines);
    let bad = plan(Incoming::Attestations, &bad);
    let told = told(&bad);
    assert!(told[0].starts_with("Line 3, column “Kind”: “SOC9” is no kind of the library."), "{told:?}");
    assert!(told[1].starts_with("Line 4, column “Vendor”: no vendor here is called “Nobody”."), "{told:?}");
    assert!(told.iter().any(|it| it.starts_with("Line 5, column “Last day of its period”:")), "{told:?}");
    assert!(told.iter().any(|it| it.starts_with("Line 5, column “Opinion”:")), "{told:?}");
    assert!(matches!(bad.lines.last().unwrap().fate, Fate::Left(_)));
}

#[test]
fn what_an_issuer_took_back_comes_in_with_its_day_and_what_is_not_read_is_said() {
    let heads: &[&str] = &[
        "Vendor",
        "Kind",
        "Issued by",
        "Day it counts from",
        "Edition",
        "Withdrawn on",
        "Suspended on",
        "Received on",
        "Mood",
    ];
    let row: &[&str] =
        &["Basalt", "ISO27001", "B", "2025-05-10", "2022", "2026-03-01", "2026-02-01", "2026-10-20", "fine"];
    let whole = plan(Incoming::Attestations, &[heads, row]);
    assert_eq!(told(&whole), [""; 0]);
    let Fate::New(Coming::Attestation(_, entered)) = &whole.lines[0].fate else { panic!("{whole:?}") };
    let said = (entered.terms.withdrawn_on, entered.terms.suspended_on);
    assert_eq!(said, (Some(date(2026, 3, 1)), Some(date(2026, 2, 1))));
    let (headers, _) = table(&[heads]);
    assert_eq!(Heads::find(Incoming::Attestations, &headers).unread(), ["Mood"]);
    let bad: &[&str] = &["Basalt", "ISO27001", "B", "2025-05-10", "2022", "soon", "", "2026-10-20", ""];
    let bad = told(&plan(Incoming::Attestations, &[heads, bad]));
    assert!(bad[0].starts_with("Line 2, column “Withdrawn on”:"), "{bad:?}");
    let early: &[&str] = &["Basalt", "ISO27001", "B", "2025-05-10", "2022", "2026-11-22", "", "2026-10-20", ""];
    let early = told(&plan(Incoming::Attestations, &[heads, early]));
    assert!(early[0].ends_with("2026-11-22 has not come yet."), "{early:?}");
    let other: &[&str] = &["Basalt", "SOC2-T1", "B", "2025-05-10", "", "", "2026-02-01", "2026-10-20", ""];
    let other = told(&plan(Incoming::Attestations, &[heads, other]));
    assert!(other[0].ends_with("only certificates are suspended."), "{other:?}");
}

#[test]
fn a_list_without_what_it_needs_says_which_column_is_missing() {
    for (list, missing) in [
        (Incoming::Vendors, "No column holds the vendor."),
        (Incoming::Dependencies, "No column holds the system."),
        (Incoming::Subprocessors, "No column holds the vendor."),
        (Incoming::Attestations, "No column holds the vendor."),
        (Incoming::People, "No column holds the name."),
        (Incoming::OwnTasks, "No column holds the task."),
        (Incoming::Risks, "No column holds the system or organisation."),
    ] {
        let plan = plan(list, &[&["Colour"], &["red"]]);
        assert!(told(&plan)[0].starts_with(missing), "{:?}", told(&plan));
        assert!(plan.lines.is_empty() && !plan.writes(true));
    }
}

proptest! {
    #[test]
    fn every_row_has_a_line_or_a_fault_and_the_same_table_the_same_plan(
        names in prop::collection::vec("(Parley Labs|Basalt|Quill|Onyx|)", 0..8),
        tiers in prop::collection::vec("(High|low|huge|)", 8),
    ) {
        let headers = vec!["Vendor".to_owned(), "Tier".to_owned()];
        let rows: Vec<_> = names.iter().zip(&tiers).zip(2..).map(|((name, tier), row)| {
            RawRow { row, cells: vec![name.clone(), tier.clone()] }
        }).collect();
        let heads = Heads::find(Incoming::Vendors, &headers);
        let plan = heads.plan(&rows, &here());
        for row in &rows {
            let line = plan.lines.iter().any(|line| line.row == row.row);
            let fault = plan.faults.iter().any(|fault| fault.row == Some(row.row));
            prop_assert!(line != fault, "{row:?}");
        }
        prop_assert_eq!(heads.plan(&rows, &here()), plan);
    }
}
