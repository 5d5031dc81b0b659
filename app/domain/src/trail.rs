//! The trail: everything that was done, in order, so encoded that an outsider can check it.
//!
//! An entry is canonical JSON (RFC 8785: sorted keys, no white space, whole numbers only) of its sequence number,
//! instant, verb, actor, things and body. Its leaf is `SHA-256(0x00 ‖ entry)`, which is already a leaf of an RFC 6962
//! Merkle tree, so that a tree can be built over the trail later without rewriting it. Bodies carry ids, numbers,
//! dates and closed words; what people typed lies apart as *words*, and the entry holds only their salted hash, so
//! that words can be erased and the trail stay whole.

use crate::ids::PersonId;
use crate::instant::Instant;
use crate::words::word;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

word! {
    /// What was done. Also the row of the permission table.
    pub enum Verb {
        OrganisationFounded = "organisation-founded", "founded the organisation",
        SettingsChanged = "settings-changed", "changed the settings",
        PersonAdded = "person-added", "added a person",
        PersonInvited = "person-invited", "invited a person",
        PeopleImported = "people-imported", "imported people",
        InvitationRevoked = "invitation-revoked", "revoked an invitation",
        InvitationUsed = "invitation-used", "joined by invitation",
        PersonNamed = "person-named", "named a person",
        RightsChanged = "rights-changed", "changed a person's rights",
        PersonDeactivated = "person-deactivated", "deactivated a person",
        PersonReactivated = "person-reactivated", "reactivated a person",
        PersonErased = "person-erased", "erased a person's name and address",
        PasswordChanged = "password-changed", "changed their password",
        RolesTabled = "roles-tabled", "said who does the work of a library role",
        SystemAdded = "system-added", "added a system",
        SystemChanged = "system-changed", "changed a system",
        SystemsImported = "systems-imported", "imported systems",
        MappingSaved = "mapping-saved", "saved a column mapping",
        MappingRenamed = "mapping-renamed", "renamed a column mapping",
        MappingDeleted = "mapping-deleted", "deleted a column mapping",
        StageMoved = "stage-moved", "moved a system to another stage",
        TraitAnswered = "trait-answered", "answered a trait",
        OwnershipAccepted = "ownership-accepted", "accepted ownership",
        VendorAdded = "vendor-added", "added a vendor",
        VendorChanged = "vendor-changed", "changed a vendor",
        VendorsImported = "vendors-imported", "imported vendors",
        DependenciesImported = "dependencies-imported", "imported what systems depend on",
        SubprocessorsImported = "subprocessors-imported", "imported to whom vendors pass our data on",
        AttestationsImported = "attestations-imported", "imported attestations of vendors",
        VendorsMatched = "vendors-matched", "said which vendors the inventory means",
        DependencyChanged = "dependency-changed", "changed what a system depends on",
        MentionSetAside = "mention-set-aside", "said that what systems mention is not this vendor",
        MentionTakenUp = "mention-taken-up", "took up again that systems may mention this vendor",
        ProgrammeOpened = "programme-opened", "opened a programme",
        ProgrammeChanged = "programme-changed", "changed a programme",
        ScopeWidened = "scope-widened", "brought systems into scope",
        CriterionRestored = "criterion-restored", "brought a criterion back into the count",
        ControlAdopted = "control-adopted", "adopted controls",
        ControlAdded = "control-added", "added a control",
        RhythmTightened = "rhythm-tightened", "asked for proof of a control more often, or fresher",
        KeyGiven = "key-given", "made a control key for a criterion",
        ChangeProposed = "change-proposed", "proposed a change",
        ChangeAgreed = "change-agreed", "agreed to a change",
        ChangeRefused = "change-refused", "refused a change",
        ChangeWithdrawn = "change-withdrawn", "withdrew a proposal",
        EvidenceSubmitted = "evidence-submitted", "submitted evidence",
        EvidenceDecided = "evidence-decided", "decided on evidence",
        EvidenceWithdrawn = "evidence-withdrawn", "withdrew evidence",
        TaskGiven = "task-given", "gave a task",
        TaskDueSet = "task-due-set", "set a due date",
        TaskDiscussed = "task-discussed", "discussed a task",
        OwnTaskOpened = "own-task-opened", "opened a task",
        OwnTasksImported = "own-tasks-imported", "imported tasks",
        OwnTaskDone = "own-task-done", "finished a task",
        OwnTaskSigned = "own-task-signed", "signed a task off",
        OwnTaskDropped = "own-task-dropped", "dropped a task",
        PolicyStarted = "policy-started", "began a policy",
        PolicyChanged = "policy-changed", "changed what a policy is kept under",
        PolicyDrafted = "policy-drafted", "wrote on a policy",
        PolicyDraftDropped = "policy-draft-dropped", "dropped a draft of a policy",
        PolicyDiscussed = "policy-discussed", "remarked on a policy",
        PolicySubmitted = "policy-submitted", "submitted a policy for approval",
        PolicyApproved = "policy-approved", "approved a policy",
        PolicyRejected = "policy-rejected", "rejected a policy",
        PolicyWithdrawn = "policy-withdrawn", "took back a policy that waited for approval",
        PolicyProven = "policy-proven", "used a policy in force as proof",
        PolicyRetired = "policy-retired", "retired a policy",
        AudienceSet = "audience-set", "said whom a policy binds",
        PolicyAcknowledged = "policy-acknowledged", "acknowledged a policy",
        AcknowledgementsClosed = "acknowledgements-closed", "closed a register of acknowledgements",
        ExceptionAsked = "exception-asked", "asked for an exception to a policy",
        ExceptionApproved = "exception-approved", "approved an exception to a policy",
        ExceptionRefused = "exception-refused", "refused an exception to a policy",
        ExceptionWithdrawn = "exception-withdrawn", "took back an exception that was asked for",
        ExceptionEnded = "exception-ended", "ended an exception to a policy",
        RiskScaleSet = "risk-scale-set", "set the scale by which risks are rated",
        AssessmentOpened = "assessment-opened", "opened a risk assessment",
        OwnRiskAdded = "own-risk-added", "added a risk of our own",
        RiskRated = "risk-rated", "rated a risk",
        RisksImported = "risks-imported", "imported risks",
        RiskSetAside = "risk-set-aside", "set a risk aside",
        SetAsideAgreed = "set-aside-agreed", "agreed that a risk is set aside",
        RiskTreated = "risk-treated", "decided what is done about a risk",
        RiskAccepted = "risk-accepted", "accepted a risk",
        RiskRefused = "risk-refused", "refused to accept a risk",
        RiskLimitSet = "risk-limit-set", "named a limit that would show a risk becoming real",
        RiskLimitEnded = "risk-limit-ended", "dropped a limit that would show a risk becoming real",
        AssessmentSubmitted = "assessment-submitted", "submitted a risk assessment",
        AssessmentSentBack = "assessment-sent-back", "returned a risk assessment to its authors",
        AssessmentConcluded = "assessment-concluded", "concluded a risk assessment",
        AssessmentProven = "assessment-proven", "used a concluded risk assessment as proof",
        SubprocessorChanged = "subprocessor-changed", "changed to whom a vendor passes our data on",
        AttestationEntered = "attestation-entered", "entered an attestation of a vendor",
        AttestationAccepted = "attestation-accepted", "accepted an attestation of a vendor",
        AttestationRejected = "attestation-rejected", "rejected an attestation of a vendor",
        AttestationTakenBack = "attestation-taken-back", "took back an attestation of a vendor",
        AttestationNoted = "attestation-noted", "noted what came to light of an attestation",
        AttestationNoteAgreed = "attestation-note-agreed", "agreed to what was noted of an attestation",
        AttestationNoteRefused = "attestation-note-refused", "refused what was noted of an attestation",
        AttestationFollowed = "attestation-followed", "decided what follows of a vendor's document",
        AttestationProven = "attestation-proven", "used an accepted attestation as proof",
        AttestationKindsSet = "attestation-kinds-set", "set which attestations of vendors count",
        ControlCalendarSet = "control-calendar-set", "set the control calendar and its days of grace",
        TokenMade = "token-made", "made a token for the API",
        TokenRevoked = "token-revoked", "ended a token of the API",
        AbsenceSet = "absence-set", "said who is away and who stands in",
        AbsenceEnded = "absence-ended", "ended an absence",
        NoticesChosen = "notices-chosen", "changed what they are told by letter",
        CalendarMade = "calendar-made", "made a calendar address",
        CalendarEnded = "calendar-ended", "ended a calendar address",
        DeficiencyOpened = "deficiency-opened", "opened a deficiency",
        DeficiencyAssessed = "deficiency-assessed", "assessed a deficiency",
        DeficiencyAgreed = "deficiency-agreed", "agreed to what a deficiency means",
        DeficiencyDisagreed = "deficiency-disagreed", "disagreed with the assessment of a deficiency",
        DeficiencyGiven = "deficiency-given", "gave a deficiency to somebody",
        DeficiencyCorrected = "deficiency-corrected", "opened a corrective task",
        DeficiencyRetested = "deficiency-retested", "retested what was deficient",
        DeficiencyClosed = "deficiency-closed", "closed a deficiency",
        DeficiencyLogReviewed = "deficiency-log-reviewed", "reviewed the deficiency log",
        IncidentReported = "incident-reported", "reported an incident",
        IncidentClassified = "incident-classified", "classified an incident",
        IncidentNoted = "incident-noted", "wrote on the timeline of an incident",
        IncidentTold = "incident-told", "told somebody of an incident",
        IncidentNotTold = "incident-not-told", "decided that somebody is not told of an incident",
        IncidentExplained = "incident-explained", "named the root cause of an incident",
        IncidentCorrected = "incident-corrected", "handed out a task after an incident",
        IncidentReviewed = "incident-reviewed", "reviewed and closed an incident",
        AuditPlanned = "audit-planned", "planned an internal audit",
        AuditorAdded = "auditor-added", "added an auditor to an internal audit",
        AuditTested = "audit-tested", "recorded what testing a control showed",
        AuditConcluded = "audit-concluded", "concluded an internal audit",
        AuditCalledOff = "audit-called-off", "called off an internal audit",
        QuestionSetWritten = "question-set-written", "wrote a set of questions to vendors",
        QuestionSetRetired = "question-set-retired", "retired a set of questions to vendors",
        QuestionnaireSent = "questionnaire-sent", "sent a questionnaire to a vendor",
        QuestionnaireLinked = "questionnaire-linked", "made a new link to a questionnaire",
        QuestionnaireUnlinked = "questionnaire-unlinked", "revoked the links to a questionnaire",
        QuestionnaireCalledOff = "questionnaire-called-off", "withdrew a questionnaire from a vendor",
        QuestionsHandedOn = "questions-handed-on", "made a link by which a vendor's colleague answers",
        QuestionsTakenBack = "questions-taken-back", "ended a link by which a vendor's colleague answers",
        AnswersReceived = "answers-received", "received answers of a vendor",
        QuestionnaireSubmitted = "questionnaire-submitted", "received a vendor's questionnaire as complete",
        AnswersJudged = "answers-judged", "judged answers of a vendor",
        QuestionnaireClosed = "questionnaire-closed", "closed a vendor's questionnaire",
        AccessReviewOpened = "access-review-opened", "opened an access review",
        AccessDecided = "access-decided", "decided who keeps access",
        AccessReviewClosed = "access-review-closed", "closed an access review",
        AccessReviewAccepted = "access-review-accepted", "accepted an access review",
        AccessReviewDropped = "access-review-dropped", "dropped an access review",
        CourseAdded = "course-added", "added a course",
        CourseChanged = "course-changed", "changed who needs a course",
        CourseRetired = "course-retired", "retired a course",
        TrainingTaken = "training-taken", "took in records of training",
        TrainingMatched = "training-matched", "said whose records of training these are",
        TrainingClosed = "training-closed", "closed the register of a course",
    }
}

