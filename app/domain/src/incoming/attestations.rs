//! Documents of vendors as a list: one row a document, entered as by its form. A second person reviews each.

use super::here::{Here, Index};
use super::plan::{Coming, Fate, Plan};
use crate::attestations::{AttestationDraft, CarveOut, CarveOutDraft, Entered, Field, Names, Opinion};
use crate::catalogue::catalogue;
use crate::columns::{Columns, Named};
use crate::ids::VendorId;
use crate::import::{RawRow, Remark, excerpt, folded, meant};
use crate::refusal::Refusal;
use crate::words::{AttestationClass, Category, Word, word};
use jiff::civil::Date;
use std::collections::BTreeMap;

word! {
    /// What a column of the list of attestations holds: what people enter of each.
    pub enum AttestationColumn {
        VendorId = "vendor-id", "Vendor id",
        Vendor = "vendor", "Vendor",
        Kind = "kind", "Kind",
        Title = "title", "Title",
        Stands = "stands", "Stands",
        Issuer = "issuer", "Issued by",
        PeriodFrom = "period_from", "First day of its period",
        PeriodUntil = "period_until", "Last day of its period",
        Day = "day", "Day it counts from",
        ExpiresOn = "expires_on", "Printed end",
        Surveillances = "surveillances", "Surveillance audits passed",
        WithdrawnOn = "withdrawn_on", "Withdrawn on",
        SuspendedOn = "suspended_on", "Suspended on",
        SignedOn = "signed_on", "Day of signature",
        Names = "names", "The letter names",
        NamedEnd = "named_end", "Period end of the named report",
        StartsOn = "starts_on", "First day it speaks for",
        Through = "through", "Last day it speaks for",
        Scope = "scope", "In scope",
        Categories = "categories", "Categories",
        Opinion = "opinion", "Opinion",
        Edition = "edition", "Edition",
        CarveOuts = "carve_outs", "Services of others that it leaves out",
        TypeTwoBegun = "type_two_begun", "First day of a Type II period that has begun",
        Rereads = "rereads", "Days on which we read it again",
        Version = "version", "Version it describes",
        Exceptions = "exceptions", "Exceptions",
        UserControls = "user_controls", "Controls that it expects of us",
        ReceivedOn = "received_on", "Received on",
    }
}

impl Named for AttestationColumn {
    fn label(self) -> &'static str {
        Self::label(self)
    }

    fn also(self) -> &'static [&'static str] {
        match self {
            Self::VendorId => &["supplier id"],
            Self::Vendor => &["vendor name", "supplier", "supplier name", "provider", "company"],
            Self::Kind => &["type", "document type", "report type", "attestation type"],
            Self::Title => &["document", "report", "attestation"],
            Self::Stands => &["review", "review state"],
            Self::Issuer => &["issuer", "auditor", "issuing body", "certification body", "signed by"],
            Self::PeriodFrom => &["period from", "period start", "period begins", "from"],
            Self::PeriodUntil => &["period until", "period end", "period ends", "until", "to"],
            Self::Day => &["date", "issue date", "issued on", "report date", "as of"],
            Self::ExpiresOn => &["expires", "expires on", "expiry", "expiry date", "expiration date", "valid until"],
            Self::Surveillances => &["surveillance audits", "surveillances"],
            Self::WithdrawnOn => &["withdrawn", "revoked on"],
            Self::SuspendedOn => &["suspended"],
            Self::SignedOn => &["signed on", "signature date", "date signed"],
            Self::Names => &["names"],
            Self::NamedEnd => &["named period end"],
            Self::StartsOn => &["speaks from"],
            Self::Through => &["through", "speaks until"],
            Self::Scope => &["scope", "our service in scope"],
            Self::Categories => &["category", "trust services categories", "criteria"],
            Self::Opinion => &["auditor s opinion", "auditors opinion"],
            Self::Edition => &["edition of the standard", "standard edition"],
            Self::CarveOuts => &["carve outs", "subservice organizations", "subservice organisations"],
            Self::TypeTwoBegun => &["type ii period begun"],
            Self::Rereads => &["read again on"],
            Self::Version => &["model version", "release"],
            Self::Exceptions => &["exceptions noted", "findings", "qualifications"],
            Self::UserControls => &["cuecs", "user entity controls", "complementary user entity controls"],
            Self::ReceivedOn => &["received", "date received"],
        }
    }
}

use AttestationColumn as C;

pub(super) const NEEDED: &[C] = &[C::Vendor, C::ReceivedOn];

