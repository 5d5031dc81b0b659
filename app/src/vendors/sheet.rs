//! Vendors, who depends on them and what they handed over, as lists to keep.

use super::held::Held;
use super::list::register;
use super::wanted::Wanted;
use crate::asking::Asking;
use crate::error::Result;
use crate::form::Fields;
use crate::sheet::{MOST, Sheet, joined, text, yes_no};
use domain::catalogue::catalogue;
use domain::incoming::carved_out;
use std::collections::BTreeMap;
use store::{AttestationRow, AttestationsWanted, Reviewed};

pub(crate) async fn vendors(asking: &Asking, fields: &Fields) -> Result<Sheet> {
    let (names, held) = (asking.names().await?, Held::of(asking, fields).await?);
    let all = register(asking, &held).await?;
    let rows = Wanted::of(fields, &held).listed(&all, &names).into_iter().map(|row| &row.vendor);
    Sheet::of(
        rows,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Vendor", &|row| row.name.clone()),
            ("Service", &|row| row.service.clone()),
            ("Tier", &|row| row.tier.label().to_owned()),
            ("Owner", &|row| text(row.owner.map(|id| names.of(id)))),
            ("Where it works", &|row| row.regions.clone()),
            ("Our data", &|row| row.data.clone()),
            ("Trains on our data", &|row| yes_no(row.trains)),
            ("Keeps our data", &|row| yes_no(row.keeps)),
            ("Contract", &|row| row.contract.clone()),
            ("Systems", &|row| row.systems.to_string()),
        ],
    )
}

pub(crate) async fn dependencies(asking: &Asking, _: &Fields) -> Result<Sheet> {
    Sheet::of(
        asking.store().dependencies().await?,
        &[
            ("System id", &|((id, _), _)| id.to_string()),
            ("System", &|((_, name), _)| name.clone()),
            ("Vendor id", &|(_, (id, _))| id.to_string()),
            ("Vendor", &|(_, (_, name))| name.clone()),
        ],
    )
}

pub(crate) async fn subprocessors(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let vendors: BTreeMap<_, _> = asking.store().vendors().await?.into_iter().map(|row| (row.id, row.name)).collect();
    Sheet::of(
        asking.store().subprocessors().await?,
        &[
            ("Vendor id", &|(vendor, ..)| vendor.to_string()),
            ("Vendor", &|(vendor, ..)| text(vendors.get(vendor))),
            ("Sub-processor id", &|(_, sub, ..)| sub.to_string()),
            ("Sub-processor", &|(_, sub, ..)| text(vendors.get(sub))),
            ("What it passes on", &|(_, _, what, _)| what.clone()),
            ("Since", &|(.., at)| asking.cell(*at)),
        ],
    )
}

/// Every document with its terms as entered; what came to light of it stands in a column of its own.
pub(crate) async fn attestations(asking: &Asking, _: &Fields) -> Result<Sheet> {
    let rows = asking.store().attestations_after(&AttestationsWanted::default(), None, MOST + 1).await?;
    let vendors: BTreeMap<_, _> = asking.store().vendors().await?.into_iter().map(|row| (row.id, row.name)).collect();
    let names = asking.names().await?;
    let review =
        |row: &AttestationRow, of: &dyn Fn(&Reviewed) -> String| row.review.as_ref().map(of).unwrap_or_default();
    Sheet::of(
        rows,
        &[
            ("Id", &|row| row.id.to_string()),
            ("Vendor id", &|row| row.vendor.to_string()),
            ("Vendor", &|row| text(vendors.get(&row.vendor))),
            ("Kind", &|row| row.kind.to_string()),
            ("Title", &|row| text(catalogue().attestations.get(&row.kind).map(|kind| kind.title))),
            ("Stands", &|row| stands(row).to_owned()),
            ("Issued by", &|row| row.terms.issuer.clone()),
            ("First day of its period", &|row| text(row.terms.period.map(|period| period.from()))),
            ("Last day of its period", &|row| text(row.terms.period.map(|period| period.until()))),
            ("Day it counts from", &|row| text(row.terms.day)),
            ("Printed end", &|row| text(row.terms.expires_on)),
            ("Surveillance audits passed", &|row| joined(&row.terms.surveillances)),
            ("Withdrawn on", &|row| text(row.terms.withdrawn_on)),
            ("Suspended on", &|row| text(row.terms.suspended_on)),
            ("Day of signature", &|row| text(row.terms.signed_on)),
            ("The letter names", &|row| text(row.terms.names)),
            ("Period end of the named report", &|row| text(row.terms.named_end)),
            ("First day it speaks for", &|row| text(row.terms.starts_on)),
            ("Last day it speaks for", &|row| text(row.terms.through)),
            ("In scope", &|row| yes_no(row.terms.scope)),
            ("Categories", &|row| joined(row.terms.categories.iter().map(|category| category.label()))),
            ("Opinion", &|row| text(row.terms.opinion)),
            ("Judged", &|row| text(row.review.as_ref().and_then(|review| review.judged))),
            ("Edition", &|row| text(row.terms.edition)),
            ("Services of others that it leaves out", &|row| {
                joined(
                    row.terms
                        .carve_outs
                        .iter()
                        .map(|one| carved_out(one, one.vendor.and_then(|id| vendors.get(&id)).map(String::as_str))),
                )
            }),
            ("First day of a Type II period that has begun", &|row| text(row.terms.type_two_begun)),
            ("Days on which we read it again", &|row| joined(&row.terms.rereads)),
            ("Version it describes", &|row| row.terms.version.clone()),
            ("Exceptions", &|row| row.terms.exceptions.clone()),
            ("Controls that it expects of us", &|row| row.terms.user_controls.clone()),
            ("Received on", &|row| row.received_on.to_string()),
            ("File", &|row| text(row.file.as_ref().map(|file| file.name.as_str()))),
            ("SHA-256", &|row| text(row.file.as_ref().map(|file| file.sha256.as_str()))),
            ("Entered by", &|row| names.of(row.entered_by).to_owned()),
            ("Entered at", &|row| asking.cell(row.at)),
            ("Reviewed by", &|row| review(row, &|review| names.of(review.by).to_owned())),
            ("Reviewed at", &|row| review(row, &|review| asking.cell(review.at))),
            ("Why it was rejected", &|row| review(row, &|review| review.answer.clone())),
            ("What came to light", &|row| {
                joined(row.notes.iter().map(|note| format!("{} {}", note.what.sentence(), note.words)))
            }),
            ("Taken back at", &|row| text(row.taken_back.as_ref().map(|(at, ..)| asking.cell(*at)))),
            ("Why it was taken back", &|row| text(row.taken_back.as_ref().map(|(.., why)| why.as_str()))),
        ],
    )
}

fn stands(row: &AttestationRow) -> &'static str {
    match (&row.taken_back, &row.review) {
        (Some(_), _) => "Taken back",
        (None, None) => "Waits for review",
        (None, Some(review)) if review.accepted => "Accepted",
        (None, Some(_)) => "Rejected",
    }
}
