//! Many at once in the registers, over HTTP and on both engines: one wins, the others get a sentence and keep their text.

use crate::client::{Answer, Client};
use crate::guard::quickly;
use crate::house::House;
use crate::races::{Fields, fields, whole};
use domain::catalogue::catalogue;
use domain::ids::PersonId;
use domain::people::Role;
use domain::policies::VersionOutcome;
use domain::trail::ThingKind;
use store::testing::Firm;

/// Sends all forms at once; every answer, in their order.
async fn all_at_once(forms: Vec<(Client, String, Fields)>) -> Vec<Answer> {
    let tries = forms.into_iter().map(|(mut client, path, fields)| {
        tokio::spawn(async move {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = client.post(&path, &fields).await;
            assert!(answer.status.as_u16() < 500, "{path}: {}", answer.text());
            answer
        })
    });
    let tries: Vec<_> = tries.collect();
    let mut answers = Vec::new();
    for one in tries {
        answers.push(one.await.unwrap());
    }
    answers
}

fn done(answers: &[Answer]) -> usize {
    answers.iter().filter(|answer| answer.status == 303).count()
}

/// Whoever came late was told so on a page: never an empty answer, never one that speaks of us.
fn told(answers: &[Answer]) {
    for answer in answers.iter().filter(|answer| answer.status != 303) {
        assert!([403, 409, 422].contains(&answer.status.as_u16()), "{}: {}", answer.status, answer.text());
        assert!(answer.text().contains('.') && answer.text().len() > 60, "{}", answer.text());
    }
}

async fn entries(house: &House, kind: ThingKind, id: &str, verb: &str) -> usize {
    let entries = house.site.store.history(kind, id, i64::MAX, 200).await.unwrap();
    entries.iter().filter(|entry| entry.verb == verb).count()
}

struct Three {
    house: House,
    firm: Firm,
    manager: Client,
    manager_id: PersonId,
    reviewers: [(PersonId, Client); 2],
}

async fn three_on_each() -> Vec<Three> {
    let mut all = Vec::new();
    for house in House::founded_on_each().await {
        let firm = house.firm().await;
        let second = house.add("Ruth Adeyemi", &[Role::Executive], true).await;
        let (first, manager_id) = (firm.reviewer.person, firm.manager.person);
        let reviewers = [(first, quickly(&house, first).await), (second, quickly(&house, second).await)];
        let manager = quickly(&house, manager_id).await;
        all.push(Three { manager, manager_id, reviewers, firm, house });
    }
    all
}

impl Three {
    async fn begun(&mut self) -> String {
        let row = catalogue().policies.get(&"POL-15".parse().unwrap()).unwrap();
        let text: String = row.sections.iter().map(|section| format!("## {section}\n\nWe do it.\n\n")).collect();
        let manager = self.manager_id.to_string();
        let mut form = vec![
            ("template", "POL-15"),
            ("title", row.title),
            ("owner", manager.as_str()),
            ("review", "annual"),
            ("text", text.as_str()),
        ];
        form.extend(row.criteria.iter().map(|id| ("criteria", id.key())));
        let answer = self.manager.post("/policies/new", &form).await.is(303);
        answer.header("location").split('?').next().unwrap().to_owned()
    }

