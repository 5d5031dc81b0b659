use crate::ids::PersonId;
use crate::words::word;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

word! {
    /// What a matter is.
    pub enum What {
        Task = "task", "Task",
        OwnTask = "own-task", "Task that somebody gave",
        SignTask = "sign-task", "Task to sign off",
        Review = "review", "Evidence to review",
        Decide = "decide", "Change to decide",
        ExclusionEnds = "exclusion-ends", "Exclusion that ends",
        ApprovePolicy = "approve-policy", "Policy to approve",
        ReadPolicy = "read-policy", "Policy to acknowledge",
        ReviewPolicy = "review-policy", "Policy to review",
        PolicyBack = "policy-back", "Policy that was sent back",
        CloseRegister = "close-register", "Complete register to close",
        DecideException = "decide-exception", "Exception to decide",
        ExceptionEnds = "exception-ends", "Exception that ends",
        Assess = "assess", "Risk assessment that is due",
        Conclude = "conclude", "Risk assessment to conclude",
        ProveAssessment = "prove-assessment", "Risk assessment to use as proof",
        AcceptRisk = "accept-risk", "Risk to accept",
        TreatRisk = "treat-risk", "Risk to decide on otherwise",
        AgreeAside = "agree-aside", "Risk to set aside",
        AcceptanceEnds = "acceptance-ends", "Acceptance that ends",
        Attest = "attest", "Vendor’s document to review",
        FollowReport = "follow-report", "Findings and expectations of a report",
        Prove = "prove", "Document to use as proof",
        JudgeAnswers = "judge-answers", "Answers of a vendor to judge",
        CloseQuestionnaire = "close-questionnaire", "Questionnaire to close",
        Deficiency = "deficiency", "Deficiency to assess",
        RetestDeficiency = "retest-deficiency", "Deficiency to test again",
        CloseDeficiency = "close-deficiency", "Deficiency to close",
        AgreeDeficiency = "agree-deficiency", "Assessment of a deficiency to agree to",
        ClassifyIncident = "classify-incident", "Incident to classify",
        TellOfIncident = "tell-of-incident", "Somebody to tell of an incident",
        CompleteIncident = "complete-incident", "Incident to complete",
        ReviewIncident = "review-incident", "Incident to review",
        TestControls = "test-controls", "Steps of an audit to test",
        ConcludeAudit = "conclude-audit", "Internal audit to conclude",
        AuditDue = "audit-due", "Internal audit that is due",
        DecideAccess = "decide-access", "Access to decide on",
        AcceptAccess = "accept-access", "Access review to accept",
        ReviewAccess = "review-access", "Access to review again",
        Train = "train", "Training to complete",
        MatchTraining = "match-training", "Training records of unknown people",
        Unanswered = "unanswered", "Questionnaire without an answer",
        Vendor = "vendor", "Vendor’s document that ends",
        Reread = "reread", "Agreement to read again",
        Job = "job", "Background work that failed",
    }
}

word! {
    /// What people choose by: a heading in the list and in a letter.
    pub enum Group {
        Tasks = "tasks", "Your tasks",
        Waits = "waits", "What waits for you",
        Policies = "policies", "Policies",
        Risks = "risks", "Risks and what went wrong",
        Vendors = "vendors", "Vendors",
        House = "house", "The house",
    }
}

impl What {
    #[must_use]
    pub const fn group(self) -> Group {
        match self {
            Self::Task
            | Self::OwnTask
            | Self::TestControls
            | Self::AuditDue
            | Self::DecideAccess
            | Self::ReviewAccess
            | Self::Train => Group::Tasks,
            Self::Review
            | Self::Decide
            | Self::ApprovePolicy
            | Self::DecideException
            | Self::Conclude
            | Self::ProveAssessment
            | Self::AcceptRisk
            | Self::AgreeAside
            | Self::SignTask
            | Self::Attest
            | Self::FollowReport
            | Self::Prove
            | Self::JudgeAnswers
            | Self::CloseQuestionnaire
            | Self::CloseRegister
            | Self::AgreeDeficiency
            | Self::CloseDeficiency
            | Self::ClassifyIncident
            | Self::ReviewIncident
            | Self::ConcludeAudit
            | Self::AcceptAccess => Group::Waits,
            Self::ReadPolicy | Self::ReviewPolicy | Self::PolicyBack | Self::ExceptionEnds => Group::Policies,
            Self::Assess
            | Self::TreatRisk
            | Self::AcceptanceEnds
            | Self::Deficiency
            | Self::RetestDeficiency
            | Self::TellOfIncident
            | Self::CompleteIncident => Group::Risks,
            Self::Vendor | Self::Reread | Self::Unanswered => Group::Vendors,
            Self::ExclusionEnds | Self::MatchTraining | Self::Job => Group::House,
        }
    }

