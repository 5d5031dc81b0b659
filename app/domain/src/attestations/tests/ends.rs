//! Documents that announce their end, each on its own.

use super::*;

fn announced(vendor: &[Attestation], today: &str) -> Vec<(i64, String, String)> {
    let all = ends(vendor, d(today), 90).into_iter();
    all.map(|one| (one.no, one.sentence(), one.by.to_string())).collect()
}

/// A1 stands until 30 September 2027 and asks for the next one sixty days before.
const ASKS: &str = "ask for the next SOC 2 Type II report";

#[test]
fn a_report_asks_for_the_next_one_in_time() {
    let one = |no: i64, by: &str| vec![(no, ASKS.to_owned(), by.to_owned())];
    let end = "2027-09-30";
    let next = || t2("2026-10-01", "2027-09-30").no(2);
    for (what, vendor, today, expected) in [
        ("sixty-one days before", vec![a1()], "2027-07-31", vec![]),
        ("sixty days before", vec![a1()], "2027-08-01", one(1, end)),
        ("on its last day", vec![a1()], end, one(1, end)),
        ("when it is over", vec![a1()], "2027-10-01", one(1, end)),
        ("ninety days later", vec![a1()], "2027-12-29", one(1, end)),
        ("then it is forgotten: its gap is a task", vec![a1()], "2027-12-30", vec![]),
        ("not accepted yet, it asks for its review", vec![a1().waits()], "2027-08-01", vec![]),
        ("followed by one that is accepted", vec![a1(), next().received("2027-08-01")], "2027-09-01", vec![]),
        ("followed by one that waits", vec![a1(), next().received("2027-08-01").waits()], "2027-09-01", vec![]),
        (
            "of which our service is no part",
            vec![a1(), next().received("2027-08-01").scope(Some(false))],
            "2027-09-01",
            one(1, end),
        ),
        ("not received yet", vec![a1(), next().received("2027-09-02")], "2027-09-01", one(1, end)),
        ("an earlier one follows nothing", vec![a1(), t2("2024-10-01", "2025-09-30").no(2)], "2027-09-01", one(1, end)),
        (
            "a certificate is no report",
            vec![a1(), certificate("ISO42001", "2027-08-01", &[]).no(2)],
            "2027-09-01",
            one(1, end),
        ),
    ] {
        assert_eq!(announced(&vendor, today), expected, "{what}");
    }
}

#[test]
fn two_that_end_are_two_matters() {
    let design = dated("SOC2-T1", "2027-03-15").no(2);
    let both = announced(&[a1(), design.clone()], "2027-09-01");
    assert_eq!(both.iter().map(|(no, ..)| *no).collect::<Vec<_>>(), [1], "a Type I report is followed by the Type II");
    let insured = of("INSURANCE").no(3).says(|it| it.expires_on = Some(d("2027-09-20")));
    let both = announced(&[a1(), insured], "2027-09-01");
    assert_eq!(
        both.iter().map(|(no, _, by)| (*no, by.as_str())).collect::<Vec<_>>(),
        [(1, "2027-09-30"), (3, "2027-09-20")]
    );
    assert_eq!(announced(&[design], "2027-09-01")[0].1, "ask for the next SOC 2 Type I report");
}

#[test]
fn a_letter_is_followed_by_the_next_report() {
    let letter = letter("2026-09-30", "2026-12-31", "2027-01-04");
    let told = "ask for the report that follows the bridge letter";
    let of_letter = |vendor: &[Attestation], today: &str| {
        announced(vendor, today)
            .into_iter()
            .filter(|(no, ..)| *no == 2)
            .map(|(_, what, by)| (what, by))
            .collect::<Vec<_>>()
    };
    let alone = vec![(told.to_owned(), "2026-12-31".to_owned())];
    assert_eq!(of_letter(&[a1(), letter.clone()], "2027-01-10"), alone, "its own report is no next one");
    let next = t2("2026-10-01", "2027-09-30").no(3).received("2027-01-09");
    assert_eq!(of_letter(&[a1(), letter, next], "2027-01-10"), []);
}

#[test]
fn an_agreement_is_read_again_unless_a_later_one_stands() {
    let signed = |no: i64, day: &'static str| of("DPA").no(no).says(|it| it.signed_on = Some(d(day)));
    let old = || signed(1, "2025-03-01");
    assert_eq!(announced(&[old()], "2026-02-14"), []);
    let due = vec![(1, "read the Data-processing agreement again".to_owned(), "2026-03-01".to_owned())];
    assert_eq!(announced(&[old()], "2026-02-15"), due);
    assert_eq!(announced(&[old()], "2026-06-01"), due, "late, and still in force");
    assert_eq!(announced(&[old(), signed(2, "2026-01-10")], "2026-06-01"), []);
}
