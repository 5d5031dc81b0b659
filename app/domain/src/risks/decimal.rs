//! Decimal numbers as people write them, kept exactly.

use crate::words::serde_as_text;
use std::fmt;
use std::str::FromStr;

/// A number with at most six decimals and nine digits before the point, kept as millionths: 0.1 is 0.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(i64);

/// A text that is no such number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoDecimal {
    #[error("“{0}” is no number. Write it as 0.85 or -2.")]
    Unreadable(String),
    #[error("At most {DECIMALS} decimals are kept.")]
    TooFine,
    #[error("At most {DIGITS} digits stand before the point.")]
    TooLarge,
}

const DECIMALS: usize = 6;
const DIGITS: usize = 9;
const UNIT: i64 = 1_000_000;

impl Decimal {
    /// Of millionths.
    #[must_use]
    pub const fn of_millionths(millionths: i64) -> Self {
        Self(millionths)
    }

    #[must_use]
    pub const fn millionths(self) -> i64 {
        self.0
    }
}

impl FromStr for Decimal {
    type Err = NoDecimal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let unreadable = || NoDecimal::Unreadable(text.chars().take(40).collect());
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = match digits.split_once('.') {
            Some((_, "")) => return Err(unreadable()),
            Some(split) => split,
            None => (digits, ""),
        };
        let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !are_digits(whole) || !are_digits(part) {
            return Err(unreadable());
        }
        let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
        if part.len() > DECIMALS {
            return Err(NoDecimal::TooFine);
        }
        if whole.len() > DIGITS {
            return Err(NoDecimal::TooLarge);
        }
        let millionths: i64 = format!("0{whole}{part:0<DECIMALS$}").parse().map_err(|_| unreadable())?;
        Ok(Self(sign * millionths))
    }
}

/// The shortest text of the same number.
impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0.unsigned_abs() / UNIT.unsigned_abs(), self.0.unsigned_abs() % UNIT.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        let text = format!("{sign}{whole}.{part:0DECIMALS$}");
        out.pad(text.trim_end_matches('0').trim_end_matches('.'))
    }
}

serde_as_text!(Decimal);
