//! The files of the built tab, read once at the start and handed out compressed as the build left them.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::language;
use crate::error::ApiError;
use crate::sign_in::brings_session;

/// All files by their path below the root, `/` in front. Clones share them.
#[derive(Clone, Debug)]
pub struct Assets {
    files: Arc<HashMap<String, File>>,
    /// Codes of the languages that the tab is here in, English first.
    languages: Arc<[String]>,
    build: HeaderValue,
}

#[derive(Debug)]
struct File {
    kind: &'static str,
    cache: &'static str,
    etag: HeaderValue,
    plain: Bytes,
    brotli: Option<Bytes>,
    gzip: Option<Bytes>,
}

/// The one header of an answer that the page itself can read.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

const INDEX: &str = "/index.html";

impl Assets {
    /// The tab that was put into this program when it was built; none without the feature `embedded-tab`.
    pub fn embedded() -> Self {
        Self::of(&embedded::files())
    }

    /// Reads a folder of built files. A folder that is not there gives a server without a tab, which says so.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn read(folder: &Path) -> std::io::Result<Self> {
        let mut found = HashMap::new();
        if folder.is_dir() {
            read_folder(folder, "", &mut found)?;
        }
        Ok(Self::of(&found))
    }

    fn of(found: &HashMap<String, Bytes>) -> Self {
        let mut files = HashMap::new();
        for (path, plain) in found {
            if path.ends_with(".br") || path.ends_with(".gz") {
                continue;
            }
            let digest = hex(&Sha256::digest(plain));
            files.insert(
                path.clone(),
                File {
                    kind: kind(path),
                    cache: if is_hashed(path) { "public, max-age=31536000, immutable" } else { "no-cache" },
                    etag: header(&format!("\"{digest}\"")),
                    plain: plain.clone(),
                    brotli: found.get(&format!("{path}.br")).cloned(),
                    gzip: found.get(&format!("{path}.gz")).cloned(),
                },
            );
        }
        let languages = languages(&files);
        let mut pages = Sha256::new();
        for page in languages.iter().filter_map(|language| files.get(&index_of(language))) {
            pages.update(&page.plain);
        }
        let build = if languages.is_empty() { "none".to_owned() } else { hex(&pages.finalize()) };
        Self { files: Arc::new(files), languages: languages.into(), build: header(&build) }
    }

    /// Codes of the languages that the tab is here in, English first; empty without a tab.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Names this build of the tab; another one has another name.
    pub fn build(&self) -> HeaderValue {
        self.build.clone()
    }

    /// Whether there is a tab to hand out.
    pub fn has_tab(&self) -> bool {
        self.files.contains_key(INDEX)
    }
}

/// English lies at the root, each other language in a folder that has its code for a name.
fn languages(files: &HashMap<String, File>) -> Vec<String> {
    if !files.contains_key(INDEX) {
        return Vec::new();
    }
    let folders = files.keys().filter_map(|path| path.strip_suffix(INDEX)?.strip_prefix('/'));
    let mut others: Vec<String> = folders.filter(|folder| !folder.contains('/')).map(str::to_owned).collect();
    others.sort();
    std::iter::once(language::ENGLISH.to_owned()).chain(others).collect()
}

fn index_of(language: &str) -> String {
    if language == language::ENGLISH { INDEX.to_owned() } else { format!("/{language}{INDEX}") }
}

#[cfg(feature = "embedded-tab")]
mod embedded {
    use std::collections::HashMap;

    use bytes::Bytes;
    use include_dir::{Dir, include_dir};

    static TAB: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../dist");

    pub(super) fn files() -> HashMap<String, Bytes> {
        let mut found = HashMap::new();
        add(&TAB, &mut found);
        found
    }

    fn add(folder: &Dir<'static>, found: &mut HashMap<String, Bytes>) {
        for file in folder.files() {
            let parts: Vec<_> = file.path().iter().filter_map(|part| part.to_str()).collect();
            found.insert(format!("/{}", parts.join("/")), Bytes::from_static(file.contents()));
        }
        folder.dirs().for_each(|folder| add(folder, found));
    }
}

#[cfg(not(feature = "embedded-tab"))]
mod embedded {
    pub(super) fn files() -> std::collections::HashMap<String, bytes::Bytes> {
        std::collections::HashMap::new()
    }
}

