//! The scale: what the steps mean, which cell is in which band, how much is tolerated, who may accept more.

use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Draft, Fields, Form, Query, Wrong};
use crate::mishap::{Mishap, told};
use crate::page::Page;
use crate::programmes::allowed;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::facts::{Fact, Facts};
use crate::ui::field::Group;
use crate::ui::input::{TextField, Typed};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Scroll, Table};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::risks::{Authority, Band, BandsDraft, Grid, Label, LabelDraft, Level, Rating, Scale, ScaleDraft};
use domain::trail::Verb;
use domain::words::Criticality;
use leptos::prelude::*;

/// The scale as typed, with the version that the form showed.
#[derive(Clone, Debug)]
pub struct ScaleForm {
    draft: ScaleDraft,
    version: u32,
}

fn band_field(at: Rating) -> String {
    format!("band-{}-{}", at.likelihood.0, at.impact.0)
}

impl Draft for ScaleForm {
    fn typed(fields: &Fields) -> Self {
        let label = |axis: &str, level: Level| LabelDraft {
            name: fields.text(&format!("{axis}-{level}")),
            meaning: fields.text(&format!("{axis}-{level}-meaning")),
        };
        let cells = Grid::of(|at| fields.text(&band_field(at)));
        let by_band = |band: Band| fields.text(&format!("accepts-{}", band.key()));
        let by_level = |level: Criticality| fields.text(&format!("months-{}", level.key()));
        let draft = ScaleDraft {
            likelihood: Level::ALL.map(|level| label("likelihood", level)),
            impact: Level::ALL.map(|level| label("impact", level)),
            bands: BandsDraft::ByCell { cells: Box::new(cells) },
            appetite: fields.text("appetite"),
            accepts: [Band::Low, Band::Moderate, Band::High, Band::Severe].map(by_band),
            months: [Criticality::High, Criticality::Medium, Criticality::Low].map(by_level),
        };
        Self { draft, version: fields.parsed("version").unwrap_or_default() }
    }
}

const SAID: [(&str, &str, &str); 1] =
    [("set", "Set", "Risks are rated by this scale from now on. What was judged before keeps its band.")];

pub async fn show(asking: Asking, Query(query): Query) -> Result<Page> {
    let scale = asking.store().risk_scale().await?;
    let form = ScaleForm { draft: ScaleDraft::from(&scale), version: scale.version };
    Ok(page(&asking, scale, form, Mishap::default(), query))
}

pub async fn set(asking: Asking, Form(form): Form<ScaleForm>) -> Result<Response> {
    match asking.store().set_risk_scale(asking.actor(), &form.draft, form.version).await {
        Ok(_) => Ok(Redirect::to("/risks/scale?said=set").into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let scale = asking.store().risk_scale().await?;
            // Setting it again puts this in place of what somebody set meanwhile.
            let form = ScaleForm { version: scale.version, ..form };
            let page = page(&asking, scale, form, mishap.clone(), Fields::default());
            Ok(mishap.answer(page))
        }
    }
}

fn page(asking: &Asking, scale: Scale, form: ScaleForm, mishap: Mishap, query: Fields) -> Page {
    let may_set = allowed(asking, Verb::RiskScaleSet);
    asking.page("The scale of risks", Place::Risks, move || {
        let (told, late) = (told(&query, &SAID), mishap.notice());
        let (now, steps) = (now(&scale), meanings(&scale));
        let change = may_set.then(|| change(&form, &mishap.wrong));
        let say = format!(
            "Risks up to {} are tolerated; what is above is treated.",
            scale.appetite.label().to_lowercase()
        );
        view! {
            <Crumbs way=vec![Crumb::new("Risks", "/risks"), Crumb::plain("The scale")]/>
            <Say>{say}</Say>
            <Lede>{format!("Version {} of the scale. Whatever was judged by an earlier one keeps the band that it had.", scale.version)}</Lede>
            {told}
            {late}
            {now}
            {steps}
            {change}
        }
    })
}

