//! The program as a process: how soon it shows a page, and what it weighs.

use crate::Result;
use crate::browser::Browser;
use crate::clock::{Stopwatch, Times};
use crate::figure::Figure;
use crate::inventory::folder;
use crate::seed::{EXECUTIVE, PASSWORD, Seeded};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const STARTS: usize = 5;
const PATHS: [&str; 5] = ["/", "/criteria", "/criteria/CC6.1", "/systems", "/tasks?who=all"];

struct Running(Child, SocketAddr);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(data: &Path) -> Result<Running> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plumbline"));
    command.env_clear().env("PLUMBLINE_DATA", data).args(["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    let address = line.trim().strip_prefix("Plumbline serves on http://").ok_or("it did not start")?.parse()?;
    Ok(Running(child, address))
}

impl Running {
    /// Megabytes of `VmRSS` now, or of `VmHWM` at the most.
    fn weighs(&self, what: &str) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(what)).ok_or("no such line")?;
        let kilobytes: f64 = line.trim_start_matches(':').trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1_000.0)
    }
}

pub async fn measure(seeded: &Seeded) -> Result<Vec<Figure>> {
    let data = seeded.folder("process")?;
    // The session outlives the program that gave it.
    let running = serve(&data)?;
    let cookie = Browser::sign_in(running.1, EXECUTIVE, PASSWORD).await?.cookie().to_owned();
    drop(running);
    let (mut door, mut home) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let watch = Stopwatch::start();
        let running = serve(&data)?;
        Browser::open(running.1, "").await?.get("/sign-in").await?;
        door.push(watch.millis());
        drop(running);
        let watch = Stopwatch::start();
        let running = serve(&data)?;
        Browser::open(running.1, &cookie).await?.get("/").await?;
        home.push(watch.millis());
    }
    let mut empty = Vec::new();
    for n in 0..STARTS {
        let data = folder()?.join(format!("empty-{n}"));
        let _ = std::fs::remove_dir_all(&data);
        let watch = Stopwatch::start();
        let running = serve(&data)?;
        Browser::open(running.1, "").await?.get("/first-run").await?;
        empty.push(watch.millis());
        drop(running);
        let _ = std::fs::remove_dir_all(&data);
    }
    let running = serve(&data)?;
    Browser::open(running.1, &cookie).await?.get("/").await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle = running.weighs("VmRSS")?;
    load(running.1, &cookie).await?;
    let most = running.weighs("VmHWM")?;
    let (door, home, empty) = (Times::of(door), Times::of(home), Times::of(empty));
    Ok(vec![
        Figure::new("start to first page, existing database: sign-in, p50", door.percentile(50), "ms").at_most(300.0),
        Figure::new("start to first page, existing database: home of the executive, p50", home.percentile(50), "ms")
            .at_most(300.0)
            .note("nothing is in memory yet"),
        Figure::new("start to first page, empty database, p50", empty.percentile(50), "ms")
            .at_most(1_000.0)
            .note("all migrations"),
        Figure::new("memory, idle after a first page", idle, "MB").at_most(60.0),
        Figure::new("memory, at most under load", most, "MB").at_most(150.0).note("8 clients on five pages for 5 s"),
    ])
}

async fn load(address: SocketAddr, cookie: &str) -> Result<()> {
    let watch = Stopwatch::start();
    let mut clients = Vec::new();
    for n in 0..8 {
        let mut browser = Browser::open(address, cookie).await?;
        clients.push(tokio::spawn(async move {
            for path in PATHS.iter().cycle().skip(n) {
                if watch.elapsed() > Duration::from_secs(5) {
                    break;
                }
                browser.get(path).await?;
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
        }));
    }
    for client in clients {
        client.await??;
    }
    Ok(())
}
