use super::*;

fn told(bytes: &[u8]) -> String {
    detect(bytes).unwrap().to_string()
}

fn text(bytes: &[u8]) -> String {
    let mut text = String::new();
    Decoded::new(bytes, detect(bytes).unwrap()).read_to_string(&mut text).unwrap();
    text
}

fn utf16(text: &str, pair: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(pair).collect()
}

#[test]
fn every_common_encoding_is_told_and_read() {
    let words = "Größe;“quoted” – naïve\r\n漢字";
    let western = "Größe;quoted naïve";
    for (bytes, said, wanted) in [
        (b"plain".to_vec(), "UTF-8", "plain"),
        (words.as_bytes().to_vec(), "UTF-8", words),
        ([b"\xEF\xBB\xBF", words.as_bytes()].concat(), "UTF-8, as it is marked", words),
        ([vec![0xFF, 0xFE], utf16(words, u16::to_le_bytes)].concat(), "UTF-16 (little-endian), as it is marked", words),
        ([vec![0xFE, 0xFF], utf16(words, u16::to_be_bytes)].concat(), "UTF-16 (big-endian), as it is marked", words),
        (utf16(western, u16::to_le_bytes), "UTF-16 (little-endian), by the look of its letters", western),
        (utf16(western, u16::to_be_bytes), "UTF-16 (big-endian), by the look of its letters", western),
        (
            b"system\x92s out\x85".to_vec(),
            "Windows-1252, the older writing of Windows, because it is not UTF-8",
            "system’s out…",
        ),
    ] {
        assert_eq!(told(&bytes), said);
        assert_eq!(text(&bytes), wanted);
    }
}

#[test]
fn one_damaged_byte_does_not_make_a_text_western() {
    let mut bytes = "Größe und Maß, schön, für, über, möglich".as_bytes().to_vec();
    bytes.push(0xFF);
    assert_eq!(told(&bytes), "UTF-8 with one damaged byte, shown as �");
    assert!(text(&bytes).ends_with("möglich\u{FFFD}"));
}

#[test]
fn pieces_may_end_inside_a_letter() {
    for shift in 0..4 {
        let long = "a".repeat(PIECE - shift) + &"漢".repeat(PIECE);
        assert_eq!(detect(long.as_bytes()).unwrap(), Encoding::Utf8);
        assert_eq!(text(long.as_bytes()), long);
    }
    let cut = "a漢".as_bytes();
    assert_eq!(told(&cut[..3]), "Windows-1252, the older writing of Windows, because it is not UTF-8");
}
