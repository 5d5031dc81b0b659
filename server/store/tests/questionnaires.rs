//! Questionnaires to vendors, from the link to the closing, on both engines.
#![cfg(test)]

use domain::finding::{Finding, Reason};
use domain::ids::{QuestionnaireId, VendorId};
use domain::instant::Utc;
use domain::notices::What;
use domain::people::{Actor, Role};
use domain::questionnaires::{
    AnswerDraft, AnswerKind, CloseDraft, Conclusion, DecidedDraft, HandOnDraft, OwnDraft, Picked, Said, SendDraft,
    SetDraft, Stage,
};
use domain::refusal::Refusal;
use domain::words::{Criticality, Trait};
use jiff::civil::date;
use std::collections::BTreeMap;
use store::testing::{Firm, firms};
use store::{Error, Questions, StoredFile, Typed};

fn said<T: std::fmt::Debug>(outcome: store::Result<T>) -> Refusal {
    let error = outcome.unwrap_err();
    let Error::Refused(refusal) = error else { panic!("{error}") };
    refusal
}

fn fields(refusal: &Refusal) -> Vec<&str> {
    let Refusal::Invalid(faults) = refusal else { panic!("{refusal}") };
    faults.iter().map(|fault| fault.field.as_ref()).collect()
}

fn due() -> SendDraft {
    SendDraft { due_on: "2026-12-10".into(), ..SendDraft::default() }
}

/// A set of four questions: two of the library that a rule tells, one that it does not, one of our own.
fn set() -> SetDraft {
    let pick = |key: &str, knock_out| Picked { key: key.into(), weight: String::new(), knock_out };
    let own = OwnDraft {
        heading: "Support".into(),
        question: "Who answers at night?".into(),
        kind: "choice".into(),
        choices: "Our team\nA partner\nNobody".into(),
        favours: "these".into(),
        favoured: "Our team\nA partner".into(),
        weight: "2".into(),
        ..OwnDraft::default()
    };
    let picked = vec![pick("VQ-11", true), pick("VQ-18", false), pick("VQ-12", false)];
    SetDraft { name: "Short".into(), about: String::new(), picked, own: vec![own, OwnDraft::default()] }
}

fn typed(key: &str, said: &str, seen: i64) -> Typed {
    Typed { key: key.into(), draft: AnswerDraft { said: said.into(), ..AnswerDraft::default() }, seen }
}

struct Scene {
    firm: Firm,
    vendor: VendorId,
    id: QuestionnaireId,
    key: String,
    /// The key of our own question.
    own: String,
}

async fn scenes() -> Vec<Scene> {
    let mut all = Vec::new();
    for firm in firms(&["AIG-VN-02"]).await {
        let store = firm.store();
        let vendor = store.add_vendor(&firm.manager, "Parley Labs", "A model", Criticality::High, None).await.unwrap();
        let (system, _) = firm.system("Letters", None).await;
        store.depend(&firm.manager, system, vendor).await.unwrap();
        let bought = store.answer_trait(&firm.manager, system, Trait::ThirdParty, Some(true), "bought").await;
        bought.unwrap();
        let set = store.write_question_set(&firm.manager, None, &set()).await.unwrap();
        let (id, key) = store.send_questionnaire(&firm.manager, vendor, Questions::Set(set), &due()).await.unwrap();
        let own = store.questionnaire(id).await.unwrap().row.asks.last().unwrap().key.to_string();
        all.push(Scene { firm, vendor, id, key, own });
    }
    all
}

impl Scene {
    async fn finding(&self) -> Option<Finding> {
        let store = self.firm.store();
        let no = store.vendor(self.vendor).await.unwrap().no;
        let found = store.findings_of(no, store.present().await.unwrap()).await.unwrap();
        found.iter().find(|one| one.requirement.as_str() == "TSK-VN-02-1").map(|one| one.finding)
    }

    async fn checks(&self) {
        let store = self.firm.store();
        assert_eq!(store.verify_trail().await.unwrap().faults, []);
        assert_eq!(store.check_records().await.unwrap(), []);
        assert_eq!(store.check_derived(1).await.unwrap().len(), 0);
    }

    async fn answered(&self) {
        let all = [
            typed("VQ-11", "yes", 0),
            typed("VQ-18", "yes", 0),
            typed("VQ-12", "Thirty days", 0),
            typed(&self.own, "Nobody", 0),
        ];
        assert_eq!(self.firm.store().save_answers(&self.key, &all).await.unwrap().written, 4);
    }
}

