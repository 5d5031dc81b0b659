//! The first sentence of readiness: which reading, which day, how many criteria in scope, for how many systems, and
//! which causes hide behind the rest.

use crate::ui::dates::figure;
use domain::causes::{Behind, Cause};
use domain::readiness::Counts;
use leptos::prelude::*;

/// A part of a sentence; a number links to its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    pub href: Option<String>,
}

/// What the sentence speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Speaks<'a> {
    /// “21 Nov”.
    pub day: &'a str,
    pub counts: Counts,
    pub systems: usize,
    pub behind: &'a [Behind],
}

/// Where its numbers lead.
#[derive(Clone, Debug, Default)]
pub struct Ways {
    pub met: String,
    pub systems: String,
    pub rest: String,
}

/// Causes that are named; what is behind the others is in the list below.
const NAMED: usize = 2;

#[must_use]
pub fn sentence(speaks: &Speaks<'_>, ways: Ways) -> Vec<Part> {
    let (met, all) = (speaks.counts.met, speaks.counts.in_scope());
    let plain = |text: String| Part { text, href: None };
    let link = |text: String, href: String| Part { text, href: Some(href) };
    let (of, verb) = match met {
        0 => (format!("none of {all} criteria in scope"), "has"),
        1 => (format!("1 of {all} criteria in scope"), "has"),
        met if met == all => (format!("all {all} criteria in scope"), "have"),
        met => (format!("{met} of {all} criteria in scope"), "have"),
    };
    let systems =
        if speaks.systems == 1 { "1 AI system".into() } else { format!("{} AI systems", figure(speaks.systems)) };
    let mut parts = vec![
        plain(format!("Design on {}, self-assessed: ", speaks.day)),
        link(of, ways.met),
        plain(format!(" {verb} complete proof for ")),
        link(systems, ways.systems),
        plain(".".to_owned()),
    ];
    let rest = all - met;
    if rest > 0 {
        parts.push(plain(" ".to_owned()));
        parts.push(link(rest.to_string(), ways.rest));
        parts.push(plain(format!(
            " {}{}.",
            if rest == 1 { "does not" } else { "do not" },
            causes(speaks.behind, rest)
        )));
    }
    parts
}

/// “, 4 of them through one lapsed document and 2 for want of a conclusion”.
fn causes(behind: &[Behind], rest: u32) -> String {
    let named = behind.iter().filter_map(|one| Some((one.criteria.len(), phrase(one.cause)?))).take(NAMED);
    let named = together(named.collect());
    let Some((first, why)) = named.first() else { return String::new() };
    let all = u32::try_from(*first) == Ok(rest);
    let first = match (all, rest) {
        (true, 1) => format!(", {why}"),
        (true, _) => format!(", all of them {why}"),
        (false, _) => format!(", {first} of them {why}"),
    };
    named.get(1).map_or_else(|| first.clone(), |(n, why)| format!("{first} and {n} {why}"))
}

/// Two of a kind are told as one: “4 of them through one requirement each”.
fn together(named: Vec<(usize, &'static str)>) -> Vec<(usize, String)> {
    match named.as_slice() {
        [(one, why), (other, same)] if why == same => vec![(one + other, format!("{why} each"))],
        _ => named.into_iter().map(|(n, why)| (n, why.to_owned())).collect(),
    }
}

const fn phrase(cause: Cause) -> Option<&'static str> {
    match cause {
        Cause::Failed => Some("because something could not be computed"),
        Cause::Document(_) => Some("through one lapsed document"),
        Cause::Requirement(_) => Some("through one requirement"),
        Cause::Waiting => Some("waiting for review"),
        Cause::NoKeyControl => Some("for want of a key control"),
        Cause::NotConcluded => Some("for want of a conclusion"),
        Cause::NothingLeft => Some("because nothing is left that is asked"),
        Cause::Unanswered => Some("for unanswered questions"),
        Cause::Several => None,
    }
}

/// The sentence without its links.
#[must_use]
pub fn plain(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect()
}

pub(super) fn view(parts: Vec<Part>) -> impl IntoView {
    let parts = parts.into_iter().map(|Part { text, href }| match href {
        Some(href) => view! { <a href=href>{text}</a> }.into_any(),
        None => text.into_any(),
    });
    parts.collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::asked::CriterionSet;
    use domain::ids::EvidenceId;
    use domain::words::CriterionId;

    fn said(met: u32, gap: u32, systems: usize, behind: &[(Cause, usize)]) -> String {
        let some = |n| CriterionId::ALL.iter().copied().take(n).collect::<CriterionSet>();
        let behind: Vec<_> = behind.iter().map(|(cause, n)| Behind { cause: *cause, criteria: some(*n) }).collect();
        let counts = Counts { met, gap, ..Counts::default() };
        plain(&sentence(&Speaks { day: "21 Nov", counts, systems, behind: &behind }, Ways::default()))
    }

    #[test]
    fn it_says_which_day_how_many_and_why_not() {
        let document = Cause::Document("00000000-0000-0000-0000-000000000009".parse::<EvidenceId>().unwrap());
        let cases = [
            (
                said(29, 9, 7, &[(Cause::Several, 5), (document, 4)]),
                "29 of 38 criteria in scope have complete proof for 7 AI systems. 9 do not, 4 of them through one lapsed document.",
            ),
            (
                said(29, 9, 7, &[(document, 4), (Cause::NotConcluded, 2)]),
                "29 of 38 criteria in scope have complete proof for 7 AI systems. 9 do not, 4 of them through one lapsed document and 2 for want of a conclusion.",
            ),
            (
                said(29, 9, 7, &[(Cause::Requirement(3), 4), (Cause::Requirement(8), 2)]),
                "29 of 38 criteria in scope have complete proof for 7 AI systems. 9 do not, 6 of them through one requirement each.",
            ),
            (
                said(0, 33, 1, &[(Cause::NoKeyControl, 33)]),
                "none of 33 criteria in scope has complete proof for 1 AI system. 33 do not, all of them for want of a key control.",
            ),
            (
                said(1, 1, 2133, &[(Cause::Waiting, 1)]),
                "1 of 2 criteria in scope has complete proof for 2,133 AI systems. 1 does not, waiting for review.",
            ),
            (said(33, 0, 7, &[]), "all 33 criteria in scope have complete proof for 7 AI systems."),
            (
                said(30, 3, 7, &[(Cause::Several, 3)]),
                "30 of 33 criteria in scope have complete proof for 7 AI systems. 3 do not.",
            ),
        ];
        for (said, expected) in cases {
            assert_eq!(said, format!("Design on 21 Nov, self-assessed: {expected}"));
        }
    }
}
