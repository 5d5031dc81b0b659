//! Risks on their pages: from a proposal to a concluded assessment and an accepted risk; what is refused, and why.

use crate::client::Client;
use crate::guard::quickly;
use crate::house::House;
use domain::change::Change;
use domain::people::Role;
use domain::systems::SystemDraft;
use domain::words::{Stage, Trait, TraitSet};
use store::testing::Firm;

struct Four {
    house: House,
    firm: Firm,
    system: String,
    manager_id: String,
    manager: Client,
    reviewer: Client,
    executive: Client,
}

async fn four() -> Four {
    let house = House::founded().await;
    let firm = house.firm().await;
    firm.adopt(&["AIG-RA-02", "AIG-RA-07", "AIG-PR-02"]).await;
    let yes: TraitSet = [Trait::Predictive, Trait::TrainedInHouse].into_iter().collect();
    let draft = SystemDraft {
        stage: Some(Stage::Production),
        yes,
        no: TraitSet::all().minus(yes),
        ..SystemDraft::named("Scorer")
    };
    let system = firm.store().add_system(&firm.manager, draft).await.unwrap();
    firm.store().widen_scope(&firm.manager, firm.programme, &[system]).await.unwrap();
    Four {
        manager: quickly(&house, firm.manager.person).await,
        reviewer: quickly(&house, firm.reviewer.person).await,
        executive: house.signed_in(Role::Executive).await,
        manager_id: firm.manager.person.to_string(),
        system: system.to_string(),
        firm,
        house,
    }
}

/// A rating that `owner` answers for, as likely as it is bad.
fn rating<'a>(owner: &'a str, seen: &'a str, inherent: &'a str, residual: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("seen", seen),
        ("likelihood", inherent),
        ("impact", inherent),
        ("residual_likelihood", residual),
        ("residual_impact", residual),
        ("owner", owner),
    ]
}

impl Four {
    /// Opens an assessment of the system; its address.
    async fn opened(&mut self) -> String {
        let answer = self.manager.post("/risks/assessments", &[("of", &self.system)]).await.is(303);
        answer.header("location").split('?').next().unwrap().to_owned()
    }

    /// Rates everything that is open as low, as one does by following the links.
    async fn rate_the_rest(&mut self, base: &str) {
        while let Some(next) = self.manager.get(base).await.is(200).attr("a.btn.primary", "href") {
            let seen = self.manager.get(&next).await.is(200).attr("[name=seen]", "value").unwrap();
            let low = rating(&self.manager_id, &seen, "2", "2");
            self.manager.post(&format!("{next}/rate"), &low).await.goes_to(&format!("{next}?said=kept"));
        }
    }

    async fn version(&mut self, base: &str) -> String {
        self.manager.get(base).await.attr("[name=version]", "value").unwrap()
    }

    async fn submitted(&mut self, base: &str) {
        let version = self.version(base).await;
        let answer = self.manager.post(&format!("{base}/submit"), &[("version", &version)]).await;
        answer.goes_to(&format!("{base}?said=submitted"));
    }
}

