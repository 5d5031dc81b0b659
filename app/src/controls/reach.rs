//! What a control of our own answers, and where: criteria, systems, stages and risks to tick. What is ticked becomes the
//! texts that the rule reads.

use crate::form::{Fields, Wrong};
use crate::ui::choice::{ChecksField, Choice, RadioField};
use domain::catalogue::{Criterion, catalogue};
use domain::own::OwnControlDraft;
use domain::words::{Stage, Trait};
use leptos::prelude::*;

/// To what it applies, as ticked.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    to: String,
    traits: Vec<Trait>,
    /// `any` or `all` of the traits.
    of: String,
}

const ORGANISATION: &str = "organisation";
const ORGANISATION_IF: &str = "organisation-if";
const ALL: &str = "all";
const TRAITS: &str = "traits";
const ANY_OF: &str = "any";
const ALL_OF: &str = "all";

impl Reach {
    /// Every AI system, until something else is chosen.
    pub(super) fn fresh() -> Self {
        Self { to: ALL.to_owned(), traits: Vec::new(), of: ANY_OF.to_owned() }
    }

    pub(super) fn typed(fields: &Fields) -> Self {
        Self { to: fields.text("applies"), traits: fields.words("traits"), of: fields.text("of") }
    }

    /// In the grammar of [`domain::applies::Applies`], or why not.
    pub(super) fn text(&self) -> Result<String, &'static str> {
        let keys: Vec<_> = self.traits.iter().map(|it| it.key()).collect();
        match (self.to.as_str(), keys.as_slice()) {
            (ORGANISATION | ALL, _) => Ok(self.to.clone()),
            (ORGANISATION_IF, [one]) => Ok(format!("organisation if {one}")),
            (ORGANISATION_IF, _) => Err("Tick the one trait on which it hangs."),
            (TRAITS, []) => Err("Tick at least one trait."),
            (TRAITS, keys) => Ok(keys.join(if self.of == ALL_OF { "+" } else { "," })),
            _ => Err("Choose to what it applies."),
        }
    }
}

pub(super) fn view(draft: &OwnControlDraft, reach: &Reach, wrong: &Wrong) -> AnyView {
    let stages = Stage::ALL.iter().map(|stage| Choice::new(stage.key(), stage.label())).collect::<Vec<_>>();
    let chosen: Vec<_> = draft.stages.iter().map(|stage| stage.key().to_owned()).collect();
    let risks =
        catalogue().risks.iter().map(|risk| Choice::new(risk.id.to_string(), format!("{} {}", risk.id, risk.title)));
    let risks = risks.collect::<Vec<_>>();
    let (no_stages, no_risks) = (wrong.at("stages"), wrong.at("risks"));
    view! {
        <p>"It answers at least one criterion: as the key control for it, or in support."</p>
        {criteria("key_for", "Key for", "Its gap is a gap of the criterion", &draft.key_for, true, wrong)}
        {criteria("supports", "Supports", "Its gap shows there as a weakness", &draft.supports, false, wrong)}
        {applies(reach, wrong)}
        <ChecksField name="stages" label="Asked of systems in the stage" choices=stages value=chosen error=no_stages columns=true/>
        <ChecksField name="risks" label="Risks that it answers" hint="At least one" choices=risks value=draft.risks.clone() error=no_risks/>
    }
    .into_any()
}

/// All criteria, by their series; folded away where none is ticked and none has to be.
fn criteria(
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    ticked: &str,
    open: bool,
    wrong: &Wrong,
) -> AnyView {
    let ticked: Vec<_> = ticked.split(',').map(str::to_owned).filter(|id| !id.is_empty()).collect();
    let error = wrong.at(name);
    let open = open || !ticked.is_empty() || error.is_some();
    let mut series: Vec<(&'static str, Vec<Choice>)> = Vec::new();
    for Criterion { id, group, title, .. } in &catalogue().criteria {
        let choice = Choice::new(id.key(), format!("{id} {title}"));
        match series.last_mut().filter(|(last, _)| last == group) {
            Some((_, all)) => all.push(choice),
            None => series.push((group, vec![choice])),
        }
    }
    let groups = series.into_iter().enumerate().map(|(at, (group, choices))| {
        let id = format!("{name}-{at}");
        view! { <ChecksField name label=group id choices value=ticked.clone() columns=true/> }
    });
    let groups = groups.collect_view();
    let class = if error.is_some() { "criteria wrong" } else { "criteria" };
    view! {
        <div class=class id=name tabindex="-1">
            {error.map(|why| view! { <p class="error" id=format!("{name}-error")>{why}</p> })}
            <details open=open>
                <summary>{format!("{label}. {hint}")}</summary>
                <div class="form">{groups}</div>
            </details>
        </div>
    }
    .into_any()
}

fn applies(reach: &Reach, wrong: &Wrong) -> AnyView {
    let choices = vec![
        Choice::new(ALL, "Every AI system"),
        Choice::new(TRAITS, "AI systems with the traits ticked below"),
        Choice::new(ORGANISATION, "The organisation, once"),
        Choice::new(ORGANISATION_IF, "The organisation, once, if one of its systems has the trait ticked below"),
    ];
    let traits = Trait::ALL.iter().map(|it| Choice::new(it.key(), it.label())).collect();
    let ticked = reach.traits.iter().map(|it| it.key().to_owned()).collect::<Vec<_>>();
    let of = vec![Choice::new(ANY_OF, "One of them is enough"), Choice::new(ALL_OF, "All of them together")];
    let which = if reach.of == ALL_OF { ALL_OF } else { ANY_OF };
    view! {
        <RadioField name="applies" label="Applies to" choices value=reach.to.clone() error=wrong.at("applies")/>
        <ChecksField name="traits" label="Traits" choices=traits value=ticked columns=true/>
        <RadioField name="of" label="Where several are ticked" choices=of value=which/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ticked_becomes_what_the_rule_reads() {
        let reach = |to: &str, traits: &[Trait], of: &str| {
            Reach { to: to.into(), traits: traits.to_vec(), of: of.into() }.text()
        };
        let two = [Trait::PersonalData, Trait::HighImpact];
        for text in [
            reach("all", &two, ""),
            reach("organisation", &[], ""),
            reach("organisation-if", &[Trait::ThirdParty], ""),
            reach("traits", &two, "any"),
            reach("traits", &two, "all"),
        ] {
            assert!(domain::own::applies(text.unwrap().as_str()).is_ok());
        }
        assert_eq!(reach("traits", &two, "all").unwrap(), "personal-data+high-impact");
        assert!(reach("traits", &[], "any").is_err() && reach("organisation-if", &two, "").is_err());
        assert!(reach("everything", &[], "").is_err());
    }
}
