//! How often a requirement is expected on a subject.

use crate::evidence::Freshness;
use crate::words::{Cadence, FreshRule};

/// How often a requirement of a control that runs by `control` is expected; `None`: never. `level` is what the control
/// says for the criticality or tier of the subject, where it tells them apart.
///
/// Its own rhythm goes before the control's where its days are those of a quicker cadence, or where the control runs per
/// event or all the time and its days are those of a cadence. What does not age is expected once for each event; what
/// holds until a day of its own, or as long as its kind says, is expected to be there all the time.
///
/// Source: notes to the reference data, section 5 (freshness belongs to the requirement).
#[must_use]
pub fn cadence_of(control: Cadence, level: Option<Option<Cadence>>, fresh: Freshness) -> Option<Cadence> {
    let base = level.unwrap_or(Some(control))?;
    Some(match fresh.rule {
        FreshRule::Event => Cadence::PerEvent,
        FreshRule::Kind | FreshRule::OwnEndDate | FreshRule::OwnReviewDate => Cadence::Continuous,
        FreshRule::Days => base,
        FreshRule::Cadence => {
            let own = Cadence::ALL.iter().copied().find(|cadence| cadence.fresh_days() == Some(fresh.days));
            match (base.days(), own) {
                (None, Some(own)) => own,
                (Some(days), Some(own)) if level.is_none() && own.days().is_some_and(|its| its < days) => own,
                (_, _) => base,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_runs_by_its_control_or_by_a_rhythm_of_its_own() {
        use Cadence::{Annual, Continuous, Daily, Monthly, PerEvent, Quarterly};
        let by = |days| Freshness { rule: FreshRule::Cadence, days };
        let rule = |rule| Freshness { rule, days: 90 };
        let table = [
            (Quarterly, None, by(107), Some(Quarterly)),
            (Annual, None, by(107), Some(Quarterly)),
            (Quarterly, None, by(396), Some(Quarterly)),
            (Continuous, None, by(41), Some(Monthly)),
            (PerEvent, None, by(107), Some(Quarterly)),
            (PerEvent, None, by(0), Some(PerEvent)),
            (Monthly, Some(Some(Quarterly)), by(41), Some(Quarterly)),
            (Monthly, Some(None), by(41), None),
            (Daily, None, rule(FreshRule::Event), Some(PerEvent)),
            (Continuous, None, rule(FreshRule::Kind), Some(Continuous)),
            (Annual, None, rule(FreshRule::OwnEndDate), Some(Continuous)),
            (Quarterly, None, rule(FreshRule::Days), Some(Quarterly)),
        ];
        for (control, level, fresh, expected) in table {
            assert_eq!(cadence_of(control, level, fresh), expected, "{control:?} {level:?} {fresh:?}");
        }
    }
}
