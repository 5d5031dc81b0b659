//! The site map of the API: every line, what it needs, what it takes and what it answers. The router and the document
//! are made of this table alone.

use super::{
    attestations, corrections, cursor::Page, deficiencies, document, evidence, files, findings, incidents, me,
    operating, policies, readiness, risks, systems, tasks, vendors,
};
use app::routes::FORM;
use app::site::Site;
use axum::http::Method;
use axum::routing::{MethodRouter, get, patch, post, put};
use domain::tokens::Scope as S;
use domain::trail::Verb as V;
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// What a request needs before anything of it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: it says nothing about anybody.
    Nothing,
    /// A token, whatever it opens.
    Token,
    /// A token that opens this to read.
    Reads(S),
    /// A token that opens this, of somebody whose rights allow the verb in some relation. The store asks for the exact one.
    May(S, V),
}

/// Makes the schema of a type.
pub type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// An answer that is no error.
#[derive(Clone, Copy, Debug)]
pub struct Answer {
    pub status: u16,
    pub says: &'static str,
    pub schema: Option<SchemaOf>,
}

/// What a body is.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    Json(SchemaOf),
    Bytes,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Line {
    pub method: Method,
    pub path: &'static str,
    pub needs: Needs,
    /// What it does, in a few words; and what there is to know besides.
    pub says: &'static str,
    pub more: &'static str,
    /// Bytes that a body may have.
    pub limit: usize,
    /// Whether an Idempotency-Key makes it happen once.
    pub once: bool,
    pub query: Option<SchemaOf>,
    pub body: Option<Body>,
    pub answers: Vec<Answer>,
    pub handler: fn() -> MethodRouter<Site>,
}

impl Line {
    fn new(
        method: Method,
        path: &'static str,
        needs: Needs,
        says: &'static str,
        handler: fn() -> MethodRouter<Site>,
    ) -> Self {
        let once = method == Method::POST;
        let (query, body, answers) = (None, None, Vec::new());
        Self { method, path, needs, says, more: "", limit: FORM, once, query, body, answers, handler }
    }

    fn reads(scope: S, path: &'static str, says: &'static str, handler: fn() -> MethodRouter<Site>) -> Self {
        Self::new(Method::GET, path, Needs::Reads(scope), says, handler)
    }

    fn posts(scope: S, verb: V, path: &'static str, says: &'static str, handler: fn() -> MethodRouter<Site>) -> Self {
        Self::new(Method::POST, path, Needs::May(scope, verb), says, handler)
    }

    fn puts(scope: S, verb: V, path: &'static str, says: &'static str, handler: fn() -> MethodRouter<Site>) -> Self {
        Self::new(Method::PUT, path, Needs::May(scope, verb), says, handler)
    }

    fn patches(scope: S, verb: V, path: &'static str, says: &'static str, handler: fn() -> MethodRouter<Site>) -> Self {
        Self::new(Method::PATCH, path, Needs::May(scope, verb), says, handler)
    }

    fn asks<Q: JsonSchema>(self) -> Self {
        Self { query: Some(schema::<Q>), ..self }
    }

    fn takes<B: JsonSchema>(self) -> Self {
        Self { body: Some(Body::Json(schema::<B>)), ..self }
    }

