//! Reports and letters against a window.

use super::*;

const SCOPE: &str =
    "Is the AI service that we use inside its scope? Until that is answered, what it covers is unknown.";
const NOT_IN_SCOPE: &str = "The AI service that we use is not inside its scope: it counts for nothing.";
const ONE_DAY: &str = "It speaks of one day: it shows design, never that controls operated.";
const CHAINED: &str = "It names a letter, not a report: letters are never chained.";
const FAR: &str = "A letter reaches three months beyond the report, to 30 Sep 2026.";
const NOTHING: &str = "None of its days lies after the report and within its reach.";
const NO_SECURITY: &str = "It does not answer the category Security.";
const HARMLESS: &str = "The opinion is qualified; a second person judged that harmless to what we use.";

fn a2() -> Vec<Attestation> {
    vec![a1(), letter("2026-09-30", "2026-12-31", "2027-01-04").received("2027-01-05")]
}

fn a4() -> Vec<Attestation> {
    vec![t2("2025-07-01", "2026-06-30"), letter("2026-06-30", "2026-12-31", "2027-01-04")]
}

fn a6() -> Vec<Attestation> {
    vec![
        t2("2025-04-01", "2026-03-31").received("2026-05-20"),
        t2("2026-04-01", "2027-03-31").received("2027-05-20").no(2),
    ]
}

#[test]
fn a1_to_a5_a_report_and_its_letters() {
    let a1_case = case("A1", "a report speaks for its period; three months after it may be bridged", [a1()]);
    assert_eq!(a1_case.gives("audited 273, bridgeable 92", &[]).uncovered_shown(), 92);

    let cover = case("A2", "a letter bridges to its through day", a2()).known("2027-01-10");
    assert_eq!(cover.gives("audited 273, bridged 92", &[]).uncovered_shown(), 0);

    case("A3", "management cannot attest to the future", [a1(), letter("2026-09-30", "2026-12-31", "2026-12-10")])
        .known("2027-01-10")
        .gives(
            "audited 273, bridged 71, bridgeable 21",
            &["It was signed on 10 Dec 2026; nobody can attest to what is to come."],
        );
    case("A4", "a letter reaches three months", a4())
        .known("2027-01-10")
        .gives("audited 181, bridged 92, uncovered 92", &[FAR]);

    let chained = letter("2026-09-30", "2026-12-31", "2027-01-04").no(3).says(|it| it.names = Some(Names::Letter));
    let a5 = case("A5", "letters are never chained", a4().into_iter().chain([chained])).known("2027-01-10");
    let cover = a5.gives("audited 181, bridged 92, uncovered 92", &[FAR, CHAINED]);
    assert_eq!(cover.reasons.iter().find(|it| it.why == Why::NamesALetter).unwrap().about, 3);
}

#[test]
fn a6_to_a10_periods_known_later_with_holes_or_before_the_first() {
    let cover = case("A6", "what comes later does not count yet", a6());
    assert_eq!(cover.gives("audited 90, bridgeable 91, uncovered 184", &[]).uncovered_shown(), 275);
    case("A7", "it counts once it was accepted", a6()).known("2027-05-31").gives("audited 365", &[]);
    case("A7, as of then", "the page of a day stays", a6()).gives("audited 90, bridgeable 91, uncovered 184", &[]);

    let holed = [t2("2025-07-01", "2026-04-30"), t2("2026-07-01", "2026-12-31").received("2027-02-20").no(2)];
    case("A8", "a hole between periods may be bridged", holed)
        .known("2027-03-01")
        .gives("audited 304, bridgeable 61", &[]);

    case("A10", "days before the first period are uncovered", [t2("2026-04-01", "2026-12-31").received("2027-02-15")])
        .known("2027-03-01")
        .gives("audited 275, uncovered 90", &[]);
}

