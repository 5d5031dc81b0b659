//! `target/site`: what the server hands to browsers besides its pages. A debug server reads it from disk, a
//! release carries it inside (rust-embed).
//!
//! ```text
//! pkg/client-HASH.js  pkg/client_bg-HASH.wasm   the browser's half and its glue
//! style/plumbline-HASH.css                      all sheets
//! fonts/NAME-HASH.woff2  fonts/OFL.txt          from public/
//! favicon.svg                                   and whatever else lies in public/, under its own name
//! manifest.json                                 {"client.js": "pkg/client-HASH.js", …}: plain name → hashed path
//! ```
//! Beside a file lie `FILE.br` and `FILE.gz` where they are smaller. What the manifest names never changes under
//! its name and may be kept for ever; nothing else may.

use crate::{client::Client, house, styles};
use anyhow::{Context, Result};
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

pub const FOLDER: &str = "target/site";

/// Lays out the site and says what its parts weigh.
pub fn build(client: Client) -> Result<()> {
    let mut site = Site::default();
    site.hashed("pkg", "client.js", &client.glue)?;
    site.hashed("pkg", "client_bg.wasm", &client.wasm)?;
    let mut fonts = Vec::new();
    for entry in WalkDir::new(house::at("public")).sort_by_file_name() {
        let entry = entry?;
        if !entry.file_type().is_file() {
            continue;
        }
        let (content, path) = (fs::read(entry.path())?, entry.path().strip_prefix(house::at("public"))?);
        if path.extension().is_some_and(|extension| extension == "woff2") {
            let hashed = site.hashed("fonts", &entry.file_name().to_string_lossy(), &content)?;
            fonts.push((path.display().to_string(), hashed));
        } else {
            site.file(path, &content)?;
        }
    }
    site.hashed("style", "plumbline.css", styles::bundle(&fonts)?.as_bytes())?;
    site.close()
}

/// A site while it is laid out.
#[derive(Default)]
struct Site {
    /// Plain name → hashed path.
    manifest: BTreeMap<String, String>,
    files: BTreeSet<PathBuf>,
}

impl Site {
    /// Adds a file under a name that holds its content's hash, and enters it in the manifest.
    fn hashed(&mut self, folder: &str, name: &str, content: &[u8]) -> Result<String> {
        let (stem, extension) = name.rsplit_once('.').context("a file without an extension")?;
        let hash = hex::encode(Sha256::digest(content));
        let path = format!("{folder}/{stem}-{}.{extension}", hash.get(..16).unwrap_or(&hash));
        self.file(Path::new(&path), content)?;
        self.manifest.insert(name.to_owned(), path.clone());
        Ok(path)
    }

    /// Adds a file, with its compressed forms where they are smaller.
    fn file(&mut self, path: &Path, content: &[u8]) -> Result<()> {
        let with = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
        let forms = [with(".br"), with(".gz")];
        let whole = house::at(FOLDER).join(path);
        if !fs::read(&whole).is_ok_and(|there| there == content) {
            fs::create_dir_all(whole.parent().context("a file outside the site")?)?;
            for (form, packed) in forms.iter().zip([brotli(content)?, gzip(content)?]) {
                let form = house::at(FOLDER).join(form);
                if packed.len() < content.len() {
                    fs::write(form, packed)?;
                } else if form.exists() {
                    fs::remove_file(form)?;
                }
            }
            fs::write(&whole, content)?;
        }
        let weight = |path: &Path| fs::metadata(house::at(FOLDER).join(path)).map(|about| about.len());
        let packed = forms.first().and_then(|form| weight(form).ok()).map(|bytes| format!(", {bytes} as brotli"));
        println!("  {:<36} {:>7} bytes{}", path.display(), content.len(), packed.unwrap_or_default());
        self.files.insert(path.to_owned());
        self.files.extend(forms);
        Ok(())
    }

    /// Names the new files, then takes away the old ones: a server that reads along always finds what it names.
    fn close(mut self) -> Result<()> {
        let folder = house::at(FOLDER);
        let manifest = serde_json::to_vec_pretty(&self.manifest)?;
        if !fs::read(folder.join("manifest.json")).is_ok_and(|there| there == manifest) {
            fs::write(folder.join("manifest.new"), manifest)?;
            fs::rename(folder.join("manifest.new"), folder.join("manifest.json"))?;
        }
        self.files.insert("manifest.json".into());
        for entry in WalkDir::new(&folder) {
            let entry = entry?;
            if entry.file_type().is_file() && !self.files.contains(entry.path().strip_prefix(&folder)?) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &brotli::enc::BrotliEncoderParams::default())?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(content)?;
    Ok(packed.finish()?)
}
