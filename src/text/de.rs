//! Every visible text of the tab in German.

/// Numbers, and what is counted on several screens.
pub mod numbers {
    /// A number with a point at the thousands.
    pub fn number(count: usize) -> String {
        crate::text::grouped(count, '.')
    }

    pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
        [number(count).as_str(), " ", if count == 1 { one } else { many }].concat()
    }

    pub fn resources(count: usize) -> String {
        counted(count, "Ressource", "Ressourcen")
    }

    pub fn permissions(count: usize) -> String {
        counted(count, "Berechtigung", "Berechtigungen")
    }

    pub fn requests(count: usize) -> String {
        counted(count, "Anfrage", "Anfragen")
    }
}

/// Parts of the tab that come when they are first shown.
pub mod parts {
    pub const COMING: &str = "Wird geladen";
    pub const FAILED: &str = "Diese Seite konnte nicht geladen werden";
    pub const FAILED_TEXT: &str = "Möglicherweise ist die Verbindung unterbrochen oder es gibt eine neuere Version. Versuchen Sie es erneut. Wenn das nicht hilft, laden Sie die App neu.";
    pub const RETRY: &str = "Erneut versuchen";
    pub const RELOAD: &str = "Neu laden";
    pub const FILTERS_FAILED: &str = "Filter erneut laden";
    pub const POPUP_FAILED: &str = "Das konnte nicht geöffnet werden";
    pub const POPUP_FAILED_TEXT: &str = "Ein Teil der App konnte nicht geladen werden. Es wurde nichts ausgeführt. Prüfen Sie Ihre Verbindung und versuchen Sie es erneut.";
}

/// Words of the shell and of the pages that stand in for others.
pub mod shell {
    pub const PRODUCT: &str = "Apono Access";
    pub const MY_REQUESTS: &str = "Meine Anfragen";
    pub const NEW_REQUEST: &str = "Neue Anfrage";
    pub const MY_ACCESS: &str = "Meine Zugriffe";
    pub const MY_TASKS: &str = "Meine Aufgaben";
    pub const HELP: &str = "Hilfe";
    pub const PAGES: &str = "Seiten";
    pub const SKIP: &str = "Zum Inhalt springen";
    pub const DEMO: &str = "Demo";
    pub const DEMO_EXPLAINED: &str = "Demodaten. Hier wird kein Zugriff auf ein echtes System erteilt.";
    pub const SIGN_OUT: &str = "Abmelden";
    pub const STILL_SIGNED_IN: &str = "Sie sind möglicherweise noch angemeldet.";
    pub const END_THE_OTHERS: &str =
        "Diese Anmeldung ist beendet, andere gelten vielleicht weiter. Melden Sie sich erneut an, um sie zu beenden.";
    pub const SIGN_OUT_AGAIN: &str = "Erneut abmelden";
    pub const LOADING: &str = "Wird geladen";

    pub const SIGN_IN: &str = "Anmelden";
    pub const SIGN_IN_TITLE: &str = "Anmelden, um Zugriff anzufordern";
    pub const SIGN_IN_TEXT: &str = "Fordern Sie Zugriff auf Datenbanken, Cloudkonten und Anwendungen an, verfolgen Sie Ihre Anfragen und nutzen Sie, was Ihnen erteilt wurde.";

    pub const NOT_A_USER_TITLE: &str = "Sie haben noch kein Benutzerkonto bei Apono";
    pub const NOT_A_USER_TEXT: &str =
        "Sie sind angemeldet, aber dieses Konto gehört zu keinem Apono-Benutzer. Daher können Sie nichts anfordern.";
    pub const OPEN_PORTAL: &str = "Apono Portal öffnen";
    pub const OTHER_ACCOUNT: &str = "Mit anderem Konto anmelden";

    pub const UNREACHABLE_TITLE: &str = "Apono ist nicht erreichbar";
    pub const RETRY: &str = "Wiederholen";
    pub const TRYING: &str = "Wird versucht…";
    pub const CHECK_AGAIN: &str = "Erneut prüfen";
    pub const TRIES_BY_ITSELF: &str =
        "Diese Seite versucht es automatisch erneut. Sobald Apono antwortet, geht es weiter.";

    pub const OFFLINE: &str = "Sie sind offline.";
    pub const OFFLINE_TEXT: &str = "Die Anzeige ist möglicherweise veraltet und es kann nichts gesendet werden. Ihre Eingaben bleiben erhalten. Sobald die Verbindung wieder besteht, geht es automatisch weiter.";
    pub const SILENT: &str = "Apono antwortet gerade nicht.";
    pub const SILENT_TEXT: &str = "Die Anzeige ist möglicherweise veraltet. Ihre Eingaben bleiben erhalten. Die Seite versucht es erneut. Sobald Apono antwortet, geht es automatisch weiter.";

    pub const NOT_FOUND_TITLE: &str = "Diese Seite gibt es nicht";
    pub const NOT_FOUND_TEXT: &str = "Der Link ist möglicherweise veraltet oder unvollständig.";
    pub const TO_MY_REQUESTS: &str = "Meine Anfragen öffnen";

    pub const ENDED_TITLE: &str = "Ihre Sitzung wurde beendet";
    pub const ENDED_TEXT: &str =
        "Melden Sie sich erneut an, um fortzufahren. Ihre Eingaben auf dieser Seite bleiben erhalten.";
    pub const ENDED_BLOCKED: &str = "Der Browser hat das Fenster nicht geöffnet. Lassen Sie Pop-ups für diese Seite zu oder melden Sie sich in einem neuen Tab an und kommen Sie hierher zurück.";
    pub const SIGN_IN_AGAIN: &str = "Erneut anmelden";
    pub const SIGN_IN_NEW_TAB: &str = "In neuem Tab anmelden";

    pub const NEWER_TITLE: &str = "Eine neuere Version ist verfügbar.";
    pub const RELOAD: &str = "Neu laden";

    /// Whom to ask, with the administrator's contact when the server knows one.
    pub fn ask_administrator(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => {
                format!("Wenden Sie sich wegen eines Benutzerkontos an Ihren Administrator: {contact}.")
            }
            None => "Wenden Sie sich wegen eines Benutzerkontos an Ihren Administrator.".to_owned(),
        }
    }

    pub fn unreachable_help(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => format!("Wenn das anhält, wenden Sie sich an Ihren Administrator: {contact}."),
            None => "Wenn das anhält, wenden Sie sich an Ihren Administrator.".to_owned(),
        }
    }

    pub fn signed_in_as(name: &str, mail: &str) -> String {
        format!("Angemeldet als {name}, {mail}")
    }
}

/// Inside Teams, Outlook and Microsoft 365.
pub mod hosted {
    use crate::domain::failure::ApiError;
    use crate::domain::refusal::Refusal;

    pub const SIGN_IN: &str = "Anmelden";
    pub const SIGNING_IN: &str = "Anmeldung läuft…";
    pub const OPEN_IN_BROWSER: &str = "Im Browser öffnen";
    pub const SILENT: &str = "Das Programm, in dem diese Seite läuft, antwortet nicht. Wenn hier etwas nicht funktioniert, machen Sie im Browser weiter.";
    pub const NOT_LINKED: &str = "Sie haben sich angemeldet, aber der Dienst kennt Sie noch nicht. Melden Sie sich noch einmal an oder machen Sie im Browser weiter.";

    /// The host gave no token.
    pub fn token_refused(refusal: &Refusal) -> String {
        match refusal {
            Refusal::Cancelled => "Sie haben das Fenster geschlossen und sind daher nicht angemeldet. Melden Sie sich an, sobald Sie so weit sind.".to_owned(),
            Refusal::Blocked => "Das Anmeldefenster konnte nicht geöffnet werden. Lassen Sie Pop-ups zu oder machen Sie im Browser weiter.".to_owned(),
            Refusal::Other(_) => "Diese App konnte Ihre Anmeldung hier nicht übernehmen. Versuchen Sie es erneut oder machen Sie im Browser weiter. Bleibt es dabei, muss Ihr Administrator die App möglicherweise zulassen.".to_owned(),
        }
    }

    /// The window in which the person links the account did not come to its end.
    pub fn window_refused(refusal: &Refusal) -> String {
        match refusal {
            Refusal::Cancelled => "Das Fenster wurde geschlossen, bevor Sie angemeldet waren. Wenn es sich von selbst geschlossen hat, ist die Anmeldeseite von hier aus nicht nutzbar: Machen Sie im Browser weiter.".to_owned(),
            Refusal::Blocked => token_refused(refusal),
            Refusal::Other(_) => "Die Anmeldung hat nicht funktioniert. Es wurde nichts geändert. Versuchen Sie es erneut oder machen Sie im Browser weiter.".to_owned(),
        }
    }

    /// The service did not make the link.
    pub fn link_failed(error: &ApiError) -> String {
        match error {
            ApiError::NotFound(_) => {
                "Die Anmeldung von hier aus ist für diesen Dienst nicht eingerichtet. Machen Sie im Browser weiter."
                    .to_owned()
            }
            error => [
                &super::error::what(error),
                " Es wurde nichts geändert. Versuchen Sie es erneut oder machen Sie im Browser weiter.",
            ]
            .concat(),
        }
    }
}

/// What went wrong with a call, what is kept, what to do next.
pub mod error {
    use crate::domain::failure::ApiError;

    /// What happened, in one sentence.
    pub fn what(error: &ApiError) -> String {
        let plain = match error {
            ApiError::Cancelled => "Die Abfrage wurde abgebrochen.",
            ApiError::Offline => "Es besteht keine Verbindung zum Server.",
            ApiError::TimedOut => "Der Server hat nicht rechtzeitig geantwortet.",
            ApiError::SignInNeeded => "Ihre Sitzung wurde beendet.",
            ApiError::Forbidden(Some(message))
            | ApiError::NotFound(Some(message))
            | ApiError::Conflict(Some(message))
            | ApiError::Refused { message: Some(message), .. } => message,
            ApiError::Forbidden(None) => "Dazu sind Sie nicht berechtigt.",
            ApiError::NotFound(None) => "Das ist nicht mehr vorhanden.",
            ApiError::Conflict(None) => "Das wurde inzwischen geändert.",
            ApiError::Refused { message: None, .. } => "Apono hat dies ohne Angabe eines Grundes abgelehnt.",
            ApiError::TooMany { retry_after_seconds: Some(wait) } => {
                return format!("Apono ist ausgelastet und bittet um {wait} s Geduld.");
            }
            ApiError::TooMany { retry_after_seconds: None } => "Apono ist ausgelastet und bittet um etwas Geduld.",
            ApiError::Server(status) => return format!("Bei Apono liegt eine Störung vor (Fehler {status})."),
            ApiError::Unreadable => "Die Antwort konnte nicht gelesen werden.",
        };
        plain.to_owned()
    }
}

