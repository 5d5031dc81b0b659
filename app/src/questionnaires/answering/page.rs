//! The page of a link: the questions with their answers, files, colleagues, and the last step.

use super::fields::question;
use crate::asking::Caller;
use crate::error::Result;
use crate::form::Fields;
use crate::mishap::Mishap;
use crate::page::{Page, at_the_door};
use crate::questionnaires::parts::said_words;
use crate::site::Site;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Press, Weight};
use crate::ui::choice::{ChecksField, Choice, SelectField};
use crate::ui::dates;
use crate::ui::door::{Door, Doorway};
use crate::ui::facts::{Fact, Facts};
use crate::ui::field::MarkRequired;
use crate::ui::file::FileField;
use crate::ui::input::TextField;
use crate::ui::notice::{Notice, Tone};
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::instant::{Instant, Zone as _};
use domain::questionnaires::{Answered, Ask, HandOnDraft, Key};
use domain::refusal::Refusal;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{LinkRow, Opened};

/// How the page is shown after something was done through it.
#[derive(Clone, Debug, Default)]
pub(super) struct Shown {
    pub said: String,
    /// What was typed, where it is shown again.
    pub typed: Option<Fields>,
    /// Questions that a colleague answered otherwise meanwhile.
    pub late: Vec<Key>,
    /// How many other answers were written.
    pub written: usize,
    pub mishap: Mishap,
}

const SAID: [(&str, &str, &str); 7] = [
    ("saved", "Saved", "What you answered is kept. You can close this page and come back by the same link."),
    ("submitted", "Submitted", "Thank you. Nothing can be changed any more; this page shows what was sent."),
    ("attached", "Attached", "The file is kept with its question, and so is what you answered."),
    ("detached", "Taken away", "The file counts no more."),
    ("ended", "Ended", "That link opens nothing any more. What was answered by it is kept."),
    ("read", "Read in", "The answers of the workbook are below."),
    ("", "", ""),
];

/// Whose page it is: everything of us that it tells.
struct Whose {
    organisation: String,
    example: bool,
    due_on: Date,
    until: Date,
    base: String,
}

async fn whose(site: &Site, key: &str, opened: &Opened) -> Result<Whose> {
    let organisation = site.store.organisation().await?.ok_or_else(|| Refusal::missing("organisation"))?;
    Ok(Whose {
        until: organisation.zone.last_day(opened.link.expires_at),
        organisation: organisation.name,
        example: site.is_marked(),
        due_on: opened.read.row.due_on,
        base: format!("/answers/{key}"),
    })
}

pub(super) async fn page(site: &Site, caller: &Caller, key: &str, opened: Opened, shown: Shown) -> Result<Page> {
    let (whose, now) = (whose(site, key, &opened).await?, site.store.now());
    let page = at_the_door(site, caller, move || {
        provide_context(MarkRequired);
        let title = format!("Questions of {}", whose.organisation);
        let body =
            if opened.read.row.is_open() { answering(&whose, &opened, &shown, now) } else { sent(&whose, &opened) };
        let told = SAID.iter().find(|(word, ..)| !word.is_empty() && *word == shown.said);
        let told = told.map(|(_, word, sentence)| {
            view! { <Notice tone=Tone::Done word=*word><p>{*sentence}</p></Notice> }
        });
        view! {
            <Door title way=Doorway::Wide organisation=whose.organisation.clone() example=whose.example>
                {says(&whose, &opened)}
                {told}
                {shown.mishap.notice()}
                {body}
            </Door>
        }
    });
    Ok(page.secret())
}

