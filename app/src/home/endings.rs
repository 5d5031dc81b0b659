//! What ends in the next thirty days by itself, and how many findings turn with it.

use crate::asking::Asking;
use crate::error::Result;
use crate::reading::instant_after;
use crate::ui::block::Block;
use crate::ui::dates::{self, counted};
use crate::ui::empty::Empty;
use crate::ui::table::{Column, Table};
use domain::instant::Instant;
use domain::words::CriterionId;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{Ends, ProgrammeNow};

/// One line: what ends, on which last day, and what hangs on it.
pub(super) struct Line {
    what: &'static str,
    title: String,
    href: String,
    last: Date,
    hangs: String,
}

const DAYS: i64 = 30;
const SHOWN: usize = 10;

pub(super) async fn load(asking: &Asking, programme: &ProgrammeNow) -> Result<Vec<Line>> {
    let until = instant_after(asking, DAYS).next();
    let last = |at: Instant| asking.last_day(at);
    let endings = asking.store().endings(programme, asking.now, until).await?;
    let mut lines: Vec<_> = endings
        .into_iter()
        .map(|ending| {
            let (what, href) = match ending.what {
                Ends::Evidence(id) => ("Evidence lapses", format!("/evidence/{id}")),
                Ends::Exclusion(id) => ("An exclusion runs out", format!("/decisions/{id}")),
            };
            let hangs = dates::tallied(usize::try_from(ending.findings).unwrap_or(usize::MAX), "finding", "findings");
            Line { what, title: ending.title, href, last: last(ending.at), hangs }
        })
        .collect();
    lines.extend(conclusions(programme, asking.now, until, last));
    lines.sort_by_key(|line| line.last);
    Ok(lines)
}

/// Conclusions that end on the same day are one line.
fn conclusions(programme: &ProgrammeNow, now: Instant, until: Instant, last: impl Fn(Instant) -> Date) -> Option<Line> {
    let ending: Vec<(Instant, CriterionId)> =
        programme.concluded.iter().filter(|(_, at)| **at > now && **at <= until).map(|(id, at)| (*at, *id)).collect();
    let first = ending.iter().map(|(at, _)| *at).min()?;
    Some(Line {
        what: "A conclusion ends",
        title: "That the key controls answer their criteria".to_owned(),
        href: format!("/programmes/{}/matrix", programme.id),
        last: last(first),
        hangs: dates::tallied(ending.len(), "criterion", "criteria"),
    })
}

pub(super) fn block(lines: Vec<Line>, today: Date) -> AnyView {
    let n = lines.len();
    if n == 0 {
        return view! {
            <Block title="Lapses in 30 days" id="endings"><Empty><p>"Nothing that is accepted lapses before then."</p></Empty></Block>
        }
        .into_any();
    }
    let rows = lines.into_iter().take(SHOWN).map(|line| {
        let Line { what, title, href, last, hangs } = line;
        view! {
            <tr>
                <th scope="row"><a class="quiet" href=href>{title}</a><span class="sub">{what}</span></th>
                <td class="nowrap" data-th="Then a gap">{hangs}</td>
                <td class="n" data-th="Last day"><dates::Day date=last today/></td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let more = n.saturating_sub(SHOWN);
    let more = (more > 0)
        .then(|| view! { <p class="more-link"><a href="/tasks?who=all&state=renew">{format!("{} more, as tasks to renew", dates::figure(more))}</a></p> });
    let columns = vec![Column::new("What ends"), Column::new("Then a gap"), Column::number("Last day")];
    view! {
        <Block title="Lapses in 30 days" id="endings" remark=counted(n, "thing ends", "things end")>
            <Table caption="What ends within 30 days" columns stack=true>{rows}</Table>
            {more}
        </Block>
    }
    .into_any()
}