    fn submission(&self, quorum: &str) -> Fields {
        let [one, two] = self.reviewers.each_ref().map(|(id, _)| id.to_string());
        fields(&[
            ("approvers", &one),
            ("approvers", &two),
            ("quorum", quorum),
            ("in_force_from", "2026-11-21"),
            ("version", "1"),
        ])
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_is_submitted_many_times_at_once_has_one_version() {
    for mut all in three_on_each().await {
        let base = all.begun().await;
        let forms = (0..24).map(|_| (all.manager.clone(), format!("{base}/submit"), all.submission("1")));
        let answers = all_at_once(forms.collect()).await;
        let engine = all.firm.f.engine;
        assert_eq!(done(&answers), 1, "{engine}");
        told(&answers);
        let id = base.rsplit('/').next().unwrap();
        let versions = all.house.site.store.policy_versions(id.parse().unwrap()).await.unwrap();
        assert_eq!(versions.len(), 1, "{engine}");
        assert_eq!(entries(&all.house, ThingKind::Policy, id, "policy-submitted").await, 1, "{engine}");
        whole(&all.house, &all.firm).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn approvers_rejecters_and_the_author_who_withdraws_leave_one_outcome_and_one_voice_each() {
    for mut all in three_on_each().await {
        let base = all.begun().await;
        let form = all.submission("2");
        let form: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        all.manager.post(&format!("{base}/submit"), &form).await.is(303);
        let version = format!("{base}/versions/1");
        let [(_, one), (_, two)] = all.reviewers.clone();
        let forms = (0..48).map(|n| match n % 6 {
            0 | 3 => (one.clone(), format!("{version}/approve"), Vec::new()),
            1 | 4 => (two.clone(), format!("{version}/approve"), Vec::new()),
            2 => (all.manager.clone(), format!("{version}/withdraw"), fields(&[("reason", "A word is wrong.")])),
            // The author never approves, however many ask at once.
            _ => (all.manager.clone(), format!("{version}/approve"), Vec::new()),
        });
        let answers = all_at_once(forms.collect()).await;
        told(&answers);
        let engine = all.firm.f.engine;
        let id = base.rsplit('/').next().unwrap();
        let versions = all.house.site.store.policy_versions(id.parse().unwrap()).await.unwrap();
        let outcome = versions[0].end.as_ref().map(|end| end.outcome);
        let withdrawn = entries(&all.house, ThingKind::Policy, id, "policy-withdrawn").await;
        let approved = entries(&all.house, ThingKind::Policy, id, "policy-approved").await;
        assert!(matches!(outcome, Some(VersionOutcome::Approved | VersionOutcome::Withdrawn)), "{engine}: {outcome:?}");
        assert_eq!(withdrawn, usize::from(outcome == Some(VersionOutcome::Withdrawn)), "{engine}");
        assert!(
            approved <= 2 && (approved == 2) == (outcome == Some(VersionOutcome::Approved)),
            "{engine}: {approved}"
        );
        assert_eq!(done(&answers), withdrawn + approved, "{engine}: each that was told yes is kept, and no other");
        whole(&all.house, &all.firm).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_save_one_draft_one_wins_and_the_others_keep_their_text() {
    for mut all in three_on_each().await {
        let base = all.begun().await;
        let forms = (0..16).map(|n| {
            let form = fields(&[("text", &format!("The text of writer {n}.")), ("version", "1")]);
            (all.manager.clone(), format!("{base}/write"), form)
        });
        let answers = all_at_once(forms.collect()).await;
        assert_eq!(done(&answers), 1, "{}", all.firm.f.engine);
        for (n, late) in answers.iter().enumerate().filter(|(_, answer)| answer.status != 303) {
            assert_eq!(late.status, 409);
            assert_eq!(late.select("textarea")[0].trim(), format!("The text of writer {n}."));
            assert!(late.text().contains("Somebody wrote on this draft while you did."), "{}", late.text());
        }
        whole(&all.house, &all.firm).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attestation_that_is_accepted_rejected_and_taken_back_at_once_is_reviewed_once() {
    for mut all in three_on_each().await {
        let vendor = all.manager.post("/vendors/new", &[("name", "Parley Labs"), ("tier", "high")]).await.is(303);
        let form = [
            ("kind", "SOC2-T2"),
            ("issuer", "Hale & Ross LLP"),
            ("period_from", "2025-10-01"),
            ("period_until", "2026-09-30"),
            ("scope", "yes"),
            ("categories", "Security"),
            ("opinion", "unqualified"),
            ("received_on", "2026-11-20"),
        ];
        let path = format!("{}/attestations/new", vendor.header("location"));
        let path = all.manager.post(&path, &form).await.is(303).header("location").to_owned();
        let kind = catalogue().attestations.get(&"SOC2-T2".parse().unwrap()).unwrap();
        let points =
            (1..=domain::attestations::checklist(kind).count()).map(|n| (format!("point-{n}"), "fine".to_owned()));
        let place = ("note-1".to_owned(), "Read on the vendor’s own page.".to_owned());
        let points: Fields = points.chain([place]).collect();
        let [(_, one), (_, two)] = all.reviewers.clone();
        let forms = (0..48).map(|n| match n % 6 {
            0 | 3 => (one.clone(), format!("{path}/accept"), points.clone()),
            1 => (two.clone(), format!("{path}/accept"), points.clone()),
            2 => (two.clone(), format!("{path}/reject"), fields(&[("reason", "Of another service.")])),
            4 => (all.manager.clone(), format!("{path}/take-back"), fields(&[("reason", "Entered twice.")])),
            // Whoever entered it never accepts it.
            _ => (all.manager.clone(), format!("{path}/accept"), points.clone()),
        });
        let answers = all_at_once(forms.collect()).await;
        told(&answers);
        let (engine, id) = (all.firm.f.engine, path.rsplit('/').next().unwrap().to_owned());
        let row = all.house.site.store.attestation(id.parse().unwrap()).await.unwrap();
        let accepted = entries(&all.house, ThingKind::Attestation, &id, "attestation-accepted").await;
        let rejected = entries(&all.house, ThingKind::Attestation, &id, "attestation-rejected").await;
        let back = entries(&all.house, ThingKind::Attestation, &id, "attestation-taken-back").await;
        assert!(accepted + rejected <= 1 && back <= 1, "{engine}: {accepted} {rejected} {back}");
        assert_eq!(
            row.review.as_ref().map(|review| review.accepted),
            (accepted + rejected == 1).then_some(accepted == 1)
        );
        assert_eq!(row.taken_back.is_some(), back == 1, "{engine}");
        assert_eq!(
            done(&answers),
            accepted + rejected + back,
            "{engine}: each that was told yes is kept, and no other"
        );
        if let Some(review) = row.review {
            assert!(all.reviewers.iter().any(|(id, _)| *id == review.by), "{engine}: by another person");
        }
        whole(&all.house, &all.firm).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_rate_one_risk_one_wins_and_the_others_keep_what_they_said() {
    for mut all in three_on_each().await {
        all.firm.adopt(&["AIG-RA-02", "AIG-RA-07", "AIG-PR-02"]).await;
        let (system, _) = all.firm.system("Scorer", None).await;
        let answer = all.manager.post("/risks/assessments", &[("of", &system.to_string())]).await.is(303);
        let base = answer.header("location").split('?').next().unwrap().to_owned();
        let risk = all.manager.get(&base).await.is(200).attr("a.btn.primary", "href").unwrap();
        let owner = all.manager_id.to_string();
        let forms = (0..16).map(|n| {
            let note = format!("The words of rater {n}.");
            let form = fields(&[
                ("seen", "0"),
                ("likelihood", "4"),
                ("impact", "4"),
                ("residual_likelihood", "4"),
                ("residual_impact", "4"),
                ("owner", &owner),
                ("note", &note),
            ]);
            (all.manager.clone(), format!("{risk}/rate"), form)
        });
        let answers = all_at_once(forms.collect()).await;
        assert_eq!(done(&answers), 1, "{}", all.firm.f.engine);
        for (n, late) in answers.iter().enumerate().filter(|(_, answer)| answer.status != 303) {
            assert_eq!(late.status, 409);
            assert!(late.body.contains(&format!("The words of rater {n}.")), "what was said stands in the form again");
        }
        let id = base.rsplit('/').next().unwrap();
        assert_eq!(entries(&all.house, ThingKind::Assessment, id, "risk-rated").await, 1);
        whole(&all.house, &all.firm).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deficiency_is_assessed_once_and_agreed_to_once_however_many_ask_at_once() {
    for mut all in three_on_each().await {
        let owner = all.manager_id.to_string();
        let form = [
            ("source", "audit"),
            ("reference", "Spring, test 4"),
            ("title", "A log has a hole"),
            ("what", "Two hours are missing."),
            ("criterion", "CC7.2"),
            ("found_on", "2026-01-05"),
            ("owner", owner.as_str()),
        ];
        let forms = (0..16).map(|_| (all.manager.clone(), "/deficiencies/new".to_owned(), fields(&form)));
        let answers = all_at_once(forms.collect()).await;
        told(&answers);
        assert_eq!(done(&answers), 1, "{}: one stands open by one source", all.firm.f.engine);
        let path = answers.iter().find(|answer| answer.status == 303).unwrap().header("location").to_owned();
        let said = [
            ("cause", "A disk was full."),
            ("extent", "Two hours."),
            ("severity", "deficiency"),
            ("effect", "still-met"),
            ("effect_why", "A second log."),
        ];
        all.manager.post(&format!("{path}/assess"), &said).await.goes_to(&path);
        let [(_, one), (_, two)] = all.reviewers.clone();
        let forms = (0..24).map(|n| {
            let client = [&one, &two, &all.manager][n % 3].clone();
            (client, format!("{path}/agree"), Vec::new())
        });
        let answers = all_at_once(forms.collect()).await;
        told(&answers);
        assert_eq!(done(&answers), 1, "{}: one agrees, and it is not whoever said it", all.firm.f.engine);
        whole(&all.house, &all.firm).await;
    }
}
