//! The evidence that was sent for the requirements of a criterion, newest first.

use super::Walk;
use crate::ui::block::Block;
use crate::ui::dates::{self, count_first};
use crate::ui::mark::{Mark, State as Stance, Voice};
use crate::ui::table::{Column, Table};
use domain::catalogue::catalogue;
use jiff::civil::Date;
use leptos::prelude::*;
use store::Piece;

pub(super) fn view(walk: &Walk) -> impl IntoView + use<> {
    let pieces = walk.pieces;
    let today = walk.asked.today;
    let remark = format!(
        "{} for {}",
        if pieces == 1 { "One piece".to_owned() } else { format!("{} pieces", count_first(pieces)) },
        walk.id
    );
    let rows: Vec<_> = walk.evidence.iter().cloned().map(|(piece, lapses)| row(piece, lapses, today)).collect();
    let (more, all) = (pieces > rows.len(), format!("/evidence?criterion={}", walk.id.key()));
    (pieces > 0).then(|| {
        let columns =
            vec![Column::new("Piece"), Column::new("Proves"), Column::new("Review"), Column::number("Fresh to")];
        view! {
            <Block title="Evidence" remark>
                <Table caption="Evidence, newest first" columns stack=true>{rows}</Table>
                {more.then(|| view! { <p class="more-link"><a href=all>{format!("All {pieces}, in the register")}</a></p> })}
            </Block>
        }
    })
}

fn row(piece: Piece, lapses: Option<Date>, today: Date) -> AnyView {
    let kind = piece
        .kind
        .parse()
        .ok()
        .and_then(|kind| catalogue().kinds.get(&kind))
        .map_or(piece.kind.clone(), |kind| kind.title.to_owned());
    let (stance, word) = review(&piece);
    let pairs = if piece.pairs == 1 { "1 finding".to_owned() } else { format!("{} findings", piece.pairs) };
    view! {
        <tr>
            <th scope="row"><a class="quiet" href=format!("/evidence/{}", piece.id)>{piece.title}</a><span class="sub">{kind}</span></th>
            <td data-th="Proves">{pairs}</td>
            <td class="wide" data-th="Review"><Mark state=stance voice=Voice::Calm wrap=true word/></td>
            <td class="n" data-th="Fresh to">{lapses.map(|day| dates::short(day, today))}</td>
        </tr>
    }
    .into_any()
}

fn review(piece: &Piece) -> (Stance, String) {
    let decided = piece.supports + piece.adverse + piece.rejected;
    match piece {
        Piece { adverse: 1.., .. } => (Stance::Gap, "Shows failure".to_owned()),
        Piece { rejected: 1.., supports: 0, .. } => (Stance::Gap, "Rejected".to_owned()),
        Piece { rejected: 1.., .. } => (Stance::Gap, format!("{} rejected", piece.rejected)),
        _ if decided < piece.pairs => (Stance::Due, "Waiting for review".to_owned()),
        _ => (Stance::Met, "Accepted".to_owned()),
    }
}
