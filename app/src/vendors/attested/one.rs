//! One attestation: what it says, where it stands, its review, what it proves, what came to light.

use super::follows::{self, Followed};
use super::review;
use crate::address::The;
use crate::asking::Asking;
use crate::error::Result;
use crate::evidence::file::hand_out;
use crate::form::{Fields, Query};
use crate::mishap::Mishap;
use crate::page::Page;
use crate::trail::{Happening, happenings, history};
use crate::ui::block::Block;
use crate::ui::button::{Actions, Button, ButtonLink, Weight};
use crate::ui::choice::{Choice, SelectField};
use crate::ui::crumbs::{Crumb, Crumbs};
use crate::ui::dates;
use crate::ui::empty::Empty;
use crate::ui::facts::{Fact, Facts};
use crate::ui::input::DateField;
use crate::ui::mark::{Mark, State, Voice};
use crate::ui::rail::Place;
use crate::ui::say::{Lede, Name, Say};
use crate::ui::summary::Summary;
use crate::ui::table::{Column, Table};
use crate::ui::textarea::LongField;
use crate::vendors::parts::{answer, days_of, relation_to, standing_mark};
use axum::response::Response;
use domain::attestations::{AsOf, Came, Field, Standing, Terms, Why, agree, backed, fields, laters, standing};
use domain::catalogue::AttestationKind;
use domain::evidence::{Ruling, UnderReview, decide};
use domain::ids::ReportId;
use domain::people::may;
use domain::refusal::Refusal;
use domain::trail::{ThingKind, Verb};
use domain::words::AttestationClass;
use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use store::{AttestationRow, Names, NoteRow, ProofNow, VendorRow};

struct Shown {
    row: AttestationRow,
    kind: &'static AttestationKind,
    vendor: VendorRow,
    standing: Standing,
    proof: ProofNow,
    /// Whether days that it covers count for a vendor of this tier.
    covers: bool,
    names: Names,
    /// Why this person may not review it.
    why_not: Option<String>,
    may_note: bool,
    may_take_back: bool,
    may_prove: bool,
    followed: Followed,
    /// Of each note that waits, whether this person may decide it.
    decides: Vec<(i64, bool)>,
    entered_at: DateTime,
    reviewed_at: Option<DateTime>,
    history: Vec<Happening>,
    today: Date,
}

async fn load(asking: &Asking, id: ReportId) -> Result<Shown> {
    let (store, zone, me) = (asking.store(), &asking.visitor.organisation.zone, asking.actor());
    let row = store.attestation(id).await?;
    let vendor = store.vendor(row.vendor).await?;
    let all: Vec<_> = store.attestations(vendor.no).await?.iter().map(|one| one.held(zone)).collect();
    let kind = row.library()?;
    let settings = store.attestation_settings().await?.now();
    let covers = settings.accepts.takes(vendor.tier, kind);
    let tolerance = settings.surveillance_tolerance_days;
    let standing = standing(&row.held(zone), kind, AsOf::on(asking.today), &all, tolerance);
    let names = asking.names().await?;
    let relation = relation_to(&row, &vendor, me);
    let proof = store.attestation_proof(&row, asking.now, zone).await?;
    let under = UnderReview { submitted_by: row.entered_by, performed_by: row.entered_by, withdrawn: false };
    let waiting = row.notes.iter().filter(|note| note.waits());
    let decides = waiting.map(|note| (note.no, agree(note.by, row.entered_by, me, asking.now).is_ok())).collect();
    Ok(Shown {
        why_not: decide(&under, me, Ruling::Supports, "", asking.now).err().map(|refusal| refusal.to_string()),
        may_note: row.counts() && may(me.rights, Verb::AttestationNoted, relation),
        may_take_back: row.taken_back.is_none() && may(me.rights, Verb::AttestationTakenBack, relation),
        may_prove: !proof.unproven.is_empty()
            && row.entered_by != me.person
            && may(me.rights, Verb::AttestationProven, relation),
        followed: follows::load(asking, &row, may(me.rights, Verb::DeficiencyOpened, relation)).await?,
        decides,
        entered_at: asking.local(row.at),
        reviewed_at: row.review.as_ref().map(|review| asking.local(review.at)),
        history: happenings(asking, ThingKind::Attestation, &id.to_string(), &names).await?,
        today: asking.today,
        standing,
        proof,
        covers,
        names,
        kind,
        vendor,
        row,
    })
}

/// The query names the line on which somebody decides next.
pub async fn show(asking: Asking, The(id): The<ReportId>, Query(fields): Query) -> Result<Page> {
    let line = ["part", "no"].map(|name| (name.to_owned(), fields.text(name)));
    page(&asking, id, &Fields::of(line.to_vec()), Mishap::default()).await
}