    fn up_to(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    fn note(self, more: &'static str) -> Self {
        Self { more, ..self }
    }

    fn gives<A: JsonSchema>(mut self, status: u16, says: &'static str) -> Self {
        self.answers.push(Answer { status, says, schema: Some(schema::<A>) });
        self
    }

    fn done(mut self, says: &'static str) -> Self {
        self.answers.push(Answer { status: 204, says, schema: None });
        self
    }

    /// Whether it changes something.
    #[must_use]
    pub fn writes(&self) -> bool {
        self.method != Method::GET
    }
}

/// Enough for the longest text of a policy in any encoding.
const TEXT: usize = 2 * 1024 * 1024;

const SEEN: &str = "`seen` is the `version` that was read; when it is another one now, nothing is changed (409).";
const TWO: &str =
    "What would better a finding is not done but proposed (202): a second person agrees to it under Decisions.";
const NEWEST: &str = "The newest first.";

/// Everything there is.
#[must_use]
pub fn lines() -> Vec<Line> {
    let registers = [of_systems(), of_vendors(), of_policies(), of_risks(), of_deficiencies(), of_incidents()].concat();
    [about(), registers, of_evidence(), of_tasks(), of_readings()].concat()
}

fn about() -> Vec<Line> {
    let document = Line::new(Method::GET, "/openapi.json", Needs::Nothing, "This document", || get(document::send));
    vec![
        Line::new(Method::GET, "/me", Needs::Token, "Who the token speaks for, and what it opens", || get(me::show))
            .gives::<me::Me>(200, "The person and the token"),
        document.gives::<document::Whatever>(200, "OpenAPI 3.1"),
    ]
}

fn of_systems() -> Vec<Line> {
    vec![
        Line::reads(S::SystemsRead, "/systems", "List systems", || get(systems::list))
            .asks::<systems::Wanted>()
            .gives::<Page<systems::System>>(200, "A page of systems, in the order they came in"),
        Line::posts(S::SystemsWrite, V::SystemAdded, "/systems", "Add a system", || post(systems::add))
            .takes::<systems::NewSystem>()
            .gives::<systems::System>(201, "The system"),
        Line::reads(S::SystemsRead, "/systems/{system}", "Read a system", || get(systems::show))
            .gives::<systems::System>(200, "The system"),
        Line::patches(S::SystemsWrite, V::SystemChanged, "/systems/{system}", "Change a system", || {
            patch(systems::change)
        })
        .takes::<systems::ChangedSystem>()
        .note(SEEN)
        .gives::<systems::System>(200, "The system as it is now"),
        Line::puts(S::SystemsWrite, V::StageMoved, "/systems/{system}/stage", "Move a system to another stage", || {
            put(systems::move_stage)
        })
        .takes::<systems::Stepped>()
        .note(TWO)
        .gives::<systems::System>(200, "The system as it is now")
        .gives::<systems::Proposed>(202, "It waits for a second person"),
        Line::puts(
            S::SystemsWrite,
            V::TraitAnswered,
            "/systems/{system}/traits/{trait}",
            "Answer a question about a system",
            || put(systems::answer),
        )
        .takes::<systems::Answered>()
        .note(TWO)
        .gives::<systems::System>(200, "The system as it is now")
        .gives::<systems::Proposed>(202, "It waits for a second person"),
        Line::puts(
            S::SystemsWrite,
            V::DependencyChanged,
            "/systems/{system}/vendors/{vendor}",
            "Say that a system depends on a vendor",
            || put(systems::depend),
        )
        .done("It depends on it"),
    ]
}

fn of_vendors() -> Vec<Line> {
    vec![
        Line::reads(S::VendorsRead, "/vendors", "List vendors", || get(vendors::list))
            .asks::<vendors::Wanted>()
            .gives::<Page<vendors::Vendor>>(200, "A page of vendors, in the order they came in"),
        Line::posts(S::VendorsWrite, V::VendorAdded, "/vendors", "Add a vendor", || post(vendors::add))
            .takes::<vendors::NewVendor>()
            .gives::<vendors::Vendor>(201, "The vendor"),
        Line::reads(S::VendorsRead, "/vendors/{vendor}", "Read a vendor", || get(vendors::show))
            .gives::<vendors::Vendor>(200, "The vendor"),
        Line::patches(S::VendorsWrite, V::VendorChanged, "/vendors/{vendor}", "Change a vendor", || patch(vendors::change))
            .takes::<vendors::ChangedVendor>()
            .note(SEEN)
            .gives::<vendors::Vendor>(200, "The vendor as it is now"),
        Line::posts(S::AttestationsWrite, V::AttestationEntered, "/vendors/{vendor}/attestations", "Enter an attestation of a vendor", || post(attestations::enter))
            .takes::<attestations::NewAttestation>()
            .note("It counts once a second person has reviewed it in the product. Which fields a kind needs, its form under Vendors shows; a field that its kind does not have is not read.")
            .gives::<attestations::Attestation>(201, "The attestation"),
        Line::reads(S::AttestationsRead, "/attestations", "List attestations", || get(attestations::list))
            .asks::<attestations::Wanted>()
            .gives::<Page<attestations::Attestation>>(200, "A page of attestations, in the order they were entered"),
        Line::reads(S::AttestationsRead, "/attestations/{attestation}", "Read an attestation", || get(attestations::show))
            .gives::<attestations::Attestation>(200, "The attestation"),
    ]
}

fn of_policies() -> Vec<Line> {
    vec![
        Line::reads(S::PoliciesRead, "/policies", "List policies", || get(policies::list))
            .asks::<policies::Wanted>()
            .gives::<Page<policies::Policy>>(200, "A page of policies, in the order they were begun"),
        Line::posts(S::PoliciesWrite, V::PolicyStarted, "/policies", "Begin a policy with its first draft", || {
            post(policies::start)
        })
        .takes::<policies::NewPolicy>()
        .up_to(TEXT)
        .gives::<policies::PolicyWhole>(201, "The policy"),
        Line::reads(S::PoliciesRead, "/policies/{policy}", "Read a policy with its draft and versions", || {
            get(policies::show)
        })
        .gives::<policies::PolicyWhole>(200, "The policy"),
        Line::reads(S::PoliciesRead, "/policies/{policy}/versions/{version}", "Read the text of a version", || {
            get(policies::text)
        })
        .gives::<policies::Text>(200, "The text"),
        Line::puts(
            S::PoliciesWrite,
            V::PolicyDrafted,
            "/policies/{policy}/draft",
            "Write the draft of a policy",
            || put(policies::write),
        )
        .takes::<policies::WrittenDraft>()
        .up_to(TEXT)
        .note("`seen` is the draft's `version` that was read, 0 where there was none.")
        .gives::<policies::PolicyWhole>(200, "The policy as it is now"),
        Line::posts(
            S::PoliciesWrite,
            V::PolicySubmitted,
            "/policies/{policy}/submit",
            "Submit the draft for approval",
            || post(policies::submit),
        )
        .takes::<policies::Submitted>()
        .note("People approve it in the product: whoever wrote on it is not among them.")
        .gives::<policies::PolicyWhole>(200, "The policy as it is now"),
    ]
}

fn of_risks() -> Vec<Line> {
    vec![
        Line::reads(S::RisksRead, "/risks", "List the rated risks of the register", || get(risks::register))
            .asks::<risks::Asked>()
            .note("Each by the last assessment that was concluded of what bears it.")
            .gives::<Page<risks::Risk>>(200, "A page of risks"),
        Line::reads(S::RisksRead, "/risks/assessments", "List risk assessments", || get(risks::list))
            .asks::<risks::Wanted>()
            .gives::<Page<risks::Assessment>>(200, "A page of assessments, in the order they were opened"),
        Line::posts(S::RisksWrite, V::AssessmentOpened, "/risks/assessments", "Open a risk assessment", || {
            post(risks::open)
        })
        .takes::<risks::NewAssessment>()
        .gives::<risks::AssessmentWhole>(201, "The assessment"),
        Line::reads(S::RisksRead, "/risks/assessments/{assessment}", "Read a risk assessment with its risks", || {
            get(risks::show)
        })
        .gives::<risks::AssessmentWhole>(200, "The assessment"),
    ]
}

/// A step of a log: it answers with the thing as it is now.
fn steps<B: JsonSchema, A: JsonSchema>(
    scope: S,
    verb: V,
    path: &'static str,
    says: &'static str,
    handler: fn() -> MethodRouter<Site>,
) -> Line {
    Line::posts(scope, verb, path, says, handler).takes::<B>().gives::<A>(200, "As it is now")
}

fn of_deficiencies() -> Vec<Line> {
    use deficiencies::{self as log, Deficiency};
    const W: S = S::DeficienciesWrite;
    vec![
        Line::reads(S::DeficienciesRead, "/deficiencies", "List the deficiency log", || get(log::list))
            .asks::<log::Wanted>()
            .gives::<Page<Deficiency>>(200, "A page of deficiencies, in the order they were opened"),
        Line::posts(W, V::DeficiencyOpened, "/deficiencies", "Open a deficiency", || post(log::open))
            .takes::<log::NewDeficiency>()
            .gives::<Deficiency>(201, "The deficiency"),
        Line::reads(S::DeficienciesRead, "/deficiencies/{deficiency}", "Read a deficiency", || get(log::show))
            .gives::<Deficiency>(200, "The deficiency"),
        steps::<log::NewAssessment, Deficiency>(
            W,
            V::DeficiencyAssessed,
            "/deficiencies/{deficiency}/assess",
            "Say what a deficiency means",
            || post(log::assess),
        )
        .note("It counts once a second person has agreed to it in the product."),
        steps::<log::Given, Deficiency>(
            W,
            V::DeficiencyGiven,
            "/deficiencies/{deficiency}/give",
            "Say who answers for a deficiency",
            || post(log::give),
        ),
        steps::<corrections::NewCorrection, Deficiency>(
            W,
            V::DeficiencyCorrected,
            "/deficiencies/{deficiency}/correct",
            "Hand out a corrective task for a deficiency",
            || post(log::correct),
        ),
        steps::<log::NewRetest, Deficiency>(
            W,
            V::DeficiencyRetested,
            "/deficiencies/{deficiency}/retest",
            "Say what a retest of a deficiency showed",
            || post(log::retest),
        )
        .note("People close it in the product. A retest that fails opens what was closed."),
    ]
}

fn of_incidents() -> Vec<Line> {
    use incidents::Incident;
    const W: S = S::IncidentsWrite;
    vec![
        Line::reads(S::IncidentsRead, "/incidents", "List incidents", || get(incidents::list))
            .asks::<incidents::Wanted>()
            .gives::<Page<Incident>>(200, "A page of incidents, in the order they were reported"),
        Line::posts(W, V::IncidentReported, "/incidents", "Report an incident", || post(incidents::report))
            .takes::<incidents::NewIncident>()
            .gives::<Incident>(201, "The incident"),
        Line::reads(S::IncidentsRead, "/incidents/{incident}", "Read an incident", || get(incidents::show))
            .gives::<Incident>(200, "The incident"),
        steps::<incidents::NewClassification, Incident>(
            W,
            V::IncidentClassified,
            "/incidents/{incident}/classify",
            "Say how grave an incident is",
            || post(incidents::classify),
        )
        .note("The last word counts: what is left away is said anew as empty."),
        steps::<incidents::NewNote, Incident>(
            W,
            V::IncidentNoted,
            "/incidents/{incident}/note",
            "Add to the timeline of an incident",
            || post(incidents::note),
        ),
        steps::<incidents::NewNotice, Incident>(
            W,
            V::IncidentTold,
            "/incidents/{incident}/tell",
            "Say who was told of an incident",
            || post(incidents::tell),
        ),
        steps::<incidents::NotTold, Incident>(
            W,
            V::IncidentNotTold,
            "/incidents/{incident}/tell-nobody",
            "Say why nobody is told by a duty",
            || post(incidents::tell_nobody),
        ),
        steps::<incidents::NewCause, Incident>(
            W,
            V::IncidentExplained,
            "/incidents/{incident}/explain",
            "Say why an incident happened",
            || post(incidents::explain),
        ),
        steps::<corrections::NewCorrection, Incident>(
            W,
            V::IncidentCorrected,
            "/incidents/{incident}/correct",
            "Hand out a corrective task after an incident",
            || post(incidents::correct),
        )
        .note("People review and close it in the product."),
    ]
}

fn of_evidence() -> Vec<Line> {
    let mut file = Line::posts(S::EvidenceWrite, V::EvidenceSubmitted, "/files", "Bring the file of evidence", || post(files::bring))
        .up_to(store::FILE_MAX + 1)
        .note("The bytes as they are, 50 MB at most. The same bytes are the same file, so no key is needed to send them twice. A file that no evidence names is taken away at a start after a day.")
        .asks::<files::Named>()
        .gives::<files::File>(201, "The file, by its hash");
    file.body = Some(Body::Bytes);
    file.once = false;
    vec![
        file,
        Line::reads(S::EvidenceRead, "/evidence", "List evidence", || get(evidence::list))
            .asks::<evidence::Wanted>()
            .note(NEWEST)
            .gives::<Page<evidence::EvidenceLine>>(200, "A page of evidence"),
        Line::posts(S::EvidenceWrite, V::EvidenceSubmitted, "/evidence", "Submit evidence", || post(evidence::submit))
            .takes::<evidence::NewEvidence>()
            .up_to(1024 * 1024)
            .note("A file is brought before, with POST /files. Somebody else decides on it.")
            .gives::<evidence::Evidence>(201, "The evidence"),
        Line::reads(S::EvidenceRead, "/evidence/{evidence}", "Read a piece of evidence", || get(evidence::show))
            .gives::<evidence::Evidence>(200, "The evidence"),
        Line::reads(S::EvidenceRead, "/evidence/{evidence}/pairs", "List what a piece of evidence proves", || {
            get(evidence::pairs)
        })
        .asks::<evidence::PairsWanted>()
        .gives::<Page<evidence::Pair>>(200, "A page of pairs of requirement and subject"),
        Line::posts(
            S::EvidenceReview,
            V::EvidenceDecided,
            "/evidence/{evidence}/decide",
            "Decide on evidence of somebody else",
            || post(evidence::decide),
        )
        .takes::<evidence::Decided>()
        .up_to(1024 * 1024)
        .note("`seen` is the SHA-256 of the file that was looked at, where there is one.")
        .gives::<evidence::Evidence>(200, "The evidence as it is now"),
        Line::posts(
            S::EvidenceWrite,
            V::EvidenceWithdrawn,
            "/evidence/{evidence}/withdraw",
            "Withdraw evidence",
            || post(evidence::withdraw),
        )
        .takes::<evidence::Reason>()
        .gives::<evidence::Evidence>(200, "The evidence as it is now"),
    ]
}

fn of_tasks() -> Vec<Line> {
    vec![
        Line::reads(S::TasksRead, "/tasks", "List tasks, each over the subjects that share it", || get(tasks::list))
            .asks::<tasks::Wanted>()
            .gives::<Page<tasks::Task>>(200, "A page of tasks, in the order of the library"),
        Line::reads(S::TasksRead, "/tasks/{requirement}", "Read a task", || get(tasks::show))
            .asks::<tasks::On>()
            .note("It names fifty subjects at most, what is open first; `subject` puts one before all others. /findings lists all of them.")
            .gives::<tasks::TaskWhole>(200, "The task"),
        Line::posts(S::TasksWrite, V::TaskGiven, "/tasks/{requirement}/give", "Give a task to somebody", || post(tasks::give))
            .takes::<tasks::Given>()
            .note("`seen` is the `version` that was read of each subject. To nobody: it falls back to whom it would fall by itself.")
            .done("It is given"),
        Line::posts(S::TasksWrite, V::TaskDueSet, "/tasks/{requirement}/due", "Set the due date of a task", || post(tasks::set_due))
            .takes::<tasks::Due>()
            .done("It is set"),
        Line::posts(S::TasksWrite, V::TaskDiscussed, "/tasks/{requirement}/discuss", "Remark on a task", || post(tasks::discuss))
            .takes::<tasks::Remark>()
            .done("It is said"),
    ]
}

fn of_readings() -> Vec<Line> {
    vec![
        Line::reads(S::FindingsRead, "/findings", "List findings", || get(findings::list))
            .asks::<findings::Wanted>()
            .gives::<Page<findings::Finding>>(200, "A page of findings, by subject and requirement"),
        Line::reads(S::FindingsRead, "/findings/{requirement}/{subject}", "Read a finding", || get(findings::show))
            .asks::<findings::At>()
            .note("`subject` is `organisation`, or the id of a system or a vendor.")
            .gives::<findings::Finding>(200, "The finding"),
        Line::reads(S::ReadinessRead, "/readiness", "List the programmes whose readiness can be read", || get(readiness::list))
            .asks::<readiness::Wanted>()
            .gives::<Page<readiness::Programme>>(200, "A page of programmes"),
        Line::reads(S::ReadinessRead, "/readiness/{programme}", "Read the readiness of a programme", || get(readiness::show))
            .asks::<readiness::Asked>()
            .note("`at` is the end of that day. As it was shown then; with `known`, by what was known at the end of that later day, or `now`.")
            .gives::<readiness::Readiness>(200, "The design reading, self-assessed"),
        Line::reads(S::ReadinessRead, "/operating", "List how the criteria of a programme operated in its window", || get(operating::list))
            .asks::<operating::Wanted>()
            .note("The other reading: neither changes the other. As it was shown at the end of `at`, by the control calendar and the days of grace that held then.")
            .gives::<Page<operating::Criterion>>(200, "A page of criteria in scope, in their order"),
        Line::reads(S::ReadinessRead, "/operating/{requirement}", "List how a requirement operated, subject by subject", || get(operating::show))
            .asks::<operating::Wanted>()
            .note("Only what recurs operates. A subject of which nothing was asked in the window is left out.")
            .gives::<Page<operating::Operated>>(200, "A page of subjects with all that was expected of each"),
    ]
}
