//! What a document itself says against a point of its checklist: nobody can find in order what it denies, or what nobody
//! answered of its scope.

use super::kinds::{edition, has_opinion};
use super::reports::{could_speak_for, spoken_for};
use super::said;
use super::terms::{Judged, Opinion, Terms};
use super::why::Why;
use crate::catalogue::AttestationKind;
use crate::days::Period;
use crate::words::AttestationClass;
use jiff::civil::Date;

/// What a point asks that the entered terms answer too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    Scope,
    Opinion,
    Period,
    Names,
    LetterDays,
    Edition,
}

/// The points of the library's checklists that ask for something which is entered as a term, by kind.
const ASKS: &[(&str, &str, Asks)] = &[
    ("SOC2-T2", "Is the AI service in scope and which categories", Asks::Scope),
    ("SOC2-T2", "opinion unqualified", Asks::Opinion),
    ("SOC2-T2", "period and gap", Asks::Period),
    ("SOC2-T1", "scope", Asks::Scope),
    ("SOC2-T1", "opinion", Asks::Opinion),
    ("SOC2-BRIDGE", "Names the report itself, not an earlier letter", Asks::Names),
    ("SOC2-BRIDGE", "through day and signing day", Asks::LetterDays),
    ("SOC3", "Scope and categories", Asks::Scope),
    ("SOC3", "period", Asks::Period),
    ("SOC1-T2", "exceptions", Asks::Opinion),
    ("C5-T2", "AI service and region in scope", Asks::Scope),
    ("C5-T2", "deviations", Asks::Opinion),
    ("C5-T2", "Type 2", Asks::Period),
    ("ISAE3000", "AI service in scope", Asks::Scope),
    ("ISAE3000", "deviations", Asks::Opinion),
    ("ISAE3000", "period", Asks::Period),
    ("ISO27001", "Scope wording covers the AI service and sites", Asks::Scope),
    ("ISO27001", "edition 2022", Asks::Edition),
    ("ISO42001", "AI systems covered", Asks::Scope),
    ("ISO27701", "scope includes AI processing", Asks::Scope),
    ("ISO27017-18", "services named", Asks::Scope),
    ("ISO22301", "Scope includes the AI service and region", Asks::Scope),
    ("HITRUST-R2", "Scope", Asks::Scope),
    ("HITRUST-E1I1", "scope", Asks::Scope),
    ("HIPAA", "Agreement names the AI feature", Asks::Scope),
    ("FEDRAMP", "AI feature in or out", Asks::Scope),
    ("CSA-STAR2-ATT", "AI service in scope", Asks::Scope),
    ("CSA-STAR2-ATT", "exceptions", Asks::Opinion),
    ("CSA-STAR2-CERT", "scope", Asks::Scope),
    ("PENTEST", "AI endpoints and tenant isolation in scope", Asks::Scope),
    ("BCP-TEST", "Scope has AI service", Asks::Scope),
    ("DPA", "AI feature covered", Asks::Scope),
    ("NO-TRAINING", "Which plan and endpoint", Asks::Scope),
];

/// What a document says against a point of its checklist, as a sentence: then the point is not in order, and the reviewer
/// says what follows. None where it says nothing against it. A scope that nobody answered is not in order either; a
/// qualification that was judged not to touch what we use is. `windows`: the days for which our programmes need the
/// vendor's documents.
///
/// Source: cases A5, A11, A12, A13, A15 and A26 of our rules; what a document denies cannot be found in it.
#[must_use]
pub fn against(
    kind: &AttestationKind,
    point: &str,
    terms: &Terms,
    judged: Option<Judged>,
    windows: &[Period],
    known: Date,
) -> Option<String> {
    let (.., asks) = ASKS.iter().find(|(of, text, _)| *of == kind.id.as_str() && *text == point)?;
    match asks {
        Asks::Scope => match terms.scope {
            Some(true) => None,
            Some(false) => Some(Why::NotInScope.sentence()),
            None => Some(Why::ScopeUnanswered.sentence()),
        },
        Asks::Opinion => has_opinion(kind).then(|| opinion(terms.opinion?, judged)).flatten(),
        Asks::Period => period(kind, terms, windows),
        Asks::Names => {
            spoken_for(kind, terms, known).err().filter(|why| *why == Why::NamesALetter).map(|why| why.sentence())
        }
        Asks::LetterDays => {
            let wrong = spoken_for(kind, terms, known).err();
            wrong.filter(|why| matches!(why, Why::NotSigned | Why::CoversNothing)).map(|why| why.sentence())
        }
        Asks::Edition => {
            let on = edition(kind, terms).and_then(|edition| edition.ended_on)?;
            Some(Why::EditionEnded { on }.sentence())
        }
    }
}

fn opinion(opinion: Opinion, judged: Option<Judged>) -> Option<String> {
    match (opinion, judged) {
        (Opinion::Unqualified, _) | (Opinion::Qualified, Some(Judged::Harmless)) => None,
        (Opinion::Qualified, Some(Judged::Harmful)) => Some(Why::JudgedHarmful.sentence()),
        (Opinion::Qualified, None) => Some(Why::NotJudged.sentence()),
        (Opinion::Adverse, _) => Some(Why::Adverse.sentence()),
        (Opinion::Disclaimer, _) => Some(Why::Disclaimer.sentence()),
    }
}

/// A report of one day shows no operation, and one whose days a letter could not stretch into any window of ours says
/// nothing for it.
fn period(kind: &AttestationKind, terms: &Terms, windows: &[Period]) -> Option<String> {
    if kind.class == AttestationClass::PeriodReport && terms.is_as_of() {
        return Some(Why::AsOfOneDay.sentence());
    }
    let days = could_speak_for(kind, terms)?;
    let apart = !windows.is_empty() && windows.iter().all(|window| !days.overlaps(window));
    let period = terms.period.filter(|_| apart)?;
    Some(format!("Its period, {} to {}, reaches into no window of ours.", said(period.from()), said(period.until())))
}

#[cfg(test)]
mod tests {
    use super::super::checklist;
    use super::super::kinds::has_scope;
    use super::*;
    use crate::catalogue::catalogue;

    #[test]
    fn the_table_names_points_that_there_are() {
        for (kind, point, asks) in ASKS {
            let kind = catalogue().attestations.get(&kind.parse().unwrap()).unwrap();
            assert!(checklist(kind).any(|one| one == *point), "{}: {point}", kind.id);
            assert!(*asks != Asks::Scope || has_scope(kind), "{} is asked for no scope", kind.id);
            assert!(*asks != Asks::Opinion || has_opinion(kind), "{} has no opinion", kind.id);
        }
    }
}
