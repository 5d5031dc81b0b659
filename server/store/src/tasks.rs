//! Tasks: read from findings; kept are only what people decide about them.

mod one;
mod verbs;

pub use one::{Happening, ProofRow, Remark, SUBJECTS_A_PAGE, TaskRead, TaskSubject};

use crate::Store;
use crate::error::{Error, Result};
use crate::spine::{Spine, code, finding_of, list, of_hands};
use crate::sql::{Row, Tx, args};
use domain::asked::ProgrammeSet;
use domain::catalogue::catalogue;
use domain::finding::Finding;
use domain::ids::PersonId;
use domain::instant::{Instant, Zone};
use domain::spans::Span;
use domain::tasks::{Counts, Hands, RENEW_DAYS, Share, Stage, Timing, counts, due, task};
use domain::words::{SubjectKind, TraitSet};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

/// The last board that was read.
pub(crate) type Kept = Arc<Mutex<Option<Arc<Board>>>>;

/// All tasks there are at an instant, those that read alike together.
#[derive(Clone, Debug)]
pub struct Board {
    seq: i64,
    day: Date,
    /// The first instant at which a finding changes by itself.
    until: Instant,
    pub shares: Vec<Share>,
    /// Systems in scope with a trait unanswered: each is one question, not many tasks.
    pub questions: u64,
}

/// How many subjects of a requirement stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskTally {
    pub open: u64,
    pub renew: u64,
    pub waiting: u64,
    pub closed: u64,
}

impl TaskTally {
    #[must_use]
    pub const fn all(self) -> u64 {
        self.open + self.renew + self.waiting + self.closed
    }
}

impl Board {
    /// How the subjects of a requirement stand.
    #[must_use]
    pub fn tally(&self, requirement: i64) -> TaskTally {
        let mut tally = TaskTally::default();
        for share in self.shares.iter().filter(|share| share.requirement == requirement) {
            *match share.stage {
                Stage::Open => &mut tally.open,
                Stage::Renew => &mut tally.renew,
                Stage::Waiting => &mut tally.waiting,
                Stage::Closed => &mut tally.closed,
            } += share.subjects;
        }
        tally
    }
}

/// Pairs that read alike, those to renew apart by their days; what is met for long is told by its number alone. Of
/// requirements that somebody decided about each beginning is told, because single pairs are taken out of them.
fn groups(decided: &str) -> String {
    let apart =
        |column: &str, else_: &str| format!("CASE WHEN state >= 4 AND until_at <= $2 THEN {column} ELSE {else_} END");
    format!(
        "SELECT requirement, state, detail, programmes, asked_at, hands, ends, begins, follows, min(from_at), \
         min(until_at), CAST(sum(subjects) AS BIGINT) FROM (SELECT requirement, state, detail, programmes, asked_at, \
         hands, {} AS ends, CASE WHEN requirement IN ({decided}) THEN from_at ELSE {} END AS begins, {} AS follows, \
         from_at, until_at, subjects FROM tally WHERE until_at > $1 AND from_at <= $1 AND state <> 3) g \
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9",
        apart("until_at", "9223372036854775807"),
        apart("from_at", "0"),
        apart("follows", "0"),
    )
}

/// Pairs that somebody decided about, as they are counted, and what was decided. `CROSS JOIN` is the order in which
/// SQLite looks: the few decisions first.
const DECIDED: &str = "SELECT f.requirement, f.state, f.detail, f.programmes, f.asked_at, s.hands, f.until_at, \
    f.from_at, (SELECT n.state FROM finding n WHERE n.subject = f.subject AND n.requirement = f.requirement \
    AND n.from_at = f.until_at), h.assignee, h.due_on FROM task_hand h \
    CROSS JOIN finding f CROSS JOIN subject s WHERE (h.assignee IS NOT NULL OR h.due_on IS NOT NULL) \
    AND f.subject = h.subject AND f.requirement = h.requirement AND f.from_at <= $1 AND f.until_at > $1 \
    AND f.state <> 3 AND s.no = h.subject";

