//! Every visible text of the tab in English, by screen. Labels in capitals' case are those of the requirements. The other languages
//! say the same, item by item (`tests/languages.rs`).

/// Numbers, and what is counted on several screens.
pub mod numbers {
    /// A number with a comma at the thousands.
    pub fn number(count: usize) -> String {
        crate::text::grouped(count, ',')
    }

    pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
        [number(count).as_str(), " ", if count == 1 { one } else { many }].concat()
    }

    pub fn resources(count: usize) -> String {
        counted(count, "resource", "resources")
    }

    pub fn permissions(count: usize) -> String {
        counted(count, "permission", "permissions")
    }

    pub fn requests(count: usize) -> String {
        counted(count, "request", "requests")
    }
}

/// Parts of the tab that come when they are first shown.
pub mod parts {
    pub const COMING: &str = "Loading";
    pub const FAILED: &str = "This page could not be loaded";
    pub const FAILED_TEXT: &str = "The connection may have failed, or a newer version is there. Try again; if that does not help, reload the tab.";
    pub const RETRY: &str = "Try again";
    pub const RELOAD: &str = "Reload";
    pub const FILTERS_FAILED: &str = "Load the filters again";
    pub const POPUP_FAILED: &str = "That could not be opened";
    pub const POPUP_FAILED_TEXT: &str =
        "A part of the tab could not be loaded. Nothing was done. Check your connection and try again.";
}

/// Words of the shell and of the pages that stand in for others.
pub mod shell {
    pub const PRODUCT: &str = "Apono Access";
    pub const MY_REQUESTS: &str = "My Requests";
    pub const NEW_REQUEST: &str = "New Request";
    pub const MY_ACCESS: &str = "My Access";
    pub const MY_TASKS: &str = "My Tasks";
    pub const HELP: &str = "Help";
    pub const PAGES: &str = "Pages";
    pub const SKIP: &str = "Skip to the content";
    pub const DEMO: &str = "Demo";
    pub const DEMO_EXPLAINED: &str = "Demo data. Nothing here grants access to a real system.";
    pub const SIGN_OUT: &str = "Sign out";
    pub const STILL_SIGNED_IN: &str = "You may still be signed in.";
    pub const END_THE_OTHERS: &str = "This sign-in has ended, others may go on. Sign in again to end them.";
    pub const SIGN_OUT_AGAIN: &str = "Sign out again";
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
    pub const TRYING: &str = "Trying…";
    pub const CHECK_AGAIN: &str = "Check again";
    pub const TRIES_BY_ITSELF: &str = "This page tries again by itself and goes on when Apono answers.";

    pub const OFFLINE: &str = "You are offline.";
    pub const OFFLINE_TEXT: &str = "What you see may be out of date, and nothing can be sent. What you typed stays. The page goes on by itself when the connection is back.";
    pub const SILENT: &str = "Apono does not answer right now.";
    pub const SILENT_TEXT: &str =
        "What you see may be out of date. What you typed stays. The page tries again and goes on by itself.";

    pub const NOT_FOUND_TITLE: &str = "There is no such page";
    pub const NOT_FOUND_TEXT: &str = "The link may be old or incomplete.";
    pub const TO_MY_REQUESTS: &str = "Go to My Requests";

    pub const ENDED_TITLE: &str = "Your session has ended";
    pub const ENDED_TEXT: &str = "Sign in again to go on. What you have typed stays on this page.";
    pub const ENDED_BLOCKED: &str =
        "The browser did not open the window. Allow pop-ups for this page, or sign in in a new tab and come back here.";
    pub const SIGN_IN_AGAIN: &str = "Sign in again";
    pub const SIGN_IN_NEW_TAB: &str = "Sign in in a new tab";

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
}

/// Inside Teams, Outlook and Microsoft 365.
pub mod hosted {
    use crate::domain::failure::ApiError;
    use crate::domain::refusal::Refusal;

    pub const SIGN_IN: &str = "Sign in";
    pub const SIGNING_IN: &str = "Signing in…";
    pub const OPEN_IN_BROWSER: &str = "Open in browser";
    pub const SILENT: &str =
        "The program around this page does not answer. If something does not work here, go on in your browser.";
    pub const NOT_LINKED: &str =
        "You signed in, but the service does not know you yet. Sign in once more, or go on in your browser.";

    /// The host gave no token.
    pub fn token_refused(refusal: &Refusal) -> String {
        match refusal {
            Refusal::Cancelled => "You closed the window, so you are not signed in. Sign in again when you are ready.".to_owned(),
            Refusal::Blocked => "The window to sign in could not be opened. Allow pop-ups, or go on in your browser.".to_owned(),
            Refusal::Other(_) => "This app could not be given your sign-in here. Try again, or go on in your browser. If it stays so, your administrator may have to allow the app.".to_owned(),
        }
    }

    /// The window in which the person links the account did not come to its end.
    pub fn window_refused(refusal: &Refusal) -> String {
        match refusal {
            Refusal::Cancelled => "The window was closed before you were signed in. If it closed by itself, its sign-in page cannot be used from here: go on in your browser.".to_owned(),
            Refusal::Blocked => token_refused(refusal),
            Refusal::Other(_) => "Signing in did not work. Nothing was changed. Try again, or go on in your browser.".to_owned(),
        }
    }

    /// The service did not make the link.
    pub fn link_failed(error: &ApiError) -> String {
        match error {
            ApiError::NotFound(_) => {
                "Signing in from here is not set up for this service. Go on in your browser.".to_owned()
            }
            error => {
                [&super::error::what(error), " Nothing was changed. Try again, or go on in your browser."].concat()
            }
        }
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
                return format!("Apono is busy and asks to wait {wait} s.");
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
    pub const REPORT: &str = "Report for your administrator";
    pub const REPORT_HINT: &str =
        "It says where the program failed, and nothing about you or your requests. It is sent nowhere by itself.";
    pub const COPY: &str = "Copy report";
    pub const COPIED: &str = "Copied";
}

/// Words that controls share.
pub mod ui {
    pub const CLOSE: &str = "Close";
    pub const CLEAR: &str = "Clear";
    pub const NO_MATCH: &str = "Nothing matches";

    pub fn show_choices(field: &str) -> String {
        ["Show choices of ", field].concat()
    }

    pub fn hide_choices(field: &str) -> String {
        ["Hide choices of ", field].concat()
    }

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
        [reason, " ", &who_helps(contact)].concat()
    }

    /// Whom a person turns to (requirement 70).
    pub fn who_helps(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => ["Contact your administrator: ", contact, "."].concat(),
            None => "Contact your administrator.".to_owned(),
        }
    }

    pub const ENDED_BY_ADMIN: &str = "An administrator removed this access.";
}

/// New Request.
pub mod new_request {
    use super::numbers::{self, counted, number};
    use crate::domain::draft::Missing;
    use crate::domain::duration::{DurationError, DurationRule};
    use crate::domain::failure::ApiError;
    use crate::domain::held::Held;
    use crate::domain::inventory::Resource;
    use crate::domain::moment::Moment;
    use crate::domain::selection::MOST_RESOURCES;

