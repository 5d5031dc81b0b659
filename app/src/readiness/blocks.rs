//! What blocks: the requirements and the documents behind the gaps, worst first, with who and until when.

use super::in_hand::InHand;
use crate::asking::Asking;
use crate::error::Result;
use crate::reading::{Asked, Links};
use crate::ui::block::Block as Section;
use crate::ui::dates::{self, tallied};
use crate::ui::empty::Empty;
use crate::ui::table::{Column, Order, Table};
use domain::asked::CriterionSet;
use domain::causes::{Behind, Cause, OpenRequirement, holds_back};
use domain::ids::EvidenceId;
use domain::words::SubjectKind;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use store::{Lapsed, Names, RequirementNow};

/// One line of what blocks.
pub(super) struct Block {
    title: String,
    href: String,
    criteria: CriterionSet,
    /// “5 systems”.
    on: String,
    weight: u32,
    who: Option<String>,
    pub due: Option<Date>,
}

/// In which order what blocks is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    /// What holds back the most first.
    #[default]
    Worst,
    Due,
    Who,
}

impl Sort {
    pub fn of(text: &str) -> Self {
        match text {
            "due" => Self::Due,
            "who" => Self::Who,
            _ => Self::Worst,
        }
    }

    /// What has no day or no name stands last.
    fn order(self, blocks: &mut [Block]) {
        match self {
            Self::Worst => {}
            Self::Due => blocks.sort_by_key(|block| (block.due.is_none(), block.due)),
            Self::Who => blocks.sort_by_key(|block| (block.who.is_none(), block.who.clone(), block.due)),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Worst => "worst first",
            Self::Due => "the first due first",
            Self::Who => "by name",
        }
    }
}

const SHOWN: usize = 12;
/// The rest lies folded on the page up to so many; more are a page of their own.
const FOLDED: usize = 48;
/// Asks for all of them at once: `all`.
pub(super) const ALL: &str = "blocks";

pub(super) async fn load(
    asking: &Asking,
    asked: &Asked,
    open: &[OpenRequirement],
    behind: &[Behind],
    lapsed: &[Lapsed],
) -> Result<Vec<Block>> {
    let (hands, names) = (InHand::of(asking, asked).await?, asking.names().await?);
    let mut blocks = documents(asked, lapsed, &hands, &names);
    let folded: BTreeMap<i64, u32> = lapsed.iter().fold(BTreeMap::new(), |mut sums, one| {
        *sums.entry(one.requirement).or_default() += one.subjects;
        sums
    });
    let whole = |one: &OpenRequirement| folded.get(&one.no).is_some_and(|by| *by >= one.subjects());
    let rest = open.iter().filter(|one| !whole(one));
    blocks.extend(rest.filter_map(|one| requirement(asked, one, &hands, &names)));
    blocks.sort_by_key(|block| (std::cmp::Reverse((block.criteria.len(), block.weight)), block.due));
    let causes = behind.iter().filter_map(|one| missing(asked, one));
    Ok(causes.chain(blocks).collect())
}

/// What is missing around the proof: key controls, conclusions.
fn missing(asked: &Asked, behind: &Behind) -> Option<Block> {
    let programme = format!("/programmes/{}", asked.programme.id);
    let (title, href) = match behind.cause {
        Cause::NoKeyControl => ("Adopt a key control", "/controls".to_owned()),
        Cause::NotConcluded => ("Conclude that the key controls answer", programme),
        Cause::NothingLeft => ("Nothing left that is asked: adopt a control or set aside", programme),
        Cause::Unanswered => {
            ("Answer the open questions about systems", format!("/systems?in={}&trait=open", asked.programme.id))
        }
        Cause::Failed | Cause::Document(_) | Cause::Requirement(_) | Cause::Waiting | Cause::Several => return None,
    };
    let (title, on) = (title.to_owned(), tallied(behind.criteria.len(), "criterion", "criteria"));
    Some(Block { title, href, criteria: behind.criteria, on, weight: 0, who: None, due: None })
}

/// One lapsed document is one line, whatever gaps it leaves.
fn documents(asked: &Asked, lapsed: &[Lapsed], hands: &InHand, names: &Names) -> Vec<Block> {
    let mut blocks: BTreeMap<EvidenceId, (Block, Vec<i64>)> = BTreeMap::new();
    for one in lapsed {
        let control = asked.spine.requirement(one.requirement).and_then(|r| asked.spine.control_of(r));
        let held = control.map(|control| held(asked, control.no)).unwrap_or_default();
        let (block, requirements) = blocks.entry(one.evidence).or_insert_with(|| {
            let (title, href) = (format!("Renew “{}”, which lapsed", one.title), format!("/evidence/{}", one.evidence));
            let (criteria, on) = (CriterionSet::default(), String::new());
            (Block { title, href, criteria, on, weight: 0, who: None, due: None }, Vec::new())
        });
        requirements.push(one.requirement);
        block.weight += one.subjects;
        block.criteria = CriterionSet(block.criteria.0 | held.0);
    }
    let held_back = blocks.into_values().filter(|(block, _)| !block.criteria.is_empty());
    let told = held_back.map(|(block, requirements)| Block {
        on: tallied(block.weight as usize, "gap", "gaps"),
        who: hands.who(&requirements, names),
        due: hands.due(&requirements),
        ..block
    });
    told.collect()
}

