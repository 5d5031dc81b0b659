//! One review: what it is of and where it stands, its lines, what moved since the listing before, what follows.

use super::parts::{of_link, stage_mark};
use super::{after, ends, lines};
use crate::address::The;
use crate::asking::Asking;
use crate::controls::people;
use crate::error::Result;
use crate::form::{self, Fields};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::choice::Choice;
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::facts::{Fact, Facts};
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Name, Say};
use crate::ui::summary::Summary;
use domain::access_reviews::{Changes, Left, ReviewStage, accept, compare};
use domain::ids::{AccessReviewId, PersonId};
use domain::people::{Actor, Relation, may};
use domain::trail::{ThingKind, Verb, hex};
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AccessRead, Names};

pub(super) struct Shown {
    pub read: AccessRead,
    pub names: Names,
    pub me: Actor,
    /// Owner or second, while it is being decided.
    pub decides: bool,
    pub drops: bool,
    pub reviews: bool,
    pub opens: bool,
    /// Why this person may not accept it.
    pub why_not: Option<String>,
    /// Against the listing before.
    pub changes: Option<Changes>,
    pub left: Vec<Left>,
    pub people: Vec<Choice>,
    pub history: Vec<Happening>,
    pub ends: Vec<(PersonId, DateTime)>,
    pub today: Date,
    pub query: Query,
}

const KEYS: [&str; 2] = ["show", "page"];

async fn load(asking: &Asking, id: AccessReviewId, fields: &Fields) -> Result<Shown> {
    let read = asking.store().access_review(id, &asking.visitor.organisation.zone).await?;
    let (me, names) = (*asking.actor(), asking.names().await?);
    let row = &read.now.row;
    let own = row.owner == me.person || row.second == Some(me.person);
    let relation = if own { Relation::Owner } else { Relation::Stranger };
    let deciding = row.stage() == ReviewStage::Deciding;
    let decides = deciding && may(me.rights, Verb::AccessDecided, relation);
    let left = read.left_before();
    Ok(Shown {
        why_not: accept(&row.review(), &read.now.lines, &read.now.decided, &me)
            .err()
            .map(|refusal| refusal.to_string()),
        people: if decides && row.undecided() == 0 { people(asking).await? } else { Vec::new() },
        decides,
        drops: deciding && may(me.rights, Verb::AccessReviewDropped, relation),
        reviews: may(me.rights, Verb::AccessReviewAccepted, relation),
        opens: may(me.rights, Verb::AccessReviewOpened, relation),
        changes: read.before.as_ref().map(|before| compare(&before.lines, &read.now.lines)),
        left,
        history: happenings(asking, ThingKind::AccessReview, &id.to_string(), &names).await?,
        ends: [row.closed, row.accepted].into_iter().flatten().map(|(by, at)| (by, asking.local(at))).collect(),
        today: asking.today,
        query: Query::of(format!("/access-reviews/{id}"), KEYS.map(|key| (key, fields.text(key)))),
        me,
        names,
        read,
    })
}

pub async fn show(asking: Asking, The(id): The<AccessReviewId>, form::Query(fields): form::Query) -> Result<Page> {
    page(&asking, id, &fields, Mishap::default()).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: AccessReviewId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id, typed).await?, typed.clone());
    let title = format!("{} {}", shown.read.now.row.code(), shown.read.now.row.name);
    Ok(asking.page(title, Place::AccessReviews, move || body(&shown, &typed, &mishap)))
}

const SAID: [(&str, &str, &str); 5] = [
    ("opened", "Taken in", "The listing is kept as it came, under its hash. Its lines wait to be decided."),
    ("decided", "Decided", "Until the review is closed, each line can be decided otherwise."),
    ("closed", "Closed", "What is to be taken away or changed is somebody’s task now."),
    ("accepted", "Accepted", "It is evidence now, for the day of its listing."),
    ("dropped", "Called off", "It stays to be seen, and proves nothing."),
];

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let row = &shown.read.now.row;
    let way = vec![Crumb::new("Access reviews", "/access-reviews"), Crumb::plain(row.code())];
    let (title, says) = (format!("{}.", row.name), sentence(shown));
    let (notice, faults) = (mishap.notice(), mishap.wrong.summary());
    let told_history = history(shown.history.clone(), shown.today, format!("/trail?thing=access-review/{}", row.id));
    let parts = [
        ends::block(shown, typed, mishap),
        after::still_standing(shown),
        lines::block(shown, typed, mishap),
        after::removals(shown),
        after::gone(shown),
        facts(shown),
        ends::dropping(shown, typed, mishap),
    ];
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {told(typed, &SAID)}
        {notice}
        <Summary faults/>
        {parts.into_iter().collect_view()}
        <Block title="History" id="history">{told_history}</Block>
    }
    .into_any()
}