word! {
    /// What an entry is about.
    pub enum ThingKind {
        Organisation = "organisation", "Organisation",
        Person = "person", "Person",
        Invitation = "invitation", "Invitation",
        System = "system", "System",
        Vendor = "vendor", "Vendor",
        Programme = "programme", "Programme",
        Control = "control", "Control",
        Requirement = "requirement", "Requirement",
        Criterion = "criterion", "Criterion",
        Evidence = "evidence", "Evidence",
        Proposal = "proposal", "Proposal",
        OwnTask = "own-task", "Task",
        Policy = "policy", "Policy",
        Exception = "exception", "Exception",
        Assessment = "assessment", "Risk assessment",
        Risk = "risk", "Risk",
        Acceptance = "acceptance", "Acceptance of a risk",
        Attestation = "attestation", "Attestation",
        Deficiency = "deficiency", "Deficiency",
        Incident = "incident", "Incident",
        Audit = "audit", "Internal audit",
        QuestionSet = "question-set", "Set of questions",
        Questionnaire = "questionnaire", "Questionnaire",
        AccessReview = "access-review", "Access review",
        Course = "course", "Course",
        Training = "training", "Table of training records",
        Mapping = "mapping", "Column mapping",
        Token = "token", "Token",
    }
}

impl Verb {
    /// Whether a vendor does this through its link, where nobody of ours did it.
    #[must_use]
    pub const fn comes_by_link(self) -> bool {
        matches!(
            self,
            Self::AnswersReceived | Self::QuestionnaireSubmitted | Self::QuestionsHandedOn | Self::QuestionsTakenBack
        )
    }