    pub const KINDS: &str = "Kind of request";
    pub const RESOURCES_TAB: &str = "Resources Request";
    pub const INTEGRATION_TAB: &str = "Integration Request";
    pub const BUNDLE_TAB: &str = "Bundle Request";
    pub const CHOOSE: &str = "Choose resources";
    pub const INTEGRATION: &str = "Integration";
    pub const CHOOSE_INTEGRATION: &str = "Choose an integration";
    pub const CHOOSE_TYPE: &str = "Choose a resource type";
    pub const INTEGRATION_FIRST: &str = "Choose an integration first.";
    pub const PLACE_FIRST: &str = "Choose an integration and a resource type to see what you can request there.";
    pub const PERMISSIONS: &str = "Permissions";
    pub const ONE_PERMISSION: &str = "This resource type allows one permission at a time.";
    pub const BUNDLE: &str = "Bundle";
    pub const CHOOSE_BUNDLE: &str = "Choose a bundle";
    pub const BUNDLE_FIRST: &str = "Choose a bundle to see what is in it.";
    pub const WHAT_OF_BUNDLE: &str = "What you need of it";
    pub const WHOLE_BUNDLE: &str = "All resources in the bundle";
    pub const PART_OF_BUNDLE: &str = "A choice of them";
    pub const ON_BEHALF: &str = "On behalf of";
    pub const YOURSELF: &str = "Yourself";
    pub const GRANTEES_FAILED: &str = "The people you may ask for could not be loaded.";
    pub const GRANTEE_LEFT_OUT: &str = "You may not ask for the person of this link, so the form is for yourself.";
    pub const RESTORING: &str = "Loading the selection of this link…";
    pub const RESTORE_FAILED: &str = "The selection of this link could not be loaded.";
    pub const RESOURCES: &str = "Resources";
    pub const SEARCH_HINT: &str = "Search by name";
    pub const RESOURCE_TYPE: &str = "Resource Type";
    pub const ALL_TYPES: &str = "All types";
    pub const PERMISSION: &str = "Permission";
    pub const ALL_PERMISSIONS: &str = "All permissions";
    pub const SELECT_ALL: &str = "Select all matching";
    pub const MATCHING_RESOURCES: &str = "Matching resources";
    pub const CHOICES_FAILED: &str = "The filters could not be loaded.";
    pub const FILTERS_LEFT_OUT: &str = "Some filters of this link are not available to you and were left out.";
    pub const RETRY: &str = "Retry";
    pub const LIST_FAILED: &str = "The resources could not be loaded";
    pub const MORE_FAILED: &str = "Further resources could not be loaded.";
    pub const NO_MATCH: &str = "Nothing matches";
    pub const NO_MATCH_TEXT: &str = "Try a shorter name, or take filters away.";
    pub const CLEAR_FILTERS: &str = "Clear search and filters";
    pub const NO_FLOW: &str = "There is nothing you can request yet";
    pub const NO_FLOW_OF_ANOTHER: &str = "There is nothing you can request for them";
    pub const NONE_HERE: &str = "There is nothing here that you can request";
    pub const NONE_HERE_TEXT: &str = "Choose something else above.";
    pub const NO_BUNDLES: &str =
        "There is no bundle that you can request. If you expected one, contact your administrator.";
    pub const NO_INTEGRATIONS: &str =
        "There is no integration that you can request. If you expected one, contact your administrator.";

    pub const ALREADY_HELD: &str = "You already have some of this";
    pub const USE_RECENT: &str = "Use a recent justification";
    pub const RECENTS: &str = "Recent justifications";
    pub const ADVICE: &str = "Advice on the justification";
    pub const DESCRIBES_TASK: &str = "Says what you will do.";
    pub const DESCRIBES_NO_TASK: &str = "Say what you will do with the access.";
    pub const JUSTIFIES_LEVEL: &str = "Fits the permissions you ask for.";
    pub const JUSTIFIES_NO_LEVEL: &str = "Say why you need these permissions and not fewer.";
    pub const NAMES_TICKET: &str = "Names a ticket.";
    pub const NAMES_NO_TICKET: &str = "A ticket number or link helps approvers.";
    pub const SAVE_TEMPLATE: &str = "Save as template";
    pub const SAVE: &str = "Save";
    pub const TEMPLATE_NAME: &str = "Name";
    pub const TEMPLATE_NAME_MISSING: &str = "Enter a name.";
    pub const TEMPLATE_SAVED: &str = "Template saved";
    pub const TEMPLATE_NOT_SAVED: &str = "The template was not saved. What you typed is kept.";
    pub const TEMPLATE_EMPTY: &str = "Choose something first. A template keeps what is chosen.";
    pub const TEMPLATE_UNEVEN: &str = "A template gives each resource of a kind the same permissions. Here they differ, so it would hold more than you chose. Choose the same permissions for all of them, or save two templates.";
    pub const NO_BUNDLE_TEMPLATE: &str =
        "A bundle is already kept under a name. Mark a request of it as a favorite instead.";
    pub const DETAILS: &str = "Request details";
    pub const SELECTED: &str = "Selected";
    pub const SELECTED_RESOURCES: &str = "Selected resources";
    pub const NOTHING_SELECTED: &str = "Tick what you need in the list.";
    pub const CLEAR_ALL: &str = "Clear all";
    pub const FIND_SELECTED: &str = "Find in the selection";
    pub const DURATION: &str = "Duration (in Hours)";
    pub const JUSTIFICATION: &str = "Justification";
    pub const JUSTIFICATION_HINT: &str = "Say what you need the access for. Approvers read this.";
    pub const JUSTIFICATION_MISSING: &str = "Say why you need this access.";
    pub const RULES_FAILED: &str = "Apono could not be asked what this selection needs.";
    pub const MAY_SPLIT: &str = "Apono may split this into several requests. You see each of them afterwards.";
    pub const REQUEST: &str = "Request";
    pub const CANCEL: &str = "Cancel";
    pub const SENDING: &str = "Sending…";
    pub const TO_FORM: &str = "Continue";
    pub const SESSION_ENDED: &str =
        "Your session ended before the request was sent. Nothing was sent, and your form is kept.";
    pub const SIGNED_IN_AGAIN: &str = "You are signed in again. Press Request to send your form.";
    pub const LOOK_AT_OPEN: &str = "Look at Open Requests";
    pub const LEAVE_TITLE: &str = "Leave this form?";
    pub const LEAVE_SENDING: &str =
        "Your request is being sent and may go out all the same. You would find it on Open Requests.";
    pub const LEFT_UNSENT: &str = "No answer tells that the form you left was sent.";
    pub const LEAVE_TEXT: &str = "Nothing has been sent. What you selected and typed will be lost.";
    pub const LEAVE: &str = "Leave";
    pub const STAY: &str = "Stay";

    /// "12 of 1,000 resources".
    pub fn count_of_most(count: usize) -> String {
        [&number(count), " of ", &number(MOST_RESOURCES), " resources"].concat()
    }

