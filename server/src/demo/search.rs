//! Finding by words: every word has to be somewhere in the text, in any order, whatever its case.

use std::ops::ControlFlow;

use rusqlite::Connection;

use super::catalog::Catalog;
use crate::error::ApiError;

/// Longer texts are no search; the limit keeps the question to the index small.
const LONGEST: usize = 200;
/// The index knows every run of so many letters; shorter words are looked for in the names themselves.
const INDEXED: usize = 3;

/// The words of a search, in lower case. None of them: everything is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Search(Vec<String>);

impl Search {
    /// From the parameter called `name`.
    ///
    /// # Errors
    /// 400 for a text of more than 200 letters.
    pub(super) fn parse(name: &str, text: Option<&str>) -> Result<Self, ApiError> {
        let text = text.unwrap_or_default();
        if text.chars().count() > LONGEST {
            return Err(ApiError::bad_request(name, format!("`{name}` must be at most {LONGEST} characters.")));
        }
        Ok(Self(text.split_whitespace().map(str::to_lowercase).collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every word is somewhere in these texts.
    pub(super) fn finds(&self, texts: &[&str]) -> bool {
        self.0.iter().all(|word| texts.iter().any(|text| has(text, word)))
    }

    /// The row numbers of the resources whose names are found, in order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn resources(&self, connection: &Connection, catalog: &Catalog) -> rusqlite::Result<Vec<i64>> {
        let mut found = Vec::new();
        self.each_resource(connection, catalog, |n| {
            found.extend(n);
            ControlFlow::Continue(())
        })?;
        Ok(found)
    }

    /// Shows the row numbers of the resources whose names are found, in order and one by one, and nothing for each that was
    /// looked at in vain, until `visit` has enough. What was not shown has cost nothing.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn each_resource(
        &self,
        connection: &Connection,
        catalog: &Catalog,
        mut visit: impl FnMut(Option<i64>) -> ControlFlow<()>,
    ) -> rusqlite::Result<()> {
        // No name has a NUL, and SQLite would take it for the end of the text.
        if self.0.iter().any(|word| word.contains('\0')) {
            return Ok(());
        }
        let (indexed, short): (Vec<&String>, Vec<&String>) =
            self.0.iter().partition(|word| word.chars().count() >= INDEXED);
        if short.iter().any(|word| !catalog.names.may_have(word)) {
            return Ok(());
        }
        let is_found = |n: i64| catalog.names.of(n).is_some_and(|name| short.iter().all(|word| has(name, word)));
        if indexed.is_empty() {
            let all = (1_i64..).take(catalog.resources());
            // Whether it came to the end does not matter here.
            let (ControlFlow::Continue(()) | ControlFlow::Break(())) =
                all.map(|n| is_found(n).then_some(n)).try_for_each(visit);
            return Ok(());
        }
        let words: Vec<_> = indexed.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect();
        let sql = "SELECT rowid FROM resource_names WHERE resource_names MATCH ?1 ORDER BY rowid";
        let mut find = connection.prepare_cached(sql)?;
        let mut rows = find.query([words.join(" ")])?;
        while let Some(row) = rows.next()? {
            let n = row.get(0)?;
            if visit(is_found(n).then_some(n)).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Whether a word in lower case is somewhere in this text.
fn has(text: &str, word: &str) -> bool {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        text.contains(word)
    } else {
        text.to_lowercase().contains(word)
    }
}