#[test]
fn a11_to_a16_reports_that_count_for_less() {
    case("A11", "design is not operation", [dated("SOC2-T1", "2026-03-15")]).gives("uncovered 365", &[ONE_DAY]);
    case("A12", "the AI service must be in scope", [a1().scope(Some(false))]).gives("uncovered 365", &[NOT_IN_SCOPE]);

    let open = case("A13", "unanswered is unknown", [a1().scope(None)]);
    let cover = open.gives("unknown 273, uncovered 92", &[SCOPE]);
    assert!(cover.reasons[0].why.is_question());

    case("A15", "a qualification is judged", [a1().opinion(Opinion::Qualified, None)]).gives(
        "unknown 273, uncovered 92",
        &["The opinion is qualified, and it is not said yet whether that touches what we use: what it covers is unknown."],
    );
    let harmless = a1().opinion(Opinion::Qualified, Some(Judged::Harmless));
    let cover =
        case("A15, harmless", "with a permanent mark", [harmless]).gives("audited 273, bridgeable 92", &[HARMLESS]);
    assert_eq!(cover.remarks.len(), 1);
    case("A15, adverse", "counts for nothing", [a1().opinion(Opinion::Adverse, None)])
        .gives("uncovered 365", &["The opinion is adverse: it counts for nothing."]);

    case("A16", "a letter names its report", [a1(), letter("2026-08-31", "2026-12-31", "2027-01-04")])
        .known("2027-01-10")
        .gives("audited 273, bridgeable 92", &["It names a report to 31 Aug 2026. We have none with that period end."]);
}

#[test]
fn a21_a23_and_a30_the_question_and_the_review() {
    let cover = case("A21", "days of use are the denominator", [a1()]).used(&[("2026-05-01", "2027-12-31")]);
    assert_eq!(cover.gives("audited 153, bridgeable 92", &[]).denominator(), 245);

    case("A23", "a second person accepts", [a1().waits()])
        .gives("uncovered 365", &["Waiting for review since 20 Nov 2026."]);

    let soc_3 = || [report("SOC3", "2025-10-01", "2026-09-30")];
    case("A30", "too little for tier one", soc_3()).tier(Criticality::High).gives(
        "uncovered 365",
        &["A SOC 3 tells neither tests nor exceptions, too little for this vendor: ask for the SOC 2."],
    );
    case("A30, tier two", "enough below", soc_3()).gives("audited 273, bridgeable 92", &[]);
}

#[test]
fn a29_every_vendor_must_stand() {
    let x = case("X", "A2", a2()).known("2027-01-10").cover();
    let y = case("Y", "A12", [a1().scope(Some(false))]).known("2027-01-10").cover();
    let unknown = case("Z", "A13", [t2("2026-01-01", "2026-12-31").scope(None)]).known("2027-01-10").cover();
    let unused = case("none", "no day", []).used(&[]).cover();
    for (covers, want) in [
        (vec![&x, &y], Some(CoverState::Gap)),
        (vec![&x, &unknown, &y], Some(CoverState::Gap)),
        (vec![&x, &unknown], Some(CoverState::Unknown)),
        (vec![&x], Some(CoverState::Covered)),
        (vec![&x, &unused], Some(CoverState::Covered)),
        (vec![&unused], None),
        (vec![], None),
    ] {
        assert_eq!(worst(covers), want);
    }
    assert_eq!(unused.state(), None);
}

#[test]
fn days_and_months_at_their_ends() {
    case("leap year", "29 Feb + 3 = 31 May", [t2("2027-03-01", "2028-02-29")])
        .window("2028-01-01", "2028-12-31")
        .known("2028-12-31")
        .gives("audited 60, bridgeable 92, uncovered 214", &[]);
    case("short February", "30 Nov + 3 = 28 Feb", [t2("2025-12-01", "2026-11-30")])
        .window("2027-01-01", "2027-12-31")
        .known("2027-12-31")
        .gives("bridgeable 59, uncovered 306", &[]);
    case("February grows", "28 Feb + 3 = 31 May", [t2("2025-03-01", "2026-02-28")])
        .gives("audited 59, bridgeable 92, uncovered 214", &[]);
    case("mid-month", "15 May + 3 = 15 Aug", [t2("2025-05-16", "2026-05-15")])
        .gives("audited 135, bridgeable 92, uncovered 138", &[]);
    case("one day of a window", "periods hold both ends", [t2("2025-01-01", "2026-01-01")])
        .window("2026-01-01", "2026-01-01")
        .gives("audited 1", &[]);
    case("the day after", "the first day after the period", [t2("2025-01-01", "2026-01-01")])
        .window("2026-01-02", "2026-01-02")
        .gives("bridgeable 1", &[]);
    case("the last day", "the last one a letter may bridge", [t2("2025-01-01", "2026-01-01")])
        .window("2026-04-01", "2026-04-02")
        .gives("bridgeable 1, uncovered 1", &[]);
}

