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

/// Statuses in the words of the requirements (D4, D5).
pub mod status {
    use crate::domain::status::Status;

    pub fn label(status: &Status) -> &str {
        match status {
            Status::Evaluating => "Pending (being evaluated)",
            Status::PendingApproval => "Pending Approval",
            Status::PendingMfa => "Pending MFA",
            Status::Granting => "Granting",
            Status::Granted => "Granted",
            Status::Revoking => "Revoking",
            Status::Expired => "Expired",
            Status::Rejected => "Rejected",
            Status::Revoked => "Revoked",
            Status::Failed => "Failed",
            Status::Unknown(text) => text,
        }
    }

    /// What a failed request tells (requirement 70).
    pub fn failed(reason: Option<&str>, contact: Option<&str>) -> String {
        let reason = reason.unwrap_or("An error occurred while access was set up.");
        match contact {
            Some(contact) => [reason, " Contact your administrator: ", contact, "."].concat(),
            None => [reason, " Contact your administrator."].concat(),
        }
    }

    pub const ENDED_BY_ADMIN: &str = "An administrator removed this access.";
}

/// My Requests and its panel.
pub mod requests {
    pub const OPEN: &str = "Open Requests";
    pub const CLOSED: &str = "Closed Requests";
    pub const LISTS: &str = "Lists of requests";
    pub const NEW_REQUEST: &str = "New Request";
    pub const REQUEST: &str = "Request";
    pub const ACCESS: &str = "Access";
    pub const REQUESTED: &str = "Requested";
    pub const DURATION: &str = "Duration";
    pub const STATUS: &str = "Status";
    pub const ACTIONS: &str = "Actions";
    pub const VIEW_DETAILS: &str = "View Details";
    pub const NEW_MARK: &str = "New";
    pub const MOVED_TO_CLOSED: &str = "Moved to Closed Requests";
    pub const MOVED_TO_OPEN: &str = "Moved to Open Requests";
    pub const EMPTY_OPEN: &str = "You have no open requests";
    pub const EMPTY_OPEN_TEXT: &str =
        "Ask for access to a database, a cloud account or an application. It appears here with its status.";
    pub const EMPTY_CLOSED: &str = "You have no closed requests";
    pub const EMPTY_CLOSED_TEXT: &str = "Requests that have expired or were rejected, revoked or failed appear here.";
    pub const LOADING: &str = "Requests are being loaded";
    pub const RETRY: &str = "Retry";
    pub const WHOLE_PERIOD: &str = "Whole period";
    pub const NO_DURATION: &str = "no end requested";
    pub const ASKED_FOR: &str = "requested";
    pub const NO_END: &str = "No end";
    pub const EXPIRING_SOON: &str = "expiring soon";
    pub const ENDED: &str = "Ended";
    pub const BUNDLE: &str = "Bundle";

    pub const CLOSE_PANEL: &str = "Close";
    pub const COPY_LINK: &str = "Copy link";
    pub const LINK_COPIED: &str = "Link copied";
    pub const LINK_NOT_COPIED: &str = "The link could not be copied. Copy the address of this page instead.";
    pub const RESOURCES: &str = "Resources and permissions";
    pub const APPROVERS: &str = "Approvers";
    pub const ALL_MUST: &str = "All of these have to approve.";
    pub const ANY_CAN: &str = "Any one of these can approve.";
    pub const JUSTIFICATION: &str = "Justification";
    pub const DETAILS: &str = "Details";
    pub const REQUESTED_BY: &str = "Requested by";
    pub const REQUESTED_FOR: &str = "Requested for";
    pub const REASON: &str = "Reason";
    pub const ENDS: &str = "Ends";
    pub const NOT_FOUND: &str =
        "This request cannot be found. It may belong to somebody else, or the link is incomplete.";
    pub const UNITS_LATER: &str = "Shown when Apono has evaluated the request.";
    pub const DECISION_PENDING: &str = "has not decided yet";
    pub const DECISION_APPROVED: &str = "approved";
    pub const DECISION_REJECTED: &str = "rejected";

    pub fn more(count: usize) -> String {
        ["+", &count.to_string(), " more"].concat()
    }

    pub fn show_more(count: usize) -> String {
        ["Show ", &count.to_string(), " more"].concat()
    }

    pub fn integrations(count: usize) -> String {
        let plural = if count == 1 { " integration" } else { " integrations" };
        [&count.to_string(), plural].concat()
    }

    /// A count for the eye and in words: unknown totals say "at least".
    pub fn count(count: usize, complete: bool) -> (String, String) {
        let number = count.to_string();
        if complete {
            (number.clone(), [&number, " requests"].concat())
        } else {
            ([&number, "+"].concat(), ["at least ", &number, " requests"].concat())
        }
    }

    /// How far the history has been read.
    pub fn progress(read: usize, total: Option<usize>, done: bool) -> String {
        let read = read.to_string();
        match (done, total) {
            (true, _) => ["All ", &read, " requests are loaded."].concat(),
            (false, Some(total)) => ["Loaded ", &read, " of ", &total.to_string(), " requests. Loading more…"].concat(),
            (false, None) => ["Loaded ", &read, " requests. Loading more…"].concat(),
        }
    }

    /// One form may have become several requests (requirement 21).
    pub fn submitted(count: usize) -> String {
        match count {
            1 => "Your request was sent.".to_owned(),
            several => ["Your form was sent and became ", &several.to_string(), " requests."].concat(),
        }
    }

    pub fn tier(number: i32) -> String {
        ["Tier ", &number.to_string()].concat()
    }