    /// Whether it may better a finding: a decision on evidence, the agreement of a second person, or a step in a register
    /// that proves something and takes a second person by that register's own rule. No other verb does.
    #[must_use]
    pub const fn betters(self) -> bool {
        matches!(self, Self::EvidenceDecided | Self::ChangeAgreed) || self.produces()
    }

    /// Whether it is a step in a register that may produce evidence.
    #[must_use]
    pub const fn produces(self) -> bool {
        matches!(
            self,
            Self::PolicyApproved
                | Self::PolicyProven
                | Self::AcknowledgementsClosed
                | Self::ExceptionApproved
                | Self::AssessmentConcluded
                | Self::AssessmentProven
                | Self::RiskAccepted
                | Self::AttestationAccepted
                | Self::AttestationNoteAgreed
                | Self::AttestationProven
                | Self::DeficiencyAgreed
                | Self::DeficiencyLogReviewed
                | Self::IncidentReviewed
                | Self::AuditConcluded
                | Self::QuestionnaireClosed
                | Self::AccessReviewAccepted
                | Self::TrainingClosed
        )
    }
}

/// One thing that an entry names. `id` is an opaque id or a key of the library, never a name that people typed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Thing {
    pub kind: ThingKind,
    pub id: String,
}

impl Thing {
    pub fn new(kind: ThingKind, id: impl ToString) -> Self {
        Self { kind, id: id.to_string() }
    }
}

