//! Every piece of furniture, in each of its states. A page of example databases only.
use super::{
    block::Block,
    mark::{Mark, State, Voice},
    say::{Lede, Say},
    wall::{Reading, Wall},
};
use jiff::civil::{Date, date};
use leptos::prelude::*;

mod controls;
mod records;
mod words;

use controls::{Buttons, Choosing, Typing};
use records::{Chart, Histories, Ways};
use words::{Emptiness, Notices, Tables, Waiting};

const TODAY: Date = date(2026, 11, 21);

/// The body of the gallery, to be put into a `Shell`.
#[component]
pub fn Gallery() -> impl IntoView {
    view! {
        <Say>"Every piece of furniture, in each of its states."</Say>
        <Lede>"Upright stands. Leaning does not. Broken could not be computed. A ring is not known. A dash is set aside."</Lede>
        <Marks/>
        <Walls/>
        <Buttons/>
        <Typing/>
        <Choosing/>
        <Notices/>
        <Tables/>
        <Ways/>
        <Histories/>
        <Chart/>
        <Waiting/>
        <Emptiness/>
    }
}

#[component]
fn Marks() -> impl IntoView {
    let row = |voice: Voice| {
        let marks = State::ALL.map(|state| view! { <Mark state voice/> });
        view! { <div class="row">{marks.collect_view()}</div> }
    };
    view! {
        <Block title="Marks" remark="Full, calm, and with the word for screen readers only" first=true>
            {row(Voice::Full)}
            {row(Voice::Calm)}
            {row(Voice::Only)}
            <div class="row"><Mark state=State::Gap word="52 days"/><Mark state=State::Met voice=Voice::Calm word="Accepted"/></div>
        </Block>
    }
}

/// 33 criteria in nine groups, as they stood.
fn security() -> Vec<Vec<State>> {
    let said = ["mmmmm", "mmu", "mgmm", "mm", "mmm", "mgggxmgm", "fumgm", "d", "gm"];
    let state = |letter: char| match letter {
        'g' => State::Gap,
        'u' => State::Unknown,
        'x' => State::Excluded,
        'f' => State::Failed,
        'd' => State::Due,
        _ => State::Met,
    };
    said.iter().map(|group| group.chars().map(state).collect()).collect()
}