/// “Harrow & Finch asks Parley Labs 56 questions. Twelve are answered.”
fn says(whose: &Whose, opened: &Opened) -> AnyView {
    let row = &opened.read.row;
    let all = opened.asks().count();
    let lines = opened.read.lines();
    let answered = Answered::of(lines.iter().filter(|line| opened.link.shows(&line.ask.key))).answered;
    let asks = if row.submitted.is_some() { "asked" } else { "asks" };
    let questions = dates::counted(all, "question", "questions");
    let asks = format!("{} {asks} {} {questions}.", whose.organisation, row.vendor_name);
    let state = match (&row.submitted, answered) {
        (Some(_), _) => "The answers were submitted.".to_owned(),
        (None, 0) => "None is answered yet.".to_owned(),
        (None, n) if n == all => "All are answered.".to_owned(),
        (None, 1) => "One is answered.".to_owned(),
        (None, n) => format!("{} are answered.", dates::count_first(n)),
    };
    let until = dates::full(whose.until);
    let terms = if row.submitted.is_some() {
        format!("This page shows what was sent, until {until}.")
    } else {
        let due = dates::full(whose.due_on);
        format!(
            "Please answer by {due}. You need no account: what you save is kept, and this link opens it until {until}."
        )
    };
    let note = (!row.note.is_empty()).then(|| view! { <p class="note">{row.note.clone()}</p> });
    view! { <Say>{asks}" "{state}</Say><Lede>{terms}</Lede>{note} }.into_any()
}

/// Questions by heading, in their order.
fn headings<'a>(asks: impl Iterator<Item = &'a Ask>) -> Vec<(String, Vec<&'a Ask>)> {
    let mut all: Vec<(String, Vec<&Ask>)> = Vec::new();
    for ask in asks {
        match all.iter_mut().find(|(heading, _)| *heading == ask.heading) {
            Some((_, under)) => under.push(ask),
            None => all.push((ask.heading.clone(), vec![ask])),
        }
    }
    all
}

fn answering(whose: &Whose, opened: &Opened, shown: &Shown, now: Instant) -> AnyView {
    let blocks = headings(opened.asks()).into_iter().map(|(heading, asks)| {
        let of = asks.len();
        let fields = asks.into_iter().map(|ask| {
            let files = attached(whose, opened, &ask.key);
            question(opened, ask, shown, files)
        });
        let fields = fields.collect_view();
        view! { <Block title=heading remark=dates::counted(of, "question", "questions")>{fields}</Block> }
    });
    let blocks = blocks.collect_view();
    let late = (!shown.late.is_empty()).then(|| {
        let those = dates::counted(shown.late.len(), "question", "questions");
        let kept = match shown.written {
            0 => String::new(),
            n => format!(" {} of yours were saved.", dates::count_first(n)),
        };
        view! {
            <Notice tone=Tone::NotDone word="Answered meanwhile">
                <p>{format!("A colleague answered {those} otherwise since you opened this page. Both answers stand below.{kept}")}</p>
            </Notice>
        }
    });
    let saved = (shown.late.is_empty() && shown.written > 0).then(|| {
        let saved = format!(
            "{} saved. What could not be read stands below as you typed it.",
            match shown.written {
                1 => "One answer was".to_owned(),
                n => format!("{} answers were", dates::count_first(n)),
            }
        );
        view! { <Notice tone=Tone::NotDone word="Not all of it"><p>{saved}</p></Notice> }
    });
    let whole = opened.link.parent.is_none();
    view! {
        {late}
        {saved}
        <Summary faults=shown.mishap.wrong.summary()/>
        <form class="form questions" method="post" action=whose.base.clone() novalidate>
            {blocks}
            <Actions><Button weight=Weight::Primary>"Save the answers"</Button></Actions>
            {attaching(whose, opened, shown)}
            {whole.then(|| submitting(whose, opened, shown))}
        </form>
        {taking_away(whose, opened)}
        {whole.then(|| workbook(whose, shown))}
        {whole.then(|| colleagues(whose, opened, shown, now))}
    }
    .into_any()
}

/// The files of a question.
fn attached(whose: &Whose, opened: &Opened, key: &Key) -> AnyView {
    let files = opened.files().filter(|file| file.key == *key).map(|file| {
        view! { <li><a href=format!("{}/files/{}", whose.base, file.id)>{file.file.name.clone()}</a></li> }
    });
    let files: Vec<_> = files.collect();
    if files.is_empty() { ().into_any() } else { view! { <ul class="entries">{files}</ul> }.into_any() }
}

