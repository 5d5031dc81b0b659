//! Many rows at once: the import, and a whole inventory brought into scope while others write.

use crate::Result;
use crate::clock::{Stopwatch, Times};
use crate::figure::Figure;
use crate::inventory::{Inventory, folder};
use crate::seed::{Firm, import, prepared};
use domain::codes::RequirementId;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use store::ScopeFilter;
use store::Store;
use store::testing::{StillWorld, postgres as on_postgres};

pub async fn measure(inventory: &Inventory) -> Result<Vec<Figure>> {
    let folder = folder()?.join("bulk");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    let world = StillWorld::new();
    let store = Store::open(&format!("sqlite://{}", folder.join("plumbline.db").display()), world.clone()).await?;
    both(store, world, folder, inventory).await
}

pub async fn postgres(server: &str, inventory: &Inventory) -> Result<Vec<Figure>> {
    let fresh = on_postgres(server).await;
    both(fresh.store.clone(), fresh.world.clone(), folder()?, inventory).await
}

async fn both(store: Store, world: Arc<StillWorld>, folder: PathBuf, inventory: &Inventory) -> Result<Vec<Figure>> {
    prepared(&store).await?;
    let watch = Stopwatch::start();
    let written = import(&store, &inventory.path, &inventory.name()).await?;
    let imported = watch.elapsed().as_secs_f64();
    let firm = Firm::of(store, world, folder).await?;
    let all = firm.store.scope(0, false, &ScopeFilter::default(), 100_000, 0).await?.rows;
    let all: Vec<_> = all.into_iter().map(|row| row.id).take(2_130).collect();
    let (over, firm) = (Arc::new(AtomicBool::new(false)), Arc::new(firm));
    let other = tokio::spawn(talk(Arc::clone(&firm), Arc::clone(&over)));
    let watch = Stopwatch::start();
    firm.store.widen_scope(&firm.manager, firm.programme, &all).await?;
    let widened = watch.elapsed().as_secs_f64();
    over.store(true, Ordering::Relaxed);
    let (failed, times) = other.await??;
    Ok(vec![
        Figure::new(format!("import of {written} systems, from the uploaded file to the last commit"), imported, "s")
            .at_most(1.0),
        Figure::new(format!("bringing {} systems into scope", all.len()), widened, "s")
            .at_most(6.0)
            .note("109 controls adopted; one command, all or nothing"),
        Figure::new("writes of somebody else meanwhile that failed", failed as f64, "")
            .at_most(0.5)
            .note(format!("the longest waited {:.1} s", times.worst() / 1_000.0)),
    ])
}

/// Somebody who says something about a task again and again.
async fn talk(firm: Arc<Firm>, over: Arc<AtomicBool>) -> Result<(usize, Times)> {
    let requirement: RequirementId = "TSK-AC-07-1".parse()?;
    let (mut failed, mut times) = (0, Vec::new());
    while !over.load(Ordering::Relaxed) {
        let one = Stopwatch::start();
        failed += usize::from(firm.store.discuss_task(&firm.reviewer, &requirement, "Who has it?").await.is_err());
        times.push(one.millis());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok((failed, Times::of(times)))
}
