//! The account's switches (reference section 9). They are the same at every start; tests turn them.

use std::sync::{Arc, Mutex, PoisonError};

use apono_api::{CustomField, CustomFieldType, CustomFieldValue, UserSettings};

/// Clones share the switches.
#[derive(Clone, Debug)]
pub struct Settings(Arc<Mutex<UserSettings>>);

impl Default for Settings {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(UserSettings {
            require_duration_for_access_request: false,
            mfa_enabled_for_account: true,
            request_custom_fields: fields(),
            logout_redirect_url: None,
            disable_approver_reason: Some(false),
            enable_ai_features: true,
        })))
    }
}

impl Settings {
    /// As they are now; a copy.
    pub fn get(&self) -> UserSettings {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether approvers are asked for reasons at all; where not, no flow requires one.
    pub fn asks_reasons(&self) -> bool {
        !self.0.lock().unwrap_or_else(PoisonError::into_inner).disable_approver_reason.unwrap_or(false)
    }

    /// Replaces all of them.
    pub fn put(&self, settings: UserSettings) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = settings;
    }
}

/// None is required, so that a form can be sent without knowing of them.
fn fields() -> Vec<CustomField> {
    let field = |id: &str, kind, label: &str, placeholder: &str, values, default: Option<&str>| CustomField {
        id: id.to_owned(),
        kind,
        label: label.to_owned(),
        placeholder: placeholder.to_owned(),
        values,
        default: default.map(str::to_owned),
        required: false,
    };
    let urgencies = [("low", "Low"), ("normal", "Normal"), ("high", "High: customers are waiting")];
    let value = |(key, value): (&str, &str)| CustomFieldValue { key: key.to_owned(), value: value.to_owned() };
    vec![
        field("ticket", CustomFieldType::Text, "Ticket", "For example OPS-1042", Vec::new(), None),
        field("urgency", CustomFieldType::Select, "Urgency", "", urgencies.map(value).to_vec(), Some("normal")),
        // A type that today's clients do not know, and skip.
        field("change-window", CustomFieldType::from("DATE_RANGE"), "Change window", "", Vec::new(), None),
    ]
}