    /// So many of them, as the thing to do: “3 changes to decide”.
    #[must_use]
    pub fn counted(self, count: u64) -> String {
        let (one, many) = self.nouns();
        format!("{count} {}", if count == 1 { one } else { many })
    }

    /// One of them and many, as the thing to do: “change to decide”, “changes to decide”.
    #[must_use]
    pub const fn nouns(self) -> (&'static str, &'static str) {
        match self {
            Self::Task => ("task", "tasks"),
            Self::OwnTask => ("task that somebody gave you", "tasks that somebody gave you"),
            Self::SignTask => ("task to sign off", "tasks to sign off"),
            Self::Review => ("piece of evidence to review", "pieces of evidence to review"),
            Self::Decide => ("change to decide", "changes to decide"),
            Self::ExclusionEnds => ("exclusion that ends", "exclusions that end"),
            Self::ApprovePolicy => ("policy to approve", "policies to approve"),
            Self::ReadPolicy => ("policy to read and acknowledge", "policies to read and acknowledge"),
            Self::ReviewPolicy => ("policy to review", "policies to review"),
            Self::PolicyBack => ("policy that was sent back", "policies that were sent back"),
            Self::CloseRegister => ("complete register to close", "complete registers to close"),
            Self::DecideException => ("exception to decide", "exceptions to decide"),
            Self::ExceptionEnds => ("exception that ends", "exceptions that end"),
            Self::Assess => ("risk assessment that is due", "risk assessments that are due"),
            Self::Conclude => ("risk assessment to conclude", "risk assessments to conclude"),
            Self::ProveAssessment => ("risk assessment to use as proof", "risk assessments to use as proof"),
            Self::AcceptRisk => ("risk to accept", "risks to accept"),
            Self::TreatRisk => ("risk to decide on otherwise", "risks to decide on otherwise"),
            Self::AgreeAside => ("risk to agree to set aside", "risks to agree to set aside"),
            Self::AcceptanceEnds => ("acceptance that ends", "acceptances that end"),
            Self::Attest => ("document of a vendor to review", "documents of vendors to review"),
            Self::FollowReport => ("report of a vendor to follow up", "reports of vendors to follow up"),
            Self::Prove => ("document to use as proof", "documents to use as proof"),
            Self::JudgeAnswers => ("questionnaire with answers to judge", "questionnaires with answers to judge"),
            Self::CloseQuestionnaire => ("questionnaire of a vendor to close", "questionnaires of vendors to close"),
            Self::Deficiency => ("deficiency to assess", "deficiencies to assess"),
            Self::AgreeDeficiency => {
                ("assessment of a deficiency to agree to", "assessments of deficiencies to agree to")
            }
            Self::RetestDeficiency => ("deficiency to test again", "deficiencies to test again"),
            Self::CloseDeficiency => ("deficiency to close", "deficiencies to close"),
            Self::ClassifyIncident => ("incident to classify", "incidents to classify"),
            Self::TellOfIncident => ("notice of an incident to give", "notices of incidents to give"),
            Self::CompleteIncident => ("incident to complete", "incidents to complete"),
            Self::ReviewIncident => ("incident to review", "incidents to review"),
            Self::TestControls => ("step of an audit to test", "steps of an audit to test"),
            Self::ConcludeAudit => ("internal audit to conclude", "internal audits to conclude"),
            Self::AuditDue => ("internal audit that is due", "internal audits that are due"),
            Self::DecideAccess => ("access review to decide", "access reviews to decide"),
            Self::AcceptAccess => ("access review to accept", "access reviews to accept"),
            Self::ReviewAccess => ("access to review again", "accesses to review again"),
            Self::Train => ("course to complete", "courses to complete"),
            Self::MatchTraining => ("training record of nobody we know", "training records of nobody we know"),
            Self::Unanswered => {
                ("questionnaire that a vendor has still to answer", "questionnaires that vendors have still to answer")
            }
            Self::Vendor => ("document of a vendor that ends", "documents of vendors that end"),
            Self::Reread => ("agreement to read again", "agreements to read again"),
            Self::Job => ("background job that failed", "background jobs that failed"),
        }
    }

