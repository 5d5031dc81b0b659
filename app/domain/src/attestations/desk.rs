//! A draft read field by field: every fault at its field, none twice.

use super::draft::{AttestationDraft, CarveOutDraft};
use super::field::{Field, is_soc_2};
use super::kinds::{editions, has_opinion};
use super::said;
use super::terms::{CarveOut, Names, Opinion, Terms};
use crate::accounts::line;
use crate::catalogue::AttestationKind;
use crate::days::{Period, typed};
use crate::ids::VendorId;
use crate::refusal::Faults;
use crate::words::{Category, Set};
use jiff::civil::Date;

const LINE_MAX: usize = 200;
const TEXT_MAX: usize = 8_000;
const DAYS_MAX: usize = 40;
const CARVE_OUTS_MAX: usize = 40;

/// One reading of a draft: its kind, today, and the faults so far.
pub(super) struct Desk<'a> {
    pub draft: &'a AttestationDraft,
    pub kind: &'static AttestationKind,
    pub shown: Vec<Field>,
    pub today: Date,
    pub faults: Faults,
}

impl Desk<'_> {
    pub fn terms(&mut self) -> Terms {
        let draft = self.draft;
        Terms {
            issuer: self.line(Field::Issuer, &draft.issuer, "Say who issued or signed it."),
            period: self.period(),
            day: self.past(Field::Day, &draft.day),
            expires_on: self.day(Field::ExpiresOn, &draft.expires_on),
            surveillances: self.days(Field::Surveillances, &draft.surveillances),
            withdrawn_on: None,
            suspended_on: None,
            signed_on: self.past(Field::SignedOn, &draft.signed_on),
            names: self.word::<Names>(Field::Names, &draft.names, "Say whether it names a report or a letter."),
            named_end: self.past(Field::NamedEnd, &draft.named_end),
            starts_on: self.day(Field::StartsOn, &draft.starts_on),
            through: self.day(Field::Through, &draft.through),
            scope: self.yes_no(Field::Scope, &draft.scope),
            categories: self.categories(),
            opinion: self.word::<Opinion>(Field::Opinion, &draft.opinion, "Choose the auditor’s opinion."),
            judged: None,
            edition: self.edition(),
            carve_outs: self.carve_outs(),
            type_two_begun: self.past(Field::TypeTwoBegun, &draft.type_two_begun),
            rereads: self.days(Field::Rereads, &draft.rereads),
            version: self.line(Field::Version, &draft.version, ""),
            exceptions: self.text(Field::Exceptions, &draft.exceptions),
            user_controls: self.text(Field::UserControls, &draft.user_controls),
        }
    }

    fn shows(&self, field: Field) -> bool {
        self.shown.contains(&field)
    }

    fn fault(&mut self, field: Field, message: impl Into<String>) {
        self.faults.add(field.key(), message);
    }

    /// A day; a fault where it is needed and empty, or is none.
    fn day(&mut self, field: Field, text: &str) -> Option<Date> {
        if !self.shows(field) {
            return None;
        }
        if text.trim().is_empty() {
            if field.is_needed(self.kind) {
                self.fault(field, format!("Give the day: {}.", lower(field.label_for(self.kind))));
            }
            return None;
        }
        typed(text).map_err(|fault| self.fault(field, fault.to_string())).ok()
    }

    /// A day that has come.
    pub fn past(&mut self, field: Field, text: &str) -> Option<Date> {
        let day = self.day(field, text)?;
        if day > self.today {
            self.fault(field, format!("{} has not come yet.", said(day)));
        }
        Some(day)
    }

    /// Days one a line, each of which has come.
    fn days(&mut self, field: Field, text: &str) -> Vec<Date> {
        let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if !self.shows(field) {
            return Vec::new();
        }
        if lines.len() > DAYS_MAX {
            self.fault(field, format!("At most {DAYS_MAX} days; these are {}.", lines.len()));
            return Vec::new();
        }
        let mut days: Vec<_> = lines.into_iter().filter_map(|line| self.past(field, line)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    fn period(&mut self) -> Option<Period> {
        let from = self.past(Field::PeriodFrom, &self.draft.period_from);
        let until = self.past(Field::PeriodUntil, &self.draft.period_until);
        let (from, until) = from.zip(until)?;
        let Ok(period) = Period::new(from, until) else {
            self.fault(
                Field::PeriodUntil,
                format!("The period ends on {}, before it begins on {}.", said(until), said(from)),
            );
            return None;
        };
        if from == until && self.kind.id.as_str() == "SOC2-T2" {
            self.fault(Field::PeriodUntil, "A report as of one day is a Type I report. Enter it as such.");
        }
        Some(period)
    }

    fn line(&mut self, field: Field, text: &str, missing: &str) -> String {
        if !self.shows(field) || (text.trim().is_empty() && !field.is_needed(self.kind)) {
            return String::new();
        }
        self.faults.take(line(field.key(), text, LINE_MAX, missing)).unwrap_or_default()
    }

    fn text(&mut self, field: Field, text: &str) -> String {
        if !self.shows(field) {
            return String::new();
        }
        let text = text.trim();
        let length = text.chars().count();
        if length > TEXT_MAX {
            self.fault(field, format!("At most {TEXT_MAX} characters; this has {length}."));
        }
        text.to_owned()
    }

    fn word<W: std::str::FromStr>(&mut self, field: Field, text: &str, missing: &str) -> Option<W> {
        if !self.shows(field) {
            return None;
        }
        text.trim().parse().map_err(|_| self.fault(field, missing)).ok()
    }

    fn yes_no(&mut self, field: Field, text: &str) -> Option<bool> {
        if !self.shows(field) {
            return None;
        }
        match text.trim() {
            "" => None,
            "yes" => Some(true),
            "no" => Some(false),
            _ => {
                self.fault(field, "Answer yes or no, or leave it open.");
                None
            }
        }
    }

    fn categories(&mut self) -> Set<Category> {
        let mut some = Set::EMPTY;
        if !self.shows(Field::Categories) {
            return some;
        }
        for text in &self.draft.categories {
            match text.parse::<Category>() {
                Ok(category) => some = some.with(category),
                Err(_) => self.fault(Field::Categories, "Choose among the five categories."),
            }
        }
        if some.is_empty() && is_soc_2(self.kind) {
            self.fault(
                Field::Categories,
                "Tick the categories that the report answers. They stand on its first pages.",
            );
        }
        some
    }

    fn edition(&mut self) -> Option<u16> {
        if !self.shows(Field::Edition) {
            return None;
        }
        let years: Vec<_> = editions(self.kind).map(|edition| edition.year).collect();
        let year = self.draft.edition.trim().parse().ok().filter(|year| years.contains(year));
        if year.is_none() {
            let years: Vec<_> = years.iter().map(u16::to_string).collect();
            self.fault(Field::Edition, format!("Choose the edition: {}.", years.join(" or ")));
        }
        year
    }

    fn carve_outs(&mut self) -> Vec<CarveOut> {
        let draft = self.draft;
        let rows: Vec<_> = draft.carve_outs.iter().filter(|row| **row != CarveOutDraft::default()).collect();
        if !self.shows(Field::CarveOuts) {
            return Vec::new();
        }
        if rows.len() > CARVE_OUTS_MAX {
            self.fault(Field::CarveOuts, format!("At most {CARVE_OUTS_MAX} services; these are {}.", rows.len()));
        }
        rows.into_iter().filter_map(|row| self.carve_out(row)).collect()
    }

    fn carve_out(&mut self, row: &CarveOutDraft) -> Option<CarveOut> {
        let key = Field::CarveOuts.key();
        let host = self.faults.take(line(key, &row.host, LINE_MAX, "Name the service that the report leaves out."))?;
        let vendor = match row.vendor.trim() {
            "" => None,
            id => {
                let vendor = id.parse::<VendorId>();
                vendor.map_err(|_| self.fault(Field::CarveOuts, format!("Choose the vendor that {host} is."))).ok()
            }
        };
        let must_be_covered = self.yes_no(Field::CarveOuts, &row.must_be_covered).unwrap_or_default();
        Some(CarveOut { host, vendor, must_be_covered })
    }

    /// Days that contradict each other.
    pub fn order(&mut self, terms: &Terms, received_on: Option<Date>) {
        self.letter(terms);
        let begun = terms.day.or(terms.signed_on);
        if let Some((begun, _)) = begun.zip(terms.expires_on).filter(|(begun, end)| end < begun) {
            self.fault(Field::ExpiresOn, format!("It would have ended before it began, on {}.", said(begun)));
        }
        for (field, days) in [(Field::Surveillances, &terms.surveillances), (Field::Rereads, &terms.rereads)] {
            if let Some((begun, day)) = begun.zip(days.first().copied()).filter(|(begun, day)| day < begun) {
                self.fault(field, format!("{} is before it began, on {}.", said(day), said(begun)));
            }
        }
        if let Some((as_of, begun)) = terms.day.zip(terms.type_two_begun).filter(|(as_of, begun)| begun < as_of) {
            self.fault(
                Field::TypeTwoBegun,
                format!(
                    "{} is before the day of this report, {}: name the period that followed.",
                    said(begun),
                    said(as_of)
                ),
            );
        }
        let ready = terms.period.map(|period| period.until()).or(terms.signed_on).or(terms.day);
        let ready = ready.filter(|_| has_opinion(self.kind) || self.shows(Field::Names));
        if let Some((ready, received)) = ready.zip(received_on).filter(|(ready, received)| received < ready) {
            self.fault(
                Field::ReceivedOn,
                format!("Received on {}, before it could be there: not before {}.", said(received), said(ready)),
            );
        }
    }

    fn letter(&mut self, terms: &Terms) {
        let Some(end) = terms.named_end else { return };
        if let Some(signed) = terms.signed_on.filter(|signed| *signed <= end) {
            self.fault(
                Field::SignedOn,
                format!("Signed on {}: the report’s period was not over until {} had passed.", said(signed), said(end)),
            );
        }
        if let Some(through) = terms.through.filter(|through| *through <= end) {
            self.fault(
                Field::Through,
                format!(
                    "{} is a day of the report itself: a letter speaks for days after {}.",
                    said(through),
                    said(end)
                ),
            );
        }
        if let Some(starts) = terms.starts_on.filter(|starts| *starts <= end) {
            self.fault(
                Field::StartsOn,
                format!("{} is a day of the report itself: leave it empty for the day after.", said(starts)),
            );
        }
        if let Some((starts, through)) = terms.starts_on.zip(terms.through).filter(|(starts, through)| through < starts)
        {
            self.fault(Field::Through, format!("It ends on {}, before it begins on {}.", said(through), said(starts)));
        }
    }
}

/// A label within a sentence.
fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
