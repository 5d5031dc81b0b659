//! The registers with many vendors, documents and risks: their pages, the night watch over all of it, and the API.

use crate::Result;
use crate::browser::Browser;
use crate::clock::{Stopwatch, Times};
use crate::figure::Figure;
use crate::house::House;
use crate::seed::{Firm, Seeded};
use domain::attestations::AttestationDraft;
use domain::ids::SystemId;
use domain::instant::{Utc, Zone as _};
use domain::risks::{Assessed, RatedDraft};
use domain::tokens::TokenDraft;
use domain::words::{Criticality, Stage, TraitSet};
use jiff::ToSpan as _;
use std::time::Duration;
use store::Bulk;
use store::testing::honest;
use tokio::time::{interval, sleep};

const VENDORS: usize = 500;
/// Reports of each vendor, a year apart.
const REPORTS: i32 = 4;
const RISKS: usize = 5_000;
const LOOKS: usize = 40;
/// Connections at once to the API, and requests of each.
const CONNECTIONS: usize = 50;
const REQUESTS: usize = 30;
/// How long a connection waits from one request to the next where all of them keep to what one token may: 6,000 a minute.
const PACE: Duration = Duration::from_millis(500);
const PACED: usize = 24;

pub async fn measure(seeded: &Seeded) -> Result<Vec<Figure>> {
    let firm = seeded.copy("registers").await?;
    let watch = Stopwatch::start();
    let last = vendors(&firm).await?;
    let risks = risks(&firm).await?;
    println!("▸ {VENDORS} vendors and {risks} risks in {:.0} s", watch.elapsed().as_secs_f64());
    let house = House::open(&firm.store, &firm.folder).await?;
    let mut figures = Vec::new();
    for (name, path) in [
        ("policies", "/policies".to_owned()),
        ("risks", "/risks".to_owned()),
        ("what is assessed", "/risks/assessments".to_owned()),
        ("vendors", "/vendors".to_owned()),
        ("one vendor", format!("/vendors/{last}")),
        ("questionnaires of a vendor", format!("/vendors/{last}/questionnaires")),
        ("how controls operated", "/operating".to_owned()),
        ("deficiencies", "/deficiencies".to_owned()),
        ("incidents", "/incidents".to_owned()),
        ("what waits", "/waiting".to_owned()),
    ] {
        figures.extend(page(&house, name, &path).await?);
    }
    figures.push(night(&firm, risks).await?);
    figures.extend(api(&firm, &house).await?);
    Ok(figures)
}

/// Vendors with reports that two people took in; the name of the last.
async fn vendors(firm: &Firm) -> Result<domain::ids::VendorId> {
    let today = Utc.day(firm.store.present().await?);
    let mut last = None;
    for no in 0..VENDORS {
        let name = format!("Vendor {no:03}");
        let owner = Some(firm.manager.person);
        let id = firm.store.add_vendor(&firm.manager, &name, "models", Criticality::High, owner).await?;
        for back in 0..REPORTS {
            let until = today.saturating_sub((back * 12 + 2).months());
            let draft = AttestationDraft {
                kind: "SOC2-T2".into(),
                issuer: "Hale & Ross LLP".into(),
                period_from: until.saturating_sub(12.months()).saturating_add(1.day()).to_string(),
                period_until: until.to_string(),
                scope: "yes".into(),
                categories: vec!["Security".into()],
                opinion: "unqualified".into(),
                received_on: until.saturating_add(1.month()).to_string(),
                ..AttestationDraft::default()
            };
            let report = firm.store.enter_attestation(&firm.manager, id, &draft, None).await?;
            let review = honest(&firm.store, report, "").await;
            firm.store.accept_attestation(&firm.reviewer, report, &review).await?;
        }
        if let Some(system) = firm.systems.get(no) {
            firm.store.depend(&firm.manager, *system, id).await?;
        }
        last = Some(id);
    }
    Ok(last.ok_or("no vendor")?)
}

/// Assessments that were concluded, until so many risks are rated. How many are.
async fn risks(firm: &Firm) -> Result<usize> {
    let mut rated = 0;
    for system in &firm.systems {
        if rated >= RISKS {
            break;
        }
        if !answered(firm, *system).await? {
            continue;
        }
        let id = firm.store.open_assessment(&firm.manager, Assessed::System(*system)).await?;
        let read = firm.store.assessment(id, firm.store.present().await?, &Utc).await?;
        for risk in read.risks.iter().filter(|risk| risk.fits) {
            let draft = RatedDraft {
                likelihood: "2".into(),
                impact: "2".into(),
                residual_likelihood: "2".into(),
                residual_impact: "2".into(),
                owner: Some(firm.manager.person),
                ..RatedDraft::default()
            };
            firm.store.rate_risk(&firm.manager, id, &risk.risk, &draft, risk.no).await?;
            rated += 1;
        }
        let version = firm.store.assessment(id, firm.store.present().await?, &Utc).await?.version;
        firm.store.submit_assessment(&firm.manager, id, version).await?;
        let version = firm.store.assessment(id, firm.store.present().await?, &Utc).await?.version;
        firm.store.conclude_assessment(&firm.reviewer, id, version).await?;
    }
    Ok(rated)
}

