//! `plumbline import vendors|dependencies|subprocessors|attestations|people|tasks|risks …`

use super::{Failure, Place, Said};
use app::incoming::{headed, read};
use domain::incoming::{Fate, Heads, Incoming, Plan};
use domain::people::Actor;
use serde_json::json;
use std::path::PathBuf;
use std::process::ExitCode;
use store::{CameIn, ComingList, NamedZone, Store};

#[derive(Debug, clap::Args)]
pub struct List {
    file: PathBuf,
    /// Say what would happen and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Also change what is here where the list says otherwise
    #[arg(long)]
    change: bool,
    /// Let a column hold something: --map "Supplier=name"; may be given several times
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    map: Vec<String>,
    /// The address of the person who takes the list in; all but vendors and what they
    /// depend on need one
    #[arg(long, value_name = "EMAIL")]
    by: Option<String>,
}

impl List {
    pub(super) async fn run(self, what: Incoming, place: &Place) -> Result<(Said, ExitCode), Failure> {
        let store = place.open().await?;
        if store.is_new().await? {
            return Err(Failure::new("Nobody is here yet. Add the first person with: plumbline people add"));
        }
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (headers, rows) = read(&self.file, &name).await.map_err(Failure)?;
        let heads = headed(what, &headers, &self.map).map_err(Failure)?;
        let list = ComingList { heads, rows, file: name };
        let by = match &self.by {
            Some(email) => Some(actor(&store, email).await?),
            None => match what.by_somebody().filter(|_| !self.dry_run) {
                Some(why) => return Err(Failure(format!("{why} Say who takes the list in: --by EMAIL."))),
                None => None,
            },
        };
        let plan = store.look_at_list(by.as_ref(), &list, &zone(&store).await?).await?;
        if !plan.faults.is_empty() || self.dry_run || !plan.writes(self.change) {
            let end = if plan.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
            return Ok((said(&list.heads, &plan, None), end));
        }
        let came = store.import_list(by.as_ref(), &list, self.change).await?;
        Ok((said(&list.heads, &plan, Some(&came)), ExitCode::SUCCESS))
    }
}

async fn zone(store: &Store) -> Result<NamedZone, Failure> {
    Ok(store.organisation().await?.ok_or_else(|| Failure::new("Nobody is here yet."))?.zone)
}

async fn actor(store: &Store, email: &str) -> Result<Actor, Failure> {
    let people = store.people().await?;
    let found = people.into_iter().find(|row| row.active && row.email.as_deref() == Some(email));
    let row = found.ok_or_else(|| Failure(format!("Nobody who is active here has the address {email}.")))?;
    Ok(Actor { person: row.id, rights: row.rights, invited: None })
}

fn said(heads: &Heads, plan: &Plan, came: Option<&CameIn>) -> Said {
    let (what, unread) = (heads.list(), heads.unread());
    let nouns = what.nouns().1;
    let (created, others, same, left) = (plan.created(), plan.others(), plan.same(), plan.left());
    let first = match came {
        Some(came) => format!(
            "{nouns}: {} came in, {} changed; {same} were here already, {left} left out.",
            came.created, came.changed
        ),
        None => format!(
            "{nouns}: {created} would come in, {others} say otherwise of what is here; {same} are here already, {left} left out."
        ),
    };
    let mut lines = vec![first];
    lines
        .extend((!unread.is_empty()).then(|| format!("Columns of the file that are not read: {}.", unread.join(", "))));
    lines.extend(plan.faults.iter().map(|remark| format!("Refused. {}", remark.placed())));
    lines.extend(plan.lines.iter().filter_map(|line| match &line.fate {
        Fate::Left(why) => Some(format!("Line {}: left out. {why}", line.row)),
        Fate::Other(_, columns) if came.is_none_or(|came| came.changed == 0) => {
            Some(format!("Line {}: says otherwise of {}. Changed only with --change.", line.row, columns.join(", ")))
        }
        Fate::Other(..) | Fate::New(_) | Fate::Same => None,
    }));
    lines.extend(plan.remarks.iter().map(domain::import::Remark::placed));
    if !plan.faults.is_empty() {
        lines.push("Nothing was written: mend these lines, or take them out of the file.".to_owned());
    } else if came.is_none() && !plan.writes(true) {
        lines.push("Nothing in it is new.".to_owned());
    }
    let links = came.map(|came| came.links.as_slice()).unwrap_or_default();
    if !links.is_empty() {
        lines.push("The way by which each joins, behind the address of this Plumbline. It is shown this once, works once, and for seven days:".to_owned());
        lines.extend(links.iter().map(|link| format!("{}: /join/{}", link.email, link.key)));
    }
    let remarks = |all: &[domain::import::Remark]| all.iter().map(domain::import::Remark::placed).collect::<Vec<_>>();
    let json = json!({
        "list": what.key(),
        "written": came.is_some(),
        "created": came.map_or(created, |came| came.created),
        "changed": came.map_or(others, |came| came.changed),
        "same": same,
        "left_out": left,
        "columns_not_read": unread,
        "links": links.iter().map(|link| json!({ "email": link.email, "path": format!("/join/{}", link.key) })).collect::<Vec<_>>(),
        "refused": remarks(&plan.faults),
        "remarks": remarks(&plan.remarks),
    });
    Said { text: lines.join("\n"), json }
}
