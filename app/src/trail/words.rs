//! What an entry says after the name of who did it, for a reader who knows nothing of verbs and bodies.

use crate::ui::dates::{counted, figure};
use domain::trail::Verb;
use domain::words::{Category, Stage, Trait};
use serde_json::Value;

/// “proposed that a control is no longer run”.
pub(crate) fn sentence(verb: Verb, entry: &Value) -> String {
    let body = entry.get("body").unwrap_or(&Value::Null);
    let detailed = match verb {
        Verb::ChangeProposed => change(body).map(|words| format!("proposed that {words}")),
        Verb::ChangeAgreed => agreed(body),
        Verb::ChangeRefused => change(body).map(|words| format!("refused that {words}")),
        Verb::EvidenceDecided => decided(body),
        Verb::EvidenceSubmitted => count(body, "pairs").map(|n| {
            format!(
                "submitted evidence for {}",
                if n == 1 { "one requirement".to_owned() } else { format!("{} findings", figure(n)) }
            )
        }),
        Verb::RiskRated => count(body, "risks").map(|n| {
            let risks = counted(n, "risk", "risks");
            match body.get("taken_over") {
                Some(_) => format!("rated {risks} as the assessment before did"),
                None => format!("rated {risks} alike"),
            }
        }),
        Verb::RiskSetAside => count(body, "risks").map(|n| format!("set {} aside", counted(n, "risk", "risks"))),
        Verb::TraitAnswered => answered(body),
        Verb::StageMoved => text(body, "stage")
            .and_then(|key| key.parse::<Stage>().ok())
            .map(|stage| format!("moved a system to the stage {}", stage.label().to_lowercase())),
        Verb::ProgrammeChanged => added(body),
        Verb::PolicyApproved => {
            text(body, "in_force_from").map(|day| format!("approved a policy; it binds from {day}"))
        }
        Verb::AssessmentConcluded => text(body, "review_on")
            .map(|day| format!("concluded a risk assessment; the next one is concluded by {day}")),
        Verb::AttestationEntered => attested(body),
        Verb::OrganisationFounded
        | Verb::SettingsChanged
        | Verb::PersonAdded
        | Verb::PersonInvited
        | Verb::PeopleImported
        | Verb::InvitationRevoked
        | Verb::InvitationUsed
        | Verb::PersonNamed
        | Verb::RightsChanged
        | Verb::PersonDeactivated
        | Verb::PersonReactivated
        | Verb::PersonErased
        | Verb::PasswordChanged
        | Verb::RolesTabled
        | Verb::SystemAdded
        | Verb::SystemChanged
        | Verb::SystemsImported
        | Verb::MappingSaved
        | Verb::MappingRenamed
        | Verb::MappingDeleted
        | Verb::OwnershipAccepted
        | Verb::VendorAdded
        | Verb::VendorChanged
        | Verb::DependencyChanged
        | Verb::MentionSetAside
        | Verb::MentionTakenUp
        | Verb::VendorsMatched
        | Verb::VendorsImported
        | Verb::DependenciesImported
        | Verb::SubprocessorsImported
        | Verb::AttestationsImported
        | Verb::ProgrammeOpened
        | Verb::ScopeWidened
        | Verb::CriterionRestored
        | Verb::ControlAdopted
        | Verb::ControlAdded
        | Verb::RhythmTightened
        | Verb::KeyGiven
        | Verb::ChangeWithdrawn
        | Verb::EvidenceWithdrawn
        | Verb::TaskGiven
        | Verb::TaskDueSet
        | Verb::TaskDiscussed
        | Verb::OwnTaskOpened
        | Verb::OwnTasksImported
        | Verb::OwnTaskDone
        | Verb::OwnTaskSigned
        | Verb::OwnTaskDropped
        | Verb::PolicyStarted
        | Verb::PolicyChanged
        | Verb::PolicyDrafted
        | Verb::PolicyDraftDropped
        | Verb::PolicyDiscussed
        | Verb::PolicySubmitted
        | Verb::PolicyRejected
        | Verb::PolicyWithdrawn
        | Verb::PolicyProven
        | Verb::PolicyRetired
        | Verb::AudienceSet
        | Verb::PolicyAcknowledged
        | Verb::AcknowledgementsClosed
        | Verb::ExceptionAsked
        | Verb::ExceptionApproved
        | Verb::ExceptionRefused
        | Verb::ExceptionWithdrawn
        | Verb::ExceptionEnded
        | Verb::RiskScaleSet
        | Verb::AssessmentOpened
        | Verb::OwnRiskAdded
        | Verb::RisksImported
        | Verb::SetAsideAgreed
        | Verb::RiskTreated
        | Verb::RiskAccepted
        | Verb::RiskRefused
        | Verb::RiskLimitSet
        | Verb::RiskLimitEnded
        | Verb::AssessmentSubmitted
        | Verb::AssessmentSentBack
        | Verb::AssessmentProven
        | Verb::SubprocessorChanged
        | Verb::AttestationAccepted
        | Verb::AttestationRejected
        | Verb::AttestationTakenBack
        | Verb::AttestationNoted
        | Verb::AttestationNoteAgreed
        | Verb::AttestationNoteRefused
        | Verb::AttestationFollowed
        | Verb::AttestationProven
        | Verb::AttestationKindsSet
        | Verb::ControlCalendarSet
        | Verb::TokenMade
        | Verb::TokenRevoked
        | Verb::AbsenceSet
        | Verb::AbsenceEnded
        | Verb::NoticesChosen
        | Verb::CalendarMade
        | Verb::CalendarEnded
        | Verb::DeficiencyOpened
        | Verb::DeficiencyAssessed
        | Verb::DeficiencyAgreed
        | Verb::DeficiencyDisagreed
        | Verb::DeficiencyGiven
        | Verb::DeficiencyCorrected
        | Verb::DeficiencyRetested
        | Verb::DeficiencyClosed
        | Verb::DeficiencyLogReviewed
        | Verb::IncidentReported
        | Verb::IncidentClassified
        | Verb::IncidentNoted
        | Verb::IncidentTold
        | Verb::IncidentNotTold
        | Verb::IncidentExplained
        | Verb::IncidentCorrected
        | Verb::IncidentReviewed
        | Verb::AuditPlanned
        | Verb::AuditorAdded
        | Verb::AuditTested
        | Verb::AuditConcluded
        | Verb::AuditCalledOff
        | Verb::QuestionSetWritten
        | Verb::QuestionSetRetired
        | Verb::QuestionnaireSent
        | Verb::QuestionnaireLinked
        | Verb::QuestionnaireUnlinked
        | Verb::QuestionnaireCalledOff
        | Verb::QuestionsHandedOn
        | Verb::QuestionsTakenBack
        | Verb::AnswersReceived
        | Verb::QuestionnaireSubmitted
        | Verb::AnswersJudged
        | Verb::QuestionnaireClosed
        | Verb::AccessReviewOpened
        | Verb::AccessDecided
        | Verb::AccessReviewClosed
        | Verb::AccessReviewAccepted
        | Verb::AccessReviewDropped
        | Verb::CourseAdded
        | Verb::CourseChanged
        | Verb::CourseRetired
        | Verb::TrainingTaken
        | Verb::TrainingMatched
        | Verb::TrainingClosed => None,
    };
    detailed.unwrap_or_else(|| verb.label().to_owned())
}