#[tokio::test]
async fn an_assessment_goes_from_its_proposal_to_proof() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    all.manager.get("/risks").await.is(200).says("No risk assessment is concluded yet");
    all.manager.get("/risks/assessments").await.is(200).says("Never assessed").says("Open an assessment of Scorer");
    let on_system = format!("/systems/{}", all.system);
    all.manager.get(&on_system).await.is(200).says("Its risks were never assessed.").says("Assess its risks");
    let base = all.opened().await;
    let page = all.manager.get(&base).await.is(200);
    let page = page.says("RISK-01").says("Not answered").says("Before it can be submitted");
    assert!(page.attr("a.btn.primary", "href").unwrap().starts_with(&base));
    all.manager.post("/risks/assessments", &[("of", &all.system)]).await.is(409).says("One assessment at a time");
    let refused = all.manager.post(&format!("{base}/submit"), &[("version", "0")]).await.is(422);
    refused.says("are neither rated nor set aside");

    all.rate_the_rest(&base).await;
    all.submitted(&base).await;
    all.manager.get(&base).await.is(200).says("You took part in this assessment.");
    all.executive
        .get(&base)
        .await
        .is(200)
        .says("Somebody with the right of review, who took no part in it, concludes it.");
    let version = all.reviewer.get(&base).await.is(200).attr("[name=version]", "value").unwrap();
    all.manager.post(&format!("{base}/conclude"), &[("version", &version)]).await.is(403);
    all.executive.post(&format!("{base}/conclude"), &[("version", &version)]).await.is(403);
    let back = all.reviewer.post(&format!("{base}/send-back"), &[("version", &version)]).await.is(422);
    assert!(!back.fault("reason").is_empty());
    let done = all.reviewer.post(&format!("{base}/conclude"), &[("version", &version)]).await;
    done.goes_to(&format!("{base}?said=concluded"));
    all.manager.get(&base).await.is(200).says("was assessed on 21 Nov").says("by 21 Nov 2027");
    all.manager.post(&format!("{base}/risks/RISK-01/rate"), &rating(&me, "1", "2", "2")).await.is(409);

    let register = all.manager.get("/risks").await.is(200).says("above our appetite").says("Scorer");
    let cell = register.attr("table.heat a.rk", "href").unwrap();
    assert!(cell.starts_with("/risks?cell=2-2"), "{cell}");
    all.manager.get("/risks?cell=2-2").await.is(200).says("Likelihood 2 × 2 impact");
    all.manager.get("/risks?band=severe").await.is(200).says("No risk is in this view.");
    all.manager.get(&format!("/risks?of={}&category=performance", all.system)).await.is(200).says("RISK-01");
    all.manager.get("/risks/RISK-01").await.is(200).says("is rated for one thing").says("AIG-PR-02").says("Scorer");
    all.manager.get(&on_system).await.is(200).says("Last assessed on 21 Nov");
    let proof = all.manager.get("/tasks/TSK-RA-02-2").await.is(200);
    proof.says("Scorer");
    all.manager.get("/risks/RISK-99").await.is(404);
}

#[tokio::test]
async fn a_rating_says_what_is_wrong_at_each_field_and_loses_nothing() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    let base = all.opened().await;
    let risk = format!("{base}/risks/RISK-01");
    let form = all.manager.get(&risk).await.is(200);
    assert_eq!(form.attr("[name=likelihood] option[selected]", "value").as_deref(), Some("4"), "as the library has it");
    let form = form.says("Model drift lowers accuracy unnoticed").says("AIG-PR-02").says("Never proven");
    assert_eq!(form.attr("[name=seen]", "value").as_deref(), Some("0"));
    let mut fields = rating(&me, "0", "3", "4");
    fields.push(("note", "Looked at <b>both</b>."));
    let wrong = all.manager.post(&format!("{risk}/rate"), &fields).await.is(422);
    assert!(wrong.fault("residual_likelihood").contains("Controls do not make a risk worse"));
    assert!(wrong.body.contains("Looked at &lt;b&gt;both&lt;/b&gt;."), "what was typed is in the form, as text");
    assert_eq!(wrong.attr("[name=residual_impact] option[selected]", "value").as_deref(), Some("4"));
    assert!(wrong.select("title").join("").starts_with("Not saved: "), "{:?}", wrong.select("title"));
    assert!(wrong.attr("#faults", "autofocus").is_some(), "the page opens at what is wrong");
    let unnamed = all.manager.post(&format!("{risk}/rate"), &rating(&me, "0", "4", "3")).await.is(422);
    assert!(unnamed.fault("acting").contains("Name at least one control that acts"));

    let mut claimed = rating(&me, "0", "4", "3");
    claimed.push(("acting", "AIG-PR-02"));
    all.manager.post(&format!("{risk}/rate"), &claimed).await.is(303);
    all.manager.get(&risk).await.is(200).says("Contradicted: 0 of 1 claimed are met, 1 in a gap");
    let late = all.manager.post(&format!("{risk}/rate"), &claimed).await.is(409);
    late.says("Somebody said something else of this risk meanwhile.").says("4 likely × 4 major: 16, high");
    let engineer = &mut all.house.signed_in(Role::Engineer).await;
    engineer.get(&risk).await.is(200).does_not_say("Rate it anew");
    engineer.post(&format!("{risk}/rate"), &claimed).await.is(403);
}

