//! Builds the npm package: Rust → cdylib → wasm-bindgen → wasm-opt → `pkg/`, for each core, with all files of `pkg-template/`.

mod assemble;
pub mod bundled;
mod compile;
mod hosts;
mod packed;
mod paths;

use std::path::PathBuf;

use anyhow::Result;

pub use self::compile::{glue_types, named as named_cores};

use crate::project;

/// The build's result: the folder of the finished package.
pub struct Package {
    pub folder: PathBuf,
}

/// Builds the package into `pkg/`.
pub fn build() -> Result<Package> {
    bundled::write()?;
    let cores = compile::cores()?;
    let folder = project::root().join("pkg");
    assemble::package(&cores, &folder)?;
    println!(
        "==> wrote {} {}",
        folder.display(),
        project::metadata()?.version
    );
    Ok(Package { folder })
}
