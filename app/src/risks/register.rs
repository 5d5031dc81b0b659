//! The register across all that is assessed: the sentence, the heat map, and the table behind it.

use super::assessments::assessed;
use super::headline::{lede, rests, sentence};
use super::heat::{Cells, cell_of, map};
use super::parts::{judged, named, treatment};
use crate::asking::Asking;
use crate::error::Result;
use crate::form;
use crate::lists::{List, keep};
use crate::page::Page;
use crate::programmes::allowed;
use crate::ui::block::{Block, SideNote};
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::dates;
use crate::ui::empty::{Empty, EmptyPage};
use crate::ui::filters::{Chip, Chips, FilterSelect, Filters};
use crate::ui::pager::Pager;
use crate::ui::query::Query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use domain::codes::RiskId;
use domain::ids::PersonId;
use domain::people::Role;
use domain::risks::{Assessed, Band, Rating, RegisterEntry, RiskCategory, Scale, by_category, heat};
use domain::trail::Verb;
use jiff::civil::Date;
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Names, RegisterRow, RiskRegister, WaitingAside};

const CONTROLS: [&str; 4] = ["of", "category", "band", "owner"];
/// What the counts above the rows lead to: `appetite=above`, `claim=unmet`.
pub(super) const APPETITE: &str = "appetite";
pub(super) const ABOVE: &str = "above";
pub(super) const CLAIM: &str = "claim";
pub(super) const UNMET: &str = "unmet";
/// Rows a page.
const PAGE: usize = 100;

/// What the address asks for.
pub(super) struct Asked {
    query: Query,
    /// What is assessed, as it was typed; and what that is.
    of: Option<String>,
    assessed: Option<Assessed>,
    category: Option<RiskCategory>,
    band: Option<Band>,
    owner: Option<PersonId>,
    cell: Option<Rating>,
    /// The bands above the appetite, where only these are asked for.
    above: Option<Vec<Band>>,
    /// Only what rests on a control that is not met.
    unmet: bool,
    page: usize,
}

impl Asked {
    pub fn of(fields: &form::Fields, scale: &Scale) -> Self {
        let known = CONTROLS.into_iter().chain([APPETITE, CLAIM, "cell", "page"]);
        let above = || Band::ALL.iter().copied().filter(|band| scale.is_above_appetite(*band)).collect();
        let query = Query::of("/risks", known.map(|key| (key, fields.text(key))));
        let text = |key: &str| query.get(key).unwrap_or_default().to_owned();
        Self {
            of: Some(text("of")).filter(|of| !of.is_empty()),
            assessed: assessed(&text("of")),
            category: text("category").parse().ok(),
            band: text("band").parse().ok(),
            owner: text("owner").parse().ok(),
            cell: cell_of(&text("cell")),
            above: (text(APPETITE) == ABOVE).then(above),
            unmet: text(CLAIM) == UNMET,
            page: fields.parsed("page").unwrap_or(1).max(1),
            query,
        }
    }

    /// Whether a row is in the view, whatever its cell.
    pub fn takes(&self, row: &RegisterRow) -> bool {
        let entry = &row.entry;
        (self.of.is_none() || self.assessed == Some(entry.of))
            && self.category.is_none_or(|category| category == entry.category)
            && self.band.is_none_or(|band| band == entry.residual.band)
            && self.owner.is_none_or(|owner| owner == entry.owner)
            && self.above.as_ref().is_none_or(|bands| bands.contains(&entry.residual.band))
            && (!self.unmet || !row.unmet.is_empty())
    }

    pub fn in_cell(&self, row: &RegisterRow) -> bool {
        self.cell.is_none_or(|cell| cell == row.entry.residual.rating)
    }
}

/// What is assessed, in an address.
fn of_key(of: Assessed) -> String {
    match of {
        Assessed::Organisation => "organisation".to_owned(),
        Assessed::System(id) => id.to_string(),
    }
}

struct Shown {
    asked: Asked,
    register: Arc<RiskRegister>,
    scale: Scale,
    names: Names,
    may_open: bool,
    may_import: bool,
    asides: Vec<Aside>,
    today: Date,
}

/// A risk that was set aside and waits for a second person, and whether whoever looks may be that one.
struct Aside {
    href: String,
    risk: RiskId,
    of: String,
    by: PersonId,
    since: Date,
    mine: bool,
}

