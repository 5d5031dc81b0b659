//! The numbers beside the places of the rail: what waits for whoever looks, the same that `/waiting` lists for them; beside
//! tasks, what they are to prove and to finish is counted with it.

use crate::asking::Asking;
use crate::error::Result;
use crate::ui::rail::{Beside, Place};
use domain::notices::{Matter, What};
use domain::people::Actor;
use domain::tasks::{Wanted, lines};
use jiff::civil::Date;
use store::{AllThatWaits, Board};

pub(crate) async fn beside(asking: &Asking) -> Result<Beside> {
    let (store, seq, zone) = (asking.store(), asking.visitor.seq, &asking.visitor.organisation.zone);
    let waits = store.waits(seq, asking.now, zone).await?;
    let board = match store.board_at_hand(seq, asking.now, zone) {
        Some(board) => board,
        None => store.board(asking.now, zone).await?,
    };
    Ok(of(asking, Some(&waits), Some(&board)))
}

/// What is at hand of it: a form is not kept waiting for numbers that only its refusal would show.
pub(crate) fn at_hand(asking: &Asking) -> Beside {
    let (store, seq) = (asking.store(), asking.visitor.seq);
    let board = store.board_at_hand(seq, asking.now, &asking.visitor.organisation.zone);
    of(asking, store.waits_at_hand(seq, asking.today).as_deref(), board.as_deref())
}

fn of(asking: &Asking, waits: Option<&AllThatWaits>, board: Option<&Board>) -> Beside {
    let actor = asking.actor();
    let given = waits.map(|waits| waits.given(actor.person)).unwrap_or_default();
    let mine: Vec<_> = waits.into_iter().flat_map(|waits| waits.of(actor.person)).collect();
    let signs = many(mine.iter().copied().filter(|one| register(one) == Place::Tasks));
    let waits = Place::REGISTERS.map(|place| (place, many(mine.iter().copied().filter(|one| register(one) == place))));
    Beside {
        tasks: board.map(|board| open_tasks(board, actor, asking.today)).unwrap_or_default() + given + signs,
        waits: waits.into_iter().filter(|(_, n)| *n > 0).collect(),
    }
}

/// How many things these are.
pub(crate) fn many<'a>(matters: impl Iterator<Item = &'a Matter>) -> usize {
    usize::try_from(matters.map(|matter| matter.count).sum::<u64>()).unwrap_or(usize::MAX)
}

/// The place under which a matter is found.
pub(crate) fn register(matter: &Matter) -> Place {
    match matter.what {
        What::Task | What::OwnTask | What::SignTask => Place::Tasks,
        What::Review => Place::Evidence,
        What::Decide | What::ExclusionEnds => Place::Decisions,
        What::CloseRegister if matter.thing.starts_with("/training/") => Place::Training,
        What::ApprovePolicy
        | What::ReadPolicy
        | What::ReviewPolicy
        | What::PolicyBack
        | What::CloseRegister
        | What::DecideException
        | What::ExceptionEnds => Place::Policies,
        What::Assess
        | What::Conclude
        | What::ProveAssessment
        | What::AcceptRisk
        | What::TreatRisk
        | What::AgreeAside
        | What::AcceptanceEnds => Place::Risks,
        What::Prove if matter.thing.starts_with("/policies/") => Place::Policies,
        What::Attest
        | What::FollowReport
        | What::Prove
        | What::JudgeAnswers
        | What::CloseQuestionnaire
        | What::Unanswered
        | What::Vendor
        | What::Reread => Place::Vendors,
        What::Deficiency | What::RetestDeficiency | What::CloseDeficiency | What::AgreeDeficiency => {
            Place::Deficiencies
        }
        What::ClassifyIncident | What::TellOfIncident | What::CompleteIncident | What::ReviewIncident => {
            Place::Incidents
        }
        What::TestControls | What::ConcludeAudit | What::AuditDue => Place::Audits,
        What::DecideAccess | What::AcceptAccess | What::ReviewAccess => Place::AccessReviews,
        What::Train | What::MatchTraining => Place::Training,
        What::Job => Place::Settings,
    }
}

/// Of how many requirements this person has something to do.
pub(crate) fn open_tasks(board: &Board, actor: &Actor, today: Date) -> usize {
    let mine = Wanted { person: Some(actor.person), ..Wanted::default() };
    lines(&board.shares, &mine, today).iter().filter(|line| line.to_do() > 0).count()
}
