//! Carved-out hosts: whose reports must cover our days too.

use super::*;

const OPEN: &str = "It leaves out Host 7, which must be covered, and whose own reports leave days open.";
const MONITORED: &str = "It leaves out Host 7: host monitored by the vendor (CC9.2 in its report).";

fn whole_year() -> Attestation {
    t2("2026-01-01", "2026-12-31")
}

#[test]
fn a19_a_host_that_must_be_covered() {
    case("A19", "no stronger than its host", [whole_year().hosted(7, true)])
        .host(7, [a1()])
        .gives("audited 273, bridgeable 92", &[OPEN]);
    case("A19, not marked", "the vendor monitors it", [whole_year().hosted(7, false)])
        .host(7, [a1()])
        .gives("audited 365", &[MONITORED]);
}

#[test]
fn the_weaker_of_vendor_and_host() {
    let hosted = || [whole_year().hosted(7, true)];
    let bridge = || letter("2026-09-30", "2026-12-31", "2027-01-04");
    case("bridged", "its letter counts", hosted())
        .host(7, [a1(), bridge()])
        .known("2027-01-10")
        .gives("audited 273, bridged 92", &[]);
    case("unknown", "its question too", hosted())
        .host(7, [a1().scope(None)])
        .gives("unknown 273, uncovered 92", &[OPEN]);
    case("no report", "nothing", hosted()).host(7, []).gives("uncovered 365", &[OPEN]);
    case("not in the register", "nothing", hosted()).gives("uncovered 365", &[OPEN]);
    let nameless = whole_year().says(|it| {
        it.carve_outs = vec![CarveOut { host: "Host 7".into(), vendor: None, must_be_covered: true }];
    });
    case("of no known vendor", "nothing", [nameless]).gives("uncovered 365", &[OPEN]);
    case("two hosts", "the weakest", [whole_year().hosted(8, true).hosted(7, true)])
        .host(7, [t2("2026-01-01", "2026-06-30")])
        .host(8, [whole_year()])
        .gives("audited 181, bridgeable 92, uncovered 92", &[OPEN]);
    case("another report", "without that host", [whole_year().hosted(7, true), a1().no(2)])
        .gives("audited 273, bridgeable 92", &[OPEN]);
    case("bridged days too", "no stronger than the host", [a1().hosted(7, true), bridge()])
        .host(7, [whole_year()])
        .known("2027-01-10")
        .gives("audited 273, bridged 92", &[]);
    case("a certified host", "not tested", hosted())
        .host(7, [certificate("ISO27001", "2024-05-10", &["2025-04-20", "2026-04-18"])])
        .accepting("ISO27001")
        .gives("certified 365", &[OPEN]);
}

#[test]
fn hosts_of_hosts() {
    case("behind the host", "it must be covered too", [whole_year().hosted(7, true)])
        .host(7, [whole_year().hosted(8, true)])
        .host(8, [a1()])
        .gives("audited 273, bridgeable 92", &[OPEN]);
    case("behind the host, monitored", "the host monitors it", [whole_year().hosted(7, true)])
        .host(7, [whole_year().hosted(8, false)])
        .gives("audited 365", &[]);
    case("in a ring", "two that host each other do not wait for each other", [whole_year().hosted(7, true)])
        .host(7, [whole_year().hosted(8, true)])
        .host(8, [a1().hosted(7, true)])
        .gives("audited 273, bridgeable 92", &[OPEN]);
}
