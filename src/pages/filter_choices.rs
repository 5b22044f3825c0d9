//! What the filters above a list of requests offer, with how many requests each choice has.

use crate::domain::request_filter::{Choices, NO_INTEGRATION};
use crate::domain::status::Status;
use crate::text;
use crate::text::requests as words;
use crate::ui::combobox::Choice;

/// Takes an id into a list, or gives it back.
pub(crate) fn toggle(list: &mut Vec<String>, id: String) {
    match list.iter().position(|other| *other == id) {
        Some(place) => drop(list.remove(place)),
        None => list.push(id),
    }
}

pub(crate) fn status_choices(choices: &Choices, chosen: Vec<String>) -> Vec<Choice> {
    let choice = |(status, count): &(Status, usize)| Choice {
        id: status.key().to_owned(),
        label: words::choice(text::status::label(status), *count),
    };
    with_missing(choices.statuses.iter().map(choice).collect(), chosen)
}

pub(crate) fn integration_choices(choices: &Choices, chosen: Vec<String>) -> Vec<Choice> {
    let choice = |(id, name, count): &(String, String, usize)| {
        let name = if id == NO_INTEGRATION { words::NOT_EVALUATED } else { name };
        Choice { id: id.clone(), label: words::choice(name, *count) }
    };
    with_missing(choices.integrations.iter().map(choice).collect(), chosen)
}

pub(crate) fn people_choices(choices: &Choices, chosen: Vec<String>) -> Vec<Choice> {
    let choice = |(name, count): &(String, usize)| Choice { id: name.clone(), label: words::choice(name, *count) };
    with_missing(choices.people.iter().map(choice).collect(), chosen)
}

/// What was chosen and is no choice now, so that it can be given back. Its id is all that is known of it.
fn with_missing(mut choices: Vec<Choice>, chosen: Vec<String>) -> Vec<Choice> {
    for id in chosen {
        if choices.iter().all(|choice| choice.id != id) {
            choices.push(Choice { label: words::choice(&id, 0), id });
        }
    }
    choices
}
