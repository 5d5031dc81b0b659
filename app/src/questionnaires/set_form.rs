//! The form of a set: questions of the library to tick, and rows for questions of our own.

use crate::form::{Draft, Fields, Wrong};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{CheckField, Choice, SelectField};
use crate::ui::dates;
use crate::ui::input::TextField;
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use domain::questionnaires::{AnswerKind, Ask, OWN_ROWS, OwnDraft, Picked, SetDraft, library};
use leptos::prelude::*;
use store::SetRow;

/// Rows for questions of our own beyond those that are filled.
const SPARE: usize = 2;

/// A set as typed, beside the version that the form showed.
#[derive(Clone, Debug, Default)]
pub struct SetForm {
    pub version: i64,
    pub draft: SetDraft,
}

impl Draft for SetForm {
    fn typed(fields: &Fields) -> Self {
        let picked = library().filter(|ask| fields.all("pick").any(|key| key == ask.key.as_str())).map(|ask| Picked {
            weight: fields.text(&format!("weight-{}", ask.key)),
            knock_out: fields.ticked(&format!("knock-{}", ask.key)),
            key: ask.key.to_string(),
        });
        let own = (1..=OWN_ROWS).map(|n| {
            let text = |name: &str| fields.text(&format!("{name}-{n}"));
            OwnDraft {
                key: text("key"),
                heading: text("heading"),
                question: text("question"),
                why: text("why"),
                kind: text("kind"),
                choices: text("choices"),
                favours: text("favours"),
                favoured: text("favoured"),
                weight: text("weight"),
                good: text("good"),
                knock_out: fields.ticked(&format!("knock-{n}")),
            }
        });
        let draft = SetDraft {
            name: fields.text("name"),
            about: fields.text("about"),
            picked: picked.collect(),
            own: own.collect(),
        };
        Self { version: fields.parsed("version").unwrap_or_default(), draft }
    }
}

fn is_own(ask: &Ask) -> bool {
    ask.key.as_str().starts_with("OWN-")
}

impl SetForm {
    /// Everything of the library is ticked.
    pub(super) fn fresh() -> Self {
        Self {
            version: 0,
            draft: SetDraft { picked: library().map(|ask| picked(&ask)).collect(), ..SetDraft::default() },
        }
    }

    pub(super) fn of(set: &SetRow) -> Self {
        let own = set.asks.iter().filter(|ask| is_own(ask)).map(OwnDraft::of).collect();
        let picked = set.asks.iter().filter(|ask| !is_own(ask)).map(picked).collect();
        let draft = SetDraft { name: set.name.clone(), about: set.about.clone(), picked, own };
        Self { version: set.no, draft }
    }
}

fn picked(ask: &Ask) -> Picked {
    Picked { key: ask.key.to_string(), weight: ask.weight.to_string(), knock_out: ask.knock_out }
}

pub(super) fn form(typed: SetForm, wrong: &Wrong, action: String, back: String) -> AnyView {
    let SetForm { version, draft } = typed;
    let rows = library().map(|ask| of_library(&ask, &draft.picked)).collect_view();
    let columns = vec![
        Column::pick("Ask"),
        Column::new("Question"),
        Column::new("A good answer"),
        Column::new("Weight"),
        Column::new("Knock-out"),
    ];
    let mut own: Vec<_> = draft.own.into_iter().filter(|row| !row.question.trim().is_empty()).collect();
    let filled = own.len();
    own.resize(OWN_ROWS.min(filled + SPARE), OwnDraft { weight: "3".to_owned(), ..OwnDraft::default() });
    let own = (1..).zip(own).map(|(n, row)| own_row(n, row, n <= filled, wrong)).collect_view();
    let library = wrong.at("questions").map(|text| view! { <p class="error" id="questions" tabindex="-1">{text}</p> });
    view! {
        <Summary faults=wrong.summary()/>
        <form class="form" method="post" action=action novalidate>
            <input type="hidden" name="version" value=version/>
            <TextField name="name" label="Name" value=draft.name error=wrong.at("name")/>
            <TextField name="about" label="For which vendors" value=draft.about optional=true error=wrong.at("about")/>
            <Block title="Of the library" remark="A good answer is not shown to the vendor">
                {library}
                <Table caption="Questions of the library" columns stack=true>{rows}</Table>
            </Block>
            <Block title="Of our own" remark=format!("At most {}", dates::figure(OWN_ROWS))>{own}</Block>
            <Actions>
                <Button weight=Weight::Primary>"Save the set"</Button>
                <ButtonLink weight=Weight::Plain href=back>"Leave it"</ButtonLink>
            </Actions>
        </form>
    }
    .into_any()
}

