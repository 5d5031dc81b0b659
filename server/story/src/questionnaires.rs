//! What the firm asks its vendors: the one that answers with a model was asked last year and this year, another one has not
//! come back yet.

use crate::cast::Who::{Ada, Ines, Miriam};
use crate::papers::pdf;
use crate::teller::Teller;
use domain::ids::{QuestionSetId, VendorId};
use domain::questionnaires::{
    AnswerDraft, CloseDraft, DecidedDraft, Falls, HandOnDraft, OwnDraft, Picked, SendDraft, SetDraft,
};
use domain::refusal::Refusal;
use std::collections::BTreeMap;
use store::{Questions, Result, Typed};

/// A question of the library: what was said last year, and this year, with the comment of this year.
const ASKED: [(&str, &str, &str, &str); 13] = [
    ("VQ-02", "partly", "yes", "Approved by our board in March, reviewed each year."),
    ("VQ-05", "It is with our account manager.", "Attached: Type II, the model service is in scope.", ""),
    ("VQ-11", "no", "no", "Off by contract and by default for customers of the interface."),
    (
        "VQ-12",
        "Thirty days, for abuse monitoring.",
        "Thirty days; none for accounts with zero retention, which you have.",
        "",
    ),
    ("VQ-14", "European Union and United States.", "European Union only, since your move in June.", ""),
    ("VQ-16", "By account, in shared indexes.", "By account, in indexes of their own, tested each quarter.", ""),
    ("VQ-18", "no", "yes", "Published with the model card."),
    ("VQ-25", "A version stays for three months.", "A version stays for six months, with 90 days’ notice.", ""),
    ("VQ-33", "30", "14", "Fourteen days for critical, thirty for high."),
    ("VQ-36", "72", "96", "Our new incident procedure gives four days."),
    ("VQ-39", "99.5", "99.9", ""),
    ("VQ-42", "At https://parley.example/subprocessors.", "Attached; two were added this year.", ""),
    ("VQ-44", "yes", "yes", ""),
];

/// What was made of last year's words.
const JUDGED: [(&str, &str); 6] = [
    ("VQ-05", "partly"),
    ("VQ-12", "partly"),
    ("VQ-14", "favourable"),
    ("VQ-16", "partly"),
    ("VQ-25", "favourable"),
    ("VQ-42", "favourable"),
];

const OWN: &str = "Who answers when the service fails at night?";

fn set() -> SetDraft {
    let picked = ASKED.iter().map(|(key, ..)| Picked {
        key: (*key).to_owned(),
        weight: String::new(),
        knock_out: ["VQ-11", "VQ-44"].contains(key),
    });
    let own = OwnDraft {
        heading: "Support".into(),
        question: OWN.into(),
        why: "Claims are taken around the clock.".into(),
        kind: "choice".into(),
        choices: "An engineer on duty\nA service desk\nNobody until morning".into(),
        favours: "these".into(),
        favoured: "An engineer on duty\nA service desk".into(),
        weight: "2".into(),
        good: "Somebody who can act".into(),
        ..OwnDraft::default()
    };
    SetDraft {
        name: "Yearly check of a model vendor".into(),
        about: "Vendors whose models answer in our products".into(),
        picked: picked.collect(),
        own: vec![own],
    }
}

impl Teller {
    async fn vendor_of(&self, name: &str) -> Result<VendorId> {
        let all = self.store.vendors().await?;
        all.into_iter().find(|row| row.name == name).map(|row| row.id).ok_or_else(|| Refusal::missing("vendor").into())
    }

    async fn yearly_set(&self) -> Result<QuestionSetId> {
        let sets = self.store.question_sets().await?;
        sets.first().map(|set| set.id).ok_or_else(|| Refusal::missing("set of questions").into())
    }

    /// Due so many days from now.
    fn due(&self, ago: i64, note: &str) -> SendDraft {
        SendDraft { due_on: self.calendar.day(ago).to_string(), expires_on: String::new(), note: note.to_owned() }
    }

    /// Everything is answered through the link.
    async fn vendor_answers(&self, key: &str, this_year: bool) -> Result<()> {
        let opened = self.store.opened(key).await?.ok_or_else(|| Refusal::missing("link"))?;
        let said = |ask: &str| {
            let row = ASKED.iter().find(|(key, ..)| *key == ask);
            row.map_or(
                ["An engineer on duty", ""],
                |(_, was, is, comment)| if this_year { [*is, *comment] } else { [*was, ""] },
            )
        };
        let typed = opened.asks().map(|ask| {
            let [said, comment] = said(ask.key.as_str());
            let draft = AnswerDraft { said: said.to_owned(), not_applicable: false, comment: comment.to_owned() };
            Typed { key: ask.key.to_string(), draft, seen: 0 }
        });
        let typed: Vec<_> = typed.collect();
        self.store.save_answers(key, &typed).await.map(|_| ())
    }
}

