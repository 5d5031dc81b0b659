//! What an accepted document proves, and until when.

use super::*;
use crate::catalogue::RegisterStep;

const KNOWN: &str = "2026-12-31";

fn proof(it: &Attestation, others: &[Attestation], tier: Criticality, known: &str) -> Option<Proof> {
    let mut vendor = others.to_vec();
    vendor.push(it.clone());
    proves(it, &vendor, &Hosts::new(), tier, d(known), &Settings::default()).ok()
}

fn until(it: &Attestation, known: &str) -> Option<Option<Date>> {
    proof(it, &[], Criticality::High, known).map(|proof| proof.until)
}

#[test]
fn a_report_proves_for_twelve_months_after_its_period() {
    let it = proof(&a1(), &[], Criticality::High, KNOWN).unwrap();
    assert_eq!(it.step, RegisterStep::AttestationAccepted);
    assert_eq!(it.requirements, ["TSK-VN-03-1".parse().unwrap()]);
    assert_eq!((it.speaks, it.until), ((d("2025-10-01"), d("2026-09-30")), Some(d("2027-09-30"))));
}

#[test]
fn what_counts_for_nothing_or_is_not_settled_proves_nothing() {
    let nothing = [
        a1().scope(Some(false)),
        a1().scope(None),
        a1().opinion(Opinion::Adverse, None),
        a1().opinion(Opinion::Disclaimer, None),
        a1().opinion(Opinion::Qualified, None),
        a1().opinion(Opinion::Qualified, Some(Judged::Harmful)),
        a1().waits(),
        a1().bare(),
        a1().says(|terms| terms.categories = Category::Privacy.into()),
        a1().note("2026-12-01", Later::Withdrawn(d("2026-11-30"))),
        a1().note("2026-12-01", Later::TakenBack),
        report("SOC3", "2025-10-01", "2026-09-30"),
        dated("PENTEST", "2026-06-01"),
        dated("CSA-STAR1", "2026-06-01"),
        of("INSURANCE").says(|terms| terms.expires_on = Some(d("2027-06-01"))),
    ];
    for it in nothing {
        assert_eq!(proof(&it, &[], Criticality::High, KNOWN), None, "{it:?}");
    }
    assert!(until(&a1().opinion(Opinion::Qualified, Some(Judged::Harmless)), KNOWN).is_some());
    assert!(proof(&report("SOC3", "2025-10-01", "2026-09-30"), &[], Criticality::Medium, KNOWN).is_some());
    assert_eq!(until(&a1().note("2027-01-02", Later::TakenBack), KNOWN), Some(Some(d("2027-09-30"))), "not known yet");
}

#[test]
fn what_proves_nothing_says_the_one_reason() {
    let why = |it: &Attestation, tier| {
        let vendor = [it.clone()];
        proves(it, &vendor, &Hosts::new(), tier, d(KNOWN), &Settings::default()).map_err(|why| why.sentence())
    };
    let high = Criticality::High;
    for (it, said) in [
        (a1().waits(), "It was not accepted."),
        (of("INSURANCE"), "A document of this kind proves nothing by itself."),
        (
            a1().bare(),
            "No document is attached, and nobody said where it was read. Take the record back and enter it with its \
             document.",
        ),
        (
            report("SOC3", "2025-10-01", "2026-09-30"),
            "Reports of its kind are not accepted for vendors of high criticality.",
        ),
        (a1().scope(Some(false)), "It does not stand."),
        (letter("2026-09-30", "2026-12-31", "2026-12-10"), "The report that it names does not count."),
        (a1().hosted(7, true), "Host 7 must be covered by its own reports, and has none that counts."),
    ] {
        assert_eq!(why(&it, high), Err(said.to_owned()), "{it:?}");
    }
    assert!(why(&a1(), high).is_ok());
}

#[test]
fn a_certificate_proves_as_far_as_its_audits_carry_it() {
    let bare = certificate("ISO27001", "2024-05-10", &["2025-04-20"]);
    assert_eq!(until(&bare, "2026-03-01"), Some(Some(d("2026-04-20"))));
    assert_eq!(until(&bare, "2026-05-01"), None, "its audit is late");
    let surveyed = bare.note("2026-05-02", Later::Surveyed(d("2026-04-18")));
    assert_eq!(until(&surveyed, "2026-05-02"), Some(Some(d("2027-05-10"))));
    let old = certificate("ISO27001", "2023-02-01", &[]).says(|terms| terms.edition = Some(2013));
    assert_eq!(until(&old, KNOWN), None);
}

#[test]
fn a_certificate_that_extends_another_proves_no_longer_than_it() {
    let child = certificate("ISO27017-18", "2025-06-01", &[]).no(2);
    assert_eq!(proof(&child, &[], Criticality::High, "2026-03-01"), None);
    let parent = certificate("ISO27001", "2024-05-10", &["2025-04-20"]);
    let proof = proof(&child, &[parent], Criticality::High, "2026-03-01").unwrap();
    assert_eq!(proof.until, Some(d("2026-04-20")));
    assert!(hangs_on_others(&child) && !hangs_on_others(&a1()) && hangs_on_others(&letter(KNOWN, KNOWN, KNOWN)));
}

