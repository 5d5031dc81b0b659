//! Any bytes whatever: read, or refused with a sentence; never a panic, never without end.

use super::*;
use proptest::prelude::*;

fn read_whatever(bytes: Vec<u8>) -> Result<(), TestCaseError> {
    let length = bytes.len();
    match read(bytes, "inventory.csv") {
        Err(fault) => prop_assert!(fault.to_string().ends_with('.'), "{fault}"),
        Ok(mut table) => {
            let mapping = Mapping::propose(table.headers());
            if let Ok(mapping) = mapping.fit(table.headers()) {
                let plan = plan::<usize>(table.rows(), &mapping, &Existing::default());
                prop_assert!(plan.rows() <= length.max(1) * 20);
                prop_assert!(plan.refused.iter().all(|it| it.reason.ends_with('.')), "{:?}", plan.refused);
            }
        }
    }
    Ok(())
}

/// Whole files with some bytes turned and some cut off.
fn damaged(whole: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = whole.len();
    let bytes = prop::collection::vec((0..length, any::<u8>()), 1..12);
    let keep = prop_oneof![4 => Just(length), 1 => length / 2..=length];
    (bytes, keep).prop_map(move |(turned, keep)| {
        let mut damaged = whole.clone();
        for (at, byte) in turned {
            damaged.splice(at..=at, [byte]);
        }
        damaged.truncate(keep);
        damaged
    })
}

fn small_xlsx() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Name", "PII"]).unwrap().write_row(1, 0, ["a", "yes"]).unwrap().write(2, 0, 1.5).unwrap();
    book.save_to_buffer().unwrap()
}

/// The same workbook with its sheet damaged before it is packed, so that the archive itself is sound.
fn repacked(sheet: &[u8]) -> Vec<u8> {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(small_xlsx())).unwrap();
    let mut whole = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..parts.len() {
        let mut part = parts.by_index(at).unwrap();
        let (name, mut bytes) = (part.name().unwrap().to_string(), Vec::new());
        part.read_to_end(&mut bytes).unwrap();
        let bytes = if name == SHEET { sheet } else { &bytes };
        whole.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut whole, bytes).unwrap();
    }
    whole.finish().unwrap().into_inner()
}

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn sheet() -> Vec<u8> {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(small_xlsx())).unwrap();
    let mut bytes = Vec::new();
    parts.by_name(SHEET).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read_whatever(bytes)?;
    }

    #[test]
    fn any_bytes_below_a_header(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read_whatever([b"Name,Purpose,PII,Stage,Date initiated,Links\n".as_slice(), &bytes].concat())?;
    }

    #[test]
    fn any_bytes_that_claim_to_be_something(start in prop::sample::select(vec![
        b"PK\x03\x04".as_slice(), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"\xFF\xFE", b"\xFE\xFF", b"\xEF\xBB\xBF", b"sep=;\n", b"\"",
    ]), bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        read_whatever([start, &bytes].concat())?;
    }

    #[test]
    fn a_damaged_text(bytes in damaged(EXCERPT[..20_000].to_vec())) {
        read_whatever(bytes)?;
    }

    #[test]
    fn a_damaged_xlsx(bytes in damaged(small_xlsx())) {
        read_whatever(bytes)?;
    }

    #[test]
    fn a_damaged_sheet_in_a_sound_xlsx(bytes in damaged(sheet())) {
        read_whatever(repacked(&bytes))?;
    }

    #[test]
    fn a_damaged_xls(bytes in damaged(include_bytes!("../data/inventory.xls").to_vec())) {
        read_whatever(bytes)?;
    }
}