/// The first year: a set is written, sent, answered with some gaps in substance, and closed by a second person.
pub(crate) async fn the_first_year(story: &mut Teller) -> Result<()> {
    story.quietly_on(372, 610).await?;
    let set = story.store.write_question_set(&story.actor(Miriam)?, None, &set()).await?;
    let (vendor, ada) = (story.vendor_of("Parley Labs").await?, story.actor(Ada)?);
    let draft = story.due(355, "Our programme begins this autumn; your answers are part of it.");
    let (id, key) = story.store.send_questionnaire(&ada, vendor, Questions::Set(set), &draft).await?;
    story.quietly_on(361, 905).await?;
    story.vendor_answers(&key, false).await?;
    let gap = "Our report of SOC 2 comes through our account manager, after an agreement of secrecy.";
    story.store.submit_questionnaire(&key, gap).await?;
    story.quietly_on(357, 640).await?;
    let verdicts: BTreeMap<_, _> = JUDGED.iter().map(|(key, word)| ((*key).to_owned(), (*word).to_owned())).collect();
    story.store.judge_answers(&ada, id, &verdicts).await?;
    story.quietly_on(354, 700).await?;
    let read = story.store.questionnaire(id).await?;
    let decided = read.lines().into_iter().filter_map(|line| {
        let key = line.ask.key.to_string();
        let words = match line.falls()? {
            Falls::Partly => "Enough for this year; asked again in the next.",
            Falls::Unfavourable | Falls::Unanswered => "Borne until the next renewal; the fallback model covers it.",
        };
        Some(DecidedDraft { key, outcome: "accepted".into(), words: words.into(), ..DecidedDraft::default() })
    });
    let draft = CloseDraft {
        decided: decided.collect(),
        conclusion: "with-gaps".into(),
        words: "Read against the report and the contract. Nothing that stops us; three answers to watch.".into(),
        ..CloseDraft::default()
    };
    story.store.close_questionnaire(&story.actor(Ines)?, id, &draft).await.map(|_| ())
}

/// This year the same set goes out.
pub(crate) async fn the_second_year_goes_out(story: &mut Teller) -> Result<()> {
    story.quietly_on(35, 800).await?;
    let (vendor, set) = (story.vendor_of("Parley Labs").await?, story.yearly_set().await?);
    let draft = story.due(2, "As last year. Please say where something changed.");
    story.store.send_questionnaire(&story.actor(Ada)?, vendor, Questions::Set(set), &draft).await.map(|_| ())
}

/// It comes back, by a second link, and waits for our review; another vendor has answered a little.
pub(crate) async fn answers_come_back(story: &mut Teller) -> Result<()> {
    story.quietly_on(4, 740).await?;
    let parley = story.vendor_of("Parley Labs").await?;
    let sent = story.store.questionnaires(story.store.vendor(parley).await?.no).await?;
    let id = sent.first().map(|read| read.row.id).ok_or_else(|| Refusal::missing("questionnaire"))?;
    let key = story.store.link_questionnaire(&story.actor(Ada)?, id, "").await?;
    story.quietly_on(4, 790).await?;
    story.vendor_answers(&key, true).await?;
    let mut incoming = story.files.incoming().await?;
    incoming.write(&pdf("parley-subprocessors-2026", &["Northgate Cloud, hosting".into(), "Two more".into()])).await?;
    let list = incoming.finish("parley-subprocessors-2026.pdf").await?;
    story.store.attach(&key, "VQ-42", &list).await?;
    let mut incoming = story.files.incoming().await?;
    incoming
        .write(&pdf("parley-soc2-2026", &["SOC 2, Type II".into(), "The model service is in scope".into()]))
        .await?;
    let report = incoming.finish("parley-soc2-2026.pdf").await?;
    story.store.attach(&key, "VQ-05", &report).await?;
    story.store.submit_questionnaire(&key, "").await?;
    let (voxline, miriam) = (story.vendor_of("Voxline").await?, story.actor(Miriam)?);
    let draft = story.due(-18, "");
    let (_, key) = story.store.send_questionnaire(&miriam, voxline, Questions::Fitting, &draft).await?;
    let opened = story.store.opened(&key).await?.ok_or_else(|| Refusal::missing("link"))?;
    let first = opened.asks().find(|ask| ask.key.as_str() == "VQ-11").map(|ask| ask.key.to_string());
    let typed = first.map(|key| {
        let draft = AnswerDraft { said: "no".into(), ..AnswerDraft::default() };
        Typed { key, draft, seen: 0 }
    });
    story.store.save_answers(&key, &typed.into_iter().collect::<Vec<_>>()).await?;
    let handed = HandOnDraft { to: "Their privacy team".into(), keys: vec!["VQ-44".into(), "VQ-12".into()] };
    story.store.hand_on(&key, &handed).await.map(|_| ())
}
