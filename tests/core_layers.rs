//! The modules of the core build on each other in one direction: no module imports one that imports it, directly or
//! through others.
//!
//! A `mod.rs` stands for its folder. So an import between it and the files below it does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// A module by its path below `core`: `["oauth", "form"]`.
type Module = Vec<String>;

/// The modules below `folder`, with their texts.
fn modules(folder: &Path, name: &[String], found: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        let stem = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let below = [name, std::slice::from_ref(&stem)].concat();
        if path.is_dir() {
            modules(&path, &below, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            let module = if stem == "mod" { name.to_vec() } else { below };
            found.insert(module, fs::read_to_string(&path).expect("a readable file"));
        }
    }
}

/// The paths of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<String> {
    let Some((head, rest)) = tree.split_once('{') else {
        return vec![tree.trim().to_owned()];
    };
    let inside = rest.strip_suffix('}').expect("a closed tree");
    let (mut depth, mut start, mut branches) = (0, 0, Vec::new());
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                branches.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    branches.push(&inside[start..]);
    let branches = branches
        .into_iter()
        .map(str::trim)
        .filter(|b| !b.is_empty());
    branches
        .flat_map(paths)
        .map(|path| format!("{}{path}", head.trim()))
        .collect()
}

/// The module of the core that a `use` path leads to, seen from `from`: the longest beginning of it that is one.
fn target(path: &str, from: &Module, known: &BTreeMap<Module, String>) -> Option<Module> {
    let mut parts = path.split("::").map(str::trim).peekable();
    let mut at = from.clone();
    match parts.next()? {
        "crate" if parts.next() == Some("core") => at.clear(),
        "super" => drop(at.pop()),
        "self" => {}
        _ => return None,
    }
    while parts.next_if_eq(&"super").is_some() {
        at.pop();
    }
    for part in parts {
        let below = [at.clone(), vec![part.to_owned()]].concat();
        if !known.contains_key(&below) {
            break;
        }
        at = below;
    }
    known.contains_key(&at).then_some(at)
}

/// The modules that each module imports.
fn imports(known: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<Module>> {
    let of = |(module, text): (&Module, &String)| {
        let uses = text.split("\nuse ").skip(1);
        let trees = uses.filter_map(|rest| Some(rest.split_once(';')?.0.replace('\n', " ")));
        let targets = trees
            .flat_map(|tree| paths(&tree))
            .filter_map(|path| target(&path, module, known))
            .filter(|target| !target.starts_with(module) && !module.starts_with(target));
        (module.clone(), targets.collect())
    };
    known.iter().map(of).collect()
}

/// A circle of imports through a module, if there is one.
fn circle(graph: &BTreeMap<Module, BTreeSet<Module>>) -> Option<Vec<String>> {
    fn visit<'a>(
        module: &'a Module,
        graph: &'a BTreeMap<Module, BTreeSet<Module>>,
        way: &mut Vec<&'a Module>,
        done: &mut BTreeSet<&'a Module>,
    ) -> Option<Vec<String>> {
        if let Some(start) = way.iter().position(|passed| *passed == module) {
            let names = way[start..].iter().map(|passed| passed.join("::"));
            return Some(names.collect());
        }
        if !done.insert(module) {
            return None;
        }
        way.push(module);
        let found = graph[module]
            .iter()
            .find_map(|next| visit(next, graph, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    graph
        .keys()
        .find_map(|module| visit(module, graph, &mut Vec::new(), &mut done))
}

/// The modules of the core, with their texts.
fn core() -> BTreeMap<Module, String> {
    let mut known = BTreeMap::new();
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core");
    modules(&core, &[], &mut known);
    known
}

/// The folders and files that the modules of `folder` need, directly or through others.
fn needs(graph: &BTreeMap<Module, BTreeSet<Module>>, folder: &str) -> BTreeSet<String> {
    let mut left: Vec<&Module> = graph
        .keys()
        .filter(|m| m.first().is_some_and(|f| f == folder))
        .collect();
    let mut seen = BTreeSet::new();
    while let Some(module) = left.pop() {
        if seen.insert(module) {
            left.extend(&graph[module]);
        }
    }
    seen.into_iter()
        .filter_map(|module| module.first().cloned())
        .collect()
}

/// A login passes its tokens to the side that holds the credential, so that a core of logins alone can be built.
#[test]
fn a_login_needs_neither_credentials_nor_the_engine() {
    let graph = imports(&core());
    for folder in ["login", "device"] {
        let needed = needs(&graph, folder);
        assert!(
            needed.contains("oauth") && needed.contains("flow"),
            "{needed:?}"
        );
        for other in ["credential", "engine", "records"] {
            assert!(
                !needed.contains(other),
                "{folder} needs {other}: {needed:?}"
            );
        }
    }
    assert!(needs(&graph, "engine").contains("credential"));
}

#[test]
fn no_module_of_the_core_imports_one_that_imports_it() {
    let known = core();
    let graph = imports(&known);
    let arrows: usize = graph.values().map(BTreeSet::len).sum();
    assert!(
        known.len() > 60 && arrows > 200,
        "{} modules, {arrows} imports",
        known.len()
    );
    assert_eq!(circle(&graph), None);
}

#[test]
fn the_check_finds_a_circle_in_any_spelling() {
    let files = |list: &[(&str, &str)]| -> BTreeMap<Module, String> {
        let module = |name: &str| name.split('/').map(str::to_owned).collect();
        let files = list
            .iter()
            .map(|(name, text)| (module(name), format!("\n{text}")));
        files.collect()
    };
    let straight = files(&[
        ("a", "use super::b::{self, c::{D, E}};"),
        ("b", "mod c;"),
        ("b/c", "use super::F;\nuse std::rc::Rc;"),
    ]);
    assert_eq!(circle(&imports(&straight)), None);
    let around = files(&[
        ("a", "use super::b::{\n    self,\n    c::{D, E},\n};"),
        ("b", "mod c;"),
        ("b/c", "use super::super::d::G;"),
        ("d", "use crate::core::a::H;"),
    ]);
    assert!(circle(&imports(&around)).is_some());
}