fn attaching(whose: &Whose, opened: &Opened, shown: &Shown) -> AnyView {
    let short = |ask: &Ask| {
        let question: String = ask.question.chars().take(90).collect();
        Choice::new(ask.key.to_string(), format!("{}: {question}", ask.key))
    };
    let choices = opened.asks().map(short).collect();
    let wrong = &shown.mishap.wrong;
    let value = shown.typed.as_ref().map(|fields| fields.text("question")).unwrap_or_default();
    let (to, at_question, at_file) = (format!("{}/files", whose.base), wrong.at("question"), wrong.at("file"));
    view! {
        <Block title="Attach a file" id="attach">
            <SelectField name="question" label="The question it belongs to" choices value prompt="Choose a question" optional=true error=at_question/>
            <FileField name="file" label="The file" hint="Up to 50 MB. It is kept as it is, and read by us." optional=true error=at_file/>
            <Actions><Button press=Press::SendFileTo(to)>"Attach the file and save"</Button></Actions>
        </Block>
    }
    .into_any()
}

/// The files that were attached, each to be taken away.
fn taking_away(whose: &Whose, opened: &Opened) -> Option<AnyView> {
    let files = opened.files().map(|file| {
        let href = format!("{}/files/{}", whose.base, file.id);
        let remove = format!("{href}/remove");
        view! {
            <li>
                <form method="post" action=remove>
                    {file.key.to_string()}": "<a href=href>{file.file.name.clone()}</a>" "
                    <Button weight=Weight::Plain>"Take away"</Button>
                </form>
            </li>
        }
    });
    let files: Vec<_> = files.collect();
    (!files.is_empty()).then(|| {
        view! { <Block title="Attached files" id="attached" remark="Save what you typed first"><ul class="entries">{files}</ul></Block> }
            .into_any()
    })
}

fn workbook(whose: &Whose, shown: &Shown) -> AnyView {
    let (href, action) = (format!("{}/answers.xlsx", whose.base), format!("{}/read-in", whose.base));
    let error = shown.mishap.wrong.at("book");
    view! {
        <Block title="Answer in a workbook instead" id="workbook">
            <p><a href=href>"Keep the questions as XLSX"</a>", fill in the answers, and bring it back. What the workbook answers takes the place of what stands here."</p>
            <form class="form" method="post" action=action enctype="multipart/form-data" novalidate>
                <FileField name="file" id="book" label="The workbook" accept=".xlsx,.csv" error/>
                <Actions><Button>"Read it in"</Button></Actions>
            </form>
        </Block>
    }
    .into_any()
}

fn colleagues(whose: &Whose, opened: &Opened, shown: &Shown, now: Instant) -> AnyView {
    let line = |link: &LinkRow| {
        let keys: Vec<_> = link.keys.iter().flatten().map(ToString::to_string).collect();
        let action = format!("{}/colleagues/{}/end", whose.base, link.id);
        view! {
            <li>
                <form method="post" action=action>
                    {link.to.clone().unwrap_or_default()}": "{keys.join(", ")}" "
                    <Button weight=Weight::Plain>"End this link"</Button>
                </form>
            </li>
        }
    };
    let links: Vec<_> = opened.colleagues(now).map(line).collect();
    let links = (!links.is_empty()).then(|| view! { <ul class="entries">{links}</ul> });
    let typed = |name: &str| shown.typed.as_ref().map(|fields| fields.text(name)).unwrap_or_default();
    let ticked = shown.typed.iter().flat_map(|fields| fields.all("keys").map(str::to_owned)).collect();
    let wrong = &shown.mishap.wrong;
    let choices = opened.asks().map(|ask| Choice::new(ask.key.to_string(), format!("{}: {}", ask.key, ask.question)));
    let open = wrong.at("to").is_some() || wrong.at("keys").is_some();
    let choices = choices.collect();
    let (action, to, at_to, at_keys) =
        (format!("{}/hand-on", whose.base), typed("to"), wrong.at("to"), wrong.at("keys"));
    view! {
        <Block title="Hand questions to a colleague" id="colleagues">
            <p>"A colleague gets a link that opens the questions you tick and their answers, and nothing else. You submit."</p>
            {links}
            <details open=open>
                <summary>"Make a link for a colleague"</summary>
                <form class="form" method="post" action=action novalidate>
                    <TextField name="to" label="Who answers them" value=to error=at_to/>
                    <ChecksField name="keys" label="The questions" choices value=ticked error=at_keys/>
                    <Actions><Button>"Make the link"</Button></Actions>
                </form>
            </details>
        </Block>
    }
    .into_any()
}

