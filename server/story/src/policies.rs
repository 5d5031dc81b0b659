//! The policies of the firm: rules for using AI, logging in three versions, bias testing that is still being argued over.

use crate::cast::Who::{self, Ada, Edmund, Grace, Ines, Jonas, Lena, Miriam, Owen, Priya, Ruth, Sanjay, Tomas};
use crate::papers::pdf;
use crate::teller::Teller;
use domain::catalogue::catalogue;
use domain::codes::TemplateId;
use domain::ids::PolicyId;
use domain::people::Role;
use domain::policies::{AudienceDraft, ExceptionDraft, PolicyFrame, PolicyText, Said};
use domain::refusal::Refusal;
use store::{Document, Result, StoredFile};

/// What the sections of a template say, in its order.
fn text(sections: &[(&str, &str)]) -> String {
    sections.iter().map(|(title, says)| format!("## {title}\n\n{says}\n\n")).collect()
}

const USE: [(&str, &str); 8] = [
    (
        "Approved tools and accounts",
        "Staff use the AI tools on the list that Technology keeps, with the firm's accounts only. A tool that is not on it is asked for with the intake form; the answer comes within five working days.",
    ),
    (
        "Data that may not be entered",
        "No claim files, no health data and no credentials are entered into a tool unless its entry on the list says so. Customers' names are masked first.",
    ),
    (
        "Uses not allowed",
        "No tool decides on a claim, a price or a person without somebody who looks and can say no. No tool writes in the name of a colleague.",
    ),
    (
        "Checking and disclosing AI help",
        "Whoever uses an output answers for it: facts, figures and quotations are checked. Letters to customers say where AI wrote more than half.",
    ),
    (
        "Code assistants",
        "Code that a tool proposed is reviewed as any other, scanned, and never merged by the tool itself.",
    ),
    (
        "Reporting concerns",
        "Wrong or harmful outputs go to the form on our site, anonymously if wished. Somebody answers within two working days, and nobody suffers for asking.",
    ),
    (
        "Sanctions",
        "Breaches are handled as those of any other rule of conduct; a breach that was reported at once weighs less.",
    ),
    (
        "Acknowledgement",
        "Everybody acknowledges these rules within ten working days of joining, and again whenever a version asks for it.",
    ),
];

/// The policy on logging in one of its versions.
fn logging(version: i64) -> String {
    let logged = if version < 3 {
        "Every AI system logs each request with time, caller, version, input and output."
    } else {
        "Every AI system logs each request with time, caller, version, input, retrieved sources, guardrail results, tool calls and output."
    };
    let kept = if version < 3 { "six" } else { "twelve" };
    let rights = if version < 3 {
        "Write and delete rights belong to platform administrators."
    } else {
        "Write and delete rights belong to no person. The log store refuses changes, and the refusal is tested each quarter."
    };
    let counted = if version < 2 {
        "Counts are compared with the traffic of the gateway each month."
    } else {
        "Counts are reconciled to the traffic of the gateway every day; a difference above 0.1 % raises an alert."
    };
    text(&[
        ("What is logged", logged),
        (
            "Identifier and schema",
            "Each decision has an identifier that its letter carries too. The schema is kept with the code, and changes as code does.",
        ),
        (
            "Masking",
            "Names, addresses and account numbers are masked before they are written; the key lies with Data protection.",
        ),
        ("Integrity and completeness", &format!("{rights} {counted}")),
        (
            "Retention and legal floor",
            &format!("Logs are kept for {kept} months, and for as long as a dispute about a decision is open."),
        ),
        ("Access to logs", "Reading is asked for with a reason, granted for a week at most, and logged itself."),
        (
            "Alerts and triage",
            "An alert is looked at within four hours by whoever is on call, and closed with what was found.",
        ),
        (
            "Rebuilding a decision",
            "Once a quarter five decisions are rebuilt from their logs alone, by somebody who did not run the system.",
        ),
    ])
}

const BIAS: [(&str, &str); 7] = [
    (
        "Systems in scope",
        "The credit scorer, claims triage and the fraud screen; each new system that decides about people.",
    ),
    ("Groups and harms", "Age, sex, disability and postcode bands; a refused claim weighs more than a slow one."),
    (
        "Metrics and limits",
        "The rate of favourable outcomes in each group is at least [0.80] of that in the best group; error rates differ by [five] points at most.",
    ),
    (
        "Test data and lawful use of sensitive data",
        "Groups are taken from the survey that customers agreed to, and never joined to a claim.",
    ),
    ("Pre-release test", "Before each release the test is run by somebody who did not build it."),
    ("Live monitoring", "Each month, on the decisions of the month."),
    ("Records and sign-off", "The report is signed by the system's owner and kept for three years."),
];