fn now(scale: &Scale) -> AnyView {
    let bands = Level::ALL.into_iter().rev().map(|likelihood| {
        let cells = Level::ALL.into_iter().map(|impact| {
            let at = Rating::new(likelihood, impact);
            let band = scale.bands.of(at);
            let over = scale.is_above_appetite(band);
            view! { <td class=over.then_some("over")><span class="score">{at.product()}</span>{band.label()}</td> }
        });
        let cells = cells.collect_view();
        let name = scale.likelihood_label(domain::risks::Likelihood(likelihood)).name.clone();
        view! { <tr><th scope="row"><span class="num">{likelihood.number()}</span>" "<span class="word">{name}</span></th>{cells}</tr> }
    });
    let bands = bands.collect_view();
    let feet = Level::ALL.into_iter().map(|impact| {
        let name = scale.impact_label(domain::risks::Impact(impact)).name.clone();
        view! { <th scope="col"><span class="num">{impact.number()}</span>" "<span class="word">{name}</span></th> }
    });
    let feet = feet.collect_view();
    let accepts = Band::ALL.iter().map(|band| {
        let who = scale.accepts.of(*band).label();
        view! { <Fact name=format!("Accepts {}", band.label().to_lowercase())>{who}</Fact> }
    });
    let accepts = accepts.collect_view();
    let months = Criticality::ALL.iter().map(|level| {
        let months = usize::from(scale.months.of(*level));
        let words = crate::ui::dates::counted(months, "month", "months");
        view! { <Fact name=format!("{} criticality", level.label())>{format!("assessed every {words}")}</Fact> }
    });
    let months = months.collect_view();
    view! {
        <Block title="The matrix" first=true remark="Likelihood upwards, impact to the right">
            <div class="heat-wrap" role="region" tabindex="0" aria-label="The matrix">
                <table class="heat">
                    <caption class="vh">"The band of each cell"</caption>
                    <tbody>{bands}</tbody>
                    <tfoot><tr><td></td>{feet}</tr></tfoot>
                </table>
            </div>
        </Block>
        <Block title="Who accepts, and how often one looks again"><Facts>{accepts}{months}</Facts></Block>
    }
    .into_any()
}

fn meanings(scale: &Scale) -> AnyView {
    let lines = |labels: &[Label; 5]| {
        let lines = Level::ALL.iter().zip(labels).map(|(level, label)| {
            view! {
                <tr>
                    <th scope="row">{level.number()}" "{label.name.clone()}</th>
                    <td class="wide" data-th="Meaning">{label.meaning.clone()}</td>
                </tr>
            }
        });
        lines.collect_view()
    };
    let (likelihood, impact) = (lines(&scale.likelihood), lines(&scale.impact));
    let columns = || vec![Column::new("Step"), Column::new("Meaning")];
    view! {
        <Block title="What the steps mean">
            <Table caption="Likelihood" columns=columns() captioned=true>{likelihood}</Table>
            <Table caption="Impact" columns=columns() captioned=true>{impact}</Table>
        </Block>
    }
    .into_any()
}

fn change(form: &ScaleForm, wrong: &Wrong) -> AnyView {
    let ScaleForm { draft, version } = form;
    let (likelihood, impact) = (axis("likelihood", &draft.likelihood, wrong), axis("impact", &draft.impact, wrong));
    let (bands, rest) = (bands(draft, wrong), rest(draft, wrong));
    let (faults, version) = (wrong.summary(), *version);
    let open = !faults.is_empty();
    view! {
        <Block title="Change the scale" id="change">
            <Summary faults/>
            <details open=open>
                <summary>"Set another scale"</summary>
                <form class="form wide" method="post" action="/risks/scale" novalidate>
                    <input type="hidden" name="version" value=version/>
                    <Group label="Likelihood">{likelihood}</Group>
                    <Group label="Impact">{impact}</Group>
                    {bands}
                    {rest}
                    <Actions>
                        <Button weight=Weight::Primary>"Set this scale"</Button>
                        <ButtonLink weight=Weight::Plain href="/risks">"Leave it as it is"</ButtonLink>
                    </Actions>
                </form>
            </details>
        </Block>
    }
    .into_any()
}

