//! Every visible text of the tab, in one place, by screen. Labels in capitals' case are those of the requirements.

/// Words of the shell and of the pages that stand in for others.
pub mod shell {
    pub const PRODUCT: &str = "Apono Access";
    pub const MY_REQUESTS: &str = "My Requests";
    pub const NEW_REQUEST: &str = "New Request";
    pub const PAGES: &str = "Pages";
    pub const SKIP: &str = "Skip to the content";
    pub const DEMO: &str = "Demo";
    pub const DEMO_EXPLAINED: &str = "Demo data. Nothing here grants access to a real system.";
    pub const SIGN_OUT: &str = "Sign out";
    pub const LOADING: &str = "Loading";

    pub const SIGN_IN: &str = "Sign in";
    pub const SIGN_IN_TITLE: &str = "Sign in to ask for access";
    pub const SIGN_IN_TEXT: &str = "Ask for access to databases, cloud accounts and applications, follow your requests and use what you were granted.";

    pub const NOT_A_USER_TITLE: &str = "You have no Apono user yet";
    pub const NOT_A_USER_TEXT: &str =
        "You are signed in, but this account is not a user of Apono, so nothing can be requested.";
    pub const OPEN_PORTAL: &str = "Open the Apono Portal";
    pub const OTHER_ACCOUNT: &str = "Sign in with another account";

    pub const UNREACHABLE_TITLE: &str = "Apono cannot be reached";
    pub const RETRY: &str = "Retry";

    pub const NOT_FOUND_TITLE: &str = "There is no such page";
    pub const NOT_FOUND_TEXT: &str = "The link may be old or incomplete.";
    pub const TO_MY_REQUESTS: &str = "Go to My Requests";

    pub const ENDED_TITLE: &str = "Your session has ended";
    pub const ENDED_TEXT: &str = "Sign in again to go on. What you have typed stays on this page.";
    pub const ENDED_BLOCKED: &str =
        "The browser did not open the window. Allow pop-ups for this page, or sign in in a new tab and come back here.";
    pub const SIGN_IN_AGAIN: &str = "Sign in again";
    pub const SIGN_IN_NEW_TAB: &str = "Sign in in a new tab";
    pub const SIGNED_IN_AGAIN: &str = "You are signed in again.";

    pub const NEWER_TITLE: &str = "A newer version is ready.";
    pub const RELOAD: &str = "Reload";

    /// Whom to ask, with the administrator's contact when the server knows one.
    pub fn ask_administrator(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => format!("Contact your administrator for a user account: {contact}."),
            None => "Contact your administrator for a user account.".to_owned(),
        }
    }

    pub fn unreachable_help(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => format!("If this goes on, contact your administrator: {contact}."),
            None => "If this goes on, contact your administrator.".to_owned(),
        }
    }

    pub fn signed_in_as(name: &str, mail: &str) -> String {
        format!("Signed in as {name}, {mail}")
    }

    pub fn title(page: &str) -> String {
        format!("{page} · {PRODUCT}")
    }
}

/// What went wrong with a call, what is kept, what to do next.
pub mod error {
    use crate::domain::failure::ApiError;

    /// What happened, in one sentence.
    pub fn what(error: &ApiError) -> String {
        let plain = match error {
            ApiError::Cancelled => "The question was given up.",
            ApiError::Offline => "There is no connection to the server.",
            ApiError::TimedOut => "The server did not answer in time.",
            ApiError::SignInNeeded => "Your session has ended.",
            ApiError::Forbidden(Some(message))
            | ApiError::NotFound(Some(message))
            | ApiError::Conflict(Some(message))
            | ApiError::Refused { message: Some(message), .. } => message,
            ApiError::Forbidden(None) => "You may not do this.",
            ApiError::NotFound(None) => "This no longer exists.",
            ApiError::Conflict(None) => "This has changed meanwhile.",
            ApiError::Refused { message: None, .. } => "Apono refused this without giving a reason.",
            ApiError::TooMany { retry_after_seconds: Some(wait) } => {
                return format!("Apono is busy and asks to wait {} s.", wait.ceil());
            }
            ApiError::TooMany { retry_after_seconds: None } => "Apono is busy and asks to wait a little.",
            ApiError::Server(status) => return format!("Apono has a problem of its own (error {status})."),
            ApiError::Unreadable => "The answer could not be read.",
        };
        plain.to_owned()
    }
}

/// Words of the page that stands in after a fault of ours.
pub mod fault {
    pub const TITLE: &str = "Something went wrong in this page";
    pub const TEXT: &str = "Reload to go on. Requests that you sent before are safe; what you were typing is lost.";
    pub const RELOAD: &str = "Reload";
}

/// Words that controls share.
pub mod ui {
    pub const CLOSE: &str = "Close";
    pub const CLEAR: &str = "Clear";
    pub const OPEN_LIST: &str = "Show choices";
    pub const NO_MATCH: &str = "Nothing matches";

    pub fn results_selected(results: usize, selected: usize) -> String {
        let plural = if results == 1 { "" } else { "s" };
        format!("{results} result{plural}, {selected} selected")
    }

    pub fn selected(count: usize) -> String {
        format!("{count} selected")
    }
}