fn text<'a>(body: &'a Value, key: &str) -> Option<&'a str> {
    body.get(key)?.as_str()
}

fn count(body: &Value, key: &str) -> Option<usize> {
    body.get(key)?.as_array().map(Vec::len)
}

/// What a change would make otherwise, by its word.
fn change(body: &Value) -> Option<&'static str> {
    Some(match text(body, "change")? {
        "approve-controls" => "the statements of adopted controls are ours",
        "reword" => "a control gets a new statement",
        "retire" => "a control is no longer run",
        "own" => "a control gets another owner",
        "relax" => "a control runs less often, or its evidence may be older",
        "demote" => "a control only supports a criterion",
        "conclude" => "the key controls of criteria answer them",
        "set-aside" => "a criterion does not apply and leaves the count",
        "answer" => "a question about a system is answered otherwise",
        "move" => "a system moves to another stage",
        "narrow" => "systems leave the scope of a programme",
        "drop" => "a programme answers fewer categories",
        "release" => "a system no longer depends on a vendor",
        "exclude" => "requirements do not apply until a day",
        "withdraw-adverse" => "evidence that shows failure was no such thing",
        _ => return None,
    })
}

fn agreed(body: &Value) -> Option<String> {
    let words = change(body)?;
    Some(match body.get("bettered").and_then(Value::as_i64) {
        Some(1) => format!("agreed that {words}; one finding was bettered by it"),
        Some(n @ 2..) => format!("agreed that {words}; {n} findings were bettered by it"),
        Some(_) | None => format!("agreed that {words}"),
    })
}

