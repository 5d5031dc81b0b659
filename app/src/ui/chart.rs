//! A line chart drawn on the server: labels at the lines, the plumb line at the day of the reading, the table behind.
use super::dates;
use jiff::civil::Date;
use leptos::prelude::*;
use std::fmt::Write as _;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    #[default]
    Solid,
    Dotted,
}

/// A line: its points in the order of their days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub label: String,
    pub ink: Ink,
    pub points: Vec<(Date, u32)>,
}

/// Something that happened on a day: “window opens”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub day: Date,
    pub says: String,
}

const RIGHT: f32 = 840.0;
const TOP: f32 = 26.0;
const FLOOR: f32 = 214.0;
const LABEL_STEP: f32 = 17.0;

/// Days to the right, numbers upwards.
#[derive(Clone, Copy)]
struct Scale {
    from: Date,
    days: f32,
    top: f32,
}

impl Scale {
    fn of(lines: &[Line], as_of: Date, top: u32) -> Self {
        let from = lines.iter().flat_map(|line| &line.points).map(|(day, _)| *day).min().unwrap_or(as_of);
        Self {
            from,
            days: small(dates::days_between(from, as_of).max(1)),
            top: small(i32::try_from(top.max(1)).unwrap_or(i32::MAX)),
        }
    }

    fn x(self, day: Date) -> f32 {
        let share = small(dates::days_between(self.from, day)) / self.days;
        tenth(8.0 + share.clamp(0.0, 1.0) * (RIGHT - 8.0))
    }

    fn y(self, n: u32) -> f32 {
        let share = small(i32::try_from(n).unwrap_or(i32::MAX)) / self.top;
        tenth(FLOOR - share.clamp(0.0, 1.0) * (FLOOR - TOP))
    }
}

#[expect(clippy::cast_precision_loss, reason = "days and counts on a chart stay far below 2²⁴")]
fn small(n: i32) -> f32 {
    n as f32
}

fn tenth(n: f32) -> f32 {
    (n * 10.0).round() / 10.0
}

fn drawn(line: &Line, scale: Scale) -> AnyView {
    let (class, dot) = match line.ink {
        Ink::Solid => ("l1", "p1"),
        Ink::Dotted => ("l2", "p2"),
    };
    let mut path = String::new();
    for (i, (day, n)) in line.points.iter().enumerate() {
        _ = write!(path, "{}{} {}", if i == 0 { 'M' } else { 'L' }, scale.x(*day), scale.y(*n));
    }
    let dots = line.points.iter().map(|(day, n)| {
        view! { <circle class=dot cx=scale.x(*day).to_string() cy=scale.y(*n).to_string() r="2.5"></circle> }
    });
    view! { <path class=class d=path></path>{dots.collect_view()} }.into_any()
}

/// The last number and the name of each line, pushed apart where lines end close together.
fn labels(lines: &[Line], scale: Scale) -> impl IntoView + use<> {
    let mut ends: Vec<(f32, String)> = lines
        .iter()
        .filter_map(|line| line.points.last().map(|(_, n)| (scale.y(*n), format!("{n} {}", line.label))))
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut above = f32::MIN;
    for (y, _) in &mut ends {
        *y = y.max(above + LABEL_STEP);
        above = *y;
    }
    let texts = ends.into_iter().map(|(y, says)| {
        view! { <text class="lab" x=(RIGHT + 12.0).to_string() y=(y + 4.0).to_string()>{says}</text> }
    });
    texts.collect_view()
}

/// A month under every point; every second or third when there are many.
fn months(lines: &[Line], scale: Scale, as_of: Date) -> impl IntoView + use<> {
    let longest = lines.iter().map(|line| &line.points).max_by_key(|points| points.len());
    let days: Vec<Date> = longest.into_iter().flatten().map(|(day, _)| *day).filter(|day| *day < as_of).collect();
    let every = days.len().div_ceil(12).max(1);
    // Just before a January the first label leaves the year to it.
    let must = days.get(every).is_none_or(|next| next.month() != 1);
    let ticks = days.into_iter().enumerate().step_by(every).map(|(i, day)| {
        let x = scale.x(day).to_string();
        let (at, anchor) = if i == 0 { ("0".to_owned(), "start") } else { (x.clone(), "middle") };
        view! {
            <path class="axis" d=format!("M{x} 214v4")></path>
            <text x=at y="234" text-anchor=anchor>{dates::month_label(day, i == 0 && must)}</text>
        }
    });
    ticks.collect_view()
}