#[tokio::test]
async fn a_questionnaire_goes_from_its_link_to_a_closing_that_proves_the_vendor_was_assessed() {
    for scene in scenes().await {
        let (store, manager, reviewer) = (scene.firm.store(), &scene.firm.manager, &scene.firm.reviewer);
        let again = store.send_questionnaire(manager, scene.vendor, Questions::Fitting, &due()).await;
        assert!(matches!(said(again), Refusal::Conflict(_)), "one waits already");
        let one = [typed("VQ-11", "yes", 0)];
        assert_eq!(store.save_answers(&scene.key, &one).await.unwrap().written, 1);
        assert_eq!(store.save_answers(&scene.key, &one).await.unwrap().written, 0, "the same again is nothing new");
        let early = said(store.submit_questionnaire(&scene.key, "").await);
        assert_eq!(fields(&early), ["gaps"]);
        let seen = store.questionnaire(scene.id).await.unwrap().answers.values().next().unwrap().seq;
        let wrong = [typed("VQ-11", "perhaps", seen), typed("VQ-18", "yes", 0), typed(&scene.own, "A robot", 0)];
        let saved = store.save_answers(&scene.key, &wrong).await.unwrap();
        let unread: Vec<_> = saved.unread.iter().map(|fault| fault.field.to_string()).collect();
        assert_eq!(unread, ["said-VQ-11".to_owned(), format!("said-{}", scene.own)]);
        assert_eq!(saved.written, 1, "what can be read is kept");
        let rest = [typed("VQ-12", "Thirty days", 0), typed(&scene.own, "Nobody", 0)];
        store.save_answers(&scene.key, &rest).await.unwrap();
        let judged = BTreeMap::from([("VQ-12".to_owned(), "partly".to_owned())]);
        assert!(matches!(said(store.judge_answers(manager, scene.id, &judged).await), Refusal::Conflict(_)));
        store.submit_questionnaire(&scene.key, "").await.unwrap();
        assert!(
            matches!(said(store.save_answers(&scene.key, &one).await), Refusal::Conflict(_)),
            "nothing changes now"
        );

        let draft = CloseDraft { conclusion: "with-gaps".into(), words: "Read all.".into(), ..CloseDraft::default() };
        let waits = said(store.close_questionnaire(reviewer, scene.id, &draft).await);
        assert!(matches!(waits, Refusal::Conflict(_)), "an answer waits to be judged");
        store.judge_answers(manager, scene.id, &judged).await.unwrap();
        assert!(matches!(said(store.close_questionnaire(manager, scene.id, &draft).await), Refusal::Forbidden(_)));
        let refused = said(store.close_questionnaire(reviewer, scene.id, &draft).await);
        assert_eq!(
            fields(&refused),
            ["outcome-VQ-11".to_owned(), "outcome-VQ-12".into(), format!("outcome-{}", scene.own)]
        );
        let accept = |key: &str| DecidedDraft {
            key: key.into(),
            outcome: "accepted".into(),
            words: "A switch is on.".into(),
            ..DecidedDraft::default()
        };
        let correct = DecidedDraft {
            outcome: "to-correct".into(),
            words: "Have them name somebody for nights".into(),
            owner: manager.person.to_string(),
            due_on: "2026-12-31".into(),
            key: scene.own.clone(),
        };
        let decided = vec![accept("VQ-11"), accept("VQ-12"), correct];
        let fit = CloseDraft {
            decided: decided.clone(),
            conclusion: "fit".into(),
            words: "Fine.".into(),
            ..CloseDraft::default()
        };
        assert_eq!(fields(&said(store.close_questionnaire(reviewer, scene.id, &fit).await)), ["conclusion"]);
        assert!(matches!(scene.finding().await, Some(Finding::Gap(Reason::NeverProven))));
        let draft = CloseDraft { decided, ..draft };
        assert_eq!(store.close_questionnaire(reviewer, scene.id, &draft).await.unwrap(), 1);
        let read = store.questionnaire(scene.id).await.unwrap();
        let score = read.score();
        assert_eq!((score.halves, score.scored, score.tenths().unwrap().0), (2 * 3 + 5, 15, 366));
        assert!(score.is_knocked_out());
        let closed = read.row.closed.as_ref().unwrap();
        assert_eq!((closed.conclusion, closed.decided.len()), (Conclusion::WithGaps, 3));
        let task = store.own_task(closed.decided[2].task.unwrap()).await.unwrap();
        assert_eq!((task.vendor.as_ref().unwrap().0, task.due_on), (scene.vendor, date(2026, 12, 31)));
        let proof = store.evidence_list(&store::EvidenceWanted::default(), 0, 20).await.unwrap().0;
        assert!(proof.iter().any(|line| line.title == "Questionnaire of Parley Labs"), "the assessment is evidence");
        assert!(matches!(said(store.close_questionnaire(reviewer, scene.id, &draft).await), Refusal::Conflict(_)));
        assert!(store.opened(&scene.key).await.unwrap().is_some(), "the link shows what was sent");
        scene.checks().await;
    }
}

