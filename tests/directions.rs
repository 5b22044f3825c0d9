//! Who may import whom, and where words for people stand: kept by reading the sources as text.
//!
//! The picture is in `docs/ARCHITECTURE.md`. A module that wants to import something new changes the table below in the
//! same commit, where a reviewer sees it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What each module of the tab may import: modules of ours, then crates. `std` and `core` are free for all.
const MAY_IMPORT: [(&str, &[&str], &[&str]); 11] = [
    ("domain", &["domain"], &[]),
    ("route", &["domain"], &["apono_api"]),
    (
        "api",
        &["api", "domain"],
        &["apono_api", "gloo_net", "js_sys", "serde", "serde_json", "wasm_bindgen", "wasm_bindgen_futures", "web_sys"],
    ),
    ("host", &["host", "domain"], &["js_sys", "wasm_bindgen", "wasm_bindgen_futures", "web_sys"]),
    (
        "state",
        &["state", "api", "domain", "host", "route"],
        &["js_sys", "leptos", "wasm_bindgen", "wasm_bindgen_futures", "web_sys"],
    ),
    ("text", &["text", "domain"], &[]),
    ("ui", &["ui", "domain", "text"], &["js_sys", "leptos", "wasm_bindgen", "web_sys"]),
    (
        "pages",
        &["pages", "api", "domain", "host", "route", "state", "text", "ui"],
        &["js_sys", "leptos", "wasm_bindgen", "wasm_bindgen_futures", "web_sys"],
    ),
    (
        "app",
        &["pages", "api", "domain", "host", "route", "state", "text", "ui"],
        &["leptos", "wasm_bindgen", "wasm_bindgen_futures", "web_sys"],
    ),
    ("lib", &[], &["apono_api"]),
    ("main", &["app"], &[]),
];

/// Crates of the tab that are looked for; tests inside the modules may use `proptest` besides.
const CRATES: [&str; 9] = [
    "apono_api",
    "gloo_net",
    "js_sys",
    "leptos",
    "serde",
    "serde_json",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "web_sys",
];

/// Attributes whose values people see or hear.
const SPOKEN: [&str; 7] =
    ["alt", "aria-description", "aria-label", "aria-roledescription", "aria-valuetext", "placeholder", "title"];

