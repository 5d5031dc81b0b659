//! The pages that people look at most: warm, first after a fact, with eight at once, and beside the same HTML without
//! a database.

use crate::Result;
use crate::clock::{Stopwatch, Times};
use crate::figure::Figure;
use crate::house::House;
use crate::seed::Seeded;
use domain::instant::Instant;
use std::time::Duration;

const CLIENTS: usize = 8;
const LOOKS: usize = 200;
const FACTS: usize = 12;
const RUN: Duration = Duration::from_secs(4);

pub async fn measure(seeded: &Seeded) -> Result<Vec<Figure>> {
    let copy = seeded.copy("pages").await?;
    let house = House::open(&copy.store, &copy.folder).await?;
    let system = copy.systems.get(copy.systems.len() / 2).ok_or("no system")?;
    let pages = [
        ("home of the executive", "/".to_owned()),
        ("matrix", "/criteria".to_owned()),
        ("criterion", "/criteria/CC6.1".to_owned()),
        ("system", format!("/systems/{system}")),
        ("tasks", "/tasks?who=all".to_owned()),
    ];
    let mut figures = Vec::new();
    for (name, path) in &pages {
        figures.extend(warm(&house, name, path).await?);
    }
    let mut facts = copy.waiting(FACTS * pages.len()).await?.into_iter();
    for (name, path) in &pages {
        let mut times = Vec::new();
        let mut browser = house.browser().await?;
        browser.get(path).await?;
        for fact in facts.by_ref().take(FACTS) {
            copy.world.forward(1);
            copy.accept(fact).await?;
            let watch = Stopwatch::start();
            browser.get(path).await?;
            times.push(watch.millis());
        }
        let times = Times::of(times);
        let note = format!("of {FACTS} accepted proofs; the slowest {:.1} ms", times.worst());
        figures.push(
            Figure::new(format!("{name}: first view after a fact, p50"), times.percentile(50), "ms")
                .at_most(30.0)
                .note(note),
        );
    }
    Ok(figures)
}

async fn warm(house: &House, name: &str, path: &str) -> Result<Vec<Figure>> {
    let mut browser = house.browser().await?;
    let size = browser.get(path).await?.body.len();
    let before = house.store.statements();
    browser.get(path).await?;
    let statements = house.store.statements() - before;
    let mut times = Vec::new();
    for _ in 0..LOOKS {
        let watch = Stopwatch::start();
        browser.get(path).await?;
        times.push(watch.millis());
    }
    let (rate, eight) = crowd(house, path).await?;
    house.store.listen();
    browser.get(path).await?;
    house.store.without_database();
    let (bare, _) = crowd(house, path).await?;
    house.store.with_database();
    let times = Times::of(times);
    let note = format!("{:.0} a second, without a database {bare:.0}; {} kB of HTML", rate, size / 1000);
    Ok(vec![
        Figure::new(
            format!("{name}: throughput with {CLIENTS} clients beside the same HTML without a database"),
            rate / bare,
            "",
        )
        .at_least(0.35)
        .note(note),
        Figure::new(format!("{name}: warm, p50"), times.percentile(50), "ms").at_most(5.0),
        Figure::new(format!("{name}: {CLIENTS} clients, p99"), eight.percentile(99), "ms").at_most(25.0),
        Figure::new(format!("{name}: SQL statements, warm"), statements as f64, "")
            .at_most(8.0)
            .note("session and person included"),
    ])
}

/// Eight clients for a while: answers a second, and how long each took.
async fn crowd(house: &House, path: &str) -> Result<(f64, Times)> {
    let watch = Stopwatch::start();
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let (mut browser, path) = (house.browser().await?, path.to_owned());
        clients.push(tokio::spawn(async move {
            let mut times = Vec::new();
            while watch.elapsed() < RUN {
                let one = Stopwatch::start();
                browser.get(&path).await?;
                times.push(one.millis());
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times)
        }));
    }
    let mut all = Vec::new();
    for client in clients {
        all.extend(client.await??);
    }
    Ok((all.len() as f64 / watch.elapsed().as_secs_f64(), Times::of(all)))
}

/// Readiness as of days of the two years, and whether derived rows are what the facts say.
pub async fn past(seeded: &Seeded) -> Result<Vec<Figure>> {
    const DAYS: i64 = 60;
    let copy = seeded.copy("past").await?;
    let spine = copy.store.spine().await?;
    let programme = spine.programmes.first().ok_or("no programme")?;
    let present = copy.store.present().await?;
    let at = |n: i64| Instant(present.0 - (n * 7_919 % 700 + 1) * 86_400_000_000 - n);
    let mut times = Vec::new();
    for n in 0..DAYS {
        let watch = Stopwatch::start();
        copy.store.past(programme, &[at(n)].into(), i64::MAX).await?;
        times.push(watch.millis());
    }
    let mut whole = Vec::new();
    for n in 0..DAYS / 3 {
        let watch = Stopwatch::start();
        copy.store.reading(programme, at(n)).await?;
        whole.push(watch.millis());
    }
    let (times, whole) = (Times::of(times), Times::of(whole));
    let watch = Stopwatch::start();
    let differs = copy.store.check_derived(97).await?.len();
    let checked = format!("every 97th subject against all facts, {:.1} s", watch.elapsed().as_secs_f64());
    Ok(vec![
        Figure::new("readiness as of a random past day, p50", times.percentile(50), "ms")
            .at_most(30.0)
            .note(format!("{DAYS} days, none asked twice; the slowest {:.1} ms", times.worst())),
        Figure::new("the same with what stands behind it (tallies by requirement), p50", whole.percentile(50), "ms")
            .note("what the page of a past day loads"),
        Figure::new("readings that are not what the facts say", differs as f64, "").at_most(0.5).note(checked),
    ])
}
