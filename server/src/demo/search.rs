//! Finding by words: every word has to be somewhere in the text, in any order, whatever its case.

use rusqlite::{Connection, params_from_iter};

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
        self.0.is_empty() || {
            let texts: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
            self.0.iter().all(|word| texts.iter().any(|text| text.contains(word.as_str())))
        }
    }

    /// The row numbers of the resources whose names are found, in order.
    ///
    /// # Errors
    /// The database cannot be read.
    pub(super) fn resources(&self, connection: &Connection) -> rusqlite::Result<Vec<i64>> {
        // No name has a NUL, and SQLite would take it for the end of the text.
        if self.0.iter().any(|word| word.contains('\0')) {
            return Ok(Vec::new());
        }
        let (indexed, short): (Vec<&String>, Vec<&String>) =
            self.0.iter().partition(|word| word.chars().count() >= INDEXED);
        let mut values = Vec::new();
        let mut sql = if indexed.is_empty() {
            "SELECT n FROM resources WHERE true".to_owned()
        } else {
            values.push(
                indexed.iter().map(|word| format!("\"{}\"", word.replace('"', "\"\""))).collect::<Vec<_>>().join(" "),
            );
            "SELECT rowid FROM resource_names WHERE resource_names MATCH ?".to_owned()
        };
        for word in short {
            sql.push_str(" AND name LIKE ? ESCAPE '\\'");
            let word = word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
            values.push(format!("%{word}%"));
        }
        sql.push_str(if indexed.is_empty() { " ORDER BY n" } else { " ORDER BY rowid" });
        connection.prepare_cached(&sql)?.query_map(params_from_iter(values), |row| row.get(0))?.collect()
    }
}
