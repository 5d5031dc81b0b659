//! Which fields a form shows for a kind, and what its second person checks.

use super::kinds::{editions, has_opinion, has_scope, is_surveyed};
use crate::catalogue::{AttestationKind, Validity};
use crate::words::{Anchor, AttestationClass, word};

word! {
    /// A field of the form of an attestation; its key is the field's name.
    pub enum Field {
        Issuer = "issuer", "Issued by",
        PeriodFrom = "period_from", "First day of its period",
        PeriodUntil = "period_until", "Last day of its period",
        /// The day from which its kind counts: [`Field::label_for`] names it.
        Day = "day", "Its day",
        Names = "names", "The letter names",
        NamedEnd = "named_end", "Period end of the named report",
        StartsOn = "starts_on", "First day it speaks for, if it says so",
        Through = "through", "Last day it speaks for",
        SignedOn = "signed_on", "Day of signature",
        Version = "version", "Version it describes",
        Edition = "edition", "Edition of the standard",
        ExpiresOn = "expires_on", "Printed end, if any",
        Surveillances = "surveillances", "Surveillance audits passed, one day a line",
        TypeTwoBegun = "type_two_begun", "First day of a Type II period that has begun, if proven",
        Scope = "scope", "The AI service that we use is inside its scope",
        Categories = "categories", "Categories that it answers",
        Opinion = "opinion", "The auditor’s opinion",
        Exceptions = "exceptions", "Exceptions, and what management answered",
        UserControls = "user_controls", "Controls that it expects of us",
        CarveOuts = "carve_outs", "Services of others that it leaves out",
        Rereads = "rereads", "Days on which we read it again, one a line",
        ReceivedOn = "received_on", "Received on",
    }
}

impl Field {
    /// What a form calls it for that kind: the day by what the kind counts from, an end by what ends.
    #[must_use]
    pub fn label_for(self, kind: &AttestationKind) -> &'static str {
        match (self, kind.class) {
            (Self::Day, AttestationClass::Certificate) if kind.anchor == Anchor::PolicyEnd => "First day of cover",
            (Self::Day, _) => kind.anchor.label(),
            (Self::ExpiresOn, _) if kind.anchor == Anchor::PolicyEnd => kind.anchor.label(),
            (Self::ExpiresOn, AttestationClass::Contract) => "Last day of the agreement, if it has one",
            (Self::Exceptions, AttestationClass::TestReport) => "Findings, and what was repaired",
            (Self::Issuer, AttestationClass::Letter) => "Signed by, with office",
            _ => self.label(),
        }
    }

    /// Whether a form for that kind is refused without it.
    #[must_use]
    pub fn is_needed(self, kind: &AttestationKind) -> bool {
        match self {
            Self::Issuer
            | Self::PeriodFrom
            | Self::PeriodUntil
            | Self::Names
            | Self::NamedEnd
            | Self::SignedOn
            | Self::Edition
            | Self::Opinion
            | Self::ReceivedOn => true,
            Self::Day => kind.anchor != Anchor::PolicyEnd,
            Self::ExpiresOn => kind.anchor == Anchor::PolicyEnd,
            Self::Categories => is_soc_2(kind),
            Self::StartsOn
            | Self::Through
            | Self::Version
            | Self::Surveillances
            | Self::TypeTwoBegun
            | Self::Scope
            | Self::Exceptions
            | Self::UserControls
            | Self::CarveOuts
            | Self::Rereads => false,
        }
    }
}

/// The reports that are made on the Trust Services Criteria: they always answer at least one category.
pub(super) fn is_soc_2(kind: &AttestationKind) -> bool {
    matches!(kind.id.as_str(), "SOC2-T2" | "SOC2-T1" | "SOC3" | "CSA-STAR2-ATT")
}

/// The fields that a form shows for a kind, in the order of the form.
#[must_use]
pub fn fields(kind: &AttestationKind) -> Vec<Field> {
    Field::ALL.iter().copied().filter(|field| shows(*field, kind)).collect()
}

fn shows(field: Field, kind: &AttestationKind) -> bool {
    use AttestationClass as Class;
    let is = |class: Class| kind.class == class;
    let audited = has_opinion(kind);
    match field {
        Field::Issuer | Field::ReceivedOn => true,
        Field::PeriodFrom | Field::PeriodUntil => is(Class::PeriodReport),
        Field::Day => !matches!(kind.anchor, Anchor::PeriodEnd | Anchor::ReportPeriodEnd | Anchor::SignatureDate),
        Field::Names | Field::NamedEnd | Field::StartsOn | Field::Through => is(Class::Letter),
        Field::SignedOn => is(Class::Letter) || is(Class::Contract),
        Field::Version => {
            matches!(kind.anchor, Anchor::VersionDate | Anchor::ReleaseDate) || kind.id.as_str() == "REDTEAM-AI"
        }
        Field::Edition => editions(kind).next().is_some(),
        Field::ExpiresOn => is(Class::Certificate) || is(Class::Contract),
        Field::Surveillances => is_surveyed(kind),
        Field::TypeTwoBegun => kind.anchor == Anchor::AsOfDate,
        Field::Scope => has_scope(kind),
        // A SOC 1 speaks of financial reporting, and answers none of them.
        Field::Categories => audited && kind.id.as_str() != "SOC1-T2",
        Field::Opinion | Field::CarveOuts | Field::UserControls => audited,
        Field::Exceptions => audited || is(Class::TestReport),
        Field::Rereads => matches!(kind.validity, Validity::ReviewEvery(_)),
    }
}

/// What the second person checks before a document of that kind counts, point by point.
pub fn checklist(kind: &AttestationKind) -> impl Iterator<Item = &'static str> {
    kind.what_to_check.split(';').map(str::trim).filter(|item| !item.is_empty())
}
