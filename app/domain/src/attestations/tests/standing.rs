//! Where one document stands on a day.

use super::*;

/// Term, gap and last valid day, in a word.
fn stands(it: &Attestation, beside: &[Attestation], day: &str, known: &str) -> String {
    let at = AsOf { day: d(day), known: d(known) };
    let kind = it.kind().unwrap();
    let Standing { term, gap, last_valid_day, .. } = standing(it, kind, at, beside, 90);
    let gap = if gap { "+gap" } else { "" };
    let last = last_valid_day.map(|day| format!(" to {day}")).unwrap_or_default();
    format!("{}{gap}{last}", term.key())
}

fn on(it: &Attestation, day: &str) -> String {
    stands(it, &[], day, day)
}

fn table(name: &str, it: &Attestation, rows: &[(&str, &str)]) {
    for (day, want) in rows {
        assert_eq!(on(it, day), *want, "{name} on {day}");
    }
}

#[test]
fn a11_a_type_one_report_is_for_the_meantime() {
    let type_one = dated("SOC2-T1", "2026-03-15");
    table(
        "A11",
        &type_one,
        &[
            ("2026-03-14", "none to 2026-09-15"),
            ("2026-03-15", "current to 2026-09-15"),
            ("2026-07-31", "current to 2026-09-15"),
            ("2026-08-01", "expiring to 2026-09-15"),
            ("2026-09-15", "expiring to 2026-09-15"),
            ("2026-09-16", "expired to 2026-09-15"),
        ],
    );
    let begun = type_one.note("2026-09-20", Later::TypeTwoBegun(d("2026-06-01")));
    table(
        "A11, Type II begun",
        &begun,
        &[
            ("2026-09-19", "expired to 2026-09-15"),
            ("2026-09-20", "current to 2027-03-15"),
            ("2027-03-16", "expired to 2027-03-15"),
        ],
    );
    let promised = dated("SOC2-T1", "2026-03-15").note("2026-06-01", Later::TypeTwoBegun(d("2026-12-01")));
    table("a Type II that is still to begin", &promised, &[("2026-09-16", "expired to 2026-09-15")]);
}

#[test]
fn a18_standing_is_not_cover() {
    table(
        "A18",
        &t2("2024-10-01", "2025-09-30"),
        &[
            ("2025-12-31", "current to 2026-09-30"),
            ("2026-01-01", "current+gap to 2026-09-30"),
            ("2026-07-31", "current+gap to 2026-09-30"),
            ("2026-08-01", "expiring+gap to 2026-09-30"),
            ("2026-09-30", "expiring+gap to 2026-09-30"),
            ("2026-10-01", "expired to 2026-09-30"),
        ],
    );
    table(
        "end of February",
        &t2("2026-03-01", "2027-02-28"),
        &[
            ("2027-05-31", "current to 2028-02-29"),
            ("2027-06-01", "current+gap to 2028-02-29"),
            ("2028-03-01", "expired to 2028-02-29"),
        ],
    );
}

#[test]
fn a24_to_a26_certificates() {
    let a24 = certificate("ISO27001", "2024-05-10", &["2025-04-20"]);
    table(
        "A24",
        &a24,
        &[
            ("2024-05-09", "none to 2027-05-10"),
            ("2026-04-20", "current to 2027-05-10"),
            ("2026-04-21", "unknown to 2027-05-10"),
            ("2026-07-19", "unknown to 2027-05-10"),
            ("2026-07-20", "void to 2027-05-10"),
            ("2027-05-11", "expired to 2027-05-10"),
        ],
    );
    let a25 = a24.note("2026-04-18", Later::Surveyed(d("2026-04-18")));
    table(
        "A25",
        &a25,
        &[
            ("2026-12-31", "current to 2027-05-10"),
            ("2027-02-08", "current to 2027-05-10"),
            ("2027-02-09", "expiring to 2027-05-10"),
            ("2027-05-10", "expiring to 2027-05-10"),
            ("2027-05-11", "expired to 2027-05-10"),
        ],
    );
    let old = certificate("ISO27001", "2023-02-01", &["2024-01-20", "2025-01-20"]).says(|it| it.edition = Some(2013));
    table(
        "A26",
        &old,
        &[
            ("2025-10-31", "expiring to 2025-10-31"),
            ("2025-11-01", "expired to 2025-10-31"),
            ("2026-06-30", "expired to 2025-10-31"),
        ],
    );
    let at = AsOf::on(d("2026-06-30"));
    let why = standing(&old, kind("ISO27001"), at, &[], 90).why;
    assert_eq!(why, Some(Why::EditionEnded { on: d("2025-10-31") }));
    let patient = standing(&certificate("ISO27001", "2024-05-10", &["2025-04-20"]), kind("ISO27001"), at, &[], 30);
    assert_eq!(patient.why, Some(Why::SurveillanceLapsed { from: d("2026-05-21") }), "the tolerance is a setting");
}