pub async fn file(asking: Asking, The(id): The<ReportId>) -> Result<Response> {
    let row = asking.store().attestation(id).await?;
    hand_out(&asking, row.file.ok_or_else(|| Refusal::missing("file"))?).await
}

/// The page; after a refused form with what was typed and why.
pub(super) async fn page(asking: &Asking, id: ReportId, typed: &Fields, mishap: Mishap) -> Result<Page> {
    let (shown, typed) = (load(asking, id).await?, typed.clone());
    let title = format!("{} of {}", shown.kind.title, shown.vendor.name);
    Ok(asking.page(title, Place::Vendors, move || body(&shown, &typed, &mishap)))
}

fn body(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let Shown { row, kind, vendor, .. } = shown;
    let way = vec![
        Crumb::new("Vendors", "/vendors"),
        Crumb::new(vendor.name.clone(), format!("/vendors/{}", vendor.id)),
        Crumb::plain(kind.title),
    ];
    let reviewed = match (&row.review, shown.reviewed_at) {
        (Some(review), Some(at)) => Some(review::done(review, at, &shown.names, shown.today)),
        (None, _) if row.waits() => Some(review::form(row, kind, shown.why_not.clone(), typed, &mishap.wrong)),
        (Some(_) | None, _) => None,
    };
    let followed = follows::block(row, &shown.followed, &shown.names, typed, mishap);
    let says = says(shown);
    let title = format!("{} of {}", kind.title, vendor.name);
    let why = shown.standing.why.as_ref().map(Why::sentence);
    let judge = (shown.standing.why == Some(Why::NotJudged) && shown.may_note).then(|| {
        view! { " "<a href="#notes">"Say whether it does"</a>"; a second person agrees where it does not." }
    });
    let told = history(shown.history.clone(), shown.today, format!("/trail?thing=attestation/{}", row.id));
    view! {
        <Crumbs way/>
        <Say><Name>{title}</Name>" "{says}</Say>
        {why.map(|why| view! { <Lede>{why}{judge}</Lede> })}
        {mishap.notice()}
        <Summary faults=mishap.wrong.summary()/>
        {reviewed}
        {says_what(shown)}
        {proves(shown)}
        {followed}
        {notes(shown, typed, mishap)}
        {take_back(shown)}
        <Block title="History" id="history">{told}</Block>
    }
    .into_any()
}

/// “stands until 30 Sep 2027.”
fn says(shown: &Shown) -> String {
    let Shown { row, standing, today, .. } = shown;
    let (_, word) = standing_mark(row, standing);
    if let Some((_, by, why)) = &row.taken_back {
        return format!("was taken back by {}: {why}", shown.names.of(*by));
    }
    match (&row.review, standing.last_valid_day) {
        (None, _) => "waits for a second person. Until then it counts for nothing.".to_owned(),
        (Some(review), _) if !review.accepted => "was rejected: it counts for nothing.".to_owned(),
        (Some(_), Some(last)) => {
            let sooner = shown.proof.until.filter(|until| *until < last && !shown.proof.evidence.is_empty());
            let proves = sooner.map(|until| {
                let until = dates::short(until, *today);
                match laters(shown.kind, &row.terms_now()).contains(&Came::Surveyed) {
                    true => format!("it proves until {until}, when its next surveillance audit is due; "),
                    false => format!("it proves until {until}, as far as the documents that it hangs on carry it; "),
                }
            });
            let (word, last) = (word.to_lowercase(), dates::short(last, *today));
            format!("is {word}; {}its last valid day is {last}.", proves.unwrap_or_default())
        }
        (Some(_), None) => format!("is {}; nothing ends it so far.", word.to_lowercase()),
    }
}