#[derive(Clone)]
struct Group {
    requirement: i64,
    finding: Finding,
    programmes: ProgrammeSet,
    asked_at: Instant,
    set: Option<Date>,
    hands: Hands,
    begins: Instant,
    ends: Instant,
    follows: Option<Finding>,
    until: Instant,
    subjects: u64,
}

fn group(row: &Row) -> Result<Group> {
    let (owner, deputy) = of_hands(&row.get::<String>(5)?)?;
    let ends: Instant = row.get(6)?;
    let follows: i64 = row.get(8)?;
    Ok(Group {
        requirement: row.get(0)?,
        finding: finding_of(row.get(1)?, row.get(2)?),
        programmes: programmes(row.get(3)?)?,
        asked_at: row.get(4)?,
        set: None,
        hands: Hands { given: None, by_role: None, owner, deputy },
        begins: if ends == Instant::NEVER { row.get(9)? } else { row.get(7)? },
        ends,
        follows: (follows > 0).then(|| finding_of(follows, 0)),
        until: row.get(10)?,
        subjects: u64::try_from(row.get::<i64>(11)?).unwrap_or_default(),
    })
}

/// One pair that somebody decided about, as its group has it; with what was decided.
fn decided(row: &Row, soon: Instant) -> Result<(Group, Option<PersonId>, Option<Date>)> {
    let (owner, deputy) = of_hands(&row.get::<String>(5)?)?;
    let (finding, until): (Finding, Instant) = (finding_of(row.get(1)?, row.get(2)?), row.get(6)?);
    let apart = matches!(finding, Finding::Met | Finding::Excluded) && until <= soon;
    let follows: Option<i64> = row.get(8)?;
    let one = Group {
        requirement: row.get(0)?,
        finding,
        programmes: programmes(row.get(3)?)?,
        asked_at: row.get(4)?,
        set: None,
        hands: Hands { given: None, by_role: None, owner, deputy },
        begins: row.get(7)?,
        ends: if apart { until } else { Instant::NEVER },
        follows: follows.filter(|_| apart).map(|state| finding_of(state, 0)),
        until,
        subjects: 1,
    };
    Ok((one, row.get(9)?, row.get(10)?))
}

/// All pairs at `now` that read alike and are in the same hands.
async fn read_groups(tx: &mut Tx, now: Instant) -> Result<Vec<Group>> {
    let soon = now.plus_seconds((RENEW_DAYS + 2) * 86_400);
    let apart = tx.all(DECIDED, args![now]).await?;
    let apart = apart.iter().map(|row| decided(row, soon)).collect::<Result<Vec<_>>>()?;
    let requirements: BTreeSet<_> = apart.iter().map(|(one, ..)| one.requirement).collect();
    let rows = tx.all(groups(&list(requirements.iter())), args![now, soon]).await?;
    let mut groups = rows.iter().map(group).collect::<Result<Vec<_>>>()?;
    let places: BTreeMap<_, _> = groups.iter().zip(0..).map(|(group, place)| (group.key(), place)).collect();
    let mut given: BTreeMap<_, Group> = BTreeMap::new();
    for (one, assignee, due) in apart {
        let of: Option<&mut Group> = places.get(&one.key()).and_then(|place: &usize| groups.get_mut(*place));
        let of = of.filter(|group| group.subjects > 0).ok_or(Error::Unreadable("tally"))?;
        of.subjects -= 1;
        let key = (one.key(), assignee, due);
        let mine = Group { set: due, hands: Hands { given: assignee, ..one.hands }, subjects: 0, ..one };
        given.entry(key).or_insert(mine).subjects += 1;
    }
    groups.retain(|group| group.subjects > 0);
    groups.extend(given.into_values());
    Ok(groups)
}

fn programmes(bits: i64) -> Result<ProgrammeSet> {
    u64::try_from(bits).map(ProgrammeSet).map_err(|_| Error::Unreadable("programmes"))
}

/// What makes pairs alike.
type GroupKey =
    (i64, (i64, i64), u64, Instant, Option<PersonId>, Option<PersonId>, Instant, Instant, Option<(i64, i64)>);