#[component]
fn Walls() -> impl IntoView {
    let small = || vec![vec![State::Met, State::Gap, State::Met]];
    view! {
        <Block title="Walls" remark="One stroke is one criterion, never an average">
            <div class="walls">
                <span>"Security"</span>
                <Wall label="Security, design" groups=security()/>
                <span>"Security"</span>
                <Wall label="Security, operating" groups=security() reading=Reading::Operating/>
                <span>"Availability"</span>
                <Wall label="Availability, design" groups=small()/>
            </div>
        </Block>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::ui::{
        choice::Choice,
        example::Example,
        page::Shell,
        query::Query,
        rail::{Beside, Place, Viewer},
        testing::{all, attr, html, text, tree},
        tools::{AsOf, Landmark, Tools},
    };
    use std::collections::BTreeSet;

    /// The gallery as a whole page, in an example, as a compliance manager sees it.
    fn page() -> impl IntoView {
        let viewer = Viewer {
            organisation: "Harrow & Finch".to_owned(),
            name: "Miriam Castell".to_owned(),
            role: "Compliance manager".to_owned(),
            beside: Beside { tasks: 10, ..Beside::default() },
            reads: false,
            unread: 2,
        };
        let as_of = AsOf {
            day: TODAY,
            today: TODAY,
            versus: None,
            landmarks: vec![Landmark { label: "Last board meeting".to_owned(), day: date(2026, 9, 24) }],
            known_now: Some(false),
            query: Query::of("/gallery", [("sort", "gaps")]),
        };
        let tools = Tools {
            programme: "SOC 2 Type II".to_owned(),
            period: ", 1 Jul to 31 Dec 2026".to_owned(),
            day: ". Day 144 of 184".to_owned(),
            as_of: Some(as_of),
            print: Some("?print".to_owned()),
        };
        let people = vec![
            Choice::new("1", "Miriam Castell, compliance manager"),
            Choice::new("2", "Tomás Ortega, platform engineer"),
        ];
        let example = Some(Example { people, looking_as: "1".to_owned() });
        view! { <Shell title="Furniture" viewer here=Some(Place::Criteria) tools example><Gallery/></Shell> }
    }

    fn door() -> impl IntoView {
        use crate::ui::{button::*, door::Door, input::*, notice::*};
        view! {
            <Door title="Sign in" organisation="Harrow & Finch" example=true>
                <Say>"Sign in"</Say>
                <Notice tone=Tone::NotDone word="Not signed in"><p>"That address and password do not belong together."</p></Notice>
                <form class="form" method="post" novalidate>
                    <TextField name="email" label="Work email" typed=Typed::Email autocomplete="username" value="miriam.castell@harrowfinch.example"/>
                    <PasswordField name="password" label="Password" secret=Secret::Current/>
                    <Actions><Button weight=Weight::Primary>"Sign in"</Button></Actions>
                </form>
                <p class="door-foot"><a href="#">"I cannot sign in"</a></p>
            </Door>
        }
    }

    #[test]
    fn no_id_stands_twice_and_every_reference_finds_its_id() {
        let tree = tree(page);
        let mut ids = BTreeSet::new();
        for element in all(&tree, "[id]") {
            assert!(ids.insert(attr(element, "id").to_owned()), "twice: {}", attr(element, "id"));
        }
        for name in ["for", "aria-describedby", "aria-labelledby", "popovertarget"] {
            for element in all(&tree, &format!("[{name}]")) {
                for id in attr(element, name).split(' ') {
                    assert!(ids.contains(id), "{name}={id} finds nothing");
                }
            }
        }
        for link in all(&tree, ".summary a") {
            assert!(ids.contains(attr(link, "href").trim_start_matches('#')));
        }
    }

    #[test]
    fn the_policy_of_styles_and_scripts_is_kept() {
        let html = html(page);
        assert!(!html.contains(" style="));
        assert!(!html.contains("<script") && !html.contains("<style"));
        assert!(!html.contains(" onclick=") && !html.contains("javascript:"));
    }

    #[test]
    fn one_heading_and_one_primary_action_to_a_page() {
        let tree = tree(page);
        assert_eq!(all(&tree, "h1:not(.empty h1)").len(), 1);
        assert_eq!(all(&tree, "main").len(), 1);
        for control in all(&tree, "input:not([type=hidden]), select, textarea") {
            let id = attr(control, "id");
            let labelled = !id.is_empty() && !all(&tree, &format!("label[for='{id}']")).is_empty();
            assert!(
                labelled || !attr(control, "aria-label").is_empty() || wrapped(control),
                "no label: {}",
                control.html()
            );
        }
        assert!(all(&tree, "label").into_iter().all(|label| !text(label).trim().is_empty()));
    }

    fn wrapped(control: scraper::ElementRef<'_>) -> bool {
        control.ancestors().any(|node| node.value().as_element().is_some_and(|element| element.name() == "label"))
    }

    /// Writes the gallery as a file to look at: `GALLERY=/tmp/x cargo test -p app --features ssr gallery`.
    #[test]
    fn can_be_looked_at() {
        let Ok(folder) = std::env::var("GALLERY") else { return };
        let assets =
            crate::shell::Assets { css: "app.css".to_owned(), icon: "favicon.svg".to_owned(), ..Default::default() };
        let page = html(|| view! { <crate::shell::Document assets>{page()}</crate::shell::Document> });
        std::fs::write(format!("{folder}/gallery.html"), page).expect("a folder to write to");
        let assets =
            crate::shell::Assets { css: "app.css".to_owned(), icon: "favicon.svg".to_owned(), ..Default::default() };
        let page = html(|| view! { <crate::shell::Document assets>{door()}</crate::shell::Document> });
        std::fs::write(format!("{folder}/door.html"), page).expect("a folder to write to");
    }
}
