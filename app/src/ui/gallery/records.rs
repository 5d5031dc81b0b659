//! Ways, facts, history, and a chart.
use super::TODAY;
use crate::ui::{
    block::{Block, SideNote},
    button::{Actions, ButtonLink, Weight},
    chart::{Ink, Line, LineChart, Remark},
    crumbs::{Crumb, Crumbs},
    facts::{Fact, Facts},
    history::{Happened, History},
    link::Outbound,
    mark::State,
    plumb::{NextUp, Plumb, PlumbStep, Step},
};
use jiff::civil::{Date, date, datetime};
use leptos::prelude::*;

#[component]
pub fn Ways() -> impl IntoView {
    let way = vec![Crumb::new("Criteria", "#"), Crumb::plain("Security"), Crumb::plain("CC7 System operations")];
    view! {
        <Block title="The way there" remark="The line ends at what is next">
            <div class="row"><Crumbs way/></div>
            <div class="walk">
                <Plumb>
                    <PlumbStep step=Step::Is(State::Met) sub=|| "Met on seven systems. Fresh to 10 Jan 2027">"Turn on audit logs on all AI platforms"</PlumbStep>
                    <PlumbStep step=Step::Is(State::Met) sub=|| "Met on seven systems. Fresh to 14 Feb 2027">"Write detection rules from the threat model"</PlumbStep>
                    <PlumbStep step=Step::Next>
                        <NextUp title="Make AI logs tamper-evident">
                            <p>"Logs that an administrator can edit prove nothing in an audit or a dispute."</p>
                            <Actions>
                                <ButtonLink href="#">"Open the task"</ButtonLink>
                                <ButtonLink weight=Weight::Plain href="#">"Give it to someone else"</ButtonLink>
                            </Actions>
                        </NextUp>
                    </PlumbStep>
                    <PlumbStep step=Step::Is(State::Gap) sub=|| "Gap on Estimate agent. Due 14 Dec">"Trace agent actions end to end"</PlumbStep>
                    <PlumbStep step=Step::Is(State::Failed) sub=|| "Column “region” is missing since 18 Nov">"Watch for drift"</PlumbStep>
                    <PlumbStep step=Step::Is(State::Due)>"Review the threat model again"</PlumbStep>
                </Plumb>
                <aside class="side" aria-label="Beside">
                    <SideNote title="Who">
                        <Facts>
                            <Fact name="Owner">"Ines Halvorsen"</Fact>
                            <Fact name="Accepts">"Miriam Castell"</Fact>
                            <Fact name="Source"><Outbound href="https://logs.example/policy" label="Log policy"/></Fact>
                        </Facts>
                    </SideNote>
                </aside>
            </div>
        </Block>
    }
}

#[component]
pub fn Histories() -> impl IntoView {
    view! {
        <Block title="History" aside=|| view! { <a href="#">"In the trail"</a> }>
            <History>
                <Happened at=datetime(2026, 11, 21, 6, 0, 0, 0) today=TODAY who="Night watch">"reminded Tomás Ortega and Ines Halvorsen"</Happened>
                <Happened at=datetime(2026, 11, 18, 14, 18, 0, 0) today=TODAY who="Ines Halvorsen">"rejected "<a href="#">"Daily chain check, October"</a></Happened>
                <Happened at=datetime(2025, 9, 29, 8, 0, 0, 0) today=TODAY who="The rule">"opened the task for five systems"</Happened>
            </History>
        </Block>
    }
}

fn monthly(from: Date, n: &[u32]) -> Vec<(Date, u32)> {
    let mut day = from;
    n.iter()
        .map(|n| {
            let point = (day.last_of_month().min(TODAY), *n);
            day = day.first_of_month().checked_add(jiff::Span::new().months(1)).unwrap_or(day);
            point
        })
        .collect()
}

#[component]
pub fn Chart() -> impl IntoView {
    let lines = vec![
        Line {
            label: "design".to_owned(),
            ink: Ink::Solid,
            points: monthly(date(2025, 12, 1), &[4, 7, 9, 12, 15, 19, 22, 26, 25, 30, 34, 38]),
        },
        Line {
            label: "operating".to_owned(),
            ink: Ink::Dotted,
            points: monthly(date(2026, 7, 1), &[6, 12, 18, 23, 36]),
        },
    ];
    let remarks = vec![Remark { day: date(2026, 7, 1), says: "window opens".to_owned() }];
    view! {
        <Block title="Twelve months" remark="Criteria with complete proof at each month’s end">
            <LineChart
                title="Criteria with complete proof, by month, December 2025 to November 2026"
                lines as_of=TODAY today=TODAY top=59 top_label="59 in scope" remarks
            />
        </Block>
    }
}
