//! What the open window has missed so far: one occurrence that nobody did and one that came late are judged by two. The
//! others are told as they are.

use crate::cast::Who::{Miriam, Ruth, Sanjay};
use crate::mishaps::judged;
use crate::teller::Teller;
use domain::days::Period;
use domain::deficiencies::DeficiencyDraft;
use domain::operating::{About, Named, Occurrence, Timing};
use domain::refusal::Refusal;
use jiff::civil::Date;
use store::{OperatedWanted, PairOperated, Result};

/// The weekly scan of models and libraries.
const SCANS: &str = "TSK-SE-05-1";

pub(crate) async fn the_window_is_looked_through(story: &mut Teller) -> Result<()> {
    story.quietly_on(20, 560).await?;
    let pairs = operated(story).await?;
    let scans = crate::teller::requirement(SCANS)?;
    let spine = story.store.spine().await?;
    let of = |pair: &PairOperated| spine.requirement(pair.requirement).map(|one| one.id.clone());
    let first = |timing: Timing, wanted: &dyn Fn(&PairOperated) -> bool| {
        let mut all = pairs.iter().filter(|pair| wanted(pair)).flat_map(|pair| {
            pair.reading.slots.expected.iter().filter(move |it| it.timing == timing).map(move |it| (pair, it))
        });
        all.next().and_then(|(pair, it)| Some((of(pair)?, pair.subject, it.clone())))
    };
    let missed = first(Timing::Missed, &|pair| of(pair).is_some_and(|id| id == scans));
    let late = first(Timing::Late, &|_| true);
    let Some((requirement, subject, it)) = missed else { return Ok(()) };
    let named = Named { requirement, subject, about: Some(About::Occurrence { due: it.due() }) };
    let said = [
        "The schedule of the scan was set up with the team that took the control up, weeks after the window opened.",
        "The weeks before the first scan; every scan since ran in its week.",
        "Releases of those weeks were scanned one by one when they were built, and nothing was found.",
    ];
    let what = "No scan of models and libraries ran in that week.";
    followed(story, &named, it.due(), what, said).await?;
    let Some((requirement, subject, it)) = late else { return Ok(()) };
    let named = Named { requirement, subject, about: Some(About::Occurrence { due: it.due() }) };
    let said = [
        "Whoever does it was away, and nobody stood in.",
        "One occurrence; the one before and the one after were on time.",
        "What it looks at had not changed in those days.",
    ];
    followed(story, &named, it.due(), &came_late(&it), said).await
}

/// How everything that recurs operated so far in the window.
async fn operated(story: &Teller) -> Result<Vec<PairOperated>> {
    let spine = story.store.spine().await?;
    let programme = story.type_two.and_then(|id| spine.programme(id));
    let window = programme.and_then(|one| Some((one.no, Period::new(one.window_from?, one.window_until?).ok()?)));
    let (programme, days) = window.ok_or_else(|| Refusal::missing("window"))?;
    let now = story.clock.now();
    let zone = story.calendar.zone.clone();
    let window = story.store.operated_window(&spine, programme, days, now, zone).await?;
    let wanted = OperatedWanted { requirements: spine.recurring(None).collect(), subject: None };
    story.store.operated(&wanted, &window).await
}

fn came_late(it: &Occurrence) -> String {
    let day = it.filled.map(|filled| filled.performed_on.to_string()).unwrap_or_default();
    format!("It was to be done by {}, and was done on {day}.", it.limits.on_time)
}

/// Opened from the occurrence, judged by one and agreed by another.
async fn followed(story: &mut Teller, named: &Named, due: Date, what: &str, said: [&str; 3]) -> Result<()> {
    let spine = story.store.spine().await?;
    let requirement = spine.requirement_by_id(&named.requirement).ok_or_else(|| Refusal::missing("requirement"))?;
    let control = spine.control_of(requirement).ok_or_else(|| Refusal::missing("control"))?;
    let (miriam, ruth, sanjay) = (story.actor(Miriam)?, story.actor(Ruth)?, story.actor(Sanjay)?);
    let owner = control.owner.unwrap_or(miriam.person);
    let draft = DeficiencyDraft {
        source: "finding".into(),
        reference: named.to_string(),
        title: format!("Not done as due on {due}: {}", requirement.steps.title),
        what: what.into(),
        control: control.id.to_string(),
        requirement: named.requirement.to_string(),
        of: story.store.subject_of(named.subject).await?.to_string(),
        found_on: story.calendar.day(20).to_string(),
        occurred_on: due.to_string(),
        owner: owner.to_string(),
        ..DeficiencyDraft::default()
    };
    let id = story.store.open_deficiency(&miriam, &draft).await?;
    story.store.assess_deficiency(&miriam, id, &judged("exception", said)).await?;
    let second = if owner == ruth.person { sanjay } else { ruth };
    story.store.agree_deficiency(&second, id).await.map(|_| ())
}