#[test]
fn a28_an_overdue_review_is_no_expiry() {
    let agreement = of("DPA").says(|terms| {
        terms.signed_on = Some(d("2023-03-01"));
        terms.rereads = vec![d("2024-01-15"), d("2025-02-01")];
    });
    let reread =
        |it: &Attestation, day: &str| standing(it, it.kind().unwrap(), AsOf::on(d(day)), &[], 90).reread.unwrap();
    assert_eq!(on(&agreement, "2026-06-30"), "current");
    let due_on = d("2026-02-01");
    assert_eq!(reread(&agreement, "2026-06-30"), Reread { due_on, overdue_since: Some(d("2026-02-02")) });
    assert_eq!(reread(&agreement, "2026-02-01"), Reread { due_on, overdue_since: None });
    let again = agreement.clone().note("2026-07-05", Later::Reread(d("2026-07-05")));
    assert_eq!(reread(&again, "2026-07-10").due_on, d("2027-07-05"));
    assert_eq!(reread(&again, "2026-07-04"), Reread { due_on, overdue_since: Some(d("2026-02-02")) });

    let ending = agreement.says(|terms| terms.expires_on = Some(d("2026-12-31")));
    table(
        "an agreement with an end",
        &ending,
        &[
            ("2023-02-28", "none to 2026-12-31"),
            ("2026-10-31", "current to 2026-12-31"),
            ("2026-11-01", "expiring to 2026-12-31"),
            ("2027-01-01", "expired to 2026-12-31"),
        ],
    );
    let list = dated("SUBPROC", "2026-01-31");
    assert_eq!(reread(&list, "2026-05-01"), Reread { due_on: d("2026-04-30"), overdue_since: Some(d("2026-05-01")) });
    let card = dated("MODEL-CARD", "2024-02-29");
    assert_eq!((on(&card, "2026-06-30").as_str(), reread(&card, "2024-03-01").due_on), ("current", d("2025-02-28")));
}

#[test]
fn the_other_kinds() {
    let rows = [
        ("PCI-AOC", "2026-01-31", "2027-01-31"),
        ("PENTEST", "2025-02-28", "2026-02-28"),
        ("PENTEST", "2027-02-28", "2028-02-29"),
        ("REDTEAM-AI", "2026-08-31", "2027-02-28"),
        ("BIAS-AUDIT", "2026-05-15", "2027-05-15"),
        ("AI-BOM", "2026-04-30", "2026-10-31"),
        ("CAIQ-SIG", "2026-05-15", "2027-05-15"),
        ("CSA-STAR1", "2026-05-15", "2027-05-15"),
        ("BCP-TEST", "2026-05-15", "2027-05-15"),
        ("FEDRAMP", "2026-05-15", "2027-05-15"),
        ("HITRUST-E1I1", "2026-05-15", "2027-05-15"),
    ];
    for (id, day, last) in rows {
        let it = dated(id, day);
        assert_eq!(on(&it, day), format!("current to {last}"), "{id}");
        assert_eq!(on(&it, last), format!("expiring to {last}"), "{id}");
        let next = d(last).tomorrow().unwrap().to_string();
        assert_eq!(on(&it, &next), format!("expired to {last}"), "{id}");
    }
    let insured = dated("INSURANCE", "2026-01-01").says(|terms| terms.expires_on = Some(d("2026-12-31")));
    table(
        "the anchor is the end",
        &insured,
        &[
            ("2025-12-31", "none to 2026-12-31"),
            ("2026-11-30", "current to 2026-12-31"),
            ("2026-12-01", "expiring to 2026-12-31"),
            ("2027-01-01", "expired to 2026-12-31"),
        ],
    );
    let health = |end: Option<&str>| {
        dated("HIPAA", "2026-02-01").says(|terms| {
            terms.signed_on = Some(d("2026-03-01"));
            terms.expires_on = end.map(d);
        })
    };
    table(
        "assessment ends first",
        &health(None),
        &[
            ("2026-02-15", "none to 2027-02-01"),
            ("2026-03-01", "current to 2027-02-01"),
            ("2027-02-02", "expired to 2027-02-01"),
        ],
    );
    table("agreement ends first", &health(Some("2026-06-30")), &[("2026-07-01", "expired to 2026-06-30")]);
    table(
        "a letter, to its signature",
        &letter("2026-09-30", "2026-12-31", "2026-12-10"),
        &[("2026-12-10", "expiring to 2026-12-10"), ("2026-12-11", "expired to 2026-12-10")],
    );
}