/// A policy under way.
struct Begun {
    id: PolicyId,
}

impl Teller {
    /// At an hour of its own: what is told between does not move the rest of the story.
    pub(crate) async fn quietly_on(&mut self, ago: i64, minute: i64) -> Result<()> {
        self.until(self.calendar.moment(ago, minute)).await
    }

    async fn begins_policy(&self, by: Who, template: &'static str, owner: Who, said: String) -> Result<Begun> {
        let id: TemplateId = template.parse().map_err(|_| Refusal::missing("template"))?;
        let row = catalogue().policies.get(&id).ok_or_else(|| Refusal::missing("template"))?;
        let frame = PolicyFrame { owner: Some(self.actor(owner)?.person), ..PolicyFrame::of(row) };
        let text = PolicyText { text: said, ..PolicyText::default() };
        let id = self.store.start_policy(&self.actor(by)?, Some(id), frame, &text, Document::Kept).await?;
        Ok(Begun { id })
    }

    /// The next draft, submitted at once; its number.
    async fn submits(&self, by: Who, policy: &Begun, said: String, note: &str, to: &[Who]) -> Result<i64> {
        let by = self.actor(by)?;
        let text = PolicyText { text: said, note: note.to_owned(), reask: true };
        let version = self.store.policy_draft(policy.id).await?.map_or(0, |draft| draft.version);
        self.store.write_policy(&by, policy.id, &text, Document::Kept, version).await?;
        let approvers = to.iter().map(|who| Ok(self.actor(*who)?.person)).collect::<Result<_>>()?;
        let in_force_from = self.calendar.day_of(self.store.present().await?);
        let said = Said { approvers, quorum: to.len(), in_force_from, brackets_stay: false };
        self.store.submit_policy(&by, policy.id, &said, version + 1).await
    }

    async fn approves(&self, by: Who, policy: &Begun, no: i64) -> Result<()> {
        self.store.approve_policy(&self.actor(by)?, policy.id, no).await
    }

    async fn policy_of(&self, template: &'static str) -> Result<Begun> {
        let today = self.calendar.today;
        let lines = self.store.policies(today, &self.calendar.zone).await?;
        let of = |line: &store::PolicyLine| line.policy.template.as_ref().is_some_and(|id| id.as_str() == template);
        let id = lines.iter().find(|line| of(line)).map(|line| line.policy.id);
        Ok(Begun { id: id.ok_or_else(|| Refusal::missing("policy"))? })
    }

    /// A text as a document to print.
    async fn document(&self, name: &str, title: &str, sections: &[(&str, &str)]) -> Result<StoredFile> {
        let lines: Vec<_> = sections.iter().flat_map(|(head, says)| [(*head).to_owned(), (*says).to_owned()]).collect();
        let mut incoming = self.files.incoming().await?;
        incoming.write(&pdf(title, &lines)).await?;
        incoming.finish(name).await
    }

    async fn binds(&self, who: Who, policy: &Begun, audience: &AudienceDraft) -> Result<()> {
        let version = self.store.policy(policy.id).await?.version;
        self.store.set_audience(&self.actor(who)?, policy.id, audience, version).await
    }

    async fn acknowledges(&self, who: Who, policy: &Begun, no: i64) -> Result<()> {
        self.store.acknowledge_policy(&self.actor(who)?, policy.id, no).await
    }
}

