//! Every visible text of the server's own pages, in the languages of the tab. The demo's pages stand in for Apono's own, and
//! are in English as all that the demo makes up.

mod de;
mod en;
mod fr;

use axum::http::HeaderMap;

use super::language;

static ALL: [&Words; 3] = [&en::WORDS, &de::WORDS, &fr::WORDS];

/// The texts of one language. Where there are several, other text or a button stands between them.
pub(crate) struct Words {
    /// Its code.
    pub(crate) language: &'static str,
    pub(crate) privacy: &'static str,
    pub(crate) privacy_sends: &'static str,
    pub(crate) privacy_session: &'static str,
    pub(crate) privacy_hosts: &'static str,
    pub(crate) privacy_my_data: &'static str,
    pub(crate) privacy_telemetry: &'static str,
    pub(crate) terms: &'static str,
    pub(crate) terms_rules: &'static str,
    pub(crate) terms_licence: &'static str,
    pub(crate) support: &'static str,
    pub(crate) support_who: &'static str,
    pub(crate) support_go: &'static str,
    pub(crate) signed_in: &'static str,
    pub(crate) signed_in_go_on: &'static str,
    pub(crate) not_signed_in: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) sign_in_again: &'static str,
    pub(crate) can_close: &'static str,
    pub(crate) not_here: &'static str,
    pub(crate) late: &'static str,
    pub(crate) given_up: &'static str,
    pub(crate) not_accepted: &'static str,
    pub(crate) unreachable: &'static str,
    pub(crate) too_many: &'static str,
    pub(crate) too_many_why: &'static str,
    /// Around a link to sign in.
    pub(crate) too_many_wait: [&'static str; 3],
    pub(crate) connect: &'static str,
    pub(crate) connect_nameless: &'static str,
    pub(crate) connect_named: &'static str,
    pub(crate) connect_what: &'static str,
    pub(crate) connect_care: &'static str,
    pub(crate) connect_yes: &'static str,
    pub(crate) connect_no: &'static str,
    pub(crate) paste: &'static str,
    pub(crate) paste_how: &'static str,
    pub(crate) paste_token: &'static str,
    pub(crate) kept: &'static str,
    pub(crate) kept_sign_in: &'static str,
    pub(crate) kept_besides: &'static str,
    pub(crate) kept_delete: &'static str,
    pub(crate) kept_go_back: &'static str,
    /// In how many browsers the person is signed in.
    pub(crate) browsers: fn(usize) -> String,
    /// How many Microsoft accounts act for the person.
    pub(crate) accounts: fn(usize) -> String,
    /// How many kinds of notifications the person has turned off; at least one.
    pub(crate) muted: fn(usize) -> String,
    pub(crate) deleted: &'static str,
    pub(crate) deleted_what: &'static str,
}

impl Words {
    /// In the language that this browser is to get.
    pub(crate) fn of(headers: &HeaderMap) -> &'static Self {
        let languages = ALL.map(|words| words.language);
        let language = language::of_browser(&languages, headers);
        ALL.into_iter().find(|words| words.language == language).unwrap_or(&en::WORDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_in_the_language_that_the_browser_asks_for() {
        let asked = |line: &'static str| {
            Words::of(&HeaderMap::from_iter([("accept-language".parse().unwrap(), line.parse().unwrap())]))
                .not_signed_in
        };
        assert_eq!(asked("de-AT,en;q=0.5"), "Sie sind nicht angemeldet");
        assert_eq!(asked("fr"), "Aucune session ouverte");
        assert_eq!(asked("it"), "You are not signed in");
    }

    #[test]
    fn one_and_several_are_told_apart_in_every_language() {
        for words in ALL {
            for count in [words.browsers, words.accounts, words.muted] {
                let [one, two, three] = [1, 2, 3].map(count);
                assert!(one.contains('1') && two.contains('2') && two.replace('2', "3") == three, "{two}");
                assert_ne!(one.replace('1', "2"), two);
            }
            assert_ne!((words.browsers)(0), (words.browsers)(2));
        }
    }
}
