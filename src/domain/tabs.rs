//! What the tabs of one browser tell each other (decision 0012): who asks, what changed, what was told. Ids and numbers
//! only, never what a request holds, and never anything secret.

/// One message from a tab to the others.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// A question of this topic goes out; the others wait anew.
    Asking(String),
    /// How a question went.
    Went {
        /// What was asked for, as its store is named, for example `tasks`.
        topic: String,
        /// Failures in a row.
        failures: u32,
        /// What the service asked to wait, in whole milliseconds.
        retry_after_ms: Option<u64>,
    },
    /// These have changed: whoever shows this topic reads them anew. No ids mean everything.
    Changed {
        /// As its store is named, for example `tasks`.
        topic: String,
        /// Of what has changed.
        ids: Vec<String>,
    },
    /// News that a person has been told, by [`Item::key`](super::news::Item::key).
    Told(Vec<String>),
    /// Requests that the person is ending right now; no news.
    Mine(Vec<String>),
    /// The same did not happen after all.
    NotMine(Vec<String>),
}

/// Parts the fields of a message.
const SEPARATOR: char = '\n';

impl Note {
    /// One field a line.
    pub fn text(&self) -> String {
        let mut fields: Vec<String> = Vec::new();
        match self {
            Self::Asking(topic) => fields.extend(["asking".to_owned(), topic.clone()]),
            Self::Went { topic, failures, retry_after_ms } => {
                fields.extend(["went".to_owned(), topic.clone(), failures.to_string()]);
                fields.extend(retry_after_ms.map(|wait| wait.to_string()));
            }
            Self::Changed { topic, ids } => {
                fields.extend(["changed".to_owned(), topic.clone()]);
                fields.extend(plain(ids));
            }
            Self::Told(keys) => {
                fields.push("told".to_owned());
                fields.extend(plain(keys));
            }
            Self::Mine(ids) => {
                fields.push("mine".to_owned());
                fields.extend(plain(ids));
            }
            Self::NotMine(ids) => {
                fields.push("not mine".to_owned());
                fields.extend(plain(ids));
            }
        }
        fields.join("\n")
    }

    /// Reads what [`Note::text`] wrote. A tab with another build may write what this one does not know.
    pub fn read(text: &str) -> Option<Self> {
        let mut fields = text.split(SEPARATOR).map(str::to_owned);
        let kind = fields.next()?;
        Some(match kind.as_str() {
            "asking" => Self::Asking(fields.next()?),
            "went" => {
                let topic = fields.next()?;
                let failures = fields.next()?.parse().ok()?;
                let retry_after_ms = match fields.next() {
                    Some(wait) => Some(wait.parse().ok()?),
                    None => None,
                };
                Self::Went { topic, failures, retry_after_ms }
            }
            "changed" => Self::Changed { topic: fields.next()?, ids: fields.collect() },
            "told" => Self::Told(fields.collect()),
            "mine" => Self::Mine(fields.collect()),
            "not mine" => Self::NotMine(fields.collect()),
            _ => return None,
        })
    }
}

/// An id that would break the message apart is left out: the others find its change at their own next question.
fn plain(ids: &[String]) -> impl Iterator<Item = String> + '_ {
    ids.iter().filter(|id| !id.is_empty() && !id.contains(SEPARATOR)).cloned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn note() -> impl Strategy<Value = Note> {
        let word = || "[ -~]{1,12}";
        let words = || proptest::collection::vec(word(), 0..5);
        prop_oneof![
            word().prop_map(Note::Asking),
            (word(), any::<u32>(), proptest::option::of(any::<u64>()))
                .prop_map(|(topic, failures, retry_after_ms)| { Note::Went { topic, failures, retry_after_ms } }),
            (word(), words()).prop_map(|(topic, ids)| Note::Changed { topic, ids }),
            words().prop_map(Note::Told),
            words().prop_map(Note::Mine),
            words().prop_map(Note::NotMine),
        ]
    }

    proptest! {
        #[test]
        fn a_message_arrives_as_it_was_sent(note in note()) {
            prop_assert_eq!(Note::read(&note.text()), Some(note));
        }

        #[test]
        fn any_text_is_a_message_or_none(text in ".{0,60}") {
            if let Some(note) = Note::read(&text) {
                prop_assert_eq!(Note::read(&note.text()), Some(note));
            }
        }
    }

    #[test]
    fn an_id_that_would_break_a_message_apart_is_left_out() {
        let ids = ["", "a\nb", "c"].map(str::to_owned).to_vec();
        assert_eq!(Note::read(&Note::Told(ids).text()), Some(Note::Told(vec!["c".to_owned()])));
    }

    #[test]
    fn what_another_build_writes_and_what_makes_no_sense_is_passed_over() {
        for text in
            ["", "hello\nworld", "asking", "went\nrequests\nmany", "went\nrequests\n1\n-5", "went\nrequests\n1\n0.5"]
        {
            assert_eq!(Note::read(text), None, "{text:?}");
        }
    }
}
