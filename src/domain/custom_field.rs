//! Questions that an account adds to every request form (reference 9).

use std::collections::BTreeMap;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomField {
    /// The key of its answer on the wire.
    pub id: String,
    /// What is asked, in the account's words.
    pub label: String,
    /// Shown while nothing is entered; may be empty.
    pub placeholder: String,
    /// A form without an answer is refused.
    pub required: bool,
    /// In words or by a choice.
    pub answer: Answer,
}

/// How a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// In words, with the words that stand there at first.
    Text {
        /// May be empty.
        default: String,
    },
    /// By one of these, with the key of the one taken at first, if any.
    Choice {
        /// In the service's order.
        choices: Vec<Choice>,
        /// Key of one of `choices`.
        default: Option<String>,
    },
}

/// One choice: `key` is sent, `label` is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The answer on the wire.
    pub key: String,
    /// The choice in the account's words.
    pub label: String,
}

/// Answers by the id of their question.
pub type Answers = BTreeMap<String, String>;

impl CustomField {
    /// What stands in the field before the person changes it.
    pub fn start(&self) -> &str {
        match &self.answer {
            Answer::Text { default } => default,
            Answer::Choice { default, .. } => default.as_deref().unwrap_or_default(),
        }
    }

    /// What is to be sent for what stands in the field; `None` where an optional question has no answer.
    ///
    /// # Errors
    /// [`Missing`] for a required question without an answer; blanks are none.
    pub fn read(&self, entered: &str) -> Result<Option<String>, Missing> {
        let entered = entered.trim();
        let known = match &self.answer {
            Answer::Text { .. } => !entered.is_empty(),
            Answer::Choice { choices, .. } => choices.iter().any(|choice| choice.key == entered),
        };
        match known {
            true => Ok(Some(entered.to_owned())),
            false if self.required => Err(Missing),
            false => Ok(None),
        }
    }

    /// An answer as people read it: the label of a choice.
    pub fn shown<'a>(&'a self, answer: &'a str) -> &'a str {
        match &self.answer {
            Answer::Text { .. } => answer,
            Answer::Choice { choices, .. } => {
                choices.iter().find(|choice| choice.key == answer).map_or(answer, |choice| &choice.label)
            }
        }
    }
}

/// A required question has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

/// Answers with their questions in words, in the order of the questions; answers to questions that are gone come last
/// under their ids.
pub fn in_words(fields: &[CustomField], answers: &[(String, String)]) -> Vec<(String, String)> {
    let answer_to = |field: &CustomField| {
        let (_, answer) = answers.iter().find(|(id, _)| *id == field.id)?;
        Some((field.label.clone(), field.shown(answer).to_owned()))
    };
    let gone = answers.iter().filter(|(id, _)| fields.iter().all(|field| field.id != *id)).cloned();
    fields.iter().filter_map(answer_to).chain(gone).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(required: bool) -> CustomField {
        let word = str::to_owned;
        CustomField {
            id: word("ticket"),
            label: word("Ticket"),
            placeholder: String::new(),
            required,
            answer: Answer::Text { default: String::new() },
        }
    }

    fn choice(required: bool) -> CustomField {
        let choice = |key: &str, label: &str| Choice { key: key.to_owned(), label: label.to_owned() };
        let choices = vec![choice("prod", "Production"), choice("test", "Test")];
        let id = "env".to_owned();
        let answer = Answer::Choice { choices, default: Some("test".to_owned()) };
        CustomField { id, label: "Environment".to_owned(), answer, ..text(required) }
    }

    #[test]
    fn an_optional_question_may_stay_without_an_answer_and_a_required_one_may_not() {
        assert_eq!(text(false).read("  "), Ok(None));
        assert_eq!(text(true).read("  "), Err(Missing));
        assert_eq!(text(true).read(" INC-1 "), Ok(Some("INC-1".to_owned())));
    }

    #[test]
    fn only_a_choice_that_is_offered_is_an_answer() {
        assert_eq!(choice(true).read("prod"), Ok(Some("prod".to_owned())));
        assert_eq!(choice(true).read("moon"), Err(Missing));
        assert_eq!(choice(false).read("moon"), Ok(None));
        assert_eq!(choice(false).start(), "test");
    }

    #[test]
    fn answers_read_in_words_and_none_is_lost() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let answers = [pair("env", "prod"), pair("gone", "x"), pair("ticket", "INC-1")];
        assert_eq!(
            in_words(&[text(true), choice(true)], &answers),
            [pair("Ticket", "INC-1"), pair("Environment", "Production"), pair("gone", "x")]
        );
    }

    proptest! {
        #[test]
        fn what_is_sent_is_never_blank(entered in ".{0,12}", required: bool) {
            for field in [text(required), choice(required)] {
                if let Ok(Some(sent)) = field.read(&entered) {
                    prop_assert!(!sent.trim().is_empty());
                }
            }
        }
    }
}
