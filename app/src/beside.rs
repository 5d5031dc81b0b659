//! The numbers beside the places of the rail: what waits for whoever looks.

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::rail::Beside;
use domain::people::Actor;
use domain::tasks::{Wanted, lines};
use jiff::civil::Date;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Board, Waiting};

/// With more systems in scope no page waits for the tasks to be read: the number stands there once they are.
const AT_ONCE: i64 = 200;

pub(crate) async fn beside(asking: &Asking) -> Result<Beside> {
    let waiting = asking.store().waiting(asking.visitor.seq).await?;
    Ok(of(asking, Some(&waiting), board(asking).await?.as_deref()))
}

/// What is at hand of it: a form is not kept waiting for numbers that only its refusal would show.
pub(crate) fn at_hand(asking: &Asking) -> Beside {
    let (store, seq) = (asking.store(), asking.visitor.seq);
    let board = store.board_at_hand(seq, asking.now, &asking.visitor.organisation.zone);
    of(asking, store.waiting_at_hand(seq).as_deref(), board.as_deref())
}

fn of(asking: &Asking, waiting: Option<&Waiting>, board: Option<&Board>) -> Beside {
    let actor = asking.actor();
    Beside {
        tasks: board.map(|board| open_tasks(board, actor, asking.today)).unwrap_or_default(),
        review: waiting.map(|waiting| waiting.to_review(actor, asking.now).count()).unwrap_or_default(),
        decisions: waiting.map(|waiting| waiting.to_decide(actor).count()).unwrap_or_default(),
    }
}

/// Of how many requirements this person has something to do.
pub(crate) fn open_tasks(board: &Board, actor: &Actor, today: Date) -> usize {
    let mine = Wanted { person: Some(actor.person), ..Wanted::default() };
    lines(&board.shares, &mine, today).iter().filter(|line| line.to_do() > 0).count()
}

async fn board(asking: &Asking) -> Result<Option<Arc<Board>>> {
    static READING: AtomicBool = AtomicBool::new(false);
    let (store, zone) = (asking.store(), &asking.visitor.organisation.zone);
    if let Some(board) = store.board_at_hand(asking.visitor.seq, asking.now, zone) {
        return Ok(Some(board));
    }
    if store.count_in_scope().await? <= AT_ONCE {
        return Ok(Some(store.board(asking.now, zone).await?));
    }
    if !READING.swap(true, Ordering::AcqRel) {
        let (store, zone, now) = (store.clone(), zone.clone(), asking.now);
        tokio::spawn(async move {
            if let Err(error) = store.board(now, &zone).await {
                tracing::warn!("the tasks could not be read: {error}");
            }
            READING.store(false, Ordering::Release);
        });
    }
    Ok(None)
}