#[tokio::test]
async fn what_matters_waits_for_a_second_person_who_agrees_to_set_it_aside() {
    let mut all = four().await;
    let base = all.opened().await;
    let risk = format!("{base}/risks/RISK-01");
    all.manager.get(&risk).await.is(200).says("a second person agrees to set RISK-01 aside");
    let empty = all.manager.post(&format!("{risk}/aside"), &[("seen", "0")]).await.is(422);
    assert!(!empty.fault("reason").is_empty());
    let aside = [("seen", "0"), ("reason", "It never changes.")];
    all.manager.post(&format!("{risk}/aside"), &aside).await.is(303);
    all.manager.get(&risk).await.is(200).says("Waits for somebody else").says("It never changes.");
    all.manager.post(&format!("{risk}/agree"), &[("seen", "1")]).await.is(403);
    all.reviewer.get(&risk).await.is(200).says("Agree to set it aside");
    all.reviewer.post(&format!("{risk}/agree"), &[("seen", "1")]).await.is(303);
    all.manager.get(&risk).await.is(200).says("Agreed by Ines Halvorsen");
}

#[tokio::test]
async fn a_high_risk_is_mitigated_by_tasks_or_accepted_by_an_executive_until_a_day() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    let base = all.opened().await;
    let risk = format!("{base}/risks/RISK-01");
    all.manager.post(&format!("{risk}/rate"), &rating(&me, "0", "4", "4")).await.is(303);
    let none = all.manager.post(&format!("{risk}/treat"), &[("seen", "1")]).await.is(422);
    assert!(none.fault("treatment").contains("Choose what is done"));
    let mut tasks = vec![("seen", "1"), ("treatment", "mitigate"), ("title-1", "Alert on drift"), ("due_on-1", "soon")];
    tasks.extend([("target_likelihood", "2"), ("target_impact", "2")]);
    let wrong = all.manager.post(&format!("{risk}/treat"), &tasks).await.is(422);
    assert!(wrong.fault("due_on-1").contains("soon") && !wrong.fault("owner-1").is_empty());
    assert_eq!(wrong.attr("[name=title-1]", "value").as_deref(), Some("Alert on drift"));
    tasks[3] = ("due_on-1", "2026-12-20");
    tasks.push(("owner-1", &me));
    all.manager.post(&format!("{risk}/treat"), &tasks).await.is(303);
    let page = all.manager.get(&risk).await.is(200).says("Mitigation planned").says("Alert on drift");
    let task = page.attr("dd a[href^='/own-tasks/']", "href").unwrap();
    all.manager.get(&task).await.is(200).says("Alert on drift").says("to lower RISK-01");

    let accept = [("seen", "2"), ("treatment", "accept"), ("reason", "Until spring."), ("until", "2027-02-01")];
    all.manager.post(&format!("{risk}/treat"), &accept).await.is(303);
    all.manager.get(&task).await.is(200).says("was dropped");
    all.manager.get(&risk).await.is(200).says("Waiting for acceptance").says("Waits for somebody else");
    all.manager.post(&format!("{risk}/accept"), &[("seen", "3")]).await.is(403);
    all.executive.get(&risk).await.is(200).says("Accept the risk");
    all.executive.post(&format!("{risk}/accept"), &[("seen", "3")]).await.is(303);
    all.executive.post(&format!("{risk}/accept"), &[("seen", "3")]).await.is(409);
    all.manager.get(&risk).await.is(200).says("as executive, until 1 Feb 2027.");
    assert_eq!(all.firm.store().check_records().await.unwrap(), []);
}

