//! Who has access, reviewed: a data lake twice, of which one access outlives its revocation, and a vendor's console that
//! is half decided. And training: two courses, and people who lack them.

use crate::cast::Who::{self, Ada, Beatriz, Grace, Ines, Jonas, Lena, Miriam, Priya, Sanjay, Tomas};
use crate::inventory::Sys;
use crate::teller::Teller;
use domain::access_reviews::{Access, DecisionDraft, ReviewDraft};
use domain::columns::{Columns, Named};
use domain::ids::AccessReviewId;
use domain::import::RawRow;
use domain::policies::AudienceDraft;
use domain::refusal::Refusal;
use domain::training::CourseDraft;
use store::{Listing, Result, StoredFile, TrainingTable};

/// A table as its file holds it: which column holds what, and the rows.
fn table<F: Named>(text: &str) -> (Columns<F>, Vec<RawRow>) {
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let columns = Columns::find(&lines.next().unwrap_or_default());
    (columns, lines.zip(2..).map(|(cells, row)| RawRow { row, cells }).collect())
}

/// What one line's holder keeps, and why.
type Said = (&'static str, Access, &'static str);

impl Teller {
    /// The same with days in the place of `@12`: so many days ago.
    fn dated(&self, text: &str) -> String {
        let cell = |cell: &str| match cell.strip_prefix('@').and_then(|ago| ago.parse().ok()) {
            Some(ago) => self.calendar.day(ago).to_string(),
            None => cell.to_owned(),
        };
        let line = |line: &str| line.split(',').map(cell).collect::<Vec<_>>().join(",");
        text.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    async fn kept(&self, name: &str, text: &str) -> Result<StoredFile> {
        let mut incoming = self.files.incoming().await?;
        incoming.write(text.as_bytes()).await?;
        incoming.finish(name).await
    }

    async fn lists(
        &self,
        by: Who,
        draft: &ReviewDraft,
        again: Option<AccessReviewId>,
        text: &str,
    ) -> Result<AccessReviewId> {
        let text = self.dated(text);
        let file = self.kept(&format!("access-{}.csv", draft.listed_on), &text).await?;
        let (columns, rows) = table(&text);
        self.store.open_access_review(&self.actor(by)?, draft, again, &Listing { columns, rows, file }).await
    }

    /// Decides lines by the beginning of their accounts.
    async fn decides(&self, by: Who, id: AccessReviewId, said: &[Said]) -> Result<()> {
        let read = self.store.access_review(id, &self.calendar.zone).await?;
        let drafts = said.iter().filter_map(|(account, access, reason)| {
            let at = read.now.lines.iter().position(|line| line.account.starts_with(account))?;
            Some((at, DecisionDraft { access: Some(*access), reason: (*reason).to_owned() }))
        });
        self.store.decide_access(&self.actor(by)?, id, &drafts.collect()).await.map(|_| ())
    }

    fn lake(&self, listed: i64, due: i64) -> Result<ReviewDraft> {
        Ok(ReviewDraft {
            name: "Claims data lake".into(),
            reviewed: "training-data".into(),
            of: format!("system/{}", self.system(Sys::ClaimsTriage)?),
            owner: Some(self.actor(Priya)?.person),
            second: Some(self.actor(Jonas)?.person),
            due_on: self.calendar.day(due).to_string(),
            listed_on: self.calendar.day(listed).to_string(),
            months: "3".into(),
        })
    }
}

const NEEDED: &str = "Works on the triage; the role table says so.";

const LAKE: &str = "Principal,Type,Dataset,Permissions,Last activity
priya.raman@harrowfinch.example,user,claims-train,read;write,@172
jonas.weber@harrowfinch.example,user,claims-train,read;write,@172
tomas.ortega@harrowfinch.example,user,claims-train,admin,@172
callum.reid@harrowfinch.example,user,claims-train,admin,@252
m.kessler@contractors.example,user,claims-train,read,@330
svc-triage-train,service account,claims-train,read,@172
svc-feature-store,service account,claims-features,read;write,@172";

/// The first review of the data lake: somebody who left and a contractor still had access.
pub(crate) async fn the_data_lake_is_reviewed(story: &mut Teller) -> Result<()> {
    story.quietly_on(170, 570).await?;
    let id = story.lists(Priya, &story.lake(171, 160)?, None, LAKE).await?;
    story.quietly_on(168, 640).await?;
    let keep = Access::Keep;
    let said = [
        ("jonas", keep, NEEDED),
        ("tomas", Access::Change, "Runs the platform, and needs no right to the data themselves."),
        ("callum", Access::Revoke, "Left eighty days ago."),
        ("m.kessler", Access::Revoke, "The contract ended in the summer."),
        ("svc-triage", keep, "The weekly retraining reads it."),
        ("svc-feature", keep, "Writes the features that the triage reads."),
    ];
    story.decides(Priya, id, &said).await?;
    story.quietly_on(168, 700).await?;
    story.decides(Jonas, id, &[("priya", keep, "Owns the data set.")]).await?;
    story.quietly_on(167, 600).await?;
    let tomas = story.actor(Tomas)?;
    story.store.close_access_review(&story.actor(Priya)?, id, Some(tomas.person)).await?;
    story.quietly_on(165, 660).await?;
    story.store.accept_access_review(&story.actor(Sanjay)?, id).await?;
    let read = story.store.access_review(id, &story.calendar.zone).await?;
    for removal in &read.removals {
        // The contractor's access was taken from a group that no longer opened it; the direct grant stayed.
        let done =
            if removal.task.title.contains("m.kessler") { "Taken out of the group." } else { "Done in the console." };
        story.quietly_on(161, 620).await?;
        story.store.finish_own_task(&tomas, removal.task.id, done).await?;
        if !removal.task.title.contains("m.kessler") {
            story.quietly_on(160, 640).await?;
            story.store.sign_own_task(&story.actor(Ines)?, removal.task.id).await?;
        }
    }
    Ok(())
}

const LAKE_AGAIN: &str = "Principal,Type,Dataset,Permissions,Last activity
priya.raman@harrowfinch.example,user,claims-train,read;write,@74
jonas.weber@harrowfinch.example,user,claims-train,read;write,@75
tomas.ortega@harrowfinch.example,user,claims-train,configure,@74
m.kessler@contractors.example,user,claims-train,read,@330
ada.okafor@harrowfinch.example,user,claims-train,read,@80
svc-triage-train,service account,claims-train,read,@73
svc-feature-store,service account,claims-features,read;write,@73
agent-estimate,agent,claims-features,read,@73";

/// The next listing shows that one access still stands.
pub(crate) async fn one_access_still_stands(story: &mut Teller) -> Result<()> {
    let first = story.store.access_reviews(&store::AccessReviewsWanted::default()).await?;
    let first = first.first().map(|row| row.id).ok_or_else(|| Refusal::missing("access review"))?;
    story.quietly_on(73, 600).await?;
    let id = story.lists(Priya, &story.lake(73, 62)?, Some(first), LAKE_AGAIN).await?;
    story.quietly_on(72, 640).await?;
    let keep = Access::Keep;
    let said = [
        ("jonas", keep, NEEDED),
        ("tomas", keep, "Configures only, as decided in spring."),
        ("m.kessler", Access::Revoke, "Was to be revoked before, and has a grant of its own besides the group."),
        ("ada", keep, "Checks settlements against what the triage learned; until the end of the year."),
        ("svc-triage", keep, "The weekly retraining reads it."),
        ("svc-feature", keep, "Writes the features that the triage reads."),
        ("agent", keep, "The Estimate agent reads features, never claims."),
    ];
    story.decides(Priya, id, &said).await?;
    story.decides(Jonas, id, &[("priya", keep, "Owns the data set.")]).await?;
    story.quietly_on(72, 700).await?;
    let tomas = story.actor(Tomas)?.person;
    story.store.close_access_review(&story.actor(Priya)?, id, Some(tomas)).await?;
    story.quietly_on(71, 600).await?;
    story.store.accept_access_review(&story.actor(Sanjay)?, id).await.map(|_| ())
}

const CONSOLE: &str = "User,E-mail,Role,Type,Last login
Lena Fischer,lena.fischer@harrowfinch.example,Administrator,user,@6
Grace Mulligan,grace.mulligan@harrowfinch.example,Operator,user,@7
Ada Okafor,ada.okafor@harrowfinch.example,Operator,user,@5
Callum Reid,callum.reid@harrowfinch.example,Administrator,user,@253
Scan intake,,API key,service account,@5
K. Braun,k.braun@lumen-ocr.example,Support,user,@96";

/// The console of a vendor, of which half is decided.
pub(crate) async fn a_console_is_half_reviewed(story: &mut Teller) -> Result<()> {
    story.quietly_on(4, 770).await?;
    let vendor = story.store.vendors().await?.into_iter().find(|row| row.name == "Lumen OCR");
    let vendor = vendor.ok_or_else(|| Refusal::missing("vendor"))?;
    let draft = ReviewDraft {
        name: "Console of Lumen OCR".into(),
        reviewed: "vendor-console".into(),
        of: format!("vendor/{}", vendor.id),
        owner: Some(story.actor(Lena)?.person),
        second: Some(story.actor(Ada)?.person),
        due_on: story.calendar.day(-9).to_string(),
        listed_on: story.calendar.day(5).to_string(),
        months: "6".into(),
    };
    let id = story.lists(Lena, &draft, None, CONSOLE).await?;
    let said = [
        ("Grace", Access::Keep, "Reads scans that the machine could not."),
        ("Callum", Access::Revoke, "Left; the vendor keeps accounts of its own, which our routine for leavers misses."),
        ("Scan", Access::Keep, "The intake of letters."),
    ];
    story.decides(Lena, id, &said).await
}

/// Two courses, and the records of the first year.
pub(crate) async fn people_are_trained(story: &mut Teller) -> Result<()> {
    story.quietly_on(158, 600).await?;
    let (miriam, beatriz) = (story.actor(Miriam)?, story.actor(Beatriz)?.person);
    let literacy = CourseDraft {
        title: "AI literacy".into(),
        also: "AI-101\nAI basics for everybody".into(),
        required_by: "EU AI Act, Art. 4".into(),
        months: "12".into(),
        teaches: "roles".into(),
        owner: Some(beatriz),
        audience: AudienceDraft { everybody: true, ..AudienceDraft::default() },
        ..CourseDraft::default()
    };
    story.store.add_course(&miriam, &literacy).await?;
    let reviewers = [Ada, Grace, Priya].into_iter().map(|who| Ok(story.actor(who)?.person)).collect::<Result<_>>()?;
    let oversight = CourseDraft {
        title: "Reading the flags of the fraud screen".into(),
        required_by: "AIG-HO-02".into(),
        months: "6".into(),
        teaches: "oversight".into(),
        system: Some(story.system(Sys::FraudScreen)?),
        owner: Some(story.actor(Jonas)?.person),
        audience: AudienceDraft { people: reviewers, ..AudienceDraft::default() },
        ..CourseDraft::default()
    };
    story.store.add_course(&miriam, &oversight).await?;
    story.quietly_on(157, 640).await?;
    let day = |ago: i64| story.calendar.day(ago);
    let mut text = String::from("Learner,E-mail,Course title,Completion date,Status,Expires\n");
    for (who, ago) in [
        ("miriam.castell", 162),
        ("ruth.adeyemi", 170),
        ("owen.price", 169),
        ("ines.halvorsen", 168),
        ("jonas.weber", 162),
        ("priya.raman", 162),
        ("lena.fischer", 164),
        ("ada.okafor", 390),
        ("beatriz.lima", 175),
        ("sanjay.mehta", 163),
        ("thomas.finch", 170),
    ] {
        text += &format!(",{who}@harrowfinch.example,AI-101,{},Completed,\n", day(ago));
    }
    text += &format!("T. Ortega,,AI-101,{},Completed,\n", day(161));
    text += &format!("Edmund Clarke,,AI-101,{},Failed,\n", day(160));
    text += "Grace Mulligan,,AI-101,,In progress,\n";
    story.takes_in(&text).await
}

/// The oversight course, for two of three.
pub(crate) async fn flags_are_read_by_two_of_three(story: &mut Teller) -> Result<()> {
    story.quietly_on(70, 640).await?;
    let (first, second) = (story.calendar.day(78), story.calendar.day(77));
    let text = format!(
        "Learner,Course title,Completion date,Status\nPriya Raman,Reading the flags of the fraud screen,{first},Passed\n\
         Ada Okafor,Reading the flags of the fraud screen,{second},Passed\n"
    );
    story.takes_in(&text).await
}

impl Teller {
    async fn takes_in(&self, text: &str) -> Result<()> {
        let file = self.kept("learning-platform.csv", text).await?;
        let (columns, rows) = table(text);
        self.store.take_training(&self.actor(Miriam)?, &TrainingTable { columns, rows, file }).await.map(|_| ())
    }
}