fn says_what(shown: &Shown) -> AnyView {
    let Shown { row, kind, names, today, .. } = shown;
    let terms = row.terms_now();
    let facts = fields(kind).into_iter().filter_map(|field| {
        let said = said(field, &terms, row)?;
        Some(view! { <Fact name=field.label_for(kind)><span class="pre">{said}</span></Fact> })
    });
    let facts: Vec<_> = facts.collect();
    let file = row.file.clone().map(|file| {
        let href = format!("/attestations/{}/file", row.id);
        view! { <Fact name="Document"><a href=href>{file.name}</a></Fact> }
    });
    let read = row.review.as_ref().is_some_and(|review| backed(false, &review.items));
    let none = if read { "None is attached. The review says where it was read." } else { "None is attached" };
    let none = row.file.is_none().then(|| view! { <Fact name="Document">{none}</Fact> });
    let entered = format!("{}, {}", names.of(row.entered_by), dates::moment(shown.entered_at, *today));
    let (state, word) = standing_mark(row, &shown.standing);
    let reread = shown.standing.reread.map(|reread| {
        let late = reread.overdue_since.map(|since| format!(", overdue since {}", dates::short(since, *today)));
        let due = dates::short(reread.due_on, *today);
        view! { <Fact name="To be read again by">{due}{late}</Fact> }
    });
    let ended =
        [("Its issuer withdrew it after", terms.withdrawn_on), ("Its issuer suspended it after", terms.suspended_on)];
    let ended = ended.into_iter().filter_map(|(name, day)| Some((name, dates::full(day?))));
    let ended = ended.map(|(name, day)| view! { <Fact name>{day}</Fact> });
    let ended = ended.collect_view();
    view! {
        <Block title="What it says" id="says" remark=days_of(row, *today)>
            <Facts>
                <Fact name="Stands"><Mark state voice=Voice::Calm word wrap=true/></Fact>
                {facts}
                {ended}
                {reread}
                {file}{none}
                <Fact name="Entered by">{entered}</Fact>
            </Facts>
        </Block>
    }
    .into_any()
}

/// What it says in a field; nothing where it says nothing.
fn said(field: Field, terms: &Terms, row: &AttestationRow) -> Option<String> {
    let day = |day: Option<Date>| day.map(dates::full);
    let days = |days: &[Date]| {
        (!days.is_empty()).then(|| days.iter().map(|day| dates::full(*day)).collect::<Vec<_>>().join(", "))
    };
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match field {
        Field::Issuer => text(&terms.issuer),
        Field::PeriodFrom => day(terms.period.map(|period| period.from())),
        Field::PeriodUntil => day(terms.period.map(|period| period.until())),
        Field::Day => day(terms.day),
        Field::Names => terms.names.map(|names| names.label().to_owned()),
        Field::NamedEnd => day(terms.named_end),
        Field::StartsOn => day(terms.starts_on),
        Field::Through => day(terms.through),
        Field::SignedOn => day(terms.signed_on),
        Field::Version => text(&terms.version),
        Field::Edition => terms.edition.map(|year| year.to_string()),
        Field::ExpiresOn => day(terms.expires_on),
        Field::Surveillances => days(&terms.surveillances),
        Field::TypeTwoBegun => day(terms.type_two_begun),
        Field::Scope => Some(answer(terms.scope).to_owned()),
        Field::Categories => {
            let all: Vec<_> = terms.categories.iter().map(|category| category.label()).collect();
            Some(if all.is_empty() { "None".to_owned() } else { all.join(", ") })
        }
        Field::Opinion => {
            let judged = terms.judged.map(|judged| format!("; {}", judged.label().to_lowercase())).unwrap_or_default();
            terms.opinion.map(|opinion| format!("{}{judged}", opinion.label()))
        }
        Field::Exceptions => text(&terms.exceptions),
        Field::UserControls => text(&terms.user_controls),
        Field::CarveOuts => {
            let all = terms.carve_outs.iter().map(|one| {
                let must =
                    if one.must_be_covered { "its own reports must cover our days" } else { "the vendor monitors it" };
                format!("{}: {must}", one.host)
            });
            let all = all.collect::<Vec<_>>();
            (!all.is_empty()).then(|| all.join("\n"))
        }
        Field::Rereads => days(&terms.rereads),
        Field::ReceivedOn => Some(dates::full(row.received_on)),
    }
}

/// The evidence that came of it, and what it could prove besides.
fn proves(shown: &Shown) -> AnyView {
    let Shown { row, kind, vendor, proof, today, .. } = shown;
    let pieces = proof.evidence.iter().map(|(id, until)| {
        let until = until
            .map_or_else(|| "while nothing ends it".to_owned(), |day| format!("until {}", dates::short(day, *today)));
        view! { <li><a href=format!("/evidence/{id}")>"Evidence"</a><span class="sub">{until}</span></li> }
    });
    let pieces: Vec<_> = pieces.collect();
    let list = if pieces.is_empty() {
        let words = match &proof.nothing {
            _ if row.waits() => {
                "Nothing yet. What it proves becomes evidence when a second person accepts it.".to_owned()
            }
            Some(nothing) => format!("Nothing. {}", nothing.sentence()),
            None if proof.unproven.is_empty() => {
                "Nothing: no control is adopted that asks for what it could prove.".to_owned()
            }
            None => "Nothing yet.".to_owned(),
        };
        view! { <Empty>{words}</Empty> }.into_any()
    } else {
        view! { <ul class="entries">{pieces}</ul> }.into_any()
    };
    let no_cover =
        (kind.class == AttestationClass::Certificate && !shown.covers && !proof.evidence.is_empty()).then(|| {
            let tier = vendor.tier.label().to_lowercase();
            let words = format!(
                "It counts as evidence that {} has it. It does not count as cover of our window: for vendors of {tier} \
             criticality no certificate of its kind does.",
                vendor.name
            );
            view! { <p>{words}</p> }
        });
    let open: Vec<_> = proof.unproven.iter().map(ToString::to_string).collect();
    let use_it = (!open.is_empty()).then(|| {
        let words = format!("It could prove {}, adopted or ended since.", open.join(", "));
        let button = shown.may_prove.then(|| {
            view! {
                <form method="post" action=format!("/attestations/{}/prove", row.id)>
                    <Actions><Button>"Use it as proof"</Button></Actions>
                </form>
            }
        });
        let who = (!shown.may_prove).then_some(" Somebody with the right of review who did not enter it says so.");
        view! { <p>{words}{who}</p>{button} }
    });
    view! { <Block title="What it proves" id="proves">{list}{no_cover}{use_it}</Block> }.into_any()
}