/// What each row would do.
pub(super) fn plan(columns: &Columns<C>, rows: &[RawRow], here: &Here) -> Plan {
    if columns.lacking(&[C::Kind, C::Title]).count() == 2 {
        return Plan::refused(columns.missing(&[C::Kind]));
    }
    let (index, mut plan) = (here.index(), Plan::default());
    let mut coming: BTreeMap<VendorId, Vec<Entered>> = BTreeMap::new();
    for row in rows {
        let name = columns.cell(C::Vendor, row).unwrap_or_default();
        let what = columns.cell(C::Title, row).or_else(|| columns.cell(C::Kind, row)).unwrap_or_default();
        let name = format!("{name}, {what}");
        if let Some(why) = columns.cell(C::Stands, row).and_then(|stands| over(&stands)) {
            plan.line(row, name, Fate::Left(why.into()));
            continue;
        }
        match read(columns, row, &index, here) {
            Err(faults) => plan.faults.extend(faults),
            Ok((vendor, entered)) => {
                let known = here.documents.get(&vendor).map(Vec::as_slice).unwrap_or_default();
                let on_its_way = coming.entry(vendor).or_default();
                let fate = if known.iter().any(|(kind, terms)| *kind == entered.kind && *terms == entered.terms) {
                    Fate::Same
                } else if on_its_way.iter().any(|one| one.kind == entered.kind && one.terms == entered.terms) {
                    Fate::Left("It is on an earlier line already.".into())
                } else {
                    on_its_way.push(entered.clone());
                    Fate::New(Coming::Attestation(vendor, Box::new(entered)))
                };
                plan.line(row, name, fate);
            }
        }
    }
    plan
}

/// Why a document that is over where the list comes from is left out.
fn over(stands: &str) -> Option<&'static str> {
    match folded(stands).as_str() {
        "taken back" => Some("It was taken back where the list comes from."),
        "rejected" => Some("It was rejected where the list comes from."),
        _ => None,
    }
}

fn read(
    columns: &Columns<C>,
    row: &RawRow,
    index: &Index<'_>,
    here: &Here,
) -> Result<(VendorId, Entered), Vec<Remark>> {
    let vendor = index.named(columns, row, C::VendorId, C::Vendor);
    let mut desk = Desk { columns, row, faults: Vec::new() };
    let draft = desk.draft(index);
    let ended = [C::WithdrawnOn, C::SuspendedOn].map(|column| desk.ended(column, &draft.kind, here.today));
    let mut faults = desk.faults;
    if faults.is_empty() {
        match (vendor, draft.check(here.today)) {
            (Ok(vendor), Ok(mut entered)) => {
                [entered.terms.withdrawn_on, entered.terms.suspended_on] = ended;
                return Ok((vendor, entered));
            }
            (vendor, checked) => {
                faults.extend(vendor.err());
                faults.extend(checked.err().into_iter().flat_map(|refusal| at(columns, row, refusal)));
            }
        }
    } else {
        faults.extend(vendor.err());
    }
    Err(faults)
}

/// One row while it is read.
struct Desk<'a> {
    columns: &'a Columns<C>,
    row: &'a RawRow,
    faults: Vec<Remark>,
}

