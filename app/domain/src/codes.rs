//! The codes of the library: short texts by which its rows are called, each kind with its own shape.
//!
//! Shipped codes are borrowed from the data. The controls, requirements, risks, policies and questions that an
//! organisation writes itself have codes of the same shape under another prefix (`ACME-GV-01`).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::words::serde_as_text;

/// A text that has not the shape of the id it was read as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no id of {of}, which looks like {like}")]
pub struct NotACode {
    /// What the id would name.
    pub of: &'static str,
    /// An example of the right shape.
    pub like: &'static str,
    /// What stood there.
    pub text: String,
}

macro_rules! code {
    ($(#[$about:meta])* $name:ident, $of:literal, $like:literal, $shape:expr) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Cow<'static, str>);

        impl $name {
            /// The id, when the text has its shape.
            pub fn new(text: impl Into<Cow<'static, str>>) -> Result<Self, NotACode> {
                let text = text.into();
                let fits: fn(&str) -> bool = $shape;
                if fits(&text) {
                    Ok(Self(text))
                } else {
                    Err(NotACode { of: $of, like: $like, text: text.into_owned() })
                }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotACode;

            fn from_str(text: &str) -> Result<Self, NotACode> {
                Self::new(text.to_owned())
            }
        }

        impl TryFrom<&'static str> for $name {
            type Error = NotACode;

            fn try_from(text: &'static str) -> Result<Self, NotACode> {
                Self::new(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        serde_as_text!($name);
    };
}

code! {
    /// A control: `AIG-GV-01`, or an organisation's own `ACME-GV-01`.
    ControlId, "a control", "AIG-GV-01",
    |text| matches!(*parts(text), [prefix, domain, number]
        if is_prefix(prefix) && is_domain(domain) && is_number(number, 2..=2))
}
code! {
    /// A requirement with its task: `TSK-GV-01-2`, the second one of control `…-GV-01`.
    RequirementId, "a requirement", "TSK-GV-01-2",
    |text| matches!(*parts(text), [prefix, domain, number, turn]
        if is_prefix(prefix) && is_domain(domain) && is_number(number, 2..=2) && is_number(turn, 1..=2))
}
code! {
    /// A kind of evidence: `access-review`.
    KindId, "a kind of evidence", "access-review",
    |text| parts(text).iter().all(|part| is_made_of(part, u8::is_ascii_lowercase))
}
code! {
    /// A risk: `RISK-07`.
    RiskId, "a risk", "RISK-07", is_numbered
}
code! {
    /// A template for a policy: `POL-03`.
    TemplateId, "a template for a policy", "POL-03", is_numbered
}
code! {
    /// A question to a vendor: `VQ-12`.
    QuestionId, "a question to a vendor", "VQ-12", is_numbered
}
code! {
    /// A kind of vendor attestation: `SOC2-T2`, `DPA`.
    AttestationId, "a kind of attestation", "SOC2-T2",
    |text| parts(text).iter().all(|part| is_made_of(part, |b| b.is_ascii_uppercase() || b.is_ascii_digit()))
}
code! {
    /// A duty to tell somebody of an incident: `GDPR-33`.
    DutyId, "a duty to notify", "GDPR-33",
    |text| parts(text).iter().all(|part| is_made_of(part, |b| b.is_ascii_uppercase() || b.is_ascii_digit()))
}
code! {
    /// A subcategory of the NIST AI RMF: `GOVERN 1.1`.
    NistId, "a NIST AI RMF subcategory", "GOVERN 1.1",
    |text| text.split_once(' ').is_some_and(|(function, number)| {
        matches!(function, "GOVERN" | "MAP" | "MEASURE" | "MANAGE") && is_dotted(number, 2..=2)
    })
}
code! {
    /// An Annex A control or a clause of ISO/IEC 42001: `A.6.2.4`, `Cl.8.2`.
    IsoId, "an ISO/IEC 42001 control or clause", "A.6.2.4",
    |text| text.strip_prefix("A.").or_else(|| text.strip_prefix("Cl."))
        .is_some_and(|number| is_dotted(number, 2..=3))
}
code! {
    /// An article, tier or annex area of the EU AI Act: `Art.9`, `Art.4a`, `TIER-HIGH`, `Annex.III.4`.
    EuId, "a provision of the EU AI Act", "Art.9", is_provision
}
code! {
    /// An entry of a public catalogue of AI threats: `LLM01:2025`, `ASI04`, `GAI-2.6`, `AML.T0048.002`.
    SourceId, "a source", "AML.T0048", is_source
}

impl KindId {
    /// The kind that stands in for another one over a complete population of no rows.
    pub const NIL_RETURN: Self = Self(Cow::Borrowed("nil-return"));
}

fn parts(text: &str) -> Box<[&str]> {
    text.split('-').collect()
}

fn is_made_of(text: &str, allowed: impl Fn(&u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(|byte| allowed(&byte))
}

fn is_prefix(text: &str) -> bool {
    (2..=8).contains(&text.len()) && is_made_of(text, u8::is_ascii_uppercase)
}

fn is_domain(text: &str) -> bool {
    text.len() == 2 && is_prefix(text)
}

fn is_number(text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&text.len()) && is_made_of(text, u8::is_ascii_digit)
}

fn is_numbered(text: &str) -> bool {
    matches!(*parts(text), [prefix, number] if is_prefix(prefix) && is_number(number, 2..=4))
}

fn is_dotted(text: &str, levels: std::ops::RangeInclusive<usize>) -> bool {
    levels.contains(&text.split('.').count()) && text.split('.').all(|level| is_number(level, 1..=2))
}

fn is_provision(text: &str) -> bool {
    if let Some(article) = text.strip_prefix("Art.") {
        return is_number(article.strip_suffix('a').unwrap_or(article), 1..=3);
    }
    if let Some(tier) = text.strip_prefix("TIER-") {
        return tier.split('-').all(|part| is_made_of(part, u8::is_ascii_uppercase));
    }
    text.strip_prefix("Annex.III.").is_some_and(|area| is_number(area, 1..=1))
}

fn is_source(text: &str) -> bool {
    let owasp = text.strip_prefix("LLM").and_then(|rest| rest.strip_suffix(":2025"));
    if let Some(number) = owasp.or_else(|| text.strip_prefix("ASI")) {
        return is_number(number, 2..=2);
    }
    if let Some(section) = text.strip_prefix("GAI-2.") {
        return is_number(section, 1..=2);
    }
    text.strip_prefix("AML.T").is_some_and(|technique| match technique.split_once('.') {
        Some((number, sub)) => is_number(number, 4..=4) && is_number(sub, 3..=3),
        None => is_number(technique, 4..=4),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape<T: FromStr<Err = NotACode> + fmt::Display>(right: &[&str], wrong: &[&str]) {
        for text in right {
            assert_eq!(text.parse::<T>().map(|id| id.to_string()).as_deref(), Ok(*text));
        }
        for text in wrong {
            assert!(text.parse::<T>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn each_id_has_its_shape() {
        shape::<ControlId>(
            &["AIG-GV-01", "ACME-PR-99"],
            &["", "AIG-GV-1", "AIG-GV-001", "aig-GV-01", "A-GV-01", "AIG-GVX-01", "AIG-GV-01-1", "AIG-GV-0١"],
        );
        shape::<RequirementId>(&["TSK-GV-01-1", "ACME-GV-01-12"], &["TSK-GV-01", "TSK-GV-01-", "TSK-GV-01-123"]);
        shape::<KindId>(&["contract", "access-review"], &["", "-", "access-", "Access", "access_review", "a--b"]);
        shape::<RiskId>(&["RISK-01", "OWN-0107"], &["RISK-1", "RISK01", "R-01"]);
        shape::<TemplateId>(&["POL-03"], &["POL-3", "POL-03-1"]);
        shape::<QuestionId>(&["VQ-56"], &["VQ-5", "56"]);
        shape::<AttestationId>(&["SOC2-T2", "DPA", "ISO27017-18"], &["soc2", "SOC2-", "SOC 2"]);
        shape::<NistId>(&["GOVERN 1.1", "MEASURE 2.13"], &["GOVERN", "GOVERN-1.1", "TEST 1.1", "MAP 1", "MAP 1."]);
        shape::<IsoId>(&["A.2.2", "A.6.1.2", "Cl.6.1.2", "Cl.4.1"], &["B.2.2", "A.2", "Cl.", "A.1.2.3.4"]);
        shape::<EuId>(
            &["Art.9", "Art.4a", "Art.113", "TIER-HIGH", "TIER-GPAI-SYSTEMIC", "Annex.III.8"],
            &["Art.", "Art.a", "Article 9", "TIER-", "Annex.IV.1", "Annex.III.10"],
        );
        shape::<SourceId>(
            &["LLM01:2025", "ASI10", "GAI-2.12", "AML.T0048", "AML.T0048.002"],
            &["LLM01", "LLM01:2024", "ASI1", "GAI-3.1", "AML.T48", "AML.T0048.2"],
        );
    }

    #[test]
    fn an_id_is_written_as_its_text() {
        let id: ControlId = serde_json::from_str("\"ACME-GV-01\"").unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(serde_json::to_string(&id).ok().as_deref(), Some("\"ACME-GV-01\""));
        assert!(serde_json::from_str::<ControlId>("\"TSK-GV-01-1\"").is_err());
    }

    #[test]
    fn the_nil_return_is_a_kind() {
        assert_eq!(KindId::new("nil-return"), Ok(KindId::NIL_RETURN));
    }
}
