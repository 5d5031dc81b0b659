//! What a first visit fetches, as brotli packs it.

use crate::Result;
use crate::browser::Browser;
use crate::figure::Figure;
use crate::house::House;
use crate::seed::Seeded;
use std::path::Path;

pub async fn measure(seeded: &Seeded) -> Result<Vec<Figure>> {
    let copy = seeded.copy("weight").await?;
    let house = House::open(&copy.store, &copy.folder).await?;
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site");
    let manifest = std::fs::read(site.join("manifest.json")).map_err(|_| "the site is not built: cargo xtask build")?;
    let manifest: std::collections::BTreeMap<String, String> = serde_json::from_slice(&manifest)?;
    let packed = |name: &str| {
        let path = manifest.get(name).ok_or(format!("the site has no {name}"))?;
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(
            std::fs::metadata(site.join(format!("{path}.br")))?.len() as f64 / 1_000.0,
        )
    };
    let mut browser = Browser::open(house.address, &house.cookie).await?.taking("br");
    let html = browser.get("/").await?;
    if html.headers.get("content-encoding").map(String::as_str) != Some("br") {
        return Err("the page did not come as brotli".into());
    }
    let door = Browser::open(house.address, "").await?.get("/sign-in").await?;
    let door = String::from_utf8_lossy(&door.body).into_owned();
    let wasm = [".wasm", "client-"].iter().filter(|word| door.contains(**word)).count();
    let (script, css, html) =
        (packed("client.js")? + packed("client_bg.wasm")?, packed("plumbline.css")?, html.body.len() as f64 / 1_000.0);
    Ok(vec![
        Figure::new("wasm and script", script, "kB").at_most(90.0).note("brotli"),
        Figure::new("HTML and CSS of the executive's home", html + css, "kB")
            .at_most(40.0)
            .note(format!("brotli: {html:.1} and {css:.1}")),
        Figure::new("wasm and script named by the page of sign-in", wasm as f64, "").at_most(0.5),
    ])
}
