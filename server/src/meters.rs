//! The figures for Prometheus.

use app::site::Site;
use axum::http::{Method, header};
use axum::response::{IntoResponse as _, Response};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::Arc;

/// Seconds; a page is meant to take a few thousandths.
const BUCKETS: [f64; 8] = [0.001, 0.002, 0.005, 0.01, 0.03, 0.1, 0.5, 2.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    method: String,
    route: &'static str,
    status: u16,
}

#[derive(Clone)]
pub struct Meters {
    answers: Family<Answer, Counter>,
    seconds: Histogram,
    statements: Gauge,
    registry: Arc<Registry>,
}

impl Default for Meters {
    fn default() -> Self {
        let (answers, statements) = (Family::default(), Gauge::default());
        let seconds = Histogram::new(BUCKETS);
        let mut registry = Registry::with_prefix("plumbline");
        registry.register("answers", "Answers by method, route and status", answers.clone());
        registry.register_with_unit("answer", "How long answers took", Unit::Seconds, seconds.clone());
        registry.register("statements", "SQL statements since the start", statements.clone());
        Self { answers, seconds, statements, registry: Arc::new(registry) }
    }
}

impl Meters {
    pub(crate) fn answered(&self, method: &Method, route: &'static str, status: u16, micros: i64) {
        let method = if Method::GET == *method || Method::POST == *method { method.as_str() } else { "other" };
        self.answers.get_or_create(&Answer { method: method.to_owned(), route, status }).inc();
        self.seconds.observe(micros as f64 / 1_000_000.0);
    }

    /// Everything, in the text format of OpenMetrics.
    #[must_use]
    pub fn text(&self, site: &Site) -> Response {
        self.statements.set(i64::try_from(site.store.statements()).unwrap_or(i64::MAX));
        let mut out = String::new();
        match text::encode(&mut out, &self.registry) {
            Ok(()) => {
                let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
                ([(header::CONTENT_TYPE, kind)], out).into_response()
            }
            Err(error) => app::error::Error::fault(error).into_response(),
        }
    }
}
