//! A first mapping from the headers alone: one of the shipped ones where the headers are those of a
//! known file, else whatever headers name a field.

use std::collections::BTreeSet;

use super::field::SystemField;
use super::mapping::{Column, Feed, Mapping, takes_one_column};
use super::text::{folded, words_of};
use crate::accounts::line;
use crate::refusal::Refusal;
use crate::words::Trait;

const FEDERAL_2024: &str = include_str!("../../catalogue/mappings/federal-2024.json");

/// Other headers that name a field, in small letters without punctuation. A field's own key and label
/// name it, too.
const SYNONYMS: &[(SystemField, &[&str])] = &[
    (
        SystemField::Name,
        &[
            "ai system",
            "ai system name",
            "ai use case",
            "application",
            "application name",
            "model name",
            "product",
            "project name",
            "solution",
            "system",
            "system name",
            "title",
            "tool",
            "tool name",
            "use case",
            "use case name",
            "2 use case name",
        ],
    ),
    (
        SystemField::ExternalId,
        &[
            "asset id",
            "code",
            "external id",
            "id",
            "inventory id",
            "key",
            "number",
            "record id",
            "ref",
            "reference",
            "system id",
            "use case id",
        ],
    ),
    (
        SystemField::Purpose,
        &[
            "description",
            "business purpose",
            "intended purpose",
            "intended use",
            "objective",
            "purpose and benefits",
            "use",
        ],
    ),
    (
        SystemField::Outputs,
        &["output", "system outputs", "decisions", "what it decides", "what it decides or recommends"],
    ),
    (
        SystemField::Owner,
        &[
            "accountable",
            "business owner",
            "owner email",
            "owner e mail",
            "owner name",
            "product owner",
            "responsible",
            "responsible person",
            "system owner",
        ],
    ),
    (SystemField::Deputy, &["backup owner", "deputy owner", "second owner", "secondary owner", "delegate"]),
    (SystemField::Department, &["bureau", "business unit", "dept", "function", "office", "team"]),
    (
        SystemField::Unit,
        &["agency", "company", "division", "entity", "legal entity", "organisation", "organization", "unit"],
    ),
    (
        SystemField::Stage,
        &[
            "lifecycle",
            "lifecycle stage",
            "life cycle stage",
            "phase",
            "stage of development",
            "development stage",
            "status",
        ],
    ),
    (SystemField::Origin, &["build or buy", "development method", "make or buy", "sourcing", "source"]),
    (SystemField::Vendors, &["vendor", "supplier", "suppliers", "vendor name", "provider name", "third party name"]),
    (SystemField::Models, &["ai model", "ai models", "base model", "foundation model", "model", "models"]),
    (SystemField::Data, &["data", "data sources", "datasets", "input data", "training data"]),
    (SystemField::DataClasses, &["data class", "data classes", "data categories", "data classification", "data types"]),
    (SystemField::Affected, &["affected", "affected persons", "data subjects", "impacted groups", "users affected"]),
    (SystemField::CustomerFacing, &["customer facing", "external facing", "public facing"]),
    (SystemField::Autonomy, &["autonomy level", "level of autonomy", "degree of autonomy", "automation level"]),
    (SystemField::Oversight, &["human in the loop", "oversight", "human review"]),
    (SystemField::Criticality, &["business criticality", "importance", "priority", "tier"]),
    (SystemField::Jurisdictions, &["countries", "country", "jurisdiction", "region", "regions"]),
    (SystemField::ActRole, &["ai act role", "act role", "role under the ai act"]),
    (
        SystemField::ActTier,
        &["ai act risk", "ai act risk class", "ai act tier", "act tier", "eu ai act risk level", "risk category"],
    ),
    (SystemField::Initiated, &["date initiated", "start date", "started", "begun"]),
    (
        SystemField::Implemented,
        &["date implemented", "deployed on", "deployment date", "go live", "go live date", "in use since"],
    ),
    (SystemField::Retired, &["date retired", "decommissioned on", "end date", "retired", "retirement date"]),
    (SystemField::Links, &["link", "url", "urls", "documentation", "repository", "website"]),
    (SystemField::Notes, &["comment", "comments", "note", "remarks"]),
    (SystemField::Trait(Trait::Generative), &["gen ai", "genai", "generative ai", "is generative"]),
    (SystemField::Trait(Trait::Predictive), &["is predictive", "predictive model"]),
    (SystemField::Trait(Trait::Agentic), &["agent", "ai agent", "is agentic"]),
    (SystemField::Trait(Trait::ThirdParty), &["is third party", "third party", "vendor model"]),
    (SystemField::Trait(Trait::TrainedInHouse), &["in house training", "self trained", "trained by us"]),
    (
        SystemField::Trait(Trait::PersonalData),
        &["contains pii", "pii", "personal information", "processes personal data"],
    ),
    (SystemField::Trait(Trait::HighImpact), &["high impact", "rights impacting", "high stakes"]),
];

