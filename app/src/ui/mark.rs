//! A mark tells a state by its stance first, by a word second, by colour last.
use leptos::prelude::*;

/// How a thing stands. The order is worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Could not be computed: a stroke broken in two.
    Failed,
    /// Proof is missing: a stroke that leans.
    Gap,
    /// A question is unanswered: a ring.
    Unknown,
    /// Not yet due: a stroke of half height.
    Due,
    /// Proven: an upright stroke.
    Met,
    /// Set aside by a decision of two: a dash.
    Excluded,
}

impl State {
    pub const ALL: [Self; 6] = [Self::Failed, Self::Gap, Self::Unknown, Self::Due, Self::Met, Self::Excluded];

    /// The class of the style sheet; also the key in a URL.
    pub fn class(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Gap => "gap",
            Self::Unknown => "unknown",
            Self::Due => "due",
            Self::Met => "met",
            Self::Excluded => "excluded",
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "Failed",
            Self::Gap => "Gap",
            Self::Unknown => "Unknown",
            Self::Due => "Not yet due",
            Self::Met => "Met",
            Self::Excluded => "Excluded",
        }
    }
}

/// How loudly a mark speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Voice {
    /// Mark and word in the colour of the state.
    #[default]
    Full,
    /// Only the mark has colour: for dense tables.
    Calm,
    /// The word is for screen readers alone: where a header says it.
    Only,
}

#[component]
pub fn Mark(
    state: State,
    #[prop(optional)] voice: Voice,
    /// Another word for this state in this place: “Accepted”, “52 days”.
    #[prop(optional, into)]
    word: Option<String>,
    /// The word may run over several lines.
    #[prop(optional)]
    wrap: bool,
) -> impl IntoView {
    let voice = match voice {
        Voice::Full => "",
        Voice::Calm => " calm",
        Voice::Only => " only",
    };
    let wrap = if wrap { " wrap" } else { "" };
    let word = word.unwrap_or_else(|| state.word().to_owned());
    view! { <span class=format!("mark {}{voice}{wrap}", state.class())><span>{word}</span></span> }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{attr, one, text, tree};

    #[test]
    fn every_state_has_its_class_and_its_word() {
        for state in State::ALL {
            for voice in [Voice::Full, Voice::Calm, Voice::Only] {
                let tree = tree(|| view! { <Mark state voice/> });
                let mark = one(&tree, ".mark");
                assert!(attr(mark, "class").split(' ').any(|class| class == state.class()));
                assert_eq!(text(mark), state.word());
            }
        }
    }

    #[test]
    fn another_word_is_escaped() {
        let tree = tree(|| view! { <Mark state=State::Gap word="<b>52</b> days"/> });
        assert_eq!(text(one(&tree, ".mark")), "<b>52</b> days");
    }
}
