//! Vendors' documents against our window, drawn on the server: a bar for each span of days that are alike, told by its
//! stance and its word, with a table behind.

use super::held::{category, days};
use crate::ui::dates;
use domain::attestations::{Cover, DayClass, Span, Standing, Term};
use domain::days::Period;
use domain::words::AttestationClass;
use jiff::ToSpan as _;
use jiff::civil::Date;
use leptos::prelude::*;
use store::{AttestationRow, VendorCover};

const WIDTH: f32 = 881.0;
const RIGHT: f32 = 851.0;
const TOP: f32 = 26.0;
const ROW: f32 = 46.0;
const BAR: f32 = 20.0;
/// What a word needs beside a bar's edges.
const LETTER: f32 = 6.6;

/// Days to the right.
#[derive(Clone, Copy)]
struct Scale {
    from: Date,
    days: f32,
}

#[expect(clippy::cast_precision_loss, reason = "days of a window stay far below 2²⁴")]
fn small(n: i32) -> f32 {
    n as f32
}

fn tenth(n: f32) -> f32 {
    (n * 10.0).round() / 10.0
}

impl Scale {
    /// Half a year before the window, because reports begin before it; and its last day.
    fn of(window: Period) -> Self {
        let from = window.from().saturating_sub(6.months()).first_of_month();
        Self { from, days: small(dates::days_between(from, window.until()) + 1) }
    }

    fn x(self, day: Date) -> f32 {
        tenth((small(dates::days_between(self.from, day)) / self.days).clamp(0.0, 1.0) * RIGHT)
    }

    /// Left edge and width.
    fn bar(self, span: Period) -> (f32, f32) {
        let (left, right) = (self.x(span.from()), self.x(span.until().saturating_add(1.day())));
        (left, tenth((right - left).max(1.0)))
    }
}

/// What a bar looks like, and what stands in it.
struct Look {
    class: &'static str,
    text: &'static str,
    word: String,
}

fn look(span: &Span) -> Option<Look> {
    let said = |class, text, word: &str| Some(Look { class, text, word: word.to_owned() });
    match span.class {
        DayClass::Audited => said("rep", "on rep-t", "Audited"),
        DayClass::Bridged => said("let", "on let-t", "Bridge letter"),
        DayClass::Certified if span.accepted => said("cert", "on cert-t", "Certified"),
        DayClass::Certified => said("cert", "on cert-t", "Certified, not counted"),
        DayClass::Unknown => said("unk", "on unk-t", "Unknown"),
        DayClass::Bridgeable => said("hole", "days", &format!("{}, letter missing", days(span.days.days()))),
        DayClass::Uncovered => said("hole", "days", &days(span.days.days())),
        DayClass::NotYet => None,
    }
}

/// Where in its bar a word stands: in the window at the end, which a narrow screen shows first.
#[derive(Clone, Copy)]
enum Stands {
    First,
    Last,
}

fn rect(look: &Look, scale: Scale, span: Period, y: f32, stands: Stands) -> AnyView {
    let (x, width) = scale.bar(span);
    let (x_, w, y_) = (x.to_string(), width.to_string(), y.to_string());
    let behind = (look.class == "hole").then(|| {
        view! { <rect class="hole-bg" x=x_.clone() y=y_.clone() width=w.clone() height=BAR.to_string()></rect> }
    });
    let room = small(i32::try_from(look.word.chars().count()).unwrap_or(i32::MAX)) * LETTER + 12.0;
    let (at, anchor) = match stands {
        Stands::First => (x + 7.0, "start"),
        Stands::Last => (tenth(x + width - 7.0), "end"),
    };
    let word = (room <= width).then(|| {
        view! {
            <text class=look.text x=at.to_string() y=(y + 14.5).to_string() text-anchor=anchor>{look.word.clone()}</text>
        }
    });
    view! { {behind}<rect class=look.class x=x_ y=y_ width=w height=BAR.to_string()></rect>{word} }.into_any()
}

/// The days of the window that are not asked for.
fn unasked(window: Period, spans: &[Span]) -> Vec<Period> {
    let (mut free, mut from) = (Vec::new(), Some(window.from()));
    for span in spans {
        let before = from.zip(span.days.from().yesterday().ok()).map(|(from, until)| Period::new(from, until));
        free.extend(before.and_then(Result::ok));
        from = span.days.until().tomorrow().ok();
    }
    free.extend(from.and_then(|from| Period::new(from, window.until()).ok()));
    free
}

