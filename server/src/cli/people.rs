//! `plumbline people …`

use super::{Failure, Place, Said};
use crate::{assets, world};
use app::site::Site;
use domain::accounts::{self, PersonDraft};
use domain::people::{Rights, Role};
use serde_json::json;
use store::{NewPerson, Store};

#[derive(Debug, clap::Subcommand)]
pub enum People {
    /// Add a person who can sign in at once; the password is read from standard input
    ///
    /// In an empty database the first person founds the organisation, and must be an administrator.
    Add(Add),
}

#[derive(Debug, clap::Args)]
pub struct Add {
    #[arg(long)]
    email: String,
    #[arg(long)]
    name: String,
    /// administrator, compliance-manager, engineer, executive or auditor; may be given several times
    #[arg(long = "role", required = true)]
    roles: Vec<Role>,
    /// Give the right of review
    #[arg(long)]
    review: bool,
    #[arg(long, default_value = "")]
    department: String,
    /// The organisation's name, for the first person only [default: the host of the e-mail address]
    #[arg(long)]
    organisation: Option<String>,
}

impl People {
    pub(super) async fn run(self, place: &Place) -> Result<Said, Failure> {
        match self {
            Self::Add(add) => add.run(place).await,
        }
    }
}

impl Add {
    async fn run(self, place: &Place) -> Result<Said, Failure> {
        let rights = Rights::of(&self.roles, self.review);
        let draft = PersonDraft { name: self.name, email: self.email, department: self.department, rights };
        let draft = draft.check().map_err(store::Error::from)?;
        let password = password_from_input()?;
        accounts::password(&password, &draft.email).map_err(|fault| Failure(fault.message))?;
        let store = place.open().await?;
        let site = Site::new(store.clone(), assets::names(), "", "", place.files());
        let argon2 = site.passwords.hash(&password).await?;
        let person = NewPerson { draft: draft.clone(), argon2 };
        let id = match store.is_new().await? {
            true => found(&store, self.organisation, person).await?,
            false => store.add_person(None, person).await?,
        };
        let roles: Vec<_> = self.roles.iter().map(|role| role.key()).collect();
        Ok(Said {
            text: format!("{} is here and signs in as {}.", draft.name, draft.email),
            json: json!({ "person": id.to_string(), "email": draft.email, "roles": roles, "review": rights.reviews() }),
        })
    }
}

async fn found(store: &Store, name: Option<String>, first: NewPerson) -> Result<domain::ids::PersonId, Failure> {
    if !first.draft.rights.has(Role::Administrator) {
        return Err(Failure::new(
            "Nobody is here yet. The first person must be an administrator: --role administrator.",
        ));
    }
    let host = || first.draft.email.split_once('@').map(|(_, host)| host.to_owned()).unwrap_or_default();
    let name = accounts::name("organisation", &name.unwrap_or_else(host), "Give --organisation.");
    let name = name.map_err(|fault| Failure(fault.message))?;
    Ok(store.found(&name, &world::proposed_zone(), false, first).await?)
}

fn password_from_input() -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
