//! The rules of questionnaires, in tables and properties.