#[test]
fn what_voids_and_what_is_unknown() {
    let report = || t2("2025-10-01", "2026-09-30");
    let is = |it: Attestation, want: Term, why: Option<Why>| {
        let found = standing(&it, it.kind().unwrap(), AsOf::on(d("2026-10-15")), &[], 90);
        assert_eq!((found.term, found.why), (want, why), "{it:?}");
    };
    is(report(), Term::Current, None);
    is(report().scope(Some(false)), Term::Void, Some(Why::NotInScope));
    is(report().scope(None), Term::Unknown, Some(Why::ScopeUnanswered));
    is(report().opinion(Opinion::Adverse, None), Term::Void, Some(Why::Adverse));
    is(report().opinion(Opinion::Disclaimer, None), Term::Void, Some(Why::Disclaimer));
    is(report().opinion(Opinion::Qualified, None), Term::Unknown, Some(Why::NotJudged));
    is(report().opinion(Opinion::Qualified, Some(Judged::Harmless)), Term::Current, None);
    is(report().opinion(Opinion::Qualified, Some(Judged::Harmful)), Term::Void, Some(Why::JudgedHarmful));
    let on = d("2026-10-01");
    is(report().note("2026-10-10", Later::Withdrawn(on)), Term::Void, Some(Why::Withdrawn { on }));
    is(report().note("2026-10-16", Later::Withdrawn(on)), Term::Current, None);
    is(report().received("2026-10-12").waits(), Term::None, Some(Why::Waiting { since: d("2026-10-12") }));
    is(report().received("2026-10-16"), Term::None, None);
    is(report().note("2026-10-10", Later::TakenBack), Term::None, None);
    let suspended = dated("FEDRAMP", "2026-05-15").note("2026-10-10", Later::Suspended(on));
    is(suspended, Term::Void, Some(Why::Suspended { on }));
    is(dated("PENTEST", "2026-05-15").scope(None), Term::Unknown, Some(Why::ScopeUnanswered));
    is(dated("CAIQ-SIG", "2026-05-15").scope(None), Term::Current, None);
    is(of("DPA").scope(None).says(|it| it.signed_on = Some(on)), Term::Unknown, Some(Why::ScopeUnanswered));
    let unread = certificate("ISO27001", "2026-05-10", &[]).says(|it| it.edition = None);
    is(unread, Term::Unknown, Some(Why::EditionUnanswered));
    let expired = report().says(|it| it.period = Some(p("2024-01-01", "2024-12-31"))).scope(None);
    is(expired, Term::Expired, None);
}

#[test]
fn a_certificate_that_extends_another_stands_and_falls_with_it() {
    let child = certificate("ISO27017-18", "2024-01-01", &[]);
    let parent = certificate("ISO27001", "2023-06-15", &["2024-06-10", "2025-06-12"]);
    let with = |day: &str, beside: &[Attestation]| stands(&child, beside, day, day);
    assert_eq!(with("2026-06-15", std::slice::from_ref(&parent)), "current to 2027-01-01");
    assert_eq!(with("2026-06-16", std::slice::from_ref(&parent)), "void to 2027-01-01");
    assert_eq!(with("2026-06-15", &[]), "void to 2027-01-01");
    let late = certificate("ISO27001", "2023-06-15", &["2024-06-10"]);
    assert_eq!(with("2025-07-01", &[late]), "unknown to 2027-01-01");
}