/// What the documents of a vendor say of days that are not asked for: those before the window, and paler those in it.
fn beside(of: &VendorCover, cover: &Cover, window: Period, scale: Scale, y: f32) -> AnyView {
    let ahead = window.from().yesterday().ok().and_then(|last| Period::new(scale.from, last).ok());
    let inside = unasked(window, &cover.spans).into_iter().map(|days| (days, true));
    let days: Vec<_> = ahead.map(|ahead| (ahead, false)).into_iter().chain(inside).collect();
    let bars = of.documents.iter().flat_map(|(row, standing)| {
        let bars = days.iter().filter_map(move |(days, pale)| bar(row, standing, *days, *pale));
        bars.map(|(look, span)| rect(&look, scale, span, y, Stands::First)).collect::<Vec<_>>()
    });
    bars.collect_view().into_any()
}

/// The bar of a document that stands, or of which that is not known yet, on such days.
fn bar(row: &AttestationRow, standing: &Standing, days: Period, pale: bool) -> Option<(Look, Period)> {
    let kind = row.library().ok()?;
    let stands = row.counts() && !matches!(standing.term, Term::Void | Term::None);
    let (span, class, text) = match kind.class {
        AttestationClass::PeriodReport => (row.terms.period?, "rep", "on rep-t"),
        AttestationClass::Certificate => {
            let last = standing.last_valid_day.map_or(days.until(), |last| last.min(days.until()));
            (Period::new(row.terms.day?, last).ok()?, "cert", "on cert-t")
        }
        AttestationClass::PointInTimeReport
        | AttestationClass::Letter
        | AttestationClass::TestReport
        | AttestationClass::Contract
        | AttestationClass::SelfAssertion => return None,
    };
    let span = span.intersect(&days).filter(|_| stands)?;
    let (class, text, known) = match standing.term {
        Term::Unknown => ("unk", "on unk-t", false),
        Term::Void | Term::None | Term::Current | Term::Expiring | Term::Expired => (class, text, true),
    };
    if pale {
        let class = match class {
            "rep" => "rep aside",
            "unk" => "unk aside",
            _ => "cert aside",
        };
        return Some((Look { class, text: "lab", word: "Not asked".to_owned() }, span));
    }
    let title = kind.title.trim_end_matches(" report").trim_end_matches(" certificate");
    let word = if known { title } else { "Unknown" }.to_owned();
    Some((Look { class, text, word }, span))
}

fn months(scale: Scale, until: Date, floor: f32) -> AnyView {
    let starts = scale.from.series(1.month()).take_while(|day| *day <= until);
    let ticks = starts.enumerate().filter(|(_, day)| (day.month() - 1) % 3 == 0).map(|(i, day)| {
        let x = scale.x(day);
        let anchor = if i == 0 { "start" } else { "middle" };
        view! {
            <path class="axis" d=format!("M{x} {floor}v6")></path>
            <text x=x.to_string() y=(floor + 22.0).to_string() text-anchor=anchor>{dates::month_label(day, i == 0)}</text>
        }
    });
    ticks.collect_view().into_any()
}

fn figure(rows: &[(&VendorCover, &Cover)], window: Period, known: Date, today: Date) -> AnyView {
    let scale = Scale::of(window);
    let floor = TOP + ROW * small(i32::try_from(rows.len()).unwrap_or(i32::MAX));
    let (x, width) = scale.bar(window);
    let bars = rows.iter().enumerate().map(|(i, (of, cover))| {
        let line = TOP + ROW * small(i32::try_from(i).unwrap_or(i32::MAX));
        let y = line + 13.0;
        let spans = cover.spans.iter().filter_map(|span| Some(rect(&look(span)?, scale, span.days, y, Stands::Last)));
        view! {
            <path class="grid" d=format!("M0 {line}H{WIDTH}")></path>
            {beside(of, cover, window, scale, y)}
            {spans.collect_view()}
        }
    });
    let bars = bars.collect_view();
    let plumb = (window.from() <= known && known <= window.until()).then(|| {
        let x = scale.x(known.saturating_add(1.day()));
        let (at, anchor) = if x > RIGHT - 60.0 { (x - 6.0, "end") } else { (x + 6.0, "start") };
        view! {
            <path class="plumbline" d=format!("M{x} 14V{}", floor - 12.0)></path>
            <path class="bob" d=format!("M{} {}h3v2l3.5 3.5-5 9.5-5-9.5 3.5-3.5z", x - 1.5, floor - 16.0)></path>
            <text x=at.to_string() y="22" text-anchor=anchor>{dates::short(known, today)}</text>
        }
    });
    let title = format!("What covers {}, vendor by vendor", dates::period(window.from(), window.until()));
    let spoken = title.clone();
    let (height, box_) = (floor + 30.0, format!("0 0 {WIDTH} {}", floor + 30.0));
    view! {
        <figure class="scroll newest" tabindex="0" aria-label=spoken>
            <svg class="chart gantt" viewBox=box_ width=WIDTH.to_string() height=height.to_string() role="img" aria-label=title>
                <defs>
                    <pattern id="lean" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(24)">
                        <path class="lean" d="M1 0v7"></path>
                    </pattern>
                </defs>
                <rect class="window" x=x.to_string() y=TOP.to_string() width=width.to_string() height=(floor - TOP).to_string()></rect>
                {months(scale, window.until(), floor)}
                <path class="axis" d=format!("M0 {floor}H{WIDTH}")></path>
                {bars}
                {plumb}
            </svg>
        </figure>
    }
    .into_any()
}

