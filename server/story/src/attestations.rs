//! What the firm's vendors handed over: two reports with their letters, one whose scope nobody has read yet, a qualified
//! one, one that ended too early, one that waits.

use crate::cast::Who::{Ada, Miriam, Tomas};
use crate::papers::pdf;
use crate::teller::Teller;
use domain::attestations::{AnswerDraft, AttestationDraft, FollowDraft, Part, Point, ReviewDraft, checklist};
use domain::catalogue::catalogue;
use domain::ids::{ReportId, VendorId};
use domain::refusal::Refusal;
use jiff::ToSpan as _;
use jiff::civil::Date;
use store::Result;

/// So many days ago, and the month before it is the last of the report.
const HOST_ENDED: i64 = 50;
const ADDRESSES_ENDED: i64 = 20;

/// A report over the twelve months to a day, on all that the firm's own report answers.
fn report(until: Date, received: Date, scope: &str) -> AttestationDraft {
    AttestationDraft {
        kind: "SOC2-T2".into(),
        issuer: "Hale & Ross LLP".into(),
        period_from: until.first_of_month().saturating_sub(11.months()).to_string(),
        period_until: until.to_string(),
        scope: scope.into(),
        categories: ["Security", "Confidentiality", "Processing Integrity"].map(str::to_owned).to_vec(),
        opinion: "unqualified".into(),
        received_on: received.to_string(),
        ..AttestationDraft::default()
    }
}

/// What the vendor itself says of the days after a report.
fn letter(report_ends: Date, signed: Date) -> AttestationDraft {
    AttestationDraft {
        kind: "SOC2-BRIDGE".into(),
        issuer: "The vendor's head of security".into(),
        names: "report".into(),
        named_end: report_ends.to_string(),
        through: signed.to_string(),
        signed_on: signed.to_string(),
        received_on: signed.to_string(),
        ..AttestationDraft::default()
    }
}

impl Teller {
    async fn vendor_named(&self, name: &str) -> Result<VendorId> {
        let all = self.store.vendors().await?;
        let one = all.into_iter().find(|row| row.name == name).map(|row| row.id);
        one.ok_or_else(|| Refusal::missing("vendor").into())
    }

    async fn hands_over(&self, vendor: &str, draft: &AttestationDraft, paper: &str) -> Result<ReportId> {
        let vendor = self.vendor_named(vendor).await?;
        let mut incoming = self.files.incoming().await?;
        incoming.write(&pdf(paper, &[draft.issuer.clone(), draft.exceptions.clone()])).await?;
        let file = incoming.finish(&format!("{paper}.pdf")).await?;
        self.store.enter_attestation(&self.actor(Ada)?, vendor, draft, Some(file)).await
    }

    /// Every point in order but one (by number), of which something else is said.
    async fn reads(&self, id: ReportId, kind: &'static str, aside: Option<(usize, AnswerDraft)>) -> Result<()> {
        let kind = kind.parse().ok().and_then(|kind| catalogue().attestations.get(&kind));
        let kind = kind.ok_or_else(|| Refusal::missing("kind"))?;
        let fine = AnswerDraft { answer: "fine".into(), note: String::new() };
        let answer = |(n, _)| match &aside {
            Some((other, said)) if *other == n => said.clone(),
            Some(_) | None => fine.clone(),
        };
        let answers = (1..).zip(checklist(kind)).map(answer).collect();
        let review = ReviewDraft { answers, ..ReviewDraft::default() };
        self.store.accept_attestation(&self.actor(Miriam)?, id, &review).await.map(|_| ())
    }
}

/// The host is covered; the models are covered or not, as soon as somebody reads a page.
pub(crate) async fn what_vendors_handed_over(story: &mut Teller) -> Result<()> {
    story.quietly_on(36, 655).await?;
    let mut host = report(story.calendar.month_end(HOST_ENDED), story.calendar.day(38), "yes");
    host.exceptions =
        "Two of 40 leavers kept their badge for a day. Management now counts badges every evening.".into();
    host.user_controls =
        "Customers end the access of their leavers within a day.\nCustomers keep copies of their own of what must not be lost."
            .into();
    let host = story.hands_over("Northgate Cloud", &host, "northgate-soc2").await?;
    let models = report(story.calendar.month_end(135), story.calendar.day(40), "");
    let models = story.hands_over("Parley Labs", &models, "parley-soc2").await?;
    story.quietly_on(35, 720).await?;
    story.reads(host, "SOC2-T2", None).await?;
    let open =
        "It names the platform and not the address that we call. Parley was asked; until it answers, nothing counts.";
    story.reads(models, "SOC2-T2", Some((1, AnswerDraft { answer: "wanting".into(), note: open.into() }))).await?;
    let (vendor, host) = (story.vendor_named("Parley Labs").await?, story.vendor_named("Northgate Cloud").await?);
    story.store.name_subprocessor(&story.actor(Miriam)?, vendor, host, "Prompts, while they are answered").await
}