impl Group {
    fn key(&self) -> GroupKey {
        let Hands { given: _, by_role: _, owner, deputy } = self.hands;
        let follows = self.follows.map(code);
        let finding = code(self.finding);
        (self.requirement, finding, self.programmes.0, self.asked_at, owner, deputy, self.begins, self.ends, follows)
    }

    fn spans(&self) -> Vec<Span> {
        let mut spans = vec![Span { from: self.begins, until: self.ends, finding: self.finding }];
        spans.extend(self.follows.map(|finding| Span { from: self.ends, until: Instant::NEVER, finding }));
        spans
    }
}

impl Store {
    /// All tasks at `now`, kept until the trail goes on or a finding changes by itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn board(&self, now: Instant, zone: &impl Zone) -> Result<Arc<Board>> {
        let generation = self.generation();
        let mut tx = self.db.reading().await?;
        let head = tx.first("SELECT seq FROM trail_head WHERE one = 1", vec![]).await?;
        let (seq, day) = (head.ok_or(Error::Unreadable("trail"))?.get(0)?, zone.day(now));
        let known = self.board.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(board) = known.filter(|board| board.seq == seq && board.day == day && now < board.until) {
            return Ok(board);
        }
        let board = Arc::new(self.read_board(&mut tx, seq, now, zone).await?);
        let mut kept = self.board.lock().unwrap_or_else(PoisonError::into_inner);
        if self.generation() == generation {
            *kept = Some(Arc::clone(&board));
        }
        Ok(board)
    }

    /// The board as of entry `seq` of the trail if it is at hand: nothing is asked.
    #[must_use]
    pub fn board_at_hand(&self, seq: i64, now: Instant, zone: &impl Zone) -> Option<Arc<Board>> {
        let known = self.board.lock().unwrap_or_else(PoisonError::into_inner).clone();
        known.filter(|board| board.seq == seq && board.day == zone.day(now) && now < board.until)
    }

    async fn read_board(&self, tx: &mut Tx, seq: i64, now: Instant, zone: &impl Zone) -> Result<Board> {
        let spine = self.spine_in(tx).await?;
        let who = Who::load(tx).await?;
        let groups = read_groups(tx, now).await?;
        let all = i64::from(TraitSet::all().bits());
        let sql = "SELECT count(*) FROM system WHERE programmes <> 0 AND (yes | no_) <> $1";
        let questions: i64 = tx.first(sql, args![all]).await?.ok_or(Error::Unreadable("count"))?.get(0)?;
        let dues = Dues { spine: &spine, groups: &groups, zone }.all();
        let mut until = groups.iter().map(|group| group.until).min().unwrap_or(Instant::NEVER);
        until = until.min(zone.end_of(zone.day(now)).next());
        let shares = groups.iter().zip(dues).filter_map(|(group, due)| {
            let requirement = spine.requirement(group.requirement)?;
            let task = task(&group.spans(), now, zone)?;
            let hands = who.hands(&spine, requirement, group.hands);
            Some(Share {
                requirement: group.requirement,
                role: requirement.role,
                stage: task.stage,
                subjects: group.subjects,
                assignee: hands.assignee(|person| who.here.contains(&person)),
                since: task.since,
                // What is to be renewed is due on the last day that it holds.
                due: task.last_day.unwrap_or(due),
            })
        });
        let shares = shares.collect();
        let questions = u64::try_from(questions).unwrap_or_default();
        Ok(Board { seq, day: zone.day(now), until, shares, questions })
    }
}

/// Who is here, and who does the work of a role.
pub(crate) struct Who {
    pub here: BTreeSet<PersonId>,
    by_role: BTreeMap<String, PersonId>,
}

impl Who {
    pub(crate) async fn load(tx: &mut Tx) -> Result<Self> {
        let here = tx.all("SELECT id FROM person WHERE active", vec![]).await?;
        let roles = tx.all("SELECT role, person FROM role_table", vec![]).await?;
        Ok(Self {
            here: here.iter().map(|row| row.get(0)).collect::<Result<_>>()?,
            by_role: roles.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_>>()?,
        })
    }

