//! One questionnaire: where it stands, what was answered and what that amounts to, the score with its arithmetic, the last
//! one beside it, its links, and its closing.

use super::parts::{reading_mark, said_words, stage_mark};
use super::{book, close, compared, links};
use crate::address::{Part, The};
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::evidence::file::hand_out;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink};
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::mark::{Mark, Voice};
use crate::ui::notice::{Notice, Tone};
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::vendors::relation;
use axum::response::Response;
use domain::ids::{AttachmentId, QuestionnaireId};
use domain::instant::{Instant, Zone as _};
use domain::people::may;
use domain::questionnaires::{Answered, Line, Reading, Score, Stage, may_close, says_it_trains};
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{LinkRow, Names, QuestionnaireRead};

struct Shown {
    read: QuestionnaireRead,
    before: Option<(QuestionnaireRead, Date)>,
    stage: Stage,
    names: Names,
    people: Vec<Choice>,
    /// Whether the register says that the vendor trains on our data.
    trains: Option<bool>,
    /// Why this person may not close it.
    why_not: Option<String>,
    may_send: bool,
    may_judge: bool,
    may_edit: bool,
    sent_at: DateTime,
    submitted_at: Option<DateTime>,
    closed_at: Option<DateTime>,
    /// The last day of each link.
    until: Vec<(LinkRow, Date)>,
    history: Vec<Happening>,
    now: Instant,
    today: Date,
}

async fn load(asking: &Asking, id: QuestionnaireId) -> Result<Shown> {
    let (store, me, zone) = (asking.store(), asking.actor(), &asking.visitor.organisation.zone);
    let read = store.questionnaire(id).await?;
    let vendor = store.vendor(read.row.vendor).await?;
    let before = store.questionnaire_before(&read.row).await?;
    let (stage, relation) = (read.row.stage(asking.today), relation(&vendor, me));
    let names = asking.names().await?;
    let why_not = may_close(read.row.sent_by, &read.wrote, me, asking.now).err().map(|refusal| refusal.to_string());
    let people = if stage == Stage::Submitted && why_not.is_none() { people(asking).await? } else { Vec::new() };
    Ok(Shown {
        before: before.map(|before| {
            let day = zone.day(before.row.at);
            (before, day)
        }),
        trains: vendor.trains,
        may_send: may(me.rights, Verb::QuestionnaireLinked, relation),
        may_judge: may(me.rights, Verb::AnswersJudged, relation),
        may_edit: may(me.rights, Verb::VendorChanged, relation),
        sent_at: asking.local(read.row.at),
        submitted_at: read.row.submitted.as_ref().map(|submitted| asking.local(submitted.at)),
        closed_at: read.row.closed.as_ref().map(|closed| asking.local(closed.at)),
        until: read.links.iter().map(|link| (link.clone(), zone.last_day(link.expires_at))).collect(),
        history: happenings(asking, ThingKind::Questionnaire, &id.to_string(), &names).await?,
        now: asking.now,
        today: asking.today,
        read,
        stage,
        names,
        people,
        why_not,
    })
}

pub async fn show(asking: Asking, The(id): The<QuestionnaireId>) -> Result<Page> {
    page(&asking, id, &Fields::default(), Mishap::default()).await
}

pub async fn workbook(asking: Asking, The(id): The<QuestionnaireId>) -> Result<Response> {
    let read = asking.store().questionnaire(id).await?;
    let answers = read.answers.iter().map(|(key, row)| (key.clone(), row.answer.clone())).collect();
    book::send(&read.row.asks, &answers)
}