/// A report that is qualified, and one that ended too early.
pub(crate) async fn what_was_wrong_with_two(story: &mut Teller) -> Result<()> {
    let received = story.calendar.day(33);
    story.quietly_on(32, 640).await?;
    let mut voice = report(story.calendar.month_end(60), received, "yes");
    voice.opinion = "qualified".into();
    voice.exceptions = "Recordings of two customers stood open to support staff of another for nine days.".into();
    story.hands_over("Voxline", &voice, "voxline-soc2").await?;
    let scans = report(story.calendar.month_end(310), received, "yes");
    let scans = story.hands_over("Lumen OCR", &scans, "lumen-soc2").await?;
    story.quietly_on(31, 705).await?;
    let over = "It ends before our window. Kept for what it says of its own year.";
    story.reads(scans, "SOC2-T2", Some((4, AnswerDraft { answer: "not-applicable".into(), note: over.into() }))).await
}

/// What follows of the report of the host: the badges touched the firm, as its log says already; and of what the host
/// expects of its customers somebody sees to one line. The other is still to be decided.
pub(crate) async fn what_follows_of_a_report(story: &mut Teller) -> Result<()> {
    story.quietly_on(4, 690).await?;
    let vendor = story.store.vendor(story.vendor_named("Northgate Cloud").await?).await?;
    let Some(report) = story.store.attestations(vendor.no).await?.into_iter().find(|row| row.counts()) else {
        return Err(Refusal::missing("report").into());
    };
    let matters = FollowDraft { outcome: "matters".into(), ..FollowDraft::default() };
    let mapped = FollowDraft {
        outcome: "mapped".into(),
        control: "AIG-AC-02".into(),
        assignee: Some(story.actor(Tomas)?.person),
        due_on: story.calendar.day(-20).to_string(),
        ..FollowDraft::default()
    };
    let by = story.actor(Miriam)?;
    for (part, draft) in [(Part::Exception, matters), (Part::UserControl, mapped)] {
        story.store.follow_attestation(&by, report.id, Point { part, no: 1 }, &draft).await?;
    }
    Ok(())
}

/// A report that ended the other day is read on the day on which it came.
pub(crate) async fn addresses_are_covered(story: &mut Teller) -> Result<()> {
    story.quietly_on(12, 500).await?;
    let report = report(story.calendar.month_end(ADDRESSES_ENDED), story.calendar.day(13), "yes");
    let report = story.hands_over("Tallis Data", &report, "tallis-soc2").await?;
    story.quietly_on(12, 515).await?;
    story.reads(report, "SOC2-T2", None).await
}

/// Two vendors say in a letter that nothing changed since their reports.
pub(crate) async fn letters_bridge_two(story: &mut Teller) -> Result<()> {
    story.quietly_on(6, 485).await?;
    let signed = story.calendar.day(7);
    let (host, addresses) = (story.calendar.month_end(HOST_ENDED), story.calendar.month_end(ADDRESSES_ENDED));
    let host = story.hands_over("Northgate Cloud", &letter(host, signed), "northgate-letter").await?;
    let addresses = story.hands_over("Tallis Data", &letter(addresses, signed), "tallis-letter").await?;
    story.quietly_on(6, 505).await?;
    for letter in [host, addresses] {
        story.reads(letter, "SOC2-BRIDGE", None).await?;
    }
    Ok(())
}

/// A report lies on the desk.
pub(crate) async fn a_report_lies_on_the_desk(story: &mut Teller) -> Result<()> {
    story.quietly_on(3, 611).await?;
    let waits = report(story.calendar.month_end(12), story.calendar.day(3), "yes");
    story.hands_over("Partsgrid", &waits, "partsgrid-soc2").await.map(|_| ())
}
