use super::*;
use crate::columns::Columns;
use crate::deficiencies::Of;
use crate::ids::PersonId;
use crate::import::RawRow;
use crate::instant::Instant;
use crate::people::{Actor, Rights, Role};
use crate::refusal::Refusal;
use crate::roll::{Known, Roll};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

fn person(no: u128) -> PersonId {
    PersonId(Uuid::from_u128(no))
}

fn by(no: u128) -> Actor {
    Actor { person: person(no), rights: Rights::of(&[Role::Engineer], true), invited: None }
}

fn roll() -> Roll {
    let known = |no, name: &str, email: &str| Known { person: person(no), name: name.into(), email: email.into() };
    Roll::of(&[known(1, "Ada Lind", "ada@example.com"), known(2, "Jo Park", "jo@example.com")])
}

fn table(text: &str) -> (Columns<AccessField>, Vec<RawRow>) {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let columns = Columns::find(&lines.next().unwrap());
    let rows = lines.zip(2..).map(|(cells, row)| RawRow { row, cells }).collect();
    (columns, rows)
}

fn lines(text: &str) -> Vec<Line> {
    let (columns, rows) = table(text);
    read(&columns, &rows, "", &roll()).unwrap()
}

const MARCH: &str = "\
User name,Display name,Dataset,Permissions,Principal type,Last sign-in
ada@example.com,Ada Lind,claims-2025,read,User,2026-03-01T09:00:00Z
ADA@example.com,Ada Lind,claims-2025,write;admin,User,2026-03-20
jo,,claims-2025,read,User,
svc-train,,claims-2025,read,Service account,2026-03-30
ghost,G. Host,claims-2025,read,User,2024-01-05";

#[test]
fn a_listing_is_read_by_its_headers_and_people_are_found() {
    let lines = lines(MARCH);
    let told: Vec<_> = lines.iter().map(|it| (it.account.as_str(), it.rights.len(), it.holder)).collect();
    assert_eq!(
        told,
        [
            ("ada@example.com", 3, Holder::Person(person(1))),
            ("ghost", 1, Holder::Unknown),
            ("jo", 1, Holder::Person(person(2))),
            ("svc-train", 1, Holder::Machine),
        ]
    );
    assert_eq!(lines[0].last_used, Some(date(2026, 3, 20)));
}

