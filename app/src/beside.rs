//! The numbers beside the places of the rail: what waits for whoever looks.

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::rail::Beside;
use domain::people::Actor;
use domain::tasks::{Wanted, lines};
use jiff::civil::Date;
use store::{Board, Waiting};

pub(crate) async fn beside(asking: &Asking) -> Result<Beside> {
    let (store, seq, zone) = (asking.store(), asking.visitor.seq, &asking.visitor.organisation.zone);
    let waiting = store.waiting(seq).await?;
    let board = match store.board_at_hand(seq, asking.now, zone) {
        Some(board) => board,
        None => store.board(asking.now, zone).await?,
    };
    Ok(of(asking, Some(&waiting), Some(&board)))
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
        vendors: waiting.map(|waiting| waiting.to_attest(actor, asking.now).count()).unwrap_or_default(),
        risks: waiting.map(|waiting| risks(waiting, actor, asking)).unwrap_or_default(),
        policies: waiting.map(|waiting| policies(waiting, actor, asking.today)).unwrap_or_default(),
    }
}

/// How many risks this person is asked to accept, and assessments they may conclude.
fn risks(waiting: &Waiting, actor: &Actor, asking: &Asking) -> usize {
    waiting.risks.to_accept(actor, asking.today, asking.now).count() + waiting.risks.to_conclude(actor).count()
}

/// How many policies this person has to approve, or to read and acknowledge.
fn policies(waiting: &Waiting, actor: &Actor, today: Date) -> usize {
    waiting.policies.to_approve(actor).count() + waiting.policies.to_read(actor, today).len()
}

/// Of how many requirements this person has something to do.
pub(crate) fn open_tasks(board: &Board, actor: &Actor, today: Date) -> usize {
    let mine = Wanted { person: Some(actor.person), ..Wanted::default() };
    lines(&board.shares, &mine, today).iter().filter(|line| line.to_do() > 0).count()
}
