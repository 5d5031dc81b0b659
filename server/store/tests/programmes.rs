//! Programmes, controls, roles and decisions through the store, on both engines.
#![cfg(test)]

use domain::asked::CriterionSet;
use domain::change::{Change, STATEMENT_MAX};
use domain::codes::ControlId;
use domain::ids::ProgrammeId;
use domain::people::{Actor, Role};
use domain::programme::{ProgrammeDraft, ReportKind};
use domain::refusal::Refusal;
use domain::systems::SystemDraft;
use domain::trail::{ThingKind, Verb};
use domain::words::{Categories, Category, CriterionId, DataRole, Stage, Trait};
use jiff::civil::date;
use std::collections::BTreeMap;
use store::testing::{Fresh, fresh};
use store::{Adoption, Error, Result, ScopeFilter, TrailFilter};

struct Firm {
    f: Fresh,
    manager: Actor,
    reviewer: Actor,
    programme: ProgrammeId,
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> Refusal {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("a refusal was expected, not {other:?}"),
    }
}

fn draft() -> ProgrammeDraft {
    ProgrammeDraft {
        name: "SOC 2".into(),
        kind: ReportKind::Type2,
        on_day: None,
        window_from: Some(date(2026, 7, 1)),
        window_until: Some(date(2026, 12, 31)),
        categories: Categories::security(),
        reasons: String::new(),
        commitments: String::new(),
    }
}

async fn firms() -> Vec<Firm> {
    let mut firms = Vec::new();
    for f in fresh().await {
        let manager = f.founded().await;
        let reviewer = f.person("Ines Halvorsen", Role::Engineer, true).await;
        let programme = f.store.open_programme(&manager, draft()).await.unwrap();
        firms.push(Firm { f, manager, reviewer, programme });
    }
    firms
}

impl Firm {
    async fn adopt(&self, control: &str, statement: Option<&str>) -> Result<domain::ids::ProposalId> {
        let control = control.parse().unwrap();
        let adoption = Adoption { control, owner: self.manager.person, statement: statement.map(str::to_owned) };
        self.f.store.adopt(&self.manager, vec![adoption]).await
    }

    async fn system(&self, name: &str, stage: Stage, yes: &[Trait]) -> domain::ids::SystemId {
        let draft = SystemDraft { stage: Some(stage), yes: yes.iter().copied().collect(), ..SystemDraft::named(name) };
        self.f.store.add_system(&self.manager, draft).await.unwrap()
    }
}

#[tokio::test]
async fn terms_change_by_one_and_categories_only_come() {
    for firm in firms().await {
        let store = &firm.f.store;
        let terms = store.terms(firm.programme).await.unwrap();
        let new = ProgrammeDraft {
            name: "SOC 2, 2027".into(),
            window_from: Some(date(2027, 1, 1)),
            window_until: Some(date(2027, 12, 31)),
            categories: Categories::security().with(Category::Privacy),
            commitments: " Fast. ".into(),
            ..draft()
        };
        store.change_programme(&firm.manager, firm.programme, new.clone(), terms.version).await.unwrap();
        let late = store.change_programme(&firm.manager, firm.programme, new.clone(), terms.version).await;
        assert!(matches!(refusal(late), Refusal::Conflict(_)), "{}", firm.f.engine);
        let now = store.terms(firm.programme).await.unwrap();
        assert_eq!((now.draft.name.as_str(), now.draft.commitments.as_str()), ("SOC 2, 2027", "Fast."));
        let narrower = ProgrammeDraft { categories: Categories::security(), ..new };
        store.change_programme(&firm.manager, firm.programme, narrower, now.version).await.unwrap();
        let spine = store.spine().await.unwrap();
        let programme = spine.programme(firm.programme).unwrap();
        assert!(programme.categories.contains(Category::Privacy), "leaving it out takes two");
        let forbidden = store.change_programme(&firm.reviewer, firm.programme, draft(), 3).await;
        assert!(matches!(refusal(forbidden), Refusal::Forbidden(_)));
        let reading = store.reading(programme, store.present().await.unwrap()).await.unwrap();
        assert_eq!(reading.readiness.criteria.len(), 51, "{}: as-of reads the category from its fact", firm.f.engine);
    }
}