/// Words of the page that stands in after a fault of ours.
pub mod fault {
    pub const TITLE: &str = "Auf dieser Seite ist ein Fehler aufgetreten";
    pub const TEXT: &str = "Laden Sie die Seite neu, um fortzufahren. Bereits gesendete Anfragen sind sicher. Was Sie gerade eingegeben haben, geht verloren.";
    pub const RELOAD: &str = "Neu laden";
    pub const REPORT: &str = "Bericht für Ihren Administrator";
    pub const REPORT_HINT: &str = "Er nennt, wo der Fehler im Programm aufgetreten ist, aber nichts über Sie oder Ihre Anfragen. Er wird nicht automatisch gesendet.";
    pub const COPY: &str = "Bericht kopieren";
    pub const COPIED: &str = "Kopiert";
}

/// Words that controls share.
pub mod ui {
    pub const CLOSE: &str = "Schließen";
    pub const CLEAR: &str = "Leeren";
    pub const NO_MATCH: &str = "Keine Treffer";

    pub fn show_choices(field: &str) -> String {
        ["Auswahl für ", field, " anzeigen"].concat()
    }

    pub fn hide_choices(field: &str) -> String {
        ["Auswahl für ", field, " ausblenden"].concat()
    }

    pub fn results_selected(results: usize, selected: usize) -> String {
        let plural = if results == 1 { "" } else { "se" };
        format!("{results} Ergebnis{plural}, {selected} ausgewählt")
    }

    pub fn selected(count: usize) -> String {
        format!("{count} ausgewählt")
    }
}

/// Statuses in the words of the requirements (D4, D5).
pub mod status {
    use crate::domain::status::Status;

    pub fn label(status: &Status) -> &str {
        match status {
            Status::Evaluating => "Wartet (wird geprüft)",
            Status::PendingApproval => "Wartet auf Genehmigung",
            Status::PendingMfa => "Wartet auf MFA",
            Status::Granting => "Wird erteilt",
            Status::Granted => "Erteilt",
            Status::Revoking => "Wird entzogen",
            Status::Expired => "Abgelaufen",
            Status::Rejected => "Abgelehnt",
            Status::Revoked => "Entzogen",
            Status::Failed => "Fehlgeschlagen",
            Status::Unknown(text) => text,
        }
    }

    /// What a failed request tells (requirement 70).
    pub fn failed(reason: Option<&str>, contact: Option<&str>) -> String {
        let reason = reason.unwrap_or("Beim Einrichten des Zugriffs ist ein Fehler aufgetreten.");
        [reason, " ", &who_helps(contact)].concat()
    }