fn sentence(shown: &Shown) -> String {
    let row = &shown.read.now.row;
    let owner = shown.names.of(row.owner);
    match row.stage() {
        ReviewStage::Deciding if row.undecided() == 0 => {
            format!("All {} lines are decided; {owner} closes it.", dates::figure(row.lines))
        }
        ReviewStage::Deciding => format!(
            "{} of {} lines {} not decided; {owner} decides by {}.",
            dates::figure(row.undecided()),
            dates::figure(row.lines),
            if row.undecided() == 1 { "is" } else { "are" },
            dates::short(row.due_on, shown.today),
        ),
        ReviewStage::Closed => "Every line is decided. Somebody who decided nothing here accepts it.".to_owned(),
        ReviewStage::Accepted => {
            let by = row.accepted.map(|(by, _)| shown.names.of(by).to_owned()).unwrap_or_default();
            format!("Every line was decided, and {by} accepted it.")
        }
        ReviewStage::Dropped => {
            let (by, why) =
                row.dropped.as_ref().map(|(by, _, why)| (shown.names.of(*by), why.as_str())).unwrap_or_default();
            format!("{by} called it off: {why}")
        }
    }
}

fn facts(shown: &Shown) -> AnyView {
    let (row, names) = (&shown.read.now.row, &shown.names);
    let short = |day: Date| dates::short(day, shown.today);
    let second = row.second.map_or("Nobody", |second| names.of(second)).to_owned();
    let file = format!("/access-reviews/{}/file", row.id);
    let (file_name, hash) = (row.file.name.clone(), format!(" SHA-256 {}", hex(&row.file.sha256)));
    let next = row.next_on().map_or_else(|| "Not again".to_owned(), short);
    let before = shown.read.before.as_ref().map(|before| {
        let (href, code) = (format!("/access-reviews/{}", before.row.id), before.row.code());
        let listed = format!(", listed {}", short(before.row.listed_on));
        view! { <Fact name="The one before"><a href=href>{code}</a>{listed}</Fact> }
    });
    let later = shown.read.later.as_ref().map(|later| {
        let (href, code) = (format!("/access-reviews/{}", later.row.id), later.row.code());
        let listed = format!(", listed {}", short(later.row.listed_on));
        view! { <Fact name="The next one"><a href=href>{code}</a>{listed}</Fact> }
    });
    let proves = match row.reviewed.proves(row.of) {
        Some(id) => view! { <a href=format!("/tasks/{id}")>{id}</a> }.into_any(),
        None => "Nothing by itself: only a review of one system’s access, or of our own rooms, does".into_any(),
    };
    let (owner, opens, state) = (names.of(row.owner).to_owned(), row.reviewed.label(), stage_mark(row, shown.today));
    let (listed, due, of) = (short(row.listed_on), short(row.due_on), of_link(row));
    view! {
        <Block title="What is reviewed" id="what">
            <Facts>
                <Fact name="State">{state}</Fact>
                <Fact name="Opens">{opens}</Fact>
                <Fact name="Belongs to">{of}</Fact>
                <Fact name="Decided by">{owner}</Fact>
                <Fact name="Beside them">{second}</Fact>
                <Fact name="Listed on">{listed}</Fact>
                <Fact name="To be decided by">{due}</Fact>
                <Fact name="Listing"><a href=file>{file_name}</a><span class="sub">{hash}</span></Fact>
                {before}
                {later}
                <Fact name="Due again">{next}</Fact>
                <Fact name="Proves">{proves}</Fact>
            </Facts>
        </Block>
    }
    .into_any()
}