#[tokio::test]
async fn a_statement_is_ours_within_bounds_and_changes_by_version() {
    for firm in firms().await {
        let store = &firm.f.store;
        let long = "x".repeat(STATEMENT_MAX + 1);
        for bad in [" ", long.as_str()] {
            assert!(matches!(refusal(firm.adopt("AIG-GV-01", Some(bad)).await), Refusal::Invalid(_)));
        }
        let waiting = firm.adopt("AIG-GV-01", Some("We look.")).await.unwrap();
        store.agree(&firm.reviewer, waiting, "").await.unwrap();
        let id: ControlId = "AIG-GV-01".parse().unwrap();
        let same = store.reword(&firm.manager, &id, "We look. ", false, "x").await;
        assert!(matches!(refusal(same), Refusal::Invalid(_)));
        let stranger = store.reword(&firm.reviewer, &id, "We look weekly.", false, "x").await;
        assert!(matches!(refusal(stranger), Refusal::Forbidden(_)));
        let first = store.reword(&firm.manager, &id, "We look weekly.", true, "The board.").await.unwrap();
        let second = store.reword(&firm.manager, &id, "We look daily.", true, "The board.").await;
        assert!(matches!(refusal(second), Refusal::Conflict(_)));
        assert_eq!(store.control(&id).await.unwrap().unwrap().statement, "We look.");
        store.agree(&firm.reviewer, first, "").await.unwrap();
        let row = store.control(&id).await.unwrap().unwrap();
        assert_eq!((row.version, row.statement.as_str()), (2, "We look weekly."), "{}", firm.f.engine);
        let wordings = store.wordings(row.no).await.unwrap();
        assert_eq!(
            wordings.iter().map(|w| (w.version, w.agreed.is_some())).collect::<Vec<_>>(),
            [(2, true), (1, true)]
        );
        let refused = store.reword(&firm.manager, &id, "We look daily.", false, "x").await.unwrap();
        store.refuse(&firm.reviewer, refused, "Too often.").await.unwrap();
        let third = store.reword(&firm.manager, &id, "We look hourly.", false, "x").await.unwrap();
        store.agree(&firm.reviewer, third, "").await.unwrap();
        assert_eq!(store.control(&id).await.unwrap().unwrap().version, 4);
        assert!(store.verify_trail().await.unwrap().faults.is_empty());
    }
}

