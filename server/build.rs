//! The folder of the built site has to exist when `rust-embed` looks: a debug build that was compiled without it would
//! not find the site that is built later.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    std::fs::create_dir_all("../target/site")
}