#[tokio::test]
async fn the_scale_is_set_by_a_manager_and_a_late_one_keeps_what_was_typed() {
    let mut all = four().await;
    let page = all.manager.get("/risks/scale").await.is(200).says("Risks up to moderate are tolerated");
    let mut fields: Vec<(String, String)> = Vec::new();
    for axis in ["likelihood", "impact"] {
        for step in 1..=5 {
            let name = format!("{axis}-{step}");
            let value = page.attr(&format!("[name={name}]"), "value").unwrap();
            fields.extend([(name.clone(), value), (format!("{name}-meaning"), "As said.".into())]);
        }
    }
    for likelihood in 1..=5 {
        for impact in 1..=5 {
            let name = format!("band-{likelihood}-{impact}");
            let value = page.attr(&format!("[name={name}] option[selected]"), "value").unwrap();
            fields.push((name, value));
        }
    }
    for name in ["accepts-low", "accepts-moderate", "accepts-high", "accepts-severe"] {
        fields.push((name.into(), page.attr(&format!("[name={name}] option[selected]"), "value").unwrap()));
    }
    for name in ["months-high", "months-medium", "months-low"] {
        fields.push((name.into(), page.attr(&format!("[name={name}]"), "value").unwrap()));
    }
    fields.push(("version".into(), "1".into()));
    let sent = |appetite: &str| {
        let mut all = fields.clone();
        all.push(("appetite".into(), appetite.into()));
        all
    };
    let post = async |client: &mut Client, fields: Vec<(String, String)>| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        client.post("/risks/scale", &fields).await
    };
    let wrong = post(&mut all.manager, sent("")).await.is(422);
    assert!(wrong.fault("appetite").contains("Choose the highest band"));
    post(&mut all.manager, sent("low")).await.goes_to("/risks/scale?said=set");
    let late = post(&mut all.manager, sent("high")).await.is(409).says("Somebody set another scale meanwhile.");
    assert_eq!(late.attr("[name=appetite] option[selected]", "value").as_deref(), Some("high"));
    assert_eq!(late.attr("[name=version]", "value").as_deref(), Some("2"));
    all.manager.get("/risks/scale").await.is(200).says("Risks up to low are tolerated").says("Version 2");
    post(&mut all.executive, sent("high")).await.is(403);
}

#[tokio::test]
async fn a_risk_of_our_own_is_added_with_the_limit_that_would_show_it() {
    let mut all = four().await;
    let base = all.opened().await;
    let own = format!("{base}/own");
    all.manager.get(&own).await.is(200).says("What else may go wrong?");
    let fields = [
        ("title", "Nobody retires old models"),
        ("category", "governance"),
        ("description", "They stay up without an owner."),
    ];
    let strange = [fields.as_slice(), &[("controls", "AIG-ZZ-99")]].concat();
    let wrong = all.manager.post(&own, &strange).await.is(422);
    assert!(wrong.fault("controls").contains("Choose controls that answer it"));
    assert_eq!(wrong.attr("[name=title]", "value").as_deref(), Some("Nobody retires old models"));
    let risk = format!("{base}/risks/OWN-01");
    all.manager.post(&own, &fields).await.goes_to(&risk);
    all.manager.get(&risk).await.is(200).says("No control answers this risk yet");
    let limits = format!("{risk}/limits");
    let wrong = all.manager.post(&limits, &[("measure", "Accuracy"), ("comparison", "below"), ("value", "85")]).await;
    assert!(wrong.is(422).fault("value").contains("between 0 and 1"));
    all.manager.post(&limits, &[("measure", "Accuracy"), ("comparison", "below"), ("value", "0.85")]).await.is(303);
    let page = all.manager.get(&risk).await.is(200).says("below 0.85");
    all.manager.get(&base).await.is(200).says("What would show it").says("below 0.85");
    let limit = page.attr("[name=limit]", "value").unwrap();
    all.manager.post(&format!("{limits}/end"), &[("limit", &limit)]).await.is(303);
    all.manager.get(&risk).await.is(200).does_not_say("below 0.85");
    all.manager.get("/risks/OWN-01").await.is(200).says("is in no concluded assessment");
}

#[tokio::test]
async fn a_submission_is_offered_once_nothing_is_missing_and_says_until_then_what_is() {
    let mut all = four().await;
    let base = all.opened().await;
    let page = all.manager.get(&base).await.is(200);
    let open = page.select("#risks td[data-th=Residual]").iter().filter(|cell| cell.contains("Not answered")).count();
    assert_eq!(page.select(".waits-for a"), [format!("{open} to rate")]);
    assert_eq!(page.attr(".waits-for a", "href").as_deref(), Some("#answer"));
    assert!(page.attr(".waits-for button", "disabled").is_some());
    assert!(page.attr("#answer a", "href").unwrap().starts_with(&format!("{base}/risks/RISK-")));
    let refused = all.manager.post(&format!("{base}/submit"), &[("version", "0")]).await.is(422);
    assert_eq!(
        refused.attr("#faults a", "href").as_deref(),
        Some("#answer"),
        "the block at the top leads to what is missing"
    );
    all.rate_the_rest(&base).await;
    let page = all.manager.get(&base).await.is(200);
    assert!(page.select(".waits-for").is_empty());
    assert_eq!(page.select(".btn.primary"), ["Submit it"]);
}