fn axis(axis: &'static str, labels: &[LabelDraft; 5], wrong: &Wrong) -> AnyView {
    let fields = Level::ALL.iter().zip(labels.clone()).map(|(level, label)| {
        let (name, meaning) = (format!("{axis}-{level}"), format!("{axis}-{level}-meaning"));
        let (no_name, no_meaning) = (wrong.at(&name), wrong.at(&meaning));
        view! {
            <div class="pair">
                <TextField name label=format!("{level} is called") value=label.name error=no_name/>
                <TextField name=meaning label=format!("{level} means") value=label.meaning error=no_meaning optional=true/>
            </div>
        }
    });
    fields.collect_view().into_any()
}

fn bands(draft: &ScaleDraft, wrong: &Wrong) -> AnyView {
    let value = |at: Rating| match &draft.bands {
        BandsDraft::ByCell { cells } => cells.at(at).clone(),
        BandsDraft::ByProduct { .. } => String::new(),
    };
    let choices = || Band::ALL.iter().map(|band| Choice::new(band.key(), band.label())).collect::<Vec<_>>();
    let rows = Level::ALL.into_iter().rev().map(|likelihood| {
        let cells = Level::ALL.into_iter().map(|impact| {
            let at = Rating::new(likelihood, impact);
            let (name, label) = (band_field(at), format!("Likelihood {at} impact"));
            let error = wrong.at(&name);
            view! { <td><SelectField name label choices=choices() value=value(at) error/></td> }
        });
        let cells = cells.collect_view();
        view! { <tr><th scope="row">{likelihood.number()}</th>{cells}</tr> }
    });
    let rows = rows.collect_view();
    let heads = Level::ALL.into_iter().map(|impact| Column::new(format!("Impact {impact}")));
    let columns = [Column::new("Likelihood")].into_iter().chain(heads).collect();
    view! {
        <fieldset id="bands" tabindex="-1">
            <legend>"The band of each cell"</legend>
            <span class="hint">"A likelier or worse cell is never in a lower band."</span>
            <Scroll label="The band of each cell"><Table caption="The band of each cell" columns>{rows}</Table></Scroll>
        </fieldset>
    }
    .into_any()
}

fn rest(draft: &ScaleDraft, wrong: &Wrong) -> AnyView {
    let tolerated = Band::ALL.iter().filter(|band| **band != Band::Severe);
    let tolerated: Vec<_> = tolerated.map(|band| Choice::new(band.key(), band.label())).collect();
    let who = || Authority::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect::<Vec<_>>();
    let accepts = Band::ALL.iter().zip(draft.accepts.clone()).map(|(band, value)| {
        let (name, label) =
            (format!("accepts-{}", band.key()), format!("Who accepts a {} risk", band.label().to_lowercase()));
        let error = wrong.at(&name);
        view! { <SelectField name label choices=who() value error prompt="Choose"/> }
    });
    let accepts = accepts.collect_view();
    let levels = [Criticality::High, Criticality::Medium, Criticality::Low];
    let months = levels.iter().zip(draft.months.clone()).map(|(level, value)| {
        let name = format!("months-{}", level.key());
        let label = format!("Months between assessments, {} criticality", level.label().to_lowercase());
        let error = wrong.at(&name);
        view! { <TextField name label value error typed=Typed::Number short=true/> }
    });
    let months = months.collect_view();
    let (appetite, no_appetite) = (draft.appetite.clone(), wrong.at("appetite"));
    view! {
        <SelectField name="appetite" label="The highest band that is tolerated" choices=tolerated value=appetite error=no_appetite prompt="Choose a band"/>
        {accepts}
        {months}
    }
    .into_any()
}