/// The mappings that ship with the product.
#[must_use]
pub fn shipped() -> Vec<Mapping> {
    [FEDERAL_2024].iter().filter_map(|json| Mapping::from_json(json).ok()).collect()
}

impl Mapping {
    /// A mapping for a file with these headers: a shipped one where it fits, else by their names.
    #[must_use]
    pub fn propose(headers: &[String]) -> Self {
        Self::propose_of(Vec::new(), headers)
    }

    /// The same where people saved mappings of their own: those come first.
    #[must_use]
    pub fn propose_of(saved: Vec<Self>, headers: &[String]) -> Self {
        let known = recognised(saved, headers).or_else(|| recognised(shipped(), headers));
        known.unwrap_or_else(|| Self::by_headers(headers))
    }

    /// What the headers name by themselves.
    #[must_use]
    pub fn by_headers(headers: &[String]) -> Self {
        let mut mapping = Self::default();
        for header in headers {
            let Some(field) = named(header) else { continue };
            if takes_one_column(field) && mapping.columns_for(field).next().is_some() {
                continue;
            }
            mapping.columns.push(Column { column: header.clone(), feeds: vec![Feed::plain(field)] });
        }
        mapping
    }

    /// Whether it is one of those that ship with the product.
    #[must_use]
    pub fn is_shipped(&self) -> bool {
        shipped().iter().any(|mapping| mapping.name == self.name)
    }
}

/// Of the mappings whose every column is in the file the one that knows the most of them; the first of several.
#[must_use]
pub fn recognised(known: impl IntoIterator<Item = Mapping>, headers: &[String]) -> Option<Mapping> {
    let there: BTreeSet<_> = headers.iter().map(|header| folded(header)).collect();
    let fits = |mapping: &Mapping| {
        !mapping.columns.is_empty() && mapping.columns.iter().all(|it| there.contains(&folded(&it.column)))
    };
    known.into_iter().filter(fits).min_by_key(|mapping| std::cmp::Reverse(mapping.columns.len()))
}

/// The mapping as it is saved under a name. What it is for was said of the one it was made from, and goes.
///
/// # Errors
/// [`Refusal::Invalid`] at `save_as`: no name, a shipped one, or a mapping that could not be used.
pub fn saved_under(name: &str, mapping: Mapping) -> Result<Mapping, Refusal> {
    const MOST: usize = 80;
    let name = line("save_as", name, MOST, "Name the mapping.").map_err(|fault| Refusal::Invalid(vec![fault]))?;
    if shipped().iter().any(|known| known.name.to_lowercase() == name.to_lowercase()) {
        return Err(Refusal::at("save_as", format!("“{name}” ships with the product. Choose another name.")));
    }
    match mapping.faults().into_iter().next() {
        Some(fault) => Err(Refusal::at("save_as", fault.message)),
        None => Ok(Mapping { name, title: String::new(), ..mapping }),
    }
}