#[tokio::test]
async fn an_answer_that_waits_for_a_second_person_is_said_beside_what_is_not_answered() {
    let mut all = four().await;
    let store = all.firm.store();
    let yes: TraitSet = [Trait::Predictive, Trait::TrainedInHouse].into_iter().collect();
    let no = TraitSet::all().minus(yes).minus(Trait::Agentic.into());
    let draft = SystemDraft { stage: Some(Stage::Production), yes, no, ..SystemDraft::named("Router") };
    let system = store.add_system(&all.firm.manager, draft).await.unwrap();
    store.widen_scope(&all.firm.manager, all.firm.programme, &[system]).await.unwrap();
    let of = system.to_string();
    let opened = all.manager.post("/risks/assessments", &[("of", &of)]).await.is(303);
    let base = opened.header("location").split('?').next().unwrap().to_owned();
    let page = all.manager.get(&base).await.is(200).says("Answer first: agentic.");
    page.does_not_say("waits for a second person");
    let why = "It calls no tools and acts on nothing.";
    let answer = Change::Answer { system, which: Trait::Agentic, answer: Some(false) };
    store.propose(&all.firm.manager, &answer, why).await.unwrap();
    let page = all.manager.get(&base).await.is(200).says("Answer first: agentic.");
    page.says("An answer about agentic was given and waits for a second person");
}

#[tokio::test]
async fn risks_are_ticked_and_answered_together_and_a_refusal_keeps_the_ticks() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    let base = all.opened().await;
    let page = all.manager.get(&base).await.is(200);
    assert!(page.select("#owed summary")[0].contains("through controls that every system owes"), "{}", page.text());
    assert!(page.attr("#owed", "open").is_none(), "folded");
    assert!(page.select("#risk > table td[data-th='Fits because']").iter().all(|why| !why.starts_with("Every system")));
    let ticks: Vec<_> =
        page.select("#owed tbody th a").iter().map(|risk| format!("{}@0", risk.split(' ').next().unwrap())).collect();
    // Some take two, and cannot be set aside with others.
    let ticks: Vec<_> = ticks.into_iter().filter(|tick| !domain::risks::BY_TWO.contains(&&tick[..7])).collect();
    let (first, second) = (ticks[0].clone(), ticks[1].clone());
    let aside = |risk: &'static str| vec![("risk", risk), ("reason", "It has no users.")];
    let refused = all.manager.post(&format!("{base}/aside"), &aside("RISK-01@0")).await.is(422);
    assert!(refused.select("#faults a")[0].contains("RISK-01"), "{}", refused.text());
    assert!(refused.attr("input[value='RISK-01@0']", "checked").is_some(), "it is still ticked");
    assert_eq!(refused.select("#many textarea[name='reason']"), ["It has no users."]);
    let none = all.manager.post(&format!("{base}/rate"), &[("likelihood", "2"), ("impact", "2"), ("owner", &me)]).await;
    none.is(422).says("Choose at least one risk.");
    let bare = all.manager.post(&format!("{base}/rate"), &[("risk", first.as_str()), ("owner", &me)]).await.is(422);
    let said = ["Likelihood: choose 1 to 5.", "Impact: choose 1 to 5."];
    assert_eq!(bare.select("#faults a"), said, "each at a field that is there");
    let two = [("risk", first.as_str()), ("risk", &second), ("reason", "It has no users.")];
    all.manager.post(&format!("{base}/aside"), &two).await.goes_to(&format!("{base}?said=kept"));
    let page = all.manager.get(&base).await.is(200);
    assert_eq!(page.select("#risks td[data-th=Residual]").iter().filter(|cell| cell.contains("Set aside")).count(), 2);
    let alike = [("risk", ticks[2].as_str()), ("likelihood", "2"), ("impact", "3"), ("owner", &me)];
    all.manager.post(&format!("{base}/rate"), &alike).await.goes_to(&format!("{base}?said=kept"));
    all.manager.get("/trail").await.is(200).says("set two risks aside").says("rated one risk alike");
    all.reviewer.post(&format!("{base}/rate"), &alike).await.is(403);
    let rated = format!("{base}/risks/{}", ticks[2].split('@').next().unwrap());
    let next = all.manager.get(&rated).await.is(200).attr(".actions.top a.btn.primary", "href").unwrap();
    assert!(next.starts_with(&format!("{base}/risks/")) && next != rated, "the next to rate is a button: {next}");
}

