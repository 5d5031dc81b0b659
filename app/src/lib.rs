//! Pages by feature.