fn remarks(remarks: Vec<Remark>, scale: Scale, today: Date) -> impl IntoView {
    let all = remarks.into_iter().map(|Remark { day, says }| {
        let x = scale.x(day);
        let (at, anchor) = if x > RIGHT - 170.0 { (x - 6.0, "end") } else { (x + 6.0, "start") };
        view! {
            <path class="grid" d=format!("M{x} {TOP}V{FLOOR}")></path>
            <text x=at.to_string() y="42" text-anchor=anchor>{format!("{says}, {}", dates::short(day, today))}</text>
        }
    });
    all.collect_view()
}

fn figures(title: &str, lines: &[Line]) -> impl IntoView + use<> {
    let mut days: Vec<Date> = lines.iter().flat_map(|line| &line.points).map(|(day, _)| *day).collect();
    days.sort();
    days.dedup();
    let heads = lines.iter().map(|line| view! { <th scope="col" class="n">{line.label.clone()}</th> }).collect_view();
    let row = |day: Date| {
        let cells = lines.iter().map(|line| {
            let n = line.points.iter().find(|(one, _)| *one == day).map_or("–".to_owned(), |(_, n)| n.to_string());
            view! { <td class="n">{n}</td> }
        });
        view! { <tr><th scope="row">{dates::full(day)}</th>{cells.collect_view()}</tr> }
    };
    view! {
        <details class="behind">
            <summary>"The figures as a table"</summary>
            <table class="table narrow">
                <caption class="vh">{title.to_owned()}</caption>
                <thead><tr><th scope="col">"Day"</th>{heads}</tr></thead>
                <tbody>{days.into_iter().map(row).collect_view()}</tbody>
            </table>
        </details>
    }
}

#[component]
pub fn LineChart(
    /// What the lines count, and when: spoken, and the caption of the table.
    #[prop(into)]
    title: String,
    lines: Vec<Line>,
    /// The day of the reading: here hangs the line.
    as_of: Date,
    today: Date,
    /// The most there can be, and its words: “59 in scope”.
    top: u32,
    #[prop(into)] top_label: String,
    #[prop(optional, name = "remarks")] said: Vec<Remark>,
) -> impl IntoView {
    let scale = Scale::of(&lines, as_of, top);
    let drawings = lines.iter().map(|line| drawn(line, scale)).collect_view();
    view! {
        <figure class="scroll newest" tabindex="0" aria-label=title.clone()>
            <svg class="chart trend" viewBox="0 0 960 244" role="img" aria-label=title.clone()>
                <path class="axis" d=format!("M0 {FLOOR}H{RIGHT}")></path>
                {months(&lines, scale, as_of)}
                <path class="grid" d=format!("M0 {TOP}H{RIGHT}")></path>
                <text x="0" y="20">{top_label}</text>
                {remarks(said, scale, today)}
                <path class="plumbline" d=format!("M{RIGHT} 0V206")></path>
                <path class="bob" d=format!("M{} 200h3v2l4 4-5.5 10.5-5.5-10.5 4-4z", RIGHT - 1.5)></path>
                <text x=(RIGHT + 12.0).to_string() y="11">{dates::short(as_of, today)}</text>
                {drawings}
                {labels(&lines, scale)}
            </svg>
        </figure>
        {figures(&title, &lines)}
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, text, tree};
    use jiff::civil::date;

    fn line(label: &str, ink: Ink, points: &[(i16, i8, u32)]) -> Line {
        let points = points.iter().map(|(year, month, n)| (date(*year, *month, 28), *n)).collect();
        Line { label: label.to_owned(), ink, points }
    }

    #[test]
    fn the_table_behind_holds_every_figure() {
        let tree = tree(|| {
            let lines = vec![
                line("design", Ink::Solid, &[(2026, 9, 30), (2026, 10, 34), (2026, 11, 38)]),
                line("operating", Ink::Dotted, &[(2026, 10, 36), (2026, 11, 38)]),
            ];
            let day = date(2026, 11, 28);
            view! { <LineChart title="Criteria" lines as_of=day today=day top=59 top_label="59 in scope"/> }
        });
        assert_eq!(all(&tree, "tbody tr").len(), 3);
        assert_eq!(text(all(&tree, "tbody tr")[0]), "28 Sep 202630–");
        let ends: Vec<f32> = all(&tree, ".lab").into_iter().map(|label| attr(label, "y").parse().unwrap()).collect();
        assert!(ends[1] - ends[0] >= LABEL_STEP, "{ends:?}");
        assert!(text(all(&tree, "svg")[0]).contains("28 Nov"));
    }

    #[test]
    fn no_point_is_no_fault() {
        let day = date(2026, 11, 28);
        tree(|| view! { <LineChart title="Criteria" lines=vec![] as_of=day today=day top=0 top_label=""/> });
    }
}