    pub fn view_details_of(request: &str) -> String {
        ["View Details of ", request].concat()
    }
}

/// The popup with access details.
pub mod details {
    pub const TITLE: &str = "Access Details";
    pub const LOOKING: &str = "Looking for your access…";
    pub const LOOK_FAILED: &str = "Your access could not be looked up. Nothing was used up.";
    pub const NOTHING: &str = "The details are not ready yet. Apono is still setting up the access.";
    pub const RETRY: &str = "Look again";
    pub const CHOOSE: &str = "This request gives several accesses. Choose one.";
    pub const WARNING: &str = "These details are shown only once.";
    pub const WARNING_TEXT: &str =
        "Have a place ready to paste them. To get them again later you must reset the credentials.";
    pub const SHOW: &str = "Show access details";
    pub const SHOWN_BEFORE: &str = "These details have been shown before.";
    pub const SHOWN_BEFORE_TEXT: &str = "The secret cannot be shown again. Reset the credentials to get a new one.";
    pub const NO_RESET: &str =
        "The secret cannot be shown again and cannot be reset here. Ask your administrator for new credentials.";
    pub const SHOW_WITHOUT: &str = "Show without the secret";
    pub const READING: &str = "Reading the access details…";
    pub const READ_FAILED: &str = "The access details could not be read. Nothing was used up.";
    pub const LOST: &str = "The answer with the access details was lost on its way.";
    pub const LOST_TEXT: &str =
        "The secret may be used up, although you have not seen it. Reset the credentials to get a new one.";
    pub const RESET: &str = "Reset credentials";
    pub const RESETTING: &str = "Resetting the credentials. This takes a few seconds…";
    pub const RESET_FAILED: &str = "The credentials could not be reset.";
    pub const RESET_SLOW: &str =
        "The reset takes longer than usual. It may still finish: reset again, or come back in a minute.";
    pub const BUNDLE_WARNING: &str =
        "This access comes from a bundle. A reset gives new credentials for everything in the bundle.";
    pub const SHOWN_ONCE: &str = "These details are shown only once.";
    pub const SHOWN_ONCE_TEXT: &str =
        "Copy what you need before you close this window. To get them again you must reset the credentials.";
    pub const MESSAGE: &str = "Message from your administrator";
    pub const INSTRUCTIONS: &str = "Instructions";
    pub const COMMAND: &str = "Command line";
    pub const LINK: &str = "Link";
    pub const OPENS_WINDOW: &str = "opens in a new window";
    pub const VALUES: &str = "Values";
    pub const COPY_ALL: &str = "Copy all";
    pub const COPIED: &str = "Copied";
    pub const COPY_REFUSED: &str = "The browser did not allow copying. Select the text below and press Ctrl+C.";
    pub const MASKED: &str = "hidden";
    pub const CLOSE: &str = "Close";
    pub const CLOSE_UNCOPIED: &str = "You have not copied the secret. Close all the same?";
    pub const CLOSE_ANYWAY: &str = "Close without copying";
    pub const STAY: &str = "Go back";

    pub fn copy_of(label: &str) -> String {
        ["Copy ", label].concat()
    }

    pub fn show_of(label: &str) -> String {
        ["Show ", label].concat()
    }

    pub fn hide_of(label: &str) -> String {
        ["Hide ", label].concat()
    }

    pub fn ask(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => ["Your administrator: ", contact].concat(),
            None => String::new(),
        }
    }
}

/// Times and lengths of time.
pub mod time {
    use crate::domain::moment::{Left, Seconds};

    pub fn left(left: Left) -> String {
        match left {
            Left::Over => "0 min left".to_owned(),
            Left::Minutes(minutes) => [&minutes.to_string(), " min left"].concat(),
            Left::HoursMinutes(hours, minutes) => {
                [&hours.to_string(), " h ", &minutes.to_string(), " min left"].concat()
            }
            Left::DaysHours(days, hours) => [&days.to_string(), " d ", &hours.to_string(), " h left"].concat(),
        }
    }

    /// A length of access as people ask for it: "8 hours", "30 minutes", "1.25 hours".
    pub fn duration(length: Seconds) -> String {
        let minutes = length.0 / 60;
        if length.0 % 3600 == 0 {
            let hours = length.0 / 3600;
            return [hours.to_string().as_str(), if hours == 1 { " hour" } else { " hours" }].concat();
        }
        if minutes < 60 {
            return [minutes.max(1).to_string().as_str(), if minutes <= 1 { " minute" } else { " minutes" }].concat();
        }
        [&hours(length), " hours"].concat()
    }

    /// Hours with at most two decimals, cut, never rounded up: a cap must not promise more than is granted.
    pub fn hours(length: Seconds) -> String {
        let hundredths = length.0 / 36;
        let (whole, part) = (hundredths / 100, hundredths % 100);
        let mut text = whole.to_string();
        if part != 0 {
            text.push('.');
            if part < 10 {
                text.push('0');
            }
            text.push_str(part.to_string().trim_end_matches('0'));
        }
        text
    }

    pub const UNTIL: &str = "until ";

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn lengths_read_as_people_say_them() {
            let read = |seconds| duration(Seconds(seconds));
            assert_eq!(
                [3600, 28_800, 1_800, 5_400, 4_500, 59].map(read),
                ["1 hour", "8 hours", "30 minutes", "1.5 hours", "1.25 hours", "1 minute"]
            );
            assert_eq!([28_800, 28_836, 30_240, 28_801].map(|s| hours(Seconds(s))), ["8", "8.01", "8.4", "8"]);
        }
    }
}
