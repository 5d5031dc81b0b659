//! What one row says about one system.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::field::SystemField;
use super::words::{ActRole, ActTier, Origin};
use crate::words::{Criticality, Stage, Trait};

/// What one row says about one system. A field that is absent was not said: it leaves what stands, so
/// an import never takes an answer away.
///
/// What is absent is not written either: a field that a later version adds changes no fingerprint.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Never empty in an entry that was accepted.
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outputs: Option<String>,
    /// A name or an address, as the file has it; finding the person is not the file's business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deputy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vendors: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_classes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_facing: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autonomy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oversight: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criticality: Option<Criticality>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub jurisdictions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act_role: Option<ActRole>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act_tier: Option<ActTier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initiated: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub implemented: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired: Option<Date>,
    /// `http` and `https` only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<String>,
    /// A trait that is absent is unanswered.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub traits: BTreeMap<Trait, bool>,
}

/// A value on its way into its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Words(String),
    Things(Vec<String>),
    /// The key of a word in a closed list, or `yes` or `no`.
    Key(&'static str),
    Day(Date),
}

impl Entry {
    /// Puts a value where it belongs. One of the wrong kind for the field is left out; a test tries
    /// every field with its own.
    pub fn set(&mut self, field: SystemField, value: Value) {
        match value {
            Value::Words(text) => self.set_words(field, text),
            Value::Things(things) => self.set_things(field, things),
            Value::Key(key) => self.set_key(field, key),
            Value::Day(day) => self.set_day(field, day),
        }
    }

    fn set_words(&mut self, field: SystemField, text: String) {
        let slot = match field {
            SystemField::Name => {
                self.name = text;
                return;
            }
            SystemField::ExternalId => &mut self.external_id,
            SystemField::Purpose => &mut self.purpose,
            SystemField::Outputs => &mut self.outputs,
            SystemField::Owner => &mut self.owner,
            SystemField::Deputy => &mut self.deputy,
            SystemField::Department => &mut self.department,
            SystemField::Unit => &mut self.unit,
            SystemField::Data => &mut self.data,
            SystemField::Affected => &mut self.affected,
            SystemField::Autonomy => &mut self.autonomy,
            SystemField::Oversight => &mut self.oversight,
            SystemField::Notes => &mut self.notes,
            SystemField::Stage
            | SystemField::Origin
            | SystemField::Vendors
            | SystemField::Models
            | SystemField::DataClasses
            | SystemField::CustomerFacing
            | SystemField::Criticality
            | SystemField::Jurisdictions
            | SystemField::ActRole
            | SystemField::ActTier
            | SystemField::Initiated
            | SystemField::Implemented
            | SystemField::Retired
            | SystemField::Links
            | SystemField::Trait(_) => return,
        };
        *slot = Some(text);
    }

    fn set_things(&mut self, field: SystemField, things: Vec<String>) {
        if field == SystemField::Vendors {
            self.vendors = things;
        } else if field == SystemField::Models {
            self.models = things;
        } else if field == SystemField::DataClasses {
            self.data_classes = things;
        } else if field == SystemField::Jurisdictions {
            self.jurisdictions = things;
        } else if field == SystemField::Links {
            self.links = things;
        }
    }

    fn set_key(&mut self, field: SystemField, key: &str) {
        if let SystemField::Trait(which) = field {
            self.traits.insert(which, key == "yes");
        } else if field == SystemField::CustomerFacing {
            self.customer_facing = Some(key == "yes");
        } else if field == SystemField::Stage {
            self.stage = key.parse().ok();
        } else if field == SystemField::Origin {
            self.origin = key.parse().ok();
        } else if field == SystemField::Criticality {
            self.criticality = key.parse().ok();
        } else if field == SystemField::ActRole {
            self.act_role = key.parse().ok();
        } else if field == SystemField::ActTier {
            self.act_tier = key.parse().ok();
        }
    }

    fn set_day(&mut self, field: SystemField, day: Date) {
        if field == SystemField::Initiated {
            self.initiated = Some(day);
        } else if field == SystemField::Implemented {
            self.implemented = Some(day);
        } else if field == SystemField::Retired {
            self.retired = Some(day);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::answers::choices;
    use super::super::field::Shape;
    use super::*;

    #[test]
    fn every_field_keeps_its_value() {
        for field in SystemField::ALL {
            let value = match field.shape() {
                Shape::Line(_) | Shape::Text => Value::Words("words".into()),
                Shape::List | Shape::Links => Value::Things(vec!["thing".into()]),
                Shape::Word | Shape::YesNo => Value::Key(choices(*field).first().map_or("", |(key, _)| *key)),
                Shape::Day => Value::Day(jiff::civil::date(2024, 5, 1)),
            };
            let mut entry = Entry::default();
            entry.set(*field, value);
            assert_ne!(entry, Entry::default(), "{field} was lost");
        }
    }

    #[test]
    fn what_is_not_said_is_not_written() -> Result<(), serde_json::Error> {
        let entry = Entry { name: "Fraud screen".into(), ..Entry::default() };
        assert_eq!(serde_json::to_string(&entry)?, r#"{"name":"Fraud screen"}"#);
        assert_eq!(serde_json::from_str::<Entry>(r#"{"name":"Fraud screen"}"#)?, entry);
        Ok(())
    }
}