    /// Whom a person turns to (requirement 70).
    pub fn who_helps(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => ["Wenden Sie sich an Ihren Administrator: ", contact, "."].concat(),
            None => "Wenden Sie sich an Ihren Administrator.".to_owned(),
        }
    }

    pub const ENDED_BY_ADMIN: &str = "Ein Administrator hat diesen Zugriff entzogen.";
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

    pub const KINDS: &str = "Art der Anfrage";
    pub const RESOURCES_TAB: &str = "Ressourcenanfrage";
    pub const INTEGRATION_TAB: &str = "Integrationsanfrage";
    pub const BUNDLE_TAB: &str = "Paketanfrage";
    pub const CHOOSE: &str = "Ressourcen auswählen";
    pub const INTEGRATION: &str = "Integration";
    pub const CHOOSE_INTEGRATION: &str = "Integration auswählen";
    pub const CHOOSE_TYPE: &str = "Ressourcentyp auswählen";
    pub const INTEGRATION_FIRST: &str = "Wählen Sie zuerst eine Integration aus.";
    pub const PLACE_FIRST: &str =
        "Wählen Sie eine Integration und einen Ressourcentyp aus, um zu sehen, was Sie dort anfordern können.";
    pub const PERMISSIONS: &str = "Berechtigungen";
    pub const ONE_PERMISSION: &str = "Dieser Ressourcentyp erlaubt jeweils nur eine Berechtigung.";
    pub const BUNDLE: &str = "Paket";
    pub const CHOOSE_BUNDLE: &str = "Paket auswählen";
    pub const BUNDLE_FIRST: &str = "Wählen Sie ein Paket aus, um seinen Inhalt zu sehen.";
    pub const WHAT_OF_BUNDLE: &str = "Was Sie davon brauchen";
    pub const WHOLE_BUNDLE: &str = "Alle Ressourcen im Paket";
    pub const PART_OF_BUNDLE: &str = "Eine Auswahl davon";
    pub const ON_BEHALF: &str = "Anfordern für";
    pub const YOURSELF: &str = "Sie selbst";
    pub const GRANTEES_FAILED: &str =
        "Die Personen, für die Sie Zugriff anfordern dürfen, konnten nicht geladen werden.";
    pub const GRANTEE_LEFT_OUT: &str =
        "Für die Person aus diesem Link dürfen Sie nichts anfordern. Das Formular gilt daher für Sie selbst.";
    pub const RESTORING: &str = "Die Auswahl aus diesem Link wird geladen…";
    pub const RESTORE_FAILED: &str = "Die Auswahl aus diesem Link konnte nicht geladen werden.";
    pub const RESOURCES: &str = "Ressourcen";
    pub const SEARCH_HINT: &str = "Nach Namen suchen";
    pub const RESOURCE_TYPE: &str = "Ressourcentyp";
    pub const ALL_TYPES: &str = "Alle Typen";
    pub const PERMISSION: &str = "Berechtigung";
    pub const ALL_PERMISSIONS: &str = "Alle Berechtigungen";
    pub const SELECT_ALL: &str = "Alle passenden auswählen";
    pub const MATCHING_RESOURCES: &str = "Passende Ressourcen";
    pub const CHOICES_FAILED: &str = "Die Filter konnten nicht geladen werden.";
    pub const FILTERS_LEFT_OUT: &str =
        "Einige Filter aus diesem Link sind für Sie nicht verfügbar und wurden weggelassen.";
    pub const RETRY: &str = "Wiederholen";
    pub const LIST_FAILED: &str = "Die Ressourcen konnten nicht geladen werden";
    pub const MORE_FAILED: &str = "Weitere Ressourcen konnten nicht geladen werden.";
    pub const NO_MATCH: &str = "Keine Treffer";
    pub const NO_MATCH_TEXT: &str = "Versuchen Sie es mit einem kürzeren Namen oder entfernen Sie Filter.";
    pub const CLEAR_FILTERS: &str = "Suche und Filter zurücksetzen";
    pub const NO_FLOW: &str = "Sie können noch nichts anfordern";
    pub const NO_FLOW_OF_ANOTHER: &str = "Für diese Person können Sie nichts anfordern";
    pub const NONE_HERE: &str = "Hier gibt es nichts, was Sie anfordern können";
    pub const NONE_HERE_TEXT: &str = "Treffen Sie oben eine andere Auswahl.";
    pub const NO_BUNDLES: &str = "Es gibt kein Paket, das Sie anfordern können. Falls Sie eines erwarten, wenden Sie sich an Ihren Administrator.";
    pub const NO_INTEGRATIONS: &str = "Es gibt keine Integration, die Sie anfordern können. Falls Sie eine erwarten, wenden Sie sich an Ihren Administrator.";

    pub const ALREADY_HELD: &str = "Einiges davon haben Sie bereits";
    pub const USE_RECENT: &str = "Frühere Begründung verwenden";
    pub const RECENTS: &str = "Frühere Begründungen";
    pub const ADVICE: &str = "Hinweise zur Begründung";
    pub const DESCRIBES_TASK: &str = "Beschreibt, was Sie vorhaben.";
    pub const DESCRIBES_NO_TASK: &str = "Beschreiben Sie, was Sie mit dem Zugriff vorhaben.";
    pub const JUSTIFIES_LEVEL: &str = "Passt zu den angeforderten Berechtigungen.";
    pub const JUSTIFIES_NO_LEVEL: &str =
        "Begründen Sie, warum Sie diese Berechtigungen brauchen und weniger nicht genügen.";
    pub const NAMES_TICKET: &str = "Nennt ein Ticket.";
    pub const NAMES_NO_TICKET: &str = "Eine Ticketnummer oder ein Link hilft den Genehmigern.";
    pub const SAVE_TEMPLATE: &str = "Als Vorlage speichern";
    pub const SAVE: &str = "Speichern";
    pub const TEMPLATE_NAME: &str = "Name";
    pub const TEMPLATE_NAME_MISSING: &str = "Geben Sie einen Namen ein.";
    pub const TEMPLATE_SAVED: &str = "Vorlage gespeichert";
    pub const TEMPLATE_NOT_SAVED: &str = "Die Vorlage wurde nicht gespeichert. Ihre Eingaben bleiben erhalten.";
    pub const TEMPLATE_EMPTY: &str = "Wählen Sie zuerst etwas aus. Eine Vorlage speichert, was ausgewählt ist.";
    pub const TEMPLATE_UNEVEN: &str = "Eine Vorlage gibt allen Ressourcen einer Art dieselben Berechtigungen. Hier unterscheiden sie sich, die Vorlage würde also mehr enthalten, als Sie ausgewählt haben. Wählen Sie für alle dieselben Berechtigungen aus oder speichern Sie zwei Vorlagen.";
    pub const NO_BUNDLE_TEMPLATE: &str = "Ein Paket ist bereits unter einem Namen gespeichert. Markieren Sie stattdessen eine Anfrage nach diesem Paket als Favorit.";
    pub const DETAILS: &str = "Angaben zur Anfrage";
    pub const SELECTED: &str = "Ausgewählt";
    pub const SELECTED_RESOURCES: &str = "Ausgewählte Ressourcen";
    pub const NOTHING_SELECTED: &str = "Haken Sie in der Liste an, was Sie brauchen.";
    pub const CLEAR_ALL: &str = "Alle entfernen";
    pub const FIND_SELECTED: &str = "In der Auswahl suchen";
    pub const DURATION: &str = "Dauer (in Stunden)";
    pub const JUSTIFICATION: &str = "Begründung";
    pub const JUSTIFICATION_HINT: &str = "Beschreiben Sie, wofür Sie den Zugriff brauchen. Die Genehmiger lesen das.";
    pub const JUSTIFICATION_MISSING: &str = "Begründen Sie, warum Sie diesen Zugriff brauchen.";
    pub const RULES_FAILED: &str = "Bei Apono konnte nicht abgefragt werden, was für diese Auswahl nötig ist.";
    pub const MAY_SPLIT: &str =
        "Apono teilt dies möglicherweise in mehrere Anfragen auf. Danach sehen Sie jede einzelne.";
    pub const REQUEST: &str = "Anfordern";
    pub const CANCEL: &str = "Abbrechen";
    pub const SENDING: &str = "Wird gesendet…";
    pub const TO_FORM: &str = "Weiter";
    pub const SESSION_ENDED: &str = "Ihre Sitzung wurde beendet, bevor die Anfrage gesendet war. Es wurde nichts gesendet und Ihr Formular bleibt erhalten.";
    pub const SIGNED_IN_AGAIN: &str = "Sie sind wieder angemeldet. Wählen Sie „Anfordern“, um Ihr Formular zu senden.";
    pub const LOOK_AT_OPEN: &str = "Offene Anfragen ansehen";
    pub const LEAVE_TITLE: &str = "Formular verlassen?";
    pub const LEAVE_SENDING: &str = "Ihre Anfrage wird gerade gesendet und geht vielleicht trotzdem hinaus. Sie finden sie dann unter den offenen Anfragen.";
    pub const LEFT_UNSENT: &str = "Ob das Formular gesendet wurde, das Sie verlassen haben, ist nicht bestätigt.";
    pub const LEAVE_TEXT: &str = "Es wurde noch nichts gesendet. Ihre Auswahl und Ihre Eingaben gehen verloren.";
    pub const LEAVE: &str = "Verlassen";
    pub const STAY: &str = "Bleiben";

    /// "12 von 1.000 Ressourcen".
    pub fn count_of_most(count: usize) -> String {
        [&number(count), " von ", &number(MOST_RESOURCES), " Ressourcen"].concat()
    }

    /// How much matches, for the head of the list.
    pub fn matching(read: bool, resources: usize, rows: Option<usize>, more: bool) -> String {
        let found = || counted(resources, "passende Ressource", "passende Ressourcen");
        match (read, more, rows) {
            (false, ..) => "Suche läuft…".to_owned(),
            (true, false, _) => found(),
            (true, true, Some(rows)) => [
                &counted(rows, "passende Berechtigung", "passende Berechtigungen"),
                " für mehr als ",
                &numbers::resources(resources),
            ]
            .concat(),
            (true, true, None) => ["mindestens ", &found()].concat(),
        }
    }

    /// The line below the list.
    pub fn foot(read: bool, resources: usize, more: bool, loading: bool) -> String {
        let shown = numbers::resources(resources);
        match (read, more) {
            (false, _) => "Wird geladen…".to_owned(),
            (true, true) if loading => ["Angezeigt: ", &shown, ". Weitere werden geladen…"].concat(),
            (true, true) => ["Angezeigt: ", &shown, ". Beim Scrollen werden weitere geladen."].concat(),
            (true, false) if resources == 1 => ["Angezeigt: ", &shown, "."].concat(),
            (true, false) => ["Angezeigt: alle ", &shown, "."].concat(),
        }
    }

    pub fn all_permissions_of(resource: &str) -> String {
        ["Alle Berechtigungen für ", resource].concat()
    }

    pub fn permission_on(permission: &str, resource: &str) -> String {
        [permission, " für ", resource].concat()
    }

    /// Kind and place of a resource.
    pub fn about_resource(resource: &Resource, one_at_a_time: bool) -> String {
        let hint = if one_at_a_time { " · jeweils nur eine Berechtigung" } else { "" };
        [&resource.resource_type.display_path, " · ", &resource.integration.name, hint].concat()
    }

    pub fn replaced(before: &str, now: &str, resource: &str) -> String {
        [resource, " erlaubt jeweils nur eine Berechtigung: ", now, " statt ", before, "."].concat()
    }

    /// The 1,001st is refused (requirement 29).
    pub fn full(resource: &str) -> String {
        let most = number(MOST_RESOURCES);
        [
            "Sie können höchstens ",
            &most,
            " Ressourcen auswählen, daher wurde ",
            resource,
            " nicht hinzugefügt. Entfernen Sie einige oder senden Sie zuerst diese Anfrage.",
        ]
        .concat()
    }

    /// What a link names and cannot be had.
    pub fn link_lost(count: usize) -> String {
        let rest = if count == 1 {
            " aus diesem Link ist für Sie nicht mehr verfügbar und wurde weggelassen."
        } else {
            " aus diesem Link sind für Sie nicht mehr verfügbar und wurden weggelassen."
        };
        [&counted(count, "Element", "Elemente"), rest].concat()
    }

    /// What the form still needs.
    pub fn missing(missing: Missing) -> &'static str {
        match missing {
            Missing::Resource => "Wählen Sie mindestens eine Ressource aus.",
            Missing::Integration => "Wählen Sie eine Integration aus.",
            Missing::ResourceType => "Wählen Sie einen Ressourcentyp aus.",
            Missing::Permission => "Wählen Sie mindestens eine Berechtigung aus.",
            Missing::Bundle => "Wählen Sie ein Paket aus.",
            Missing::PartOfBundle => {
                "Wählen Sie mindestens eine Ressource aus dem Paket aus oder nehmen Sie das ganze Paket."
            }
        }
    }

    /// The permissions for all selected resources.
    pub fn with_permissions(names: &[String]) -> String {
        let word = if names.len() == 1 { "Berechtigung: " } else { "Berechtigungen: " };
        [word, &names.join(", ")].concat()
    }

    pub fn of_bundle(bundle: &str, whole: bool) -> String {
        let part = if whole { " · alle Ressourcen im Paket" } else { "" };
        [bundle, part].concat()
    }

    /// What Select all matching did.
    pub fn took_all(chosen: usize, more: bool, undecided: usize) -> String {
        let mut text = [&counted(chosen, "Ressource ist", "Ressourcen sind"), " ausgewählt."].concat();
        if more {
            let most = number(MOST_RESOURCES);
            for part in [
                " Es gibt weitere Treffer, aber eine Anfrage umfasst höchstens ",
                &most,
                ". Grenzen Sie die Suche ein, um andere auszuwählen.",
            ] {
                text.push_str(part);
            }
        }
        if undecided > 0 {
            let out = if undecided == 1 { " und wurde" } else { " und wurden" };
            for part in [
                " ",
                &counted(undecided, "Ressource erlaubt", "Ressourcen erlauben"),
                " jeweils nur eine Berechtigung",
                out,
                " weggelassen: Filtern Sie nach Berechtigung oder wählen Sie in der Liste aus.",
            ] {
                text.push_str(part);
            }
        }
        text
    }

    /// What a template of this selection would keep.
    pub fn template_holds(resources: usize, permissions: usize) -> String {
        [
            "Die Vorlage enthält ",
            &numbers::resources(resources),
            " und ",
            &numbers::permissions(permissions),
            ", ohne Dauer und Begründung.",
        ]
        .concat()
    }

    /// What is so with something that is chosen or can be chosen. `when` puts an end into words.
    pub fn held(held: &Held, when: impl Fn(Moment) -> String) -> String {
        match held {
            Held::Active { until: Some(until), .. } => ["Sie haben diesen Zugriff bis ", &when(*until)].concat(),
            Held::Active { until: None, .. } => "Sie haben diesen Zugriff unbefristet".to_owned(),
            Held::AskedFor { request } => ["Bereits angefordert mit ", request].concat(),
        }
    }

    pub fn look_at(request: &str) -> String {
        [request, " ansehen"].concat()
    }

    pub fn remove(what: &str) -> String {
        [what, " entfernen"].concat()
    }

    /// Why there is nothing to choose from: for oneself, or for somebody else (requirement 13).
    pub fn no_flow_text(for_another: bool, contact: Option<&str>) -> String {
        let who = if for_another { "diese Person" } else { "Sie" };
        let text = [
            "Für ",
            who,
            " gilt keine Zugriffsregel, daher gibt es hier keine Auswahl. Wenden Sie sich an Ihren Administrator",
        ]
        .concat();
        match contact {
            Some(contact) => [&text, ": ", contact, "."].concat(),
            None => [&text, "."].concat(),
        }
    }

    /// What the field takes, before anything is typed (D6).
    pub fn duration_hint(rule: DurationRule) -> String {
        let mut text = String::new();
        if let Some(cap) = rule.cap {
            text = ["Höchstens ", &super::time::in_hours(cap), " für diese Auswahl."].concat();
        }
        if !rule.required {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str("Für die volle Dauer leer lassen.");
        }
        text
    }

    pub fn duration_error(error: DurationError) -> String {
        match error {
            DurationError::Missing => "Geben Sie ein, für wie viele Stunden Sie den Zugriff brauchen.".to_owned(),
            DurationError::NotANumber => "Geben Sie die Stunden als Zahl ein, zum Beispiel 4 oder 1,5.".to_owned(),
            DurationError::NotPositive => "Geben Sie mehr als 0 Stunden ein.".to_owned(),
            DurationError::TooLong(cap) => ["Geben Sie höchstens ", &super::time::in_hours(cap), " ein."].concat(),
        }
    }

    pub fn refused_field(field: &str) -> String {
        ["Apono hat dieses Formular wegen der Angabe „", field, "“ abgelehnt."].concat()
    }

    /// What is kept and what to do, after what happened.
    pub fn after_failure(error: &ApiError) -> &'static str {
        if error.effect_unknown() {
            "Ihr Formular bleibt erhalten. Es wurde möglicherweise trotzdem gesendet: Sehen Sie unter „Offene Anfragen“ nach, bevor Sie erneut „Anfordern“ wählen."
        } else {
            "Es wurde nichts gesendet und Ihr Formular bleibt erhalten. Ändern Sie, was nötig ist, und wählen Sie erneut „Anfordern“."
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_head_of_the_selection_says_how_many_it_may_hold() {
            assert_eq!(count_of_most(12), "12 von 1.000 Ressourcen");
        }

        #[test]
        fn select_all_says_what_it_could_not_take() {
            assert_eq!(took_all(12, false, 0), "12 Ressourcen sind ausgewählt.");
            assert!(took_all(1_000, true, 0).contains("eine Anfrage umfasst höchstens 1.000"));
            assert!(took_all(3, false, 1).contains("1 Ressource erlaubt jeweils nur eine Berechtigung und wurde"));
        }
    }
}

/// Questions of the account on every form.
pub mod custom_fields {
    pub const CHOOSE: &str = "Bitte auswählen";
    pub const NO_CHOICE: &str = "Keine Auswahl";

    pub fn missing(label: &str) -> String {
        ["Apono benötigt hier eine Antwort: ", label, "."].concat()
    }
}

/// My Requests and its panel.
pub mod requests {
    use crate::domain::request_set::Progress;