#[test]
fn every_module_imports_only_what_its_place_allows() {
    let mut broken = Vec::new();
    for (file, source) in sources() {
        let module = module_of(&file);
        let (_, ours, crates) = MAY_IMPORT
            .iter()
            .find(|(name, ..)| *name == module)
            .unwrap_or_else(|| panic!("{} is a new module: give it a line in MAY_IMPORT", file.display()));
        let source = without_tests(&source);
        for import in our_modules(&source) {
            if !ours.contains(&import.as_str()) {
                broken.push(format!("{} imports crate::{import}", file.display()));
            }
        }
        for import in crates_in(&source) {
            if !crates.contains(&import) {
                broken.push(format!("{} uses the crate {import}", file.display()));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn no_module_climbs_to_its_neighbours_by_super() {
    for (file, source) in sources() {
        assert!(!code(&source).contains("super::super"), "{}: name the module from `crate::` instead", file.display());
    }
}

#[test]
fn wire_types_stay_in_api_and_routes_take_only_the_encoder() {
    for (file, source) in sources() {
        let module = module_of(&file);
        if module == "api" {
            continue;
        }
        let code = code(&without_tests(&source));
        let encoder = if module == "route" { code.matches("apono_api::query::encode_into").count() } else { 0 };
        assert_eq!(code.matches("apono_api").count(), encoder, "{} names a wire type", file.display());
    }
}

#[test]
fn words_for_people_stand_in_the_text_module_only() {
    let mut found = Vec::new();
    for (file, source) in sources() {
        if ["pages", "app", "ui", "state", "host"].contains(&module_of(&file).as_str()) {
            found.extend(words_for_people(&source).into_iter().map(|words| format!("{}: {words:?}", file.display())));
        }
    }
    assert!(found.is_empty(), "move these to src/text:\n{}", found.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_plain_grouped_and_inline_paths() {
    let source = r#"
        //! crate::never
        use crate::{api::Client, domain};
        use crate::ui::{icon::Icon, tabs};
        fn f() { let x = crate::host::now(); } // crate::never
        const TEXT: &str = "crate::never";
        #[cfg(test)]
        mod tests {
            use crate::route::Route;
        }
        use crate::text;
    "#;
    let found: Vec<String> = our_modules(&without_tests(source)).into_iter().collect();
    assert_eq!(found, ["api", "domain", "host", "text", "ui"]);
    assert_eq!(crates_in("use leptos::prelude::*; let my_leptos = web_sys::window();"), ["leptos", "web_sys"]);
}

#[test]
fn the_reader_of_words_sees_texts_and_spoken_attributes_and_no_names_of_the_program() {
    let source = r##"
        view! { <p class="a b" aria-label="Close it" title=text::T>"Nothing here" {x} "Hm" " · "</p> }
        match key { "ArrowDown" | "Home" if open => show(), "End" => {} "Escape" => "icon name", _ => {} }
        leptos::logging::warn!("A dialog did not open.");
        web_sys::console::error_1(&format!("The tab failed at {place}.").into());
        #[expect(unreachable_pub, reason = "The component macro makes the props public")]
        let features = "popup,width=520,height=680";
        let words = format!("It is {x} o'clock");
        let letters = ('"', '\'', r#"raw "text""#);
    "##;
    assert_eq!(words_for_people(source), ["Close it", "Nothing here", "Hm", "It is {x} o'clock"]);
}

/// Every source file of the tab with its path below `src`.
fn sources() -> Vec<(PathBuf, String)> {
    fn read(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let source = fs::read_to_string(&path).unwrap();
                found.push((path, source));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    read(&root, &mut found);
    assert!(found.len() > 20, "the sources were not found");
    found.into_iter().map(|(path, source)| (path.strip_prefix(&root).unwrap().to_owned(), source)).collect()
}

/// The top module a file belongs to: `ui` for `ui/badge.rs`, `route` for `route.rs`.
fn module_of(file: &Path) -> String {
    let first = file.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// One piece of a source.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'a> {
    Code(&'a str),
    Text(&'a str),
}

/// Splits a source into code and the contents of its string literals; comments and literals of single letters fall
/// away. Knows as much of the language as the sources use.
fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut at, mut begin) = (0, 0);
    while at < source.len() {
        let rest = &source[at..];
        let (skip, text) = match rest.chars().next().unwrap() {
            '"' => {
                let length = 1 + quoted(&rest[1..]);
                (length + 1, Some(&rest[1..length]))
            }
            'r' if rest.starts_with("r\"") || rest.starts_with("r#") => raw(rest),
            '/' if rest.starts_with("//") => (rest.find('\n').unwrap_or(rest.len()), None),
            '\'' => (letter(rest), None),
            _ => (0, None),
        };
        if skip == 0 {
            at += rest.chars().next().unwrap().len_utf8();
            continue;
        }
        pieces.push(Piece::Code(&source[begin..at]));
        pieces.extend(text.map(Piece::Text));
        at += skip;
        begin = at;
    }
    pieces.push(Piece::Code(&source[begin..]));
    pieces
}

/// How long the text up to its closing quote is.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    text.find(|letter| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    })
    .expect("a text ends")
}

/// Length and content of a raw text at the start of `rest`; nothing for a name that begins with `r#`.
fn raw(rest: &str) -> (usize, Option<&str>) {
    let hashes = rest[1..].chars().take_while(|letter| *letter == '#').count();
    let Some(text) = rest[1 + hashes..].strip_prefix('"') else { return (0, None) };
    let end = ["\"", &"#".repeat(hashes)].concat();
    let length = text.find(&end).expect("a raw text ends");
    (2 + hashes + length + end.len(), Some(&text[..length]))
}

/// How long a letter in single quotes at the start of `rest` is; 0 for a lifetime.
fn letter(rest: &str) -> usize {
    if let Some(escape) = rest.strip_prefix("'\\") {
        return 2 + escape.char_indices().skip(1).find(|(_, letter)| *letter == '\'').map_or(0, |(at, _)| at + 1);
    }
    let mut letters = rest.char_indices().skip(2);
    letters.next().filter(|(_, letter)| *letter == '\'').map_or(0, |(at, _)| at + 1)
}

/// The code of a source alone.
fn code(source: &str) -> String {
    pieces(source).into_iter().map(|piece| if let Piece::Code(code) = piece { code } else { "\"\"" }).collect()
}

/// A source without its test modules, which may use what they like. One ends at the first line that closes as far to
/// the left as it began.
fn without_tests(source: &str) -> String {
    let mut kept = String::new();
    let mut end: Option<String> = None;
    for line in source.lines() {
        if end.is_none() && line.trim_start() == "#[cfg(test)]" {
            let indent = &line[..line.len() - line.trim_start().len()];
            end = Some([indent, "}"].concat());
        }
        if end.is_none() {
            kept.push_str(line);
            kept.push('\n');
        } else if end.as_deref() == Some(line) {
            end = None;
        }
    }
    assert!(end.is_none(), "a test module without an end");
    kept
}

/// Modules of ours that a source names.
fn our_modules(source: &str) -> BTreeSet<String> {
    let code = code(source);
    let mut found = BTreeSet::new();
    for start in ["crate::", "apono_tab::"] {
        for (at, _) in code.match_indices(start) {
            let path = &code[at + start.len()..];
            match path.strip_prefix('{') {
                Some(group) => found.extend(first_names(group)),
                None => found.extend(identifier(path)),
            }
        }
    }
    found
}

/// The first name of each path of a group whose opening brace has been read.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut fresh) = (0, true);
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if fresh && letter.is_alphabetic() => {
                names.extend(identifier(&group[at..]));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Crates that a source names as the start of a path.
fn crates_in(source: &str) -> Vec<&'static str> {
    let code = code(source);
    let named = |name: &&&str| {
        code.match_indices(&format!("{name}::")).any(|(at, _)| {
            let before = code[..at].chars().next_back();
            !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_' || letter == ':')
        })
    };
    CRATES.iter().filter(named).copied().collect()
}

/// String literals that a person would read: text nodes of a view, spoken attributes, and what reads as a sentence.
fn words_for_people(source: &str) -> Vec<String> {
    let source = without_tests(source);
    let pieces = pieces(&source);
    let mut before = String::new();
    let mut found = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Code(code) => before.push_str(code),
            Piece::Text(words) => {
                let after = match pieces.get(index + 1) {
                    Some(Piece::Code(code)) => code.trim_start(),
                    _ => "",
                };
                if is_for_people(before.trim_end(), words, after) {
                    found.push((*words).to_owned());
                }
                before.push_str("\"\"");
            }
        }
    }
    found
}

fn is_for_people(before: &str, words: &str, after: &str) -> bool {
    if !words.chars().any(char::is_alphabetic) {
        return false;
    }
    // Words for the developers' console, and reasons of exceptions to lints.
    let statement = before.rsplit(';').next().unwrap_or_default();
    if ["logging::", "console::", "debug_assert!("].iter().any(|name| statement.contains(name))
        || before.ends_with("reason =")
    {
        return false;
    }
    let is_pattern = after.starts_with(['=', '|', ',', ';', ')']) || after.starts_with("if ");
    let is_text_node = (before.ends_with('>') && !before.ends_with("=>") && !before.ends_with("->"))
        || (before.ends_with(['}', '"']) && !is_pattern);
    let attribute = before.strip_suffix('=').unwrap_or_default();
    let is_spoken =
        SPOKEN.iter().any(|name| attribute.strip_suffix(name).is_some_and(|rest| rest.ends_with(char::is_whitespace)));
    let is_sentence = words.starts_with(char::is_uppercase) && words.contains(' ');
    is_text_node || is_spoken || is_sentence
}
