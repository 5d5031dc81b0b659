//! The fields of the form of an attestation, as its kind needs them.

use crate::form::{Draft, Fields, Wrong};
use crate::ui::choice::{CheckField, ChecksField, Choice, RadioField, SelectField};
use crate::ui::field::Group;
use crate::ui::input::{DateField, TextField};
use crate::ui::textarea::LongField;
use domain::attestations::{AttestationDraft, CarveOutDraft, Field, Names, Opinion, fields};
use domain::catalogue::AttestationKind;
use domain::words::Category;
use leptos::prelude::*;

/// Rows for services that a report leaves out: those that are filled, and some more.
const MORE: usize = 2;
const MOST: usize = 40;

/// What the form sends: the draft, and a document that came with it before it was refused.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub draft: AttestationDraft,
    pub kept: String,
    pub kept_name: String,
}

impl Draft for Typed {
    fn typed(fields: &Fields) -> Self {
        let text = |field: Field| fields.text(field.key());
        let carved = (0..MOST).map(|n| CarveOutDraft {
            host: fields.text(&format!("host-{n}")),
            vendor: fields.text(&format!("host-vendor-{n}")),
            must_be_covered: if fields.ticked(&format!("host-must-{n}")) { "yes".into() } else { String::new() },
        });
        let draft = AttestationDraft {
            kind: fields.text("kind"),
            issuer: text(Field::Issuer),
            period_from: text(Field::PeriodFrom),
            period_until: text(Field::PeriodUntil),
            day: text(Field::Day),
            names: text(Field::Names),
            named_end: text(Field::NamedEnd),
            starts_on: text(Field::StartsOn),
            through: text(Field::Through),
            signed_on: text(Field::SignedOn),
            version: text(Field::Version),
            edition: text(Field::Edition),
            expires_on: text(Field::ExpiresOn),
            surveillances: text(Field::Surveillances),
            type_two_begun: text(Field::TypeTwoBegun),
            scope: text(Field::Scope),
            categories: fields.all(Field::Categories.key()).map(str::to_owned).collect(),
            opinion: text(Field::Opinion),
            exceptions: text(Field::Exceptions),
            user_controls: text(Field::UserControls),
            carve_outs: carved.filter(|row| *row != CarveOutDraft::default()).collect(),
            rereads: text(Field::Rereads),
            received_on: text(Field::ReceivedOn),
        };
        Self { draft, kept: fields.text("kept"), kept_name: fields.text("kept_name") }
    }
}

/// The fields of a kind, in the order of the form.
pub(super) fn of(kind: &AttestationKind, draft: &AttestationDraft, vendors: &[Choice], wrong: &Wrong) -> AnyView {
    fields(kind).into_iter().map(|field| one(field, kind, draft, vendors, wrong)).collect_view().into_any()
}

fn one(field: Field, kind: &AttestationKind, draft: &AttestationDraft, vendors: &[Choice], wrong: &Wrong) -> AnyView {
    let (name, label, error) = (field.key(), field.label_for(kind), wrong.at(field.key()));
    let optional = !field.is_needed(kind);
    let day = |value: &str| {
        let value = value.to_owned();
        view! { <DateField name label value optional error=error.clone()/> }.into_any()
    };
    let long = |value: &str, hint: &'static str| {
        let value = value.to_owned();
        view! { <LongField name label value optional error=error.clone() hint/> }.into_any()
    };
    let line = |value: &str, hint: &'static str| {
        let value = value.to_owned();
        view! { <TextField name label value optional error=error.clone() hint/> }.into_any()
    };
    match field {
        Field::Issuer => line(&draft.issuer, "As it stands on its first pages."),
        Field::PeriodFrom => day(&draft.period_from),
        Field::PeriodUntil => day(&draft.period_until),
        Field::Day => day(&draft.day),
        Field::NamedEnd => day(&draft.named_end),
        Field::StartsOn => day(&draft.starts_on),
        Field::Through => day(&draft.through),
        Field::SignedOn => day(&draft.signed_on),
        Field::ExpiresOn => day(&draft.expires_on),
        Field::TypeTwoBegun => day(&draft.type_two_begun),
        Field::ReceivedOn => day(&draft.received_on),
        Field::Version => line(&draft.version, "As the document names it."),
        Field::Edition => line(&draft.edition, "The year, as the certificate names it: 2022."),
        Field::Surveillances => long(&draft.surveillances, "Each as 2026-11-30 or 30 Nov 2026."),
        Field::Rereads => long(&draft.rereads, "Each as 2026-11-30 or 30 Nov 2026."),
        Field::Exceptions => {
            long(&draft.exceptions, "Each exception in its own words, with what management says to it.")
        }
        Field::UserControls => long(&draft.user_controls, "What it takes for granted that we do ourselves."),
        Field::Names => {
            let choices = Names::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
            view! { <RadioField name label choices value=draft.names.clone() error hint="A letter about another letter covers nothing."/> }
                .into_any()
        }
        Field::Scope => {
            let choices = vec![
                Choice::new("yes", "Yes"),
                Choice::new("no", "No"),
                Choice::new("", "Not answered").note("Its days stay unknown until somebody answers"),
            ];
            view! { <RadioField name label choices value=draft.scope.clone() error hint="Many reports leave new AI services out."/> }
                .into_any()
        }
        Field::Categories => {
            let choices = Category::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
            view! { <ChecksField name label choices value=draft.categories.clone() error columns=true/> }.into_any()
        }
        Field::Opinion => {
            let choices = Opinion::ALL.iter().map(|word| Choice::new(word.key(), word.label())).collect();
            view! { <SelectField name label choices value=draft.opinion.clone() error prompt="Choose the opinion"/> }
                .into_any()
        }
        Field::CarveOuts => carved(label, draft, vendors, error),
    }
}

/// The services that it leaves out, a row each.
fn carved(label: &'static str, draft: &AttestationDraft, vendors: &[Choice], error: Option<String>) -> AnyView {
    let empty = std::iter::repeat_with(CarveOutDraft::default).take(MORE);
    let rows = draft.carve_outs.iter().cloned().chain(empty).enumerate().map(|(n, row)| {
        let CarveOutDraft { host, vendor, must_be_covered } = row;
        let (named, which, must) = (format!("host-{n}"), format!("host-vendor-{n}"), format!("host-must-{n}"));
        let error = error.clone().filter(|_| n == 0);
        view! {
            <TextField name=named label=format!("Service {}", n + 1) value=host optional=true error/>
            <SelectField name=which label="Which vendor of the register that is" choices=vendors.to_vec() value=vendor
                prompt="None of the register" optional=true/>
            <CheckField name=must label="Its own reports must cover our days" value=must_be_covered == "yes"
                hint="Otherwise the vendor monitors it itself (CC9.2 in its report)."/>
        }
    });
    let rows = rows.collect_view();
    view! { <Group label>{rows}</Group> }.into_any()
}