fn submitting(whose: &Whose, opened: &Opened, shown: &Shown) -> AnyView {
    let count = Answered::of(&opened.read.lines());
    let gaps = shown.typed.as_ref().map(|fields| fields.text("gaps")).unwrap_or_default();
    let error = shown.mishap.wrong.at("gaps");
    let why = (count.open() > 0).then(|| {
        let hint = count.lacking();
        view! { <LongField name="gaps" label="Why some are not answered" hint value=gaps error/> }
    });
    let press = Press::SendTo(format!("{}/submit", whose.base));
    view! {
        <Block title="Submit" id="submit">
            <p>"What you typed is saved with it. After this nothing can be changed; the link shows what was sent until it expires."</p>
            {why}
            <Actions><Button press>"Submit the answers"</Button></Actions>
        </Block>
    }
    .into_any()
}

/// After it was submitted: what was sent, and nothing to change.
fn sent(whose: &Whose, opened: &Opened) -> AnyView {
    let gaps =
        opened.read.row.submitted.as_ref().map(|submitted| submitted.gaps.clone()).filter(|text| !text.is_empty());
    let gaps = gaps.map(|gaps| view! { <Facts><Fact name="Why some are not answered">{gaps}</Fact></Facts> });
    let blocks = headings(opened.asks()).into_iter().map(|(heading, asks)| {
        let rows = asks.into_iter().map(|ask| {
            let answer = opened.read.answers.get(&ask.key).map(|row| &row.answer);
            let said = said_words(answer.and_then(|answer| answer.said.as_ref()));
            let comment = answer.map(|answer| answer.comment.clone()).unwrap_or_default();
            view! {
                <tr>
                    <th scope="row">{ask.question.clone()}<span class="sub">{ask.key.to_string()}</span></th>
                    <td data-th="Answer">{said}<span class="sub">{comment}</span>{attached(whose, opened, &ask.key)}</td>
                </tr>
            }
        });
        let rows = rows.collect_view();
        let columns = ["Question", "Answer"].into_iter().map(Column::new).collect();
        view! { <Block title=heading.clone()><Table caption=heading columns stack=true>{rows}</Table></Block> }
    });
    let blocks = blocks.collect_view();
    view! { {gaps}{blocks} }.into_any()
}

/// The link of a colleague, this once: only its hash is kept.
pub(super) async fn link_page(
    site: &Site,
    caller: &Caller,
    key: &str,
    address: String,
    draft: HandOnDraft,
    until: Instant,
) -> Result<Page> {
    let organisation = site.store.organisation().await?.ok_or_else(|| Refusal::missing("organisation"))?;
    let (until, back) = (dates::full(organisation.zone.last_day(until)), format!("/answers/{key}"));
    let (name, example) = (organisation.name, site.is_marked());
    let page = at_the_door(site, caller, move || {
        let shown = address.clone();
        view! {
            <Door title="A link for a colleague" way=Doorway::Wide organisation=name example>
                <Say>{format!("Send this link to {}.", draft.to.trim())}</Say>
                <Lede>{format!("It is shown this once. It opens {} until {until}.", draft.keys.join(", "))}</Lede>
                <p><data class="whole" id="link" value=address>{shown}</data></p>
                <Actions><ButtonLink href=back>"Back to the questions"</ButtonLink></Actions>
            </Door>
        }
    });
    Ok(page.secret())
}
