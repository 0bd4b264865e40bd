//! Lets the glue run in hosts that wasm-bindgen does not count on.

use anyhow::{Result, ensure};

/// What the glue says, how often, and what it is to say.
type Change = (&'static str, usize, &'static str);

// Jest's jsdom has neither of these: importing the glue would throw.
const DECODER: Change = (
    "new TextDecoder('utf-8', { ignoreBOM: true })",
    2,
    "textDecoder()",
);
const ENCODER: Change = ("new TextEncoder()", 1, "textEncoder()");
/// The loader gives a module always. One of another realm is none to `instanceof`, and would be compiled as bytes.
const MODULE: Change = (
    "    if (!(module instanceof WebAssembly.Module)) {\n        module = new WebAssembly.Module(module);\n    }\n",
    1,
    "",
);
/// Fake timers take `queueMicrotask` away, and hold what it was given: futures would stand still with the clock.
const MICROTASKS: Change = (
    " queueMicrotask(arg0);",
    1,
    " Promise.resolve().then(arg0);",
);

const TOKENS: &[Change] = &[
    DECODER,
    ENCODER,
    MODULE,
    MICROTASKS,
    (
        "import { makeError } from '../errors.js';\n",
        1,
        "import { makeError } from '../errors.js';\nimport { textDecoder, textEncoder } from '../text.js';\n",
    ),
];
const VERIFY: &[Change] = &[
    DECODER,
    MODULE,
    (
        "/* @ts-self-types=\"./verify.d.ts\" */\n",
        1,
        "import { textDecoder } from '../text.js';\n",
    ),
];

/// The glue of the tokens' core as it runs in those hosts as well.
pub fn widen_tokens(glue: &str) -> Result<String> {
    widen(glue, TOKENS)
}

/// The same of the verify core.
pub fn widen_verify(glue: &str) -> Result<String> {
    widen(glue, VERIFY)
}

fn widen(glue: &str, changes: &[Change]) -> Result<String> {
    let mut wider = glue.to_owned();
    for (narrow, times, wide) in changes {
        let found = wider.matches(narrow).count();
        ensure!(
            found == *times,
            "the glue has {narrow:?} {found} times and not {times}"
        );
        wider = wider.replace(narrow, wide);
    }
    Ok(each_module_once(&wider))
}

/// wasm-bindgen names a module once for each function that the core imports from it directly, and bundlers warn of that.
fn each_module_once(glue: &str) -> String {
    let mut modules = Vec::new();
    let mut spare = Vec::new();
    for line in glue.lines() {
        if let Some((module, name)) = line.trim().split_once("\": import")
            && let Some(number) = name.strip_suffix(',')
        {
            if modules.contains(&module) {
                spare.push(format!("import{number} "));
                spare.push(format!("import{number},"));
            }
            modules.push(module);
        }
    }
    let is_spare = |line: &str| {
        let named = line.strip_prefix("import * as ");
        let named = named.or_else(|| Some(line.trim().strip_prefix('"')?.split_once("\": ")?.1));
        named.is_some_and(|named| spare.iter().any(|name| named.starts_with(&**name)))
    };
    let lines = glue.split_inclusive('\n');
    lines.filter(|line| !is_spare(line)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_named_once() {
        let glue = "import * as import1 from \"a\"\nimport * as import12 from \"a\"\nimport * as import2 from \"b\"\n\
            \"a\": import1,\n\"a\": import12,\n\"b\": import2,\n";
        let once = "import * as import1 from \"a\"\nimport * as import2 from \"b\"\n\"a\": import1,\n\"b\": import2,\n";
        assert_eq!(each_module_once(glue), once);
    }

    #[test]
    fn glue_that_wasm_bindgen_writes_otherwise_is_an_error() {
        for changes in [TOKENS, VERIFY] {
            let glue: String = changes
                .iter()
                .map(|(narrow, times, _)| narrow.repeat(*times))
                .collect();
            let wide = widen(&glue, changes).unwrap();
            assert!(changes.iter().all(|(narrow, _, wide_form)| {
                !wide.replace(wide_form, "").contains(narrow) && wide.contains(wide_form)
            }));
            assert!(widen(&glue.replace("TextDecoder", "Decoder"), changes).is_err());
        }
    }
}