    pub const OPEN: &str = "Offene Anfragen";
    pub const CLOSED: &str = "Geschlossene Anfragen";
    pub const LISTS: &str = "Listen der Anfragen";
    pub const NEW_REQUEST: &str = "Neue Anfrage";
    pub const REQUEST: &str = "Anfrage";
    pub const ACCESS: &str = "Zugriff";
    pub const REQUESTED: &str = "Angefordert";
    pub const DURATION: &str = "Dauer";
    pub const STATUS: &str = "Status";
    pub const ACTIONS: &str = "Aktionen";
    pub const VIEW_DETAILS: &str = "Details anzeigen";
    pub const NEW_MARK: &str = "Neu";
    pub const SEARCH: &str = "Anfragen suchen";
    pub const STATUS_FILTER: &str = "Status";
    pub const INTEGRATION_FILTER: &str = "Integration";
    pub const ALL: &str = "Alle";
    pub const NOT_EVALUATED: &str = "Noch nicht geprüft";
    pub const CLEAR_ALL: &str = "Zurücksetzen";
    pub const FILTERS: &str = "Suche und Filter";
    pub const NO_MATCH: &str = "Keine passende Anfrage";
    pub const NO_MATCH_TEXT: &str = "Versuchen Sie es mit einem anderen Wort oder entfernen Sie Filter.";
    pub const NO_MATCH_YET: &str = "Im bisher geladenen Teil gibt es keine Treffer. Der Rest wird noch durchsucht.";
    pub const TOGETHER: &str = "Zusammen gesendet";
    pub const GRANTED_OF_SET: &str = "Erteilt von den zusammen gesendeten Anfragen";
    pub const IS_FAVORITE: &str = "Favorit";
    pub const MOVED_TO_CLOSED: &str = "Jetzt unter „Geschlossene Anfragen“";
    pub const MOVED_TO_OPEN: &str = "Jetzt unter „Offene Anfragen“";
    pub const OUTSIDE_FILTERS: &str = "Passt nicht mehr zu den Filtern";
    pub const EMPTY_OPEN: &str = "Sie haben keine offenen Anfragen";
    pub const EMPTY_OPEN_TEXT: &str = "Fordern Sie Zugriff auf eine Datenbank, ein Cloudkonto oder eine Anwendung an. Ihre Anfrage erscheint hier mit ihrem Status.";
    pub const EMPTY_CLOSED: &str = "Sie haben keine geschlossenen Anfragen";
    pub const EMPTY_CLOSED_TEXT: &str =
        "Hier erscheinen abgelaufene, abgelehnte, entzogene und fehlgeschlagene Anfragen.";
    pub const LOADING: &str = "Anfragen werden geladen";
    pub const RETRY: &str = "Wiederholen";
    pub const WHOLE_PERIOD: &str = "Volle Dauer";
    pub const NO_DURATION: &str = "laut Zugriffsregel";
    pub const ASKED_FOR: &str = "angefordert";
    pub const NO_END: &str = "Unbefristet";
    pub const EXPIRING_SOON: &str = "läuft bald ab";
    pub const ENDED: &str = "Beendet";
    pub const BUNDLE: &str = "Paket";

    pub const CLOSE_PANEL: &str = "Schließen";
    pub const COPY_LINK: &str = "Link kopieren";
    pub const LINK_COPIED: &str = "Link kopiert";
    pub const LINK_NOT_COPIED: &str =
        "Der Link konnte nicht kopiert werden. Kopieren Sie stattdessen die Adresse dieser Seite.";
    pub const RESOURCES: &str = "Ressourcen und Berechtigungen";
    pub const APPROVERS: &str = "Genehmiger";
    pub const ALL_MUST: &str = "Alle diese Genehmiger müssen zustimmen.";
    pub const ANY_CAN: &str = "Einer dieser Genehmiger genügt.";
    pub const JUSTIFICATION: &str = "Begründung";
    pub const DETAILS: &str = "Details";
    pub const REQUESTED_BY: &str = "Angefordert von";
    pub const REQUESTED_FOR: &str = "Angefordert für";
    pub const REASON: &str = "Grund";
    pub const ENDS: &str = "Endet";
    pub const NOT_FOUND: &str =
        "Diese Anfrage wurde nicht gefunden. Sie gehört möglicherweise jemand anderem oder der Link ist unvollständig.";
    pub const UNITS_LATER: &str = "Wird angezeigt, sobald Apono die Anfrage geprüft hat.";
    pub const DECISION_PENDING: &str = "noch keine Entscheidung";
    pub const DECISION_APPROVED: &str = "genehmigt";
    pub const DECISION_REJECTED: &str = "abgelehnt";
    pub const DECISION_LATER: &str = "noch nicht gefragt";

    /// Who decided, where the approver is not that person.
    pub fn by(decision: &str, who: &str) -> String {
        [decision, " von ", who].concat()
    }

    pub fn more(count: usize) -> String {
        ["+", &count.to_string(), " weitere"].concat()
    }

    pub fn show_more(count: usize) -> String {
        [&count.to_string(), " weitere anzeigen"].concat()
    }

    pub fn integrations(count: usize) -> String {
        let plural = if count == 1 { " Integration" } else { " Integrationen" };
        [&count.to_string(), plural].concat()
    }

    fn requests(count: usize) -> String {
        [count.to_string().as_str(), if count == 1 { " Anfrage" } else { " Anfragen" }].concat()
    }

    /// A count for the eye and in words: unknown totals say "mindestens".
    pub fn count(count: usize, complete: bool) -> (String, String) {
        let number = count.to_string();
        if complete {
            (number, requests(count))
        } else {
            ([&number, "+"].concat(), ["mindestens ", &requests(count)].concat())
        }
    }

    /// How far the history has been read.
    pub fn progress(read: usize, total: Option<usize>, done: bool) -> String {
        match (done, total) {
            (true, _) if read == 1 => "1 Anfrage ist geladen.".to_owned(),
            (true, _) => ["Alle ", &requests(read), " sind geladen."].concat(),
            (false, Some(total)) => {
                [&read.to_string(), " von ", &requests(total), " geladen. Weitere werden geladen…"].concat()
            }
            (false, None) => [&requests(read), " geladen. Weitere werden geladen…"].concat(),
        }
    }

    /// What came in above the row that the person is at.
    pub fn waiting(count: usize) -> String {
        match count {
            1 => "1 neue Anfrage wird angezeigt, sobald Sie die Liste verlassen.".to_owned(),
            several => {
                [&several.to_string(), " neue Anfragen werden angezeigt, sobald Sie die Liste verlassen."].concat()
            }
        }
    }

    /// How much matches, and how much of the history has been searched for it.
    pub fn matching(matches: usize, read: usize, total: Option<usize>, done: bool) -> String {
        let found = match matches {
            0 => "Keine Treffer. ".to_owned(),
            several => [&several.to_string(), " Treffer. "].concat(),
        };
        match (done, total) {
            (true, _) if read == 1 => [&found, "1 Anfrage durchsucht."].concat(),
            (true, _) => [&found, "Alle ", &requests(read), " durchsucht."].concat(),
            (false, Some(total)) => {
                [&found, &read.to_string(), " von ", &requests(total), " durchsucht. Weitere werden geladen…"].concat()
            }
            (false, None) => [&found, &requests(read), " durchsucht. Weitere werden geladen…"].concat(),
        }
    }

    pub fn set_size(count: usize) -> String {
        requests(count)
    }

    /// "2 von 3 erteilt", and how many of the others are over.
    pub fn set_progress(progress: Progress) -> String {
        let granted = [&progress.granted.to_string(), " von ", &progress.all.to_string(), " erteilt"].concat();
        match progress.closed {
            0 => granted,
            closed => [&granted, ", ", &closed.to_string(), " geschlossen"].concat(),
        }
    }

    /// One form may have become several requests (requirement 21).
    pub fn submitted(count: usize) -> String {
        match count {
            1 => "Ihre Anfrage wurde gesendet.".to_owned(),
            several => ["Ihr Formular wurde gesendet und in ", &several.to_string(), " Anfragen aufgeteilt."].concat(),
        }
    }

    pub fn tier(number: i32) -> String {
        ["Stufe ", &number.to_string()].concat()
    }

    pub fn view_details_of(request: &str) -> String {
        [VIEW_DETAILS, ": ", request].concat()
    }
}

/// What changed while the tab is open (D7).
pub mod news {
    use crate::domain::moment::Left;
    use crate::domain::news::{Item, Kind};

    pub const TO_LIST: &str = "Liste anzeigen";

    /// What happened; `left` is how many seconds of access are left.
    pub fn title(item: &Item, left: f64) -> String {
        let id = item.id.as_str();
        match item.kind {
            Kind::NeedsMfa => [id, " wartet auf Ihren zweiten Faktor"].concat(),
            Kind::Granted => ["Zugriff erteilt: ", id].concat(),
            Kind::Rejected => [id, " wurde abgelehnt"].concat(),
            Kind::Expiring => [id, " läuft bald ab: ", &super::time::left(Left::of(left))].concat(),
            Kind::Expired => [id, " ist abgelaufen"].concat(),
            Kind::Revoked => ["Zugriff entzogen: ", id].concat(),
            Kind::Failed => [id, " ist fehlgeschlagen"].concat(),
            Kind::NewTask => match &item.words {
                Some(requester) => [requester, " fordert Zugriff an"].concat(),
                None => "Jemand fordert Zugriff an".to_owned(),
            },
            Kind::Decided => {
                ["Über ", id, " hat ", item.words.as_deref().unwrap_or("jemand anderes"), " entschieden"].concat()
            }
        }
    }

    /// What it is about, and why.
    pub fn text(item: &Item, until: Option<&str>, contact: Option<&str>) -> String {
        let (what, more) = &item.what;
        let what = if *more == 0 { what.clone() } else { [what, " ", &super::requests::more(*more)].concat() };
        let reason = item.words.as_deref();
        match (item.kind, until) {
            (Kind::Granted, Some(until)) => [&what, ", ", super::time::UNTIL, until].concat(),
            (Kind::Rejected, _) => [&what, ". ", reason.unwrap_or("Es wurde kein Grund angegeben.")].concat(),
            (Kind::Revoked, _) => [&what, ". ", reason.unwrap_or(super::status::ENDED_BY_ADMIN)].concat(),
            (Kind::Failed, _) => [&what, ". ", &super::status::failed(reason, contact)].concat(),
            _ => what,
        }
    }

    pub fn link(kind: Kind) -> &'static str {
        match kind {
            Kind::Granted => super::requests::VIEW_DETAILS,
            Kind::NewTask | Kind::Decided => "Aufgabe ansehen",
            _ => super::actions::TO_REQUEST,
        }
    }

    fn of_kind(kind: Kind, count: usize) -> String {
        let (one, many) = match kind {
            Kind::NeedsMfa => (" Anfrage wartet auf Ihren zweiten Faktor", " Anfragen warten auf Ihren zweiten Faktor"),
            Kind::Granted => (" Zugriff wurde erteilt", " Zugriffe wurden erteilt"),
            Kind::Rejected => (" Anfrage wurde abgelehnt", " Anfragen wurden abgelehnt"),
            Kind::Expiring => (" Zugriff läuft bald ab", " Zugriffe laufen bald ab"),
            Kind::Expired => (" Zugriff ist abgelaufen", " Zugriffe sind abgelaufen"),
            Kind::Revoked => (" Zugriff wurde entzogen", " Zugriffe wurden entzogen"),
            Kind::Failed => (" Anfrage ist fehlgeschlagen", " Anfragen sind fehlgeschlagen"),
            Kind::NewTask => (" neue Aufgabe wartet auf Sie", " neue Aufgaben warten auf Sie"),
            Kind::Decided => (" Aufgabe wurde von anderen erledigt", " Aufgaben wurden von anderen erledigt"),
        };
        [count.to_string().as_str(), if count == 1 { one } else { many }].concat()
    }

    /// Title and text of several pieces of news in one.
    pub fn several(kinds: &[(Kind, usize)]) -> (String, String) {
        match kinds {
            [(kind, count)] => (of_kind(*kind, *count), String::new()),
            kinds => {
                let all: usize = kinds.iter().map(|(_, count)| count).sum();
                let parts: Vec<String> = kinds.iter().map(|(kind, count)| of_kind(*kind, *count)).collect();
                ([&all.to_string(), " Änderungen"].concat(), [&parts.join(", "), "."].concat())
            }
        }
    }
}

