//! Notices, tables, waiting, and nothing at all.
use crate::ui::{
    badge::Late,
    block::Block,
    button::{Actions, Button, ButtonLink, Weight},
    choice::Choice,
    confirm::Confirm,
    empty::{Empty, EmptyPage},
    filters::{Chip, Chips, FilterSearch, FilterSelect, Filters},
    mark::{Mark, State, Voice},
    notice::{Notice, Refused, Tone},
    pager::Pager,
    progress::{Progress, Skeleton},
    query::Query,
    table::{Bulk, Column, Order, Scroll, Table},
    textarea::LongField,
};
use leptos::prelude::*;

#[component]
pub fn Notices() -> impl IntoView {
    view! {
        <Block title="Notices">
            <div class="stack-n">
                <Notice tone=Tone::Done word="Accepted">
                    <p>"Five systems are proven by one upload. CC7.2 rises on Settlement letters. "<a href="#">"See the change"</a></p>
                </Notice>
                <Notice tone=Tone::NotDone word="Not saved">
                    <p>"The database did not answer within ten seconds. Nothing was written; what you typed is still in the form. "<a href="#">"Try again"</a></p>
                </Notice>
                <Refused word="Not accepted" rule="You submitted this evidence. Who accepts it is neither who submitted nor who performed.">
                    "Miriam Castell or Ruth Adeyemi can accept it."
                </Refused>
                <Notice tone=Tone::Failed word="Could not be computed">
                    <p>"Column “region” is missing since 18 Nov. The drift rule of Claims triage reads failed, not zero. "<a href="#">"Open the rule"</a></p>
                </Notice>
                <Notice tone=Tone::Unknown word="Four answers are missing">
                    <p>"Whether Document reader is generative is not answered, so nine controls read unknown. "<a href="#">"Answer"</a></p>
                </Notice>
                <Notice word="Read as of 24 Sep"><p>"You see what was known on that day. "<a href="#">"Back to today"</a></p></Notice>
            </div>
        </Block>
    }
}

fn row(name: &'static str, stage: &'static str, owner: &'static str, gaps: u32, late: i32) -> impl IntoView {
    let state = if gaps > 0 { State::Gap } else { State::Met };
    view! {
        <tr>
            <td class="pick"><input type="checkbox" name="system" value=name checked=gaps == 8 aria-label=format!("Select {name}")/></td>
            <th scope="row"><a class="quiet" href="#">{name}</a><span class="sub">{stage}</span></th>
            <td data-th="Owner">{owner}<span class="sub"><Late days=late/></span></td>
            <td class="n"><Mark state voice=Voice::Calm word=gaps.to_string()/></td>
        </tr>
    }
}

#[component]
pub fn Tables() -> impl IntoView {
    let query = Query::of("/gallery", [("stage", "live"), ("trait", "agentic"), ("sort", "gaps"), ("page", "2")]);
    let columns = vec![
        Column::pick("Select"),
        Column::new("System").sorted(query.with("sort", "name").href(), None),
        Column::new("Owner"),
        Column::number("Gaps").sorted(query.with("sort", "gaps").href(), Some(Order::Descending)),
    ];
    let chips = vec![Chip::new("stage", "live", "Live"), Chip::new("trait", "agentic", "Agentic")];
    let stages = vec![Choice::new("live", "Live"), Choice::new("pilot", "Pilot")];
    let traits = vec![Choice::new("agentic", "Agentic")];
    view! {
        <Block title="A table" remark="Filters, sort and page live in the address">
            <Filters query=query.clone() controls=vec!["q", "stage", "trait"]>
                <FilterSearch label="Search systems" placeholder="Name, owner or vendor"/>
                <FilterSelect name="stage" label="Stage" any="Any stage" choices=stages value="live"/>
                <FilterSelect name="trait" label="Trait" any="Any trait" choices=traits value="agentic"/>
                <Button>"Apply"</Button>
            </Filters>
            <Chips query=query.clone() chips shown=3 of=9/>
            <Table caption="Systems" columns stack=true>
                {row("Estimate agent", "Pilot", "Jonas Weber", 10, 12)}
                {row("Document reader", "Live", "Lena Fischer", 8, 1)}
                {row("Call summaries", "Pilot", "Lena Fischer", 0, 0)}
            </Table>
            <Bulk picked=1 of=3><Button>"Give an owner"</Button><Button>"Answer a trait"</Button></Bulk>
            <Pager query page=2 pages=3><a href="#">"This view as CSV"</a></Pager>
            <Scroll label="Refused rows"><p class="nowrap">"A wide table moves inside its own frame."</p></Scroll>
        </Block>
    }
}

#[component]
pub fn Waiting() -> impl IntoView {
    view! {
        <Block title="Waiting">
            <div class="stack-n">
                <Progress id="import" label="Importing systems" done=1240 of=2050 remark="About four seconds left. You may leave this page."/>
                <Skeleton columns=vec!["System", "Traits", "Owner"]/>
            </div>
        </Block>
        <Block title="Confirming what cannot be undone">
            <Confirm question="Withdraw this evidence?" action="#" verb="Withdraw evidence" keep="Keep it" back="#">
                <p>"Three findings fall back to gap: CC7.2 on Claims triage, Fraud screen and Settlement letters. The file stays in the trail."</p>
                <LongField name="why" label="Why"/>
            </Confirm>
        </Block>
    }
}

#[component]
pub fn Emptiness() -> impl IntoView {
    view! {
        <Block title="Nothing">
            <Empty><p>"No proof was withdrawn since the window opened."</p></Empty>
            <EmptyPage say="No AI system is in the inventory, so there is nothing to measure yet.">
                <p>"A system is a model in a product, an agent, or an AI feature of a vendor. If you have a list in a spreadsheet, start there."</p>
                <Actions>
                    <ButtonLink href="#">"Import a list"</ButtonLink>
                    <ButtonLink weight=Weight::Plain href="#">"Add one by hand"</ButtonLink>
                </Actions>
            </EmptyPage>
        </Block>
    }
}