async fn asides(asking: &Asking) -> Result<Vec<Aside>> {
    let waiting = asking.store().waiting(asking.visitor.seq).await?;
    let mine: Vec<_> = waiting.risks.to_agree(asking.actor(), asking.now).collect();
    let aside = |one: &WaitingAside| Aside {
        href: format!("/risks/assessments/{}/risks/{}", one.assessment, one.risk),
        risk: one.risk.clone(),
        of: one.of.clone(),
        by: one.aside.by,
        since: asking.local(one.aside.at).date(),
        mine: mine.contains(&one),
    };
    Ok(waiting.risks.asides.iter().map(aside).collect())
}

pub async fn show(asking: Asking, form::Query(fields): form::Query) -> Result<Page> {
    let (store, zone, today) = (asking.store(), &asking.visitor.organisation.zone, asking.today);
    let scale = store.risk_scale().await?;
    let shown = Shown {
        asked: Asked::of(&fields, &scale),
        register: store.risk_register(asking.visitor.seq, today, zone).await?,
        scale,
        names: asking.names().await?,
        may_open: allowed(&asking, Verb::AssessmentOpened),
        // Whoever owns a system rates its risks; that is mostly an engineer.
        may_import: allowed(&asking, Verb::RisksImported) || asking.is(Role::Engineer),
        asides: asides(&asking).await?,
        today,
    };
    Ok(asking.page(
        "Risks",
        Place::Risks,
        move || if shown.register.rows.is_empty() { empty(&shown) } else { page(&shown) },
    ))
}

/// What waits for a second person before an assessment can be concluded.
fn waits(shown: &Shown) -> Option<AnyView> {
    let lines = shown.asides.iter().map(|one| {
        let library = catalogue().risks.get(&one.risk).map(|risk| risk.title.to_owned()).unwrap_or_default();
        let code = named(&one.risk, library);
        let (by, since) = (shown.names.of(one.by).to_owned(), dates::short(one.since, shown.today));
        let whose = if one.mine { "You may agree to it" } else { "For somebody else with the right of review" };
        view! {
            <li>
                <a href=one.href.clone()>{code}</a>{format!(" of {}", one.of)}
                <span class="sub">{format!("Set aside by {by} on {since}. {whose}.")}</span>
            </li>
        }
    });
    let lines = lines.collect_view();
    (!shown.asides.is_empty()).then(|| {
        let remark = "Each takes a second person before its assessment is concluded";
        view! { <Block title="Set aside by one person" id="asides" remark><ul class="entries">{lines}</ul></Block> }
            .into_any()
    })
}

fn empty(shown: &Shown) -> AnyView {
    let waiting = shown.register.things.iter().filter(|one| one.running.is_some()).count();
    let running = (waiting > 0).then(|| {
        let words = dates::counted(waiting, "assessment is", "assessments are");
        view! { <Lede><a href="/risks/assessments">{words}</a>" under way."</Lede> }
    });
    let verb = if shown.may_open { "Assess the risks of a system" } else { "See what is to be assessed" };
    let import = imports(shown);
    view! {
        <EmptyPage say="No risk assessment is concluded yet, so nothing is known about risks.">
            <p>"An assessment takes the risks of the library that fit a system, rates each before and after its controls, and \
            says what is done about those above the appetite. Somebody who took no part concludes it; that is proof."</p>
            {running}
            <Actions>
                <ButtonLink weight=Weight::Primary href="/risks/assessments">{verb}</ButtonLink>
                {import}
                <ButtonLink href="/risks/scale">"See the scale"</ButtonLink>
            </Actions>
        </EmptyPage>
        {waits(shown)}
    }
    .into_any()
}

/// The way in for a register that was kept in a sheet.
fn imports(shown: &Shown) -> Option<AnyView> {
    shown.may_import.then(|| view! { <ButtonLink href="/risks/import">"Import a list"</ButtonLink> }.into_any())
}