#[tokio::test]
async fn a_conclusion_is_used_as_proof_by_whoever_may_and_others_read_who() {
    let house = House::founded().await;
    let firm = house.firm().await;
    firm.adopt(&["AIG-PR-02"]).await;
    let yes: TraitSet = [Trait::Predictive].into_iter().collect();
    let draft = SystemDraft {
        stage: Some(Stage::Production),
        yes,
        no: TraitSet::all().minus(yes),
        ..SystemDraft::named("Scorer")
    };
    let system = firm.store().add_system(&firm.manager, draft).await.unwrap();
    firm.store().widen_scope(&firm.manager, firm.programme, &[system]).await.unwrap();
    let mut all = Four {
        manager: quickly(&house, firm.manager.person).await,
        reviewer: quickly(&house, firm.reviewer.person).await,
        executive: house.signed_in(Role::Executive).await,
        manager_id: firm.manager.person.to_string(),
        system: system.to_string(),
        firm,
        house,
    };
    all.manager.get("/tasks/TSK-RA-02-2").await.is(200).says("its control is not adopted").says("Adopt AIG-RA-02");
    all.executive.get("/tasks/TSK-RA-02-2").await.is(200).says("A compliance manager adopts it.");
    let base = all.opened().await;
    let answering = all.manager.get(&format!("{base}/risks/RISK-01")).await.is(200);
    answering.does_not_say("Adopt one first");
    all.rate_the_rest(&base).await;
    all.submitted(&base).await;
    let version = all.reviewer.get(&base).await.is(200).attr("[name=version]", "value").unwrap();
    all.reviewer.post(&format!("{base}/conclude"), &[("version", &version)]).await.is(303);
    all.reviewer.get(&base).await.is(200).says("Nothing yet: no control that asks for a risk assessment was adopted");
    all.firm.adopt(&["AIG-RA-02"]).await;
    let own = all.manager.get(&base).await.is(200).says("It could prove TSK-RA-02-2");
    own.says("You took part in this assessment.").says("Whoever has the right of review and took no part may.");
    all.manager.post(&format!("{base}/prove"), &[]).await.is(403);
    all.reviewer.get("/waiting").await.is(200).says("Risks: 1").says("Risk assessment to use as proof: Scorer");
    let rail = all.reviewer.get("/risks").await.is(200);
    assert_eq!(rail.select(".rail a[href='/risks'] .n"), ["1 for you"]);
    all.reviewer.get(&base).await.is(200).says("Use it as proof");
    all.reviewer.post(&format!("{base}/prove"), &[]).await.goes_to(&format!("{base}?said=proven"));
    all.reviewer.get(&base).await.is(200).does_not_say("It could prove").says("Evidence");
    all.manager.get("/tasks/TSK-RA-02-2").await.is(200).says("Scorer");
}

#[tokio::test]
async fn what_one_person_set_aside_stands_on_the_page_of_risks() {
    let mut all = four().await;
    let base = all.opened().await;
    let risk = format!("{base}/risks/RISK-03");
    all.manager.post(&format!("{risk}/aside"), &[("seen", "0"), ("reason", "Nobody gets there.")]).await.is(303);
    all.manager.get("/risks").await.is(200).says("For somebody else with the right of review");
    let page = all.reviewer.get("/risks").await.is(200).says("You may agree to it");
    assert_eq!(page.attr("#asides a", "href").as_deref(), Some(risk.as_str()));
    all.reviewer.get("/waiting").await.is(200).says("Risk to set aside: RISK-03 of Scorer");
    all.reviewer.post(&format!("{risk}/agree"), &[("seen", "1")]).await.is(303);
    all.reviewer.get("/risks").await.is(200).does_not_say("You may agree to it");
}

#[tokio::test]
async fn where_no_control_that_answers_a_risk_is_adopted_the_form_says_which_to_adopt() {
    let house = House::founded().await;
    let firm = house.firm().await;
    let yes: TraitSet = [Trait::Predictive].into_iter().collect();
    let draft = SystemDraft { yes, no: TraitSet::all().minus(yes), ..SystemDraft::named("Scorer") };
    let system = firm.store().add_system(&firm.manager, draft).await.unwrap();
    let mut manager = quickly(&house, firm.manager.person).await;
    let answer = manager.post("/risks/assessments", &[("of", &system.to_string())]).await.is(303);
    let base = answer.header("location").split('?').next().unwrap().to_owned();
    let page = manager.get(&format!("{base}/risks/RISK-01")).await.is(200).says("Adopt one first: ");
    let control = page.attr("#acting a", "href").unwrap();
    manager.get(&control).await.is(200).says("Adopt");
}