/// What people typed, kept apart from the entry that speaks of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub field: &'static str,
    pub text: String,
}

/// An entry before it has a place in the trail. One command makes one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub verb: Verb,
    /// `None`: the product itself, by a rule.
    pub actor: Option<PersonId>,
    pub things: Vec<Thing>,
    pub body: Map<String, Value>,
    pub words: Vec<Words>,
}

impl Event {
    #[must_use]
    pub fn new(verb: Verb, actor: PersonId) -> Self {
        Self { verb, actor: Some(actor), things: Vec::new(), body: Map::new(), words: Vec::new() }
    }

    #[must_use]
    pub fn about(mut self, kind: ThingKind, id: impl ToString) -> Self {
        self.things.push(Thing::new(kind, id));
        self
    }

    /// An id, number, date or closed word. Text that people typed goes through [`Event::words`].
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.body.insert(key.to_owned(), value.into());
        self
    }

    #[must_use]
    pub fn words(mut self, field: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.words.push(Words { field, text });
        }
        self
    }
}

/// The place of an entry in the trail: its number, from 1 without a hole, and its instant, later than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub seq: i64,
    pub at: Instant,
}

/// 32 bytes of SHA-256.
pub type Hash = [u8; 32];

/// `SHA-256(salt ‖ text)`: what the trail keeps of words. The salt makes a short word safe from guessing once the
/// words themselves are erased.
#[must_use]
pub fn hash_of_words(salt: &[u8], text: &str) -> Hash {
    Sha256::new().chain_update(salt).chain_update(text.as_bytes()).finalize().into()
}

