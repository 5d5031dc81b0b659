//! The queue beside the piece: what waits, for whom, filtered by whose it is, by control and by who sent it.

use super::super::pairs::Words;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::ui::block::SideNote;
use crate::ui::button::Button;
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::pager::Pager;
use crate::ui::query::Query as View;
use domain::ids::EvidenceId;
use leptos::prelude::*;
use store::{QueueWanted, Queued};

/// The filters that stay while one decides.
pub(super) const KEPT: [&str; 3] = ["mine", "control", "by"];

const A_PAGE: i64 = 20;

pub(super) struct Queue {
    pub rows: Vec<Queued>,
    /// How much of it is wanted, and how much there is.
    shown: usize,
    of: usize,
    page: i64,
    controls: Vec<Choice>,
    people: Vec<Choice>,
    pub view: View,
}

impl Queue {
    /// `people` are those who sent something that waits.
    pub async fn load(asking: &Asking, fields: &Fields, people: Vec<Choice>) -> Result<Self> {
        let store = asking.store();
        let spine = asking.spine().await?;
        let control = fields.parsed("control").and_then(|id| spine.control(&id));
        let wanted = QueueWanted {
            for_person: (fields.text("mine") == "yes").then(|| asking.actor().person),
            submitted_by: fields.parsed("by"),
            control: control.map(|control| control.no),
        };
        let page = fields.parsed::<i64>("page").unwrap_or(1).clamp(1, 1_000_000);
        let (rows, shown) = store.review_queue(&wanted, page - 1, A_PAGE).await?;
        let of = store.waiting(asking.visitor.seq).await?.pieces.len();
        let controls = spine.controls.iter().filter(|control| !control.retired);
        let controls = controls.map(|one| Choice::new(one.id.to_string(), format!("{} {}", one.id, one.title)));
        let kept = KEPT.iter().map(|key| (*key, fields.text(key)));
        let view = View::of("/evidence/review", kept);
        let shown = usize::try_from(shown).unwrap_or_default();
        Ok(Self { rows, shown, of, page, controls: controls.collect(), people, view })
    }
}

pub(super) fn side(queue: Queue, words: &Words, here: Option<EvidenceId>, why_not: Vec<Option<String>>) -> AnyView {
    let Queue { rows, shown, of, page, controls, people, view } = queue;
    let pages = u32::try_from(shown.div_ceil(usize::try_from(A_PAGE).unwrap_or(1))).unwrap_or(u32::MAX);
    let page = u32::try_from(page).unwrap_or(u32::MAX);
    let chips = chips(&view, &people);
    let filters = (of > 1).then(|| filters(&view, controls, people));
    let entries = rows.into_iter().zip(why_not).map(|(queued, why)| {
        let here = here == Some(queued.id);
        entry(&view, queued, why, words, here)
    });
    let entries = entries.collect_view();
    let none = (shown == 0).then(|| view! { <p class="small">"Nothing that waits is so."</p> });
    let pager = (pages > 1).then(|| view! { <Pager query=view.clone() page pages/> });
    view! {
        <aside class="side">
            <SideNote title="The queue" id="queue">
                {filters}
                <Chips query=view.clone() chips shown of/>
                <ol class="queue">{entries}</ol>
                {none}
                {pager}
            </SideNote>
        </aside>
    }
    .into_any()
}

fn entry(view: &View, queued: Queued, why: Option<String>, words: &Words, here: bool) -> AnyView {
    let href = view.with("evidence", queued.id.to_string()).href();
    let by = words.names.of(queued.submitted_by).to_owned();
    let things = dates::counted(usize::try_from(queued.pairs).unwrap_or_default(), "thing", "things");
    let of = match queued.requirements {
        1 => String::new(),
        n => format!(", {} requirements", dates::count(usize::try_from(n).unwrap_or_default())),
    };
    let said = format!("{by}, {}, for {things}{of}", words.day(queued.since));
    view! {
        <li aria-current=here.then_some("true")>
            <a href=href>{queued.title}</a>
            <span class="sub">{said}</span>
            {why.map(|why| view! { <span class="sub">{why}</span> })}
        </li>
    }
    .into_any()
}

fn filters(view: &View, controls: Vec<Choice>, people: Vec<Choice>) -> impl IntoView + use<> {
    let value = |key: &str| view.get(key).unwrap_or_default().to_owned();
    let (mine, control, by) = (value("mine"), value("control"), value("by"));
    view! {
        <Filters query=view.clone() controls=KEPT.to_vec()>
            <FilterSelect name="mine" label="Whose" any="Everybody’s" choices=vec![Choice::new("yes", "Mine to decide")] value=mine/>
            <FilterSelect name="control" label="Control" any="Any control" choices=controls value=control/>
            <FilterSelect name="by" label="Sent by" any="Sent by anybody" choices=people value=by/>
            <Button>"Show"</Button>
        </Filters>
    }
}

fn chips(view: &View, people: &[Choice]) -> Vec<Chip> {
    let pairs = view.pairs().iter().filter_map(|(key, value)| match key.as_str() {
        "mine" => Some(Chip::new("mine", value.clone(), "Mine to decide")),
        "control" => Some(Chip::new("control", value.clone(), value.clone())),
        "by" => {
            let name = people.iter().find(|choice| choice.value == *value)?.label.clone();
            Some(Chip::new("by", value.clone(), format!("Sent by {name}")))
        }
        _ => None,
    });
    pairs.collect()
}