/// A file of the vendor: handed out to be kept, never shown.
pub async fn file(asking: Asking, part: Part<QuestionnaireId, AttachmentId>) -> Result<Response> {
    let Part(id, file) = part;
    let read = asking.store().questionnaire(id).await?;
    let found = read.files.into_iter().find(|one| one.id == file).ok_or_else(|| Refusal::missing("file"))?;
    hand_out(&asking, found.file).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: QuestionnaireId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id).await?, typed.clone());
    let title = format!("Questionnaire of {}", shown.read.row.vendor_name);
    Ok(asking.page(title, Place::Vendors, move || body(&shown, &typed, &mishap)))
}

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.read.row;
    let vendor = format!("/vendors/{}", row.vendor);
    let way = vec![
        Crumb::new("Vendors", "/vendors"),
        Crumb::new(row.vendor_name.clone(), vendor.clone()),
        Crumb::new("Questionnaires", format!("{vendor}/questionnaires")),
        Crumb::plain(row.name.clone()),
    ];
    let says = says(shown);
    let submitted = shown.stage == Stage::Submitted;
    let judge = (submitted && shown.may_judge).then(|| close::judging(&shown.read, typed, &mishap.wrong)).flatten();
    let waits = shown.read.lines().iter().any(|line| line.reading() == Reading::Waits);
    let closing = (submitted && !waits)
        .then(|| close::form(&shown.read, shown.why_not.clone(), &shown.people, typed, &mishap.wrong));
    let compared = shown.before.as_ref().filter(|_| row.submitted.is_some());
    let compared = compared.map(|(before, sent)| compared::block(before, *sent, &shown.read));
    let ways = shown.may_send.then(|| links::block(&shown.read, &shown.until, shown.now, typed, mishap)).flatten();
    let (name, facts) = (row.vendor_name.clone(), facts(shown));
    let told = history(shown.history.clone(), shown.today, format!("/trail?thing=questionnaire/{}", row.id));
    view! {
        <Crumbs way/>
        <Say><Name>{name}</Name>" "{says}</Say>
        {mishap.notice()}
        <Summary faults=mishap.wrong.summary()/>
        {next(shown)}
        {training(shown)}
        {facts}
        {closed(shown)}
        {row.submitted.is_some().then(|| score(&shown.read.score(), &shown.read.lines()))}
        {judge}
        {closing}
        {compared}
        {answers(shown)}
        {ways}
        <Block title="History" id="history">{told}</Block>
    }
    .into_any()
}

/// What the review takes next: to judge what no rule can tell, then to close it.
fn next(shown: &Shown) -> Option<AnyView> {
    if shown.stage != Stage::Submitted {
        return None;
    }
    let waiting = shown.read.lines().iter().filter(|line| line.reading() == Reading::Waits).count();
    let (way, then) = match (waiting, &shown.why_not) {
        (0, None) => (Some(("#close", "Close the questionnaire".to_owned())), None),
        (0, Some(rule)) => (None, Some(format!("All answers are judged. {rule}"))),
        (n, _) if shown.may_judge => {
            let words = format!("Judge {}", dates::counted(n, "answer", "answers"));
            (Some(("#judge", words)), Some("Then somebody who did not send it closes it.".to_owned()))
        }
        (n, _) => {
            let wait = dates::capital(&dates::counted(n, "answer waits", "answers wait"));
            (
                None,
                Some(format!(
                    "{wait} to be judged by its owner, a compliance manager or a reviewer; then it is closed."
                )),
            )
        }
    };
    let way = way.map(|(href, words)| view! { <ButtonLink href>{words}</ButtonLink> });
    let then = then.map(|words| view! { <p class="hint">{words}</p> });
    Some(view! { <Actions top=true>{way}{then}</Actions> }.into_any())
}

/// What the vendor says of training on our data, where the register says otherwise: no answer changes the register.
fn training(shown: &Shown) -> Option<AnyView> {
    let says = says_it_trains(&shown.read.lines()).filter(|says| shown.trains != Some(*says))?;
    shown.read.row.submitted.as_ref()?;
    let told = if says { "It says that it trains on our data" } else { "It says that it does not train on our data" };
    let kept = match shown.trains {
        Some(true) => "the register says that it does",
        Some(false) => "the register says that it does not",
        None => "the register leaves that open",
    };
    let vendor = format!("/vendors/{}", shown.read.row.vendor);
    let change = shown.may_edit.then(|| view! { " "<a href=format!("{vendor}/edit")>"Change the register"</a>"." });
    let proof = "What is proven about it is not touched: task TSK-CF-02-1 asks for proof that training is off.";
    Some(
        view! {
            <Notice tone=Tone::Unknown word="Training on our data">
                <p>{format!("{told}; {kept}. {proof}")}{change}</p>
            </Notice>
        }
        .into_any(),
    )
}

