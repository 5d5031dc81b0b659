//! Certificates against a window: days of a class of their own.

use super::*;

const LATE: &str = "The yearly surveillance audit is late: unknown from 21 Apr 2026. Ask for its report.";
const LAPSED: &str = "No surveillance audit came: void from 20 Jul 2026.";
const ASIDE: &str = "Its kind does not count as cover of our window for vendors of medium criticality.";
const PARENT: &str = "It is valid only on days on which the ISO27001 certificate that it extends is.";

fn a24() -> Attestation {
    certificate("ISO27001", "2024-05-10", &["2025-04-20"])
}

fn a25() -> Attestation {
    certificate("ISO27001", "2024-05-10", &["2025-04-20", "2026-04-18"])
}

#[test]
fn a24_to_a26_surveillance_and_edition() {
    let days = "certified 110, unknown 90, uncovered 165";
    let cover = case("A24", "a certificate lives on its audits", [a24()]).accepting("ISO27001");
    let cover = cover.gives(days, &[LATE, LAPSED]);
    assert_eq!((cover.days.audited, cover.unproven()), (0, 165));
    let cover = case("A24, not accepted", "shown, never counted", [a24()]).gives(days, &[LATE, LAPSED, ASIDE]);
    assert_eq!((cover.uncovered_shown(), cover.unproven()), (165, 365));
    case("A25", "the audit came", [a25()]).accepting("ISO27001").gives("certified 365", &[]);
    let ahead = case("A25 known on 31 May, not accepted", "days ahead lack nothing yet", [a25()]).known("2026-05-31");
    let ahead = ahead.gives("certified 151, not-yet 214", &[ASIDE]);
    assert_eq!((ahead.uncovered_shown(), ahead.unproven()), (0, 151));
    let old = || certificate("ISO27001", "2023-02-01", &["2024-02-01", "2025-02-01"]);
    for known in ["2026-01-01", "2026-06-30", "2026-12-31"] {
        let old = old().says(|it| it.edition = Some(2013));
        let cover = case("A26", "the edition ended", [old]).accepting("ISO27001").known(known).cover();
        assert_eq!(cover.days.certified + cover.days.unknown, 0);
        assert_eq!(cover.reasons[0].why.sentence(), "Certificates to this edition ended on 31 Oct 2025.");
    }
    let unread = old().says(|it| it.edition = None);
    case("edition unread", "unknown until it is read", [unread]).accepting("ISO27001").gives(
        "unknown 32, uncovered 333",
        &["To which edition of the standard? Until that is read, what it covers is unknown."],
    );
}

#[test]
fn audits_that_come_late_or_not_at_all() {
    let with = |audit| case("late", "tolerance", [a24().note("2026-09-02", Later::Surveyed(d(audit)))]);
    with("2026-06-01").accepting("ISO27001").gives("certified 365", &[]);
    with("2026-07-19").accepting("ISO27001").gives("certified 365", &[]);
    with("2026-09-01").accepting("ISO27001").gives("certified 232, unknown 90, uncovered 43", &[LATE]);
    let before = with("2026-06-01").accepting("ISO27001").known("2026-09-01");
    before.gives("certified 110, unknown 90, uncovered 44, not-yet 121", &[LATE, LAPSED]);
    case("not late yet", "what is ahead is not unknown", [a24()])
        .accepting("ISO27001")
        .known("2026-04-20")
        .gives("certified 110, not-yet 255", &[]);
    case("late for ten days", "unknown so far", [a24()])
        .accepting("ISO27001")
        .known("2026-04-30")
        .gives("certified 110, unknown 10, not-yet 245", &[LATE]);
    case("last year of the cycle", "no third audit", [a25()])
        .accepting("ISO27001")
        .window("2027-01-01", "2027-12-31")
        .known("2027-12-31")
        .gives("certified 130, uncovered 235", &[]);
    case(
        "two audits in one year",
        "are not one a year",
        [certificate("ISO27001", "2024-05-10", &["2024-11-01", "2025-04-20"])],
    )
    .accepting("ISO27001")
    .gives("certified 110, unknown 90, uncovered 165", &[LATE, LAPSED]);
    case("one late audit", "is not two", [certificate("ISO27001", "2023-06-15", &["2024-08-01"])])
        .accepting("ISO27001")
        .window("2025-01-01", "2025-12-31")
        .known("2025-12-31")
        .gives(
            "certified 213, unknown 90, uncovered 62",
            &[
                "The yearly surveillance audit is late: unknown from 2 Aug 2025. Ask for its report.",
                "No surveillance audit came: void from 31 Oct 2025.",
            ],
        );
    case("leap day", "29 Feb + 36 = 28 Feb", [certificate("ISO42001", "2024-02-29", &["2025-02-20", "2026-02-20"])])
        .accepting("ISO42001")
        .window("2027-01-01", "2027-12-31")
        .known("2027-12-31")
        .gives("certified 59, uncovered 306", &[]);
}