    /// How much matches, for the head of the list.
    pub fn matching(read: bool, resources: usize, rows: Option<usize>, more: bool) -> String {
        match (read, more, rows) {
            (false, ..) => "Searching…".to_owned(),
            (true, false, _) => {
                [numbers::resources(resources).as_str(), if resources == 1 { " matches" } else { " match" }].concat()
            }
            (true, true, Some(rows)) => {
                [&number(rows), " permissions match, on more than ", &number(resources), " resources"].concat()
            }
            (true, true, None) => ["at least ", &numbers::resources(resources), " match"].concat(),
        }
    }

    /// The line below the list.
    pub fn foot(read: bool, resources: usize, more: bool, loading: bool) -> String {
        match (read, more) {
            (false, _) => "Loading…".to_owned(),
            (true, true) if loading => ["Showing ", &number(resources), " resources. Loading more…"].concat(),
            (true, true) => ["Showing ", &number(resources), " resources. More load as you scroll."].concat(),
            (true, false) => ["Showing all ", &numbers::resources(resources), "."].concat(),
        }
    }

    pub fn all_permissions_of(resource: &str) -> String {
        ["All permissions of ", resource].concat()
    }

    pub fn permission_on(permission: &str, resource: &str) -> String {
        [permission, " on ", resource].concat()
    }

    /// Kind and place of a resource.
    pub fn about_resource(resource: &Resource, one_at_a_time: bool) -> String {
        let hint = if one_at_a_time { " · one permission at a time" } else { "" };
        [&resource.resource_type.display_path, " · ", &resource.integration.name, hint].concat()
    }

    pub fn replaced(before: &str, now: &str, resource: &str) -> String {
        [resource, " allows one permission at a time: ", now, " in place of ", before, "."].concat()
    }

    /// The 1,001st is refused (requirement 29).
    pub fn full(resource: &str) -> String {
        let most = number(MOST_RESOURCES);
        [
            "At most ",
            &most,
            " resources can be selected, so ",
            resource,
            " was not added. Remove some, or send this request first.",
        ]
        .concat()
    }

    /// What a link names and cannot be had.
    pub fn link_lost(count: usize) -> String {
        let verb = if count == 1 { " of this link is" } else { " of this link are" };
        [&counted(count, "item", "items"), verb, " not available to you any more and stayed out."].concat()
    }

    /// What the form still needs.
    pub fn missing(missing: Missing) -> &'static str {
        match missing {
            Missing::Resource => "Select at least one resource.",
            Missing::Integration => "Choose an integration.",
            Missing::ResourceType => "Choose a resource type.",
            Missing::Permission => "Choose at least one permission.",
            Missing::Bundle => "Choose a bundle.",
            Missing::PartOfBundle => "Select at least one resource of the bundle, or take all of it.",
        }
    }

    /// The permissions for all selected resources.
    pub fn with_permissions(names: &[String]) -> String {
        let word = if names.len() == 1 { "Permission: " } else { "Permissions: " };
        [word, &names.join(", ")].concat()
    }

    pub fn of_bundle(bundle: &str, whole: bool) -> String {
        let part = if whole { " · all resources in the bundle" } else { "" };
        [bundle, part].concat()
    }

    /// What Select all matching did.
    pub fn took_all(chosen: usize, more: bool, undecided: usize) -> String {
        let mut text = [&counted(chosen, "resource is", "resources are"), " selected."].concat();
        if more {
            let most = number(MOST_RESOURCES);
            for part in [" More match, but one request holds at most ", &most, ". Narrow the search to choose others."]
            {
                text.push_str(part);
            }
        }
        if undecided > 0 {
            for part in [
                " ",
                &counted(undecided, "resource allows", "resources allow"),
                " one permission at a time and stayed out: filter by Permission, or choose in the list.",
            ] {
                text.push_str(part);
            }
        }
        text
    }

    /// What a template of this selection would keep.
    pub fn template_holds(resources: usize, permissions: usize) -> String {
        [
            "It keeps ",
            &numbers::resources(resources),
            " and ",
            &numbers::permissions(permissions),
            ", without duration and justification.",
        ]
        .concat()
    }

    /// What is so with something that is chosen or can be chosen. `when` puts an end into words.
    pub fn held(held: &Held, when: impl Fn(Moment) -> String) -> String {
        match held {
            Held::Active { until: Some(until), .. } => ["You have this until ", &when(*until)].concat(),
            Held::Active { until: None, .. } => "You have this without an end".to_owned(),
            Held::AskedFor { request } => ["Already asked for in ", request].concat(),
        }
    }

    pub fn look_at(request: &str) -> String {
        ["Look at ", request].concat()
    }

    pub fn remove(what: &str) -> String {
        ["Remove ", what].concat()
    }

    /// Why there is nothing to choose from: for oneself, or for somebody else (requirement 13).
    pub fn no_flow_text(for_another: bool, contact: Option<&str>) -> String {
        let who = if for_another { "They are" } else { "You are" };
        let text = [who, " in no access flow, so there is nothing to choose from. Contact your administrator"].concat();
        match contact {
            Some(contact) => [&text, ": ", contact, "."].concat(),
            None => [&text, "."].concat(),
        }
    }

    /// What the field takes, before anything is typed (D6).
    pub fn duration_hint(rule: DurationRule) -> String {
        let mut text = String::new();
        if let Some(cap) = rule.cap {
            text = ["At most ", &super::time::in_hours(cap), " for this selection."].concat();
        }
        if !rule.required {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str("Leave it empty for the whole granting period.");
        }
        text
    }

    pub fn duration_error(error: DurationError) -> String {
        match error {
            DurationError::Missing => "Enter for how many hours you need the access.".to_owned(),
            DurationError::NotANumber => "Enter hours as a number, for example 4 or 1.5.".to_owned(),
            DurationError::NotPositive => "Enter more than 0 hours.".to_owned(),
            DurationError::TooLong(cap) => ["Enter at most ", &super::time::in_hours(cap), "."].concat(),
        }
    }

    pub fn refused_field(field: &str) -> String {
        ["Apono refused this form because of ", field, "."].concat()
    }

    /// What is kept and what to do, after what happened.
    pub fn after_failure(error: &ApiError) -> &'static str {
        if error.effect_unknown() {
            "Your form is kept. It may have been sent all the same: look at Open Requests before you press Request again."
        } else {
            "Nothing was sent, and your form is kept. Change what is needed and press Request again."
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::domain::moment::Seconds;

        #[test]
        fn the_hint_names_the_cap_and_what_an_empty_field_means() {
            let rule = |required, cap| DurationRule { required, cap };
            assert_eq!(duration_hint(rule(false, None)), "Leave it empty for the whole granting period.");
            assert_eq!(duration_hint(rule(true, Some(Seconds(28_800)))), "At most 8 hours for this selection.");
            assert_eq!(duration_hint(rule(true, None)), "");
        }

        #[test]
        fn the_head_of_the_selection_says_how_many_it_may_hold() {
            assert_eq!(count_of_most(12), "12 of 1,000 resources");
        }

        #[test]
        fn select_all_says_what_it_could_not_take() {
            assert_eq!(took_all(12, false, 0), "12 resources are selected.");
            assert!(took_all(1_000, true, 0).contains("one request holds at most 1,000"));
            assert!(took_all(3, false, 1).contains("1 resource allows one permission at a time"));
        }
    }
}