/// What can be done with a request, and what became of it.
pub mod actions {
    use crate::domain::action::{Action, Outcome};
    use crate::domain::failure::ApiError;
    use crate::domain::request::{AccessRequest, Extension};

    pub const REQUEST_AGAIN: &str = "Erneut anfordern";
    pub const EXTEND: &str = "Verlängern";
    pub const REVOKE: &str = "Entziehen";
    pub const CANCEL_REQUEST: &str = "Anfrage zurückziehen";
    pub const FAVORITE: &str = "Favorit";
    pub const COMPLETE_MFA: &str = "MFA abschließen";
    pub const SET_UP_MFA: &str = "MFA einrichten";
    pub const KEEP: &str = "Behalten";
    pub const LOOK_AGAIN: &str = "Erneut prüfen";
    pub const DISMISS: &str = "Ausblenden";
    pub const TO_REQUEST: &str = "Ansehen";

    pub fn extend_by(extension: &Extension) -> String {
        ["Um ", &super::time::duration(extension.by), " verlängern"].concat()
    }

    pub fn extensions_left(extension: &Extension) -> String {
        match extension.remaining {
            0 | 1 => "Dies ist die letzte Verlängerung.".to_owned(),
            several => ["Noch ", &several.to_string(), " Verlängerungen möglich."].concat(),
        }
    }

    pub fn under(action: Action) -> &'static str {
        match action {
            Action::Extend => "Wird verlängert…",
            Action::End => "Wird beendet…",
            Action::Favorite(_) => "Wird gespeichert…",
            Action::PassMfa => "Wird geprüft…",
            Action::Again => "Wird gesendet…",
        }
    }

    /// What happened, what is so now, and what to do next.
    pub fn failed(action: Action, error: &ApiError, outcome: Outcome) -> String {
        let what = match action {
            Action::Extend => "Nicht verlängert.",
            Action::End => "Nicht beendet.",
            Action::Favorite(_) => "Der Stern wurde nicht gespeichert.",
            Action::PassMfa => "Apono sieht den zweiten Faktor noch nicht.",
            Action::Again => "Nicht gesendet.",
        };
        let why = super::error::what(error);
        match outcome {
            Outcome::NotDone => [what, " ", &why].concat(),
            Outcome::NotSeen => [
                &why,
                " Apono wurde nach dem aktuellen Stand gefragt, diese Zeile zeigt ihn. Versuchen Sie es erneut, wenn es dabei bleibt.",
            ]
            .concat(),
            Outcome::Unknown if action == Action::Again => [
                &why,
                " Die Anfrage wurde möglicherweise trotzdem gesendet: Sehen Sie unter „Offene Anfragen“ nach, bevor Sie es erneut versuchen.",
            ]
            .concat(),
            Outcome::Unknown => [
                &why,
                " Ob die Aktion ausgeführt wurde, ist nicht bekannt. Prüfen Sie das, bevor Sie sie wiederholen.",
            ]
            .concat(),
        }
    }

    /// What was done, for the news at the edge of the page.
    pub fn done(action: Action, request: &str) -> String {
        let what = match action {
            Action::Extend => " wurde verlängert",
            Action::End => " wird beendet",
            Action::Favorite(true) => " ist ein Favorit",
            Action::Favorite(false) => " ist kein Favorit mehr",
            Action::PassMfa => " wird fortgesetzt",
            Action::Again => " wurde erneut angefordert",
        };
        [request, what].concat()
    }

    pub fn end_title(has_access: bool) -> &'static str {
        if has_access { "Diesen Zugriff entziehen?" } else { "Diese Anfrage zurückziehen?" }
    }

    pub fn end_text(request: &AccessRequest) -> String {
        let what = crate::text::tasks::title(request);
        if request.status.has_access() {
            [
                "Ihr Zugriff auf ",
                &what,
                " endet sofort, und zwar für alles in ",
                &request.id,
                ". Was dort gerade läuft, kann abbrechen.",
            ]
            .concat()
        } else {
            [
                &request.id,
                " fordert Zugriff auf ",
                &what,
                " an. Apono wird gebeten, die Anfrage zu beenden, bevor etwas erteilt wird.",
            ]
            .concat()
        }
    }

    pub const MFA_TITLE: &str = "MFA abschließen";
    pub const MFA_TEXT: &str = "Diese Anfrage wartet auf Ihren zweiten Faktor. Führen Sie die Prüfung in einem neuen Fenster durch und kommen Sie dann hierher zurück. Eine Prüfung gilt eine Stunde lang für alle Ihre Anfragen.";
    pub const MFA_SET_UP_TEXT: &str = "Sie haben noch keinen zweiten Faktor eingerichtet. Tun Sie das in einem neuen Fenster und kommen Sie dann hierher zurück.";
    pub const MFA_NO_PAGE: &str = "Dieser Server weiß nicht, wo die Prüfung stattfindet. Fragen Sie Ihren Administrator oder sehen Sie im Apono Portal nach.";
    pub const MFA_DONE: &str = "Habe ich erledigt";
}

/// The popup Request again (requirements 40-43).
pub mod again {

    pub const TITLE: &str = "Erneut anfordern";
    pub const SUBMIT: &str = "Absenden";
    pub const CANCEL: &str = "Abbrechen";
    pub const JUSTIFICATION_HINT: &str =
        "Beschreiben Sie, warum Sie den Zugriff erneut brauchen. Die Genehmiger lesen das.";
    pub const ASKING: &str = "Apono wird gefragt, ob dies erneut angefordert werden kann…";
    pub const NOT_POSSIBLE: &str = "Dies kann nicht mehr angefordert werden.";
    pub const NO_REASON: &str = "Apono nennt keinen Grund. Fordern Sie über „Neue Anfrage“ an, was Sie brauchen.";
    pub const NOT_ASKED: &str = "Bei Apono konnte nicht abgefragt werden, ob dies erneut angefordert werden kann. Sie können es trotzdem versuchen.";
    pub const SENDING: &str = "Wird gesendet…";
    pub const TO_OPEN: &str = "Offene Anfragen ansehen";
    pub const KEPT: &str = "Es wurde nichts gesendet. Ihre Eingaben bleiben erhalten.";
    pub const MAY_BE_SENT: &str = "Ihre Eingaben bleiben erhalten. Die Anfrage wurde möglicherweise trotzdem gesendet: Sehen Sie unter „Offene Anfragen“ nach, bevor Sie erneut „Absenden“ wählen.";
}

/// My Tasks: deciding about requests (D8).
pub mod tasks {
    use crate::domain::decision::{LONGEST_REASON, Outcome, ReasonError, ReasonRule, Said, Verdict};
    use crate::domain::failure::ApiError;
    use crate::domain::request::{AccessRequest, Decision};
    use crate::domain::status::Status;

    pub const PENDING: &str = "Wartet auf Genehmigung";
    pub const HISTORY: &str = "Verlauf";
    pub const LISTS: &str = "Listen der Aufgaben";
    pub const SEARCH: &str = "Aufgaben suchen";
    pub const FILTERS: &str = "Suche und Filter";
    pub const WHO: &str = "Person";
    pub const ALL_TASKS: &str = "Alle Aufgaben";
    pub const SELECTION: &str = "Auswahl";
    pub const TASK: &str = "Aufgabe";
    pub const DETAILS: &str = "Details";
    pub const DECISION: &str = "Entscheidung";
    pub const APPROVE: &str = "Genehmigen";
    pub const REJECT: &str = "Ablehnen";
    pub const UNDO: &str = "Rückgängig";
    pub const RETRY: &str = "Wiederholen";
    pub const CLEAR: &str = "Aufheben";
    pub const DISMISS: &str = "Ausblenden";
    pub const BULK: &str = "Aktionen für ausgewählte Aufgaben";
    pub const OWN_RESULT: &str = "Jede Anfrage erhält ihr eigenes Ergebnis";
    pub const REASON: &str = "Grund";
    pub const ADD_REASON: &str = "Grund angeben";
    pub const WORDS: &str = "In eigenen Worten";
    pub const NO_WORDS: &str = "Keine Angabe.";
    pub const PERMISSIONS: &str = "Genaue Berechtigungen";
    pub const LOADING_PERMISSIONS: &str = "Die genauen Berechtigungen werden geladen…";
    pub const UNITS_FAILED: &str = "Die genauen Berechtigungen konnten nicht geladen werden.";
    pub const APPROVERS: &str = "Genehmiger";
    pub const ANSWERS: &str = "Weitere Angaben";
    pub const EMPTY: &str = "Nichts wartet auf Sie";
    pub const EMPTY_TEXT: &str =
        "Hier erscheinen Anfragen, über die Sie entscheiden sollen. Ihre Anzahl steht in der Navigation.";
    pub const EMPTY_HISTORY: &str = "Sie haben keine früheren Aufgaben";
    pub const EMPTY_HISTORY_TEXT: &str =
        "Hier erscheinen Anfragen, zu denen Sie gefragt wurden, sobald über sie entschieden ist.";
    pub const NO_MATCH: &str = "Keine passende Aufgabe";
    pub const NO_MATCH_TEXT: &str = "Versuchen Sie es mit einem anderen Wort oder entfernen Sie Filter.";
    pub const CLEAR_FILTERS: &str = "Suche und Filter zurücksetzen";
    pub const LIST_FAILED: &str = "Die Aufgaben konnten nicht vollständig geladen werden.";
    pub const NOT_FOUND: &str = "Diese Aufgabe wurde nicht gefunden. Sie ist möglicherweise für jemand anderen bestimmt oder der Link ist unvollständig.";
    pub const STAYS: &str = "Bleibt hier, bis Sie die Seite verlassen.";
    pub const OVER: &str = "Hier ist nichts mehr zu entscheiden.";
    pub const LOOK: &str = "Ansehen";

    pub fn select(request: &str) -> String {
        [request, " auswählen"].concat()
    }

