use super::*;
use crate::catalogue::Risk;
use crate::words::{Question, QuestionSet};
use proptest::prelude::*;
use std::fmt::Write as _;

fn of_library(yes: TraitSet, no: TraitSet) -> Vec<Applying> {
    of_system(catalogue().controls.iter().map(|control| (&control.id, &control.applies)), yes, no)
}

fn of_the_house(systems: &[(TraitSet, TraitSet)]) -> Vec<Applying> {
    of_organisation(catalogue().controls.iter().map(|control| (&control.id, &control.applies)), systems)
}

fn only(yes: &[Trait]) -> (TraitSet, TraitSet) {
    let yes = traits(yes);
    (yes, TraitSet::all().minus(yes))
}

#[test]
fn the_risks_that_fit_are_as_reviewed() {
    let systems = [
        ("none", only(&[])),
        ("scorer", only(&[Trait::Predictive, Trait::TrainedInHouse, Trait::PersonalData, Trait::HighImpact])),
        ("chat", only(&[Trait::Generative, Trait::ThirdParty])),
        ("agent", only(&[Trait::Generative, Trait::Agentic, Trait::ThirdParty])),
        ("unasked", (TraitSet::EMPTY, TraitSet::EMPTY)),
    ];
    let mut columns: Vec<(&str, Vec<Applying>)> =
        systems.iter().map(|(name, (yes, no))| (*name, of_library(*yes, *no))).collect();
    columns.push(("organisation", of_the_house(&systems.map(|(_, traits)| traits))));
    let mut table = format!("{:<8}", "");
    for (name, _) in &columns {
        let _ = write!(table, " {name:<8}");
    }
    for risk in &catalogue().risks {
        let _ = write!(table, "\n{:<8}", risk.id);
        for (_, controls) in &columns {
            let said = match fits(&risk.controls, controls) {
                Fits::Yes(reasons) => format!("yes {}", reasons.len()),
                Fits::Unknown(questions) => format!("? {}", questions.len()),
                Fits::No => ".".to_owned(),
            };
            let _ = write!(table, " {said:<8}");
        }
        table.truncate(table.trim_end().len());
    }
    insta::assert_snapshot!(table);
}

fn the(id: &str) -> &'static Risk {
    catalogue().risks.get(&risk(id)).unwrap()
}

#[test]
fn a_risk_says_by_which_controls_and_why_it_fits() {
    let (yes, no) = only(&[Trait::HighImpact]);
    let Fits::Yes(reasons) = fits(&the("RISK-02").controls, &of_library(yes, no)) else { panic!("it fits") };
    let because = Why::Traits(Trait::HighImpact.into());
    assert_eq!(reasons.len(), 5);
    assert!(reasons.iter().all(|(_, why)| *why == because), "{reasons:?}");
    let Fits::Yes(reasons) = fits(&the("RISK-50").controls, &of_library(yes, no)) else { panic!("it fits") };
    assert_eq!(reasons, [("AIG-AC-05".parse().unwrap(), Why::EverySystem)]);
    let Fits::Yes(reasons) = fits(&the("RISK-10").controls, &of_the_house(&[])) else { panic!("it fits") };
    assert!(reasons.iter().all(|(_, why)| *why == Why::Organisation));
}

#[test]
fn a_risk_that_hangs_on_answers_names_the_questions() {
    let (yes, no) = (TraitSet::EMPTY, traits(&[Trait::PersonalData]));
    assert_eq!(fits(&the("RISK-02").controls, &of_library(yes, no)), Fits::Unknown(Question::HighImpact.into()));
    let open = fits(&the("RISK-24").controls, &of_library(yes, no));
    assert_eq!(open, Fits::Unknown([Question::Generative, Question::Agentic].into_iter().collect::<QuestionSet>()));
    assert_eq!(fits(&the("RISK-10").controls, &of_library(TraitSet::all(), TraitSet::EMPTY)), Fits::No);
    let house = of_the_house(&[(TraitSet::EMPTY, TraitSet::EMPTY), only(&[])]);
    let unlawful = controls(&["AIG-PV-01"]);
    assert_eq!(fits(&unlawful, &house), Fits::Unknown(Question::PersonalData.into()));
    assert_eq!(fits(&unlawful, &of_the_house(&[only(&[])])), Fits::No);
}

#[test]
fn what_is_proposed_is_parted_from_what_hangs_on_questions() {
    let risks = || catalogue().risks.iter().map(|risk| (&risk.id, risk.controls.as_slice()));
    let (yes, no) = (traits(&[Trait::Predictive]), traits(&[Trait::Generative, Trait::Agentic, Trait::ThirdParty]));
    let proposed = propose(risks(), &of_library(yes, no));
    assert_eq!(proposed.unknown, ["RISK-02", "RISK-08", "RISK-11", "RISK-34", "RISK-42"].map(risk));
    let open = [Question::TrainedInHouse, Question::PersonalData, Question::HighImpact];
    assert_eq!(proposed.questions, open.into_iter().collect::<QuestionSet>());
    assert_eq!(proposed.risks.first().map(|(risk, reasons)| (risk.as_str(), reasons.len())), Some(("RISK-01", 6)));
    let (yes, no) = only(&[]);
    assert_eq!(propose(risks(), &of_library(yes, no)).questions, QuestionSet::EMPTY);
}

