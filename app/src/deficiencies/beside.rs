//! What stands open, on the pages of what it touches: a control, a criterion, a system, a vendor.

use super::parts::{known_words, owner, severity_words, stage_mark};
use crate::asking::Asking;
use crate::error::Result;
use crate::page::encoded;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink};
use crate::ui::empty::Empty;
use crate::ui::table::{Column, Table};
use domain::codes::ControlId;
use domain::people::{Role, may};
use domain::trail::Verb;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{DeficienciesWanted, DeficiencyRow, Names};

/// Rows on another thing's page.
const MOST: usize = 8;

/// The open ones of something, and whether this person may open another.
#[derive(Default)]
pub struct Beside {
    rows: Vec<DeficiencyRow>,
    names: Names,
    /// The address of the whole list.
    all: String,
    /// Where a new one is opened.
    new: Option<String>,
    today: Option<Date>,
    /// On the page of a criterion, what the log knows of it.
    of_criterion: bool,
}

async fn load(asking: &Asking, wanted: DeficienciesWanted) -> Result<(Vec<DeficiencyRow>, Names)> {
    let rows = asking.store().deficiencies(&wanted, &asking.visitor.organisation.zone).await?;
    Ok((rows, asking.names().await?))
}

/// Of a control; whoever owns it may open one while it is in use.
pub(crate) async fn of_control(asking: &Asking, control: &ControlId, owned: bool, adopted: bool) -> Result<Beside> {
    let wanted = DeficienciesWanted { open: true, control: Some(control.clone()), subject: None };
    let (rows, names) = load(asking, wanted).await?;
    let opens = adopted && opens(asking, owned);
    let new = opens.then(|| format!("/deficiencies/new?control={control}"));
    let all = format!("/deficiencies?control={control}");
    Ok(Beside { rows, names, all, new, today: Some(asking.today), of_criterion: false })
}

/// Of a system or vendor, by its number and its word in an address.
pub(crate) async fn of_subject(asking: &Asking, subject: i64, of: &str, owned: bool) -> Result<Beside> {
    let wanted = DeficienciesWanted { open: true, control: None, subject: Some(subject) };
    let (rows, names) = load(asking, wanted).await?;
    let new = opens(asking, owned).then(|| format!("/deficiencies/new?of={}", encoded(of)));
    let all = format!("/deficiencies?of={}", encoded(of));
    Ok(Beside { rows, names, all, new, today: Some(asking.today), of_criterion: false })
}

/// Of a criterion, with what the log knows of it.
pub(crate) async fn of_criterion(asking: &Asking, criterion: CriterionId) -> Result<Beside> {
    let (mut rows, names) = load(asking, DeficienciesWanted { open: true, ..DeficienciesWanted::default() }).await?;
    rows.retain(|row| row.criteria.contains(criterion));
    let all = format!("/deficiencies?criterion={}", criterion.key());
    Ok(Beside { rows, names, all, new: None, today: Some(asking.today), of_criterion: true })
}

/// Whether somebody may open one of anything: compliance managers, engineers of what is theirs, and whoever owns a control.
/// Who owns a system or a vendor opens one on its page.
pub(crate) async fn opens_any(asking: &Asking) -> Result<bool> {
    let me = Some(asking.actor().person);
    let owns =
        asking.is(Role::Engineer) || asking.spine().await?.controls.iter().any(|one| !one.retired && one.owner == me);
    Ok(opens(asking, owns))
}

fn opens(asking: &Asking, owned: bool) -> bool {
    let relation = if owned { domain::people::Relation::Owner } else { domain::people::Relation::Stranger };
    may(asking.actor().rights, Verb::DeficiencyOpened, relation) && !asking.is(Role::Auditor)
}

impl Beside {
    /// Nothing at all where none is open and nobody may open one here.
    #[must_use]
    pub(crate) fn block(self) -> AnyView {
        let Self { rows, names, all, new, today, of_criterion } = self;
        let Some(today) = today.filter(|_| !rows.is_empty() || new.is_some()) else { return ().into_any() };
        let known =
            of_criterion.then(|| known_words(&rows.iter().collect::<Vec<_>>())).filter(|words| !words.is_empty());
        let known = known.map(|known| {
            view! { <p>{known}". How the criterion stands is said above; what is open here never makes that better."</p> }
        });
        let more = rows.len() > MOST;
        let lines = rows.iter().take(MOST).map(|row| line(row, &names, today)).collect_view();
        let table = if rows.is_empty() {
            let closed = all.clone();
            view! { <Empty>"None is open. "<a href=closed>"Those that were closed"</a></Empty> }.into_any()
        } else {
            let columns = ["Deficiency", "Severity", "State", "Owner"].into_iter().map(Column::new).collect();
            view! { <Table caption="Open deficiencies" columns stack=true>{lines}</Table> }.into_any()
        };
        let new = new.map(|href| view! { <Actions><ButtonLink href>"Open a deficiency"</ButtonLink></Actions> });
        let link = more.then(|| view! { <p class="more-link"><a href=all>{format!("All {}", rows.len())}</a></p> });
        view! { <Block title="Open deficiencies" id="deficiencies">{known}{table}{link}{new}</Block> }.into_any()
    }
}

fn line(row: &DeficiencyRow, names: &Names, today: Date) -> AnyView {
    let href = format!("/deficiencies/{}", row.id);
    let (title, code) = (row.title.clone(), row.code());
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{title}</a><span class="sub">{code}</span></th>
            <td data-th="Severity">{severity_words(row)}</td>
            <td data-th="State">{stage_mark(row, today)}</td>
            <td data-th="Owner">{owner(row, names)}</td>
        </tr>
    }
    .into_any()
}