/// “answered 54 of 56 questions and scores 72.5 % of what was judged, 30 of 59 in weight.”
fn says(shown: &Shown) -> AnyView {
    let (row, lines) = (&shown.read.row, shown.read.lines());
    let count = Answered::of(&lines);
    let of = format!("{} of {}", dates::figure(count.answered), dates::counted(count.all, "question", "questions"));
    let of = match count.in_words {
        0 => of,
        n => format!("{of} ({} in words alone where a document was asked for)", dates::count(n)),
    };
    let due = dates::short(row.due_on, shown.today);
    let score = shown.read.score();
    let share = score.of_what().map_or_else(|| "nothing is scored yet".to_owned(), |share| format!("scores {share}"));
    let share = view! { <a href="#score">{share}</a> };
    let out = score.is_knocked_out().then_some(" It is knocked out, whatever the score.");
    match shown.stage {
        Stage::Sent => view! { "has answered "<a href="#answers">{of}</a>"; the answers are due "{due}"." }.into_any(),
        Stage::Overdue => {
            view! { "has answered "<a href="#answers">{of}</a>"; the answers were due "{due}"." }.into_any()
        }
        Stage::Submitted => {
            view! { "answered "<a href="#answers">{of}</a>" and "{share}"."{out}" It waits for our review." }.into_any()
        }
        Stage::Closed => view! { "answered "<a href="#answers">{of}</a>" and "{share}"."{out} }.into_any(),
        Stage::CalledOff => "was asked, and the questionnaire was called off.".into_any(),
    }
}

fn facts(shown: &Shown) -> AnyView {
    let (row, names, today) = (&shown.read.row, &shown.names, shown.today);
    let set = row.set.map(|(id, no)| {
        view! { <a href=format!("/questionnaires/sets/{id}")>{row.name.clone()}</a>{format!(", version {no}")} }
            .into_any()
    });
    let set = set.unwrap_or_else(|| row.name.clone().into_any());
    let sent = format!("{}, by {}", dates::moment(shown.sent_at, today), names.of(row.sent_by));
    let submitted = row.submitted.as_ref().zip(shown.submitted_at).map(|(submitted, at)| {
        let by = submitted
            .by
            .map_or_else(|| "by the vendor".to_owned(), |by| format!("for the vendor, by {}", names.of(by)));
        view! { <Fact name="Submitted">{format!("{}, {by}", dates::moment(at, today))}</Fact> }
    });
    let gaps = row.submitted.as_ref().map(|submitted| submitted.gaps.clone()).filter(|text| !text.is_empty());
    let gaps = gaps.map(|gaps| view! { <Fact name="Why some are not answered">{gaps}</Fact> });
    let note = Some(row.note.clone()).filter(|text| !text.is_empty());
    let note = note.map(|note| view! { <Fact name="Said above the questions">{note}</Fact> });
    let off = row.called_off.as_ref().map(|(_, by, why)| {
        view! { <Fact name="Called off">{format!("By {}: {why}", names.of(*by))}</Fact> }
    });
    let (stage, due) = (shown.stage, dates::full(row.due_on));
    view! {
        <Block title="The questionnaire" first=true quiet=true>
            <Facts>
                <Fact name="State"><Mark state=stage_mark(stage) voice=Voice::Calm word=stage.label()/></Fact>
                <Fact name="Questions">{set}</Fact>
                <Fact name="Sent">{sent}</Fact>
                <Fact name="Due">{due}</Fact>
                {submitted}{gaps}{note}{off}
            </Facts>
        </Block>
    }
    .into_any()
}

/// What a second person made of it.
fn closed(shown: &Shown) -> Option<AnyView> {
    let (closed, at) = shown.read.row.closed.as_ref().zip(shown.closed_at)?;
    let who = format!("{} closed it, {}", shown.names.of(closed.by), dates::moment(at, shown.today));
    let marked = closed.marked.then(|| {
        view! { <p>"The reviewer had been invited less than thirty days before, by whoever sent it."</p> }
    });
    let decided = close::decided(&closed.decided, &shown.names);
    let (title, words) = (closed.conclusion.label(), closed.words.clone());
    Some(
        view! {
            <Block title=title id="closed" remark=who>
                <p>{words}</p>
                {marked}
                {decided}
            </Block>
        }
        .into_any(),
    )
}