impl Desk<'_> {
    fn cell(&self, column: C) -> String {
        self.columns.cell(column, self.row).unwrap_or_default()
    }

    /// The last valid day of what its issuer withdrew or suspended, by the rules of the form that notes it later.
    fn ended(&mut self, column: C, kind: &str, today: Date) -> Option<Date> {
        let day = match self.columns.day(column, self.row) {
            Ok(day) => day?,
            Err(fault) => {
                self.faults.push(fault);
                return None;
            }
        };
        let kind = kind.parse().ok().and_then(|kind| catalogue().attestations.get(&kind));
        if day > today {
            self.fault(column, format!("{day} has not come yet."));
        } else if column == C::SuspendedOn && kind.is_some_and(|kind| kind.class != AttestationClass::Certificate) {
            self.fault(column, "Only certificates are suspended.");
        }
        Some(day)
    }

    /// A day without the time of day that spreadsheets put behind it.
    fn day(&self, column: C) -> String {
        let text = self.cell(column);
        let date = text.split_once(['T', ' ']).map(|(date, _)| date);
        date.filter(|date| date.parse::<Date>().is_ok()).map_or(text.clone(), str::to_owned)
    }

    /// Several days, one a line.
    fn days(&self, column: C) -> String {
        let text = self.columns.text(column, self.row).unwrap_or_default();
        text.split([';', '\n']).map(str::trim).collect::<Vec<_>>().join("\n")
    }

    fn text(&self, column: C) -> String {
        self.columns.text(column, self.row).unwrap_or_default()
    }

    fn fault(&mut self, column: C, reason: impl Into<String>) {
        self.faults.push(self.columns.fault(self.row, column, reason));
    }

    /// The key of a word, by key or label; as it stands where it is none.
    fn word<W: Word + std::fmt::Display>(&self, column: C) -> String {
        let text = self.cell(column);
        let means = |one: &&W| folded(&text) == one.word() || folded(&text) == folded(&one.to_string());
        W::EVERY.iter().find(means).map_or(text.clone(), |one| one.word().to_owned())
    }

    fn draft(&mut self, index: &Index<'_>) -> AttestationDraft {
        AttestationDraft {
            kind: self.kind(),
            issuer: self.cell(C::Issuer),
            period_from: self.day(C::PeriodFrom),
            period_until: self.day(C::PeriodUntil),
            day: self.day(C::Day),
            names: self.word::<Names>(C::Names),
            named_end: self.day(C::NamedEnd),
            starts_on: self.day(C::StartsOn),
            through: self.day(C::Through),
            signed_on: self.day(C::SignedOn),
            version: self.cell(C::Version),
            edition: self.cell(C::Edition),
            expires_on: self.day(C::ExpiresOn),
            surveillances: self.days(C::Surveillances),
            type_two_begun: self.day(C::TypeTwoBegun),
            scope: self.scope(),
            categories: self.categories(),
            opinion: self.word::<Opinion>(C::Opinion),
            exceptions: self.text(C::Exceptions),
            user_controls: self.text(C::UserControls),
            carve_outs: self.carve_outs(index),
            rereads: self.days(C::Rereads),
            received_on: self.day(C::ReceivedOn),
        }
    }

    /// The kind by its id or its title.
    fn kind(&mut self) -> String {
        let said = [self.cell(C::Kind), self.cell(C::Title)];
        let said: Vec<_> = said.into_iter().filter(|text| !text.is_empty()).collect();
        let means = |text: &String| {
            let text = folded(text);
            let mut kinds = catalogue().attestations.iter();
            kinds.find(|kind| folded(kind.id.as_str()) == text || folded(kind.title) == text)
        };
        let kind = said.iter().find_map(means).map(|kind| kind.id.to_string());
        kind.unwrap_or_else(|| {
            let reason = match said.first() {
                None => "No kind is named. Write its id or title, as in “SOC2-T2”.".to_owned(),
                Some(text) => format!("“{}” is no kind of the library. Write its id or title.", excerpt(text)),
            };
            self.fault(C::Kind, reason);
            String::new()
        })
    }

    fn scope(&mut self) -> String {
        match meant::yes_no(&self.cell(C::Scope)) {
            Ok(Some(yes)) => if yes { "yes" } else { "no" }.to_owned(),
            Ok(None) => String::new(),
            Err(reason) => {
                self.fault(C::Scope, reason);
                String::new()
            }
        }
    }

    fn categories(&mut self) -> Vec<String> {
        let text = self.cell(C::Categories);
        let parts = text.split([';', ',']).map(str::trim).filter(|part| !part.is_empty());
        let mut all = Vec::new();
        for part in parts {
            let means = |one: &&Category| folded(part) == one.key() || folded(part) == folded(one.label());
            match Category::ALL.iter().find(means) {
                Some(one) => all.push(one.key().to_owned()),
                None => {
                    let known: Vec<_> = Category::ALL.iter().map(|one| one.label()).collect();
                    let reason = format!("“{}” is no category. There are {}.", excerpt(part), known.join(", "));
                    self.fault(C::Categories, reason);
                }
            }
        }
        all
    }

    /// “Host | Vendor of ours | must be covered”, one after a semicolon or a line break; all but the host may lack.
    fn carve_outs(&mut self, index: &Index<'_>) -> Vec<CarveOutDraft> {
        let text = self.text(C::CarveOuts);
        let entries = text.split([';', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
        let mut all = Vec::new();
        for entry in entries {
            let parts: Vec<_> = entry.split('|').map(str::trim).collect();
            let host = parts.first().copied().unwrap_or_default().to_owned();
            let (mut vendor, mut must_be_covered) = (String::new(), String::new());
            for part in parts.iter().skip(1).filter(|part| !part.is_empty()) {
                if folded(part) == MUST {
                    "yes".clone_into(&mut must_be_covered);
                } else if let Some(known) = index.vendor(None, part) {
                    vendor = known.id.to_string();
                } else {
                    self.fault(C::CarveOuts, format!("No vendor here is called “{}”.", excerpt(part)));
                }
            }
            all.push(CarveOutDraft { host, vendor, must_be_covered });
        }
        all
    }
}

const MUST: &str = "must be covered";

/// A service that a report leaves out, as a cell says it; `name` is the vendor of ours that it is.
#[must_use]
pub fn carved_out(one: &CarveOut, name: Option<&str>) -> String {
    let must = one.must_be_covered.then_some(MUST);
    std::iter::once(one.host.as_str()).chain(name).chain(must).collect::<Vec<_>>().join(" | ")
}

/// The faults of a draft, each at the column that it came from.
fn at(columns: &Columns<C>, row: &RawRow, refusal: Refusal) -> Vec<Remark> {
    let Refusal::Invalid(faults) = refusal else { return vec![columns.fault(row, C::Kind, refusal.to_string())] };
    let faults = faults.into_iter().map(|fault| {
        let known = fault.field.parse::<Field>().is_ok();
        let column = fault.field.parse().ok().filter(|_| known).unwrap_or(C::Kind);
        columns.fault(row, column, fault.message)
    });
    faults.collect()
}
