//! The browser's half: compiled to wasm, bound to its JavaScript glue, shrunk; kept until its inputs change.

use crate::{call, house, inputs, needs, wasm};
use anyhow::{Context, Result};
use std::{fs, path::Path};
use wasm_bindgen_cli_support::Bindgen;

const KEPT: &str = "target/wasm/kept";
const MADE_FROM: &str = "made-from";
const GLUE: &str = "client.js";
const WASM: &str = "client_bg.wasm";

/// What every browser of 2023 and later understands. Not `--all-features`: Chromium refuses the result.
const BROWSERS_KNOW: [&str; 7] = [
    "--enable-reference-types",
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--enable-extended-const",
];

pub struct Client {
    pub glue: Vec<u8>,
    pub wasm: Vec<u8>,
}

/// The browser's half of the sources as they are now.
pub fn build() -> Result<Client> {
    let inputs = inputs::of_client()?;
    let kept = house::at(KEPT);
    if fs::read_to_string(kept.join(MADE_FROM)).is_ok_and(|made_from| made_from == inputs) {
        println!("▸ client: unchanged");
    } else {
        // Taken away first: a build that stops half-way leaves nothing that passes for a result.
        fs::remove_dir_all(&kept).or_else(|error| if kept.exists() { Err(error) } else { Ok(()) })?;
        needs::npm_tools()?;
        compile()?;
        bind(&kept)?;
        shrink(&kept.join(WASM))?;
        fs::write(kept.join(MADE_FROM), inputs)?;
    }
    Ok(Client { glue: fs::read(kept.join(GLUE))?, wasm: fs::read(kept.join(WASM))? })
}

fn compile() -> Result<()> {
    let mut cargo = wasm::Way::find()?.cargo_build()?;
    call::run(cargo.args(["--package", "client", "--profile", "wasm-release", "--target-dir", "target/wasm"]))
}

fn bind(into: &Path) -> Result<()> {
    let compiled = house::at("target/wasm").join(wasm::TARGET).join("wasm-release/client.wasm");
    println!("▸ client: binding to JavaScript");
    Bindgen::new()
        .input_path(compiled)
        .out_name("client")
        .web(true)?
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(into)
}

fn shrink(wasm: &Path) -> Result<()> {
    let before = fs::metadata(wasm)?.len();
    let tool = house::at("end2end/node_modules/.bin/wasm-opt");
    let mut call = call::program(&tool.to_string_lossy());
    call::run(call.args(BROWSERS_KNOW).arg("-Oz").arg(wasm).arg("-o").arg(wasm))
        .context("wasm-opt is npm's binaryen")?;
    println!("▸ client: {before} bytes of wasm became {}", fs::metadata(wasm)?.len());
    Ok(())
}