fn decided(body: &Value) -> Option<String> {
    let rulings: Vec<_> = body.get("rulings")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let of = |word: &str| rulings.iter().filter(|ruling| ruling.ends_with(word)).count();
    let parts = [("supports", "accepted"), ("adverse", "took as showing failure"), ("rejected", "rejected")];
    let parts = parts.into_iter().map(|(word, said)| (of(word), said)).filter(|(n, _)| *n > 0);
    let parts: Vec<_> = parts
        .enumerate()
        .map(|(i, (n, said))| match (i, n) {
            (0, 1) => format!("{said} evidence for 1 finding"),
            (0, n) => format!("{said} evidence for {} findings", figure(n)),
            (_, n) => format!("{said} it for {}", figure(n)),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn answered(body: &Value) -> Option<String> {
    let which: Trait = text(body, "trait")?.parse().ok()?;
    let answer = match body.get("answer")?.as_bool() {
        Some(true) => "with yes",
        Some(false) => "with no",
        None => "as not answered",
    };
    Some(format!("answered “{}” of a system {answer}", which.label().to_lowercase()))
}

fn attested(body: &Value) -> Option<String> {
    let kind = text(body, "kind")?.parse().ok()?;
    let kind = domain::catalogue::catalogue().attestations.get(&kind)?;
    Some(format!("entered a document of a vendor: {}", kind.title))
}

fn added(body: &Value) -> Option<String> {
    let keys = body.get("added")?.as_array()?.iter().filter_map(Value::as_str);
    let names: Vec<_> = keys.filter_map(|key| key.parse::<Category>().ok()).map(Category::label).collect();
    (!names.is_empty()).then(|| format!("added {} to a programme", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    fn said(verb: Verb, body: &Value) -> String {
        sentence(verb, &json!({ "body": body }))
    }

    #[test]
    fn every_verb_reads_as_a_deed_in_plain_words() {
        let all: Vec<_> = Verb::ALL.iter().map(|verb| (verb, sentence(*verb, &Value::Null))).collect();
        for (verb, words) in &all {
            let (first, rest) = words.split_once(' ').expect("more than one word");
            let past = first.ends_with("ed")
                || ["gave", "made", "said", "sent", "told", "set", "withdrew", "brought", "began", "wrote", "took"]
                    .contains(&first);
            assert!(past && !rest.is_empty(), "{}: {words:?} does not say what was done", verb.key());
            assert!(!words.contains(['-', '_', '{', '/']), "{}: {words:?} speaks to machines", verb.key());
        }
        let different: BTreeSet<_> = all.iter().map(|(_, words)| words).collect();
        assert_eq!(different.len(), Verb::ALL.len(), "two verbs read alike");
    }

    #[test]
    fn details_are_told_where_the_entry_has_them() {
        let table = [
            (Verb::ChangeProposed, json!({"change": "retire"}), "proposed that a control is no longer run"),
            (
                Verb::ChangeAgreed,
                json!({"change": "exclude", "bettered": 3}),
                "agreed that requirements do not apply until a day; 3 findings were bettered by it",
            ),
            (Verb::ChangeRefused, json!({"change": "own"}), "refused that a control gets another owner"),
            (
                Verb::EvidenceDecided,
                json!({"rulings": ["TSK-AC-07-1@3 supports", "TSK-AC-07-1@4 supports", "TSK-AC-07-1@5 rejected"]}),
                "accepted evidence for 2 findings, rejected it for 1",
            ),
            (
                Verb::TraitAnswered,
                json!({"trait": "agentic", "answer": false}),
                "answered “agentic” of a system with no",
            ),
            (Verb::ProgrammeChanged, json!({"added": []}), "changed a programme"),
            (Verb::ProgrammeChanged, json!({"added": ["Privacy"]}), "added Privacy to a programme"),
        ];
        for (verb, body, words) in table {
            assert_eq!(said(verb, &body), words);
        }
    }

    #[test]
    fn every_change_has_its_words() {
        let keys = [
            "approve-controls",
            "reword",
            "retire",
            "relax",
            "own",
            "demote",
            "conclude",
            "set-aside",
            "answer",
            "move",
            "narrow",
            "drop",
            "release",
            "exclude",
            "withdraw-adverse",
        ];
        for key in keys {
            assert!(change(&json!({ "change": key })).is_some(), "{key} has no words");
        }
    }
}