#[test]
fn several_reports_and_several_letters() {
    case("overlapping", "a day counts once", [a1(), t2("2026-07-01", "2026-12-31").no(2)]).gives("audited 365", &[]);
    case("the same twice", "a day counts once", [a1(), a1().no(2)]).gives("audited 273, bridgeable 92", &[]);
    case("unknown under audited", "the strongest wins", [a1(), a1().no(2).scope(None)])
        .gives("audited 273, bridgeable 92", &[SCOPE]);
    case("unknown over bridgeable", "the strongest wins", [a1(), t2("2026-10-01", "2026-12-31").no(2).scope(None)])
        .gives("audited 273, unknown 92", &[SCOPE]);

    let later = letter("2026-09-30", "2026-12-31", "2027-01-04").says(|it| it.starts_on = Some(d("2026-10-15")));
    case("later start", "its own start leaves a hole", [a1(), later])
        .known("2027-01-10")
        .gives("audited 273, bridged 78, bridgeable 14", &[]);
    let early = letter("2026-09-30", "2026-12-31", "2027-01-04").says(|it| it.starts_on = Some(d("2026-09-01")));
    case("earlier start", "it begins after the period", [a1(), early])
        .known("2027-01-10")
        .gives("audited 273, bridged 92", &[]);
    let first = letter("2026-09-30", "2026-11-15", "2026-11-16");
    let second = letter("2026-09-30", "2026-12-31", "2027-01-04").no(3);
    case("two letters", "both name the report", [first.clone(), second, a1()])
        .known("2027-01-10")
        .gives("audited 273, bridged 92", &[]);
    case("through day", "no further than it says", [a1(), first])
        .known("2027-01-10")
        .gives("audited 273, bridged 46, bridgeable 46", &[]);
    let open = letter("2026-09-30", "2026-12-31", "2026-12-10").says(|it| it.through = None);
    case("no through day", "to its signature", [a1(), open])
        .known("2027-01-10")
        .gives("audited 273, bridged 71, bridgeable 21", &[]);
}