fn page(shown: &Shown) -> AnyView {
    let Shown { asked, register, scale, .. } = shown;
    let in_view: Vec<_> = register.rows.iter().filter(|row| asked.takes(row)).collect();
    let rows: Vec<_> = in_view.iter().copied().filter(|row| asked.in_cell(row)).collect();
    let entries = || in_view.iter().map(|row| &row.entry);
    let (chips, filters) = (chips(shown), filters(shown));
    let (matching, total, query) = (rows.len(), register.rows.len(), asked.query.clone());
    let (say, lede) = (sentence(register, scale), lede(register));
    let kept = keep(&[(List::Risks, "the risks"), (List::Assessments, "all assessments")], &query);
    let resting = in_view.iter().filter(|row| !row.unmet.is_empty());
    let cells = Cells { all: heat(entries()).residual, unmet: heat(resting.map(|row| &row.entry)).residual };
    let (heat_map, rests) = (map(&cells, scale, &asked.query), rests(&in_view, &asked.query));
    let import = imports(shown);
    let (side, table, months) = (side(entries(), shown), table(&rows, shown), months(shown));
    view! {
        <Say>{say}</Say>
        {lede}
        <Actions top=true>
            <ButtonLink weight=Weight::Primary href="/risks/assessments">"See the assessments"</ButtonLink>
            {import}
            <ButtonLink href="/risks/scale">"See the scale"</ButtonLink>
        </Actions>
        <div class="walk risk">
            <Block title="Residual risk" first=true remark="Likelihood upwards, impact to the right, after the controls that are claimed">{heat_map}{rests}</Block>
            <aside class="side">{side}</aside>
        </div>
        {waits(shown)}
        <Block title="The risks" id="rows">
            {filters}
            <Chips query chips shown=matching of=total/>
            {table}
            {kept}
        </Block>
        {months}
    }
    .into_any()
}

fn side<'a>(entries: impl Iterator<Item = &'a RegisterEntry>, shown: &Shown) -> AnyView {
    let mut kinds: Vec<_> = by_category(entries).into_iter().collect();
    kinds.sort_by_key(|(_, tally)| std::cmp::Reverse((tally.above(&shown.scale), tally.total())));
    let kinds = kinds.into_iter().map(|(category, tally)| {
        let href = shown.asked.query.with("category", category.key()).href();
        view! { <li><a class="quiet" href=href>{category.label()}</a><span>{tally.total()}</span></li> }
    });
    let kinds = kinds.collect_view();
    view! {
        <SideNote title="How it is read">
            <p>"Likelihood times impact, 1 to 25. A rating is the judgement of people, concluded by somebody who took no part; \
            the controls beside it are findings."</p>
        </SideNote>
        <SideNote title="By kind"><ul class="subjects">{kinds}</ul></SideNote>
    }
    .into_any()
}

fn things(rows: &[RegisterRow]) -> Vec<Choice> {
    let all: BTreeMap<_, _> = rows.iter().map(|row| (row.entry.of, row.of())).collect();
    let mut all: Vec<_> = all.into_iter().map(|(of, name)| Choice::new(of_key(of), name)).collect();
    all.sort_by(|a, b| a.label.cmp(&b.label));
    all
}

fn owners(rows: &[RegisterRow], names: &Names) -> Vec<Choice> {
    let all: BTreeMap<_, _> = rows.iter().map(|row| (row.entry.owner, names.of(row.entry.owner))).collect();
    let mut all: Vec<_> = all.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
    all.sort_by(|a, b| a.label.cmp(&b.label));
    all
}

fn filters(shown: &Shown) -> AnyView {
    let query = shown.asked.query.clone();
    let value = |key: &str| query.get(key).unwrap_or_default().to_owned();
    let categories: Vec<_> = RiskCategory::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let bands: Vec<_> = Band::ALL.iter().rev().map(|it| Choice::new(it.key(), it.label())).collect();
    let (things, owners) = (things(&shown.register.rows), owners(&shown.register.rows, &shown.names));
    let (of, category, band, owner) = (value("of"), value("category"), value("band"), value("owner"));
    view! {
        <Filters query controls=CONTROLS.to_vec()>
            <FilterSelect name="of" label="Of" any="Of anything" choices=things value=of/>
            <FilterSelect name="category" label="Kind" any="Any kind" choices=categories value=category/>
            <FilterSelect name="band" label="Band" any="Any band" choices=bands value=band/>
            <FilterSelect name="owner" label="Owner" any="Any owner" choices=owners value=owner/>
            <Button>"Show"</Button>
        </Filters>
    }
    .into_any()
}

