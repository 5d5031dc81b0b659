//! The example company on the web: told at the first run, and looked at through the eyes of any of its people.

use crate::asking::{Asking, Caller};
use crate::error::{Error, Result};
use crate::form::{Draft, Fields, Form};
use crate::page::{Frame, Page, at_the_door};
use crate::sessions;
use crate::site::Site;
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::Choice;
use crate::ui::door::{Door, Doorway};
use crate::ui::gallery::Gallery;
use crate::ui::notice::{Notice, Tone};
use crate::ui::progress::Progress;
use crate::ui::say::{Lede, Say};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::instant::Instant;
use domain::people::Role;
use domain::refusal::Refusal;
use leptos::prelude::*;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::Store;
use story::Told;

/// Where one waits while the story is told.
pub(crate) const PROGRESS: &str = "/example/progress";

/// How far the story is told, if it is being told.
#[derive(Clone, Debug, Default)]
pub struct Telling(Arc<Mutex<Stage>>);

#[derive(Clone, Debug, Default)]
enum Stage {
    #[default]
    Not,
    Under(Told),
    /// It broke off; why.
    Failed(String),
}

impl Telling {
    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nobody else may do anything here.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        !matches!(*self.stage(), Stage::Not)
    }

    /// `false` when it has begun already.
    fn begins(&self) -> bool {
        let mut stage = self.stage();
        let begins = matches!(*stage, Stage::Not);
        if begins {
            *stage = Stage::Under(Told::default());
        }
        begins
    }

    fn becomes(&self, stage: Stage) {
        *self.stage() = stage;
    }
}

/// Founds the example company, signs the visitor in as its compliance manager, and tells the rest while they wait.
pub async fn begin(State(site): State<Site>, caller: Caller) -> Result<Redirect> {
    if !site.telling.begins() {
        return Ok(Redirect::to(PROGRESS));
    }
    let now = site.store.now();
    let begun = match story::begin(&site.store, &site.files, now).await {
        Ok(begun) => begun,
        Err(error) => {
            site.telling.becomes(Stage::Not);
            return Err(error.into());
        }
    };
    let (founder, telling) = (begun.founder, site.telling.clone());
    tokio::spawn(async move {
        let progress = telling.clone();
        match begun.tell(now, move |told| progress.becomes(Stage::Under(told))).await {
            Ok(()) => telling.becomes(Stage::Not),
            Err(error) => {
                tracing::error!("the example company broke off: {error}");
                telling.becomes(Stage::Failed(error.to_string()));
            }
        }
    });
    sessions::begin(&site, &caller, founder).await?;
    Ok(Redirect::to(PROGRESS))
}

/// How far it is told; when it is, the first page.
pub async fn progress(State(site): State<Site>, caller: Caller) -> Response {
    let stage = site.telling.stage().clone();
    match stage {
        Stage::Not => Redirect::to("/").into_response(),
        Stage::Under(told) => {
            let again = [(header::REFRESH, HeaderValue::from_static("1"))];
            (again, waiting(&site, &caller, told)).into_response()
        }
        Stage::Failed(why) => broken(&site, &caller, why).into_response(),
    }
}

fn waiting(site: &Site, caller: &Caller, told: Told) -> Page {
    at_the_door(site, caller, move || {
        let label = if told.chapter.is_empty() { "Beginning" } else { told.chapter };
        view! {
            <Door title="The example company" way=Doorway::Wide example=true>
                <Say>"Fourteen months are being told."</Say>
                <Lede>"Harrow & Finch arrives in this database by the same commands that your own people will use. \
                It takes some seconds; this page goes on by itself."</Lede>
                <Progress id="told" label done=told.done of=told.of remark="Leave the program running until it is done."/>
                <Actions top=true><ButtonLink weight=Weight::Bordered href=PROGRESS>"Look again"</ButtonLink></Actions>
            </Door>
        }
    })
}

fn broken(site: &Site, caller: &Caller, why: String) -> Page {
    at_the_door(site, caller, move || {
        view! {
            <Door title="The example company" way=Doorway::Wide example=true>
                <Say>"The example company broke off."</Say>
                <Notice tone=Tone::NotDone word="Not done">
                    <p>{why}</p>
                    <p>"Half of a story is no use. Stop the program, remove this database, and begin again."</p>
                </Notice>
            </Door>
        }
    })
}