/// The field that a header names: by its own key or label first, else by a synonym.
fn named(header: &str) -> Option<SystemField> {
    let words = words_of(header);
    let own = |field: &&SystemField| words == words_of(field.label()) || words == words_of(field.key());
    let own = SystemField::ALL.iter().find(own).copied();
    own.or_else(|| SYNONYMS.iter().find(|(_, names)| names.contains(&words.as_str())).map(|(field, _)| *field))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(of: &[&str]) -> Vec<String> {
        of.iter().map(|header| (*header).to_owned()).collect()
    }

    #[test]
    fn headers_name_their_fields() {
        let mapping = Mapping::propose(&headers(&["ID", "System name", "Title", "Dept.", "PII?", "Weather", "Status"]));
        let found: Vec<_> =
            mapping.columns.iter().flat_map(|it| it.feeds.iter().map(|feed| feed.field.key())).collect();
        assert_eq!(found, ["external-id", "name", "department", "personal-data", "stage"]);
        assert!(mapping.faults().is_empty());
    }

    #[test]
    fn a_saved_mapping_comes_before_a_shipped_one_and_the_one_that_knows_most_columns_first() {
        let of = |name: &str, columns: &[&str]| {
            let mapping = Mapping::propose(&headers(columns));
            saved_under(name, mapping).unwrap()
        };
        let saved = vec![of("Short", &["Name"]), of("Long", &["Name", "Purpose"]), of("Other", &["Name", "Owner"])];
        let propose = |of: &[&str]| Mapping::propose_of(saved.clone(), &headers(of)).name;
        assert_eq!(propose(&["name", "PURPOSE", "Weather"]), "Long");
        assert_eq!(propose(&["Name", "Weather"]), "Short");
        assert_eq!(propose(&["Title"]), "", "only proposed");
        let federal = shipped().remove(0);
        let own: Vec<_> = federal.columns.iter().map(|it| it.column.clone()).collect();
        let mine = saved_under("Ours", Mapping { columns: federal.columns.clone(), ..Mapping::default() }).unwrap();
        assert_eq!(Mapping::propose_of(vec![mine], &own).name, "Ours");
        assert_eq!(
            Mapping::propose_of(vec![Mapping::default()], &own).name,
            "federal-2024",
            "an empty one knows nothing"
        );
        assert!(federal.is_shipped());
    }

    #[test]
    fn a_mapping_is_saved_under_a_name_of_its_own() {
        let mapping = Mapping::propose(&headers(&["Name"]));
        let why = |name: &str, mapping: &Mapping| saved_under(name, mapping.clone()).unwrap_err().to_string();
        assert!(why(" ", &mapping).contains("Name the mapping."));
        assert!(why("Federal-2024", &mapping).contains("ships with the product"));
        assert!(why("Ours", &Mapping::default()).contains("No column gives the name"));
        assert_eq!(saved_under(" Ours ", mapping).unwrap().name, "Ours");
    }

    #[test]
    fn what_we_write_we_read() {
        let labels: Vec<_> = SystemField::ALL.iter().map(|field| field.label().to_owned()).collect();
        let keys: Vec<_> = SystemField::ALL.iter().map(|field| field.key().to_owned()).collect();
        for own in [labels, keys] {
            let mapping = Mapping::propose(&own);
            let fields: Vec<_> = mapping.columns.iter().flat_map(|it| it.feeds.iter().map(|feed| feed.field)).collect();
            assert_eq!(fields, SystemField::ALL);
        }
    }

    #[test]
    fn no_synonym_names_two_fields() {
        let mut seen = BTreeSet::new();
        for (field, names) in SYNONYMS {
            for name in *names {
                assert!(seen.insert(*name), "{name} of {field} is taken");
                assert_eq!(words_of(name), *name, "{name} is written as it is compared");
                assert_eq!(named(name), Some(*field), "{name}");
            }
        }
    }

    #[test]
    fn the_shipped_mappings_are_sound_and_recognise_themselves() {
        assert_eq!(shipped().len(), 1);
        for mapping in shipped() {
            assert_eq!(mapping.faults(), []);
            let own: Vec<_> = mapping.columns.iter().map(|it| it.column.clone()).collect();
            assert_eq!(Mapping::propose(&own).name, mapping.name);
            let because = mapping.columns.iter().flat_map(|it| &it.feeds).filter(|feed| !feed.answers.is_empty());
            assert!(because.into_iter().all(|feed| feed.because.is_some()), "every rule says why");
        }
    }
}
