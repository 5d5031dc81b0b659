//! Vendors: the register.

use super::caller::Caller;
use super::cursor::{Limit, One, Page, after, page};
use super::fail::{Fail, Result};
use super::sent::{Asked, Sent};
use super::systems::{made, search};
use super::words::{Of, Person, given};
use app::address::The;
use axum::Json;
use axum::response::{IntoResponse as _, Response};
use domain::ids::{PersonId, VendorId};
use domain::vendors::VendorDraft;
use domain::words::Criticality;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{Names, VendorRow, VendorsWanted};
use uuid::Uuid;

/// A vendor.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Vendor {
    #[schemars(with = "Uuid")]
    pub id: VendorId,
    pub version: i64,
    pub name: String,
    pub service: String,
    /// How much hangs on them.
    #[schemars(with = "Of<Criticality>")]
    pub tier: Criticality,
    pub owner: Option<Person>,
    pub regions: String,
    /// Which of our data they get.
    pub data: String,
    /// Whether they train on our data; null: unanswered.
    pub trains: Option<bool>,
    /// Whether they keep our data; null: unanswered.
    pub keeps: Option<bool>,
    pub contract: String,
    /// How many systems depend on it.
    pub systems: usize,
}

impl Vendor {
    fn of(row: VendorRow, names: &Names) -> Self {
        Self {
            id: row.id,
            version: row.version,
            name: row.name,
            service: row.service,
            tier: row.tier,
            owner: Person::maybe(names, row.owner),
            regions: row.regions,
            data: row.data,
            trains: row.trains,
            keeps: row.keeps,
            contract: row.contract,
            systems: row.systems,
        }
    }
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    pub cursor: Option<String>,
    #[serde(default)]
    pub limit: Limit,
    /// Part of the name, without case.
    #[schemars(length(max = 100))]
    pub search: Option<String>,
    #[schemars(with = "Option<Of<Criticality>>")]
    pub tier: Option<Criticality>,
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<PersonId>,
}

pub async fn list(caller: Caller, Asked(wanted): Asked<Wanted>) -> Result<Json<Page<Vendor>>> {
    let from = after::<One<i64>>(wanted.cursor.as_deref())?.map(|One(no)| no);
    let Wanted { limit, tier, owner, .. } = wanted;
    let filter = VendorsWanted { search: search(wanted.search)?, tier, owner };
    let rows = caller.store.vendors_after(&filter, from, limit.rows() + 1).await?;
    let names = caller.names().await?;
    Ok(Json(page(rows, limit, |row| One(row.no), |row| Vendor::of(row, &names))))
}

async fn read(caller: &Caller, id: VendorId) -> Result<Vendor> {
    Ok(Vendor::of(caller.store.vendor(id).await?, &caller.store.names().await?))
}

pub async fn show(caller: Caller, The(id): The<VendorId>) -> Result<Json<Vendor>> {
    Ok(Json(read(&caller, id).await?))
}

#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVendor {
    #[schemars(length(min = 1, max = 200))]
    pub name: String,
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub service: String,
    /// `medium` where it is left away.
    #[schemars(with = "Option<Of<Criticality>>")]
    pub tier: Option<Criticality>,
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<PersonId>,
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub regions: String,
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub data: String,
    pub trains: Option<bool>,
    pub keeps: Option<bool>,
    #[serde(default)]
    #[schemars(length(max = 2000))]
    pub contract: String,
}

pub async fn add(caller: Caller, Sent(new): Sent<NewVendor>) -> Result<Response> {
    let NewVendor { name, service, tier, owner, regions, data, trains, keeps, contract } = new;
    let tier = tier.unwrap_or(Criticality::Medium);
    let draft = VendorDraft { name, service, tier, owner, regions, data, trains, keeps, contract };
    let id = caller.store.add_vendor_whole(caller.actor(), draft).await?;
    Ok(made(format!("/vendors/{id}"), read(&caller, id).await?).into_response())
}

/// What is left away stays; null empties it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedVendor {
    /// The version that was read.
    pub seen: i64,
    #[schemars(length(min = 1, max = 200))]
    pub name: Option<String>,
    #[schemars(length(max = 300))]
    pub service: Option<String>,
    #[schemars(with = "Option<Of<Criticality>>")]
    pub tier: Option<Criticality>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Uuid>")]
    pub owner: Option<Option<PersonId>>,
    #[schemars(length(max = 2000))]
    pub regions: Option<String>,
    #[schemars(length(max = 2000))]
    pub data: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<bool>")]
    pub trains: Option<Option<bool>>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<bool>")]
    pub keeps: Option<Option<bool>>,
    #[schemars(length(max = 2000))]
    pub contract: Option<String>,
}

pub async fn change(caller: Caller, The(id): The<VendorId>, Sent(new): Sent<ChangedVendor>) -> Result<Json<Vendor>> {
    let row = caller.store.vendor(id).await?;
    let (seen, version, was) = (new.seen, row.version, row.draft());
    let draft = VendorDraft {
        name: new.name.unwrap_or(was.name),
        service: new.service.unwrap_or(was.service),
        tier: new.tier.unwrap_or(was.tier),
        owner: new.owner.unwrap_or(was.owner),
        regions: new.regions.unwrap_or(was.regions),
        data: new.data.unwrap_or(was.data),
        trains: new.trains.unwrap_or(was.trains),
        keeps: new.keeps.unwrap_or(was.keeps),
        contract: new.contract.unwrap_or(was.contract),
    };
    let done = caller.store.change_vendor(caller.actor(), id, draft, seen).await;
    done.map_err(|error| Fail::stale(error, seen, version))?;
    Ok(Json(read(&caller, id).await?))
}