#[test]
fn letters_that_bridge_nothing() {
    let with = |letter: Attestation, sentence: &str| {
        case("letter", "as A1", [a1(), letter]).known("2027-01-10").gives("audited 273, bridgeable 92", &[sentence]);
    };
    with(letter("2026-09-30", "2026-09-15", "2027-01-04"), NOTHING);
    with(letter("2026-09-30", "2026-09-30", "2027-01-04"), NOTHING);
    with(letter("2026-09-30", "2026-12-31", "2026-09-30"), NOTHING);
    let unsigned = letter("2026-09-30", "2026-12-31", "2027-01-04").says(|it| it.signed_on = None);
    with(unsigned, "It has no day of signature.");
    let waiting = letter("2026-09-30", "2026-12-31", "2027-01-04").waits();
    with(waiting, "Waiting for review since 4 Jan 2027.");
    let withdrawn =
        letter("2026-09-30", "2026-12-31", "2027-01-04").note("2027-01-09", Later::Withdrawn(d("2027-01-08")));
    with(withdrawn, "Its issuer withdrew it on 8 Jan 2027.");

    let far = letter("2025-06-30", "2026-12-31", "2027-01-04");
    case("of a report long ago", "it reaches three months", [t2("2025-01-01", "2025-06-30"), far])
        .known("2027-01-10")
        .gives("uncovered 365", &["A letter reaches three months beyond the report, to 30 Sep 2025."]);

    case(
        "of one of two reports",
        "one that counts is enough",
        [a1(), a1().no(3).scope(Some(false)), letter("2026-09-30", "2026-12-31", "2027-01-04")],
    )
    .known("2027-01-10")
    .gives("audited 273, bridged 92", &[NOT_IN_SCOPE]);

    let named = "The report to 30 Sep 2026 that it names does not count itself.";
    let bridge = || letter("2026-09-30", "2026-12-31", "2027-01-04");
    case("of a waiting report", "it must count itself", [a1().waits(), bridge()])
        .known("2027-01-10")
        .gives("uncovered 365", &["Waiting for review since 20 Nov 2026.", named]);
    case("of an unknown report", "it must count itself", [a1().scope(None), bridge()])
        .known("2027-01-10")
        .gives("unknown 273, uncovered 92", &[SCOPE, named]);
    case("of an adverse report", "it must count itself", [a1().opinion(Opinion::Adverse, None), bridge()])
        .known("2027-01-10")
        .gives("uncovered 365", &["The opinion is adverse: it counts for nothing.", named]);
    case("of a SOC 3 at tier one", "it must count itself", [report("SOC3", "2025-10-01", "2026-09-30"), bridge()])
        .tier(Criticality::High)
        .known("2027-01-10")
        .gives(
            "uncovered 365",
            &["A SOC 3 tells neither tests nor exceptions, too little for this vendor: ask for the SOC 2.", named],
        );
    case(
        "of a Type I report",
        "its kind has no bridge",
        [dated("SOC2-T1", "2026-09-30"), letter("2026-09-30", "2026-12-31", "2027-01-04")],
    )
    .known("2027-01-10")
    .gives("uncovered 365", &[ONE_DAY, "It names a report to 30 Sep 2026. We have none with that period end."]);
}

#[test]
fn other_reports_over_a_period() {
    let bridge = || letter("2026-09-30", "2026-12-31", "2027-01-04");
    for id in ["ISAE3000", "C5-T2", "SOC3", "CSA-STAR2-ATT"] {
        case(id, "as a SOC 2 Type II", [report(id, "2025-10-01", "2026-09-30"), bridge()])
            .known("2027-01-10")
            .gives("audited 273, bridged 92", &[]);
        case(id, "of one day: as a Type I", [report(id, "2026-03-15", "2026-03-15")])
            .gives("uncovered 365", &[ONE_DAY]);
    }
    let financial = report("SOC1-T2", "2025-10-01", "2026-09-30").says(|it| it.categories = Default::default());
    case("SOC 1", "it does not replace a SOC 2", [financial]).gives("uncovered 365", &[NO_SECURITY]);
    case("category", "the category asked for", [a1()])
        .category(Category::Privacy)
        .gives("uncovered 365", &["It does not answer the category Privacy."]);
    for id in ["PCI-AOC", "PENTEST", "DPA", "CAIQ-SIG", "MODEL-CARD", "INSURANCE", "HIPAA"] {
        let paper = dated(id, "2026-01-01").says(|terms| {
            terms.signed_on = Some(d("2026-01-01"));
            terms.expires_on = Some(d("2026-12-31"));
        });
        case(id, "it has standing, and covers no day", [paper]).gives("uncovered 365", &[]);
    }
}