#[test]
fn a_letter_proves_with_the_report_that_it_names() {
    let it = letter("2026-09-30", "2026-12-31", "2027-01-04");
    assert_eq!(proof(&it, &[], Criticality::High, "2027-01-05"), None);
    let proven = proof(&it, &[a1()], Criticality::High, "2027-01-05").unwrap();
    assert_eq!(proven.step, RegisterStep::BridgeLetterAccepted);
    assert_eq!((proven.speaks, proven.until), ((d("2026-10-01"), d("2026-12-31")), Some(d("2026-12-31"))));
    let chained = it.clone().says(|terms| terms.names = Some(Names::Letter));
    for (it, report) in
        [(chained, a1()), (it.clone(), a1().scope(Some(false))), (it.clone(), a1().bare()), (it, a1().waits())]
    {
        assert_eq!(proof(&it, &[report], Criticality::High, "2027-01-05"), None);
    }
}

#[test]
fn an_agreement_proves_while_it_is_in_force() {
    let dpa = of("DPA").says(|terms| terms.signed_on = Some(d("2023-03-01")));
    let proven = proof(&dpa, &[], Criticality::High, KNOWN).unwrap();
    assert_eq!((proven.step, proven.until), (RegisterStep::ContractAccepted, None));
    assert_eq!(proven.requirements.len(), 3);
    let ends = dpa.says(|terms| terms.expires_on = Some(d("2027-02-28")));
    assert_eq!(until(&ends, KNOWN), Some(Some(d("2027-02-28"))));
    let promise = of("NO-TRAINING").says(|terms| terms.signed_on = Some(d("2023-03-01")));
    let proven = proof(&promise, &[], Criticality::High, KNOWN).unwrap();
    assert!(
        !proven.requirements.contains(&"TSK-PV-09-1".parse().unwrap()),
        "a promise is no data-processing agreement"
    );
    assert_eq!(proof(&dated("HIPAA", "2026-06-01"), &[], Criticality::High, KNOWN), None);
}

/// Until when a report that leaves out host 7 proves, with the documents of hosts 7 and 8.
fn carried(it: &Attestation, of_7: &[Attestation], of_8: &[Attestation], known: &str) -> Option<Option<Date>> {
    let hosts = Hosts::from([(vendor_id(7), of_7), (vendor_id(8), of_8)]);
    let vendor = [it.clone()];
    proves(it, &vendor, &hosts, Criticality::High, d(known), &Settings::default()).ok().map(|proof| proof.until)
}

#[test]
fn a_report_proves_no_longer_than_the_hosts_that_must_be_covered() {
    let (own, early) = (d("2027-12-31"), t2("2025-04-01", "2026-03-31"));
    let whole = || t2("2026-01-01", "2026-12-31");
    let (must, need_not) = (whole().hosted(7, true), whole().hosted(7, false));
    let ring = whole().hosted(8, true);
    let back = whole().hosted(7, true);
    let nameless = whole().says(|it| {
        it.carve_outs = vec![CarveOut { host: "Host".into(), vendor: None, must_be_covered: true }];
    });
    let day = |day: &str| Some(Some(d(day)));
    for (what, it, of_7, of_8, until) in [
        ("monitored by the vendor", &need_not, vec![], vec![], Some(Some(own))),
        ("nothing of the host", &must, vec![], vec![], None),
        ("a host that is no vendor we know", &nameless, vec![whole()], vec![], None),
        ("a report of the host that ends first", &must, vec![a1()], vec![], day("2027-09-30")),
        ("the later of two", &must, vec![a1(), early.clone()], vec![], day("2027-09-30")),
        ("one that is over does not count", &must, vec![t2("2024-01-01", "2024-12-31")], vec![], None),
        ("one that waits", &must, vec![a1().waits()], vec![], None),
        ("one that nobody can look at", &must, vec![a1().bare()], vec![], None),
        ("one without our service", &must, vec![a1().scope(Some(false))], vec![], None),
        (
            "an agreement of the host is no report",
            &must,
            vec![of("DPA").says(|it| it.signed_on = Some(own))],
            vec![],
            None,
        ),
        ("a host of the host", &must, vec![ring.clone()], vec![a1()], day("2027-09-30")),
        ("without its host", &must, vec![ring.clone()], vec![], None),
        ("two that host each other", &must, vec![ring], vec![back], Some(Some(own))),
    ] {
        assert_eq!(carried(it, &of_7, &of_8, KNOWN), until, "{what}");
    }
    assert!(hangs_on_others(&must) && !hangs_on_others(&need_not));
    assert_eq!(hosted_by(&must.terms).collect::<Vec<_>>(), [vendor_id(7)]);
}
