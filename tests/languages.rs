//! Every language says the same, item by item.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The same in another language by chance, by name, or because it is a sign.
const MAY_BE_EQUAL: [&str; 1] = ["shell::PRODUCT"];

/// What each public item of a language is, without its words: its kind and its types, by module and name.
fn items(source: &str) -> BTreeMap<String, String> {
    let mut module = String::new();
    let mut found = BTreeMap::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            name.clone_into(&mut module);
        }
        let Some(item) = line.strip_prefix("    pub ") else { continue };
        let mut item = item.to_owned();
        while !item.ends_with('{') && !item.contains(" = ") && !item.ends_with('=') {
            item.push_str(lines.next().expect("an item ends").trim());
        }
        let shape = item.split(" =").next().unwrap().trim_end_matches('{').trim().replace(",)", ")");
        let name = shape.split([' ', '(', ':']).nth(1).unwrap().to_owned();
        found.insert(format!("{module}::{name}"), shape.replace("( ", "(").replace(' ', ""));
    }
    assert!(found.len() > 300, "the items were not found");
    found
}

/// The texts that are plain, by module and name.
fn texts(source: &str) -> BTreeMap<String, String> {
    let mut module = String::new();
    let mut found = BTreeMap::new();
    let joined = source.replace("=\n        ", "= ");
    for line in joined.lines() {
        if let Some(name) = line.strip_prefix("pub mod ").and_then(|rest| rest.strip_suffix(" {")) {
            name.clone_into(&mut module);
        }
        let plain = line.strip_prefix("    pub const ").and_then(|rest| rest.split_once(": &str = \""));
        if let Some((name, text)) = plain {
            found.insert(format!("{module}::{name}"), text.trim_end_matches("\";").to_owned());
        }
    }
    assert!(found.len() > 300, "the texts were not found");
    found
}

fn source(language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("src/text/{language}.rs"));
    fs::read_to_string(path).unwrap()
}

#[test]
fn every_language_has_the_items_of_english_and_no_others() {
    let english = items(&source("en"));
    for language in ["de", "fr"] {
        let other = items(&source(language));
        let differ: BTreeSet<_> =
            english.iter().collect::<BTreeSet<_>>().symmetric_difference(&other.iter().collect()).cloned().collect();
        assert!(differ.is_empty(), "{language}: {differ:#?}");
    }
}

#[test]
fn no_sentence_was_left_in_english() {
    let english = texts(&source("en"));
    for language in ["de", "fr"] {
        let other = texts(&source(language));
        let left: Vec<_> = english
            .iter()
            .filter(|(name, text)| text.contains(' ') && other.get(*name) == Some(text))
            .map(|(name, _)| name.as_str())
            .filter(|name| !MAY_BE_EQUAL.contains(name))
            .collect();
        assert!(left.is_empty(), "{language}: {left:#?}");
    }
}

#[test]
fn french_keeps_its_signs_on_the_line_of_their_word() {
    let wrong: Vec<_> = texts(&source("fr"))
        .into_iter()
        .filter(|(_, text)| [" :", " ;", " !", " ?", "'"].iter().any(|sign| text.contains(sign)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
