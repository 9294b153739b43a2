//! The bundle of the page's modules: those that one needs from the start leave as one file, the others as they are.
//!
//! Pure. `build.rs` calls it, so that a browser asks for one script in place of thirty and the sources stay modules that run as they
//! are. It knows no JavaScript but the forms in which the page's modules name each other, each at the beginning of a line, and refuses
//! a module with another one; its tests are here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The modules of a folder by their paths from its top, without their comments.
pub type Sources = BTreeMap<String, String>;

/// A module as it names others.
struct Module {
    /// The modules that it imports, in order.
    imports: Vec<Import>,
    /// The names that it exports: the one within it, and the one for others.
    exports: Vec<(String, String)>,
    /// All else.
    body: String,
}

/// One `import`.
struct Import {
    /// The path of the module that is named.
    path: String,
    /// The pattern that takes the names out of that module's object; empty for a module that is only to run.
    pattern: String,
}

/// The modules that an entry needs to run, itself at last: each behind those that it imports.
///
/// # Errors
/// A module that is not there, that names others in an unknown form, or that needs itself.
pub fn closure(sources: &Sources, entry: &str) -> Result<Vec<String>, String> {
    let mut order = Vec::new();
    visit(sources, entry, &mut Vec::new(), &mut order)?;
    Ok(order)
}

fn visit(sources: &Sources, path: &str, open: &mut Vec<String>, order: &mut Vec<String>) -> Result<(), String> {
    if order.iter().any(|known| known == path) {
        return Ok(());
    }
    if open.iter().any(|one| one == path) {
        return Err(format!("{path} needs itself: {}", open.join(", ")));
    }
    open.push(path.to_owned());
    for import in parsed(sources, path)?.imports {
        visit(sources, &import.path, open, order)?;
    }
    open.pop();
    order.push(path.to_owned());
    Ok(())
}

/// The modules that are loaded later, by `await import(…)` in one of these or in what that loads, with what they need besides `bundled`.
///
/// # Errors
/// Those of [`closure`].
pub fn later(sources: &Sources, bundled: &[String]) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    let mut at = 0;
    for path in bundled {
        for target in targets(sources, path)? {
            note(sources, &target, bundled, &mut found)?;
        }
    }
    while let Some(path) = found.get(at).cloned() {
        at += 1;
        for target in targets(sources, &path)? {
            note(sources, &target, bundled, &mut found)?;
        }
    }
    Ok(found)
}

