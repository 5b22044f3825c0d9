//! In which language a person gets the tab: as the host around it says, else as they chose on Help, else as their browser asks.

use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, Uri};

use super::headers::cookie;

/// The language that is always there.
pub(super) const ENGLISH: &str = "en";

/// Where the tab keeps what was chosen on Help (src/host/language.rs).
const CHOSEN: &str = "apono-language";

/// The best of these languages for a page of the tab; English where none of them is wanted.
pub(super) fn choose<'a, L: AsRef<str>>(available: &'a [L], uri: &Uri, headers: &HeaderMap) -> &'a str {
    hosts(uri).and_then(|locale| named(available, &locale)).unwrap_or_else(|| of_browser(available, headers))
}

/// The best of these languages for a page that no host shows; English where none of them is wanted.
pub(super) fn of_browser<'a, L: AsRef<str>>(available: &'a [L], headers: &HeaderMap) -> &'a str {
    cookie(headers, CHOSEN)
        .and_then(|chosen| named(available, chosen))
        .or_else(|| asked_for(headers).into_iter().find_map(|wanted| named(available, wanted)))
        .unwrap_or(ENGLISH)
}

/// The one of these languages that a locale is of.
fn named<'a, L: AsRef<str>>(available: &'a [L], locale: &str) -> Option<&'a str> {
    let wanted = locale.split('-').next().unwrap_or_default();
    available.iter().map(AsRef::as_ref).find(|language| language.eq_ignore_ascii_case(wanted))
}

/// The locale that Teams fills into the address of a tab.
fn hosts(uri: &Uri) -> Option<String> {
    let in_a_host = uri.path() == "/teams" || uri.path().starts_with("/teams/");
    let query = uri.query().filter(|_| in_a_host)?;
    form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "locale").map(|(_, locale)| locale.into_owned())
}

/// What `Accept-Language` names, the most wanted first; of equals the first.
fn asked_for(headers: &HeaderMap) -> Vec<&str> {
    let line = headers.get(ACCEPT_LANGUAGE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let mut wanted: Vec<(&str, f32)> = line
        .split(',')
        .map(|part| {
            let (language, weight) = part.split_once(';').unwrap_or((part, ""));
            let weight = weight.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
            (language.trim(), weight)
        })
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    wanted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    wanted.into_iter().map(|(language, _)| language).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(address: &str, headers: &[(&'static str, &'static str)]) -> String {
        let available = ["en", "de", "fr"].map(str::to_owned);
        let pairs = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        choose(&available, &address.parse().unwrap(), &pairs.collect()).to_owned()
    }

    #[test]
    fn a_browser_gets_the_most_wanted_language_that_is_there() {
        for (asked, language) in [
            ("de", "de"),
            ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
            ("it,de;q=0.5,fr;q=0.7", "fr"),
            ("DE-at", "de"),
            ("en-GB,de;q=0.9", "en"),
            ("de;q=0,fr;q=0.1", "fr"),
            ("de;q=much", "en"),
            ("it, *;q=0.5", "en"),
            ("", "en"),
        ] {
            assert_eq!(chosen("/", &[("accept-language", asked)]), language, "{asked}");
        }
    }

    #[test]
    fn what_was_chosen_on_help_counts_before_what_the_browser_asks() {
        let asked = ("accept-language", "fr");
        assert_eq!(chosen("/help", &[asked, ("cookie", "other=1; apono-language=de")]), "de");
        assert_eq!(chosen("/help", &[asked, ("cookie", "apono-language=tlh")]), "fr");
        assert_eq!(chosen("/help", &[asked, ("cookie", "apono-language=../en")]), "fr");
    }

    #[test]
    fn in_a_host_the_language_is_that_of_the_host() {
        let others = [("accept-language", "fr"), ("cookie", "apono-language=fr")];
        assert_eq!(chosen("/teams/requests/open?theme=dark&locale=de-de", &others), "de");
        assert_eq!(chosen("/teams/requests/open?locale=it-it", &others), "fr");
        assert_eq!(chosen("/requests/open?locale=de-de", &others), "fr");
        assert_eq!(chosen("/teams/help?locale=%ff%fe", &[]), "en");
    }
}
