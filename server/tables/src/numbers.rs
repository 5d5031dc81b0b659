//! Numbers and days of a workbook as people see them in it.

use calamine::ExcelDateTime;

/// A number with the fifteen digits that a spreadsheet keeps: 3, 0.3 and not 0.30000000000000004.
pub fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.14e}").parse().unwrap_or(value);
    let plain = rounded == 0.0 || (1e-9..1e15).contains(&rounded.abs());
    if plain { format!("{rounded}") } else { format!("{rounded:E}") }
}

/// A day as `2024-05-01`, with its time where it has one; a time alone as `13:30:00`.
pub fn day(value: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    match (value.as_f64(), value.is_duration()) {
        (serial, _) if !serial.is_finite() => String::new(),
        (_, true) => duration(value.as_f64()),
        (0.0..1.0, _) => time,
        _ if time == "00:00:00" => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {time}"),
    }
}

/// Hours beyond a day stay hours: 36:00:00.
fn duration(days: f64) -> String {
    let seconds = (days * 86_400.0).round().abs() as u64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::ExcelDateTimeType;

    #[test]
    fn numbers_are_written_as_people_see_them() {
        for (value, wanted) in [
            (3.0, "3"),
            (0.1 + 0.2, "0.3"),
            (-1.5, "-1.5"),
            (0.0, "0"),
            (1_234_567_890_123.0, "1234567890123"),
            (1e300, "1E300"),
            (2.5e-12, "2.5E-12"),
        ] {
            assert_eq!(number(value), wanted);
        }
        assert_eq!(number(f64::NAN), "NaN");
    }

    #[test]
    fn days_are_written_as_iso() {
        let at = |serial: f64| day(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false));
        assert_eq!(at(45_943.0), "2025-10-13");
        assert_eq!(at(45_943.5), "2025-10-13 12:00:00");
        assert_eq!(at(0.5625), "13:30:00");
        assert_eq!(at(f64::NAN), "");
        assert_eq!(day(ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false)), "36:00:00");
    }
}