    pub fn select_all(count: usize) -> String {
        ["Alle ", &count.to_string(), " auswählen"].concat()
    }

    pub fn selected(count: usize) -> String {
        [&count.to_string(), " ausgewählt"].concat()
    }

    /// A count for the eye and in words.
    pub fn count(count: usize, complete: bool) -> (String, String) {
        let number = count.to_string();
        if complete {
            (number, tasks(count))
        } else {
            ([&number, "+"].concat(), ["mindestens ", &tasks(count)].concat())
        }
    }

    fn tasks(count: usize) -> String {
        [count.to_string().as_str(), if count == 1 { " Aufgabe" } else { " Aufgaben" }].concat()
    }

    /// The count beside My Tasks in the navigation.
    pub fn waiting(count: usize) -> String {
        [tasks(count).as_str(), if count == 1 { " wartet" } else { " warten" }].concat()
    }

    /// How far a list has been read, and how many match where it is narrowed.
    pub fn progress(read: usize, total: Option<usize>, done: bool, matches: Option<usize>) -> String {
        let found = match matches {
            None => String::new(),
            Some(0) => "Keine Treffer. ".to_owned(),
            Some(several) => [&several.to_string(), " Treffer. "].concat(),
        };
        let rest = match (done, total) {
            (true, _) if read == 1 => "1 Aufgabe ist geladen.".to_owned(),
            (true, _) => ["Alle ", &tasks(read), " sind geladen."].concat(),
            (false, Some(total)) => {
                [&read.to_string(), " von ", &tasks(total), " geladen. Weitere werden geladen…"].concat()
            }
            (false, None) => [&tasks(read), " geladen. Weitere werden geladen…"].concat(),
        };
        [found, rest].concat()
    }

    /// The first thing asked for, and how many more.
    pub fn and_more(first: &str, more: usize) -> String {
        [first, " und ", &more.to_string(), " weitere"].concat()
    }

    /// Who asked, and for whom.
    pub fn who(request: &AccessRequest) -> String {
        match &request.grantee {
            Some(grantee) => [&request.requestor, " für ", grantee].concat(),
            None => request.requestor.clone(),
        }
    }

    pub fn asked(ago: &str) -> String {
        [ago, " angefordert"].concat()
    }

    /// What an asked length means. `end` is when it would be over.
    pub fn would_end(length: &str, end: &str) -> String {
        [length, ": bis ", end, ", wenn jetzt genehmigt wird"].concat()
    }

    pub const WHOLE_PERIOD: &str = "Volle Dauer laut Zugriffsregel";

    pub fn show_all(resources: usize) -> String {
        ["Alle ", &resources.to_string(), " Ressourcen anzeigen"].concat()
    }

    pub fn show_fewer() -> &'static str {
        "Weniger anzeigen"
    }

    /// The label of the reason with what the rule says.
    pub fn reason_label(rule: ReasonRule) -> &'static str {
        if rule == ReasonRule::Required { REASON } else { "Grund (optional)" }
    }

    pub fn reason_hint(length: usize) -> String {
        [
            "Wird der anfordernden Person gesendet. ",
            &length.to_string(),
            " von ",
            &LONGEST_REASON.to_string(),
            " Zeichen.",
        ]
        .concat()
    }

    pub fn reason_error(error: ReasonError) -> String {
        match error {
            ReasonError::Missing => "Geben Sie einen Grund an. Diese Zugriffsregel verlangt ihn.".to_owned(),
            ReasonError::TooLong(by) => ["Kürzen Sie den Grund um ", &by.to_string(), " Zeichen."].concat(),
        }
    }

    /// While a decision can be taken back.
    pub fn held(verdict: Verdict, count: usize) -> String {
        let what = if count == 1 { "Wird".to_owned() } else { [&count.to_string(), " Anfragen werden"].concat() };
        [&what, " in 5 Sekunden ", done(verdict), ". Es wurde noch nichts gesendet."].concat()
    }

    pub fn under(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Approve => "Wird genehmigt…",
            Verdict::Reject => "Wird abgelehnt…",
        }
    }

    fn done(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Approve => "genehmigt",
            Verdict::Reject => "abgelehnt",
        }
    }

    /// Who decided meanwhile, and how.
    fn meanwhile(by: Option<&str>, decision: &Decision) -> String {
        let who = by.unwrap_or("Jemand anderes");
        match decision {
            Decision::Approved => [who, " hat inzwischen genehmigt"].concat(),
            Decision::Rejected => [who, " hat inzwischen abgelehnt"].concat(),
            Decision::Pending | Decision::Unknown(_) => "Die Anfrage wurde inzwischen beendet".to_owned(),
        }
    }

    /// What became of a decision, in one sentence at the task.
    pub fn said(verdict: Verdict, said: &Said, now: &Status) -> String {
        match said {
            Said::WaitsForOthers(1) => "Von Ihnen genehmigt. Es fehlt noch 1 Genehmigung.".to_owned(),
            Said::WaitsForOthers(count) => {
                ["Von Ihnen genehmigt. Es fehlen noch ", &count.to_string(), " Genehmigungen."].concat()
            }
            Said::Done if verdict == Verdict::Reject => "Von Ihnen abgelehnt.".to_owned(),
            Said::Done => ["Von Ihnen genehmigt. Status: ", super::status::label(now), "."].concat(),
            Said::Taken => [
                "Von Ihnen ",
                done(verdict),
                ". Apono hat die Entscheidung angenommen, zeigt das Ergebnis aber noch nicht.",
            ]
            .concat(),
            Said::Meanwhile { by, decision } => {
                [&meanwhile(by.as_deref(), decision), ", daher war Ihre Entscheidung nicht nötig."].concat()
            }
        }
    }

    /// Why a decision failed, what is so now, what to do.
    pub fn failed(verdict: Verdict, error: &ApiError, unknown: bool) -> String {
        let why = super::error::what(error);
        if unknown {
            [
                &why,
                " Apono zeigt nicht, dass die Anfrage ",
                done(verdict),
                " wurde. „Wiederholen“ prüft das noch einmal, bevor etwas gesendet wird.",
            ]
            .concat()
        } else {
            ["Nicht ", done(verdict), ". ", &why].concat()
        }
    }

    pub fn about(label: &str, request: &str) -> String {
        [label, ": ", request].concat()
    }

    /// The head of the news about one decision.
    pub fn news(id: &str, verdict: Verdict, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Said(Said::Meanwhile { .. }) => ["Über ", id, " wurde inzwischen entschieden"].concat(),
            Outcome::Said(_) => [id, " ", done(verdict)].concat(),
            Outcome::Failed { .. } => [id, " wurde nicht ", done(verdict)].concat(),
        }
    }

    /// How far several decisions are.
    pub fn batch(verdict: Verdict, all: usize, finished: usize, failed: usize, over: bool) -> String {
        let head = [&finished.to_string(), " von ", &all.to_string(), " ", done(verdict)].concat();
        match (over, failed) {
            (false, _) => [&head, "…"].concat(),
            (true, 0) => [&head, "."].concat(),
            (true, failed) => [&head, ". ", &failed.to_string(), " fehlgeschlagen:"].concat(),
        }
    }

    pub fn retry_failed(count: usize) -> String {
        match count {
            1 => "Fehlgeschlagene wiederholen".to_owned(),
            several => [&several.to_string(), " fehlgeschlagene wiederholen"].concat(),
        }
    }

    /// On return: what was decided and not sent.
    pub fn not_sent(ids: &[String]) -> String {
        let (what, waits) = match ids {
            [one] => (
                ["Ihre Entscheidung über ", one, " wurde nicht gesendet"].concat(),
                " Die Anfrage wartet weiterhin auf Sie.",
            ),
            several if several.len() <= 5 => (
                ["Ihre Entscheidungen über ", &several.join(", "), " wurden nicht gesendet"].concat(),
                " Die Anfragen warten weiterhin auf Sie.",
            ),
            many => (
                ["Ihre Entscheidungen über ", &many.len().to_string(), " Anfragen wurden nicht gesendet"].concat(),
                " Die Anfragen warten weiterhin auf Sie.",
            ),
        };
        [&what, ", weil Sie die Seite innerhalb von 5 Sekunden verlassen haben.", waits].concat()
    }

    pub const NOT_SENT_TITLE: &str = "Nicht gesendet";

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_a_decision_came_to_is_said_in_plain_words() {
            let said_of = |said_: Said, now| said(Verdict::Approve, &said_, &now);
            assert_eq!(
                said_of(Said::WaitsForOthers(1), Status::PendingApproval),
                "Von Ihnen genehmigt. Es fehlt noch 1 Genehmigung."
            );
            assert_eq!(said_of(Said::Done, Status::Granting), "Von Ihnen genehmigt. Status: Wird erteilt.");
            let ada = Said::Meanwhile { by: Some("Ada".to_owned()), decision: Decision::Rejected };
            assert_eq!(
                said_of(ada, Status::Rejected),
                "Ada hat inzwischen abgelehnt, daher war Ihre Entscheidung nicht nötig."
            );
        }

        #[test]
        fn the_results_of_many_name_how_many_failed() {
            assert_eq!(batch(Verdict::Approve, 40, 37, 3, true), "37 von 40 genehmigt. 3 fehlgeschlagen:");
            assert_eq!(batch(Verdict::Reject, 40, 12, 0, false), "12 von 40 abgelehnt…");
        }
    }
}

/// My Access.
pub mod access {
    pub const SEARCH: &str = "Aktive Zugriffe suchen";
    pub const SEARCH_HINT: &str = "Ressource, Berechtigung oder Anfrage";
    pub const INTEGRATION: &str = "Integration";
    pub const TYPE: &str = "Typ";
    pub const ALL: &str = "Alle";
    pub const RESOURCE: &str = "Ressource";
    pub const PERMISSIONS: &str = "Berechtigungen";
    pub const TIME_LEFT: &str = "Restzeit";
    pub const STATUS: &str = "Status";
    pub const ACTIVE: &str = "Aktiv";
    pub const ENDED: &str = "Beendet";
    pub const ROTATED: &str = "Zugangsdaten erneuert";
    pub const ACCESS_DETAILS: &str = "Zugriffsdetails";
    pub const NO_END: &str = "Unbefristet";
    pub const WHOLE_PERIOD: &str = "volle Dauer";
    pub const TIME_UNKNOWN: &str = "Unbekannt";
    pub const NO_REQUEST: &str = "keine eigene Anfrage";
    pub const EXPIRING_SOON: &str = "läuft bald ab";
    pub const NOTE: &str = "Nachricht von Ihrem Administrator:";
    pub const LIST_FAILED: &str = "Ihre Zugriffe konnten nicht geladen werden.";
    pub const PARTIAL: &str = "Einige Endzeiten konnten nicht abgerufen werden.";
    pub const PARTIAL_TEXT: &str =
        "Steht unter „Restzeit“ der Wert „Unbekannt“, funktioniert der Zugriff, aber sein Ende ist hier nicht bekannt.";
    pub const EMPTY: &str = "Sie haben keine aktiven Zugriffe";
    pub const EMPTY_TEXT: &str =
        "Hier erscheint, was Ihnen erteilt wird, mit der Restzeit und einer Anleitung zur Nutzung.";
    pub const NO_MATCH: &str = "Keine Treffer";
    pub const NO_MATCH_TEXT: &str = "Versuchen Sie es mit einem kürzeren Text oder entfernen Sie Filter.";
    pub const CLEAR_FILTERS: &str = "Suche und Filter zurücksetzen";