#[test]
fn a_listing_comes_in_whole_or_not_at_all() {
    let why = |text: &str, asset: &str| {
        let (columns, rows) = table(text);
        let faults = read(&columns, &rows, asset, &roll()).unwrap_err();
        faults.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(
        why("Weather\nfine", ""),
        [
            "No column holds the account. Choose the one that does.",
            "No column holds the right. Choose the one that does.",
        ]
    );
    assert_eq!(
        why("User,Role\n,read\njo,\nann,read\nann, ;", "registry"),
        [
            "Line 2: no account. Give its name.",
            "Line 3: no right. Write what the account may do.",
            "Line 5: no right. Write what the account may do.",
        ]
    );
    assert_eq!(why("User,Role\njo,read", " "), ["Line 2: it does not say what the account opens."]);
    assert!(why("User,Role", "registry")[0].contains("no rows"));
    assert!(why("User,Role,Last login\njo,read,1/2/2026", "registry")[0].contains("is no day"));
    let (columns, rows) = table("User,Role\njo,read");
    assert_eq!(read(&columns, &rows, "registry", &roll()).unwrap()[0].asset, "registry");
}

#[test]
fn two_listings_are_compared_by_account_and_thing() {
    let june =
        "User name,Dataset,Permissions\nada@example.com,claims-2025,read\nnew,claims-2025,read\njo,Claims-2025,read";
    let changes = compare(&lines(MARCH), &lines(june));
    let before = ["admin", "read", "write"].map(String::from).into();
    assert_eq!(changes.now, [Movement::Changed { before }, Movement::Same, Movement::New]);
    assert_eq!(changes.gone.iter().map(|it| it.account.as_str()).collect::<Vec<_>>(), ["ghost", "svc-train"]);
}

fn review() -> Review {
    Review { owner: person(1), second: Some(person(2)), closed: None }
}

fn draft(access: Access) -> DecisionDraft {
    DecisionDraft { access: Some(access), reason: " Needed for the yearly retraining. ".into() }
}

#[test]
fn nobody_decides_on_their_own_access() {
    let lines = lines(MARCH);
    let decided = |line: usize, no| decide(&review(), &lines[line], &draft(Access::Keep), &by(no), Instant(5));
    for (line, who, allowed) in [(0, 1, false), (0, 2, true), (2, 2, false), (2, 1, true), (1, 1, true), (1, 3, false)]
    {
        assert_eq!(decided(line, who).is_ok(), allowed, "line {line} by {who}");
    }
    assert_eq!(decided(1, 1).unwrap().reason, "Needed for the yearly retraining.");
    let guest = Actor { rights: Rights::of(&[Role::Auditor], false), ..by(1) };
    assert!(matches!(
        decide(&review(), &lines[1], &draft(Access::Keep), &guest, Instant(5)),
        Err(Refusal::Forbidden(_))
    ));
    let without = DecisionDraft { reason: " ".into(), ..draft(Access::Revoke) };
    assert!(matches!(decide(&review(), &lines[1], &without, &by(1), Instant(5)), Err(Refusal::Invalid(_))));
    let unchosen = DecisionDraft { access: None, ..draft(Access::Keep) };
    assert!(matches!(decide(&review(), &lines[1], &unchosen, &by(1), Instant(5)), Err(Refusal::Invalid(_))));
    let closed = Review { closed: Some(Instant(1)), ..review() };
    assert!(matches!(decide(&closed, &lines[1], &draft(Access::Keep), &by(1), Instant(5)), Err(Refusal::Conflict(_))));
}

fn all(lines: &[Line], of: &[Access]) -> BTreeMap<usize, Decision> {
    let one = |(at, access): (usize, &Access)| {
        let who = if lines[at].holder == Holder::Person(person(1)) { 2 } else { 1 };
        (at, decide(&review(), &lines[at], &draft(*access), &by(who), Instant(5)).unwrap())
    };
    of.iter().enumerate().map(one).collect()
}

#[test]
fn a_review_closes_when_every_line_is_decided_and_removals_have_a_day() {
    let lines = lines(MARCH);
    let mut decided = all(&lines, &[Access::Change, Access::Revoke, Access::Keep, Access::Keep]);
    let closed = close(&review(), &lines, &decided, &by(1), date(2026, 4, 3)).unwrap();
    assert_eq!(closed.kept, 2);
    let removals: Vec<_> = closed.removals.iter().map(|it| (it.line, it.access, it.due_on)).collect();
    let day = date(2026, 4, 17);
    assert_eq!(removals, [(0, Access::Change, day), (1, Access::Revoke, day)]);
    decided.remove(&3);
    let why = close(&review(), &lines, &decided, &by(1), date(2026, 4, 3)).unwrap_err();
    assert_eq!(why.to_string(), "1 of 4 lines are not decided. A review closes when all are.");
    assert!(matches!(close(&review(), &lines, &decided, &by(3), date(2026, 4, 3)), Err(Refusal::Forbidden(_))));
    assert!(matches!(close(&review(), &[], &BTreeMap::new(), &by(1), date(2026, 4, 3)), Err(Refusal::Conflict(_))));
}

#[test]
fn a_second_person_accepts_who_neither_decided_nor_holds() {
    let lines = lines(MARCH);
    let decided = all(&lines, &[Access::Keep; 4]);
    let closed = Review { closed: Some(Instant(9)), ..review() };
    for (who, allowed) in [(1, false), (2, false), (3, true)] {
        assert_eq!(accept(&closed, &lines, &decided, &by(who)).is_ok(), allowed, "{who}");
    }
    let alone = Review { owner: person(7), second: None, ..closed };
    assert!(accept(&alone, &lines, &BTreeMap::new(), &by(2)).is_err(), "holds a line");
    assert!(matches!(accept(&review(), &lines, &decided, &by(3)), Err(Refusal::Conflict(_))));
}

#[test]
fn the_next_listing_shows_what_was_left_undone() {
    let march = lines(MARCH);
    let decided = all(&march, &[Access::Change, Access::Revoke, Access::Keep, Access::Revoke]);
    let left = |text: &str| {
        left_undone(&march, &decided, &lines(text)).into_iter().map(|it| it.line.account).collect::<Vec<_>>()
    };
    assert_eq!(left(MARCH), ["ada@example.com", "ghost", "svc-train"]);
    let less = "User,Dataset,Role\nada@example.com,claims-2025,read\njo,claims-2025,read\nghost,other,read";
    assert_eq!(left(less), [] as [&str; 0]);
}

#[test]
fn ten_working_days_leave_out_weekends() {
    for (closed, due) in [
        (date(2026, 4, 1), date(2026, 4, 15)),
        (date(2026, 4, 3), date(2026, 4, 17)),
        (date(2026, 4, 4), date(2026, 4, 17)),
        (date(2026, 12, 24), date(2027, 1, 7)),
    ] {
        assert_eq!(due_on(closed), due, "{closed}");
    }
}

fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    let right = prop::sample::subsequence(vec!["read", "write", "admin"], 1..=3);
    let line = (0..8_u8, 0..3_u8, right).prop_map(|(account, asset, rights)| {
        let (account, asset) = (format!("a{account}"), format!("d{asset}"));
        let rights: BTreeSet<_> = rights.into_iter().map(str::to_owned).collect();
        (
            (account.clone(), asset.clone()),
            Line { account, name: None, asset, rights, holder: Holder::Unknown, last_used: None },
        )
    });
    prop::collection::vec(line, 0..20)
        .prop_map(|lines| lines.into_iter().collect::<BTreeMap<_, _>>().into_values().collect())
}