#[tokio::test]
async fn a_control_is_retired_on_its_owners_word_too_and_by_two() {
    for firm in firms().await {
        let store = &firm.f.store;
        let owner = firm.f.person("Priya Raman", Role::Engineer, false).await;
        let adoption = Adoption { control: "AIG-AC-07".parse().unwrap(), owner: owner.person, statement: None };
        store.adopt(&firm.manager, vec![adoption]).await.unwrap();
        let change = Change::Retire { control: "AIG-AC-07".parse().unwrap() };
        let id = store.propose(&owner, &change, "Replaced.").await.unwrap();
        assert!(matches!(refusal(store.propose(&firm.reviewer, &change, "x").await), Refusal::Forbidden(_)));
        let row = store.proposal(id).await.unwrap();
        assert!(store.may_agree(&owner, &row).await.is_err() && store.may_agree(&firm.reviewer, &row).await.is_ok());
        store.agree(&firm.reviewer, id, "").await.unwrap();
        assert!(store.controls().await.unwrap()[0].retired, "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn what_it_would_better_is_worked_out_and_left_undone() {
    for firm in firms().await {
        let store = &firm.f.store;
        let system = firm.system("Scorer", Stage::Production, &[]).await;
        let waiting = firm.adopt("AIG-AC-07", None).await.unwrap();
        store.agree(&firm.reviewer, waiting, "").await.unwrap();
        store.widen_scope(&firm.manager, firm.programme, &[system]).await.unwrap();
        let no = store.system(system).await.unwrap().no;
        let gaps = store.findings_of(no, store.present().await.unwrap()).await.unwrap().len() as u64;
        let change = Change::Narrow { programme: firm.programme, systems: vec![system] };
        let id = store.propose(&firm.manager, &change, "Sold.").await.unwrap();
        let executive = firm.f.person("Ruth Adeyemi", Role::Executive, false).await;
        let head = store.present().await.unwrap();
        assert!(gaps > 0);
        let weighed = store.would_better(&firm.reviewer, id).await.unwrap();
        assert!(weighed >= Some(gaps), "{}", firm.f.engine);
        let seq = store.trail(i64::MAX, 1).await.unwrap()[0].seq;
        assert_eq!(store.weight_at_hand(id, seq, head), weighed, "it is not worked out again");
        assert_eq!(store.weight_at_hand(id, seq + 1, head), None, "until something happens");
        assert!(matches!(refusal(store.would_better(&executive, id).await), Refusal::Forbidden(_)));
        let writing = store.import_systems(None, i64::MAX).await.unwrap();
        assert_eq!(store.would_better(&firm.reviewer, id).await.unwrap(), None, "{}: not now", firm.f.engine);
        drop(writing);
        assert_eq!(store.present().await.unwrap(), head, "nothing was written");
        assert_eq!(store.findings_of(no, head).await.unwrap().len() as u64, gaps);
        store.agree(&firm.reviewer, id, "").await.unwrap();
        let decided = store.decided_proposals(0, 10).await.unwrap().0.into_iter().find(|row| row.id == id).unwrap();
        assert_eq!(decided.bettered.and_then(|n| u64::try_from(n).ok()), weighed, "what was foretold came about");
    }
}

#[tokio::test]
async fn scope_is_read_inside_outside_and_what_is_left_out() {
    for firm in firms().await {
        let store = &firm.f.store;
        let scorer = firm.system("Credit scorer 100%", Stage::Production, &[]).await;
        let triage = firm.system("Triage_bot", Stage::Development, &[Trait::HighImpact]).await;
        firm.system("Idea", Stage::Idea, &[]).await;
        firm.system("Old", Stage::Retired, &[Trait::HighImpact]).await;
        let names = |slice: store::Slice| slice.rows.into_iter().map(|row| row.name).collect::<Vec<_>>();
        let left = store.left_out(10).await.unwrap();
        assert_eq!((left.total, names(left)), (2, vec!["Credit scorer 100%".to_owned(), "Triage_bot".to_owned()]));
        assert_eq!(store.widen_scope(&firm.manager, firm.programme, &[scorer]).await.unwrap(), 1);
        let q = |q: &str| ScopeFilter { q: q.into(), ..ScopeFilter::default() };
        assert_eq!(names(store.scope(0, true, &q(""), 10, 0).await.unwrap()), ["Credit scorer 100%"]);
        assert_eq!(names(store.scope(0, false, &q("_BOT"), 10, 0).await.unwrap()), ["Triage_bot"], "{}", firm.f.engine);
        assert_eq!(store.scope(0, false, &q("%"), 10, 0).await.unwrap().total, 0);
        let high = ScopeFilter { which: Some(Trait::HighImpact), stage: Some(Stage::Development), ..q("") };
        assert_eq!(names(store.scope(0, false, &high, 10, 0).await.unwrap()), ["Triage_bot"]);
        assert_eq!(store.scope(0, false, &q(""), 1, 1).await.unwrap().rows.len(), 1);
        assert_eq!(store.scope_sizes().await.unwrap(), BTreeMap::from([(0, 1)]));
        assert_eq!(store.named_systems(&[triage]).await.unwrap().len(), 1);
        let names = store.subject_names(&[triage], &[], &[1]).await.unwrap();
        assert_eq!(names.systems[&triage], "Triage_bot");
        assert_eq!(names.numbers[&1], "Credit scorer 100%");
    }
}

#[tokio::test]
async fn only_what_has_a_key_control_is_concluded() {
    for firm in firms().await {
        let store = &firm.f.store;
        let set = |criteria: &[CriterionId]| criteria.iter().copied().collect();
        let bare = store.propose_conclusion(&firm.manager, firm.programme, set(&[CriterionId::CC1_1]), "x").await;
        assert!(matches!(refusal(bare), Refusal::Invalid(_)), "{}", firm.f.engine);
        firm.adopt("AIG-GV-02", None).await.unwrap();
        let good = set(&[CriterionId::CC1_1]);
        let id = store.propose_conclusion(&firm.manager, firm.programme, good, "Looked.").await.unwrap();
        assert!(matches!(refusal(store.agree(&firm.manager, id, "").await), Refusal::Forbidden(_)));
        store.agree(&firm.reviewer, id, "").await.unwrap();
        assert!(store.spine().await.unwrap().programmes[0].concluded.contains_key(&CriterionId::CC1_1));
    }
}

#[tokio::test]
async fn roles_are_tabled_and_the_trail_is_read_by_filter() {
    for firm in firms().await {
        let store = &firm.f.store;
        let table = BTreeMap::from([(DataRole::MlEngineer, firm.reviewer.person)]);
        store.table_roles(&firm.manager, &table).await.unwrap();
        assert_eq!(store.roles().await.unwrap(), table, "{}", firm.f.engine);
        assert!(matches!(refusal(store.table_roles(&firm.reviewer, &table).await), Refusal::Forbidden(_)));
        store.deactivate(&firm.manager, firm.reviewer.person).await.unwrap();
        assert!(matches!(refusal(store.table_roles(&firm.manager, &table).await), Refusal::Invalid(_)));
        let of = |verb, actor, thing| TrailFilter { verb, actor, thing };
        let roles = store.trail_of(&of(Some(Verb::RolesTabled), None, None), i64::MAX, 10).await.unwrap();
        assert_eq!(roles.len(), 1);
        let manager = Some(firm.manager.person);
        let thing = Some((ThingKind::Programme, firm.programme.to_string()));
        let opened = store.trail_of(&of(None, manager, thing), i64::MAX, 10).await.unwrap();
        assert_eq!(opened.len(), 1);
        let kept = store.entry(opened[0].seq).await.unwrap();
        assert_eq!(domain::trail::leaf(&kept.bytes).as_slice(), kept.entry.leaf);
        assert!(kept.words.iter().any(|said| said.words.as_deref() == Some("SOC 2")));
        assert!(matches!(refusal(store.entry(99_999).await), Refusal::Missing(_)));
    }
}

#[tokio::test]
async fn a_statement_that_is_agreed_to_before_the_adoption_approves_the_control() {
    for firm in firms().await {
        let store = &firm.f.store;
        let system = firm.system("Scorer", Stage::Production, &[]).await;
        store.widen_scope(&firm.manager, firm.programme, &[system]).await.unwrap();
        firm.adopt("AIG-AC-07", None).await.unwrap();
        let id: ControlId = "AIG-AC-07".parse().unwrap();
        let new = store.reword(&firm.manager, &id, "We encrypt it.", false, "Ours.").await.unwrap();
        store.agree(&firm.reviewer, new, "").await.unwrap();
        assert!(store.control(&id).await.unwrap().unwrap().approved, "{}", firm.f.engine);
        assert!(store.check_derived(1).await.unwrap().is_empty(), "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn a_refused_adoption_is_asked_for_again() {
    for firm in firms().await {
        let store = &firm.f.store;
        let system = firm.system("Scorer", Stage::Production, &[]).await;
        store.widen_scope(&firm.manager, firm.programme, &[system]).await.unwrap();
        let first = firm.adopt("AIG-AC-07", None).await.unwrap();
        assert!(matches!(refusal(firm.adopt("AIG-AC-07", None).await), Refusal::Conflict(_)), "it waits");
        store.refuse(&firm.reviewer, first, "Not in these words.").await.unwrap();
        let again = firm.adopt("AIG-AC-07", Some("We encrypt it.")).await.unwrap();
        store.agree(&firm.reviewer, again, "").await.unwrap();
        let row = store.control(&"AIG-AC-07".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((row.approved, row.version, row.statement.as_str()), (true, 2, "We encrypt it."));
        assert!(store.wordings(row.no).await.unwrap()[0].agreed.is_some());
        assert!(matches!(refusal(firm.adopt("AIG-AC-07", None).await), Refusal::Conflict(_)), "it is adopted");
        assert!(store.check_derived(1).await.unwrap().is_empty(), "{}", firm.f.engine);
    }
}

#[tokio::test]
async fn a_retired_control_comes_back_and_is_approved_anew() {
    for firm in firms().await {
        let store = &firm.f.store;
        let system = firm.system("Scorer", Stage::Production, &[]).await;
        store.widen_scope(&firm.manager, firm.programme, &[system]).await.unwrap();
        let no = store.system(system).await.unwrap().no;
        let first = firm.adopt("AIG-AC-07", None).await.unwrap();
        store.agree(&firm.reviewer, first, "").await.unwrap();
        let asked = store.findings_of(no, store.present().await.unwrap()).await.unwrap().len();
        let control: ControlId = "AIG-AC-07".parse().unwrap();
        let retire = Change::Retire { control: control.clone() };
        let id = store.propose(&firm.manager, &retire, "Replaced.").await.unwrap();
        store.agree(&firm.reviewer, id, "").await.unwrap();
        assert!(store.findings_of(no, store.present().await.unwrap()).await.unwrap().is_empty());
        let back = firm.adopt("AIG-AC-07", None).await.unwrap();
        let found = store.findings_of(no, store.present().await.unwrap()).await.unwrap();
        assert_eq!(found.len(), asked, "{}", firm.f.engine);
        assert!(!store.control(&control).await.unwrap().unwrap().approved);
        store.agree(&firm.reviewer, back, "").await.unwrap();
        let row = store.control(&control).await.unwrap().unwrap();
        assert!(row.approved && !row.retired && row.version == 2);
        assert!(store.check_derived(1).await.unwrap().is_empty(), "{}", firm.f.engine);
        assert!(store.check_faces().await.unwrap().is_empty() && store.check_tally().await.unwrap() == 0);
    }
}

/// Adopts controls; two people conclude that they answer what they are key for.
async fn concluded(firm: &Firm, controls: &[&str]) -> CriterionSet {
    for control in controls {
        let id = firm.adopt(control, None).await.unwrap();
        firm.f.store.agree(&firm.reviewer, id, "").await.unwrap();
    }
    let criteria = answered(firm).await;
    let id = firm.f.store.propose_conclusion(&firm.manager, firm.programme, criteria, "Looked.").await.unwrap();
    firm.f.store.agree(&firm.reviewer, id, "").await.unwrap();
    assert_eq!(in_force(firm).await, criteria);
    criteria
}

async fn answered(firm: &Firm) -> CriterionSet {
    let spine = firm.f.store.spine().await.unwrap();
    spine.answered(&spine.programmes[0])
}

async fn in_force(firm: &Firm) -> CriterionSet {
    firm.f.store.spine().await.unwrap().programmes[0].concluded.keys().copied().collect()
}

/// The criteria that a control of the library is key for, of those in scope.
fn key_for(control: &str) -> CriterionSet {
    let control = domain::catalogue::catalogue().controls.get(&control.parse().unwrap()).unwrap();
    let all = CriterionSet::from(Categories::security());
    control.key_for.iter().copied().filter(|criterion| all.contains(*criterion)).collect()
}

#[tokio::test]
async fn a_conclusion_ends_when_a_key_control_comes_changes_or_goes() {
    for firm in firms().await {
        let (store, engine) = (&firm.f.store, firm.f.engine);
        let before = concluded(&firm, &["AIG-GV-02", "AIG-AC-07"]).await;
        let (conduct, encryption) = (key_for("AIG-GV-02"), key_for("AIG-AC-07"));
        assert!(!conduct.is_empty() && !encryption.is_empty() && !conduct.meets(encryption));
        let id: ControlId = "AIG-GV-02".parse().unwrap();
        // Words that change nothing leave it; a material change ends it for the control's own criteria alone.
        let words = store.reword(&firm.manager, &id, "We sign a standard.", false, "Shorter.").await.unwrap();
        store.agree(&firm.reviewer, words, "").await.unwrap();
        assert_eq!(in_force(&firm).await, before, "{engine}");
        let words = store.reword(&firm.manager, &id, "We sign it each year.", true, "Yearly.").await.unwrap();
        store.agree(&firm.reviewer, words, "").await.unwrap();
        let left = CriterionSet(before.0 & !conduct.0);
        assert_eq!(in_force(&firm).await, left, "{engine}: reworded");
        let change = Change::Retire { control: "AIG-AC-07".parse().unwrap() };
        let retire = store.propose(&firm.manager, &change, "Replaced.").await.unwrap();
        store.agree(&firm.reviewer, retire, "").await.unwrap();
        assert!(in_force(&firm).await.is_empty(), "{engine}: retired");
        // Back, concluded, and another one comes beside it.
        let back = firm.adopt("AIG-AC-07", None).await.unwrap();
        store.agree(&firm.reviewer, back, "").await.unwrap();
        assert_eq!(concluded(&firm, &[]).await, before, "{engine}: it is key again");
        let library = &domain::catalogue::catalogue().controls;
        let beside =
            |c: &&domain::catalogue::Control| c.id.as_str() != "AIG-AC-07" && key_for(c.id.as_str()).meets(encryption);
        let beside = library.iter().find(beside).unwrap().id.to_string();
        firm.adopt(&beside, None).await.unwrap();
        let left = CriterionSet(before.0 & !key_for(&beside).0);
        assert_eq!(in_force(&firm).await, left, "{engine}: {beside} was adopted");
    }
}

#[tokio::test]
async fn a_conclusion_is_agreed_to_only_of_the_matrix_that_it_was_proposed_for() {
    for firm in firms().await {
        let (store, engine) = (&firm.f.store, firm.f.engine);
        concluded(&firm, &["AIG-GV-02", "AIG-AC-07"]).await;
        let propose = async |criteria| {
            store.propose_conclusion(&firm.manager, firm.programme, criteria, "Looked again.").await.unwrap()
        };
        let [conduct, encryption] = [propose(key_for("AIG-GV-02")).await, propose(key_for("AIG-AC-07")).await];
        let words = store.reword(&firm.manager, &"AIG-GV-02".parse().unwrap(), "We sign it.", true, "x").await.unwrap();
        store.agree(&firm.reviewer, words, "").await.unwrap();
        let moved = refusal(store.agree(&firm.reviewer, conduct, "").await);
        assert!(matches!(&moved, Refusal::Conflict(text) if text.contains("since this was proposed")), "{moved:?}");
        store.agree(&firm.reviewer, encryption, "").await.unwrap();
        // Without a key control there is nothing to conclude, and nothing that is out of scope.
        let bare = propose(key_for("AIG-AC-07")).await;
        let change = Change::Retire { control: "AIG-AC-07".parse().unwrap() };
        let retire = store.propose(&firm.manager, &change, "Replaced.").await.unwrap();
        store.agree(&firm.reviewer, retire, "").await.unwrap();
        let refused = refusal(store.agree(&firm.reviewer, bare, "").await);
        assert!(
            matches!(&refused, Refusal::Conflict(text) if text.contains("no key control")),
            "{engine}: {refused:?}"
        );
        let aside = CriterionSet::default().with(CriterionId::P1_1);
        let change = Change::Conclude { programme: firm.programme, criteria: aside };
        let out = store.propose(&firm.manager, &change, "x").await.unwrap();
        let refused = refusal(store.agree(&firm.reviewer, out, "").await);
        assert!(matches!(&refused, Refusal::Conflict(text) if text.contains("not in scope")), "{engine}: {refused:?}");
    }
}