/// Beside starting empty: what the first run offers.
pub(crate) fn offer() -> impl IntoView {
    view! {
        <Block title="Look around first?">
            <p>
                "Harrow & Finch is an example: 41 people who handle claims, seven AI systems, fourteen months on the way to a \
                report, with what stands and what does not. You look at it as any of its people."
            </p>
            <p>"This database then stays an example. Your own organisation starts in an empty one."</p>
            <form method="post" action="/first-run/example">
                <Actions><Button>"Start with the example company"</Button></Actions>
            </form>
        </Block>
    }
}

/// Everything that furniture can look like.
pub async fn gallery(State(site): State<Site>, caller: Caller) -> Result<Page> {
    let asking = Asking::of(&site, &caller).await?.ok_or(Error::Nobody { next: Some("/gallery".to_owned()) })?;
    let frame = Frame { title: "Furniture".to_owned(), ..Frame::default() };
    Ok(asking.show(frame, || view! { <Gallery/> }))
}

/// As whom somebody wants to look.
#[derive(Clone, Default)]
pub struct LookAs {
    person: String,
}

impl Draft for LookAs {
    fn typed(fields: &Fields) -> Self {
        Self { person: fields.text("person") }
    }
}

/// From now on this browser looks as somebody else of the story. The site map lets this be reached in an example only.
pub async fn look_as(State(site): State<Site>, caller: Caller, Form(draft): Form<LookAs>) -> Result<Redirect> {
    let person = draft.person.parse().map_err(|_| Refusal::missing("person"))?;
    let row = site.store.person(person).await?;
    if !row.active || !row.joined {
        return Err(Refusal::missing("person").into());
    }
    sessions::begin(&site, &caller, person).await?;
    Ok(Redirect::to("/"))
}

/// The people of an example as of an entry of the trail.
#[derive(Clone, Default)]
pub(crate) struct Cast(Arc<Mutex<Option<CastAt>>>);

/// At which instant of the trail, and who.
type CastAt = (Instant, Arc<[Choice]>);

impl Site {
    /// As whom one may look; read anew when something was written.
    pub(crate) async fn cast(&self, head: Instant) -> Result<Arc<[Choice]>> {
        let kept = self.cast.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, people)) = kept.filter(|(at, _)| *at == head) {
            return Ok(people);
        }
        let people: Arc<[Choice]> = cast(&self.store).await?.into();
        *self.cast.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((head, Arc::clone(&people)));
        Ok(people)
    }
}

/// Everybody active who has joined: those who manage first, guests last.
pub(crate) async fn cast(store: &Store) -> Result<Vec<Choice>> {
    const ORDER: [Role; 5] =
        [Role::ComplianceManager, Role::Executive, Role::Engineer, Role::Administrator, Role::Auditor];
    let mut people: Vec<_> = store.people().await?.into_iter().filter(|row| row.active && row.joined).collect();
    let place = |role: Option<Role>| ORDER.iter().position(|one| Some(*one) == role).unwrap_or(ORDER.len());
    people.sort_by_key(|row| (place(row.rights.first_role()), !row.rights.reviews()));
    let choices = people.into_iter().map(|row| {
        let role = row.rights.first_role().map(|role| role.label().to_lowercase()).unwrap_or_default();
        let reviews = if row.rights.reviews() { ", reviews" } else { "" };
        let name = row.name.unwrap_or_default();
        Choice::new(row.id.to_string(), format!("{name}, {role}{reviews}"))
    });
    Ok(choices.collect())
}

/// The people of the story, each a button: nobody of them has a password.
pub(crate) fn as_whom(cast: Vec<Choice>) -> impl IntoView {
    let people = cast.into_iter().map(|Choice { value, label, .. }| {
        let (name, what) =
            label.split_once(", ").map(|(name, what)| (name.to_owned(), what.to_owned())).unwrap_or_default();
        view! {
            <li><button class="btn" name="person" value=value>{name}</button><span class="sub">{what}</span></li>
        }
    });
    view! {
        <form class="as-whom" method="post" action="/example/look-as" aria-label="Look as">
            <p>"This is an example. Look at it as"</p>
            <ul>{people.collect_view()}</ul>
        </form>
    }
}