/// The score with its arithmetic: weights by what they came to, each with its questions.
fn score(score: &Score, lines: &[Line]) -> AnyView {
    let row = |label: &'static str, weight: String, wanted: fn(&Line) -> bool| {
        let these: Vec<_> = lines.iter().filter(|line| wanted(line)).collect();
        if these.is_empty() {
            return None;
        }
        let links = these.iter().map(|line| {
            let key = line.ask.key.to_string();
            view! { <a href=format!("#{key}")>{key.clone()}</a>{format!(" ({}) ", line.ask.weight)} }
        });
        let links = links.collect_view();
        Some(view! {
            <tr><th scope="row">{label}</th><td class="n" data-th="Weight">{weight}</td><td data-th="Questions">{links}</td></tr>
        })
    };
    use domain::questionnaires::Verdict::{Favourable, Partly, Unfavourable};
    let told = |verdict| {
        lines
            .iter()
            .filter(|line| line.reading() == Reading::Told(verdict))
            .map(|line| u32::from(line.ask.weight))
            .sum::<u32>()
    };
    let rows = [
        row("Favourable", told(Favourable).to_string(), |line| line.reading() == Reading::Told(Favourable)),
        row("Partly favourable, counts half", told(Partly).to_string(), |line| line.reading() == Reading::Told(Partly)),
        row("Unfavourable", told(Unfavourable).to_string(), |line| line.reading() == Reading::Told(Unfavourable)),
        row("To be judged, not counted", score.waits.to_string(), |line| line.reading() == Reading::Waits),
        row("Does not apply, not counted", score.set_aside.to_string(), |line| line.reading() == Reading::SetAside),
        row("Not answered, not counted", score.unanswered.to_string(), |line| line.reading() == Reading::Unanswered),
    ];
    let rows = rows.into_iter().flatten().collect_view();
    let sum = score.tenths().map_or_else(
        || "Nothing is scored yet.".to_owned(),
        |tenths| {
            let (favourable, scored, all) = (score.favourable(), score.scored, score.all());
            format!("{favourable} of {scored} in weight that was judged is favourable: {tenths}, rounded down. All questions weigh {all}.")
        },
    );
    let out = score.is_knocked_out().then(|| {
        let keys = score.knocked_out_by.iter().map(|key| view! { <a href=format!("#{key}")>{key.to_string()}</a>" " });
        let keys = keys.collect_view();
        view! { <p><b>"Knocked out"</b>" by "{keys}"whatever the score."</p> }
    });
    let columns = vec![Column::new("Answers"), Column::number("Weight"), Column::new("Questions, with their weights")];
    view! {
        <Block title="The score" id="score" remark=sum>
            {out}
            <Table caption="The score" columns stack=true>{rows}</Table>
        </Block>
    }
    .into_any()
}

fn answers(shown: &Shown) -> AnyView {
    let base = format!("/questionnaires/{}", shown.read.row.id);
    let rows = shown.read.lines().into_iter().map(|line| {
        let (state, word) = reading_mark(line.reading());
        let key = line.ask.key.to_string();
        let files = shown.read.files.iter().filter(|file| file.key == line.ask.key).map(|file| {
            view! { <span class="sub"><a href=format!("{base}/files/{}", file.id)>{file.file.name.clone()}</a></span> }
        });
        let files = files.collect_view();
        let comment = line.answer.as_ref().map(|answer| answer.comment.clone()).unwrap_or_default();
        let judged =
            shown.read.verdicts.get(&line.ask.key).map(|(_, by, _)| format!("Judged by {}", shown.names.of(*by)));
        let knock = if line.ask.knock_out { ", knock-out" } else { "" };
        let beside = format!("{key}, {}, weight {}{knock}", line.ask.heading, line.ask.weight);
        view! {
            <tr id=key>
                <th scope="row">{line.ask.question.clone()}<span class="sub">{beside}</span></th>
                <td data-th="Answer">{said_words(line.said())}<span class="sub">{comment}</span>{files}</td>
                <td data-th="Reads"><Mark state voice=Voice::Calm word wrap=true/><span class="sub">{judged}</span></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let columns = ["Question", "Answer", "Reads"].into_iter().map(Column::new).collect();
    view! {
        <Block title="Questions and answers" id="answers">
            <Table caption="Questions and answers" columns stack=true>{rows}</Table>
            <Actions><ButtonLink href=format!("{base}/answers.xlsx")>"Keep as XLSX"</ButtonLink></Actions>
        </Block>
    }
    .into_any()
}