fn held(asked: &Asked, control: i64) -> CriterionSet {
    holds_back(&asked.reading.readiness, &asked.reading.frame, usize::try_from(control).unwrap_or(usize::MAX))
}

fn requirement(asked: &Asked, open: &OpenRequirement, hands: &InHand, names: &Names) -> Option<Block> {
    let criteria = holds_back(&asked.reading.readiness, &asked.reading.frame, open.control);
    let now = asked.spine.requirement(open.no)?;
    (!criteria.is_empty()).then(|| Block {
        title: title(now),
        href: format!("/tasks/{}", now.id),
        criteria,
        on: subjects(now.subject, open.subjects()),
        weight: open.subjects(),
        who: hands.who(&[now.no], names),
        due: hands.due(&[now.no]),
    })
}

/// What to do, in the words of the library or our own.
pub(crate) fn title(requirement: &RequirementNow) -> String {
    requirement.steps.title.to_string()
}

/// “5 systems”, “Organisation”.
pub(crate) fn subjects(kind: SubjectKind, n: u32) -> String {
    let n = n as usize;
    match kind {
        SubjectKind::Organisation => "Organisation".to_owned(),
        SubjectKind::System => tallied(n, "system", "systems"),
        SubjectKind::Vendor => tallied(n, "vendor", "vendors"),
    }
}

pub(super) fn view(asked: &Asked, mut blocks: Vec<Block>, sort: Sort) -> impl IntoView + use<> {
    sort.order(&mut blocks);
    let n = blocks.len();
    let remark = match n {
        0 => "Nothing to do".to_owned(),
        1 => "One thing to do".to_owned(),
        n => format!("{} things to do, {}", dates::count_first(n), sort.words()),
    };
    let (links, day, today) = (asked.links(), asked.day, asked.today);
    let all = asked.query.get(ALL) == Some("all");
    let rest = if all { Vec::new() } else { blocks.split_off(SHOWN.min(n)) };
    let row = |block: Block| {
        let ids = ids(block.criteria, &links);
        let (who, when) = (block.who.is_some().then_some("Who"), block.due.is_some().then_some("Due"));
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=block.href>{block.title}</a></th>
                <td class="wide n-ids quiet-links" data-th="Holds back">{ids}<span class="sub">{block.on}</span></td>
                <td class="nowrap" data-th=who>{block.who}</td>
                <td class="n" data-th=when>{block.due.map(|due| due_words(due, day, today))}</td>
            </tr>
        }
    };
    let rows = blocks.into_iter().map(row).collect_view();
    let body = if n == 0 {
        view! { <Empty><p>"Nothing that a task could close holds a criterion back."</p></Empty> }.into_any()
    } else {
        let columns = columns(asked, sort);
        view! { <Table caption=format!("What blocks, {}", sort.words()) columns stack=true>{rows}</Table> }.into_any()
    };
    let more = match rest.len() {
        0 if all && n > SHOWN => Some(other(asked.query.without(ALL).href(), "The first twelve".to_owned())),
        0 => None,
        more if more > FOLDED => Some(other(asked.query.with(ALL, "all").href(), format!("All {}", dates::figure(n)))),
        more => {
            let (columns, rest) = (columns(asked, sort), rest.into_iter().map(row).collect_view());
            let folded = view! {
                <details>
                    <summary>{format!("{} more", dates::figure(more))}</summary>
                    <Table caption="What blocks, the rest" columns stack=true>{rest}</Table>
                </details>
            };
            Some(folded.into_any())
        }
    };
    view! { <Section title="What blocks" id="blocks" remark>{body}{more}</Section> }.into_any()
}

/// Another view of the same list.
fn other(href: String, words: String) -> AnyView {
    view! { <p class="more-link"><a href=format!("{href}#blocks")>{words}</a></p> }.into_any()
}

/// Each head sorts; the view is an address.
fn columns(asked: &Asked, sort: Sort) -> Vec<Column> {
    let by = |column: Column, own: Sort, key: &str, order| {
        let view = if key.is_empty() { asked.query.without("sort") } else { asked.query.with("sort", key) };
        column.sorted(format!("{}#blocks", view.href()), (sort == own).then_some(order))
    };
    vec![
        Column::new("What to do"),
        by(Column::new("Holds back"), Sort::Worst, "", Order::Descending),
        by(Column::new("Who"), Sort::Who, "who", Order::Ascending),
        by(Column::number("Due"), Sort::Due, "due", Order::Ascending),
    ]
}

/// The first few criteria, each a link; the rest as a number.
pub(crate) fn ids(criteria: CriterionSet, links: &Links) -> impl IntoView + use<> {
    const FEW: usize = 3;
    let shown: Vec<_> = criteria.iter().take(FEW).map(|id| (id.key(), links.at(format!("/criteria/{id}")))).collect();
    let more = criteria.len().saturating_sub(FEW);
    let shown = shown.into_iter().map(|(id, href)| view! { <a href=href class="id">{id}</a>" " });
    view! { {shown.collect_view()}{(more > 0).then(|| format!("and {more} more"))} }
}

/// The day, and by how much it has passed.
pub(crate) fn due_words(due: Date, day: Date, today: Date) -> impl IntoView {
    let late = dates::days_between(due, day);
    let late = (late > 0).then(|| {
        let days = if late == 1 { "1 day late".to_owned() } else { format!("{late} days late") };
        view! { <span class="sub late">{days}</span> }
    });
    view! { <time datetime=due.to_string()>{dates::short(due, today)}</time>{late} }
}