    pub const FAVORITES: &str = "Favoriten";
    pub const FAVORITES_FAILED: &str = "Ihre Favoriten konnten nicht geladen werden.";
    pub const NO_FAVORITES: &str =
        "Markieren Sie eine Anfrage unter „Meine Anfragen“ mit einem Stern, um sie hier zu finden.";
    pub const RECENT: &str = "Zuletzt";
    pub const NO_RECENT: &str = "Hier erscheinen beendete Anfragen.";
    pub const TEMPLATES: &str = "Gespeicherte Vorlagen";
    pub const NO_TEMPLATES: &str =
        "Speichern Sie ein ausgefülltes Formular unter „Neue Anfrage“, um es wiederzuverwenden.";
    pub const TEMPLATES_FAILED: &str = "Die gespeicherten Vorlagen konnten nicht geladen werden.";
    pub const USE: &str = "Verwenden";
    pub const DELETE: &str = "Löschen";
    pub const CANCEL: &str = "Abbrechen";
    pub const SAVE: &str = "Speichern";
    pub const NAME: &str = "Name";
    pub const NAME_MISSING: &str = "Geben Sie einen Namen ein.";
    pub const RENAME_TITLE: &str = "Vorlage umbenennen";
    pub const DELETE_TITLE: &str = "Vorlage löschen?";

    /// "7 aktiv, 1 läuft bald ab".
    pub fn counts(active: usize, soon: usize) -> String {
        let active = self::active(active);
        match soon {
            0 => active,
            1 => [&active, ", 1 ", EXPIRING_SOON].concat(),
            several => [&active, ", ", &several.to_string(), " laufen bald ab"].concat(),
        }
    }

    pub fn active(count: usize) -> String {
        [&count.to_string(), " aktiv"].concat()
    }

    pub fn of_bundle(bundle: &str) -> String {
        ["Paket ", bundle].concat()
    }

    pub fn details_of(name: &str) -> String {
        [ACCESS_DETAILS, " zu ", name].concat()
    }

    pub fn use_of(template: &str) -> String {
        [template, " verwenden"].concat()
    }

    pub fn rename_of(template: &str) -> String {
        [template, " umbenennen"].concat()
    }

    pub fn delete_of(template: &str) -> String {
        [template, " löschen"].concat()
    }

    pub fn delete_text(template: &str) -> String {
        ["„", template, "“ wird gelöscht. Anfragen, die damit erstellt wurden, bleiben erhalten."].concat()
    }

    pub fn renamed(name: &str) -> String {
        ["Umbenannt in ", name, "."].concat()
    }

    pub fn deleted(name: &str) -> String {
        [name, " wurde gelöscht."].concat()
    }

    pub fn name_too_long(most: usize) -> String {
        ["Geben Sie höchstens ", &most.to_string(), " Zeichen ein."].concat()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_head_of_the_page_names_what_ends_soon_only_where_something_does() {
            assert_eq!(
                [counts(7, 1), counts(7, 2), counts(1, 0)],
                ["7 aktiv, 1 läuft bald ab", "7 aktiv, 2 laufen bald ab", "1 aktiv"]
            );
        }
    }
}

/// Of what people are notified in Teams.
pub mod notifications {
    use crate::domain::notification::Kind;

    pub const TITLE: &str = "Benachrichtigungen in Teams";
    pub const TEXT: &str = "Wenn Sie Apono Access in Teams verwenden, werden Sie dort benachrichtigt, wenn etwas geschieht, auch wenn diese Seite geschlossen ist.";
    pub const GROUP: &str = "Mich benachrichtigen über";
    pub const HINT: &str = "Ihre Auswahl wird auf dem Server gespeichert und gilt auf allen Ihren Geräten. Teams hat zusätzlich eigene Einstellungen unter „Einstellungen“ > „Benachrichtigungen“.";
    pub const SAVED: &str = "Gespeichert.";
    pub const NOT_SAVED: &str = "Das wurde möglicherweise nicht gespeichert. Versuchen Sie es erneut.";
    pub const NOT_READ: &str = "Ihre Auswahl kann nicht angezeigt werden und bleibt unverändert.";

    pub fn kind(kind: Kind) -> &'static str {
        match kind {
            Kind::Task => "Anfragen, die auf meine Entscheidung warten",
            Kind::Waiting => "Meine Anfragen, die auf einen Genehmiger oder auf meinen zweiten Faktor warten",
            Kind::Granted => "Zugriffe, die mir erteilt werden",
            Kind::Refused => "Meine Anfragen, die abgelehnt wurden oder fehlgeschlagen sind",
            Kind::Ended => "Meine Zugriffe, die abgelaufen sind oder entzogen wurden",
        }
    }
}

/// Help.
pub mod help {
    use crate::domain::status::Status;

    /// The title that the requirements ask for (1).
    pub const TITLE: &str = "Zugriff mit Teams anfordern";

    pub const HOW: &str = "Zugriff anfordern";
    pub const HOW_TEXT: &str = "Hier können Sie Zugriff auf Datenbanken, Cloudkonten und Anwendungen anfordern, die Ihre Administratoren in Apono verwalten, ohne Teams zu verlassen. Die App selbst erteilt nichts: Jeder Zugriff wird von Apono erteilt.";
    pub const STEPS: [&str; 4] = [
        "Wählen Sie unter „Meine Anfragen“ die Schaltfläche „Neue Anfrage“. Wählen Sie Ressourcen beliebiger Systeme, Ressourcen einer Integration oder ein Paket aus.",
        "Geben Sie an, für wie viele Stunden und warum Sie den Zugriff brauchen. Die Genehmiger lesen Ihre Begründung.",
        "Wählen Sie „Anfordern“. Apono teilt das Formular möglicherweise in mehrere Anfragen auf. Jede zeigt ihren Status unter „Offene Anfragen“.",
        "Wenn der Status „Erteilt“ lautet, wählen Sie „Details anzeigen“ unter „Meine Anfragen“ oder „Zugriffsdetails“ unter „Meine Zugriffe“ und folgen Sie der Anleitung.",
    ];

    pub const STATUSES: &str = "Was die Status bedeuten";
    pub const STATUSES_TEXT: &str = "Unter „Geschlossene Anfragen“ lesen Sie den Grund, wenn Sie auf einen Status zeigen, ihn antippen oder den Fokus darauf setzen.";

    pub fn status(status: &Status) -> &'static str {
        match status {
            Status::Evaluating => {
                "Apono ermittelt, was für die Anfrage nötig ist und wer entscheidet. Meist dauert das nur Sekunden."
            }
            Status::PendingApproval => {
                "Ein Genehmiger muss entscheiden. Öffnen Sie die Anfrage, um zu sehen, wer das ist."
            }
            Status::PendingMfa => "Sie müssen Ihre Identität mit einem zweiten Faktor bestätigen, bevor es weitergeht.",
            Status::Granting => "Die Anfrage ist genehmigt und der Zugriff wird eingerichtet.",
            Status::Granted => "Der Zugriff funktioniert jetzt. Unter „Meine Zugriffe“ heißt derselbe Status „Aktiv“.",
            Status::Revoking => "Der Zugriff wird gerade entzogen.",
            Status::Expired => {
                "Die Zeit ist abgelaufen und der Zugriff wurde entfernt. Sie können ihn erneut anfordern."
            }
            Status::Rejected => {
                "Ein Genehmiger oder eine Regel hat die Anfrage abgelehnt. Der Grund steht beim Status."
            }
            Status::Revoked => "Jemand hat den Zugriff entzogen, bevor seine Zeit abgelaufen war.",
            Status::Failed => {
                "Beim Einrichten des Zugriffs ist ein Fehler aufgetreten. Wenden Sie sich an Ihren Administrator."
            }
            Status::Unknown(_) => "",
        }
    }

    pub const DECIDE: &str = "Über Anfragen entscheiden";
    pub const DECIDE_TEXT: &str = "Wenn Sie Anfragen anderer Personen genehmigen, warten diese unter „Meine Aufgaben“. Die Zahl daneben sagt, wie viele es sind. Jede Aufgabe zeigt, wer Zugriff anfordert, für wen, in eigenen Worten, mit welchen genauen Berechtigungen und wann der Zugriff enden würde.";
    pub const DECIDE_STEPS: [&str; 3] = [
        "Wählen Sie „Genehmigen“ oder „Ablehnen“. Manche Zugriffsregeln verlangen einen Grund mit weniger als 124 Zeichen. Die anfordernde Person liest ihn.",
        "5 Sekunden lang können Sie „Rückgängig“ wählen. Wenn Sie die Seite in dieser Zeit verlassen, wird nichts gesendet.",
        "Müssen alle Genehmiger zustimmen, sagt die Aufgabe, wie viele noch fehlen. Wählen Sie mehrere Aufgaben aus, um über sie gemeinsam zu entscheiden. Jede erhält ihr eigenes Ergebnis.",
    ];

    pub const ONCE: &str = "Geheimnisse werden nur einmal angezeigt";
    pub const ONCE_TEXT: &str = "Passwörter und Schlüssel sensibler Ressourcen können nur ein einziges Mal gelesen werden. Halten Sie einen Ort zum Einfügen bereit, bevor Sie „Zugriffsdetails anzeigen“ wählen.";
    pub const ONCE_AGAIN: &str = "Um neue Zugangsdaten zu erhalten, öffnen Sie „Zugriffsdetails“ und wählen Sie „Zugangsdaten zurücksetzen“. Die alten funktionieren dann nicht mehr, und bei einem Paket erhält alles darin neue.";

    pub const AGAIN: &str = "Erneut anfordern";
    pub const AGAIN_TEXT: &str = "Zugriff, der abgelaufen ist, entzogen oder abgelehnt wurde, können Sie mit einer neuen Begründung erneut anfordern. „Erneut anfordern“ finden Sie unter";

    pub const ASK: &str = "Ansprechpartner";
    pub const SUPPORT: &str = "Support";
    pub const PRIVACY: &str = "Datenschutz";
    pub const TERMS: &str = "Nutzungsbedingungen";

    pub fn whom_to_ask(contact: Option<&str>) -> String {
        let text = "Was Sie anfordern können, wer es genehmigt und für wie lange, legt Ihr Administrator fest";
        match contact {
            Some(contact) => [text, ": ", contact, "."].concat(),
            None => [text, "."].concat(),
        }
    }

    pub const PREFERENCES: &str = "Einstellungen auf diesem Gerät";
    pub const KEEP_JUSTIFICATIONS: &str = "Meine früheren Begründungen wieder anbieten";
    pub const KEEP_HINT: &str = "Beim Ausschalten wird auch gelöscht, was gespeichert ist.";
    pub const HOLD_DECISIONS: &str = "5 Sekunden warten, bevor meine Entscheidungen gesendet werden";
    pub const HOLD_HINT: &str = "In dieser Zeit können Sie eine Genehmigung oder Ablehnung rückgängig machen.";
    pub const CLEAR: &str = "Frühere Begründungen löschen";
    pub const CLEARED: &str = "Frühere Begründungen wurden gelöscht.";

    pub fn kept_justifications(count: usize) -> String {
        match count {
            0 => "Es ist keine Begründung gespeichert.".to_owned(),
            1 => "1 Begründung ist gespeichert.".to_owned(),
            several => [&several.to_string(), " Begründungen sind gespeichert."].concat(),
        }
    }

    pub const KEPT: &str = "Was wo gespeichert wird";
    /// Place, and what is kept there.
    pub const KEPT_WHERE: [(&str, &str); 4] = [
        (
            "Auf diesem Gerät",
            "Diese Einstellungen, frühere Begründungen, welche Anfragen Sie zusammen gesendet haben und welche Entscheidungen noch zu senden sind. Niemals Geheimnisse, niemals Anmeldetoken.",
        ),
        (
            "Auf dem Server dieser App",
            "Ihre Anmeldungen, verschlüsselt, und, falls er Sie in Teams benachrichtigt, welchen Status jeder offenen Anfrage Sie kennen und was Sie ausgeschaltet haben.",
        ),
        ("Bei Apono", "Ihre Anfragen mit ihren Begründungen, Entscheidungen, Zugriffe und gespeicherte Vorlagen."),
        ("Nirgends", "Wie Sie diese App nutzen. Sie sendet keine Telemetriedaten."),
    ];

    pub const SIGN_OUT_TITLE: &str = "Abmelden";
    pub const SIGN_OUT_TEXT: &str = "Durch das Abmelden endet Ihre Sitzung hier und frühere Begründungen werden von diesem Gerät gelöscht. Erteilte Zugriffe bleiben bestehen. In Teams, Outlook und Microsoft 365 bleiben Sie angemeldet, und diese App fordert Sie dort zur Anmeldung auf, bevor Sie sie wieder verwenden.";
}

