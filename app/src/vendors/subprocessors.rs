//! To whom a vendor passes on what it gets, and they to others: named, and taken off.

use super::one;
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::{Fields, Form};
use crate::mishap::Mishap;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::empty::Empty;
use crate::ui::input::TextField;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::ids::VendorId;
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Who passes on to whom, with the names of all vendors.
#[derive(Clone, Debug, Default)]
pub(super) struct Passing {
    pub names: BTreeMap<VendorId, String>,
    pub all: Vec<(VendorId, VendorId, String)>,
}

impl Passing {
    pub async fn of(asking: &Asking) -> Result<Self> {
        let names = asking.store().vendors().await?.into_iter().map(|row| (row.id, row.name)).collect();
        let all = asking.store().subprocessors().await?.into_iter().map(|(of, sub, what, _)| (of, sub, what)).collect();
        Ok(Self { names, all })
    }

    fn below(&self, vendor: VendorId) -> impl Iterator<Item = (VendorId, &str)> {
        self.all.iter().filter(move |(of, ..)| *of == vendor).map(|(_, sub, what)| (*sub, what.as_str()))
    }

    fn name(&self, id: VendorId) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| "A vendor".to_owned())
    }

    /// Those below one, to any depth; whoever is on the way already ends it.
    fn tree(&self, vendor: VendorId, way: &[VendorId], drops: bool) -> Option<AnyView> {
        let entries: Vec<_> = self.below(vendor).map(|(sub, what)| self.entry(vendor, sub, what, way, drops)).collect();
        (!entries.is_empty()).then(|| view! { <ul class="entries">{entries}</ul> }.into_any())
    }

    fn entry(&self, of: VendorId, sub: VendorId, what: &str, way: &[VendorId], drops: bool) -> AnyView {
        let mut on = way.to_vec();
        on.push(of);
        let again = on.contains(&sub);
        let below = if again { None } else { self.tree(sub, &on, false) };
        let what = (!what.is_empty()).then(|| view! { <span class="sub">{what.to_owned()}</span> });
        let take = format!("Take {} off", self.name(sub));
        let drop = drops.then(move || {
            view! {
                <form class="form inline" method="post" action=format!("/vendors/{of}/subprocessors/drop")>
                    <input type="hidden" name="sub" value=sub.to_string()/>
                    <Actions><Button>{take}</Button></Actions>
                </form>
            }
        });
        view! {
            <li>
                <a href=format!("/vendors/{sub}")>{self.name(sub)}</a>
                {again.then_some(", which is on the way already")}
                {what}{drop}{below}
            </li>
        }
        .into_any()
    }

    pub fn block(&self, vendor: VendorId, may_change: bool, mishap: &Mishap, typed: &Fields) -> AnyView {
        let tree = self.tree(vendor, &[], may_change);
        let tree = tree.unwrap_or_else(|| {
            view! { <Empty>"It passes nothing on to another vendor of the register, as far as is said."</Empty> }
                .into_any()
        });
        let named: Vec<_> = self.below(vendor).map(|(sub, _)| sub).collect();
        let others = self.names.iter().filter(|(id, _)| **id != vendor && !named.contains(id));
        let choices: Vec<_> = others.map(|(id, name)| Choice::new(id.to_string(), name.clone())).collect();
        let wrong = &mishap.wrong;
        let add = (may_change && !choices.is_empty()).then(|| {
            view! {
                <form class="form" method="post" action=format!("/vendors/{vendor}/subprocessors") novalidate>
                    <SelectField name="sub" label="Passes on to" choices prompt="Choose a vendor" value=typed.text("sub") error=wrong.at("sub")/>
                    <TextField name="what" label="What it passes on" value=typed.text("what") optional=true error=wrong.at("what")/>
                    <Actions><Button>"Name the sub-processor"</Button></Actions>
                </form>
            }
        });
        view! {
            <Block title="Sub-processors" id="subprocessors" remark="To any depth, as far as it is said">{tree}{add}</Block>
        }
        .into_any()
    }
}

pub async fn name(asking: Asking, The(id): The<VendorId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = match fields.parsed::<VendorId>("sub") {
        Some(sub) => asking.store().name_subprocessor(asking.actor(), id, sub, &fields.text("what")).await,
        None => Err(Refusal::at("sub", "Choose a vendor.").into()),
    };
    answered(&asking, id, &fields, done).await
}

pub async fn drop_it(asking: Asking, The(id): The<VendorId>, Form(fields): Form<Fields>) -> Result<Response> {
    let done = match fields.parsed::<VendorId>("sub") {
        Some(sub) => asking.store().drop_subprocessor(asking.actor(), id, sub).await,
        None => Err(Refusal::at("sub", "Choose a vendor.").into()),
    };
    answered(&asking, id, &fields, done).await
}

async fn answered(asking: &Asking, id: VendorId, fields: &Fields, done: store::Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/vendors/{id}#subprocessors")).into_response()),
        Err(error) => {
            let mishap = Mishap::of(error)?;
            let page = one::page(asking, id, fields, mishap.clone()).await?;
            Ok(mishap.answer(page))
        }
    }
}