proptest! {
    #[test]
    fn every_line_of_two_listings_is_told_once(before in any_lines(), now in any_lines()) {
        let there = compare(&before, &now);
        let back = compare(&now, &before);
        prop_assert_eq!(there.now.len(), now.len());
        let stayed = there.now.iter().filter(|it| **it != Movement::New).count();
        prop_assert_eq!(stayed + there.gone.len(), before.len());
        let new = now.iter().zip(&there.now).filter(|(_, it)| **it == Movement::New).map(|(line, _)| line.clone());
        prop_assert_eq!(new.collect::<Vec<_>>(), back.gone);
        prop_assert!(compare(&now, &now).now.iter().all(|it| *it == Movement::Same));
    }

    #[test]
    fn removals_are_due_on_a_working_day_two_weeks_later(offset in 0..3_000_i64) {
        let closed = date(2025, 1, 1).saturating_add(jiff::Span::new().days(offset));
        let due: Date = due_on(closed);
        prop_assert!(due.weekday().to_monday_zero_offset() < 5);
        prop_assert!((12..=14).contains(&(due.duration_since(closed).as_hours() / 24)));
    }
}

fn typed() -> ReviewDraft {
    ReviewDraft {
        name: " Claims data lake ".into(),
        reviewed: "training-data".into(),
        of: format!("system/{}", Uuid::from_u128(8)),
        owner: Some(person(1)),
        second: Some(person(2)),
        due_on: "2026-07-15".into(),
        listed_on: "2026-06-28".into(),
        months: "3".into(),
    }
}

#[test]
fn what_is_reviewed_is_checked_field_by_field() {
    let today = date(2026, 6, 30);
    let new = typed().check(today).unwrap();
    assert_eq!((new.name.as_str(), new.reviewed, new.months), ("Claims data lake", Reviewed::TrainingData, Some(3)));
    for (draft, at) in [
        (ReviewDraft { name: " ".into(), ..typed() }, "name"),
        (ReviewDraft { reviewed: "everything".into(), ..typed() }, "reviewed"),
        (ReviewDraft { of: "system/none".into(), ..typed() }, "of"),
        (ReviewDraft { owner: None, second: None, ..typed() }, "owner"),
        (ReviewDraft { second: Some(person(1)), ..typed() }, "second"),
        (ReviewDraft { due_on: "2026-06-29".into(), ..typed() }, "due_on"),
        (ReviewDraft { listed_on: "2026-07-01".into(), ..typed() }, "listed_on"),
        (ReviewDraft { listed_on: "2026-05-30".into(), ..typed() }, "listed_on"),
        (ReviewDraft { months: "2".into(), ..typed() }, "months"),
    ] {
        let Err(Refusal::Invalid(faults)) = draft.check(today) else { panic!("{draft:?}") };
        assert_eq!(faults.iter().map(|fault| fault.field.as_ref()).collect::<Vec<_>>(), [at], "{draft:?}");
    }
    assert!(ReviewDraft { listed_on: "2026-05-31".into(), ..typed() }.check(today).is_ok(), "thirty days");
    assert_eq!(ReviewDraft { months: String::new(), ..typed() }.check(today).unwrap().months, None);
}

#[test]
fn only_the_access_of_one_system_or_to_rooms_of_our_own_proves_something() {
    let (system, vendor) =
        (Of::System(crate::ids::SystemId(Uuid::nil())), Of::Vendor(crate::ids::VendorId(Uuid::nil())));
    for (reviewed, of, proves) in [
        (Reviewed::TrainingData, system, Some("TSK-AC-03-1")),
        (Reviewed::Console, system, Some("TSK-AC-03-1")),
        (Reviewed::Console, vendor, None),
        (Reviewed::Registry, Of::Organisation, None),
        (Reviewed::Rooms, Of::Organisation, Some("TSK-AC-08-1")),
        (Reviewed::Rooms, system, None),
    ] {
        assert_eq!(reviewed.proves(of), proves, "{reviewed:?} {of:?}");
    }
    let steps = &crate::catalogue::catalogue().steps;
    let step = steps.get(&crate::catalogue::RegisterStep::AccessReviewed).unwrap();
    let crate::catalogue::Proves::These(these) = &step.proves else { panic!() };
    let all = Reviewed::ALL.iter().flat_map(|it| [system, vendor, Of::Organisation].map(|of| it.proves(of)));
    let all: BTreeSet<_> = all.flatten().collect();
    assert_eq!(all, these.iter().map(|id| id.as_str()).collect(), "as the catalogue says");
}

#[test]
fn somebody_decides_on_the_owners_own_access() {
    let lines = lines(MARCH);
    let new = typed().check(date(2026, 6, 30)).unwrap();
    assert_eq!(somebody_decides_each(&new, &lines), Ok(()));
    let alone = NewReview { second: None, ..new };
    assert!(somebody_decides_each(&alone, &lines).is_err(), "the owner holds the first line");
    let other = NewReview { owner: person(7), ..alone };
    assert_eq!(somebody_decides_each(&other, &lines), Ok(()));
    assert_eq!(next_on(date(2026, 11, 30), 3), date(2027, 2, 28));
}
