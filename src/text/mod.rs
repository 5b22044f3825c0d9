//! Every visible text of the tab. A build speaks one language: English, or that of the feature `de` or `fr`, so that no person loads
//! words that are not theirs, and a text that is missing does not compile (decision 0023). What is the same in all of them, the
//! joining of names above all, stands here.

// In tests all of them are built, to be looked at. A text itself says what it is.
#[cfg(any(test, feature = "de"))]
#[allow(missing_docs)]
pub mod de;
#[cfg(any(test, not(any(feature = "de", feature = "fr"))))]
#[allow(missing_docs)]
pub mod en;
#[cfg(any(test, feature = "fr"))]
#[allow(missing_docs)]
pub mod fr;

#[cfg(all(feature = "de", not(feature = "fr")))]
use de as words;
#[cfg(not(any(feature = "de", feature = "fr")))]
use en as words;
#[cfg(feature = "fr")]
use fr as words;

use crate::domain::moment::Seconds;

pub use words::{
    custom_fields, details, error, help, hosted, news, notifications, numbers, own_data, parts, status, time, ui,
};

/// Words of the shell and of the pages that stand in for others.
pub mod shell {
    pub use super::words::shell::*;

    /// The title of the browser's tab.
    pub fn title(page: &str) -> String {
        [page, " · ", PRODUCT].concat()
    }

    /// The title of a tab that nobody sees while something is in motion.
    pub fn in_motion(title: &str) -> String {
        ["● ", title].concat()
    }
}

/// Words of the page that stands in after a fault of ours.
pub mod fault {
    pub use super::words::fault::*;

    /// Where in the program it was, which build, the first part of the address, which browser, and when.
    pub fn report([origin, build, page, browser, time]: [&str; 5]) -> String {
        ["Fault: ", origin, "\nBuild: ", build, "\nPage: /", page, "\nBrowser: ", browser, "\nTime: ", time].concat()
    }
}

/// The popup Request again (requirements 40-43).
pub mod again {
    pub use super::words::again::*;
    use crate::domain::failure::ApiError;

    /// What is kept and what to do, after what happened.
    pub fn after_failure(error: &ApiError) -> &'static str {
        if error.effect_unknown() { MAY_BE_SENT } else { KEPT }
    }
}

/// The language of the page (Help).
pub mod language {
    pub use super::words::language::*;

    /// A language in its own words, which are the same whatever language the page is in.
    pub fn name(code: &str) -> &str {
        match code {
            "en" => "English",
            "de" => "Deutsch",
            "fr" => "Français",
            code => code,
        }
    }
}

/// New Request.
pub mod new_request {
    pub use super::words::new_request::*;
    use crate::domain::selection::Chosen;

    /// A person whom access is for.
    pub fn person(name: &str, source_id: &str) -> String {
        if source_id.is_empty() || source_id == name { name.to_owned() } else { [name, " · ", source_id].concat() }
    }

    /// A chip: the resource with its permission, or how many there are.
    pub fn chip(chosen: &Chosen) -> String {
        let permissions = match chosen.units.as_slice() {
            [] => return chosen.resource.name.clone(),
            [one] => &one.permission.name,
            several => &super::numbers::permissions(several.len()),
        };
        [&chosen.resource.name, " · ", permissions].concat()
    }

    /// "orders, Read".
    pub fn resource_with(resource: &str, permission: &str) -> String {
        [resource, ", ", permission].concat()
    }

    /// The first name and how many there are besides.
    pub fn names(names: &[String]) -> String {
        let first = names.first().cloned().unwrap_or_default();
        match names.len() {
            0 | 1 => first,
            several => [&first, " ", &super::requests::more(several - 1)].concat(),
        }
    }