#[test]
fn what_else_makes_a_report_count_for_less() {
    case("disclaimer", "counts for nothing", [a1().opinion(Opinion::Disclaimer, None)])
        .gives("uncovered 365", &["The auditor gave no opinion: it counts for nothing."]);
    case("judged harmful", "counts for nothing", [a1().opinion(Opinion::Qualified, Some(Judged::Harmful))])
        .gives("uncovered 365", &["The opinion is qualified, and that touches what we use: it counts for nothing."]);
    case("opinion unread", "unknown", [a1().says(|it| it.opinion = None)]).gives(
        "unknown 273, uncovered 92",
        &["What is the auditor’s opinion? Until that is read, what it covers is unknown."],
    );
    case(
        "judged, but unqualified",
        "a judgement of nothing",
        [a1().opinion(Opinion::Unqualified, Some(Judged::Harmful))],
    )
    .gives("audited 273, bridgeable 92", &[]);
    case("far away", "no reason is told that touches no day", [t2("2023-01-01", "2023-12-31").scope(None)])
        .gives("uncovered 365", &[]);
    case("not received", "nobody has it", [a1().received("2027-01-01")]).gives("uncovered 365", &[]);
    let unaccepted = Settings { accepts: Accepts(Default::default()), ..Settings::default() };
    let (window, used) = (p("2026-01-01", "2026-12-31"), [p("2026-01-01", "2026-12-31")]);
    let (category, tier) = (Category::Security, Criticality::Low);
    let question = Question { window, used: &used, category, tier, known: window.until() };
    let cover = cover(&question, &[a1()], &Hosts::new(), &unaccepted);
    assert_eq!(told(&cover), "uncovered 365");
    let said = "Its kind does not count as cover of our window for vendors of low criticality.";
    assert_eq!(cover.reasons[0].why.sentence(), said);
}

#[test]
fn what_comes_to_light_counts_from_then() {
    let withdrawn = || [a1().note("2026-12-01", Later::Withdrawn(d("2026-11-25")))];
    case("before", "known until the day", withdrawn())
        .known("2026-11-30")
        .gives("audited 273, bridgeable 61, not-yet 31", &[]);
    case("withdrawn", "once known, for every day", withdrawn())
        .gives("uncovered 365", &["Its issuer withdrew it on 25 Nov 2026."]);
    let answered = || [a1().scope(None).note("2026-12-10", Later::Scope(true))];
    case("unanswered", "before the answer", answered())
        .known("2026-12-09")
        .gives("unknown 273, uncovered 70, not-yet 22", &[SCOPE]);
    case("answered", "after it", answered()).gives("audited 273, bridgeable 92", &[]);
    let judged = a1().opinion(Opinion::Qualified, None).note("2026-12-10", Later::Judged(Judged::Harmless));
    case("judged later", "a decision of its own", [judged]).gives("audited 273, bridgeable 92", &[HARMLESS]);
    let back = || [a1().note("2026-12-10", Later::TakenBack)];
    case("before it was taken back", "known until the day", back())
        .known("2026-12-09")
        .gives("audited 273, bridgeable 70, not-yet 22", &[]);
    case("taken back", "no such document", back()).gives("uncovered 365", &[]);
}

#[test]
fn days_asked_for_and_days_ahead() {
    case("nothing at all", "what is ahead is not yet", []).known("2026-06-30").gives("uncovered 181, not-yet 184", &[]);
    case("known before the window", "all is ahead", []).known("2025-06-30").gives("not-yet 365", &[]);
    case("letter not missing yet", "days to come", [a1()])
        .known("2026-11-20")
        .gives("audited 273, bridgeable 51, not-yet 41", &[]);
    let twice = [("2026-03-01", "2026-03-31"), ("2026-01-10", "2026-01-20"), ("2026-03-15", "2026-04-10")];
    let cover = case("parts", "each day once", [a1()]).used(&twice).gives("audited 52", &[]);
    let spans: Vec<_> = cover.spans.iter().map(|span| span.days).collect();
    assert_eq!(spans, [p("2026-01-10", "2026-01-20"), p("2026-03-01", "2026-04-10")]);
    let none = case("outside", "not of the window", [a1()]).used(&[("2027-01-01", "2027-06-30")]);
    assert_eq!(none.gives("", &[]).state(), None);
    let ahead = case("covered so far", "days are ahead", [t2("2025-07-01", "2026-06-30")]).known("2026-06-30");
    assert_eq!(ahead.gives("audited 181, not-yet 184", &[]).state(), Some(CoverState::NotYet));
}
