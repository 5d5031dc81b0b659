//! All vendors of a programme against its window, in one picture.

use super::held::{Held, category, cover_mark, days};
use super::list::next_words;
use super::picture::picture;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Query;
use crate::page::Page;
use crate::ui::block::Block;
use crate::ui::button::{Actions, ButtonLink, Weight};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::EmptyPage;
use crate::ui::mark::{Mark, Voice};
use crate::ui::query;
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Say};
use crate::ui::table::{Column, Table};
use domain::attestations::CoverState;
use domain::ids::VendorId;
use leptos::prelude::*;
use store::VendorCover;

pub async fn show(asking: Asking, Query(fields): Query) -> Result<Page> {
    let held = Held::of(&asking, &fields).await?;
    let zone = &asking.visitor.organisation.zone;
    let all = asking.store().vendor_covers(held.programme.as_ref(), held.day, zone).await?;
    Ok(asking.page("Cover by vendors", Place::Vendors, move || {
        let asked: Vec<_> = all.iter().filter(|one| one.state().is_some()).collect();
        let Some(drawing) = picture(&asked, held.day, held.today) else {
            return view! {
                <EmptyPage say="No day of a window is asked of any vendor.">
                    <p>"A vendor’s documents are held against the window of a programme on the days on which a system in its scope depends on that vendor. Give the programme its days, bring systems into its scope, and say on their pages what they depend on."</p>
                    <Actions><ButtonLink weight=Weight::Primary href="/programmes">"See the programmes"</ButtonLink></Actions>
                </EmptyPage>
            }
            .into_any();
        };
        let left = asked.iter().map(|one| Left {
            vendor: one.vendor.id,
            name: &one.vendor.name,
            days: one.uncovered(),
            open: one.state() == Some(CoverState::Gap),
        });
        let left: Vec<_> = left.collect();
        let window = asked.iter().find_map(|one| one.window);
        let window = window.map(|days| dates::period(days.from(), days.until())).unwrap_or_default();
        let whole = query::Query::of("/vendors", [("at", held.at()), ("programme", fields.text("programme"))]);
        let say = sentence(&left, &whole);
        let rows = asked.iter().map(|one| line(one)).collect_view();
        let columns = vec![
            Column::new("Vendor"),
            Column::new("Cover"),
            Column::number("Days asked for"),
            Column::number("Not covered so far"),
            Column::new("What to do"),
        ];
        view! {
            <Crumbs way=vec![Crumb::new("Vendors", "/vendors"), Crumb::plain("Cover")]/>
            <Say>{say}</Say>
            <Lede>"A vendor’s report speaks for its period. What our window has and the report has not is not covered, until a bridge letter of at most three months or the next report fills it."</Lede>
            {held.remark()}
            <Block title="Our window" first=true remark=window>{drawing}{held.chooser(&query::Query::new("/vendors/cover"))}</Block>
            <Block title="The arithmetic" remark="Our window minus their periods">
                <Table caption="Vendors and the days they leave" columns stack=true>{rows}</Table>
            </Block>
        }
        .into_any()
    }))
}

/// What a vendor leaves of our window, as the sentence says it.
pub(super) struct Left<'a> {
    pub vendor: VendorId,
    pub name: &'a str,
    pub days: i64,
    /// Whether that is so far any.
    pub open: bool,
}

