//! The wall: one upright stroke for each criterion that stands, in groups, never sorted by state.
use super::mark::State;
use leptos::prelude::*;
use std::fmt::Write as _;

/// Which reading a wall shows; the same stroke has another word in each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    #[default]
    Design,
    Operating,
}

impl Reading {
    pub fn word(self, state: State) -> &'static str {
        match (self, state) {
            (Self::Design | Self::Operating, State::Failed) => "failed",
            (Self::Design, State::Gap) => "gap",
            (Self::Operating, State::Gap) => "exception",
            (Self::Design, State::Unknown) => "unknown",
            (Self::Operating, State::Unknown) => "no occurrence",
            (Self::Design | Self::Operating, State::Due) => "not yet due",
            (Self::Design, State::Met) => "met",
            (Self::Operating, State::Met) => "on time",
            (Self::Design | Self::Operating, State::Excluded) => "excluded",
        }
    }
}

const STEP: f32 = 9.0;
const BETWEEN: f32 = 4.0;

/// “20 met, 9 gap, 3 unknown”: what stands first, then what does not; a state that is absent is not named.
pub fn counts(states: impl Iterator<Item = State> + Clone, reading: Reading) -> String {
    let said = [State::Met, State::Gap, State::Failed, State::Unknown, State::Due, State::Excluded];
    let parts: Vec<String> = said
        .into_iter()
        .filter_map(|state| {
            let n = states.clone().filter(|one| *one == state).count();
            (n > 0).then(|| format!("{n} {}", reading.word(state)))
        })
        .collect();
    if parts.is_empty() { "nothing in scope".to_owned() } else { parts.join(", ") }
}

/// One path for all strokes of a state: a wall of 61 is six elements, not 61.
fn strokes(groups: &[Vec<State>], wanted: State) -> String {
    let mut path = String::new();
    let mut x = STEP / 2.0;
    for group in groups {
        for state in group {
            if *state == wanted {
                _ = write!(path, "{}", stroke(wanted, x));
            }
            x += STEP;
        }
        x += BETWEEN;
    }
    path
}

fn stroke(state: State, x: f32) -> String {
    match state {
        State::Met => format!("M{x} 1V23"),
        State::Gap => format!("M{} 23L{} 1", x - 3.6, x + 3.6),
        State::Failed => format!("M{0} 1V11M{1} 13V23", x - 2.0, x + 2.0),
        State::Unknown => format!("M{} 12a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0", x - 2.8),
        State::Due => format!("M{x} 13V23"),
        State::Excluded => format!("M{} 12h6", x - 3.0),
    }
}

#[component]
pub fn Wall(
    /// What the wall is of: “Security, design”.
    #[prop(into)]
    label: String,
    groups: Vec<Vec<State>>,
    #[prop(optional)] reading: Reading,
) -> impl IntoView {
    let all = groups.iter().flatten().copied();
    let label = format!("{label}: {}", counts(all, reading));
    let (mut n, mut gaps) = (0.0_f32, -1.0_f32);
    for group in &groups {
        gaps += 1.0;
        n += group.iter().map(|_| 1.0).sum::<f32>();
    }
    let width = (n * STEP + gaps.max(0.0) * BETWEEN).max(STEP);
    let paths: Vec<_> = State::ALL
        .into_iter()
        .map(|state| (state, strokes(&groups, state)))
        .filter(|(_, path)| !path.is_empty())
        .map(|(state, path)| view! { <path class=format!("w-{}", state.class()) d=path></path> })
        .collect();
    view! {
        <svg class="wall" role="img" aria-label=label viewBox=format!("0 0 {width} 24") width=width.to_string() height="24">
            {paths}
        </svg>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{all, attr, one, tree};
    use State::{Due, Excluded, Failed, Gap, Met, Unknown};

    #[test]
    fn the_label_counts_each_state() {
        let groups = vec![vec![Met, Gap, Met], vec![Unknown, Failed, Gap, Excluded, Due]];
        let tree = tree(|| view! { <Wall label="Security, design" groups/> });
        let wall = one(&tree, "svg.wall");
        assert_eq!(
            attr(wall, "aria-label"),
            "Security, design: 2 met, 2 gap, 1 failed, 1 unknown, 1 not yet due, 1 excluded"
        );
        assert_eq!(attr(wall, "width"), "76");
        assert_eq!(all(&tree, "svg.wall path").len(), 6);
    }

    #[test]
    fn operating_has_its_own_words_and_a_bare_wall_says_so() {
        assert_eq!(
            counts([Met, Gap, Unknown].into_iter(), Reading::Operating),
            "1 on time, 1 exception, 1 no occurrence"
        );
        assert_eq!(counts([].into_iter(), Reading::Design), "nothing in scope");
    }

    #[test]
    fn a_criterion_keeps_its_place() {
        let groups = [vec![Met, Gap], vec![Met]];
        assert_eq!(strokes(&groups, Met), "M4.5 1V23M26.5 1V23");
        assert_eq!(strokes(&groups, Gap), "M9.9 23L17.1 1");
    }
}
