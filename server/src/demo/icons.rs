//! Small drawings for the kinds of systems, served at `/demo-icons/<kind>.svg`.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

use crate::error::ApiError;

const CYLINDER: &str = "M6 8c0-4 20-4 20 0v16c0 4-20 4-20 0zM6 8c0 4 20 4 20 0M6 16c0 4 20 4 20 0";
const CLOUD: &str = "M10 24h13a5 5 0 0 0 1-10 8 8 0 0 0-15-1 6 6 0 0 0 1 11z";
const WHEEL: &str = "M16 4l11 6v12l-11 6-11-6V10zM16 10v12M10 13l12 6M22 13l-12 6";
const PEOPLE: &str = "M16 15a5 5 0 1 0 0-10 5 5 0 0 0 0 10zM6 27c0-12 20-12 20 0z";
const BRANCH: &str = "M10 12v8M10 12a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 26a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM22 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM22 13c0 6-12 3-12 7";
const STAR: &str = "M16 4v24M5 10l22 12M27 10L5 22";
const LENS: &str = "M14 23a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM21 21l7 7";
const STACK: &str = "M4 11l12-6 12 6-12 6zM4 16l12 6 12-6M4 21l12 6 12-6";
const QUEUE: &str = "M5 8h22v5H5zM5 19h22v5H5z";
const TERMINAL: &str = "M4 6h24v20H4zM9 12l5 4-5 4M16 21h7";

/// Kind, colour, path.
const DRAWINGS: &[(&str, &str, &str)] = &[
    ("postgresql", "#336699", CYLINDER),
    ("mysql", "#00758f", CYLINDER),
    ("mongodb", "#3f8f46", CYLINDER),
    ("aws-account", "#c25700", CLOUD),
    ("azure-subscription", "#0067b8", CLOUD),
    ("gcp-project", "#2f6fd0", CLOUD),
    ("kubernetes", "#326ce5", WHEEL),
    ("okta", "#4a55c7", PEOPLE),
    ("github", "#57606a", BRANCH),
    ("snowflake", "#1585b5", STAR),
    ("elasticsearch", "#00857c", LENS),
    ("redis", "#b8312f", STACK),
    ("rabbitmq", "#c44f00", QUEUE),
    ("salesforce", "#0b7fc0", CLOUD),
    ("ssh", "#4b5563", TERMINAL),
];

/// Where the drawing of a kind is.
pub(super) fn address(kind: &str) -> String {
    format!("/demo-icons/{kind}.svg")
}

pub(super) async fn icon(Path(file): Path<String>) -> Result<impl IntoResponse, ApiError> {
    let kind = file.strip_suffix(".svg");
    let (_, colour, path) = DRAWINGS
        .iter()
        .find(|(of, _, _)| kind == Some(of))
        .ok_or_else(|| ApiError::not_found("There is no such icon."))?;
    let drawing = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round" stroke-linecap="round"><path d="{path}"/></svg>"#
    );
    Ok(([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")], drawing))
}

#[cfg(test)]
mod tests {
    use super::super::world::KINDS;
    use super::*;

    #[test]
    fn every_kind_of_system_has_a_drawing() {
        for kind in KINDS {
            assert!(DRAWINGS.iter().any(|(of, _, _)| *of == kind.id), "{}", kind.id);
        }
    }
}
