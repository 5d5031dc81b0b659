//! The sheets of `style/`, bundled in the order of their cascade layers.

use crate::house;
use anyhow::{Context, Result, ensure};
use walkdir::WalkDir;

/// All sheets as one. `fonts` are pairs of a font's plain path and the hashed one it is served under.
pub fn bundle(fonts: &[(String, String)]) -> Result<String> {
    let mut sheets = Vec::new();
    for entry in WalkDir::new(house::at("style")).sort_by_file_name() {
        let entry = entry?;
        if entry.path().extension().is_some_and(|extension| extension == "css") {
            let name = entry.path().strip_prefix(house::root())?.display().to_string();
            sheets.push((name, std::fs::read_to_string(entry.path())?));
        }
    }
    Ok(in_order(sheets)?.into_iter().map(|sheet| hashed(sheet, fonts)).collect::<Vec<_>>().join("\n"))
}

/// The sheet that declares the layers first, then each by the layer it opens, then by name.
fn in_order(sheets: Vec<(String, String)>) -> Result<Vec<String>> {
    if sheets.is_empty() {
        return Ok(Vec::new());
    }
    let layers: Vec<String> = sheets
        .iter()
        .find_map(|(_, sheet)| declared(sheet))
        .context("no sheet declares its layers: `@layer tokens, base, …;`")?;
    let mut ranked = Vec::new();
    for (name, sheet) in sheets {
        let opened = opened(&sheet).with_context(|| format!("{name} opens no layer: `@layer NAME {{`"))?;
        let rank = layers.iter().position(|layer| *layer == opened);
        ensure!(rank.is_some(), "{name} opens the layer {opened}, which is not declared");
        ranked.push((declared(&sheet).is_none(), rank, name, sheet));
    }
    ranked.sort();
    Ok(ranked.into_iter().map(|(_, _, _, sheet)| sheet).collect())
}

/// The layers of the statement `@layer a, b, c;`.
fn declared(sheet: &str) -> Option<Vec<String>> {
    let statement = sheet.lines().find_map(|line| line.trim().strip_prefix("@layer ")?.strip_suffix(';'))?;
    Some(statement.split(',').map(|layer| layer.trim().to_owned()).collect())
}

/// The first layer of the form `@layer NAME {`.
fn opened(sheet: &str) -> Option<String> {
    sheet.lines().find_map(|line| Some(line.trim().strip_prefix("@layer ")?.split_once('{')?.0.trim().to_owned()))
}

/// Sheets name a font `url("/fonts/NAME")`; the bundle lies in `style/`, and names it by its hash.
fn hashed(sheet: String, fonts: &[(String, String)]) -> String {
    fonts.iter().fold(sheet, |sheet, (plain, hashed)| {
        ["/", "../", ""].iter().fold(sheet, |sheet, from| {
            sheet.replace(&format!("url(\"{from}{plain}\")"), &format!("url(\"../{hashed}\")"))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(name: &str, text: &str) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }

    #[test]
    fn the_declaring_sheet_comes_first_then_the_layers_in_order_then_the_names() {
        let bundle = in_order(vec![
            sheet("base.css", "@layer base {\n}"),
            sheet("matrix.css", "@layer pages {\n}"),
            sheet("account.css", "@layer pages { main { } }"),
            sheet("tokens.css", "@layer tokens, base, pages;\n@layer tokens {\n}"),
        ])
        .unwrap();
        let firsts: Vec<&str> = bundle.iter().map(|sheet| sheet.lines().next().unwrap()).collect();
        assert_eq!(
            firsts,
            ["@layer tokens, base, pages;", "@layer base {", "@layer pages { main { } }", "@layer pages {"]
        );
    }

    #[test]
    fn a_sheet_outside_the_layers_is_refused_by_name() {
        let refused =
            in_order(vec![sheet("tokens.css", "@layer a;\n@layer a {\n}"), sheet("stray.css", "p { color: red }")]);
        assert_eq!(refused.unwrap_err().to_string(), "stray.css opens no layer: `@layer NAME {`");
    }

    #[test]
    fn fonts_are_named_by_their_hash() {
        let fonts = [("fonts/a.woff2".to_owned(), "fonts/a-1.woff2".to_owned())];
        assert_eq!(
            hashed(r#"src: url("/fonts/a.woff2"), url("fonts/a.woff2")"#.to_owned(), &fonts),
            r#"src: url("../fonts/a-1.woff2"), url("../fonts/a-1.woff2")"#
        );
    }
}