/// The canonical bytes of an entry. `words` are the field names with their salted hashes, in the event's order.
///
/// # Errors
/// [`NotCanonical`] when the body holds a fraction, which RFC 8785 would have to round.
pub fn entry(place: Place, event: &Event, words: &[(&str, Hash)]) -> Result<Vec<u8>, NotCanonical> {
    let things: Vec<Value> = event.things.iter().map(|t| Value::from(format!("{}/{}", t.kind.key(), t.id))).collect();
    let words: Map<String, Value> =
        words.iter().map(|(field, hash)| ((*field).to_owned(), Value::from(hex(hash)))).collect();
    let entry = [
        ("seq", Value::from(place.seq)),
        ("at", Value::from(place.at.0)),
        ("verb", Value::from(event.verb.key())),
        ("actor", event.actor.map_or(Value::Null, |person| Value::from(person.to_string()))),
        ("things", Value::from(things)),
        ("body", Value::from(event.body.clone())),
        ("words", Value::from(words)),
    ];
    let mut bytes = Vec::with_capacity(512);
    canonical(&Value::Object(entry.into_iter().map(|(k, v)| (k.to_owned(), v)).collect()), &mut bytes)?;
    Ok(bytes)
}

/// `SHA-256(0x00 ‖ entry)`: a leaf hash of RFC 6962, section 2.1.
#[must_use]
pub fn leaf(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The tree over the leaves of the trail, as far as its head needs it.
///
/// Source: RFC 6962, section 2.1. Whoever keeps a head elsewhere can tell later that nothing before it was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The whole trees from left to right, each with the number of its leaves: falling powers of two.
    peaks: Vec<(u64, Hash)>,
}

impl Tree {
    /// Adds the hash of the next leaf.
    pub fn push(&mut self, leaf: Hash) {
        let (mut leaves, mut hash) = (1, leaf);
        while let Some((_, left)) = self.peaks.pop_if(|(of, _)| *of == leaves) {
            hash = node(&left, &hash);
            leaves *= 2;
        }
        self.peaks.push((leaves, hash));
    }

    /// The head: the hash that stands for all leaves so far.
    #[must_use]
    pub fn head(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return Sha256::digest([]).into() };
        peaks.fold(last, |right, left| node(&left, &right))
    }
}

/// `SHA-256(0x01 ‖ left ‖ right)`.
fn node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A body that has no canonical form: a number that is not whole, or beyond ±2^53, or a key that is not plain ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the entry holds a number or a key that has no canonical form")]
pub struct NotCanonical;

const SAFE: i64 = 1 << 53;