fn note(sources: &Sources, target: &str, bundled: &[String], found: &mut Vec<String>) -> Result<(), String> {
    for path in closure(sources, target)? {
        if !bundled.contains(&path) && !found.contains(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// One script of the modules of a [`closure`], each in a function of its own; it exports their objects for the modules of [`later`].
///
/// # Errors
/// Those of [`closure`].
pub fn bundle(sources: &Sources, order: &[String]) -> Result<String, String> {
    let Some((entry, needed)) = order.split_last() else { return Ok(String::new()) };
    let mut script = String::new();
    for path in needed {
        let module = parsed(sources, path)?;
        // Writing to a String cannot fail.
        let _ = writeln!(script, "const {} = (() => {{", object(order, path));
        take(&mut script, &module, order);
        script.push_str(&module.body);
        let given: Vec<String> = module.exports.iter().map(|(own, name)| format!("{name}: {own}")).collect();
        let _ = writeln!(script, "\nreturn {{ {} }};\n}})();", given.join(", "));
    }
    let module = parsed(sources, entry)?;
    take(&mut script, &module, order);
    script.push_str(&module.body);
    let objects: Vec<String> = needed.iter().map(|path| object(order, path)).collect();
    let _ = writeln!(script, "\nexport {{ {} }};", objects.join(", "));
    Ok(script)
}

/// A module of [`later`] that takes what is in the bundle from there.
///
/// # Errors
/// Those of [`closure`].
pub fn beside(sources: &Sources, path: &str, order: &[String]) -> Result<String, String> {
    let Some(entry) = order.last() else { return Ok(String::new()) };
    let module = parsed(sources, path)?;
    let mut script = String::new();
    for import in &module.imports {
        let _ = if order.contains(&import.path) {
            writeln!(script, "import {{ {} }} from \"/{entry}\";", object(order, &import.path))
        } else if import.pattern.is_empty() {
            writeln!(script, "import \"/{}\";", import.path)
        } else {
            writeln!(script, "import * as {} from \"/{}\";", alone(&import.path), import.path)
        };
    }
    for import in module.imports.iter().filter(|one| !one.pattern.is_empty()) {
        let from = if order.contains(&import.path) { object(order, &import.path) } else { alone(&import.path) };
        let _ = writeln!(script, "const {} = {from};", import.pattern);
    }
    script.push_str(&module.body);
    let given: Vec<String> = module.exports.iter().map(|(own, name)| format!("{own} as {name}")).collect();
    let _ = writeln!(script, "\nexport {{ {} }};", given.join(", "));
    Ok(script)
}

/// The name of a bundled module's object. The page's own names have no `$`.
fn object(order: &[String], path: &str) -> String {
    format!("${}", order.iter().position(|one| one == path).unwrap_or(order.len()))
}

/// The name of the object of a module beside the bundle.
fn alone(path: &str) -> String {
    format!("${}", path.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"))
}

/// The names that a bundled module imports.
fn take(script: &mut String, module: &Module, order: &[String]) {
    for import in module.imports.iter().filter(|one| !one.pattern.is_empty()) {
        let _ = writeln!(script, "const {} = {};", import.pattern, object(order, &import.path));
    }
}

/// The modules that a module loads later.
fn targets(sources: &Sources, path: &str) -> Result<Vec<String>, String> {
    let text = sources.get(path).ok_or_else(|| format!("{path} is not there"))?;
    text.split("await import(\"").skip(1).map(|rest| resolved(path, rest.split('"').next().unwrap_or(""))).collect()
}

fn parsed(sources: &Sources, path: &str) -> Result<Module, String> {
    let text = sources.get(path).ok_or_else(|| format!("{path} is not there"))?;
    let unknown = |what: &str| format!("{path}: the form of this is not known: {}", what.lines().next().unwrap_or(""));
    let mut module = Module { imports: Vec::new(), exports: Vec::new(), body: String::new() };
    let mut rest = text.as_str();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix("import").filter(|after| after.starts_with([' ', '{', '"', '*'])) {
            let (statement, behind) = after.split_once(';').ok_or_else(|| unknown(rest))?;
            module.imports.push(import(path, statement.trim()).ok_or_else(|| unknown(rest))?);
            rest = behind.strip_prefix('\n').unwrap_or(behind);
            continue;
        }
        let (line, behind) = rest.split_at(rest.find('\n').map_or(rest.len(), |end| end + 1));
        if let Some(at) = line.find("export default ") {
            // It is the last that a module says, which may be one line.
            let (before, value) = rest.split_at(at);
            let value = value.trim_start_matches("export default ").trim_end().trim_end_matches(';');
            module.exports.push(("$default".to_owned(), "default".to_owned()));
            let _ = writeln!(module.body, "{before}const $default = {value};");
            break;
        } else if let Some(list) = rest.strip_prefix("export {") {
            let (names, behind) = list.split_once('}').ok_or_else(|| unknown(rest))?;
            module.exports.extend(pairs(names));
            rest = behind.strip_prefix(';').ok_or_else(|| unknown(rest))?;
            continue;
        } else if let Some(declared) = line.strip_prefix("export ") {
            let name = declared_name(declared).ok_or_else(|| unknown(line))?;
            module.exports.push((name.to_owned(), name.to_owned()));
            module.body.push_str(declared);
        } else if let Some((before, list)) = line.split_once("export{") {
            // At the end of the one line of a file that is not ours.
            let (names, after) = list.split_once('}').ok_or_else(|| unknown(list))?;
            module.exports.extend(pairs(names));
            module.body.push_str(before);
            module.body.push_str(after);
        } else {
            module.body.push_str(line);
        }
        rest = behind;
    }
    module.body = absolute(path, &module.body)?;
    Ok(module)
}

/// An `import` without that word and its semicolon: `{ a, b as c } from "./d.js"`.
fn import(path: &str, statement: &str) -> Option<Import> {
    let (names, from) = match statement.strip_suffix('"')?.rsplit_once('"')? {
        ("", from) => ("", from),
        (names, from) => (names.trim().strip_suffix("from")?.trim(), from),
    };
    let pattern = if names.is_empty() {
        String::new()
    } else if let Some(list) = names.strip_prefix('{') {
        let list = pairs(list.strip_suffix('}')?);
        let taken: Vec<String> = list.into_iter().map(|(name, own)| format!("{name}: {own}")).collect();
        format!("{{ {} }}", taken.join(", "))
    } else if let Some(name) = names.strip_prefix("* as ") {
        name.to_owned()
    } else {
        format!("{{ default: {names} }}")
    };
    Some(Import { path: resolved(path, from).ok()?, pattern })
}

/// The two names of each entry of a list: `a, b as c`.
fn pairs(list: &str) -> Vec<(String, String)> {
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    entries
        .map(|entry| entry.split_once(" as ").unwrap_or((entry, entry)))
        .map(|(one, other)| (one.into(), other.into()))
        .collect()
}

/// The name that a line declares for good. A `let` may become something else later, which an object would not show.
fn declared_name(line: &str) -> Option<&str> {
    let rest = ["const ", "function ", "async function ", "class "].iter().find_map(|word| line.strip_prefix(word))?;
    rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().filter(|name| !name.is_empty())
}

/// A text in which what is loaded later is named from the top.
fn absolute(path: &str, text: &str) -> Result<String, String> {
    let mut parts = text.split("await import(\"");
    let mut whole = parts.next().unwrap_or("").to_owned();
    for part in parts {
        let (target, rest) = part.split_once('"').ok_or_else(|| format!("{path}: an import without an end"))?;
        let _ = write!(whole, "await import(\"/{}\"{rest}", resolved(path, target)?);
    }
    Ok(whole)
}

/// The path of a module that another one names.
fn resolved(path: &str, name: &str) -> Result<String, String> {
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    for step in name.split('/') {
        match step {
            "." => {}
            ".." => drop(folders.pop()),
            step => folders.push(step),
        }
    }
    if name.starts_with('.') {
        Ok(folders.join("/"))
    } else {
        Err(format!("{path} names {name}, which is no path from there"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(all: &[(&str, &str)]) -> Sources {
        all.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn a_bundle_has_each_module_once_and_behind_what_it_needs() {
        let sources = sources(&[
            ("app/main.js", "import { a } from \"./a.js\";\nimport * as b from \"./b.js\";\na(b);\n"),
            ("app/a.js", "import { c as d } from \"../lib/c.js\";\nexport function a() {\n  d();\n}\n"),
            (
                "app/b.js",
                "import { c } from \"../lib/c.js\";\nexport const b = c;\nconst l = await import(\"./l.js\");\n",
            ),
            ("app/l.js", "import { a } from \"./a.js\";\nimport x from \"./m.js\";\nexport { a as z };\n"),
            ("app/m.js", "var a=1;export default a"),
            ("lib/c.js", "var n=1;export{n as c};"),
        ]);
        let order = closure(&sources, "app/main.js").unwrap();
        assert_eq!(order, ["lib/c.js", "app/a.js", "app/b.js", "app/main.js"]);
        let script = bundle(&sources, &order).unwrap();
        assert_eq!(
            script,
            "const $0 = (() => {\nvar n=1;;\nreturn { c: n };\n})();\n\
             const $1 = (() => {\nconst { c: d } = $0;\nfunction a() {\n  d();\n}\n\nreturn { a: a };\n})();\n\
             const $2 = (() => {\nconst { c: c } = $0;\nconst b = c;\nconst l = await import(\"/app/l.js\");\n\nreturn { b: b };\n})();\n\
             const { a: a } = $1;\nconst b = $2;\na(b);\n\nexport { $0, $1, $2 };\n"
        );
        assert_eq!(later(&sources, &order).unwrap(), ["app/m.js", "app/l.js"]);
        assert_eq!(
            beside(&sources, "app/l.js", &order).unwrap(),
            "import { $1 } from \"/app/main.js\";\nimport * as $app_m_js from \"/app/m.js\";\n\
             const { a: a } = $1;\nconst { default: x } = $app_m_js;\n\n\nexport { a as z };\n"
        );
        assert_eq!(
            beside(&sources, "app/m.js", &order).unwrap(),
            "var a=1;const $default = a;\n\nexport { $default as default };\n"
        );
    }

    #[test]
    fn what_it_does_not_know_is_refused() {
        for (text, said) in [
            ("export let a = 1;\n", "form"),
            ("export * from \"./b.js\";\n", "form"),
            ("export { a } from \"./b.js\";\n", "form"),
            ("import { a } from \"b\";\n", "form"),
            ("import { a } from \"./b.js\";\n", "is not there"),
            ("import { a } from \"./a.js\";\n", "needs itself"),
        ] {
            let refused = closure(&sources(&[("app/a.js", text)]), "app/a.js").unwrap_err();
            assert!(refused.contains(said), "{text}: {refused}");
        }
    }
}