#[tokio::test]
async fn a_link_expires_is_revoked_and_replaced_and_tells_nothing_of_it() {
    for scene in scenes().await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        assert!(store.opened(&"0".repeat(64)).await.unwrap().is_none());
        assert!(store.opened(&scene.key).await.unwrap().is_some());
        let next = store.link_questionnaire(manager, scene.id, "").await.unwrap();
        assert!(store.opened(&scene.key).await.unwrap().is_none(), "a new one ends the old");
        assert!(matches!(said(store.save_answers(&scene.key, &[]).await), Refusal::Missing(_)));
        store.unlink_questionnaire(manager, scene.id).await.unwrap();
        assert!(store.opened(&next).await.unwrap().is_none());
        assert!(matches!(said(store.unlink_questionnaire(manager, scene.id).await), Refusal::Conflict(_)));
        let last = store.link_questionnaire(manager, scene.id, "2026-12-10").await.unwrap();
        let early = store.link_questionnaire(manager, scene.id, "2026-12-01").await;
        assert_eq!(fields(&said(early)), ["expires_on"]);
        assert!(store.opened(&last).await.unwrap().is_some());
        scene.firm.f.world.forward(40 * 86_400);
        assert!(store.opened(&last).await.unwrap().is_none(), "it expired");
        assert_eq!(store.questionnaire(scene.id).await.unwrap().row.stage(date(2026, 12, 11)), Stage::Overdue);
        store.call_questionnaire_off(manager, scene.id, "Sent by mistake").await.unwrap();
        assert!(matches!(said(store.link_questionnaire(manager, scene.id, "").await), Refusal::Conflict(_)));
        let stranger = Actor { rights: domain::people::Rights::of(&[Role::Engineer], true), ..*manager };
        assert!(matches!(said(store.unlink_questionnaire(&stranger, scene.id).await), Refusal::Forbidden(_)));
        scene.checks().await;
    }
}

#[tokio::test]
async fn a_colleague_answers_only_what_was_handed_on_and_nothing_is_lost_between_them() {
    for scene in scenes().await {
        let store = scene.firm.store();
        let none = HandOnDraft { to: "Jo".into(), keys: vec![] };
        assert_eq!(fields(&said(store.hand_on(&scene.key, &none).await)), ["keys"]);
        let strange = HandOnDraft { to: "Jo".into(), keys: vec!["VQ-11".into(), "VQ-55".into()] };
        assert_eq!(fields(&said(store.hand_on(&scene.key, &strange).await)), ["keys"]);
        let two = HandOnDraft { to: "Jo".into(), keys: vec!["VQ-11".into(), "VQ-12".into()] };
        let jo = store.hand_on(&scene.key, &two).await.unwrap();
        let opened = store.opened(&jo).await.unwrap().unwrap();
        assert_eq!(opened.asks().map(|ask| ask.key.to_string()).collect::<Vec<_>>(), ["VQ-11", "VQ-12"]);
        assert!(matches!(said(store.save_answers(&jo, &[typed("VQ-18", "yes", 0)]).await), Refusal::Missing(_)));
        assert!(
            matches!(said(store.hand_on(&jo, &two).await), Refusal::Missing(_)),
            "what is handed on is not handed on"
        );
        assert!(matches!(said(store.submit_questionnaire(&jo, "").await), Refusal::Missing(_)));

        // Both had the page open while nothing was answered.
        store.save_answers(&jo, &[typed("VQ-11", "no", 0), typed("VQ-12", "Ten days", 0)]).await.unwrap();
        let theirs = [typed("VQ-11", "yes", 0), typed("VQ-12", "", 0), typed("VQ-18", "yes", 0)];
        let saved = store.save_answers(&scene.key, &theirs).await.unwrap();
        assert_eq!(saved.late.iter().map(ToString::to_string).collect::<Vec<_>>(), ["VQ-11"]);
        assert_eq!(saved.written, 1, "what nobody else touched is written");
        let read = store.questionnaire(scene.id).await.unwrap();
        let answer = |key: &str| read.answers.get(&key.parse().unwrap()).unwrap().clone();
        assert_eq!(answer("VQ-11").answer.said, Some(Said::No), "the first one stands");
        assert_eq!(answer("VQ-12").answer.said, Some(Said::Text("Ten days".into())), "what was left alone stays");
        let seen = answer("VQ-11").seq;
        assert_eq!(store.save_answers(&scene.key, &[typed("VQ-11", "yes", seen)]).await.unwrap().written, 1);
        // The colleague's page still shows the first answer, untouched.
        let untouched = store.save_answers(&jo, &[typed("VQ-11", "no", seen)]).await.unwrap();
        assert_eq!(
            (untouched.written, untouched.late.len()),
            (0, 0),
            "an old page that nobody touched answers nothing"
        );
        let link = store.opened(&jo).await.unwrap().unwrap().link.id;
        store.take_back(&scene.key, link).await.unwrap();
        assert!(store.opened(&jo).await.unwrap().is_none());
        scene.checks().await;
    }
}