/// Questions of the account on every form.
pub mod custom_fields {
    pub const CHOOSE: &str = "Choose one";
    pub const NO_CHOICE: &str = "No choice";

    pub fn missing(label: &str) -> String {
        ["Apono needs an answer here: ", label, "."].concat()
    }
}

/// My Requests and its panel.
pub mod requests {
    use super::numbers;
    use crate::domain::request_set::Progress;

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
    pub const SEARCH: &str = "Search requests";
    pub const STATUS_FILTER: &str = "Status";
    pub const INTEGRATION_FILTER: &str = "Integration";
    pub const ALL: &str = "All";
    pub const NOT_EVALUATED: &str = "Not evaluated yet";
    pub const CLEAR_ALL: &str = "Clear all";
    pub const FILTERS: &str = "Search and filters";
    pub const NO_MATCH: &str = "No request matches";
    pub const NO_MATCH_TEXT: &str = "Try another word, or take filters away.";
    pub const NO_MATCH_YET: &str = "Nothing matches in what is loaded so far. The rest is being searched.";
    pub const TOGETHER: &str = "Submitted together";
    pub const GRANTED_OF_SET: &str = "Granted in this submission";
    pub const IS_FAVORITE: &str = "favorite";
    pub const MOVED_TO_CLOSED: &str = "Moved to Closed Requests";
    pub const MOVED_TO_OPEN: &str = "Moved to Open Requests";
    pub const OUTSIDE_FILTERS: &str = "No longer fits the filters";
    pub const EMPTY_OPEN: &str = "You have no open requests";
    pub const EMPTY_OPEN_TEXT: &str =
        "Ask for access to a database, a cloud account or an application. It appears here with its status.";
    pub const EMPTY_CLOSED: &str = "You have no closed requests";
    pub const EMPTY_CLOSED_TEXT: &str = "Requests that have expired or were rejected, revoked or failed appear here.";
    pub const LOADING: &str = "Requests are being loaded";
    pub const RETRY: &str = "Retry";
    pub const WHOLE_PERIOD: &str = "Whole period";
    pub const NO_DURATION: &str = "as the access flow grants";
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
    pub const DECISION_LATER: &str = "not asked yet";

    /// Who decided, where the approver is not that person.
    pub fn by(decision: &str, who: &str) -> String {
        [decision, " by ", who].concat()
    }

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
        let (number, words) = (count.to_string(), numbers::requests(count));
        if complete { (number, words) } else { ([&number, "+"].concat(), ["at least ", &words].concat()) }
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

    /// What came in above the row that the person is at.
    pub fn waiting(count: usize) -> String {
        match count {
            1 => "1 new request is shown when you leave the list.".to_owned(),
            several => [&several.to_string(), " new requests are shown when you leave the list."].concat(),
        }
    }

    /// How much matches, and how much of the history has been searched for it.
    pub fn matching(matches: usize, read: usize, total: Option<usize>, done: bool) -> String {
        let found = match matches {
            0 => "None match. ".to_owned(),
            1 => "1 matches. ".to_owned(),
            several => [&several.to_string(), " match. "].concat(),
        };
        let read = read.to_string();
        match (done, total) {
            (true, _) => [&found, "Searched all ", &read, " requests."].concat(),
            (false, Some(total)) => {
                [&found, "Searched ", &read, " of ", &total.to_string(), " requests. Loading more…"].concat()
            }
            (false, None) => [&found, "Searched ", &read, " requests. Loading more…"].concat(),
        }
    }

    pub fn set_size(count: usize) -> String {
        numbers::requests(count)
    }

    /// "2 of 3 granted", and how many of the others are over.
    pub fn set_progress(progress: Progress) -> String {
        let granted = [&progress.granted.to_string(), " of ", &progress.all.to_string(), " granted"].concat();
        match progress.closed {
            0 => granted,
            closed => [&granted, ", ", &closed.to_string(), " closed"].concat(),
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

/// What changed while the tab is open (D7).
pub mod news {
    use crate::domain::moment::Left;
    use crate::domain::news::{Item, Kind};

    pub const TO_LIST: &str = "Show the list";

    /// What happened; `left` is how many seconds of access are left.
    pub fn title(item: &Item, left: f64) -> String {
        let id = item.id.as_str();
        match item.kind {
            Kind::NeedsMfa => [id, " waits for your second factor"].concat(),
            Kind::Granted => [id, " was granted"].concat(),
            Kind::Rejected => [id, " was rejected"].concat(),
            Kind::Expiring => [id, " expires soon: ", &super::time::left(Left::of(left))].concat(),
            Kind::Expired => [id, " has expired"].concat(),
            Kind::Revoked => [id, " was revoked"].concat(),
            Kind::Failed => [id, " failed"].concat(),
            Kind::NewTask => match &item.words {
                Some(requester) => [requester, " asks for access"].concat(),
                None => "Somebody asks for access".to_owned(),
            },
            Kind::Decided => [id, " was decided by ", item.words.as_deref().unwrap_or("somebody else")].concat(),
        }
    }

    /// What it is about, and why.
    pub fn text(item: &Item, until: Option<&str>, contact: Option<&str>) -> String {
        let (what, more) = &item.what;
        let what = if *more == 0 { what.clone() } else { [what, " ", &super::requests::more(*more)].concat() };
        let reason = item.words.as_deref();
        match (item.kind, until) {
            (Kind::Granted, Some(until)) => [&what, ", ", super::time::UNTIL, until].concat(),
            (Kind::Rejected, _) => [&what, ". ", reason.unwrap_or("No reason was given.")].concat(),
            (Kind::Revoked, _) => [&what, ". ", reason.unwrap_or(super::status::ENDED_BY_ADMIN)].concat(),
            (Kind::Failed, _) => [&what, ". ", &super::status::failed(reason, contact)].concat(),
            _ => what,
        }
    }

    pub fn link(kind: Kind) -> &'static str {
        match kind {
            Kind::Granted => super::requests::VIEW_DETAILS,
            Kind::NewTask | Kind::Decided => "Look at the task",
            _ => super::actions::TO_REQUEST,
        }
    }

    fn of_kind(kind: Kind, count: usize) -> String {
        let one = count == 1;
        let (thing, did) = match kind {
            Kind::NeedsMfa => {
                ("request", if one { "waits for your second factor" } else { "wait for your second factor" })
            }
            Kind::Granted => ("request", if one { "was granted" } else { "were granted" }),
            Kind::Rejected => ("request", if one { "was rejected" } else { "were rejected" }),
            Kind::Expiring => ("request", if one { "expires soon" } else { "expire soon" }),
            Kind::Expired => ("request", if one { "has expired" } else { "have expired" }),
            Kind::Revoked => ("request", if one { "was revoked" } else { "were revoked" }),
            Kind::Failed => ("request", "failed"),
            Kind::NewTask => ("new task", if one { "waits for you" } else { "wait for you" }),
            Kind::Decided => ("task", if one { "was decided elsewhere" } else { "were decided elsewhere" }),
        };
        [count.to_string().as_str(), " ", thing, if one { " " } else { "s " }, did].concat()
    }

    /// Title and text of several pieces of news in one.
    pub fn several(kinds: &[(Kind, usize)]) -> (String, String) {
        match kinds {
            [(kind, count)] => (of_kind(*kind, *count), String::new()),
            kinds => {
                let all: usize = kinds.iter().map(|(_, count)| count).sum();
                let parts: Vec<String> = kinds.iter().map(|(kind, count)| of_kind(*kind, *count)).collect();
                ([&all.to_string(), " changes"].concat(), [&parts.join(", "), "."].concat())
            }
        }
    }
}

/// What can be done with a request, and what became of it.
pub mod actions {
    use crate::domain::action::{Action, Outcome};
    use crate::domain::failure::ApiError;
    use crate::domain::request::{AccessRequest, Extension};

    pub const REQUEST_AGAIN: &str = "Request again";
    pub const EXTEND: &str = "Extend";
    pub const REVOKE: &str = "Revoke";
    pub const CANCEL_REQUEST: &str = "Cancel request";
    pub const FAVORITE: &str = "Favorite";
    pub const COMPLETE_MFA: &str = "Complete MFA";
    pub const SET_UP_MFA: &str = "Set up MFA";
    pub const KEEP: &str = "Keep it";
    pub const LOOK_AGAIN: &str = "Look again";
    pub const DISMISS: &str = "Dismiss";
    pub const TO_REQUEST: &str = "Look at it";

    pub fn extend_by(extension: &Extension) -> String {
        [EXTEND, " by ", &super::time::duration(extension.by)].concat()
    }

    pub fn extensions_left(extension: &Extension) -> String {
        match extension.remaining {
            0 | 1 => "This is the last extension.".to_owned(),
            several => [&several.to_string(), " extensions are left."].concat(),
        }
    }

    pub fn under(action: Action) -> &'static str {
        match action {
            Action::Extend => "Extending…",
            Action::End => "Ending…",
            Action::Favorite(_) => "Saving…",
            Action::PassMfa => "Checking…",
            Action::Again => "Sending…",
        }
    }

    /// What happened, what is so now, and what to do next.
    pub fn failed(action: Action, error: &ApiError, outcome: Outcome) -> String {
        let what = match action {
            Action::Extend => "Not extended.",
            Action::End => "Not ended.",
            Action::Favorite(_) => "The star was not saved.",
            Action::PassMfa => "Apono does not see the second factor yet.",
            Action::Again => "Not sent.",
        };
        let why = super::error::what(error);
        match outcome {
            Outcome::NotDone => [what, " ", &why].concat(),
            Outcome::NotSeen => {
                [&why, " Apono was asked what is so now: this row shows it. Try again if it stays so."].concat()
            }
            Outcome::Unknown if action == Action::Again => {
                [&why, " It may have been sent all the same: look at Open Requests before you try again."].concat()
            }
            Outcome::Unknown => {
                [&why, " It is not known whether this was done. Look again before you repeat it."].concat()
            }
        }
    }

    /// What was done, for the news at the edge of the page.
    pub fn done(action: Action, request: &str) -> String {
        let what = match action {
            Action::Extend => " was extended",
            Action::End => " is being ended",
            Action::Favorite(true) => " is a favorite",
            Action::Favorite(false) => " is no favorite any more",
            Action::PassMfa => " goes on",
            Action::Again => " was requested again",
        };
        [request, what].concat()
    }

    pub fn end_title(has_access: bool) -> &'static str {
        if has_access { "Revoke this access?" } else { "Cancel this request?" }
    }