    /// The organisation's own tasks fall to the owner of the control.
    pub(crate) fn hands(&self, spine: &Spine, requirement: &crate::RequirementNow, hands: Hands) -> Hands {
        let control = || spine.control_of(requirement).and_then(|control| control.owner);
        let owner = match requirement.subject {
            SubjectKind::Organisation => control(),
            SubjectKind::System | SubjectKind::Vendor => hands.owner,
        };
        Hands { by_role: self.by_role.get(requirement.role.key()).copied(), owner, ..hands }
    }
}

/// When a requirement's pair is due by itself.
pub(crate) fn timing(
    spine: &Spine,
    due_days: i64,
    programmes: ProgrammeSet,
    asked_on: Date,
    set: Option<Date>,
) -> Timing {
    let asking = spine.programmes.iter().filter(|programme| programmes.contains(programme.no));
    let opened_on = asking.map(|programme| programme.opened_on).min().unwrap_or(asked_on);
    Timing { opened_on, asked_on, due_days, set }
}

/// What a requirement depends on, by number, with the subjects that count; only what is adopted.
pub(crate) fn dependencies(spine: &Spine, requirement: &crate::RequirementNow) -> Vec<(i64, Counts)> {
    let template = catalogue().requirements.get(&requirement.id);
    let after = template.map_or(&[][..], |template| template.after.as_slice());
    let known = after.iter().filter_map(|id| spine.requirement_by_id(id));
    known.map(|before| (before.no, counts(requirement.subject, before.subject))).collect()
}

/// The due days of all groups. A group does not name its subjects: what was asked at the same instant is taken for the
/// same subjects, and where nothing was, the first due day there is. The page of a task reads its pairs exactly.
struct Dues<'a, Z> {
    spine: &'a Spine,
    groups: &'a [Group],
    zone: &'a Z,
}

#[derive(Default)]
struct Reckoned {
    of_group: BTreeMap<usize, Date>,
    /// By requirement and the instant it was asked: the last due day.
    together: BTreeMap<(i64, Instant), Date>,
    first: BTreeMap<i64, Date>,
    last: BTreeMap<i64, Date>,
    done: BTreeSet<i64>,
}

impl<Z: Zone> Dues<'_, Z> {
    fn all(&self) -> Vec<Date> {
        let mut by_requirement: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
        for (place, group) in self.groups.iter().enumerate() {
            by_requirement.entry(group.requirement).or_default().push(place);
        }
        let mut reckoned = Reckoned::default();
        for requirement in by_requirement.keys() {
            self.reckon(*requirement, &by_requirement, &mut reckoned);
        }
        (0..self.groups.len()).map(|place| reckoned.of_group.get(&place).copied().unwrap_or(Date::MAX)).collect()
    }

    fn reckon(&self, no: i64, by_requirement: &BTreeMap<i64, Vec<usize>>, reckoned: &mut Reckoned) {
        let Some(requirement) = self.spine.requirement(no).filter(|_| reckoned.done.insert(no)) else { return };
        let after = dependencies(self.spine, requirement);
        for (before, _) in &after {
            self.reckon(*before, by_requirement, reckoned);
        }
        for place in by_requirement.get(&no).into_iter().flatten() {
            let Some(group) = self.groups.get(*place) else { continue };
            let held = after.iter().filter_map(|(before, counts)| match counts {
                Counts::Organisation | Counts::AllAsked => reckoned.last.get(before).copied(),
                Counts::Same | Counts::ItsSystems | Counts::ItsVendors => {
                    let together = reckoned.together.get(&(*before, group.asked_at));
                    together.or_else(|| reckoned.first.get(before)).copied()
                }
            });
            let asked_on = self.zone.day(group.asked_at);
            let own = timing(self.spine, requirement.due_days, group.programmes, asked_on, group.set);
            let day = due(own, held.collect::<Vec<_>>());
            reckoned.of_group.insert(*place, day);
            let together = reckoned.together.entry((no, group.asked_at)).or_insert(day);
            *together = day.max(*together);
            let (first, last) = (reckoned.first.entry(no).or_insert(day), reckoned.last.entry(no).or_insert(day));
            (*first, *last) = (day.min(*first), day.max(*last));
        }
    }
}