fn of_library(ask: &Ask, picked: &[Picked]) -> AnyView {
    let key = ask.key.to_string();
    let found = picked.iter().find(|one| one.key == key);
    let weight = found.map(|one| one.weight.clone()).filter(|text| !text.is_empty());
    let (weight, knocks) = (weight.unwrap_or_else(|| ask.weight.to_string()), found.is_some_and(|one| one.knock_out));
    let options = (1..=5).map(|n: u16| {
        let n = n.to_string();
        let selected = n == weight;
        view! { <option value=n.clone() selected=selected>{n.clone()}</option> }
    });
    let options = options.collect_view();
    let beside = format!("{key}, {}, {}", ask.heading, ask.kind.label().to_lowercase());
    let pick = format!("Ask {key}");
    let (weigh, knock) = (format!("Weight of {key}"), format!("{key} knocks out"));
    view! {
        <tr>
            <td class="pick"><input type="checkbox" name="pick" value=key.clone() checked=found.is_some() aria-label=pick/></td>
            <th scope="row">{ask.question.clone()}<span class="sub">{beside}</span></th>
            <td data-th="A good answer">{ask.good.clone()}</td>
            <td data-th="Weight"><select class="input short" name=format!("weight-{key}") id=format!("weight-{key}") aria-label=weigh>{options}</select></td>
            <td data-th="Knock-out"><input type="checkbox" name=format!("knock-{key}") value="yes" checked=knocks aria-label=knock/></td>
        </tr>
    }
    .into_any()
}

const RULES: [(&str, &str); 6] = [
    ("judged", "One of us judges it"),
    ("yes", "Yes is favourable"),
    ("no", "No is favourable"),
    ("these", "Some of the choices are favourable"),
    ("at-least", "At least a number is favourable"),
    ("at-most", "At most a number is favourable"),
];

fn own_row(n: usize, row: OwnDraft, filled: bool, wrong: &Wrong) -> AnyView {
    let at = |name: &str| format!("{name}-{n}");
    let fault = |name: &str| wrong.at(&at(name));
    let kinds = AnswerKind::ALL.iter().map(|kind| Choice::new(kind.key(), kind.label())).collect();
    let rules = RULES.iter().map(|(word, label)| Choice::new(*word, *label)).collect();
    let weights = (1..=5).map(|n: u16| Choice::new(n.to_string(), n.to_string())).collect();
    let title = if filled { row.question.chars().take(80).collect() } else { "Write a question".to_owned() };
    let open = ["heading", "question", "why", "kind", "choices", "favours", "favoured", "weight", "good"]
        .iter()
        .any(|name| fault(name).is_some());
    view! {
        <details open=open>
            <summary>{title}</summary>
            <input type="hidden" name=at("key") value=row.key/>
            <LongField name=at("question") label="Question" value=row.question optional=true hint="Left empty, the row is left out" error=fault("question")/>
            <TextField name=at("heading") label="Heading" value=row.heading optional=true error=fault("heading")/>
            <TextField name=at("why") label="Why it is asked" value=row.why optional=true hint="Not shown to the vendor" error=fault("why")/>
            <SelectField name=at("kind") label="How it is answered" choices=kinds value=row.kind prompt="Choose" optional=true error=fault("kind")/>
            <LongField name=at("choices") label="Choices" value=row.choices optional=true hint="One a line; only for one of several" error=fault("choices")/>
            <SelectField name=at("favours") label="Which answers are favourable" choices=rules value=row.favours optional=true error=fault("favours")/>
            <LongField name=at("favoured") label="The number, or the favourable choices" value=row.favoured optional=true hint="Choices one a line" error=fault("favoured")/>
            <SelectField name=at("weight") label="Weight" choices=weights value=row.weight optional=true error=fault("weight")/>
            <TextField name=at("good") label="What a good answer says" value=row.good optional=true hint="Not shown to the vendor" error=fault("good")/>
            <CheckField name=at("knock") label="Answered unfavourably, it knocks the vendor out" value=row.knock_out/>
        </details>
    }
    .into_any()
}
