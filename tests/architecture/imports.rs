//! Who imports from whom inside the crate, file by file, and where that goes round in a ring.
//!
//! A file imports from another if its code, tests left out, names an item that is defined there: in a `use`, or by a path. An
//! item that a module only passes on is followed to the file that defines it. To declare a module is no import, nor to pass
//! its items on without using them. So a parent may list its children, and the children may use what the parent defines,
//! unless the parent also uses what they define: then one of the two belongs into a file of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    paths::{Use, child_modules, paths, uses, without_uses},
    reading::words,
};

/// One file as its neighbours see it.
struct Module {
    children: BTreeMap<String, String>,
    uses: Vec<Use>,
    /// Without the `use` statements.
    code: String,
}

/// What a path leads to: a file, or an item that it defines.
enum Target {
    Module(String),
    Item(String),
}

/// The files of a program, by the path of their module: `http::control`, and nothing for the root.
struct Modules(BTreeMap<String, Module>);

/// From which modules each imports.
pub(crate) struct Imports(BTreeMap<String, BTreeSet<String>>);

/// Imports that are passed over.
#[derive(Clone, Copy)]
pub(crate) struct Excused<'a> {
    /// Modules whose children import from them although they import from their children.
    pub(crate) families: &'a [&'a str],
    /// Who imports from whom.
    pub(crate) imports: &'a [(&'a str, &'a str)],
}

impl Imports {
    /// Of files given as module path and code.
    pub(crate) fn of(files: impl Iterator<Item = (String, String)>) -> Self {
        let modules = files.map(|(path, code)| {
            let child = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") };
            let children = child_modules(&code).into_iter().map(|name| (name.to_owned(), child(name))).collect();
            let module = Module { children, uses: uses(&code), code: without_uses(&code) };
            (path, module)
        });
        let modules = Modules(modules.collect());
        Self(modules.0.keys().map(|module| (module.clone(), modules.imports(module))).collect())
    }

    /// The modules from which a module imports.
    pub(crate) fn of_module(&self, module: &str) -> &BTreeSet<String> {
        &self.0[module]
    }

    /// The modules that import from each other, directly or by way of others: each group once, in order.
    pub(crate) fn rings(&self, excused: Excused<'_>) -> BTreeSet<Vec<&str>> {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.0.keys().map(|module| (module.as_str(), self.reached(module, excused))).collect();
        let ring = |module: &str| -> Vec<&str> {
            reached[module].iter().copied().filter(|other| reached[other].contains(module)).collect()
        };
        self.0.keys().map(|module| ring(module)).filter(|ring| ring.len() > 1).collect()
    }

    fn reached(&self, from: &str, excused: Excused<'_>) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut open = vec![from];
        while let Some(module) = open.pop() {
            for target in self.0.get(module).into_iter().flatten() {
                if !excused.covers(module, target) && reached.insert(target.as_str()) {
                    open.push(target);
                }
            }
        }
        reached
    }
}

impl Excused<'_> {
    fn covers(&self, from: &str, to: &str) -> bool {
        let is_child = from.strip_prefix(to).is_some_and(|rest| rest.starts_with("::"));
        is_child && self.families.contains(&to) || self.imports.contains(&(from, to))
    }
}

impl Modules {
    fn imports(&self, of: &str) -> BTreeSet<String> {
        let module = &self.0[of];
        let named = words(&module.code);
        let used = module.uses.iter().filter(|used| !used.is_passed_on || named.contains(used.name.as_str()));
        let used = used.map(|used| used.path.clone()).chain(paths(&module.code));
        let mut imports: BTreeSet<String> = used
            .filter_map(|path| match self.resolve(of, &path, 0)? {
                Target::Item(module) => Some(module),
                Target::Module(_) => None,
            })
            .collect();
        imports.remove(of);
        imports
    }

    /// What a path means that stands in a module; nothing if it leads out of the program.
    fn resolve(&self, from: &str, path: &[String], depth: usize) -> Option<Target> {
        let mut at = from.to_owned();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" => (at, rest) = (String::new(), &path[1..]),
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|name| name == "super") {
                    at = at.rsplit_once("::").map_or(String::new(), |(parent, _)| parent.to_owned());
                    rest = &rest[1..];
                }
            }
            name if !self.knows(from, name) => return None,
            _ => {}
        }
        for (index, name) in rest.iter().enumerate() {
            let module = self.0.get(&at)?;
            let passed_on = module.uses.iter().find(|used| used.name == *name && used.path != path);
            let is_last = index + 1 == rest.len();
            match (module.children.get(name), passed_on) {
                // A module and a function may have one name; what is imported by it is the function.
                (Some(child), None) => at.clone_from(child),
                (Some(child), Some(_)) if !is_last => at.clone_from(child),
                (_, Some(used)) if depth < 8 => match self.resolve(&at, &used.path, depth + 1)? {
                    Target::Module(module) => at = module,
                    item @ Target::Item(_) => return Some(item),
                },
                _ => return Some(Target::Item(at)),
            }
        }
        Some(Target::Module(at))
    }

    /// Whether a name that begins a path is one of the module's own.
    fn knows(&self, module: &str, name: &str) -> bool {
        let module = &self.0[module];
        module.children.contains_key(name) || module.uses.iter().any(|used| used.name == name)
    }
}

#[test]
fn a_ring_is_seen_whichever_way_it_goes() {
    const NOTHING: Excused<'_> = Excused { families: &[], imports: &[] };
    let rings = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(path, code)| ((*path).to_owned(), (*code).to_owned()));
        let imports = Imports::of(files);
        imports.rings(NOTHING).into_iter().map(|ring| ring.join(" ")).collect::<Vec<_>>()
    };
    let root = ("", "pub mod a;\nmod b;\n");

    assert_eq!(rings(&[root, ("a", "use crate::b::{self, X};"), ("b", "fn f() {\n    super::a::g();\n}")]), ["a b"]);
    assert_eq!(
        rings(&[root, ("a", "use super::b;\nfn f() { b::g() }"), ("b", "use crate::{\n    a::Y,\n};")]),
        ["a b"]
    );
    assert_eq!(
        rings(&[
            root,
            ("a", "use super::b;\nfn f(x: b::X) {}"),
            ("b", "mod c;\npub use c::X;"),
            ("b::c", "use crate::a::f;")
        ]),
        ["a b::c"]
    );
    assert_eq!(rings(&[root, ("b", "mod c;\npub(crate) use c::X;"), ("b::c", "use super::Y;"), ("a", "")]), [""; 0]);
    assert_eq!(
        rings(&[root, ("b", "mod c;\npub(crate) use c::X;\nstruct Y(X);"), ("b::c", "use super::Y;"), ("a", "")]),
        ["b b::c"]
    );
}