    pub fn end_text(request: &AccessRequest) -> String {
        let what = crate::text::tasks::title(request);
        if request.status.has_access() {
            [
                "Your access to ",
                &what,
                " ends now, for everything in ",
                &request.id,
                ". What you do there at the moment may break off.",
            ]
            .concat()
        } else {
            [&request.id, " asks for ", &what, ". Apono is asked to end it before anything is granted."].concat()
        }
    }

    pub const MFA_TITLE: &str = "Complete MFA";
    pub const MFA_TEXT: &str = "This request waits for your second factor. Pass the check in a new window, then come back here. One check holds for an hour and for all your requests.";
    pub const MFA_SET_UP_TEXT: &str =
        "You have not set up a second factor yet. Do it in a new window, then come back here.";
    pub const MFA_NO_PAGE: &str =
        "This server does not know where the check is done. Ask your administrator, or look in the Apono Portal.";
    pub const MFA_DONE: &str = "I have done this";
}

/// The popup Request again (requirements 40-43).
pub mod again {

    pub const TITLE: &str = "Request again";
    pub const SUBMIT: &str = "Submit";
    pub const CANCEL: &str = "Cancel";
    pub const JUSTIFICATION_HINT: &str = "Say why you need it again. Approvers read this.";
    pub const ASKING: &str = "Asking Apono whether this can be requested again…";
    pub const NOT_POSSIBLE: &str = "This can no longer be requested.";
    pub const NO_REASON: &str = "Apono gives no reason. Ask for what you need with New Request.";
    pub const NOT_ASKED: &str = "Apono could not be asked whether this can be requested again. You can still try.";
    pub const SENDING: &str = "Sending…";
    pub const TO_OPEN: &str = "Look at Open Requests";
    pub const KEPT: &str = "Nothing was sent. What you typed is kept.";
    pub const MAY_BE_SENT: &str = "What you typed is kept. It may have been sent all the same: look at Open Requests before you press Submit again.";
}

/// My Tasks: deciding about requests (D8).
pub mod tasks {
    use crate::domain::decision::{LONGEST_REASON, Outcome, ReasonError, ReasonRule, Said, Verdict};
    use crate::domain::failure::ApiError;
    use crate::domain::request::{AccessRequest, Decision};
    use crate::domain::status::Status;

    pub const PENDING: &str = "Pending Approval";
    pub const HISTORY: &str = "History";
    pub const LISTS: &str = "Lists of tasks";
    pub const SEARCH: &str = "Search tasks";
    pub const FILTERS: &str = "Search and filters";
    pub const WHO: &str = "Who";
    pub const ALL_TASKS: &str = "All tasks";
    pub const SELECTION: &str = "Selection";
    pub const TASK: &str = "Task";
    pub const DETAILS: &str = "Details";
    pub const DECISION: &str = "Decision";
    pub const APPROVE: &str = "Approve";
    pub const REJECT: &str = "Reject";
    pub const UNDO: &str = "Undo";
    pub const RETRY: &str = "Retry";
    pub const CLEAR: &str = "Clear";
    pub const DISMISS: &str = "Dismiss";
    pub const BULK: &str = "Actions for selected tasks";
    pub const OWN_RESULT: &str = "Each request gets its own result";
    pub const REASON: &str = "Reason";
    pub const ADD_REASON: &str = "Add a reason";
    pub const WORDS: &str = "Requester’s words";
    pub const NO_WORDS: &str = "None given.";
    pub const PERMISSIONS: &str = "Exact permissions";
    pub const LOADING_PERMISSIONS: &str = "Loading the exact permissions…";
    pub const UNITS_FAILED: &str = "The exact permissions could not be loaded.";
    pub const APPROVERS: &str = "Approvers";
    pub const ANSWERS: &str = "More from the request";
    pub const EMPTY: &str = "Nothing waits for you";
    pub const EMPTY_TEXT: &str =
        "Requests that you are asked to decide about appear here, and their number stands in the navigation.";
    pub const EMPTY_HISTORY: &str = "You have no past tasks";
    pub const EMPTY_HISTORY_TEXT: &str = "Requests that you were asked about appear here once they are decided.";
    pub const NO_MATCH: &str = "No task matches";
    pub const NO_MATCH_TEXT: &str = "Try another word, or take filters away.";
    pub const CLEAR_FILTERS: &str = "Clear search and filters";
    pub const LIST_FAILED: &str = "The tasks could not all be loaded.";
    pub const NOT_FOUND: &str =
        "This task cannot be found. It may be meant for somebody else, or the link is incomplete.";
    pub const STAYS: &str = "Stays here until you leave the page.";
    pub const OVER: &str = "Nothing is left to decide here.";
    pub const LOOK: &str = "Look at it";