#[test]
fn every_risk_of_the_library_is_somebodys_and_has_a_category() {
    let everything = of_library(TraitSet::all(), TraitSet::EMPTY);
    let house = of_the_house(&[(TraitSet::all(), TraitSet::EMPTY)]);
    for risk in &catalogue().risks {
        let fit = [&everything, &house].map(|controls| matches!(fits(&risk.controls, controls), Fits::Yes(_)));
        assert!(fit.contains(&true), "{} fits nowhere", risk.id);
        assert!(RiskCategory::of(risk).is_some(), "{}", risk.category);
    }
    assert!(RiskCategory::ALL.iter().all(|one| catalogue().risks.iter().any(|r| RiskCategory::of(r) == Some(*one))));
}

#[test]
fn an_own_risk_is_checked_at_each_field() {
    let known = controls(&["AIG-PR-02", "AIG-GV-01"]);
    let draft = OwnRiskDraft {
        title: " Scores leak to brokers ".into(),
        category: "fraud".into(),
        description: " Somebody sells them. ".into(),
        controls: vec!["AIG-PR-02".into(), "AIG-GV-01".into(), "AIG-PR-02".into()],
    };
    let own = draft.check(risk("OWN-01"), &known).unwrap();
    assert_eq!((own.title.as_str(), own.description.as_str()), ("Scores leak to brokers", "Somebody sells them."));
    assert_eq!(own.controls, controls(&["AIG-GV-01", "AIG-PR-02"]));
    keeps(&own);
    assert_eq!(fields(OwnRiskDraft::default().check(risk("OWN-01"), &known)), ["title", "category", "description"]);
    let unanswered = OwnRiskDraft { controls: Vec::new(), ..draft.clone() };
    assert_eq!(unanswered.check(risk("OWN-01"), &known).unwrap().controls, [], "nothing answers it yet");
    for strange in ["AIG-PR-03", "PR-02", ""] {
        let stray = OwnRiskDraft { controls: vec!["AIG-PR-02".into(), strange.into()], ..draft.clone() };
        assert_eq!(fields(stray.check(risk("OWN-01"), &known)), ["controls"], "{strange}");
    }
}

