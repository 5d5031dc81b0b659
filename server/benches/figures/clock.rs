//! The clock that measures, and what a row of measurements says.
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use std::time::{Duration, Instant};

/// Begun, and not over.
#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    pub fn millis(self) -> f64 {
        self.elapsed().as_secs_f64() * 1_000.0
    }
}

/// Milliseconds, in order.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    pub fn of(mut millis: Vec<f64>) -> Self {
        millis.sort_by(f64::total_cmp);
        Self(millis)
    }

    /// The time that `part` of 100 did not exceed.
    pub fn percentile(&self, part: usize) -> f64 {
        let place = (self.0.len() * part).div_ceil(100).saturating_sub(1);
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }

    pub fn worst(&self) -> f64 {
        self.percentile(100)
    }
}

/// Today, for the head of the report.
pub fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let at = domain::instant::Instant(i64::try_from(since.as_micros()).unwrap_or_default());
    domain::instant::Zone::day(&domain::instant::Utc, at).to_string()
}