#[tokio::test]
async fn an_acceptance_that_waits_is_told_before_the_conclusion_and_decided_after_it() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    let base = all.opened().await;
    let risk = format!("{base}/risks/RISK-01");
    let mut claimed = rating(&me, "0", "4", "2");
    claimed.push(("acting", "AIG-PR-02"));
    all.manager.post(&format!("{risk}/rate"), &claimed).await.is(303);
    let page = all.manager.get(&risk).await.is(200);
    page.says("low after controls, within our appetite, but AIG-PR-02 is not met (never proven). It is high without.");
    let accept = [("seen", "1"), ("treatment", "accept"), ("reason", "Until spring."), ("until", "2027-02-01")];
    all.manager.post(&format!("{risk}/treat"), &accept).await.is(303);
    all.rate_the_rest(&base).await;
    all.submitted(&base).await;
    let page = all.reviewer.get(&base).await.is(200).says("One risk waits to be accepted");
    assert!(page.select(&format!(".notice a[href='{risk}']"))[0].contains("RISK-01"));
    let version = page.attr("[name=version]", "value").unwrap();
    all.reviewer.post(&format!("{base}/conclude"), &[("version", &version)]).await.is(303);

    all.manager.get(&base).await.is(200).says("One risk waits to be accepted");
    all.executive.get("/waiting").await.is(200).says("Risk to accept: RISK-01 of Scorer");
    let page =
        all.executive.get(&risk).await.is(200).says("Accept the risk").says("Without them you accept a high risk.");
    assert!(page.select("#treat").is_empty(), "an executive decides on it and treats nothing");
    let refuse = |reason: &'static str| [("seen", "2"), ("decision", "refuse"), ("reason", reason)];
    let wrong = all.executive.post(&format!("{risk}/accept"), &refuse("")).await.is(422);
    assert!(!wrong.fault("refuse-reason").is_empty());
    all.executive.post(&format!("{risk}/accept"), &refuse("Too much hangs on it.")).await.is(303);
    all.executive.get("/waiting").await.is(200).does_not_say("Risk to accept");
    all.manager.get("/trail").await.is(200).says("refused to accept a risk");
    let page = all.manager.get(&risk).await.is(200).says("Acceptance refused").says("Too much hangs on it.");
    assert_eq!(page.select("#treat button").len(), 1, "another way is open");
    assert!(page.select("#rate").is_empty(), "the rating stays as it was concluded");
    let told = all.manager.get(&base).await.is(200).says("One risk was not accepted.");
    assert!(told.attr(&format!(".notice a[href='{risk}']"), "href").is_some());
    let avoid = [("seen", "3"), ("treatment", "avoid"), ("reason", "Switched off.")];
    all.manager.post(&format!("{risk}/treat"), &avoid).await.is(303);
    all.manager.get(&risk).await.is(200).says("Avoided");

    let register = all.manager.get("/risks").await.is(200).says("Rests on AIG-PR-02, not met today");
    let unmet = register.attr(".legend a", "href").unwrap();
    assert_eq!(unmet, "/risks?claim=unmet#rows");
    assert!(register.attr(".heat .rk.unmet", "href").is_some());
    assert_eq!(all.manager.get("/risks?claim=unmet").await.is(200).select("#rows tbody tr").len(), 1);
    all.manager.get("/risks?appetite=above").await.is(200).says("No risk is in this view.");
    assert_eq!(all.firm.store().check_records().await.unwrap(), []);
}

