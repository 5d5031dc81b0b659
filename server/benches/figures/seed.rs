//! Two years of a firm with the whole inventory in scope and all controls adopted, made through the store's verbs with
//! a clock that is moved. Kept in the target directory.

use crate::Result;
use crate::clock::Stopwatch;
use crate::inventory::{Inventory, folder};
use app::shell::Assets;
use app::site::Site;
use app::systems::import::under_way::Meter;
use app::systems::import::work::{Job, heads};
use domain::accounts::PersonDraft;
use domain::asked::CriterionSet;
use domain::catalogue::catalogue;
use domain::codes::{KindId, RequirementId};
use domain::evidence::{EvidenceDraft, Form, NamedPair, Ruling, must_end};
use domain::ids::{EvidenceId, ProgrammeId, SystemId};
use domain::import::Mapping;
use domain::instant::{Instant, Utc, Zone as _};
use domain::people::{Actor, Rights, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::words::{Categories, Category, CriterionId, SubjectKind};
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::testing::StillWorld;
use store::{Adoption, Files, NewPerson, PairRuling, ScopeFilter, Store};

/// Seeded anew when what is seeded changes.
const VERSION: u32 = 1;
pub const PASSWORD: &str = "upright is upright";
pub const EXECUTIVE: &str = "executive@example.com";
const MANAGER: &str = "manager@example.com";
const REVIEWER: &str = "reviewer@example.com";

const BEGUN: Date = date(2024, 11, 21);
const MONTHS: i64 = 24;

/// A seeded database that is only copied from.
pub struct Seeded {
    file: PathBuf,
    words: String,
}

/// A copy that may be written to.
pub struct Firm {
    pub store: Store,
    pub world: Arc<StillWorld>,
    pub folder: PathBuf,
    pub systems: Vec<SystemId>,
    pub programme: ProgrammeId,
    pub manager: Actor,
    pub reviewer: Actor,
}

/// Evidence that waits for a decision on one pair.
pub struct Waiting(EvidenceId, NamedPair);

pub async fn seeded(inventory: &Inventory, fresh: bool, small: bool) -> Result<Seeded> {
    let (systems, months) = if small { (40, 3) } else { (usize::MAX, MONTHS) };
    let size = if small { "small-" } else { "" };
    let file = folder()?.join(format!("seeded-{size}{}-{VERSION}.db", inventory.key()));
    let words = file.with_extension("txt");
    if fresh || !words.exists() {
        let watch = Stopwatch::start();
        for ending in ["db", "db-wal", "db-shm", "txt"] {
            let _ = std::fs::remove_file(file.with_extension(ending));
        }
        let world = StillWorld::new();
        let store = Store::open(&format!("sqlite://{}", file.display()), world.clone()).await?;
        let said = two_years(&store, &world, inventory, systems, months).await?;
        store.close().await;
        std::fs::write(&words, said)?;
        println!("▸ seeded in {:.0} s", watch.elapsed().as_secs_f64());
    }
    let size = std::fs::metadata(&file)?.len() / 1_000_000;
    Ok(Seeded { words: format!("{}, {size} MB", std::fs::read_to_string(&words)?), file })
}

impl Seeded {
    pub fn words(&self) -> &str {
        &self.words
    }

    /// The seeded database in a data folder of its own.
    pub fn folder(&self, name: &str) -> Result<PathBuf> {
        let folder = folder()?.join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder)?;
        std::fs::copy(&self.file, folder.join("plumbline.db"))?;
        Ok(folder)
    }

    pub async fn copy(&self, name: &str) -> Result<Firm> {
        let folder = self.folder(name)?;
        let world = StillWorld::new();
        let store = Store::open(&format!("sqlite://{}", folder.join("plumbline.db").display()), world.clone()).await?;
        Firm::of(store, world, folder).await
    }
}

