//! Builds the npm package: Rust → cdylib → wasm-bindgen → wasm-opt → `pkg/`, which holds the files that
//! `pkg-template/package.json` lists and nothing else.

mod assemble;
mod binary;
pub mod bundled;
mod compile;
mod hosts;
mod names;
mod order;
mod panics;
mod paths;
mod places;

use std::path::PathBuf;

use anyhow::Result;

pub use self::compile::glue_types;

use crate::project;

/// What the build left: the folder of the finished package.
pub struct Package {
    pub folder: PathBuf,
}

/// Builds the package into `pkg/`.
pub fn build() -> Result<Package> {
    bundled::write()?;
    let core = compile::core()?;
    let folder = project::root().join("pkg");
    assemble::package(&core, &folder)?;
    println!(
        "==> wrote {} {}",
        folder.display(),
        project::metadata()?.version
    );
    Ok(Package { folder })
}