#[tokio::test]
async fn the_headline_says_nothing_of_what_is_not_rated_and_its_counts_lead_to_their_rows() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    let base = all.opened().await;
    let first = all.manager.get(&base).await.is(200).select("h1")[0].clone();
    assert!(first.contains("none of") && first.contains("is answered.") && !first.contains("appetite"), "{first}");
    all.manager.post(&format!("{base}/risks/RISK-01/rate"), &rating(&me, "0", "4", "4")).await.is(303);
    let page = all.manager.get(&base).await.is(200);
    let said = page.select("h1")[0].clone();
    assert!(said.contains("Of 1 rated, one is above our appetite."), "{said}");
    for show in ["answered", "rated", "above"] {
        let href = format!("{base}?show={show}#risks");
        assert!(page.attr(&format!("h1 a[href='{href}']"), "href").is_some(), "{show}");
        let rows = all.manager.get(&format!("{base}?show={show}")).await.is(200).select("#risk tbody tr");
        assert_eq!(rows.len(), 1, "{show}");
    }
    all.manager.get(&format!("{base}?show=unmet")).await.is(200).says("No risk is in this view.");
}

#[tokio::test]
async fn all_that_is_not_answered_is_rated_in_one_press_with_a_sentence() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    let base = all.opened().await;
    let page = all.manager.get(&base).await.is(200);
    let open = page.select("#risks td[data-th=Residual]").len();
    assert!(page.text().contains(&format!("All {open} that are not answered")), "{}", page.text());
    let shown =
        page.select("#risk tbody th a").into_iter().map(|risk| format!("{}@0", risk.split(' ').next().unwrap()));
    let shown: Vec<_> = shown.collect();
    let mut fields = vec![("all", "on"), ("likelihood", "2"), ("impact", "2"), ("owner", me.as_str())];
    fields.extend(shown.iter().map(|one| ("open", one.as_str())));
    let silent = all.manager.post(&format!("{base}/rate"), &fields).await.is(422);
    assert!(silent.fault("note").contains("why these risks are rated alike"));
    assert!(silent.attr("[name=all]", "checked").is_some(), "the tick is kept");
    fields.push(("note", "A prototype without users."));
    all.manager.post(&format!("{base}/rate"), &fields).await.goes_to(&format!("{base}?said=kept"));
    assert_eq!(all.manager.get(&base).await.is(200).select(".btn.primary"), ["Submit it"]);
}

#[tokio::test]
async fn what_the_last_assessment_said_stands_beside_each_risk_and_is_taken_over() {
    let mut all = four().await;
    let first = all.opened().await;
    all.manager.get(&first).await.is(200).does_not_say("Last time");
    all.rate_the_rest(&first).await;
    all.submitted(&first).await;
    let version = all.reviewer.get(&first).await.attr("[name=version]", "value").unwrap();
    all.reviewer.post(&format!("{first}/conclude"), &[("version", &version)]).await.is(303);
    let base = all.opened().await;
    let page = all.manager.get(&base).await.is(200).says("Last time").says("Take the ratings over");
    assert!(page.attr("[name=before]", "value").is_some());
    all.manager.get(&format!("{base}/risks/RISK-01")).await.is(200).says("what the assessment before said");
    let one = [("risk", "RISK-01@0")];
    all.manager.post(&format!("{base}/rate?as=before"), &one).await.goes_to(&format!("{base}?said=kept"));
    all.manager.get("/trail").await.is(200).says("rated one risk as the assessment before did");
    all.manager.post(&format!("{base}/rate?as=before"), &one).await.is(409);
    all.reviewer.post(&format!("{base}/rate?as=before"), &[("risk", "RISK-02@0")]).await.is(403);
}

#[tokio::test]
async fn a_band_that_nobody_accepts_is_no_choice_and_faults_name_their_fields() {
    let mut all = four().await;
    let me = all.manager_id.clone();
    let base = all.opened().await;
    let risk = format!("{base}/risks/RISK-01");
    all.manager.get(&risk).await.is(200).says("are the library's starting point");
    all.manager.post(&format!("{risk}/rate"), &rating(&me, "0", "5", "5")).await.is(303);
    let page = all.manager.get(&risk).await.is(200).says("Nobody accepts a severe risk here: the scale says so.");
    assert!(page.attr("[name=treatment][value=accept]", "disabled").is_some());
    assert!(page.attr("[name=treatment][value=avoid]", "disabled").is_none());
    let wrong = all.manager.post(&format!("{risk}/treat"), &[("seen", "1"), ("treatment", "mitigate")]).await.is(422);
    let told = wrong.select("#faults a");
    assert!(told.contains(&"Likelihood aimed at: choose 1 to 5.".to_owned()), "{told:?}");
    assert!(told.contains(&"Impact aimed at: choose 1 to 5.".to_owned()), "{told:?}");
}