/// Answers with yes what the inventory left open of a system, so that all its risks are known; not for one without a
/// stage.
async fn answered(firm: &Firm, system: SystemId) -> Result<bool> {
    let row = firm.store.system(system).await?;
    for open in TraitSet::all().minus(row.yes).minus(row.no_).iter() {
        firm.store.change_many(&firm.manager, &[system], Bulk::Answer(open, true), "").await?;
    }
    Ok(row.stage.is_some_and(|stage| stage != Stage::Retired))
}

async fn page(house: &House, name: &str, path: &str) -> Result<Vec<Figure>> {
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
    let times = Times::of(times);
    let note = format!("{statements} statements, {} kB of HTML; the slowest {:.1} ms", size / 1_000, times.worst());
    Ok(vec![Figure::new(format!("{name}: warm, p50"), times.percentile(50), "ms").at_most(50.0).note(note)])
}

/// One round of the watch: everything that is due, lapses or waits, and who is told.
async fn night(firm: &Firm, risks: usize) -> Result<Figure> {
    let now = firm.store.present().await?;
    let watch = Stopwatch::start();
    let told = firm.store.tell(now, &Utc, true).await?;
    let seconds = watch.elapsed().as_secs_f64();
    let reports = VENDORS * usize::try_from(REPORTS)?;
    let note = format!(
        "{} systems, {VENDORS} vendors, {reports} reports, {risks} risks; {} matters, {} things told",
        firm.systems.len(),
        told.matters,
        told.new
    );
    Ok(Figure::new("a round of the night watch", seconds, "s").at_most(5.0).note(note))
}

async fn api(firm: &Firm, house: &House) -> Result<Vec<Figure>> {
    let until = Utc.day(firm.store.now()).saturating_add(30.days()).to_string();
    let scopes = vec!["systems:read".to_owned(), "systems:write".to_owned(), "vendors:read".to_owned()];
    let draft = TokenDraft { name: "Bench".into(), scopes, until };
    let (_, token) = firm.store.make_token(&firm.manager, &draft).await?;
    let mut figures = Vec::new();
    for (name, method, path) in [
        ("list of systems", "GET", "/api/v1/systems?limit=50"),
        ("list of vendors", "GET", "/api/v1/vendors?limit=50"),
        ("a system is added", "POST", "/api/v1/systems"),
    ] {
        let asked = Asked { method, path };
        let times = asked.often(house, &token, None).await?;
        let note = format!("{CONNECTIONS} connections, {REQUESTS} requests each; p50 {:.1} ms", times.percentile(50));
        figures.push(Figure::new(format!("API, {name}: p99"), times.percentile(99), "ms").at_most(50.0).note(note));
    }
    let asked = Asked { method: "POST", path: "/api/v1/systems" };
    let times = asked.often(house, &token, Some(PACE)).await?;
    let note = format!("{CONNECTIONS} connections, 100 a second as one token may; p50 {:.1} ms", times.percentile(50));
    let figure = Figure::new("API, a system is added, at a token's pace: p99", times.percentile(99), "ms");
    figures.push(figure.at_most(50.0).note(note));
    Ok(figures)
}

/// What connections ask of the API.
#[derive(Clone, Copy)]
struct Asked {
    method: &'static str,
    path: &'static str,
}

impl Asked {
    /// All connections at once: each asks again as soon as it was answered, or at a pace, and is then timed from when it
    /// should have asked.
    async fn often(self, house: &House, token: &str, pace: Option<Duration>) -> Result<Times> {
        let mut clients = Vec::new();
        for client in 0..CONNECTIONS {
            let mut program = Browser::program(house.address, token).await?;
            clients.push(tokio::spawn(async move {
                let mut times = Vec::new();
                let Some(pace) = pace else {
                    for request in 0..REQUESTS {
                        let watch = Stopwatch::start();
                        self.once(&mut program, &format!("Added {client} {request}")).await?;
                        times.push(watch.millis());
                    }
                    return Ok(times);
                };
                // One after the other, not all at the same instant.
                sleep(pace * u32::try_from(client)? / u32::try_from(CONNECTIONS)?).await;
                let mut due = interval(pace);
                for request in 0..PACED {
                    let due = due.tick().await;
                    self.once(&mut program, &format!("Paced {client} {request}")).await?;
                    times.push(due.elapsed().as_secs_f64() * 1_000.0);
                }
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times)
            }));
        }
        let mut all = Vec::new();
        for client in clients {
            all.extend(client.await??);
        }
        Ok(Times::of(all))
    }

    async fn once(self, program: &mut Browser, name: &str) -> Result<()> {
        let body = if self.method == "POST" { format!("{{\"name\":\"{name}\"}}") } else { String::new() };
        let answer = program.send(self.method, self.path, &body).await?;
        if answer.status < 300 {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&answer.body);
        Err(format!("{} answered {}: {said}", self.path, answer.status).into())
    }
}
