//! What a concluded assessment proves, and the button that uses it for what was adopted since.

use super::assessment::Shown;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, Weight};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::link::ways;
use crate::ui::notice::Refused;
use leptos::prelude::*;
use store::AssessmentProof;

pub(super) fn block(shown: &Shown) -> Option<AnyView> {
    let concluded = shown.read.row.concluded()?;
    let (today, AssessmentProof { evidence, open, why_not }) = (shown.today, &shown.proof);
    let pieces = evidence.iter().map(|(id, until)| {
        let until = until.map(|day| format!("until {}", dates::short(day, today)));
        view! { <li><a href=format!("/evidence/{id}")>"Evidence"</a><span class="sub">{until}</span></li> }
    });
    let pieces: Vec<_> = pieces.collect();
    let list = if pieces.is_empty() {
        view! { <Empty>"Nothing yet: no control that asks for a risk assessment was adopted when it was concluded."</Empty> }
            .into_any()
    } else {
        view! { <ul class="entries">{pieces}</ul> }.into_any()
    };
    let use_it = (!open.is_empty()).then(|| {
        let named = ways(open.iter().map(|id| (id.to_string(), format!("/tasks/{id}"))).collect());
        let on = dates::short(concluded.on, today);
        let act = match why_not {
            None => view! {
                <form method="post" action=format!("/risks/assessments/{}/prove", shown.read.row.id)>
                    <Actions><Button weight=Weight::Primary>"Use it as proof"</Button></Actions>
                </form>
            }
            .into_any(),
            Some(rule) => {
                let rule = format!("{rule} Whoever has the right of review and took no part may.");
                view! { <Refused word="Not yours to use" rule/> }.into_any()
            }
        };
        view! { <p>"It could prove "{named}{format!(", adopted since. It would speak for {on}, when it was concluded.")}</p>{act} }
    });
    Some(view! { <Block title="What it proves" id="proves">{list}{use_it}</Block> }.into_any())
}
