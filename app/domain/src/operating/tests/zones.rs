//! Where an instant becomes a day: clocks that change, midnights that are not there, years that end.

use super::*;

#[test]
fn n35_a_day_belongs_to_what_held_at_its_end_wherever_clocks_change() {
    // Berlin's clocks change on 29 March and 25 October; these days have 23 and 25 hours, and are one day each.
    let world =
        world(Cadence::Daily).window("2026-03-28", "2026-03-30").done(&["2026-03-28", "2026-03-29", "2026-03-30"]);
    world.gives("N35", "23 hours", "2026-04-02", "operating, on-time 3");
    let last = world.zone.end_of(d("2026-03-29"));
    let mut entered = world;
    entered.asked = Timeline::since(last, Fit::Yes);
    assert_eq!(entered.at("2026-04-02").force.count(), 2, "in force at the end of the 29th");
    entered.asked = Timeline::since(last.next(), Fit::Yes);
    assert_eq!(entered.at("2026-04-02").force.count(), 1, "a microsecond later it is the 30th");
}

#[test]
fn n36_what_is_accepted_before_midnight_there_is_of_that_day() {
    // 15 April ends at 22:00 UTC in Berlin, at 04:00 UTC of the 16th in New York.
    let accepted = Instant("2026-04-15T23:30:00Z".parse::<Timestamp>().unwrap().as_microsecond());
    for (rule, wanted) in [(BERLIN, Timing::Overdue), (NEW_YORK, Timing::OnTime)] {
        let mut world = world(Cadence::Quarterly).act(Act { accepted, ..act("2026-03-28") });
        world.zone = Place::of(rule);
        assert_eq!(world.at("2026-04-16").slots.expected[0].timing, wanted, "N36 in {rule}");
    }
}

#[test]
fn n37_a_year_ends_when_it_ends_there() {
    let mut world = world(Cadence::Continuous).act(act("2026-01-01").fresh(364));
    for rule in [BERLIN, NEW_YORK, LORD_HOWE, SANTIAGO] {
        world.zone = Place::of(rule);
        let last = world.zone.end_of(d("2026-12-31"));
        assert_eq!(world.read(last, last).state, Some(State::Collecting), "N37 in {rule}: the last day is not over");
        assert_eq!(world.read(last.next(), last.next()).state, Some(State::Operating), "N37 in {rule}");
        assert_eq!(world.read(last, last).force.count(), 365, "N37 in {rule}");
    }
}