/// Rules for using AI, and the first version of the policy on logging.
pub(crate) async fn the_first_two(story: &mut Teller) -> Result<()> {
    story.quietly_on(340, 611).await?;
    let rules = story.begins_policy(Miriam, "POL-02", Miriam, text(&USE)).await?;
    let no = story.submits(Miriam, &rules, text(&USE), "The first rules for everybody.", &[Ruth, Sanjay]).await?;
    story.quietly_on(338, 642).await?;
    story.approves(Sanjay, &rules, no).await?;
    story.quietly_on(336, 913).await?;
    story.approves(Ruth, &rules, no).await?;
    let audience = AudienceDraft { everybody: true, ..AudienceDraft::default() };
    story.binds(Miriam, &rules, &audience).await?;
    story.quietly_on(330, 702).await?;
    let logs = story.begins_policy(Miriam, "POL-10", Ines, logging(1)).await?;
    let no = story.submits(Ines, &logs, logging(1), "Written down for the first time.", &[Ruth]).await?;
    story.quietly_on(326, 545).await?;
    story.approves(Ruth, &logs, no).await?;
    let audience = AudienceDraft { roles: vec![Role::Engineer], ..AudienceDraft::default() };
    story.binds(Ines, &logs, &audience).await?;
    story.quietly_on(322, 655).await?;
    for who in [Miriam, Ruth, Owen, Ines, Tomas, Jonas, Priya, Lena, Ada, Edmund, Sanjay, Grace] {
        story.acknowledges(who, &rules, 1).await?;
    }
    Ok(())
}

/// Counting every day instead of every month: the second version.
pub(crate) async fn logging_is_counted_daily(story: &mut Teller) -> Result<()> {
    let logs = story.policy_of("POL-10").await?;
    story.quietly_on(262, 677).await?;
    let no = story.submits(Ines, &logs, logging(2), "Counts are reconciled every day.", &[Ruth]).await?;
    story.quietly_on(258, 588).await?;
    story.approves(Ruth, &logs, no).await?;
    story.quietly_on(255, 790).await?;
    for who in [Ines, Tomas, Jonas, Priya, Lena, Sanjay] {
        story.acknowledges(who, &logs, no).await?;
    }
    Ok(())
}

/// Bias testing comes back once; one thing is not logged for a while.
pub(crate) async fn what_is_argued_over(story: &mut Teller) -> Result<()> {
    story.quietly_on(40, 731).await?;
    let bias = story.begins_policy(Miriam, "POL-04", Priya, String::new()).await?;
    let document = story.document("bias-testing.pdf", "Bias and fairness testing", &BIAS).await?;
    let said = PolicyText { note: "For the board in spring; Legal wrote along.".into(), ..PolicyText::default() };
    let priya = story.actor(Priya)?;
    story.store.write_policy(&priya, bias.id, &said, Document::Attached(document), 1).await?;
    let today = story.calendar.day_of(story.store.present().await?);
    let asked =
        Said { approvers: vec![story.actor(Ruth)?.person], quorum: 1, in_force_from: today, brackets_stay: false };
    let no = story.store.submit_policy(&priya, bias.id, &asked, 2).await?;
    story.quietly_on(37, 860).await?;
    let why =
        "Who stops a release when the limit is broken, and who may let it run? And the limits are still in brackets.";
    story.store.reject_policy(&story.actor(Ruth)?, bias.id, no, why).await?;
    let mut sections = BIAS.to_vec();
    sections.insert(
        6,
        ("Failure handling", "The owner stops the release; the committee alone lets it run, for a week at most."),
    );
    let document = story.document("bias-testing-2.pdf", "Bias and fairness testing", &sections).await?;
    let said = PolicyText { note: "Who stops a release is said now.".into(), ..PolicyText::default() };
    story.store.write_policy(&priya, bias.id, &said, Document::Attached(document), 0).await?;
    story.quietly_on(36, 633).await?;
    let logs = story.policy_of("POL-10").await?;
    let draft = ExceptionDraft {
        what: "Guardrail results of the code assistant are not logged".into(),
        reason: "Its vendor hands them out from the spring on.".into(),
        measure: "Platform reads a sample of twenty sessions each week, and keeps its notes.".into(),
        owner: Some(story.actor(Tomas)?.person),
        until: Some(story.calendar.day(-70)),
    };
    let exception = story.store.ask_exception(&story.actor(Ines)?, logs.id, &draft).await?;
    story.quietly_on(35, 700).await?;
    let answer = "Until the vendor delivers; not a day longer.";
    story.store.approve_exception(&story.actor(Sanjay)?, exception, answer).await
}

/// The third version of the policy on logging waits for its approval.
pub(crate) async fn logging_waits(story: &mut Teller) -> Result<()> {
    let logs = story.policy_of("POL-10").await?;
    story.quietly_on(4, 655).await?;
    story.submits(Ines, &logs, logging(3), "More is logged, for longer, and nobody can change it.", &[Ruth]).await?;
    story
        .store
        .discuss_policy(&story.actor(Tomas)?, logs.id, "Twelve months double the storage; I have told Owen.")
        .await
}