/// A header of characters that we made ourselves.
fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("none"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

fn read_folder(folder: &Path, prefix: &str, found: &mut HashMap<String, Bytes>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{prefix}/{name}");
        if entry.file_type()?.is_dir() {
            read_folder(&entry.path(), &path, found)?;
        } else {
            found.insert(path, std::fs::read(entry.path())?.into());
        }
    }
    Ok(())
}

fn kind(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The build puts 16 hexadecimal digits of the content into a name: `base-bd1592b9f6b02aa4.css`.
fn is_hashed(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| {
        name.split(['-', '.', '_']).any(|part| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })
}

/// Hands out a file; a navigation to any other address gets the tab, which knows its own addresses.
pub async fn serve(State(assets): State<Assets>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return ApiError::method_not_allowed().into_response();
    }
    if let Some(file) = assets.files.get(uri.path()) {
        return file.answer(&headers);
    }
    if uri.path() != "/" && !is_navigation(uri.path(), &headers) {
        return ApiError::not_found("There is nothing at this address.").into_response();
    }
    let language = language::choose(&assets.languages, &uri, &headers);
    match assets.files.get(&index_of(language)) {
        Some(index) => in_language(language, of_session(&headers, index.answer(&headers))),
        None => (StatusCode::NOT_FOUND, "The tab has not been built. Build it with: cargo xtask build").into_response(),
    }
}

/// Says to a page's start script whether the browser sent a sign-in with its request, whatever that is worth. Both is said, since
/// a browser keeps the headers that a later answer does not replace.
fn of_session(headers: &HeaderMap, mut answer: Response) -> Response {
    let session = if brings_session(headers) { r#"session;desc="some""# } else { r#"session;desc="none""# };
    answer.headers_mut().insert(SERVER_TIMING, HeaderValue::from_static(session));
    answer
}

/// Says of a page in which language it is, and what that was chosen by.
fn in_language(language: &str, mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    headers.insert(CONTENT_LANGUAGE, header(language));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding, accept-language, cookie"));
    answer
}

/// A page address, as a person types or follows it: a document is wanted, and the path names no file.
pub(crate) fn is_navigation(path: &str, headers: &HeaderMap) -> bool {
    let wants_document = text(headers, &ACCEPT).is_some_and(|accept| accept.contains("text/html"));
    let names_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let ours = ["/api", "/auth", "/oauth", "/demo", "/test"]
        .iter()
        .any(|own| path.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    wants_document && !names_file && !ours
}

fn text<'a>(headers: &'a HeaderMap, name: &axum::http::HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

impl File {
    fn answer(&self, headers: &HeaderMap) -> Response {
        let same =
            text(headers, &IF_NONE_MATCH).is_some_and(|known| known.split(',').any(|tag| tag.trim() == self.etag));
        let about = [
            (ETAG, self.etag.clone()),
            (CACHE_CONTROL, HeaderValue::from_static(self.cache)),
            (VARY, HeaderValue::from_static("accept-encoding")),
        ];
        if same {
            return (StatusCode::NOT_MODIFIED, about).into_response();
        }
        let accepted = text(headers, &ACCEPT_ENCODING).unwrap_or_default();
        let (encoding, body) = match (&self.brotli, &self.gzip) {
            (Some(brotli), _) if accepts(accepted, "br") => (Some("br"), brotli),
            (_, Some(gzip)) if accepts(accepted, "gzip") => (Some("gzip"), gzip),
            _ => (None, &self.plain),
        };
        let mut answer = (about, [(CONTENT_TYPE, self.kind)], body.clone()).into_response();
        if let Some(encoding) = encoding {
            answer.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        answer
    }
}

/// Whether `Accept-Encoding` takes a coding: named, and not with a weight of zero.
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| {
        let mut words = part.split(';').map(str::trim);
        let refused =
            |weight: &str| weight.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        words.next().is_some_and(|name| name.eq_ignore_ascii_case(coding)) && !words.any(refused)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_hash_never_changes_and_others_are_asked_for_again() {
        assert!(is_hashed("/base-bd1592b9f6b02aa4.css") && is_hashed("/apono-tab-d1b60576075f071c_bg.wasm"));
        assert!(!is_hashed("/host/teams.js") && !is_hashed("/index.html") && !is_hashed("/start.js"));
    }

    #[test]
    fn a_coding_with_the_weight_zero_is_refused() {
        assert!(accepts("gzip, deflate, br", "br") && accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br") && !accepts("brotli", "br") && !accepts("", "br"));
    }
}
