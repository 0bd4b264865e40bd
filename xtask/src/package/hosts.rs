//! Lets the glue run in hosts that wasm-bindgen does not support.

use anyhow::{Context, Result, ensure};

/// Texts of the glue, and their replacements.
type Change = (&'static str, &'static str);

/// Jest's jsdom has neither of the coders: importing the glue would throw. The loader always passes a module; `instanceof` does not
/// recognize one of another realm, so the glue would compile it as bytes.
const CHANGES: [Change; 3] = [
    (
        "new TextDecoder('utf-8', { ignoreBOM: true })",
        "textDecoder()",
    ),
    ("new TextEncoder()", "textEncoder()"),
    (
        "    if (!(module instanceof WebAssembly.Module)) {\n        module = new WebAssembly.Module(module);\n    }\n",
        "",
    ),
];

/// A core's glue for those hosts as well. With the text of the coders' module they become a part of the glue; otherwise the
/// glue imports them.
pub fn widen(glue: &str, coders_module: Option<&str>) -> Result<String> {
    let first = glue.lines().next().context("wasm-bindgen wrote no glue")?;
    ensure!(
        first.contains("@ts-self-types"),
        "the glue begins with {first:?}"
    );
    let mut wider = glue[first.len()..].to_owned();
    let mut coders = Vec::new();
    for (narrow, wide) in CHANGES {
        let there = wider.contains(narrow);
        // A core without texts has no encoder.
        ensure!(
            there || wide == "textEncoder()",
            "the glue does not have {narrow:?}"
        );
        if there && let Some(coder) = wide.strip_suffix("()") {
            coders.push(coder);
        }
        wider = wider.replace(narrow, wide);
    }
    Ok(match coders_module {
        Some(module) => format!("{}{wider}", module.replace("export function", "function")),
        None => format!(
            "import {{ {} }} from '../text.js';{wider}",
            coders.join(", ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glue() -> String {
        let narrow: String = CHANGES.iter().map(|(narrow, _)| *narrow).collect();
        format!("/* @ts-self-types=\"./core.d.ts\" */\n{narrow}")
    }

    #[test]
    fn the_glue_gets_the_coders_that_it_uses() {
        let wide = widen(&glue(), None).unwrap();
        assert!(wide.starts_with("import { textDecoder, textEncoder } from '../text.js';\n"));
        let wide = widen(&glue().replace(CHANGES[1].0, ""), None).unwrap();
        assert!(wide.starts_with("import { textDecoder } from '../text.js';\n"));
    }

    #[test]
    fn glue_that_is_loaded_later_has_the_coders_in_it() {
        let module = "const R = 1;\nexport function textEncoder() {}\n";
        let wide = widen(&glue(), Some(module)).unwrap();
        assert!(wide.starts_with("const R = 1;\nfunction textEncoder() {}\n"));
        assert!(!wide.contains("import ") && !wide.contains("export "));
    }

    #[test]
    fn glue_that_wasm_bindgen_writes_otherwise_is_an_error() {
        assert!(
            CHANGES
                .iter()
                .all(|(narrow, _)| !widen(&glue(), None).unwrap().contains(narrow))
        );
        assert!(widen(&glue().replace("TextDecoder", "Decoder"), None).is_err());
        assert!(widen(&glue().replace("instanceof", "is"), None).is_err());
        assert!(widen("", None).is_err());
    }
}