#[test]
fn what_nobody_sets_aside_alone_is_what_the_library_says_of_it() {
    let named = BY_TWO.map(|id| the(id).title);
    insta::assert_snapshot!(named.join("\n"), @r"
    Model drift lowers accuracy unnoticed
    Biased or discriminatory decisions
    Unauthorised access to training data
    Training or tuning data is poisoned
    Data corruption in pipelines
    Poisoned retrieval knowledge
    ");
}

#[test]
fn where_it_matters_a_risk_is_set_aside_by_two() {
    let alone = |id: &str, yes: &[Trait], no: &[Trait]| {
        must_not_be_set_aside_alone(&risk(id), traits(yes), traits(no)).map_err(|refusal| refusal.to_string())
    };
    let no = [Trait::TrainedInHouse, Trait::PersonalData, Trait::HighImpact];
    for id in BY_TWO {
        assert_eq!(alone(id, &[], &no), Ok(()), "{id}");
        assert_eq!(alone(id, &[Trait::Agentic], &no), Ok(()), "{id}");
        for trait_of in no {
            let others: Vec<_> = no.into_iter().filter(|one| *one != trait_of).collect();
            assert!(alone(id, &[trait_of], &others).is_err(), "{id}");
            assert!(alone(id, &[], &others).is_err(), "{id} with one unanswered");
        }
    }
    assert_eq!(alone("RISK-06", &no, &[]), Ok(()));
    assert_eq!(
        alone("RISK-01", &[], &[Trait::HighImpact]).unwrap_err(),
        "Not answered yet: trained in-house, personal data. Answer with no, or let a second person agree."
    );
    assert_eq!(
        alone("RISK-01", &[Trait::HighImpact], &[]).unwrap_err(),
        "With this trait a second person agrees to set RISK-01 aside: high impact."
    );
}

#[test]
fn a_second_person_with_the_right_of_review_agrees() {
    let aside = set_aside(" Frozen rules, no model. ", &reviewer(), Instant(1)).unwrap();
    assert_eq!(aside.reason, "Frozen rules, no model.");
    let stands = |aside: &SetAside| aside.stands(&risk("RISK-01"), traits(&[Trait::HighImpact]), TraitSet::EMPTY);
    assert!(!stands(&aside));
    assert!(aside.stands(&risk("RISK-06"), TraitSet::EMPTY, TraitSet::EMPTY));
    for who in [reviewer(), engineer(), actor(4, &[Role::Auditor], true)] {
        assert!(matches!(agree_to_set_aside(&aside, &who, Instant(2)), Err(Refusal::Forbidden(_))));
    }
    let agreed = agree_to_set_aside(&aside, &actor(5, &[Role::Engineer], true), Instant(2)).unwrap();
    assert!(stands(&agreed));
    assert!(matches!(
        agree_to_set_aside(&agreed, &actor(6, &[Role::Engineer], true), Instant(3)),
        Err(Refusal::Conflict(_))
    ));
    assert_eq!(fields(set_aside(" ", &engineer(), Instant(1))), ["reason"]);
    keeps(&agreed);
}

proptest! {
    #[test]
    fn answering_a_question_never_turns_a_fit_back(yes in 0..128_u32, no in 0..128_u32, more in 0..7_usize) {
        let (yes, no) = (TraitSet::from_bits(yes & !no), TraitSet::from_bits(no));
        let next = Trait::ALL[more];
        prop_assume!(!yes.contains(next) && !no.contains(next));
        let (before, as_yes, as_no) = (of_library(yes, no), of_library(yes.with(next), no), of_library(yes, no.with(next)));
        for risk in &catalogue().risks {
            match fits(&risk.controls, &before) {
                Fits::Yes(_) => prop_assert!([&as_yes, &as_no].iter().all(|now| matches!(fits(&risk.controls, now), Fits::Yes(_)))),
                Fits::No => prop_assert!([&as_yes, &as_no].iter().all(|now| fits(&risk.controls, now) == Fits::No)),
                Fits::Unknown(questions) => prop_assert!(!questions.is_empty()),
            }
        }
    }
}

#[test]
fn why_a_control_applies_is_read_as_it_is_written() {
    for why in [Why::EverySystem, Why::Organisation, Why::Traits(traits(&[Trait::Generative, Trait::Agentic]))] {
        assert_eq!(Why::read(&why.to_string()), Some(why), "{why}");
    }
    for text in ["", "traits ", "traits odd", "everybody"] {
        assert_eq!(Why::read(text), None, "{text}");
    }
}

#[test]
fn a_risk_is_its_own_when_a_trait_brings_it_and_not_when_every_system_owes_it() {
    let because = |why: &[Why]| {
        let control = controls(&["AIG-PR-02"]).remove(0);
        is_its_own(&why.iter().map(|why| (control.clone(), *why)).collect::<Vec<_>>())
    };
    let generative = Why::Traits(traits(&[Trait::Generative]));
    assert!(because(&[]) && because(&[generative]) && because(&[Why::EverySystem, generative]));
    assert!(!because(&[Why::EverySystem]) && !because(&[Why::Organisation, Why::EverySystem]));
}

#[test]
fn a_risk_of_agents_is_far_from_what_is_answered_not_to_be_one() {
    let agents: Vec<_> =
        catalogue().risks.iter().filter(|one| RiskCategory::of(one) == Some(RiskCategory::Agents)).collect();
    assert!(!agents.is_empty());
    assert!(is_far(RiskCategory::Agents, traits(&[Trait::Agentic])));
    assert!(!is_far(RiskCategory::Agents, traits(&[Trait::Generative])), "nobody answered that");
    assert!(!is_far(RiskCategory::Security, TraitSet::all()));
    let (yes, no) = only(&[Trait::Generative, Trait::ThirdParty]);
    let still = agents.iter().filter(|one| matches!(fits(&one.controls, &of_library(yes, no)), Fits::Yes(_)));
    assert!(still.count() > 0, "they fit by another trait of a control, so they stay proposed");
}

#[test]
fn several_are_set_aside_with_one_reason_unless_one_of_them_takes_two() {
    let (yes, none) = (traits(&[Trait::HighImpact]), TraitSet::EMPTY);
    let tried = |risks: &[&str], yes, no, reason| {
        let risks: Vec<_> = risks.iter().map(|id| risk(id)).collect();
        set_aside_together(&risks, yes, no, reason, &engineer(), Instant(1))
    };
    assert!(tried(&["RISK-06", "RISK-21"], yes, none, "No users.").is_ok());
    let two = tried(&["RISK-06", "RISK-02", "RISK-16"], yes, none, "No users.").unwrap_err();
    assert!(two.to_string().contains("RISK-02, RISK-16") && !two.to_string().contains("RISK-06"), "{two}");
    assert!(tried(&["RISK-02"], none, TraitSet::all(), "No users.").is_ok(), "where nothing matters one is enough");
    assert_eq!(fields(tried(&[], yes, none, " ")), ["risk", "reason"]);
}

proptest! {
    /// Together is never easier than one by one.
    #[test]
    fn what_is_set_aside_together_could_be_set_aside_alone(yes in 0..128_u32, no in 0..128_u32, picks in proptest::collection::vec(1..51_u8, 1..8)) {
        let (yes, no) = (TraitSet::from_bits(yes & !no), TraitSet::from_bits(no));
        let risks: Vec<_> = picks.iter().map(|n| risk(&format!("RISK-{n:02}"))).collect();
        let alone = risks.iter().all(|risk| must_not_be_set_aside_alone(risk, yes, no).is_ok());
        prop_assert_eq!(set_aside_together(&risks, yes, no, "Why.", &engineer(), Instant(1)).is_ok(), alone);
    }
}