#[test]
fn hitrust_fedramp_and_the_like() {
    case("r2 without interim", "twelve months without it", [certificate("HITRUST-R2", "2025-03-01", &[])])
        .accepting("HITRUST-R2")
        .gives(
            "certified 60, unknown 90, uncovered 215",
            &[
                "The yearly surveillance audit is late: unknown from 2 Mar 2026. Ask for its report.",
                "No surveillance audit came: void from 31 May 2026.",
            ],
        );
    case("r2 with interim", "twenty-four months", [certificate("HITRUST-R2", "2025-03-01", &["2026-02-20"])])
        .accepting("HITRUST-R2")
        .gives("certified 365", &[]);
    case("r2 ended", "twenty-four months", [certificate("HITRUST-R2", "2024-03-01", &["2025-02-20"])])
        .accepting("HITRUST-R2")
        .gives("certified 60, uncovered 305", &[]);
    case("i1", "one year, no interim", [certificate("HITRUST-E1I1", "2026-02-01", &[])])
        .accepting("HITRUST-E1I1")
        .gives("certified 334, uncovered 31", &[]);
    case("FedRAMP", "a year from its assessment", [dated("FEDRAMP", "2025-06-30")])
        .accepting("FEDRAMP")
        .gives("certified 181, uncovered 184", &[]);
    case("continuity", "by the criteria it serves", [certificate("ISO22301", "2026-01-01", &[])])
        .accepting("ISO22301")
        .category(Category::Availability)
        .gives("certified 365", &[]);
    case("security alone", "by the criteria it serves", [a25()])
        .accepting("ISO27001")
        .category(Category::Availability)
        .gives("uncovered 365", &["It does not answer the category Availability."]);
}

#[test]
fn what_ends_a_certificate_early() {
    let accepted = |name, it: Attestation| case(name, "what comes first ends it", [it]).accepting("ISO27001");
    accepted("printed end", a25().says(|it| it.expires_on = Some(d("2026-06-30"))))
        .gives("certified 181, uncovered 184", &[]);
    accepted("printed later", a25().says(|it| it.expires_on = Some(d("2028-06-30")))).gives("certified 365", &[]);
    accepted("withdrawn", a25().note("2026-04-10", Later::Withdrawn(d("2026-03-31"))))
        .gives("certified 90, uncovered 275", &["Its issuer withdrew it on 31 Mar 2026."]);
    accepted("suspended", a25().note("2026-04-10", Later::Suspended(d("2026-03-31"))))
        .gives("certified 90, uncovered 275", &["Its issuer suspended it on 31 Mar 2026."]);
    accepted("before that was known", a25().note("2026-04-10", Later::Withdrawn(d("2026-03-31"))))
        .known("2026-04-09")
        .gives("certified 365", &[]);
    accepted("not in scope", a25().scope(Some(false)))
        .gives("uncovered 365", &["The AI service that we use is not inside its scope: it counts for nothing."]);
    accepted("scope unanswered", a25().scope(None)).gives(
        "unknown 365",
        &["Is the AI service that we use inside its scope? Until that is answered, what it covers is unknown."],
    );
    accepted("waiting", a25().received("2026-05-01").waits())
        .gives("uncovered 365", &["Waiting for review since 1 May 2026."]);
}

#[test]
fn those_that_extend_another_follow_it() {
    let parent = || certificate("ISO27001", "2023-06-15", &["2024-06-10", "2025-06-12"]).no(2);
    let child = |id| certificate(id, "2024-01-01", &[]);
    for id in ["ISO27017-18", "CSA-STAR2-CERT"] {
        case(id, "ends with the certificate it extends", [child(id), parent()])
            .accepting(id)
            .accepting("ISO27001")
            .gives("certified 166, uncovered 199", &[PARENT]);
        case(id, "nothing without it", [child(id)]).accepting(id).gives("uncovered 365", &[PARENT]);
        case(id, "a parent that waits is none", [child(id), parent().waits()])
            .accepting(id)
            .gives("uncovered 365", &[PARENT, "Waiting for review since 1 Jan 2020."]);
        case(id, "unknown with it", [child(id), a24().no(2)])
            .accepting(id)
            .accepting("ISO27001")
            .gives("certified 110, unknown 90, uncovered 165", &[PARENT, LATE, LAPSED]);
        case(id, "no audit of the parent is late yet", [child(id), a24().no(2)])
            .accepting(id)
            .accepting("ISO27001")
            .known("2026-04-20")
            .gives("certified 110, not-yet 255", &[]);
        case(id, "renewed in time", [child(id), parent(), certificate("ISO27001", "2026-06-01", &[]).no(3)])
            .accepting(id)
            .accepting("ISO27001")
            .gives("certified 365", &[]);
    }
    let privacy = |year| {
        child("ISO27701").says(|it| {
            it.edition = Some(year);
            it.surveillances = vec![d("2024-12-01"), d("2025-12-01")];
        })
    };
    let asked = |it| case("27701", "by edition", [it]).accepting("ISO27701").category(Category::Privacy);
    asked(privacy(2019)).gives("uncovered 365", &[PARENT]);
    asked(privacy(2025)).gives("certified 365", &[]);
}

#[test]
fn a_certificate_hides_nothing_that_could_still_count() {
    let both = || [a1(), a25().no(2)];
    let cover = case("accepted", "certified ranks above a missing letter", both()).accepting("ISO27001");
    assert_eq!(cover.gives("audited 273, certified 92", &[]).state(), Some(CoverState::Covered));
    let cover = case("not accepted", "it hides no missing letter", both());
    assert_eq!(cover.gives("audited 273, bridgeable 92", &[ASIDE]).uncovered_shown(), 92);
    let open = t2("2025-10-01", "2026-12-31").scope(None);
    let question = "Is the AI service that we use inside its scope? Until that is answered, what it covers is unknown.";
    let cover = case("not accepted", "it hides no question", [open.clone(), a25().no(2)]);
    assert_eq!(cover.gives("unknown 365", &[question, ASIDE]).state(), Some(CoverState::Unknown));
    case("accepted", "certified ranks above unknown", [open, a25().no(2)])
        .accepting("ISO27001")
        .gives("certified 365", &[question]);
    let late = case("late and not accepted", "no answer would make it count", [a24(), a1().no(2)])
        .gives("audited 273, bridgeable 92", &[LATE, LAPSED, ASIDE]);
    assert_eq!(late.unproven(), 92);
}
