// The package's version; `cargo xtask build` checks that Cargo.toml has the same.
export const version = "0.1.0";
