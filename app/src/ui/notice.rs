//! Notices: a rule at the side, a mark and a word, what happened, what was kept, what to do.
use leptos::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Only says something: which day is read.
    #[default]
    Plain,
    /// It was done.
    Done,
    /// It did not work.
    NotDone,
    /// It is not known.
    Unknown,
    /// It could not be computed.
    Failed,
    /// A rule says no: the way ends at a wall.
    Refused,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Done => "met",
            Self::NotDone => "gap",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Refused => "refused",
        }
    }

    /// An answer to what was just done is spoken; a standing remark is only read.
    fn role(self) -> Option<&'static str> {
        match self {
            Self::Done => Some("status"),
            Self::NotDone | Self::Refused => Some("alert"),
            Self::Plain | Self::Unknown | Self::Failed => None,
        }
    }
}

#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    /// “Accepted”, “Not saved”.
    #[prop(into)]
    word: String,
    children: Children,
) -> impl IntoView {
    let class = tone.class();
    let mark = if class.is_empty() { "word".to_owned() } else { format!("mark {class}") };
    view! {
        <div class=format!("notice {class}") role=tone.role()>
            <b class=mark>{word}</b>
            <div class="says">{children()}</div>
        </div>
    }
    .into_any()
}

/// The answer to a step that a rule forbids: what was refused, the rule, and who may do it instead.
#[component]
pub fn Refused(
    /// “Not accepted”.
    #[prop(into)]
    word: String,
    /// The rule: “Who accepts is neither who submitted nor who performed.”
    #[prop(into)]
    rule: String,
    /// The way on: “Ines Halvorsen can accept it.”
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Notice tone=Tone::Refused word>
            <p>{rule}{children.map(|way| view! { " "{way()} })}</p>
        </Notice>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::testing::{attr, one, text, tree};

    #[test]
    fn a_refusal_is_spoken_with_its_rule() {
        let tree =
            tree(|| view! { <Refused word="Not accepted" rule="You submitted it.">"Ines can accept it."</Refused> });
        let notice = one(&tree, ".notice.refused");
        assert_eq!(attr(notice, "role"), "alert");
        assert_eq!(text(one(&tree, ".mark.refused")), "Not accepted");
        assert_eq!(text(one(&tree, "p")), "You submitted it. Ines can accept it.");
    }
}