    /// What its button says.
    #[must_use]
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Review => "Review the evidence",
            Self::Decide => "Decide on the changes",
            Self::ApprovePolicy => "Read the policy to approve",
            Self::ReadPolicy | Self::ReviewPolicy => "Read the policy",
            Self::PolicyBack => "Read why it was sent back",
            Self::CloseRegister => "Look at the register",
            Self::DecideException | Self::ExceptionEnds => "Look at the exception",
            Self::Assess | Self::Conclude | Self::ProveAssessment => "Read the risk assessment",
            Self::AcceptRisk | Self::TreatRisk | Self::AgreeAside | Self::AcceptanceEnds => "Look at the risk",
            Self::Attest => "Read the vendor’s document",
            Self::FollowReport => "Decide what follows for us",
            Self::Prove => "Use it as proof",
            Self::JudgeAnswers => "Judge the vendor’s answers",
            Self::CloseQuestionnaire => "Read the vendor’s answers",
            Self::Unanswered => "Look at the questionnaire",
            Self::Vendor => "Look at the document",
            Self::Reread => "Read the agreement again",
            Self::Deficiency | Self::AgreeDeficiency | Self::RetestDeficiency | Self::CloseDeficiency => {
                "Look at the deficiency"
            }
            Self::ClassifyIncident | Self::TellOfIncident | Self::CompleteIncident | Self::ReviewIncident => {
                "Look at the incident"
            }
            Self::TestControls | Self::ConcludeAudit => "Look at the audit",
            Self::AuditDue => "Look at internal audits",
            Self::DecideAccess | Self::AcceptAccess | Self::ReviewAccess => "Look at the access review",
            Self::Train => "Look at your training",
            Self::MatchTraining => "Say whose records these are",
            Self::ExclusionEnds => "Look at the decision",
            Self::Task | Self::OwnTask | Self::SignTask => "Look at the task",
            Self::Job => "Look at background work",
        }
    }

    /// Days ahead of its day that it is announced first: a report of others, a listing and its decisions, or a course, take
    /// longer than the rest.
    #[must_use]
    pub const fn ahead_days(self) -> i64 {
        if matches!(self, Self::Vendor) {
            // As long before as the library says of its kind, and at most so many.
            90
        } else if matches!(self, Self::ReviewAccess | Self::Train) {
            30
        } else {
            super::AHEAD_DAYS
        }
    }

    /// Whether work of somebody else stands still until this is done: what escalates when it is not.
    #[must_use]
    pub const fn holds_up(self) -> bool {
        matches!(self.group(), Group::Waits)
    }

    /// Whether it waits for an act of somebody now, whatever its day: what the rail counts and first pages show. What is due
    /// later, or only ends, is announced and not counted.
    #[must_use]
    pub const fn waits(self) -> bool {
        self.holds_up()
            || matches!(
                self,
                Self::ReadPolicy
                    | Self::PolicyBack
                    | Self::TreatRisk
                    | Self::Deficiency
                    | Self::RetestDeficiency
                    | Self::TellOfIncident
                    | Self::CompleteIncident
                    | Self::TestControls
                    | Self::DecideAccess
            )
    }

    /// Whether the same address means each person's own share of it: then two people have two matters there.
    #[must_use]
    pub const fn is_a_share(self) -> bool {
        matches!(self, Self::Task | Self::TestControls | Self::Train)
    }
}

/// Something that is due, lapses or waits, and for whom.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Matter {
    pub what: What,
    pub to: PersonId,
    /// The address at which it is done; with `what` it names the matter.
    pub thing: String,
    /// In one line, as the page of the thing calls it.
    pub title: String,
    /// How many things it is.
    pub count: u64,
    /// Since when it waits.
    pub since: Date,
    /// The day by which it is to be done, or the last day of what ends.
    pub by: Option<Date>,
}

/// The matters of each kind for each person as one: how many, since when the oldest, and where that is. They stand where
/// the first of them stood, and the day of the oldest is kept.
#[must_use]
pub fn gathered(matters: impl IntoIterator<Item = Matter>) -> Vec<Matter> {
    let mut all: Vec<Matter> = Vec::new();
    for matter in matters {
        match all.iter_mut().find(|one| (one.what, one.to) == (matter.what, matter.to)) {
            Some(one) => {
                let count = one.count + matter.count;
                if matter.since < one.since {
                    *one = matter;
                }
                one.count = count;
                one.title = one.what.counted(count);
            }
            None => all.push(Matter { title: matter.what.counted(matter.count), ..matter }),
        }
    }
    all
}