#[tokio::test]
async fn files_belong_to_a_question_that_the_link_shows() {
    for scene in scenes().await {
        let store = scene.firm.store();
        let file = StoredFile { sha256: [7; 32], size: 3, media: "text/plain".into(), name: "a.txt".into() };
        assert_eq!(fields(&said(store.attach(&scene.key, "VQ-55", &file).await)), ["question"]);
        for _ in 0..10 {
            store.attach(&scene.key, "VQ-12", &file).await.unwrap();
        }
        assert_eq!(fields(&said(store.attach(&scene.key, "VQ-12", &file).await)), ["file"]);
        let read = store.questionnaire(scene.id).await.unwrap();
        let handed = HandOnDraft { to: "Jo".into(), keys: vec!["VQ-11".into()] };
        let jo = store.hand_on(&scene.key, &handed).await.unwrap();
        assert!(matches!(said(store.detach(&jo, read.files[0].id).await), Refusal::Missing(_)));
        assert_eq!(store.opened(&jo).await.unwrap().unwrap().files().count(), 0);
        store.detach(&scene.key, read.files[0].id).await.unwrap();
        assert_eq!(store.questionnaire(scene.id).await.unwrap().files.len(), 9);
        scene.checks().await;
    }
}

#[tokio::test]
async fn whoever_reads_answers_in_does_not_close_it_and_the_last_one_is_compared() {
    for scene in scenes().await {
        let (store, manager, reviewer) = (scene.firm.store(), &scene.firm.manager, &scene.firm.reviewer);
        scene.answered().await;
        store.submit_questionnaire(&scene.key, "").await.unwrap();
        let vendor_no = store.vendor(scene.vendor).await.unwrap().no;
        let asked = store.asked_last(&[vendor_no], date(2026, 11, 22)).await.unwrap();
        assert_eq!(asked.get(&vendor_no).unwrap().stage, Stage::Submitted);
        assert!(asked.get(&vendor_no).unwrap().score.as_ref().unwrap().is_knocked_out());

        let other =
            store.add_vendor(manager, "Other", "A host", Criticality::Low, Some(reviewer.person)).await.unwrap();
        let sent = store.send_questionnaire(manager, other, Questions::Fitting, &due()).await.unwrap();
        let read = store.questionnaire(sent.0).await.unwrap();
        assert!(read.row.asks.iter().all(|ask| ask.weight >= 4), "the low tier is asked what weighs most");
        let ask = read.row.asks.iter().find(|ask| ask.kind == AnswerKind::Text).unwrap();
        let answer = domain::questionnaires::Answer { said: Some(Said::Text("So".into())), comment: String::new() };
        let answers = BTreeMap::from([(ask.key.clone(), answer)]);
        assert_eq!(store.read_in_answers(reviewer, sent.0, answers.clone()).await.unwrap(), 1);
        assert!(matches!(said(store.read_in_answers(reviewer, sent.0, answers).await), Refusal::Conflict(_)));
        store.submit_for_vendor(manager, sent.0, "They answered one.").await.unwrap();
        let verdict = BTreeMap::from([(ask.key.to_string(), "favourable".to_owned())]);
        let waits = async |actor: &Actor| {
            let (seq, now) = (store.trail(i64::MAX, 1).await.unwrap()[0].seq, store.present().await.unwrap());
            let here = format!("/questionnaires/{}", sent.0);
            let mine = store.waiting(seq).await.unwrap().matters(actor, now, &Utc);
            mine.into_iter().filter(|one| one.thing == here).map(|one| one.what).collect::<Vec<_>>()
        };
        assert_eq!(waits(manager).await, [What::JudgeAnswers], "whoever sent it may judge");
        store.judge_answers(manager, sent.0, &verdict).await.unwrap();
        assert_eq!(waits(manager).await, [], "and somebody else closes it");
        let third = scene.firm.f.person("Vera Lindqvist", Role::Engineer, true).await;
        let seq = store.trail(i64::MAX, 1).await.unwrap()[0].seq;
        let (waiting, now) = (store.waiting(seq).await.unwrap(), store.present().await.unwrap());
        let told = |actor| waiting.to_close(actor, now).any(|one| one.id == sent.0);
        assert!(!told(reviewer), "who read answers in is not told to close it");
        assert!(told(&third));
        assert_eq!(waits(&third).await, [What::CloseQuestionnaire]);
        let draft = CloseDraft { conclusion: "unfit".into(), words: "Too little.".into(), ..CloseDraft::default() };
        let refused = said(store.close_questionnaire(reviewer, sent.0, &draft).await);
        assert!(refused.to_string().contains("wrote answers"), "{refused}");

        scene.firm.f.world.forward(86_400);
        let next = store.send_questionnaire(manager, scene.vendor, Questions::Library, &due()).await.unwrap();
        let next = store.questionnaire(next.0).await.unwrap();
        let before = store.questionnaire_before(&next.row).await.unwrap().unwrap();
        assert_eq!(before.row.id, scene.id);
        let asked = store.asked_last(&[vendor_no], date(2026, 11, 22)).await.unwrap();
        let last = asked.get(&vendor_no).unwrap();
        assert_eq!(
            (last.id, last.stage, last.score.is_some()),
            (next.row.id, Stage::Sent, true),
            "the last score stays"
        );
        scene.checks().await;
    }
}