    pub fn select(request: &str) -> String {
        ["Select ", request].concat()
    }

    pub fn select_all(count: usize) -> String {
        ["Select all ", &count.to_string()].concat()
    }

    pub fn selected(count: usize) -> String {
        [&count.to_string(), " selected"].concat()
    }

    /// A count for the eye and in words.
    pub fn count(count: usize, complete: bool) -> (String, String) {
        let number = count.to_string();
        if complete {
            (number.clone(), tasks(count))
        } else {
            ([&number, "+"].concat(), ["at least ", &tasks(count)].concat())
        }
    }

    fn tasks(count: usize) -> String {
        [count.to_string().as_str(), if count == 1 { " task" } else { " tasks" }].concat()
    }

    /// The count beside My Tasks in the navigation.
    pub fn waiting(count: usize) -> String {
        [&tasks(count), " waiting"].concat()
    }

    /// How far a list has been read, and how many match where it is narrowed.
    pub fn progress(read: usize, total: Option<usize>, done: bool, matches: Option<usize>) -> String {
        let found = match matches {
            None => String::new(),
            Some(0) => "None match. ".to_owned(),
            Some(1) => "1 matches. ".to_owned(),
            Some(several) => [&several.to_string(), " match. "].concat(),
        };
        let rest = match (done, total) {
            (true, _) => ["All ", &tasks(read), if read == 1 { " is loaded." } else { " are loaded." }].concat(),
            (false, Some(total)) => ["Loaded ", &read.to_string(), " of ", &tasks(total), ". Loading more…"].concat(),
            (false, None) => ["Loaded ", &tasks(read), ". Loading more…"].concat(),
        };
        [found, rest].concat()
    }

    /// The first thing asked for, and how many more.
    pub fn and_more(first: &str, more: usize) -> String {
        [first, " and ", &more.to_string(), " more"].concat()
    }

    /// Who asked, and for whom.
    pub fn who(request: &AccessRequest) -> String {
        match &request.grantee {
            Some(grantee) => [&request.requestor, " for ", grantee].concat(),
            None => request.requestor.clone(),
        }
    }

    pub fn asked(ago: &str) -> String {
        ["asked ", ago].concat()
    }

    /// What an asked length means. `end` is when it would be over.
    pub fn would_end(length: &str, end: &str) -> String {
        [length, ": ends ", end, " if approved now"].concat()
    }

    pub const WHOLE_PERIOD: &str = "Whole granting period, as the access flow grants";

    pub fn show_all(resources: usize) -> String {
        ["Show all ", &resources.to_string(), " resources"].concat()
    }

    pub fn show_fewer() -> &'static str {
        "Show fewer"
    }

    /// The label of the reason with what the rule says.
    pub fn reason_label(rule: ReasonRule) -> &'static str {
        if rule == ReasonRule::Required { REASON } else { "Reason (optional)" }
    }

    pub fn reason_hint(length: usize) -> String {
        ["Sent to the requester. ", &length.to_string(), " of ", &LONGEST_REASON.to_string(), " characters."].concat()
    }

    pub fn reason_error(error: ReasonError) -> String {
        match error {
            ReasonError::Missing => "Give a reason. This access flow asks for one.".to_owned(),
            ReasonError::TooLong(by) => {
                ["Shorten the reason by ", &by.to_string(), if by == 1 { " character." } else { " characters." }]
                    .concat()
            }
        }
    }

    /// While a decision can be taken back.
    pub fn held(verdict: Verdict, count: usize) -> String {
        let what = match verdict {
            Verdict::Approve => "Approving",
            Verdict::Reject => "Rejecting",
        };
        let many = if count == 1 { String::new() } else { [" ", &count.to_string(), " requests"].concat() };
        [what, &many, " in 5 seconds. Nothing has been sent yet."].concat()
    }

    pub fn under(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Approve => "Approving…",
            Verdict::Reject => "Rejecting…",
        }
    }

    fn done(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Approve => "approved",
            Verdict::Reject => "rejected",
        }
    }

    /// Who decided meanwhile, and how.
    fn meanwhile(by: Option<&str>, decision: &Decision) -> String {
        let who = by.unwrap_or("Somebody else");
        match decision {
            Decision::Approved => [who, " approved it meanwhile"].concat(),
            Decision::Rejected => [who, " rejected it meanwhile"].concat(),
            Decision::Pending | Decision::Unknown(_) => "It was ended meanwhile".to_owned(),
        }
    }

    /// What became of a decision, in one sentence at the task.
    pub fn said(verdict: Verdict, said: &Said, now: &Status) -> String {
        match said {
            Said::WaitsForOthers(count) => ["Approved by you. Waiting for ", &count.to_string(), " more."].concat(),
            Said::Done if verdict == Verdict::Reject => "Rejected by you.".to_owned(),
            Said::Done => ["Approved by you. Now: ", super::status::label(now), "."].concat(),
            Said::Taken => ["You ", done(verdict), " this. Apono took it and has not shown the result yet."].concat(),
            Said::Meanwhile { by, decision } => {
                [&meanwhile(by.as_deref(), decision), ", so your decision was not needed."].concat()
            }
        }
    }

    /// Why a decision failed, what is so now, what to do.
    pub fn failed(verdict: Verdict, error: &ApiError, unknown: bool) -> String {
        let why = super::error::what(error);
        if unknown {
            [&why, " Apono does not show that it was ", done(verdict), ". Retry looks again before it sends anything."]
                .concat()
        } else {
            ["Not ", done(verdict), ". ", &why].concat()
        }
    }

    pub fn about(label: &str, request: &str) -> String {
        [label, " ", request].concat()
    }

    /// The head of the news about one decision.
    pub fn news(id: &str, verdict: Verdict, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Said(Said::Meanwhile { .. }) => [id, " was decided meanwhile"].concat(),
            Outcome::Said(_) => [id, " ", done(verdict)].concat(),
            Outcome::Failed { .. } => [id, " was not ", done(verdict)].concat(),
        }
    }

    /// How far several decisions are.
    pub fn batch(verdict: Verdict, all: usize, finished: usize, failed: usize, over: bool) -> String {
        let head = [&finished.to_string(), " of ", &all.to_string(), " ", done(verdict)].concat();
        match (over, failed) {
            (false, _) => [&head, "…"].concat(),
            (true, 0) => [&head, "."].concat(),
            (true, failed) => [&head, ". ", &failed.to_string(), " failed:"].concat(),
        }
    }

    pub fn retry_failed(count: usize) -> String {
        match count {
            1 => "Retry the one that failed".to_owned(),
            several => ["Retry the ", &several.to_string(), " that failed"].concat(),
        }
    }

    /// On return: what was decided and not sent.
    pub fn not_sent(ids: &[String]) -> String {
        let (what, waits) = match ids {
            [one] => (["Your decision about ", one, " was not sent"].concat(), " It still waits for you."),
            several if several.len() <= 5 => {
                (["Your decisions about ", &several.join(", "), " were not sent"].concat(), " They still wait for you.")
            }
            many => (
                ["Your decisions about ", &many.len().to_string(), " requests were not sent"].concat(),
                " They still wait for you.",
            ),
        };
        [&what, ", because you left within 5 seconds.", waits].concat()
    }

    pub const NOT_SENT_TITLE: &str = "Not sent";

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_a_decision_came_to_is_said_in_plain_words() {
            let said_of = |said_: Said, now| said(Verdict::Approve, &said_, &now);
            assert_eq!(
                said_of(Said::WaitsForOthers(1), Status::PendingApproval),
                "Approved by you. Waiting for 1 more."
            );
            assert_eq!(said_of(Said::Done, Status::Granting), "Approved by you. Now: Granting.");
            let ada = Said::Meanwhile { by: Some("Ada".to_owned()), decision: Decision::Rejected };
            assert_eq!(said_of(ada, Status::Rejected), "Ada rejected it meanwhile, so your decision was not needed.");
        }

        #[test]
        fn the_results_of_many_name_how_many_failed() {
            assert_eq!(batch(Verdict::Approve, 40, 37, 3, true), "37 of 40 approved. 3 failed:");
            assert_eq!(batch(Verdict::Reject, 40, 12, 0, false), "12 of 40 rejected…");
        }
    }
}

