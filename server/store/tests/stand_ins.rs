//! Who approves in whose place while somebody is away; drafts that are dropped; what is retired, on both engines.
#![cfg(test)]

use domain::asked::CriterionSet;
use domain::ids::PolicyId;
use domain::instant::{Utc, Zone as _};
use domain::notices::AbsenceDraft;
use domain::people::{Actor, Role};
use domain::policies::{PolicyFrame, PolicyText, Said, VersionOutcome};
use domain::refusal::Refusal;
use domain::words::{Cadence, CriterionId};
use jiff::civil::{Date, date};
use store::testing::{Firm, firms};
use store::{Document, Error, VersionRow};

const TODAY: Date = date(2026, 11, 21);

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

struct Scene {
    firm: Firm,
    id: PolicyId,
    /// Named to approve, and the one who stands in.
    named: Actor,
    stands_in: Actor,
}

fn text(text: &str) -> PolicyText {
    PolicyText { text: text.into(), ..PolicyText::default() }
}

impl Scene {
    async fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for firm in firms(&[]).await {
            let named = firm.f.person("Ruth Adeyemi", Role::Executive, true).await;
            let stands_in = firm.f.person("Olu Adeyemi", Role::Engineer, true).await;
            let frame = PolicyFrame {
                title: "How models are changed".into(),
                owner: Some(firm.manager.person),
                review: Cadence::Annual,
                criteria: CriterionSet::default().with(CriterionId::CC8_1),
            };
            let id = firm.store().start_policy(&firm.manager, None, frame, &text("We do it."), Document::Kept).await;
            all.push(Self { id: id.unwrap(), firm, named, stands_in });
        }
        all
    }

    async fn submitted(&self, approvers: &[Actor], quorum: usize) -> i64 {
        let approvers = approvers.iter().map(|one| one.person).collect();
        let said = Said { approvers, quorum, in_force_from: TODAY, brackets_stay: false };
        let seen = self.firm.store().policy_draft(self.id).await.unwrap().unwrap().version;
        self.firm.store().submit_policy(&self.firm.manager, self.id, &said, seen).await.unwrap()
    }

    async fn away(&self, said_by: &Actor, who: &Actor, delegate: &Actor, from: Date, until: Date) {
        let draft = AbsenceDraft { from: from.to_string(), until: until.to_string(), delegate: Some(delegate.person) };
        self.firm.store().set_absence(said_by, who.person, &draft, &Utc).await.unwrap();
    }

    async fn version(&self, no: i64) -> VersionRow {
        let all = self.firm.store().policy_versions(self.id).await.unwrap();
        all.into_iter().find(|one| one.no == no).unwrap()
    }

    async fn sound(&self) {
        assert_eq!(self.firm.store().check_records().await.unwrap(), []);
        assert!(self.firm.store().verify_trail().await.unwrap().faults.is_empty());
    }
}