impl Firm {
    pub async fn of(store: Store, world: Arc<StillWorld>, folder: PathBuf) -> Result<Self> {
        let (manager, reviewer) = (actor(&store, MANAGER).await?, actor(&store, REVIEWER).await?);
        let spine = store.spine().await?;
        let programme = spine.programmes.first().ok_or("no programme")?;
        let systems = store.scope(programme.no, true, &ScopeFilter::default(), 100_000, 0).await?.rows;
        let systems = systems.into_iter().map(|row| row.id).collect();
        Ok(Self { programme: programme.id, systems, store, world, folder, manager, reviewer })
    }

    /// Submits proof for `n` open pairs of as many systems, one each.
    pub async fn waiting(&self, n: usize) -> Result<Vec<Waiting>> {
        let (spine, now) = (self.store.spine().await?, self.store.present().await?);
        let mut all = Vec::new();
        for place in 0..n * 4 {
            let system = self.systems.get(place * 37 % self.systems.len()).ok_or("no system")?;
            let subject = self.store.system(*system).await?.no;
            let found = self.store.findings_of(subject, now).await?;
            let mut open = found.iter().filter(|found| {
                matches!(found.finding, domain::finding::Finding::Gap(domain::finding::Reason::NeverProven))
            });
            let Some(found) = open.nth(place % 7) else { continue };
            let Some(requirement) = spine.requirement(found.requirement_no) else { continue };
            let Some((kind, _)) = requirement.proof.as_ref().and_then(|proof| proof.kinds().next()) else { continue };
            let pair = NamedPair { requirement: requirement.id.clone(), subject };
            let draft = draft(kind, Utc.day(now));
            let id = self.store.submit(&self.manager, draft, None, std::slice::from_ref(&pair)).await?;
            all.push(Waiting(id, pair));
            if all.len() == n {
                break;
            }
        }
        if all.len() < n { Err(format!("only {} open pairs of {n} were found", all.len()).into()) } else { Ok(all) }
    }

    /// A second person accepts it.
    pub async fn accept(&self, Waiting(id, pair): Waiting) -> Result<()> {
        let ruling = [PairRuling { pair, ruling: Ruling::Supports, reason: String::new() }];
        Ok(self.store.rule(&self.reviewer, id, &ruling, None).await?)
    }
}

async fn actor(store: &Store, email: &str) -> Result<Actor> {
    let people = store.people().await?;
    let row = people.into_iter().find(|row| row.email.as_deref() == Some(email)).ok_or("nobody has this address")?;
    Ok(Actor { person: row.id, rights: row.rights, invited: None })
}

fn draft(kind: &KindId, day: Date) -> EvidenceDraft {
    let ends = catalogue().kinds.get(kind).is_some_and(must_end);
    EvidenceDraft {
        title: format!("{kind} of {day}"),
        kind: kind.clone(),
        form: Form::Statement,
        link: String::new(),
        statement: "As seen.".to_owned(),
        speaks_from: day,
        speaks_until: day,
        performed_on: Some(day),
        stamp: String::new(),
        performed_by: None,
        own_end: ends.then(|| day.saturating_add(jiff::Span::new().days(365))),
    }
}

/// The people, the inventory (at most so many systems of it), the programme, and what happened in so many months.
/// What there is in the end, in words.
pub async fn two_years(
    store: &Store,
    world: &StillWorld,
    inventory: &Inventory,
    most: usize,
    months: i64,
) -> Result<String> {
    let begun = BEGUN.saturating_add((MONTHS - months).months());
    world.set(Utc.midnight(begun));
    let (manager, reviewer) = people(store).await?;
    let programme = programme(store, &manager, &reviewer, begun).await?;
    import(store, &inventory.path, &inventory.name()).await?;
    world.forward(86_400);
    let waiting: Vec<_> = store
        .scope(0, false, &ScopeFilter::default(), 100_000, 0)
        .await?
        .rows
        .into_iter()
        .map(|row| row.id)
        .take(most.min(2_130))
        .collect();
    store.widen_scope(&manager, programme, &waiting).await?;
    println!("▸ {} systems are in scope; now {months} months of history", waiting.len());
    let mut history = History::of(store, manager, reviewer).await?;
    for month in 0..months {
        world.set(Instant(Utc.midnight(begun.saturating_add(month.months())).0 + 3 * 86_400_000_000));
        history.month(store, world, month).await?;
    }
    world.set(Instant(Utc.midnight(BEGUN.saturating_add(MONTHS.months())).0 + 43_200_000_000));
    let spine = store.spine().await?;
    Ok(format!(
        "{} systems in scope, {} controls with {} requirements, {months} months, {} pieces of evidence decided for {} pairs",
        waiting.len(),
        spine.controls.len(),
        spine.requirements.len(),
        history.pieces,
        history.pairs
    ))
}