/// My Access.
pub mod access {
    pub const SEARCH: &str = "Search active access";
    pub const SEARCH_HINT: &str = "Resource, permission or request";
    pub const INTEGRATION: &str = "Integration";
    pub const TYPE: &str = "Type";
    pub const ALL: &str = "All";
    pub const RESOURCE: &str = "Resource";
    pub const PERMISSIONS: &str = "Permissions";
    pub const TIME_LEFT: &str = "Time left";
    pub const STATUS: &str = "Status";
    pub const ACTIVE: &str = "Active";
    pub const ENDED: &str = "Ended";
    pub const ROTATED: &str = "Credentials rotated";
    pub const ACCESS_DETAILS: &str = "Access Details";
    pub const NO_END: &str = "No end";
    pub const WHOLE_PERIOD: &str = "whole granting period";
    pub const TIME_UNKNOWN: &str = "Unknown";
    pub const NO_REQUEST: &str = "no request of yours";
    pub const EXPIRING_SOON: &str = "expiring soon";
    pub const NOTE: &str = "Message from your administrator:";
    pub const LIST_FAILED: &str = "Your access could not be loaded.";
    pub const PARTIAL: &str = "Some end times could not be read.";
    pub const PARTIAL_TEXT: &str = "Where Time left says Unknown, the access works, but its end is not known here.";
    pub const EMPTY: &str = "You have no active access";
    pub const EMPTY_TEXT: &str = "What you are granted appears here, with the time left and how to use it.";
    pub const NO_MATCH: &str = "Nothing matches";
    pub const NO_MATCH_TEXT: &str = "Try a shorter text, or take filters away.";
    pub const CLEAR_FILTERS: &str = "Clear search and filters";

    pub const FAVORITES: &str = "Favorites";
    pub const FAVORITES_FAILED: &str = "Your favorites could not be loaded.";
    pub const NO_FAVORITES: &str = "Star a request on My Requests to find it here.";
    pub const RECENT: &str = "Recent";
    pub const NO_RECENT: &str = "Requests that have ended appear here.";
    pub const TEMPLATES: &str = "Saved templates";
    pub const NO_TEMPLATES: &str = "Save a filled form on New Request to use it again.";
    pub const TEMPLATES_FAILED: &str = "The saved templates could not be loaded.";
    pub const USE: &str = "Use";
    pub const DELETE: &str = "Delete";
    pub const CANCEL: &str = "Cancel";
    pub const SAVE: &str = "Save";
    pub const NAME: &str = "Name";
    pub const NAME_MISSING: &str = "Enter a name.";
    pub const RENAME_TITLE: &str = "Rename template";
    pub const DELETE_TITLE: &str = "Delete template?";

    /// "7 active, 1 expiring soon".
    pub fn counts(active: usize, soon: usize) -> String {
        let active = self::active(active);
        if soon == 0 { active } else { [&active, ", ", &soon.to_string(), " ", EXPIRING_SOON].concat() }
    }

    pub fn active(count: usize) -> String {
        [&count.to_string(), " active"].concat()
    }

    pub fn of_bundle(bundle: &str) -> String {
        ["Bundle ", bundle].concat()
    }

    pub fn details_of(name: &str) -> String {
        [ACCESS_DETAILS, " of ", name].concat()
    }

    pub fn use_of(template: &str) -> String {
        ["Use ", template].concat()
    }

    pub fn rename_of(template: &str) -> String {
        ["Rename ", template].concat()
    }

    pub fn delete_of(template: &str) -> String {
        ["Delete ", template].concat()
    }

    pub fn delete_text(template: &str) -> String {
        ["“", template, "” will be deleted. Requests that were made with it stay."].concat()
    }

    pub fn renamed(name: &str) -> String {
        ["Renamed to ", name, "."].concat()
    }

    pub fn deleted(name: &str) -> String {
        [name, " was deleted."].concat()
    }

    pub fn name_too_long(most: usize) -> String {
        ["Enter at most ", &most.to_string(), " characters."].concat()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_head_of_the_page_names_what_ends_soon_only_where_something_does() {
            assert_eq!([counts(7, 1), counts(1, 0)], ["7 active, 1 expiring soon", "1 active"]);
        }
    }
}

/// Of what people are notified in Teams.
pub mod notifications {
    use crate::domain::notification::Kind;

    pub const TITLE: &str = "Notifications in Teams";
    pub const TEXT: &str =
        "If you use Apono Access inside Teams, you are notified there of what happens, also while this page is closed.";
    pub const GROUP: &str = "Notify me of";
    pub const HINT: &str = "This is kept for you on the server and counts on all your devices. Teams has settings of its own besides, under Settings, Notifications.";
    pub const SAVED: &str = "Saved.";
    pub const NOT_SAVED: &str = "It may not have been saved. Try again.";
    pub const NOT_READ: &str = "Your choice is not shown, and stays as it is.";

