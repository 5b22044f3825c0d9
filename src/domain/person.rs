//! Who is signed in, and the account's switches (reference 9).

use super::custom_field::CustomField;

/// The signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Apono's id.
    pub id: String,
    /// Given name and family name.
    pub name: String,
    /// For people only; never an identity.
    pub email: String,
    /// Apono's id of the account.
    pub account_id: String,
    /// What the customer is called.
    pub account_name: String,
}

impl Person {
    /// Up to two letters for the round mark: the first of the first and of the last name. The style sheet makes capitals of
    /// them, so that no table of all alphabets is loaded for it.
    pub fn initials(&self) -> String {
        let mut names = self.name.split_whitespace().filter_map(|name| name.chars().next());
        let first = names.next();
        first.into_iter().chain(names.next_back()).collect()
    }
}

/// Switches of the account that change the forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// A form without a duration is refused.
    pub require_duration: bool,
    /// Whether a second factor may be asked for.
    pub mfa: bool,
    /// Whether a justification can be judged before it is sent.
    pub ai_features: bool,
    /// Approvers give no reasons in this account.
    pub no_approver_reason: bool,
    /// Questions of the account on every form. Kinds that this version does not know are left out.
    pub custom_fields: Vec<CustomField>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_round_mark_has_the_first_letters_of_the_first_and_the_last_name() {
        let of = |name: &str| {
            let [id, email, account_id, account_name] = std::array::from_fn(|_| String::new());
            Person { id, name: name.to_owned(), email, account_id, account_name }.initials()
        };
        assert_eq!(["Dana Levi", "Ana Maria de Souza", "Madonna", "élodie", ""].map(of), ["DL", "AS", "M", "é", ""]);
    }
}
