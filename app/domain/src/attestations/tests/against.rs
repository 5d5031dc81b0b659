//! What a document says against points of its checklist.

use super::*;

/// The points that the document contradicts, with our window of 2026.
fn contradicted(it: &Attestation, judged: Option<Judged>) -> Vec<(&'static str, String)> {
    let kind = it.kind().unwrap();
    let window = [p("2026-01-01", "2026-12-31")];
    let said = |point| against(kind, point, &it.terms, judged, &window, d("2027-01-10"));
    checklist(kind).filter_map(|point| Some((point, said(point)?))).collect()
}

#[test]
fn what_a_document_denies_is_not_in_order() {
    let one = |text: &'static str| vec![text];
    let scope = "Is the AI service in scope and which categories";
    let chained = letter("2026-09-30", "2026-12-31", "2027-01-04").says(|it| it.names = Some(Names::Letter));
    let early = letter("2026-09-30", "2026-12-31", "2026-09-01");
    let edition = |year| of("ISO27001").says(|it| it.edition = Some(year));
    for (what, it, judged, points) in [
        ("all is well", a1(), None, vec![]),
        ("A12: our service is left out", a1().scope(Some(false)), None, one(scope)),
        ("A13: nobody answered that yet, so nobody found it in order", a1().scope(None), None, one(scope)),
        ("A15: adverse", a1().opinion(Opinion::Adverse, None), None, one("opinion unqualified")),
        ("no opinion", a1().opinion(Opinion::Disclaimer, None), None, one("opinion unqualified")),
        ("A15: qualified", a1().opinion(Opinion::Qualified, None), None, one("opinion unqualified")),
        ("judged harmful", a1().opinion(Opinion::Qualified, None), Some(Judged::Harmful), one("opinion unqualified")),
        ("judged harmless", a1().opinion(Opinion::Qualified, None), Some(Judged::Harmless), vec![]),
        (
            "harmless does not heal adverse",
            a1().opinion(Opinion::Adverse, None),
            Some(Judged::Harmless),
            one("opinion unqualified"),
        ),
        ("A11: of one day, offered for a period", t2("2026-03-15", "2026-03-15"), None, one("period and gap")),
        ("over before our window and its three months", t2("2024-07-01", "2025-06-30"), None, one("period and gap")),
        ("its three months reach into our window", t2("2024-11-01", "2025-10-31"), None, vec![]),
        ("a Type I report says what it is", dated("SOC2-T1", "2026-03-15"), None, vec![]),
        (
            "a SOC 3 too",
            report("SOC3", "2024-01-01", "2024-12-31").scope(Some(false)),
            None,
            vec!["Scope and categories", "period"],
        ),
        ("A5: a letter about a letter", chained, None, one("Names the report itself, not an earlier letter")),
        ("signed before the report ended", early, None, one("through day and signing day")),
        ("A26: an edition that ended", edition(2013), None, one("edition 2022")),
        ("the edition in force", edition(2022), None, vec![]),
        ("terms that leave the AI feature out", of("DPA").scope(Some(false)), None, one("AI feature covered")),
    ] {
        let found: Vec<_> = contradicted(&it, judged).into_iter().map(|(point, _)| point).collect();
        assert_eq!(found, points, "{what}");
    }
}

#[test]
fn it_says_what_the_document_says() {
    let said = |it: &Attestation| contradicted(it, None).remove(0).1;
    assert_eq!(said(&a1().scope(Some(false))), Why::NotInScope.sentence());
    let late = "Its period, 1 Jul 2024 to 30 Jun 2025, reaches into no window of ours.";
    assert_eq!(said(&t2("2024-07-01", "2025-06-30")), late);
}