    pub fn kind(kind: Kind) -> &'static str {
        match kind {
            Kind::Task => "Requests that wait for my decision",
            Kind::Waiting => "My requests that wait for an approver or for my second factor",
            Kind::Granted => "Access that is granted to me",
            Kind::Refused => "My requests that are rejected or have failed",
            Kind::Ended => "My access that has expired or is revoked",
        }
    }
}

/// Help.
pub mod help {
    use crate::domain::status::Status;

    /// The title that the requirements ask for (1).
    pub const TITLE: &str = "Requesting Access with Teams";

    pub const HOW: &str = "Ask for access";
    pub const HOW_TEXT: &str = "Databases, cloud accounts and applications that your administrators manage in Apono can be asked for here, without leaving Teams. The tab itself grants nothing: each grant comes from Apono.";
    pub const STEPS: [&str; 4] = [
        "On My Requests, press New Request. Choose resources of any system, resources of one integration, or a bundle.",
        "Say for how many hours you need it and why. Approvers read your justification.",
        "Press Request. Apono may split the form into several requests; each shows its status on Open Requests.",
        "When the status is Granted, press View Details on My Requests, or Access Details on My Access, and follow the instructions.",
    ];

    pub const STATUSES: &str = "What the statuses mean";
    pub const STATUSES_TEXT: &str =
        "On Closed Requests, point at a status, tap it or move the focus there to read the reason.";

    pub fn status(status: &Status) -> &'static str {
        match status {
            Status::Evaluating => "Apono is finding out what the request needs and who decides. Usually seconds.",
            Status::PendingApproval => "An approver has to decide. Open the request to see who.",
            Status::PendingMfa => "You have to confirm who you are with a second factor before it goes on.",
            Status::Granting => "The request is approved, and the access is being set up.",
            Status::Granted => "The access works now. On My Access the same status reads Active.",
            Status::Revoking => "The access is being removed.",
            Status::Expired => "The time is over and the access was removed. You can request it again.",
            Status::Rejected => "An approver or a rule said no. The reason is shown with the status.",
            Status::Revoked => "Somebody removed the access before its time was over.",
            Status::Failed => "An error occurred while the access was set up. Contact your administrator.",
            Status::Unknown(_) => "",
        }
    }

    pub const DECIDE: &str = "Decide about requests";
    pub const DECIDE_TEXT: &str = "If you approve requests of others, they wait on My Tasks; the number beside it says how many. Each task shows who asks, for whom, in their own words, the exact permissions, and when the access would end.";
    pub const DECIDE_STEPS: [&str; 3] = [
        "Press Approve or Reject. Some access flows ask you for a reason, in fewer than 124 characters; the requester reads it.",
        "For 5 seconds you can press Undo. If you leave the page in that time, nothing is sent.",
        "Where all approvers have to agree, the task says how many are still missing. Select several tasks to decide about them at once; each gets its own result.",
    ];

    pub const ONCE: &str = "Secrets are shown only once";
    pub const ONCE_TEXT: &str = "Passwords and keys of sensitive resources can be read a single time. Have a place ready to paste them before you press Show access details.";
    pub const ONCE_AGAIN: &str = "To get them again, open Access Details and press Reset credentials. The old ones stop working, and with a bundle everything in it gets new ones.";

    pub const AGAIN: &str = "Request again";
    pub const AGAIN_TEXT: &str = "Access that has expired, was revoked or was rejected can be asked for again with a new justification. Look for Request again on";

    pub const ASK: &str = "Who to ask";
    pub const SUPPORT: &str = "Support";
    pub const PRIVACY: &str = "Privacy";
    pub const TERMS: &str = "Terms of use";

    pub fn whom_to_ask(contact: Option<&str>) -> String {
        let text = "What you can request, who approves it and for how long is set by your administrator";
        match contact {
            Some(contact) => [text, ": ", contact, "."].concat(),
            None => [text, "."].concat(),
        }
    }

    pub const PREFERENCES: &str = "Preferences on this device";
    pub const KEEP_JUSTIFICATIONS: &str = "Offer my recent justifications again";
    pub const KEEP_HINT: &str = "Turning this off also clears what is kept.";
    pub const HOLD_DECISIONS: &str = "Wait 5 seconds before sending my decisions";
    pub const HOLD_HINT: &str = "In that time you can undo an approval or a rejection.";
    pub const CLEAR: &str = "Clear recent justifications";
    pub const CLEARED: &str = "Recent justifications were cleared.";

    pub fn kept_justifications(count: usize) -> String {
        match count {
            0 => "No justification is kept.".to_owned(),
            1 => "1 justification is kept.".to_owned(),
            several => [&several.to_string(), " justifications are kept."].concat(),
        }
    }

    pub const KEPT: &str = "What is kept where";
    /// Place, and what is kept there.
    pub const KEPT_WHERE: [(&str, &str); 4] = [
        (
            "On this device",
            "These preferences, recent justifications, which requests you sent together, and which decisions still wait to be sent. Never secrets, never sign-in tokens.",
        ),
        (
            "On the server of this tab",
            "Your sign-ins, encrypted, and, where it notifies you in Teams, which status of each open request you know and what you have turned off.",
        ),
        ("With Apono", "Your requests with their justifications, decisions, access and saved templates."),
        ("Nowhere", "How you use this tab. It sends no telemetry."),
    ];

    pub const SIGN_OUT_TITLE: &str = "Sign out";
    pub const SIGN_OUT_TEXT: &str = "Signing out ends your session here and clears recent justifications from this device. Your access stays as granted. Inside Teams, Outlook and Microsoft 365 you stay signed in there, and this app asks you to sign in before it is used again.";
}

/// The language of the page (Help).
pub mod language {
    pub const TITLE: &str = "Language";
    pub const HINT: &str = "The page is loaded again in the language you choose. This is kept in this browser.";
    pub const AS_BROWSER: &str = "As this browser prefers";
}

/// What the server keeps for a person (Help).
pub mod own_data {
    pub const TITLE: &str = "What this server keeps for you";
    pub const TEXT: &str =
        "Your sign-ins, and which Microsoft accounts act for you. Your requests and decisions are with Apono.";
    pub const SEE: &str = "See what is kept, and delete it";
    pub const EVERYWHERE: &str = "Sign out everywhere";
    pub const EVERYWHERE_TEXT: &str = "If you lost a device, or signed in where others can sit down: signing out everywhere ends your sign-ins in every browser, and in Teams, Outlook and Microsoft 365. Your access stays as granted.";
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

    /// What a reset of what is shown would end.
    pub fn reset_question(uncopied: bool, bundle: bool) -> String {
        let secret = if uncopied { "You have not copied the secret. After a reset it no longer works. " } else { "" };
        let bundle = if bundle { [BUNDLE_WARNING, " "].concat() } else { String::new() };
        [secret, &bundle, "Reset all the same?"].concat()
    }

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

    /// Hours with at most two decimals.
    pub fn hours(length: Seconds) -> String {
        crate::text::hours(length, '.')
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

    /// A cap in hours: "8 hours", "0.5 hours", "1 hour".
    pub fn in_hours(length: Seconds) -> String {
        let hours = hours(length);
        let unit = if hours == "1" { " hour" } else { " hours" };
        [hours.as_str(), unit].concat()
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
        }
    }
}