#[tokio::test]
async fn whoever_stands_in_approves_for_somebody_who_is_away_and_the_row_says_so() {
    for scene in Scene::all().await {
        let (store, no) = (scene.firm.store(), scene.submitted(&[scene.named], 1).await);
        let refused = said(store.approve_policy(&scene.stands_in, scene.id, no).await);
        assert_eq!(refused.to_string(), "Others were named to approve this version.");
        scene.away(&scene.named, &scene.named, &scene.stands_in, date(2026, 11, 20), date(2026, 11, 27)).await;
        store.approve_policy(&scene.stands_in, scene.id, no).await.unwrap();
        let version = scene.version(no).await;
        assert_eq!(
            version.end.map(|end| (end.outcome, end.by)),
            Some((VersionOutcome::Approved, scene.stands_in.person))
        );
        let approver = version.approvers[0];
        assert_eq!((approver.person, approver.acted_by), (scene.named.person, Some(scene.stands_in.person)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn standing_in_ends_with_the_absence_and_begins_with_it() {
    for scene in Scene::all().await {
        let (store, no) = (scene.firm.store(), scene.submitted(&[scene.named], 1).await);
        scene.away(&scene.named, &scene.named, &scene.stands_in, date(2026, 11, 23), date(2026, 11, 24)).await;
        let refused = || async { said(store.reject_policy(&scene.stands_in, scene.id, no, "Too long.").await) };
        assert!(matches!(refused().await, Refusal::Forbidden(_)), "not away yet");
        scene.firm.f.world.set(Utc.midnight(date(2026, 11, 25)));
        assert!(matches!(refused().await, Refusal::Forbidden(_)), "back again");
        scene.firm.f.world.forward(86_400);
        scene.away(&scene.named, &scene.named, &scene.stands_in, date(2026, 11, 25), date(2026, 11, 30)).await;
        store.reject_policy(&scene.stands_in, scene.id, no, "Too long.").await.unwrap();
        let end = scene.version(no).await.end.unwrap();
        assert_eq!((end.outcome, end.by), (VersionOutcome::Rejected, scene.stands_in.person));
        scene.sound().await;
    }
}

#[tokio::test]
async fn no_author_sends_somebody_nobody_counts_twice_and_no_chain_is_followed() {
    for scene in Scene::all().await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let third = scene.firm.reviewer;
        let no = scene.submitted(&[scene.named, third], 2).await;
        let (from, until) = (date(2026, 11, 20), date(2026, 11, 27));
        scene.away(&manager, &scene.named, &scene.stands_in, from, until).await;
        let refused = said(store.approve_policy(&scene.stands_in, scene.id, no).await);
        assert!(matches!(refused, Refusal::Forbidden(_)), "its author said who stands in");
        scene.away(&third, &third, &scene.stands_in, from, until).await;
        let last = scene.firm.f.person("Helen Moss", Role::Executive, true).await;
        scene.away(&scene.stands_in, &scene.stands_in, &last, from, until).await;
        assert!(matches!(said(store.approve_policy(&last, scene.id, no).await), Refusal::Forbidden(_)), "a chain");
        store.approve_policy(&scene.stands_in, scene.id, no).await.unwrap();
        let again = said(store.approve_policy(&scene.stands_in, scene.id, no).await);
        assert_eq!(again.to_string(), "You approved it already. Others are still to.");
        assert!(scene.version(no).await.end.is_none(), "one of two");
        scene.sound().await;
    }
}

#[tokio::test]
async fn a_dropped_draft_is_kept_in_the_trail_and_an_old_form_fits_no_later_one() {
    for scene in Scene::all().await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let stranger = said(store.drop_draft(&scene.stands_in, scene.id, "Moot.", 1).await);
        assert!(matches!(stranger, Refusal::Forbidden(_)));
        assert!(matches!(said(store.drop_draft(&manager, scene.id, "Moot.", 2).await), Refusal::Conflict(_)));
        assert!(matches!(said(store.drop_draft(&manager, scene.id, " ", 1).await), Refusal::Invalid(_)));
        store.drop_draft(&manager, scene.id, "Moot.", 1).await.unwrap();
        assert_eq!(store.policy_draft(scene.id).await.unwrap(), None);
        assert!(matches!(said(store.drop_draft(&manager, scene.id, "Moot.", 1).await), Refusal::Conflict(_)));
        store.write_policy(&manager, scene.id, &text("Anew."), Document::Kept, 0).await.unwrap();
        assert_eq!(store.policy_draft(scene.id).await.unwrap().unwrap().version, 2);
        let old = store.write_policy(&manager, scene.id, &text("From an old form."), Document::Kept, 1).await;
        assert!(matches!(said(old), Refusal::Conflict(_)));
        scene.sound().await;
    }
}

#[tokio::test]
async fn nobody_alone_retires_a_policy_whose_review_is_overdue() {
    for scene in Scene::all().await {
        let (store, manager) = (scene.firm.store(), scene.firm.manager);
        let no = scene.submitted(&[scene.named], 1).await;
        store.approve_policy(&scene.named, scene.id, no).await.unwrap();
        scene.firm.f.world.set(Utc.midnight(date(2027, 11, 22)).plus_seconds(3_600));
        let refused = said(store.retire_policy(&manager, scene.id, "Moot.").await).to_string();
        assert!(refused.starts_with("Its review is overdue since 2027-11-21."), "{refused}");
        let said = Said {
            approvers: vec![scene.named.person],
            quorum: 1,
            in_force_from: date(2027, 11, 22),
            brackets_stay: false,
        };
        let no = store.confirm_policy(&manager, scene.id, &said).await.unwrap();
        store.approve_policy(&scene.named, scene.id, no).await.unwrap();
        store.retire_policy(&manager, scene.id, "Moot.").await.unwrap();
        scene.sound().await;
    }
}
