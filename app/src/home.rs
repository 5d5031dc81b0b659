//! The first page. It says what stands, once there is something to measure.

use crate::asking::Asking;
use crate::error::Result;
use crate::page::Page;
use crate::ui::empty::EmptyPage;
use crate::ui::rail::Place;
use leptos::prelude::*;

pub async fn show(asking: Asking) -> Result<Page> {
    Ok(asking.page("Readiness", Place::Readiness, || {
        view! {
            <EmptyPage say="No AI system is in the inventory, so there is nothing to measure yet.">
                <p>"Readiness follows from accepted proof: criterion by AI system, what stands and what does not."</p>
            </EmptyPage>
        }
    }))
}