fn chips(shown: &Shown) -> Vec<Chip> {
    let Asked { query, of, category, band, owner, cell, .. } = &shown.asked;
    let of = of.as_ref().map(|of| {
        let name = things(&shown.register.rows).into_iter().find(|one| one.value == *of).map(|one| one.label);
        Chip::new("of", of.clone(), name.unwrap_or_else(|| "Nothing assessed".to_owned()))
    });
    let category = category.map(|it| Chip::new("category", it.key(), it.label()));
    let band = band.map(|it| Chip::new("band", it.key(), it.label()));
    let owner = owner.map(|it| Chip::new("owner", it.to_string(), shown.names.of(it)));
    let said = query.get("cell").unwrap_or_default().to_owned();
    let cell = cell.map(|cell| Chip::new("cell", said, format!("Likelihood {cell} impact")));
    let above = shown.asked.above.as_ref().map(|_| Chip::new(APPETITE, ABOVE, "Above our appetite"));
    let unmet = shown.asked.unmet.then(|| Chip::new(CLAIM, UNMET, "Resting on a control that is not met"));
    [of, category, band, owner, above, unmet, cell].into_iter().flatten().collect()
}

fn table(rows: &[&RegisterRow], shown: &Shown) -> AnyView {
    if rows.is_empty() {
        return view! { <Empty>"No risk is in this view. "<a href="/risks">"All risks"</a></Empty> }.into_any();
    }
    let pages = rows.len().div_ceil(PAGE);
    let page = shown.asked.page.min(pages);
    let lines = rows.iter().skip((page - 1) * PAGE).take(PAGE).map(|row| line(row, shown)).collect_view();
    let columns = ["Risk", "Of", "Before controls", "After", "What is done", "Owner"].into_iter().map(Column::new);
    let columns = columns.collect();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let (query, page, pages) = (shown.asked.query.clone(), number(page), number(pages));
    view! {
        <Table caption="Risks" columns stack=true>{lines}</Table>
        {(pages > 1).then(|| view! { <Pager query page pages/> })}
    }
    .into_any()
}

fn line(row: &RegisterRow, shown: &Shown) -> AnyView {
    let RegisterRow { assessment, title, entry, treatment: done, .. } = row;
    let base = format!("/risks/assessments/{assessment}");
    let (href, code) = (format!("{base}/risks/{}", entry.risk), named(&entry.risk, title.clone()));
    let (before, after, done) =
        (judged(&entry.inherent, &shown.scale), judged(&entry.residual, &shown.scale), treatment(*done));
    let (of, owner) = (row.of().to_owned(), shown.names.of(entry.owner).to_owned());
    let unmet: Vec<_> = row.unmet.iter().map(ToString::to_string).collect();
    let rests = (!unmet.is_empty()).then(|| {
        let words = format!("Rests on {}, not met today", unmet.join(", "));
        view! { <span class="sub">{words}</span> }
    });
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href>{code}</a><span class="sub">{entry.category.label()}</span></th>
            <td data-th="Of"><a href=base>{of}</a></td>
            <td data-th="Before controls">{before}</td>
            <td data-th="After">{after}{rests}</td>
            <td data-th="What is done">{done}</td>
            <td data-th="Owner">{owner}</td>
        </tr>
    }
    .into_any()
}

fn months(shown: &Shown) -> AnyView {
    let lines = shown.register.trend.iter().map(|point| {
        let cells = Band::ALL.iter().rev().map(|band| {
            view! { <td class="n" data-th=band.label()>{point.residual.of(*band)}</td> }
        });
        let cells = cells.collect_view();
        view! {
            <tr>
                <th scope="row">{dates::short(point.on, shown.today)}</th>
                {cells}
                <td class="n" data-th="Assessed">{dates::figure(point.assessed)}</td>
            </tr>
        }
    });
    let lines = lines.collect_view();
    let bands = Band::ALL.iter().rev().map(|band| Column::number(band.label()));
    let columns = [Column::new("At the end of")].into_iter().chain(bands).chain([Column::number("Assessed")]).collect();
    view! {
        <Block title="Through time" id="trend" remark="Each band as it was judged then">
            <Table caption="Residual risks by band at the end of each month" columns narrow=true>{lines}</Table>
        </Block>
    }
    .into_any()
}
