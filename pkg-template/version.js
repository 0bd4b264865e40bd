// The package's version; `cargo xtask build` sees to it that Cargo.toml says the same.
export const version = "0.1.0";