#[tokio::test]
async fn a_set_that_was_sent_never_changes_and_a_late_save_is_told() {
    for scene in scenes().await {
        let (store, manager) = (scene.firm.store(), &scene.firm.manager);
        let row = store.questionnaire(scene.id).await.unwrap().row;
        let (set_id, no) = row.set.unwrap();
        let same = store.write_question_set(manager, Some((set_id, no)), &set()).await;
        assert!(same.is_ok(), "a question typed anew is another question");
        let late = store.write_question_set(manager, Some((set_id, no)), &set()).await;
        assert!(matches!(said(late), Refusal::Conflict(_)));
        assert_eq!(store.questionnaire(scene.id).await.unwrap().row.asks, row.asks);
        store.retire_question_set(manager, set_id).await.unwrap();
        store.call_questionnaire_off(manager, scene.id, "Again.").await.unwrap();
        let sent = store.send_questionnaire(manager, scene.vendor, Questions::Set(set_id), &due()).await;
        assert_eq!(fields(&said(sent)), ["set"]);
        let blank = SetDraft { name: " ".into(), ..SetDraft::default() };
        assert_eq!(fields(&said(store.write_question_set(manager, None, &blank).await)), ["name", "questions"]);
        scene.checks().await;
    }
}

#[tokio::test]
async fn links_that_open_nothing_make_their_address_wait() {
    for scene in scenes().await {
        let store = scene.firm.store();
        for _ in 0..20 {
            assert_eq!(store.link_missed("10.0.0.1").await.unwrap(), None);
        }
        assert_eq!(store.link_waits("10.0.0.1").await.unwrap(), None);
        assert_eq!(store.link_missed("10.0.0.1").await.unwrap(), None);
        assert!(store.link_waits("10.0.0.1").await.unwrap().is_some());
        assert!(store.link_missed("10.0.0.1").await.unwrap().is_some());
        assert_eq!(store.link_waits("10.0.0.2").await.unwrap(), None, "others go on");
        scene.firm.f.world.forward(3600);
        assert_eq!(store.link_waits("10.0.0.1").await.unwrap(), None);
        assert_eq!(store.link_missed("10.0.0.1").await.unwrap(), None, "and what is past is past");
        assert_eq!(store.link_waits("10.0.0.1").await.unwrap(), None);
    }
}
