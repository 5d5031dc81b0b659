//! Writing a set, sending it, handing questions on.

use super::*;
use jiff::civil::date;

fn own(question: &str) -> OwnDraft {
    OwnDraft {
        heading: "Support".into(),
        question: question.into(),
        kind: "choice".into(),
        choices: "Our team\nNobody\nour team".into(),
        favours: "these".into(),
        favoured: "Our team".into(),
        weight: "2".into(),
        ..OwnDraft::default()
    }
}

fn set(own: Vec<OwnDraft>) -> SetDraft {
    let picked = vec![Picked { key: "VQ-11".into(), weight: "4".into(), knock_out: true }];
    SetDraft { name: "Short".into(), about: String::new(), picked, own }
}

#[test]
fn a_set_keeps_its_keys_from_version_to_version() {
    let first = set(vec![own("Who answers at night?"), OwnDraft::default()]).check(41).unwrap();
    let [library, ours] = first.asks.as_slice() else { panic!("{first:?}") };
    assert_eq!((library.key.as_str(), library.weight, library.knock_out), ("VQ-11", 4, true));
    assert_eq!((ours.key.as_str(), ours.choices.len()), ("OWN-41-1", 2));
    let again = set(vec![OwnDraft::of(ours), own("And by day?")]).check(57).unwrap();
    let keys: Vec<_> = again.asks.iter().map(|ask| ask.key.as_str()).collect();
    assert_eq!(keys, ["VQ-11", "OWN-41-1", "OWN-57-2"]);
    assert_eq!(again.asks[1], *ours, "the form changes nothing by itself");
}

/// A field, and what spoils it.
type Spoilt = (&'static str, fn(&mut OwnDraft));

#[test]
fn what_cannot_stand_is_told_at_its_row() {
    let spoilt: [Spoilt; 8] = [
        ("heading-1", |row| row.heading.clear()),
        ("kind-1", |row| row.kind = "shouted".into()),
        ("choices-1", |row| row.choices = "Only one".into()),
        ("favours-1", |row| row.favours = "yes".into()),
        ("favoured-1", |row| row.favoured = "A robot".into()),
        ("weight-1", |row| row.weight = "6".into()),
        ("weight-1", |row| row.weight = "0".into()),
        ("why-1", |row| row.why = "x".repeat(1_001)),
    ];
    for (field, spoil) in spoilt {
        let mut row = own("Who answers at night?");
        spoil(&mut row);
        let refused = set(vec![row]).check(1).unwrap_err();
        assert!(fields(&refused).contains(&field), "{field}: {refused:?}");
    }
    let nothing = SetDraft { picked: vec![], ..set(vec![]) }.check(1).unwrap_err();
    assert_eq!(fields(&nothing), ["questions"]);
    let twice = OwnDraft { key: "OWN-1-1".into(), ..own("The same?") };
    assert_eq!(fields(&set(vec![twice.clone(), twice]).check(1).unwrap_err()), ["questions"]);
    let posing = OwnDraft { key: "VQ-11".into(), ..own("As if of the library?") };
    assert!(set(vec![posing]).check(3).unwrap().asks.iter().any(|ask| ask.key.as_str() == "OWN-3-1"));
}

#[test]
fn a_number_favours_at_least_or_at_most() {
    let of = |favours: &str, favoured: &str| {
        let row =
            OwnDraft { kind: "number".into(), favours: favours.into(), favoured: favoured.into(), ..own("How fast?") };
        set(vec![row]).check(1).map(|set| set.asks[1].favours.clone())
    };
    assert_eq!(of("at-least", "99.9"), Ok(Favours::AtLeast("99.9".parse().unwrap())));
    assert_eq!(of("at-most", "14"), Ok(Favours::AtMost("14".parse().unwrap())));
    assert_eq!(fields(&of("at-most", "soon").unwrap_err()), ["favoured-1"]);
    assert_eq!(fields(&of("these", "14").unwrap_err()), ["favours-1"]);
}

#[test]
fn a_link_opens_until_the_answers_are_due_and_no_longer_than_a_year_after() {
    let today = date(2026, 11, 22);
    let send = |due: &str, until: &str| {
        SendDraft { due_on: due.into(), expires_on: until.into(), note: String::new() }.check(today)
    };
    assert_eq!(send("2026-12-10", "").unwrap().expires_on, date(2027, 1, 9));
    assert_eq!(send("2026-12-10", "2026-12-10").unwrap().expires_on, date(2026, 12, 10));
    for (due, until, field) in [
        ("2026-11-21", "", "due_on"),
        ("2027-11-24", "", "due_on"),
        ("", "", "due_on"),
        ("2026-12-10", "2026-12-09", "expires_on"),
        ("2026-12-10", "2027-12-12", "expires_on"),
        ("2026-12-10", "soon", "expires_on"),
    ] {
        assert_eq!(fields(&send(due, until).unwrap_err()), [field], "{due} {until}");
    }
}

#[test]
fn questions_are_handed_on_by_name_and_only_those_that_are_asked() {
    let asks = [ask("OWN-1-1", 1), ask("OWN-1-2", 1)];
    let to = |to: &str, keys: &[&str]| {
        HandOnDraft { to: to.into(), keys: keys.iter().map(|key| (*key).to_owned()).collect() }.check(&asks)
    };
    assert_eq!(to(" Jo ", &["OWN-1-2"]).unwrap(), HandedOn { to: "Jo".into(), keys: vec!["OWN-1-2".parse().unwrap()] });
    assert_eq!(fields(&to("", &[]).unwrap_err()), ["to", "keys"]);
    assert_eq!(fields(&to("Jo", &["OWN-1-2", "VQ-11"]).unwrap_err()), ["keys"]);
}