fn table(rows: &[(&VendorCover, &Cover)]) -> AnyView {
    let lines = rows.iter().flat_map(|(of, cover)| {
        cover.spans.iter().map(|span| {
            let aside = !span.accepted && matches!(span.class, DayClass::Certified | DayClass::Unknown);
            let word = if aside {
                format!("{}, not counted for its tier", span.class.label())
            } else {
                span.class.label().to_owned()
            };
            view! {
                <tr>
                    <th scope="row">{of.vendor.name.clone()}</th>
                    <td>{dates::full(span.days.from())}</td>
                    <td>{dates::full(span.days.until())}</td>
                    <td class="n">{dates::figure(usize::try_from(span.days.days()).unwrap_or_default())}</td>
                    <td>{word}</td>
                </tr>
            }
        })
    });
    let lines = lines.collect_view();
    view! {
        <details class="behind">
            <summary>"The days as a table"</summary>
            <table class="table">
                <caption class="vh">"Days of our window, by what is on them"</caption>
                <thead><tr><th scope="col">"Vendor"</th><th scope="col">"From"</th><th scope="col">"To"</th><th scope="col" class="n">"Days"</th><th scope="col">"On them"</th></tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </details>
    }
    .into_any()
}

/// The picture of some vendors, of which days of the window are asked.
pub(super) fn picture(covers: &[&VendorCover], known: Date, today: Date) -> Option<AnyView> {
    let rows: Vec<_> = covers.iter().filter_map(|of| Some((*of, of.weakest()?.1))).collect();
    let window = rows.iter().find_map(|(of, _)| of.window)?;
    let names = rows.iter().map(|(of, _)| {
        view! {
            <li>
                <a class="quiet" href=format!("/vendors/{}", of.vendor.id)><b>{of.vendor.name.clone()}</b></a>
                {category(of).unwrap_or_else(|| view! { <span class="sub">{of.vendor.service.clone()}</span> }.into_any())}
            </li>
        }
    });
    let names = names.collect_view();
    let drawing = figure(&rows, window, known, today);
    let behind = table(&rows);
    let picture = view! {
        <div class="gantt-grid"><ol class="gantt-names">{names}</ol>{drawing}</div>
        <p class="legend">
            <span class="sw-k rep-k">"Audited"</span>
            <span class="sw-k let-k">"Bridge letter"</span>
            <span class="sw-k cert-k">"Certificate"</span>
            <span class="sw-k unk-k">"Unknown"</span>
            <span class="sw-k hole-k">"Not covered"</span>
            <span>"Paler: not asked of it"</span>
        </p>
        {behind}
    };
    Some(picture.into_any())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_days_that_are_not_asked_for_are_those_between_what_is() {
        let of = |from, until| Period::new(date(2026, 1, from), date(2026, 1, until)).unwrap();
        let span = |from, until| Span { days: of(from, until), class: DayClass::Audited, accepted: true };
        let window = of(1, 31);
        assert_eq!(unasked(window, &[]), [window]);
        assert_eq!(unasked(window, &[span(1, 31)]), []);
        assert_eq!(unasked(window, &[span(5, 9), span(10, 12), span(20, 25)]), [of(1, 4), of(13, 19), of(26, 31)]);
    }
}