/// The language of the page (Help).
pub mod language {
    pub const TITLE: &str = "Sprache";
    pub const HINT: &str =
        "Die Seite wird in der gewählten Sprache neu geladen. Ihre Wahl wird in diesem Browser gespeichert.";
    pub const AS_BROWSER: &str = "Wie im Browser eingestellt";
}

/// What the server keeps for a person (Help).
pub mod own_data {
    pub const TITLE: &str = "Was dieser Server für Sie speichert";
    pub const TEXT: &str = "Ihre Anmeldungen und welche Microsoft-Konten für Sie handeln. Ihre Anfragen und Entscheidungen liegen bei Apono.";
    pub const SEE: &str = "Gespeicherte Daten ansehen und löschen";
    pub const EVERYWHERE: &str = "Überall abmelden";
    pub const EVERYWHERE_TEXT: &str = "Wenn Sie ein Gerät verloren oder sich an einem Gerät angemeldet haben, das auch andere nutzen: Mit „Überall abmelden“ enden Ihre Anmeldungen in allen Browsern sowie in Teams, Outlook und Microsoft 365. Erteilte Zugriffe bleiben bestehen.";
}

/// The popup with access details.
pub mod details {
    pub const TITLE: &str = "Zugriffsdetails";
    pub const LOOKING: &str = "Ihr Zugriff wird gesucht…";
    pub const LOOK_FAILED: &str = "Ihr Zugriff konnte nicht abgerufen werden. Es wurde nichts verbraucht.";
    pub const NOTHING: &str = "Die Details sind noch nicht verfügbar. Apono richtet den Zugriff noch ein.";
    pub const RETRY: &str = "Erneut prüfen";
    pub const CHOOSE: &str = "Diese Anfrage umfasst mehrere Zugriffe. Wählen Sie einen aus.";
    pub const WARNING: &str = "Diese Details werden nur einmal angezeigt.";
    pub const WARNING_TEXT: &str = "Halten Sie einen Ort zum Einfügen bereit. Um sie später erneut zu erhalten, müssen Sie die Zugangsdaten zurücksetzen.";
    pub const SHOW: &str = "Zugriffsdetails anzeigen";
    pub const SHOWN_BEFORE: &str = "Diese Details wurden bereits angezeigt.";
    pub const SHOWN_BEFORE_TEXT: &str = "Das Geheimnis kann nicht noch einmal angezeigt werden. Setzen Sie die Zugangsdaten zurück, um ein neues zu erhalten.";
    pub const NO_RESET: &str = "Das Geheimnis kann nicht noch einmal angezeigt und hier nicht zurückgesetzt werden. Bitten Sie Ihren Administrator um neue Zugangsdaten.";
    pub const SHOW_WITHOUT: &str = "Ohne Geheimnis anzeigen";
    pub const READING: &str = "Die Zugriffsdetails werden gelesen…";
    pub const READ_FAILED: &str = "Die Zugriffsdetails konnten nicht gelesen werden. Es wurde nichts verbraucht.";
    pub const LOST: &str = "Die Antwort mit den Zugriffsdetails ging unterwegs verloren.";
    pub const LOST_TEXT: &str = "Das Geheimnis ist möglicherweise verbraucht, obwohl Sie es nicht gesehen haben. Setzen Sie die Zugangsdaten zurück, um ein neues zu erhalten.";
    pub const RESET: &str = "Zugangsdaten zurücksetzen";
    pub const RESETTING: &str = "Die Zugangsdaten werden zurückgesetzt. Das dauert einige Sekunden…";
    pub const RESET_FAILED: &str = "Die Zugangsdaten konnten nicht zurückgesetzt werden.";
    pub const RESET_SLOW: &str = "Das Zurücksetzen dauert länger als üblich. Es kann noch gelingen: Setzen Sie erneut zurück oder kommen Sie in einer Minute wieder.";
    pub const BUNDLE_WARNING: &str =
        "Dieser Zugriff gehört zu einem Paket. Beim Zurücksetzen erhält alles im Paket neue Zugangsdaten.";
    pub const SHOWN_ONCE: &str = "Diese Details werden nur einmal angezeigt.";
    pub const SHOWN_ONCE_TEXT: &str = "Kopieren Sie, was Sie brauchen, bevor Sie dieses Fenster schließen. Um sie erneut zu erhalten, müssen Sie die Zugangsdaten zurücksetzen.";
    pub const MESSAGE: &str = "Nachricht von Ihrem Administrator";
    pub const INSTRUCTIONS: &str = "Anleitung";
    pub const COMMAND: &str = "Befehlszeile";
    pub const LINK: &str = "Link";
    pub const OPENS_WINDOW: &str = "wird in einem neuen Fenster geöffnet";
    pub const VALUES: &str = "Werte";
    pub const COPY_ALL: &str = "Alles kopieren";
    pub const COPIED: &str = "Kopiert";
    pub const COPY_REFUSED: &str =
        "Der Browser hat das Kopieren nicht zugelassen. Markieren Sie den Text unten und drücken Sie Strg+C.";
    pub const MASKED: &str = "verborgen";
    pub const CLOSE: &str = "Schließen";
    pub const CLOSE_UNCOPIED: &str = "Sie haben das Geheimnis nicht kopiert. Trotzdem schließen?";
    pub const CLOSE_ANYWAY: &str = "Ohne Kopieren schließen";
    pub const STAY: &str = "Zurück";

    /// What a reset of what is shown would end.
    pub fn reset_question(uncopied: bool, bundle: bool) -> String {
        let secret = if uncopied {
            "Sie haben das Geheimnis nicht kopiert. Nach dem Zurücksetzen gilt es nicht mehr. "
        } else {
            ""
        };
        let bundle = if bundle { [BUNDLE_WARNING, " "].concat() } else { String::new() };
        [secret, &bundle, "Trotzdem zurücksetzen?"].concat()
    }

    pub fn copy_of(label: &str) -> String {
        [label, " kopieren"].concat()
    }

    pub fn show_of(label: &str) -> String {
        [label, " anzeigen"].concat()
    }

    pub fn hide_of(label: &str) -> String {
        [label, " ausblenden"].concat()
    }

    pub fn ask(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => ["Ihr Administrator: ", contact].concat(),
            None => String::new(),
        }
    }
}

/// Times and lengths of time.
pub mod time {
    use crate::domain::moment::{Left, Seconds};

    pub fn left(left: Left) -> String {
        match left {
            Left::Over => "noch 0 min".to_owned(),
            Left::Minutes(minutes) => ["noch ", &minutes.to_string(), " min"].concat(),
            Left::HoursMinutes(hours, minutes) => {
                ["noch ", &hours.to_string(), " h ", &minutes.to_string(), " min"].concat()
            }
            Left::DaysHours(days, hours) => ["noch ", &days.to_string(), " d ", &hours.to_string(), " h"].concat(),
        }
    }

    /// Hours with at most two decimals.
    pub fn hours(length: Seconds) -> String {
        crate::text::hours(length, ',')
    }

    /// A length of access as people ask for it: "8 Stunden", "30 Minuten", "1,25 Stunden".
    pub fn duration(length: Seconds) -> String {
        let minutes = length.0 / 60;
        if length.0 % 3600 == 0 {
            let hours = length.0 / 3600;
            return [hours.to_string().as_str(), if hours == 1 { " Stunde" } else { " Stunden" }].concat();
        }
        if minutes < 60 {
            return [minutes.max(1).to_string().as_str(), if minutes <= 1 { " Minute" } else { " Minuten" }].concat();
        }
        [&hours(length), " Stunden"].concat()
    }

    /// A cap in hours: "8 Stunden", "0,5 Stunden", "1 Stunde".
    pub fn in_hours(length: Seconds) -> String {
        let hours = hours(length);
        let unit = if hours == "1" { " Stunde" } else { " Stunden" };
        [hours.as_str(), unit].concat()
    }

    pub const UNTIL: &str = "bis ";

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn lengths_read_as_people_say_them() {
            let read = |seconds| duration(Seconds(seconds));
            assert_eq!(
                [3600, 28_800, 1_800, 5_400, 4_500, 59].map(read),
                ["1 Stunde", "8 Stunden", "30 Minuten", "1,5 Stunden", "1,25 Stunden", "1 Minute"]
            );
        }
    }
}
