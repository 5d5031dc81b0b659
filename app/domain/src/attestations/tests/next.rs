//! The next thing to do about a vendor.

use super::*;

fn seen(it: &Attestation, vendor: &[Attestation], on: &str) -> Seen {
    let kind = it.kind().unwrap();
    Seen { no: it.no, kind, standing: standing(it, kind, AsOf::on(d(on)), vendor, 90) }
}

fn said(vendor: &[Attestation], on: &str) -> Next {
    let window = p("2026-01-01", "2026-12-31");
    let question =
        Question { window, used: &[window], category: Category::Security, tier: Criticality::High, known: d(on) };
    let cover = cover(&question, vendor, &Hosts::new(), &Settings::default());
    let seen: Vec<_> = vendor.iter().map(|it| seen(it, vendor, on)).collect();
    next(Some(&cover), &seen)
}

#[test]
fn one_thing_is_named_and_what_waits_comes_first() {
    assert_eq!(said(&[], "2026-12-31"), Next::AskReport { days: 365 });
    assert_eq!(said(&[a1()], "2026-12-31"), Next::AskLetter { days: 92 });
    assert_eq!(said(&[a1().waits()], "2026-12-31"), Next::Review { no: 1, since: d("2026-11-20") });
    assert_eq!(said(&[a1().scope(None)], "2026-12-31"), Next::Answer { no: 1, why: Why::ScopeUnanswered });
    let two = [a1(), letter("2026-09-30", "2026-12-31", "2027-01-04")];
    assert_eq!(said(&two, "2027-01-10"), Next::Nothing);
    let ends = Next::AskNext { no: 1, title: "SOC 2 Type II report", until: d("2027-09-30") };
    assert_eq!(said(&two, "2027-08-15"), ends);
    assert_eq!(ends.about(), Some(1));
    let newer = t2("2026-10-01", "2027-07-31").no(3).received("2027-08-10");
    assert_eq!(said(&[two[0].clone(), two[1].clone(), newer], "2027-08-15"), Next::Nothing);
    let dpa = of("DPA").no(4).says(|terms| terms.signed_on = Some(d("2023-03-01")));
    let all = [two[0].clone(), two[1].clone(), dpa];
    assert_eq!(said(&all, "2027-01-10"), Next::Reread { no: 4, since: d("2024-03-02") });
    assert!(said(&all, "2027-01-10").sentence().contains("2 Mar 2024"));
}
