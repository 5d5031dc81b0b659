//! The night watch: looks what is due each day and after changes, and does what is queued. Every process may run one;
//! leases see to it that each job is done once.

mod mail;

pub use mail::{Post, PostError};

use app::notices::letter::{self, Stood, Text, Week};
use domain::ids::PersonId;
use domain::instant::{Instant, Zone as _};
use domain::notices::{ESCALATE_DAYS, JobKind, Matter, Stage, stage};
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;
use store::{Job, Letter, Organisation, Store};

/// The hour of the organisation's day from which letters go out.
const LETTER_HOUR: i8 = 7;
/// How long the watch waits between two looks.
const PAUSE: Duration = Duration::from_secs(20);
/// Seconds between two rounds that changes ask for.
const AFTER_CHANGES: i64 = 60;

/// What went wrong with a job, for whoever looks after them.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    Post(#[from] PostError),
    #[error("The job cannot be read: {0}")]
    Unreadable(String),
}

/// A watch over one database.
pub struct Watch {
    store: Store,
    post: Post,
    /// The public address, without a slash at its end.
    url: String,
    /// The entry of the trail at the last round, and when that was.
    last: Option<(i64, Instant)>,
    /// The last day that was planned, and whether its letters were.
    planned: Option<(Date, bool)>,
}

impl Watch {
    #[must_use]
    pub fn new(store: Store, post: Post, url: &str) -> Self {
        Self { store, post, url: url.trim_end_matches('/').to_owned(), last: None, planned: None }
    }

    /// Watches until `stop`. What goes wrong is logged, and tried again.
    pub async fn run(mut self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            match self.look().await {
                Ok(0) => {}
                Ok(done) => tracing::debug!("{done} jobs were done"),
                Err(error) => tracing::warn!("the watch could not look: {error}"),
            }
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = &mut stop => return,
            }
        }
    }

    /// Queues what is to be done and does what is due. How many jobs were done.
    ///
    /// # Errors
    /// When the database fails; what a job fails by is kept with it.
    pub async fn look(&mut self) -> Result<usize, store::Error> {
        let Some(organisation) = self.store.organisation().await? else { return Ok(0) };
        self.plan(&organisation).await?;
        let mut done = 0;
        while let Some(job) = self.store.lease_job().await? {
            match self.perform(&job, &organisation).await {
                Ok(()) => {
                    self.store.finish_job(&job).await?;
                    done += 1;
                }
                Err(error) => {
                    tracing::warn!("{} failed, attempt {}: {error}", job.kind.label().to_lowercase(), job.attempts);
                    self.store.fail_job(&job, &error.to_string()).await?;
                }
            }
        }
        Ok(done)
    }

    /// A round a day, one more at the hour of letters, one after changes; summaries on Mondays.
    async fn plan(&mut self, organisation: &Organisation) -> Result<(), store::Error> {
        let (now, clock) = (self.store.present().await?, self.store.now());
        let day = organisation.zone.day(now);
        let letters = organisation.zone.local(now).hour() >= LETTER_HOUR;
        if self.planned != Some((day, letters)) {
            self.plan_day(day, letters, clock).await?;
            self.planned = Some((day, letters));
        }
        let head = self.store.head_seq().await?;
        let moved = self.last.is_none_or(|(seq, at)| seq != head && at.plus_seconds(AFTER_CHANGES) <= clock);
        if moved {
            self.store.queue_job(JobKind::Watch, &format!("{day} after {head}"), clock).await?;
            self.last = Some((head, clock));
        }
        Ok(())
    }

    async fn plan_day(&self, day: Date, letters: bool, clock: Instant) -> Result<(), store::Error> {
        if self.store.queue_job(JobKind::Watch, &day.to_string(), clock).await? {
            self.store.sweep_jobs().await?;
        }
        if !letters {
            return Ok(());
        }
        self.store.queue_job(JobKind::Watch, &format!("{day} letters"), clock).await?;
        if day.weekday() == Weekday::Monday {
            for person in self.store.summary_readers(day).await? {
                self.store.queue_job(JobKind::Summary, &format!("{person} {day}"), clock).await?;
            }
        }
        Ok(())
    }

    async fn perform(&self, job: &Job, organisation: &Organisation) -> Result<(), JobError> {
        match job.kind {
            JobKind::Watch => {
                let now = self.store.present().await?;
                let letters = organisation.zone.local(now).hour() >= LETTER_HOUR;
                let told = self.store.tell(now, &organisation.zone, letters).await?;
                tracing::debug!("the watch saw {} matters and told {} things anew", told.matters, told.new);
                Ok(())
            }
            JobKind::Letter => {
                let (person, on) = of_whom(&job.key)?;
                let Some(letter) = self.store.letter(person, on).await?.filter(|letter| !letter.notices.is_empty())
                else {
                    return Ok(());
                };
                let text = letter::of_the_day(&letter, &self.store.names().await?, &organisation.name, &self.url);
                self.send(&letter, &text, "day", organisation).await
            }
            JobKind::Summary => {
                let (person, on) = of_whom(&job.key)?;
                let Some(letter) = self.store.letter(person, on).await? else { return Ok(()) };
                let week = self.week(on, organisation).await?;
                if week.programmes.is_empty() {
                    return Ok(());
                }
                let text = letter::of_the_week(&letter.name, &week, on, &organisation.name, &self.url);
                self.send(&letter, &text, "week", organisation).await
            }
        }
    }

    async fn send(&self, to: &Letter, text: &Text, kind: &str, organisation: &Organisation) -> Result<(), JobError> {
        let id = format!("{kind}-{}-{}", to.person, to.on);
        Ok(self.post.send(&to.name, &to.email, text, &id, organisation.example).await?)
    }

    /// How each programme stood on a day and a week before, and what was open; a letter that is late says what it would have
    /// said on its day.
    async fn week(&self, on: Date, organisation: &Organisation) -> Result<Week, JobError> {
        let end = organisation.zone.midnight(on.saturating_add(jiff::Span::new().days(1))).previous();
        let now = self.store.present().await?.min(end);
        let matters = self.store.matters(now, &organisation.zone).await?;
        let late = things(&matters, |one| matches!(stage(one, on), Some(Stage::Late(_))));
        let waiting = things(&matters, |one| {
            one.what.holds_up() && one.since.saturating_add(jiff::Span::new().days(ESCALATE_DAYS)) <= on
        });
        let mut week = Week { late, waiting, ..Week::default() };
        for programme in &self.store.spine().await?.programmes {
            let (then, today) = (now.plus_seconds(-7 * 86_400), self.store.reading(programme, now).await?);
            let before = self.store.reading(programme, then).await?;
            week.programmes.push(Stood {
                programme: programme.name.clone(),
                met: today.readiness.counts.met,
                met_before: before.readiness.counts.met,
                in_scope: today.readiness.counts.in_scope(),
            });
        }
        Ok(week)
    }
}

/// How many things these matters are about: what waits for three people is one thing.
fn things(matters: &[Matter], wanted: impl Fn(&Matter) -> bool) -> usize {
    let these = matters.iter().filter(|one| wanted(one)).map(|one| (one.what, one.thing.as_str()));
    these.collect::<BTreeSet<_>>().len()
}

/// `PERSON DAY`, as the keys of letters say it.
fn of_whom(key: &str) -> Result<(PersonId, Date), JobError> {
    let parts = key.split_once(' ').and_then(|(person, day)| Some((person.parse().ok()?, day.parse().ok()?)));
    parts.ok_or_else(|| JobError::Unreadable(key.to_owned()))
}
