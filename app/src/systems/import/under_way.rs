//! Looks and imports under way: each goes on by itself while its page is asked how far it is, and what came of it
//! stays for the one who began it.

use super::work::{Look, Trouble};
use domain::ids::PersonId;
use domain::instant::Instant;
use std::collections::BTreeMap;
use std::future::Future;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Imported;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long a page waits for work before it shows how far it is instead.
pub const PATIENCE: Duration = Duration::from_millis(1_500);
/// What came of work is kept so long, in seconds.
const KEPT: i64 = 600;

/// How far a piece of work is.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    read: AtomicUsize,
    written: AtomicUsize,
    to_write: AtomicUsize,
}

impl Meter {
    /// One row more was read.
    pub fn read_one(&self) {
        self.0.read.fetch_add(1, Ordering::Relaxed);
    }

    /// From here on rows are written, so many.
    pub fn will_write(&self, rows: usize) {
        self.0.to_write.store(rows, Ordering::Relaxed);
    }

    pub fn wrote(&self, rows: usize) {
        self.0.written.fetch_add(rows, Ordering::Relaxed);
    }

    /// Rows read so far.
    #[must_use]
    pub fn read(&self) -> usize {
        self.0.read.load(Ordering::Relaxed)
    }

    /// Rows written so far, and how many there are; `None` while nothing is written.
    #[must_use]
    pub fn written(&self) -> Option<(usize, usize)> {
        let of = self.0.to_write.load(Ordering::Relaxed);
        (of > 0).then(|| (self.0.written.load(Ordering::Relaxed), of))
    }
}

/// What is being done, and to what it applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Rows are checked, by these columns.
    Look { columns: String },
    /// Rows are written.
    Import,
}

/// What came of it.
#[derive(Debug)]
pub enum Came {
    Looked(Look),
    Imported(Box<Look>, Imported),
    Failed(Trouble),
}

/// A piece of work, under way or done.
#[derive(Clone, Debug)]
pub struct Work {
    pub person: PersonId,
    pub what: What,
    /// As the browser called the file.
    pub file: String,
    pub meter: Meter,
    begun: Instant,
    end: watch::Receiver<Option<Arc<Came>>>,
}

impl Work {
    /// What came of it, if it has ended.
    #[must_use]
    pub fn came(&self) -> Option<Arc<Came>> {
        self.end.borrow().clone()
    }

    /// What came of it, if it ends soon.
    pub async fn came_soon(&self) -> Option<Arc<Came>> {
        let mut end = self.end.clone();
        let came = timeout(PATIENCE, end.wait_for(Option::is_some)).await.ok()?.ok()?;
        came.clone()
    }
}

/// All of them, by the id of their upload.
#[derive(Clone, Debug, Default)]
pub struct UnderWay(Arc<Mutex<BTreeMap<String, Work>>>);

impl UnderWay {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Work>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// This person's work on an upload.
    #[must_use]
    pub fn of(&self, upload: &str, person: PersonId) -> Option<Work> {
        self.all().get(upload).filter(|work| work.person == person).cloned()
    }

    /// Forgets what came of the work on an upload.
    pub fn forget(&self, upload: &str) {
        self.all().remove(upload);
    }

    /// Begins work on an upload. It goes on though the visitor leaves.
    pub fn begin<F>(
        &self,
        upload: &str,
        of: (PersonId, &str, Instant),
        what: What,
        work: impl FnOnce(Meter) -> F,
    ) -> Work
    where
        F: Future<Output = Came> + Send + 'static,
    {
        let (tell, end) = watch::channel(None);
        let (person, file, begun) = of;
        let meter = Meter::default();
        let doing = work(meter.clone());
        let work = Work { person, what, file: file.to_owned(), meter, begun, end };
        {
            let mut all = self.all();
            all.retain(|_, old| old.came().is_none() || begun.0 - old.begun.0 < KEPT * 1_000_000);
            all.insert(upload.to_owned(), work.clone());
        }
        tokio::spawn(async move {
            // On a task of its own: a panic ends it, and is told.
            let came = tokio::spawn(doing).await.unwrap_or_else(|broken| Came::Failed(broken.into()));
            tell.send_replace(Some(Arc::new(came)));
        });
        work
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(text: &str) -> PersonId {
        text.parse().unwrap()
    }

    fn me() -> PersonId {
        person("00000000-0000-0000-0000-000000000001")
    }

    fn at(seconds: i64) -> Instant {
        Instant(seconds * 1_000_000)
    }

    #[tokio::test]
    async fn work_goes_on_by_itself_and_is_told_once_done() {
        let all = UnderWay::default();
        let (go, may_go) = tokio::sync::oneshot::channel::<()>();
        let work = all.begin("a", (me(), "list.csv", at(0)), What::Import, |meter| async move {
            meter.will_write(2);
            may_go.await.unwrap();
            meter.wrote(2);
            Came::Failed(Trouble::Refused(Box::default()))
        });
        assert!(work.came_soon().await.is_none(), "the page shows how far it is");
        assert_eq!(work.meter.written(), Some((0, 2)));
        go.send(()).unwrap();
        assert!(matches!(work.came_soon().await.as_deref(), Some(Came::Failed(_))));
        assert_eq!(work.meter.written(), Some((2, 2)));
        assert!(all.of("a", me()).unwrap().came().is_some(), "it is there for the page");
        assert!(all.of("a", person("00000000-0000-0000-0000-000000000002")).is_none(), "it is nobody else's");
    }

    #[tokio::test]
    async fn a_panic_is_told_and_what_is_done_is_forgotten_in_time() {
        let all = UnderWay::default();
        let work = all.begin("a", (me(), "a", at(0)), What::Import, |_| async { panic!("on purpose") });
        assert!(matches!(work.came_soon().await.as_deref(), Some(Came::Failed(Trouble::Broken(_)))));
        all.begin("b", (me(), "b", at(KEPT - 1)), What::Import, |_| std::future::pending());
        assert!(all.of("a", me()).is_some());
        all.begin("c", (me(), "c", at(KEPT + 1)), What::Import, |_| std::future::pending());
        assert!(all.of("a", me()).is_none());
        assert!(all.of("b", me()).is_some(), "what is under way stays");
    }
}