async fn people(store: &Store) -> Result<(Actor, Actor)> {
    let site = Site::new(store.clone(), Assets::default(), "http://127.0.0.1:3000", "UTC", Files::of(Path::new(".")));
    let argon2 = site.passwords.hash(PASSWORD).await.map_err(|error| format!("{error:?}"))?;
    let person = |name: &str, email: &str, rights| NewPerson {
        draft: PersonDraft { name: name.to_owned(), email: email.to_owned(), department: String::new(), rights },
        argon2: argon2.clone(),
    };
    store.found("Benchmark", "UTC", false, person("Miriam Castell", MANAGER, Rights::default())).await?;
    store.add_person(None, person("Ines Halvorsen", REVIEWER, Rights::of(&[Role::Engineer], true))).await?;
    store.add_person(None, person("Edwin Harrow", EXECUTIVE, Rights::of(&[Role::Executive], false))).await?;
    Ok((actor(store, MANAGER).await?, actor(store, REVIEWER).await?))
}

async fn programme(store: &Store, manager: &Actor, reviewer: &Actor, begun: Date) -> Result<ProgrammeId> {
    let categories = Category::ALL.iter().fold(Categories::security(), |set, one| set.with(*one));
    let draft = ProgrammeDraft {
        name: "SOC 2".to_owned(),
        kind: ReportKind::Type2,
        on_day: None,
        window_from: Some(begun.saturating_add(6.months())),
        window_until: Some(begun.saturating_add(30.months())),
        categories,
        reasons: "All of them are asked for.".to_owned(),
        commitments: String::new(),
    };
    let id = store.open_programme(manager, draft).await?;
    let adoptions = catalogue().controls.iter().map(|control| Adoption {
        control: control.id.clone(),
        owner: manager.person,
        statement: None,
    });
    let waiting = store.adopt(manager, adoptions.collect()).await?;
    store.agree(reviewer, waiting, "").await?;
    conclude(store, manager, reviewer, id).await?;
    Ok(id)
}

async fn conclude(store: &Store, manager: &Actor, reviewer: &Actor, id: ProgrammeId) -> Result<()> {
    let criteria: CriterionSet = CriterionId::ALL.iter().copied().collect();
    let waiting = store.propose_conclusion(manager, id, criteria, "The matrix was read line by line.").await?;
    Ok(store.agree(reviewer, waiting, "").await?)
}

/// People and a programme with all controls adopted; no system yet.
pub async fn prepared(store: &Store) -> Result<()> {
    let (manager, reviewer) = people(store).await?;
    programme(store, &manager, &reviewer, BEGUN).await.map(|_| ())
}

/// Imports a file as the page does.
pub async fn import(store: &Store, path: &Path, name: &str) -> Result<usize> {
    let headers = heads(path, name).await?.headers;
    let (path, name, mapping) = (path.to_owned(), name.to_owned(), Mapping::propose(&headers));
    let job = Job { path, name, digest: String::new(), mapping };
    let (look, _) = job.run(store, None, false, None, &Meter::default()).await?;
    Ok(look.written())
}

/// Systems whose proof is filed together.
const TOGETHER: usize = 107;
/// Kinds of evidence that are filed for systems: those that prove the most.
const KINDS: usize = 12;
/// Each kind comes up for each group of systems every so many months.
const ROUND: i64 = 8;

