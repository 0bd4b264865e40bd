//! Puts functions that resemble each other side by side: what repeats within short reach is written shorter by brotli, and
//! neither running nor loading cares for the order. Against the order of names it saves 2 KB of 150.
//!
//! The order is told to wasm-opt by names that sort as it goes, for its pass `--reorder-functions-by-name`, which renumbers all
//! calls.

use std::collections::{HashMap, HashSet};

use anyhow::Result;

use super::binary::{self, CODE, CUSTOM, FUNCTION_NAMES, IMPORTS, Reader, put_bytes, put_number};

/// Functions resemble each other by the runs of so many bytes that they share.
const RUN: usize = 4;
/// What is in more functions than this tells nothing of any of them.
const COMMON: usize = 400;
/// How much of what a function resembles is left one place further.
const FADES: f64 = 0.85;
/// Keeps tiny functions from resembling everything.
const LEAST_SIZE: f64 = 20.0;

/// The module, which has no names (wasm-opt leaves them out), with some that say where each function belongs.
pub fn named(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut imported = 0;
    let mut runs = Vec::new();
    let mut named = binary::with_sections(wasm, |id, body| {
        match id {
            IMPORTS => imported = Reader(body).number()?,
            CODE => runs = runs_of(body)?,
            _ => {}
        }
        Ok(None)
    })?;
    let mut names = Vec::new();
    put_number(&mut names, runs.len());
    for (function, place) in places(&order(&runs)).into_iter().enumerate() {
        put_number(&mut names, imported + function);
        put_bytes(&mut names, format!("{place:06}").as_bytes());
    }
    let mut section = b"\x04name".to_vec();
    section.push(FUNCTION_NAMES);
    put_bytes(&mut section, &names);
    named.push(CUSTOM);
    put_bytes(&mut named, &section);
    Ok(named)
}

type Runs = HashSet<[u8; RUN]>;

/// The runs of bytes in each function of the section of code.
fn runs_of(code: &[u8]) -> Result<Vec<Runs>> {
    let mut code = Reader(code);
    let count = code.number()?;
    let mut found = Vec::with_capacity(count);
    for _ in 0..count {
        let windows = code.bytes()?.windows(RUN);
        found.push(windows.filter_map(|run| run.try_into().ok()).collect());
    }
    Ok(found)
}

/// The functions, each followed by that one of the rest which resembles most what went before it: the more, the nearer.
fn order(functions: &[Runs]) -> Vec<usize> {
    let mut holders: HashMap<[u8; RUN], Vec<usize>> = HashMap::new();
    for (function, runs) in functions.iter().enumerate() {
        for run in runs {
            holders.entry(*run).or_default().push(function);
        }
    }
    let mut rest: Vec<usize> = (0..functions.len()).collect();
    let mut likeness = vec![0.0; functions.len()];
    let mut order = Vec::with_capacity(functions.len());
    while !rest.is_empty() {
        // The first is the largest of all; of equals, the one that was first goes first.
        let score = |function: usize| match order.is_empty() {
            true => functions[function].len() as f64,
            false => likeness[function] / (functions[function].len() as f64 + LEAST_SIZE).sqrt(),
        };
        let mut best = 0;
        for place in 1..rest.len() {
            if score(rest[place]) > score(rest[best]) {
                best = place;
            }
        }
        let next = rest.remove(best);
        order.push(next);
        likeness.iter_mut().for_each(|score| *score *= FADES);
        // Summed up in an order that does not change: so is every build the same.
        let mut runs: Vec<_> = functions[next].iter().collect();
        runs.sort_unstable();
        for run in runs {
            let with_it = holders.get(run).map(Vec::as_slice).unwrap_or_default();
            if with_it.len() <= COMMON {
                let weight = 1.0 / (with_it.len() as f64).sqrt().sqrt();
                with_it
                    .iter()
                    .for_each(|function| likeness[*function] += weight);
            }
        }
    }
    order
}

/// Each function's place in the order.
fn places(order: &[usize]) -> Vec<usize> {
    let mut places = vec![0; order.len()];
    for (place, function) in order.iter().enumerate() {
        places[*function] = place;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(functions: &[&[u8]]) -> Vec<Runs> {
        let mut code = Vec::new();
        put_number(&mut code, functions.len());
        functions.iter().for_each(|body| put_bytes(&mut code, body));
        runs_of(&code).unwrap()
    }

    #[test]
    fn what_resembles_each_other_comes_side_by_side() {
        let functions = [
            &b"abcdefghijklmn"[..],
            b"01234567",
            b"abcdefgh__",
            b"__01234567",
            b"",
        ];
        let order = order(&runs(&functions));
        assert_eq!(order[..2], [0, 2]);
        assert_eq!(places(&order)[1].abs_diff(places(&order)[3]), 1);
        assert_eq!(order.len(), functions.len());
    }

    #[test]
    fn names_sort_as_the_order_goes() {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        // One import of type 0 from `g`, then two functions.
        wasm.extend([IMPORTS, 7, 1, 1, b'g', 1, b'f', 0, 0]);
        wasm.extend([CODE, 13, 2, 4, 9, 9, 9, 9, 6, 1, 2, 3, 4, 5, 6]);
        let named = named(&wasm).unwrap();
        let section = b"\0\x18\x04name\x01\x11\x02\x01\x06000001\x02\x06000000";
        assert_eq!(named, [&wasm[..], section].concat());
    }
}