fn canonical(value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    match value {
        Value::Number(n) if n.as_i64().is_none_or(|n| !(-SAFE..=SAFE).contains(&n)) => return Err(NotCanonical),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Number(_) => {
            serde_json::to_writer(out, value).map_err(|_| NotCanonical)?;
        }
        Value::Array(items) => {
            let items = items.iter().map(|item| move |out: &mut Vec<u8>| canonical(item, out));
            list(b'[', items, b']', out)?;
        }
        Value::Object(map) => {
            // RFC 8785 sorts keys by UTF-16 units, which for ASCII is the order of bytes.
            let mut keys: Vec<_> = map.iter().collect();
            keys.sort_by_key(|(key, _)| *key);
            let members = keys.into_iter().map(|(key, value)| move |out: &mut Vec<u8>| member(key, value, out));
            list(b'{', members, b'}', out)?;
        }
    }
    Ok(())
}

fn member(key: &str, value: &Value, out: &mut Vec<u8>) -> Result<(), NotCanonical> {
    if !key.is_ascii() {
        return Err(NotCanonical);
    }
    serde_json::to_writer(&mut *out, key).map_err(|_| NotCanonical)?;
    out.push(b':');
    canonical(value, out)
}

fn list(
    open: u8,
    items: impl Iterator<Item = impl FnOnce(&mut Vec<u8>) -> Result<(), NotCanonical>>,
    close: u8,
    out: &mut Vec<u8>,
) -> Result<(), NotCanonical> {
    out.push(open);
    for (n, item) in items.enumerate() {
        if n > 0 {
            out.push(b',');
        }
        item(out)?;
    }
    out.push(close);
    Ok(())
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn event() -> Event {
        Event::new(Verb::TraitAnswered, PersonId(Uuid::from_u128(7)))
            .about(ThingKind::System, Uuid::from_u128(9))
            .with("trait", "personal-data")
            .with("answer", true)
            .words("reason", "We \"checked\".\n")
    }

    /// Source: the test vectors of Certificate Transparency's log, which RFC 6962 describes.
    #[test]
    fn the_head_of_the_tree_is_that_of_rfc_6962() {
        let leaves: [&[u8]; 8] = [
            &[],
            &[0x00],
            &[0x10],
            &[0x20, 0x21],
            &[0x30, 0x31],
            &[0x40, 0x41, 0x42, 0x43],
            &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
        ];
        let heads = [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Tree::default();
        assert_eq!(tree.head().as_slice(), Sha256::digest([]).as_slice());
        for (bytes, head) in leaves.into_iter().zip(heads) {
            tree.push(leaf(bytes));
            let words: String = tree.head().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(words, head);
        }
    }

    const PLACE: Place = Place { seq: 3, at: Instant(1_800_000_000_000_001) };

    #[test]
    fn an_entry_is_canonical_json() {
        let hash = hash_of_words(b"salt", "We \"checked\".\n");
        let bytes = entry(PLACE, &event(), &[("reason", hash)]).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let expected = format!(
            concat!(
                r#"{{"actor":"00000000-0000-0000-0000-000000000007","at":1800000000000001,"#,
                r#""body":{{"answer":true,"trait":"personal-data"}},"seq":3,"#,
                r#""things":["system/00000000-0000-0000-0000-000000000009"],"verb":"trait-answered","#,
                r#""words":{{"reason":"{}"}}}}"#
            ),
            hex(&hash)
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn the_words_themselves_are_not_in_the_entry() {
        let bytes = entry(PLACE, &event(), &[]).unwrap();
        assert!(!String::from_utf8(bytes).unwrap().contains("checked"));
    }

    #[test]
    fn a_leaf_is_that_of_rfc_6962() {
        // The hash of an empty leaf, from the RFC's own test vectors.
        assert_eq!(hex(&leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    #[test]
    fn a_fraction_has_no_canonical_form() {
        let event = event().with("ratio", 0.5);
        assert_eq!(entry(PLACE, &event, &[]), Err(NotCanonical));
    }
}