struct History {
    manager: Actor,
    reviewer: Actor,
    kinds: Vec<KindId>,
    /// Of the organisation, then of the systems in groups: what is asked that a kind proves.
    organisation: BTreeMap<KindId, Vec<NamedPair>>,
    groups: Vec<BTreeMap<KindId, Vec<NamedPair>>>,
    pieces: usize,
    pairs: usize,
}

impl History {
    async fn of(store: &Store, manager: Actor, reviewer: Actor) -> Result<Self> {
        let (spine, now) = (store.spine().await?, store.present().await?);
        let mut kinds: BTreeMap<KindId, usize> = BTreeMap::new();
        for requirement in spine.requirements.iter().filter(|requirement| requirement.subject == SubjectKind::System) {
            for (kind, _) in requirement.proof.iter().flat_map(|proof| proof.kinds()) {
                *kinds.entry(kind.clone()).or_default() += 1;
            }
        }
        let mut kinds: Vec<_> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let proves = |requirement: &RequirementId, subject: i64, into: &mut BTreeMap<KindId, Vec<NamedPair>>| {
            let proof = spine.requirement_by_id(requirement).and_then(|requirement| requirement.proof.as_ref());
            for (kind, _) in proof.iter().flat_map(|proof| proof.kinds()) {
                into.entry(kind.clone()).or_default().push(NamedPair { requirement: requirement.clone(), subject });
            }
        };
        let mut organisation = BTreeMap::new();
        for found in store.findings_of(0, now).await? {
            proves(&found.requirement, 0, &mut organisation);
        }
        let programme = spine.programmes.first().ok_or("no programme")?;
        let mut groups = Vec::new();
        for chunk in store.reading(programme, now).await?.systems.chunks(TOGETHER) {
            let mut group = BTreeMap::new();
            for subject in chunk {
                for found in store.findings_of(*subject, now).await? {
                    proves(&found.requirement, *subject, &mut group);
                }
            }
            groups.push(group);
        }
        let kinds = kinds.into_iter().take(KINDS).map(|(kind, _)| kind).collect();
        Ok(Self { manager, reviewer, kinds, organisation, groups, pieces: 0, pairs: 0 })
    }

    async fn month(&mut self, store: &Store, world: &StillWorld, month: i64) -> Result<()> {
        for (place, group) in self.groups.clone().iter().enumerate() {
            for (which, kind) in self.kinds.clone().iter().enumerate() {
                let turn = month + i64::try_from(place + which)?;
                if turn % ROUND != 0 {
                    continue;
                }
                if let Some(pairs) = group.get(kind) {
                    world.forward(3_600);
                    let withdrawn = turn % (ROUND * 7) == 0;
                    self.prove(store, world, kind, pairs, withdrawn).await?;
                }
            }
        }
        let organisation = self.organisation.clone();
        for (which, (kind, pairs)) in organisation.iter().enumerate() {
            if (month + i64::try_from(which)?) % 6 == 0 {
                world.forward(3_600);
                self.prove(store, world, kind, pairs, false).await?;
            }
        }
        Ok(())
    }

    /// Submitted, decided pair by pair by somebody else (a few rejected, a few adverse), now and then withdrawn.
    async fn prove(
        &mut self,
        store: &Store,
        world: &StillWorld,
        kind: &KindId,
        pairs: &[NamedPair],
        withdrawn: bool,
    ) -> Result<()> {
        let day = Utc.day(store.present().await?);
        let id = store.submit(&self.manager, draft(kind, day), None, pairs).await?;
        world.forward(600);
        let rulings: Vec<_> = pairs
            .iter()
            .enumerate()
            .map(|(n, pair)| {
                let (ruling, reason) = match (n + self.pieces) % 50 {
                    7 => (Ruling::Rejected, "It shows another day."),
                    _ => (Ruling::Supports, ""),
                };
                PairRuling { pair: pair.clone(), ruling, reason: reason.to_owned() }
            })
            .collect();
        store.rule(&self.reviewer, id, &rulings, None).await?;
        if withdrawn {
            world.forward(600);
            store.withdraw(&self.manager, id, "It was of another system.").await?;
        }
        self.pieces += 1;
        self.pairs += pairs.len();
        Ok(())
    }
}
