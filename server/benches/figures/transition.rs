//! One task transition, durable: a second person accepts proof and a task closes. Beside it the very same statements,
//! in the same transactions, without our rules around them.

use crate::Result;
use crate::clock::{Stopwatch, Times};
use crate::figure::Figure;
use crate::inventory::{Inventory, folder};
use crate::seed::{Firm, Seeded, two_years};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use store::testing::Bare;

const TRANSITIONS: usize = 240;

pub async fn sqlite(seeded: &Seeded) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (clients, limit) in [(1, 0.7), (8, 0.5)] {
        // Two copies that go the same way: one by the rules, one by the statements that the rules asked.
        let twin = seeded.copy("transition-bare").await?;
        let commands = heard(&twin).await?;
        drop(twin);
        let bare = seeded.copy("transition-bare").await?;
        bare.waiting(TRANSITIONS).await?;
        let bare = by_statements(&bare, commands, clients).await?;
        let ruled = seeded.copy("transition").await?;
        let (ruled, times) = by_rules(ruled, clients).await?;
        figures.push(figure(clients, limit, ruled, bare, &times));
    }
    Ok(figures)
}

pub async fn postgres(server: &str, inventory: &Inventory) -> Result<Vec<Figure>> {
    const SYSTEMS: usize = 150;
    const MONTHS: i64 = 4;
    let firm = async |name: &str| {
        let fresh = store::testing::postgres(server).await;
        two_years(&fresh.store, &fresh.world, inventory, SYSTEMS, MONTHS).await?;
        Firm::of(fresh.store.clone(), fresh.world.clone(), folder()?.join(name)).await
    };
    let mut figures = Vec::new();
    for (clients, limit) in [(1, 0.7), (8, 0.35)] {
        let commands = heard(&firm("twin").await?).await?;
        let bare = firm("bare").await?;
        bare.waiting(TRANSITIONS).await?;
        let bare = by_statements(&bare, commands, clients).await?;
        let (ruled, times) = by_rules(firm("ruled").await?, clients).await?;
        figures.push(figure(clients, limit, ruled, bare, &times));
    }
    Ok(figures)
}

fn figure(clients: usize, limit: f64, ruled: f64, bare: f64, times: &Times) -> Figure {
    let note = format!(
        "{ruled:.0} a second, bare {bare:.0}; p50 {:.1} ms, p99 {:.1} ms",
        times.percentile(50),
        times.percentile(99)
    );
    let what = format!(
        "proof accepted with {clients} client{}, beside its bare statements",
        if clients == 1 { "" } else { "s" }
    );
    Figure::new(what, ruled / bare, "").at_least(limit).note(note)
}

/// Each transition as the statements it asked.
async fn heard(firm: &Firm) -> Result<VecDeque<Bare>> {
    let mut commands = VecDeque::new();
    for waiting in firm.waiting(TRANSITIONS).await? {
        firm.world.forward(1);
        firm.store.write_down();
        firm.accept(waiting).await?;
        commands.push_back(firm.store.written_down());
    }
    Ok(commands)
}

async fn by_statements(firm: &Firm, commands: VecDeque<Bare>, clients: usize) -> Result<f64> {
    let (count, commands) = (commands.len(), Arc::new(Mutex::new(commands)));
    let watch = Stopwatch::start();
    let mut all = Vec::new();
    for _ in 0..clients {
        let (store, commands) = (firm.store.clone(), Arc::clone(&commands));
        all.push(tokio::spawn(async move {
            let next = || commands.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            while store.bare(next).await? {}
            Ok::<_, store::Error>(())
        }));
    }
    for client in all {
        client.await??;
    }
    Ok(count as f64 / watch.elapsed().as_secs_f64())
}

async fn by_rules(firm: Firm, clients: usize) -> Result<(f64, Times)> {
    let waiting = Arc::new(Mutex::new(VecDeque::from(firm.waiting(TRANSITIONS).await?)));
    let firm = Arc::new(firm);
    let watch = Stopwatch::start();
    let mut all = Vec::new();
    for _ in 0..clients {
        let (firm, waiting) = (Arc::clone(&firm), Arc::clone(&waiting));
        all.push(tokio::spawn(async move {
            let mut times = Vec::new();
            loop {
                let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                let Some(next) = next else { return Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times) };
                let one = Stopwatch::start();
                firm.accept(next).await?;
                times.push(one.millis());
            }
        }));
    }
    let mut times = Vec::new();
    for client in all {
        times.extend(client.await??);
    }
    Ok((TRANSITIONS as f64 / watch.elapsed().as_secs_f64(), Times::of(times)))
}
