//! A whole Plumbline in this process, on a fresh SQLite database, with its people.

use crate::client::Client;
use app::routes::Route;
use app::shell::Assets;
use app::site::Site;
use axum::Router;
use domain::accounts::PersonDraft;
use domain::ids::PersonId;
use domain::instant::{Utc, Zone as _};
use domain::people::{Rights, Role};
use jiff::civil::Date;
use server::meters::Meters;
use server::router;
use std::time::Duration;
use store::NewPerson;
use store::testing::{Firm, Fresh, sqlite};
use tokio_util::task::TaskTracker;

/// Everybody's.
pub const PASSWORD: &str = "upright is upright";

pub struct House {
    pub fresh: Fresh,
    pub site: Site,
    pub app: Router,
    pub tracker: TaskTracker,
    hash: String,
    _data: tempfile::TempDir,
}

impl House {
    /// Nobody is here yet.
    pub async fn empty() -> Self {
        Self::of(sqlite().await, "http://127.0.0.1:3000", router::site_map().collect()).await
    }

    /// An organisation, its founder, and one person of each role.
    pub async fn founded() -> Self {
        let house = Self::empty().await;
        house.found().await;
        house
    }

    /// The same, founded at the beginning of another day.
    pub async fn founded_on(day: Date) -> Self {
        let house = Self::empty().await;
        house.fresh.world.set(Utc.midnight(day));
        house.found().await;
        house
    }

    /// The smallest firm with something to prove, of this house: its founder and a reviewer.
    pub async fn firm(&self) -> Firm {
        self.add("Ines Halvorsen", &[Role::Engineer], true).await;
        let manager = self.actor("founder@example.com").await;
        Firm::of(self.fresh.clone(), manager, self.actor("ines-halvorsen@example.com").await).await
    }

    /// The example company, whole.
    pub async fn story() -> Self {
        Self::of(story::testing::story().await, "http://127.0.0.1:3000", router::site_map().collect()).await
    }

    /// A house over a database that is there.
    pub async fn over(fresh: Fresh) -> Self {
        Self::of(fresh, "http://127.0.0.1:3000", router::site_map().collect()).await
    }

    /// The same on every engine.
    pub async fn founded_on_each() -> Vec<Self> {
        let mut all = Vec::new();
        for fresh in store::testing::fresh().await {
            let house = Self::of(fresh, "http://127.0.0.1:3000", router::site_map().collect()).await;
            house.found().await;
            all.push(house);
        }
        all
    }

    /// The same behind TLS.
    pub async fn secure() -> Self {
        let house = Self::of(sqlite().await, "https://plumbline.example.com", router::site_map().collect()).await;
        house.found().await;
        house
    }

    /// The same with lines in its site map that only a test has.
    pub async fn founded_with(more: &[Route]) -> Self {
        let map = router::site_map().chain(more.iter().cloned()).collect();
        let house = Self::of(sqlite().await, "http://127.0.0.1:3000", map).await;
        house.found().await;
        house
    }

    async fn of(fresh: Fresh, url: &str, map: Vec<Route>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let site = Site::new(fresh.store.clone(), Assets::default(), url, "Europe/London", fresh.files());
        let site = site.keeping(data.path());
        let tracker = TaskTracker::new();
        let longest = Duration::from_secs(60);
        let app = router::build_with(map.into_iter(), &site, &Meters::default(), &tracker, longest);
        let hash = site.passwords.hash(PASSWORD).await.unwrap();
        Self { fresh, site, app, tracker, hash, _data: data }
    }

    async fn found(&self) {
        let founder = self.new_person("Miriam Castell", "founder@example.com", Rights::default());
        self.site.store.found("Harrow & Finch", "Europe/London", false, founder).await.unwrap();
        for role in Role::ALL {
            self.add(role.label(), &[*role], false).await;
        }
    }

    fn new_person(&self, name: &str, email: &str, rights: Rights) -> NewPerson {
        let draft = PersonDraft { name: name.into(), email: email.into(), department: String::new(), rights };
        NewPerson { draft, argon2: self.hash.clone() }
    }

    /// Somebody more, who signs in as `name@example.com`.
    pub async fn add(&self, name: &str, roles: &[Role], review: bool) -> PersonId {
        let person = self.new_person(name, &email(name), Rights::of(roles, review));
        self.site.store.add_person(None, person).await.unwrap()
    }

    /// Who has an address.
    pub async fn person(&self, email: &str) -> PersonId {
        let people = self.site.store.people().await.unwrap();
        people.into_iter().find(|row| row.email.as_deref() == Some(email)).unwrap().id
    }

    /// The same as the store knows them.
    pub async fn actor(&self, email: &str) -> domain::people::Actor {
        let row = self.site.store.person(self.person(email).await).await.unwrap();
        domain::people::Actor { person: row.id, rights: row.rights, invited: None }
    }

    /// A browser in which nobody is signed in.
    pub fn visitor(&self) -> Client {
        Client::new(self.app.clone(), &self.site.url)
    }

    /// A browser in which the person of that role has signed in.
    pub async fn signed_in(&self, role: Role) -> Client {
        self.signed_in_as(&email(role.label())).await
    }

    /// A browser that looks as somebody of the story.
    pub async fn looking_as(&self, email: &str) -> Client {
        let person = self.person(email).await.to_string();
        let mut client = self.visitor();
        client.post("/example/look-as", &[("person", &person)]).await.goes_to("/");
        client
    }

    pub async fn signed_in_as(&self, email: &str) -> Client {
        let mut client = self.visitor();
        client.post("/sign-in", &[("email", email), ("password", PASSWORD)]).await.goes_to("/");
        client
    }
}

fn email(name: &str) -> String {
    let name = name.to_lowercase().replace(' ', "-");
    // Addresses are ASCII; a name need not be.
    let name: String = name.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
    format!("{name}@example.com")
}