    /// The names of the chosen permissions.
    pub fn permissions_of(chosen: &Chosen) -> String {
        chosen.units.iter().map(|unit| unit.permission.name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// My Requests and its panel.
pub mod requests {
    pub use super::words::requests::*;

    /// A choice of a filter with how many requests it has.
    pub fn choice(label: &str, count: usize) -> String {
        [label, " (", &count.to_string(), ")"].concat()
    }
}

/// What can be done with a request, and what became of it.
pub mod actions {
    pub use super::words::actions::*;
    use crate::domain::moment::Seconds;

    /// What a button does, with the request it belongs to.
    pub fn of(label: &str, request: &str) -> String {
        [label, ", ", request].concat()
    }

    /// A length of time in the fewest letters: "1 h", "30 min".
    pub fn short(length: Seconds) -> String {
        if length.0 < 3600 {
            return [(length.0 / 60).max(1).to_string().as_str(), " min"].concat();
        }
        [&super::time::hours(length), " h"].concat()
    }
}

/// My Tasks: deciding about requests (D8).
pub mod tasks {
    pub use super::words::tasks::*;
    use crate::domain::decision::{Outcome, Verdict};
    use crate::domain::request::AccessRequest;
    use crate::domain::status::Status;

    /// The first thing asked for, and how many more.
    pub fn title(request: &AccessRequest) -> String {
        match request.headline() {
            (first, 0) => first,
            (first, more) => and_more(&first, more),
        }
    }

    /// The button that decides so.
    pub fn verb(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Approve => APPROVE,
            Verdict::Reject => REJECT,
        }
    }

    /// The rest of it.
    pub fn news_text(verdict: Verdict, outcome: &Outcome, now: &Status) -> String {
        match outcome {
            Outcome::Said(said) => self::said(verdict, said, now),
            Outcome::Failed { error, unknown } => failed(verdict, error, *unknown),
        }
    }
}

/// My Access.
pub mod access {
    pub use super::words::access::*;
    use crate::domain::holding::Holding;
    use crate::domain::inventory::Integration;
    use crate::domain::template::Template;

    /// "PostgreSQL · Orders Production"; nothing is said twice.
    pub fn integration(integration: &Integration) -> String {
        if integration.name.contains(&integration.kind_name) {
            integration.name.clone()
        } else {
            [integration.kind_name.as_str(), " · ", &integration.name].concat()
        }
    }

    /// Names of the permissions, or how many there are where only that is told.
    pub fn permissions(holding: &Holding) -> String {
        match (holding.permissions.as_slice(), holding.permission_count) {
            ([], Some(count)) => super::numbers::permissions(count),
            (names, _) => names.join(", "),
        }
    }

    /// What a template holds, in one line.
    pub fn about_template(template: &Template) -> String {
        let mut parts: Vec<String> = template.integrations.iter().map(|integration| integration.name.clone()).collect();
        match template.resources.as_slice() {
            [] => {}
            [one] => parts.push(one.name.clone()),
            several => parts.push(super::numbers::resources(several.len())),
        }
        let permissions: Vec<&str> = template.permissions.iter().map(|permission| permission.name.as_str()).collect();
        if !permissions.is_empty() {
            parts.push(permissions.join(", "));
        }
        parts.join(" · ")
    }
}

/// A number with a mark at the thousands.
fn grouped(count: usize, mark: char) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// Hours with at most two decimals, cut, never rounded up: a cap must not promise more than is granted.
fn hours(length: Seconds, mark: char) -> String {
    let hundredths = length.0 / 36;
    let (whole, part) = (hundredths / 100, hundredths % 100);
    let mut text = whole.to_string();
    if part != 0 {
        text.push(mark);
        if part < 10 {
            text.push('0');
        }
        text.push_str(part.to_string().trim_end_matches('0'));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_their_thousands_marked() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(|count| grouped(count, ',')), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn hours_have_two_decimals_at_most_and_are_never_rounded_up() {
        let read = |seconds| hours(Seconds(seconds), '.');
        assert_eq!([28_800, 28_836, 30_240, 28_801].map(read), ["8", "8.01", "8.4", "8"]);
    }
}