/// “Three of five vendors leave days of our window uncovered. The widest is Lumen OCR: 184 days.” Its numbers lead to the
/// rows of the register. `whole`: the register of that day.
pub(super) fn sentence(asked: &[Left<'_>], whole: &query::Query) -> AnyView {
    let open: Vec<_> = asked.iter().filter(|one| one.open).collect();
    let all = asked.len();
    let Some(most) = open.iter().map(|one| one.days).max() else {
        let vendors = if all == 1 { "The one vendor leaves" } else { "All vendors leave" };
        return format!("{vendors} no day of our window uncovered so far.").into_any();
    };
    let verb = if open.len() == 1 { "leaves" } else { "leave" };
    let leave = whole.with("cover", "open").href();
    let of = if all == 1 {
        view! { <a href=leave>"The one vendor"</a> }.into_any()
    } else if open.len() == all {
        view! { <a href=leave>{format!("All {} vendors", dates::count(all))}</a> }.into_any()
    } else {
        let vendors = format!("{} vendors", dates::count(all));
        let asked = whole.with("cover", "asked").href();
        view! { <a href=leave>{dates::count_first(open.len())}</a>" of "<a href=asked>{vendors}</a> }.into_any()
    };
    let mut widest: Vec<_> = open.into_iter().filter(|one| one.days == most).collect();
    widest.sort_by_key(|one| one.name);
    view! { {of}" "{verb}" days of our window uncovered. "{most_of_all(&widest, most, whole)}"." }.into_any()
}

/// “The widest is Lumen OCR: 184 days”, “The widest are Ash and Birch: 7 days each”.
fn most_of_all(widest: &[&Left<'_>], most: i64, whole: &query::Query) -> AnyView {
    let link = |one: &Left<'_>, words: String| {
        let href = format!("/vendors/{}#cover", one.vendor);
        view! { <a href=href>{words}</a> }
    };
    match widest {
        [] => ().into_any(),
        [one] => view! { "The widest is "{link(one, format!("{}: {}", one.name, days(most)))} }.into_any(),
        [one, other] => {
            let (one, other) = (link(one, one.name.to_owned()), link(other, other.name.to_owned()));
            view! { "The widest are "{one}" and "{other}": "{days(most)}" each" }.into_any()
        }
        [_, _, _, ..] => {
            let href = whole.with("cover", "open").with("sort", "-uncovered").href();
            let words = format!("{} of them", dates::count_first(widest.len()));
            view! { <a href=href>{words}</a>" leave the most: "{days(most)}" each" }.into_any()
        }
    }
}

fn line(one: &VendorCover) -> AnyView {
    let (state, word) = cover_mark(one.weakest().map(|(_, cover)| cover));
    let asked = one.weakest().map_or(0, |(_, cover)| cover.denominator());
    let href = format!("/vendors/{}", one.vendor.id);
    let late = one.asked_since().zip(one.window).filter(|(since, window)| *since > window.from());
    let since = late.map(|(since, _)| format!("asked since {}", dates::full(since)));
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=href.clone()>{one.vendor.name.clone()}</a></th>
            <td data-th="Cover"><Mark state voice=Voice::Calm word/>{category(one)}</td>
            <td class="n" data-th="Days asked for">{days(asked)}{since.map(|words| view! { <span class="sub">{words}</span> })}</td>
            <td class="n" data-th="Not covered so far"><a href=format!("{href}#cover")>{days(one.uncovered())}</a></td>
            <td class="wide" data-th="What to do">{next_words(&one.next, one.about(), one.vendor.id)}</td>
        </tr>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, tree};

    fn said(vendor: VendorId, open: [bool; 3]) -> (String, Vec<String>) {
        let names = ["Ash", "Birch", "Cedar"];
        let left = |(name, open): (&'static str, bool)| Left { vendor, name, days: i64::from(open) * 7, open };
        let asked: Vec<_> = names.into_iter().zip(open).map(left).collect();
        let tree = tree(|| sentence(&asked, &query::Query::of("/vendors", [("at", "2026-06-30")])));
        let ways = all(&tree, "a").into_iter().map(|way| attr(way, "href").to_owned());
        (tree.root_element().text().collect(), ways.collect())
    }

    #[test]
    fn the_numbers_of_the_sentence_lead_to_their_rows_on_its_day() {
        let vendor = "00000000-0000-0000-0000-000000000000".parse().unwrap();
        let (words, ways) = said(vendor, [false, true, true]);
        assert_eq!(
            words,
            "Two of three vendors leave days of our window uncovered. The widest are Birch and Cedar: 7 days each."
        );
        assert_eq!(ways[..2], ["/vendors?at=2026-06-30&cover=open", "/vendors?at=2026-06-30&cover=asked"]);
        let (words, ways) = said(vendor, [true; 3]);
        assert_eq!(
            words,
            "All three vendors leave days of our window uncovered. Three of them leave the most: 7 days each."
        );
        let open = "/vendors?at=2026-06-30&cover=open";
        assert_eq!(ways, [open.to_owned(), format!("{open}&sort=-uncovered")], "the most first");
        assert_eq!(said(vendor, [false; 3]).0, "All vendors leave no day of our window uncovered so far.");
    }
}