/// What came to light, what of it waits, and the form for more.
fn notes(shown: &Shown, typed: &Fields, mishap: &Mishap) -> AnyView {
    let Shown { row, .. } = shown;
    if row.notes.is_empty() && !shown.may_note {
        return ().into_any();
    }
    let rows: Vec<_> = row.notes.iter().map(|note| noted(shown, note)).collect();
    let columns = ["What came to light", "Noted by", "State"].into_iter().map(Column::new).collect();
    let table =
        (!rows.is_empty()).then(|| view! { <Table caption="What came to light" columns stack=true>{rows}</Table> });
    let form = shown.may_note.then(|| note_form(row, typed, mishap));
    view! { <Block title="What came to light since" id="notes" remark="What makes it worth more takes a second person">{table}{form}</Block> }
        .into_any()
}

fn noted(shown: &Shown, note: &NoteRow) -> AnyView {
    let Shown { row, names, .. } = shown;
    let base = format!("/attestations/{}/notes/{}", row.id, note.no);
    let (state, word) = match &note.decided {
        Some((true, by, ..)) => (State::Met, format!("Agreed by {}", names.of(*by))),
        Some((false, by, _, why)) => (State::Excluded, format!("Refused by {}: {why}", names.of(*by))),
        None if note.takes_two => (State::Due, "Waits for a second person".to_owned()),
        None => (State::Met, "Holds".to_owned()),
    };
    let refuse = crate::ui::button::Press::SendTo(format!("{base}/refuse"));
    let decides = shown.decides.iter().any(|(no, may)| *no == note.no && *may).then(|| {
        view! {
            <form class="form" method="post" action=format!("{base}/agree")>
                <LongField name="reason" id=format!("reason-{}", note.no) label="Why not, where you refuse it" value="" optional=true/>
                <Actions>
                    <Button>"Agree"</Button>
                    <Button press=refuse>"Refuse"</Button>
                </Actions>
            </form>
        }
    });
    view! {
        <tr>
            <th scope="row">{note.what.sentence()}<span class="sub">{note.words.clone()}</span></th>
            <td data-th="Noted by">{names.of(note.by).to_owned()}</td>
            <td data-th="State"><Mark state voice=Voice::Calm word wrap=true/>{decides}</td>
        </tr>
    }
    .into_any()
}

fn note_form(row: &AttestationRow, typed: &Fields, mishap: &Mishap) -> AnyView {
    let wrong = &mishap.wrong;
    let offered = row.laters().unwrap_or_default();
    let choices: Vec<_> = offered.iter().map(|came: &Came| Choice::new(came.key(), came.label())).collect();
    let opened =
        !typed.text("what").is_empty() || ["what", "day", "words"].iter().any(|field| wrong.at(field).is_some());
    view! {
        <details open=opened>
            <summary>"Note what came to light"</summary>
            <form class="form" method="post" action=format!("/attestations/{}/note", row.id) novalidate>
                <SelectField name="what" label="What came to light" choices prompt="Choose" value=typed.text("what") error=wrong.at("what")/>
                <DateField name="day" label="Its day, where it has one" value=typed.text("day") optional=true error=wrong.at("day")/>
                <LongField name="words" label="Where that is to be seen" value=typed.text("words") error=wrong.at("words")/>
                <Actions><Button>"Note it"</Button></Actions>
            </form>
        </details>
    }
    .into_any()
}

fn take_back(shown: &Shown) -> Option<AnyView> {
    shown.may_take_back.then(|| {
        let href = format!("/attestations/{}/take-back", shown.row.id);
        view! { <Actions><ButtonLink weight=Weight::Danger href>"Take the record back"</ButtonLink></Actions> }
            .into_any()
    })
}
