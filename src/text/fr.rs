//! Every visible text of the tab in French.

/// Numbers, and what is counted on several screens.
pub mod numbers {
    /// A number with a narrow space at the thousands.
    pub fn number(count: usize) -> String {
        crate::text::grouped(count, '\u{202f}')
    }

    pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
        [number(count).as_str(), " ", if count < 2 { one } else { many }].concat()
    }

    pub fn resources(count: usize) -> String {
        counted(count, "ressource", "ressources")
    }

    pub fn permissions(count: usize) -> String {
        counted(count, "autorisation", "autorisations")
    }

    pub fn requests(count: usize) -> String {
        counted(count, "demande", "demandes")
    }
}

/// Parts of the tab that come when they are first shown.
pub mod parts {
    pub const COMING: &str = "Chargement";
    pub const FAILED: &str = "Impossible de charger cette page";
    pub const FAILED_TEXT: &str = "La connexion a peut-être été coupée, ou une version plus récente est disponible. Réessayez\u{202f}; si cela ne suffit pas, rechargez l’onglet.";
    pub const RETRY: &str = "Réessayer";
    pub const RELOAD: &str = "Recharger";
    pub const FILTERS_FAILED: &str = "Recharger les filtres";
    pub const POPUP_FAILED: &str = "Ouverture impossible";
    pub const POPUP_FAILED_TEXT: &str =
        "Une partie de l’onglet n’a pas pu être chargée. Rien n’a été fait. Vérifiez votre connexion et réessayez.";
}

/// Words of the shell and of the pages that stand in for others.
pub mod shell {
    pub const PRODUCT: &str = "Apono Access";
    pub const MY_REQUESTS: &str = "Mes demandes";
    pub const NEW_REQUEST: &str = "Nouvelle demande";
    pub const MY_ACCESS: &str = "Mes accès";
    pub const MY_TASKS: &str = "Mes tâches";
    pub const HELP: &str = "Aide";
    pub const PAGES: &str = "Pages";
    pub const SKIP: &str = "Aller au contenu";
    pub const DEMO: &str = "Démo";
    pub const DEMO_EXPLAINED: &str = "Données de démonstration. Rien ici ne donne accès à un système réel.";
    pub const SIGN_OUT: &str = "Se déconnecter";
    pub const STILL_SIGNED_IN: &str = "Votre session est peut-être encore ouverte.";
    pub const END_THE_OTHERS: &str =
        "Cette connexion est terminée, d’autres sont peut-être encore ouvertes. Reconnectez-vous pour y mettre fin.";
    pub const SIGN_OUT_AGAIN: &str = "Réessayer la déconnexion";
    pub const LOADING: &str = "Chargement";

    pub const SIGN_IN: &str = "Se connecter";
    pub const SIGN_IN_TITLE: &str = "Connectez-vous pour demander un accès";
    pub const SIGN_IN_TEXT: &str = "Demandez l’accès à des bases de données, des comptes cloud et des applications, suivez vos demandes et utilisez les accès accordés.";

    pub const NOT_A_USER_TITLE: &str = "Pas encore d’utilisateur Apono";
    pub const NOT_A_USER_TEXT: &str =
        "La connexion a réussi, mais ce compte n’est pas un utilisateur d’Apono\u{a0}: aucune demande n’est possible.";
    pub const OPEN_PORTAL: &str = "Ouvrir Apono Portal";
    pub const OTHER_ACCOUNT: &str = "Se connecter avec un autre compte";

    pub const UNREACHABLE_TITLE: &str = "Apono est injoignable";
    pub const RETRY: &str = "Réessayer";
    pub const TRYING: &str = "Nouvel essai…";
    pub const CHECK_AGAIN: &str = "Revérifier";
    pub const TRIES_BY_ITSELF: &str = "Cette page réessaie d’elle-même et reprend dès qu’Apono répond.";

    pub const OFFLINE: &str = "Vous êtes hors ligne.";
    pub const OFFLINE_TEXT: &str = "L’affichage n’est peut-être plus à jour et rien ne peut être envoyé. Votre saisie est conservée. La page reprend d’elle-même au retour de la connexion.";
    pub const SILENT: &str = "Apono ne répond pas pour le moment.";
    pub const SILENT_TEXT: &str =
        "L’affichage n’est peut-être plus à jour. Votre saisie est conservée. La page réessaie et reprend d’elle-même.";

    pub const NOT_FOUND_TITLE: &str = "Cette page n’existe pas";
    pub const NOT_FOUND_TEXT: &str = "Le lien est peut-être ancien ou incomplet.";
    pub const TO_MY_REQUESTS: &str = "Aller à Mes demandes";

    pub const ENDED_TITLE: &str = "Votre session a pris fin";
    pub const ENDED_TEXT: &str = "Reconnectez-vous pour continuer. Votre saisie reste sur cette page.";
    pub const ENDED_BLOCKED: &str = "Le navigateur n’a pas ouvert la fenêtre. Autorisez les fenêtres contextuelles pour cette page, ou connectez-vous dans un nouvel onglet puis revenez ici.";
    pub const SIGN_IN_AGAIN: &str = "Se reconnecter";
    pub const SIGN_IN_NEW_TAB: &str = "Se connecter dans un nouvel onglet";

    pub const NEWER_TITLE: &str = "Une version plus récente est prête.";
    pub const RELOAD: &str = "Recharger";

    /// Whom to ask, with the administrator's contact when the server knows one.
    pub fn ask_administrator(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => format!("Demandez un compte utilisateur à votre administrateur\u{a0}: {contact}."),
            None => "Demandez un compte utilisateur à votre administrateur.".to_owned(),
        }
    }

    pub fn unreachable_help(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => format!("Si le problème persiste, contactez votre administrateur\u{a0}: {contact}."),
            None => "Si le problème persiste, contactez votre administrateur.".to_owned(),
        }
    }

    pub fn signed_in_as(name: &str, mail: &str) -> String {
        format!("Session ouverte\u{a0}: {name}, {mail}")
    }
}

/// Inside Teams, Outlook and Microsoft 365.
pub mod hosted {
    use crate::domain::failure::ApiError;
    use crate::domain::refusal::Refusal;

    pub const SIGN_IN: &str = "Se connecter";
    pub const SIGNING_IN: &str = "Connexion…";
    pub const OPEN_IN_BROWSER: &str = "Ouvrir dans le navigateur";
    pub const SILENT: &str = "Le programme qui affiche cette page ne répond pas. Si quelque chose ne fonctionne pas ici, continuez dans votre navigateur.";
    pub const NOT_LINKED: &str = "La connexion a abouti, mais le service ne vous connaît pas encore. Connectez-vous encore une fois, ou continuez dans votre navigateur.";

    /// The host gave no token.
    pub fn token_refused(refusal: &Refusal) -> String {
        match refusal {
            Refusal::Cancelled => "Vous avez fermé la fenêtre\u{a0}: la connexion n’a pas eu lieu. Reconnectez-vous quand vous le souhaitez.".to_owned(),
            Refusal::Blocked => "La fenêtre de connexion n’a pas pu s’ouvrir. Autorisez les fenêtres contextuelles, ou continuez dans votre navigateur.".to_owned(),
            Refusal::Other(_) => "Votre connexion n’a pas pu être transmise à cette application. Réessayez, ou continuez dans votre navigateur. Si le problème persiste, votre administrateur doit peut-être autoriser l’application.".to_owned(),
        }
    }

    /// The window in which the person links the account did not come to its end.
    pub fn window_refused(refusal: &Refusal) -> String {
        match refusal {
            Refusal::Cancelled => "La fenêtre a été fermée avant la fin de la connexion. Si elle s’est fermée d’elle-même, sa page de connexion n’est pas utilisable ici\u{a0}: continuez dans votre navigateur.".to_owned(),
            Refusal::Blocked => token_refused(refusal),
            Refusal::Other(_) => "La connexion a échoué. Rien n’a été modifié. Réessayez, ou continuez dans votre navigateur.".to_owned(),
        }
    }

    /// The service did not make the link.
    pub fn link_failed(error: &ApiError) -> String {
        match error {
            ApiError::NotFound(_) => {
                "La connexion depuis cet endroit n’est pas configurée pour ce service. Continuez dans votre navigateur."
                    .to_owned()
            }
            error => {
                [&super::error::what(error), " Rien n’a été modifié. Réessayez, ou continuez dans votre navigateur."]
                    .concat()
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
            ApiError::Cancelled => "L’opération a été abandonnée.",
            ApiError::Offline => "La connexion au serveur est coupée.",
            ApiError::TimedOut => "Le serveur n’a pas répondu à temps.",
            ApiError::SignInNeeded => "Votre session a pris fin.",
            ApiError::Forbidden(Some(message))
            | ApiError::NotFound(Some(message))
            | ApiError::Conflict(Some(message))
            | ApiError::Refused { message: Some(message), .. } => message,
            ApiError::Forbidden(None) => "Cette action ne vous est pas permise.",
            ApiError::NotFound(None) => "Cet élément n’existe plus.",
            ApiError::Conflict(None) => "Cet élément a changé entre-temps.",
            ApiError::Refused { message: None, .. } => "Apono a refusé sans donner de motif.",
            ApiError::TooMany { retry_after_seconds: Some(wait) } => {
                return format!("Apono est très sollicité et demande d’attendre {wait} s.");
            }
            ApiError::TooMany { retry_after_seconds: None } => "Apono est très sollicité et demande d’attendre un peu.",
            ApiError::Server(status) => return format!("Apono rencontre un problème interne (erreur {status})."),
            ApiError::Unreadable => "La réponse n’a pas pu être lue.",
        };
        plain.to_owned()
    }
}

/// Words of the page that stands in after a fault of ours.
pub mod fault {
    pub const TITLE: &str = "Une erreur s’est produite dans cette page";
    pub const TEXT: &str =
        "Rechargez pour continuer. Les demandes déjà envoyées sont intactes\u{202f}; la saisie en cours est perdue.";
    pub const RELOAD: &str = "Recharger";
    pub const REPORT: &str = "Rapport pour votre administrateur";
    pub const REPORT_HINT: &str = "Il indique où le programme a échoué, et ne dit rien de vous ni de vos demandes. Il n’est jamais envoyé automatiquement.";
    pub const COPY: &str = "Copier le rapport";
    pub const COPIED: &str = "Copié";
}

/// Words that controls share.
pub mod ui {
    pub const CLOSE: &str = "Fermer";
    pub const CLEAR: &str = "Effacer";
    pub const NO_MATCH: &str = "Aucun résultat";

    pub fn show_choices(field: &str) -> String {
        ["Afficher les choix\u{a0}: ", field].concat()
    }

    pub fn hide_choices(field: &str) -> String {
        ["Masquer les choix\u{a0}: ", field].concat()
    }

    pub fn results_selected(results: usize, selected: usize) -> String {
        let plural = if results < 2 { "" } else { "s" };
        format!("{results} résultat{plural}, {}", self::selected(selected))
    }

    pub fn selected(count: usize) -> String {
        let plural = if count < 2 { "" } else { "s" };
        format!("{count} sélectionné{plural}")
    }
}

/// Statuses in the words of the requirements (D4, D5).
pub mod status {
    use crate::domain::status::Status;

    pub fn label(status: &Status) -> &str {
        match status {
            Status::Evaluating => "En attente (évaluation)",
            Status::PendingApproval => "En attente d’approbation",
            Status::PendingMfa => "En attente de MFA",
            Status::Granting => "En cours d’octroi",
            Status::Granted => "Accordée",
            Status::Revoking => "En cours de révocation",
            Status::Expired => "Expirée",
            Status::Rejected => "Refusée",
            Status::Revoked => "Révoquée",
            Status::Failed => "Échec",
            Status::Unknown(text) => text,
        }
    }

    /// What a failed request tells (requirement 70).
    pub fn failed(reason: Option<&str>, contact: Option<&str>) -> String {
        let reason = reason.unwrap_or("Une erreur s’est produite lors de la mise en place de l’accès.");
        [reason, " ", &who_helps(contact)].concat()
    }

    /// Whom a person turns to (requirement 70).
    pub fn who_helps(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => ["Contactez votre administrateur\u{a0}: ", contact, "."].concat(),
            None => "Contactez votre administrateur.".to_owned(),
        }
    }

    pub const ENDED_BY_ADMIN: &str = "Un administrateur a retiré cet accès.";
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

    pub const KINDS: &str = "Type de demande";
    pub const RESOURCES_TAB: &str = "Demande de ressources";
    pub const INTEGRATION_TAB: &str = "Demande d’intégration";
    pub const BUNDLE_TAB: &str = "Demande de lot";
    pub const CHOOSE: &str = "Choisir des ressources";
    pub const INTEGRATION: &str = "Intégration";
    pub const CHOOSE_INTEGRATION: &str = "Choisir une intégration";
    pub const CHOOSE_TYPE: &str = "Choisir un type de ressource";
    pub const INTEGRATION_FIRST: &str = "Choisissez d’abord une intégration.";
    pub const PLACE_FIRST: &str =
        "Choisissez une intégration et un type de ressource pour voir ce que vous pouvez y demander.";
    pub const PERMISSIONS: &str = "Autorisations";
    pub const ONE_PERMISSION: &str = "Ce type de ressource n’accepte qu’une autorisation à la fois.";
    pub const BUNDLE: &str = "Lot";
    pub const CHOOSE_BUNDLE: &str = "Choisir un lot";
    pub const BUNDLE_FIRST: &str = "Choisissez un lot pour voir ce qu’il contient.";
    pub const WHAT_OF_BUNDLE: &str = "Ce qu’il vous en faut";
    pub const WHOLE_BUNDLE: &str = "Toutes les ressources du lot";
    pub const PART_OF_BUNDLE: &str = "Certaines d’entre elles";
    pub const ON_BEHALF: &str = "Pour le compte de";
    pub const YOURSELF: &str = "Vous-même";
    pub const GRANTEES_FAILED: &str = "Impossible de charger les personnes pour qui vous pouvez demander un accès.";
    pub const GRANTEE_LEFT_OUT: &str = "Vous ne pouvez pas demander d’accès pour la personne indiquée dans ce lien\u{a0}: le formulaire est donc pour vous-même.";
    pub const RESTORING: &str = "Chargement de la sélection de ce lien…";
    pub const RESTORE_FAILED: &str = "La sélection de ce lien n’a pas pu être chargée.";
    pub const RESOURCES: &str = "Ressources";
    pub const SEARCH_HINT: &str = "Rechercher par nom";
    pub const RESOURCE_TYPE: &str = "Type de ressource";
    pub const ALL_TYPES: &str = "Tous les types";
    pub const PERMISSION: &str = "Autorisation";
    pub const ALL_PERMISSIONS: &str = "Toutes les autorisations";
    pub const SELECT_ALL: &str = "Tout sélectionner";
    pub const MATCHING_RESOURCES: &str = "Ressources trouvées";
    pub const CHOICES_FAILED: &str = "Les filtres n’ont pas pu être chargés.";
    pub const FILTERS_LEFT_OUT: &str = "Certains filtres de ce lien ne vous sont pas accessibles et ont été ignorés.";
    pub const RETRY: &str = "Réessayer";
    pub const LIST_FAILED: &str = "Impossible de charger les ressources";
    pub const MORE_FAILED: &str = "La suite des ressources n’a pas pu être chargée.";
    pub const NO_MATCH: &str = "Aucun résultat";
    pub const NO_MATCH_TEXT: &str = "Essayez un nom plus court, ou retirez des filtres.";
    pub const CLEAR_FILTERS: &str = "Effacer recherche et filtres";
    pub const NO_FLOW: &str = "Vous ne pouvez encore rien demander";
    pub const NO_FLOW_OF_ANOTHER: &str = "Vous ne pouvez rien demander pour cette personne";
    pub const NONE_HERE: &str = "Il n’y a rien ici que vous puissiez demander";
    pub const NONE_HERE_TEXT: &str = "Faites un autre choix ci-dessus.";
    pub const NO_BUNDLES: &str =
        "Il n’y a aucun lot que vous puissiez demander. Si vous en attendiez un, contactez votre administrateur.";
    pub const NO_INTEGRATIONS: &str = "Il n’y a aucune intégration que vous puissiez demander. Si vous en attendiez une, contactez votre administrateur.";

    pub const ALREADY_HELD: &str = "Vous disposez déjà d’une partie de cette sélection";
    pub const USE_RECENT: &str = "Reprendre une justification récente";
    pub const RECENTS: &str = "Justifications récentes";
    pub const ADVICE: &str = "Conseils sur la justification";
    pub const DESCRIBES_TASK: &str = "Indique ce que vous allez faire.";
    pub const DESCRIBES_NO_TASK: &str = "Indiquez ce que vous allez faire de cet accès.";
    pub const JUSTIFIES_LEVEL: &str = "Correspond aux autorisations demandées.";
    pub const JUSTIFIES_NO_LEVEL: &str = "Indiquez pourquoi il vous faut ces autorisations, et pas moins.";
    pub const NAMES_TICKET: &str = "Mentionne un ticket.";
    pub const NAMES_NO_TICKET: &str = "Un numéro ou un lien de ticket aide les approbateurs.";
    pub const SAVE_TEMPLATE: &str = "Enregistrer comme modèle";
    pub const SAVE: &str = "Enregistrer";
    pub const TEMPLATE_NAME: &str = "Nom";
    pub const TEMPLATE_NAME_MISSING: &str = "Saisissez un nom.";
    pub const TEMPLATE_SAVED: &str = "Modèle enregistré";
    pub const TEMPLATE_NOT_SAVED: &str = "Le modèle n’a pas été enregistré. Votre saisie est conservée.";
    pub const TEMPLATE_EMPTY: &str = "Choisissez d’abord quelque chose. Un modèle conserve ce qui est choisi.";
    pub const TEMPLATE_UNEVEN: &str = "Un modèle donne les mêmes autorisations à toutes les ressources d’un même type. Ici, elles diffèrent\u{a0}: il contiendrait plus que votre choix. Choisissez les mêmes autorisations pour toutes, ou enregistrez deux modèles.";
    pub const NO_BUNDLE_TEMPLATE: &str =
        "Un lot est déjà conservé sous un nom. Ajoutez plutôt une demande de ce lot à vos favoris.";
    pub const DETAILS: &str = "Détails de la demande";
    pub const SELECTED: &str = "Sélection";
    pub const SELECTED_RESOURCES: &str = "Ressources sélectionnées";
    pub const NOTHING_SELECTED: &str = "Cochez dans la liste ce qu’il vous faut.";
    pub const CLEAR_ALL: &str = "Tout retirer";
    pub const FIND_SELECTED: &str = "Chercher dans la sélection";
    pub const DURATION: &str = "Durée (en heures)";
    pub const JUSTIFICATION: &str = "Justification";
    pub const JUSTIFICATION_HINT: &str = "Indiquez à quoi servira l’accès. Les approbateurs liront ce texte.";
    pub const JUSTIFICATION_MISSING: &str = "Indiquez pourquoi il vous faut cet accès.";
    pub const RULES_FAILED: &str = "Impossible de demander à Apono ce que cette sélection exige.";
    pub const MAY_SPLIT: &str =
        "Apono peut répartir ce formulaire en plusieurs demandes. Vous verrez ensuite chacune d’elles.";
    pub const REQUEST: &str = "Demander";
    pub const CANCEL: &str = "Annuler";
    pub const SENDING: &str = "Envoi…";
    pub const TO_FORM: &str = "Continuer";
    pub const SESSION_ENDED: &str =
        "Votre session a pris fin avant l’envoi de la demande. Rien n’a été envoyé et votre formulaire est conservé.";
    pub const SIGNED_IN_AGAIN: &str =
        "La connexion est rétablie. Appuyez sur «\u{a0}Demander\u{a0}» pour envoyer votre formulaire.";
    pub const LOOK_AT_OPEN: &str = "Voir les demandes en cours";
    pub const LEAVE_TITLE: &str = "Quitter ce formulaire\u{202f}?";
    pub const LEAVE_SENDING: &str = "Votre demande est en cours d’envoi et partira peut-être quand même. Vous la verrez alors dans les demandes en cours.";
    pub const LEFT_UNSENT: &str = "Rien ne confirme l’envoi du formulaire que vous avez quitté.";
    pub const LEAVE_TEXT: &str = "Rien n’a été envoyé. Votre sélection et votre saisie seront perdues.";
    pub const LEAVE: &str = "Quitter";
    pub const STAY: &str = "Rester";

    /// "12 of 1,000 resources".
    pub fn count_of_most(count: usize) -> String {
        [&number(count), " sur ", &number(MOST_RESOURCES), " ressources"].concat()
    }

    /// How much matches, for the head of the list.
    pub fn matching(read: bool, resources: usize, rows: Option<usize>, more: bool) -> String {
        match (read, more, rows) {
            (false, ..) => "Recherche…".to_owned(),
            (true, false, _) => counted(resources, "ressource trouvée", "ressources trouvées"),
            (true, true, Some(rows)) => [
                &counted(rows, "autorisation trouvée", "autorisations trouvées"),
                " sur plus de ",
                &numbers::resources(resources),
            ]
            .concat(),
            (true, true, None) => {
                ["au moins ", &counted(resources, "ressource trouvée", "ressources trouvées")].concat()
            }
        }
    }

    /// The line below the list.
    pub fn foot(read: bool, resources: usize, more: bool, loading: bool) -> String {
        let shown = || counted(resources, "ressource affichée", "ressources affichées");
        match (read, more) {
            (false, _) => "Chargement…".to_owned(),
            (true, true) if loading => [&shown(), ". Chargement de la suite…"].concat(),
            (true, true) => [&shown(), ". La suite se charge au défilement."].concat(),
            (true, false) => ["Tout est affiché\u{a0}: ", &numbers::resources(resources), "."].concat(),
        }
    }

    pub fn all_permissions_of(resource: &str) -> String {
        ["Toutes les autorisations sur ", resource].concat()
    }

    pub fn permission_on(permission: &str, resource: &str) -> String {
        [permission, " sur ", resource].concat()
    }

    /// Kind and place of a resource.
    pub fn about_resource(resource: &Resource, one_at_a_time: bool) -> String {
        let hint = if one_at_a_time { " · une autorisation à la fois" } else { "" };
        [&resource.resource_type.display_path, " · ", &resource.integration.name, hint].concat()
    }

    pub fn replaced(before: &str, now: &str, resource: &str) -> String {
        [resource, " n’accepte qu’une autorisation à la fois\u{a0}: ", now, " remplace ", before, "."].concat()
    }

    /// The 1,001st is refused (requirement 29).
    pub fn full(resource: &str) -> String {
        let most = number(MOST_RESOURCES);
        [
            "Une sélection compte au plus ",
            &most,
            " ressources\u{a0}: la ressource ",
            resource,
            " n’a donc pas été ajoutée. Retirez-en d’autres, ou envoyez d’abord cette demande.",
        ]
        .concat()
    }

    /// What a link names and cannot be had.
    pub fn link_lost(count: usize) -> String {
        counted(
            count,
            "élément de ce lien ne vous est plus accessible et n’a pas été repris.",
            "éléments de ce lien ne vous sont plus accessibles et n’ont pas été repris.",
        )
    }

    /// What the form still needs.
    pub fn missing(missing: Missing) -> &'static str {
        match missing {
            Missing::Resource => "Sélectionnez au moins une ressource.",
            Missing::Integration => "Choisissez une intégration.",
            Missing::ResourceType => "Choisissez un type de ressource.",
            Missing::Permission => "Choisissez au moins une autorisation.",
            Missing::Bundle => "Choisissez un lot.",
            Missing::PartOfBundle => "Sélectionnez au moins une ressource du lot, ou prenez-le en entier.",
        }
    }

    /// The permissions for all selected resources.
    pub fn with_permissions(names: &[String]) -> String {
        let word = if names.len() < 2 { "Autorisation\u{a0}: " } else { "Autorisations\u{a0}: " };
        [word, &names.join(", ")].concat()
    }

    pub fn of_bundle(bundle: &str, whole: bool) -> String {
        let part = if whole { " · toutes les ressources du lot" } else { "" };
        [bundle, part].concat()
    }

    /// What Select all matching did.
    pub fn took_all(chosen: usize, more: bool, undecided: usize) -> String {
        let mut text = counted(chosen, "ressource est sélectionnée.", "ressources sont sélectionnées.");
        if more {
            let most = number(MOST_RESOURCES);
            for part in [
                " D’autres correspondent, mais une demande en contient au plus ",
                &most,
                ". Affinez la recherche pour en choisir d’autres.",
            ] {
                text.push_str(part);
            }
        }
        if undecided > 0 {
            for part in [
                " ",
                &counted(
                    undecided,
                    "ressource n’accepte qu’une autorisation à la fois et n’a pas été prise",
                    "ressources n’acceptent qu’une autorisation à la fois et n’ont pas été prises",
                ),
                "\u{a0}: filtrez par autorisation, ou choisissez dans la liste.",
            ] {
                text.push_str(part);
            }
        }
        text
    }

    /// What a template of this selection would keep.
    pub fn template_holds(resources: usize, permissions: usize) -> String {
        [
            "Le modèle conserve ",
            &numbers::resources(resources),
            " et ",
            &numbers::permissions(permissions),
            ", sans durée ni justification.",
        ]
        .concat()
    }

    /// What is so with something that is chosen or can be chosen. `when` puts an end into words.
    pub fn held(held: &Held, when: impl Fn(Moment) -> String) -> String {
        match held {
            Held::Active { until: Some(until), .. } => ["Vous y avez accès, fin\u{a0}: ", &when(*until)].concat(),
            Held::Active { until: None, .. } => "Vous y avez accès sans date de fin".to_owned(),
            Held::AskedFor { request } => ["Accès déjà demandé\u{a0}: ", request].concat(),
        }
    }

    pub fn look_at(request: &str) -> String {
        ["Voir ", request].concat()
    }

    pub fn remove(what: &str) -> String {
        ["Retirer ", what].concat()
    }

    /// Why there is nothing to choose from: for oneself, or for somebody else (requirement 13).
    pub fn no_flow_text(for_another: bool, contact: Option<&str>) -> String {
        let whom = if for_another { "ne concerne cette personne" } else { "ne vous concerne" };
        let text =
            ["Aucune règle d’accès ", whom, "\u{a0}: il n’y a donc rien à choisir. Contactez votre administrateur"]
                .concat();
        match contact {
            Some(contact) => [&text, "\u{a0}: ", contact, "."].concat(),
            None => [&text, "."].concat(),
        }
    }

    /// What the field takes, before anything is typed (D6).
    pub fn duration_hint(rule: DurationRule) -> String {
        let mut text = String::new();
        if let Some(cap) = rule.cap {
            text = ["Au plus ", &super::time::in_hours(cap), " pour cette sélection."].concat();
        }
        if !rule.required {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str("Laissez ce champ vide pour toute la période d’octroi.");
        }
        text
    }

    pub fn duration_error(error: DurationError) -> String {
        match error {
            DurationError::Missing => "Indiquez pour combien d’heures il vous faut l’accès.".to_owned(),
            DurationError::NotANumber => "Saisissez les heures en chiffres, par exemple 4 ou 1,5.".to_owned(),
            DurationError::NotPositive => "Saisissez plus de 0 heure.".to_owned(),
            DurationError::TooLong(cap) => ["Saisissez au plus ", &super::time::in_hours(cap), "."].concat(),
        }
    }

    pub fn refused_field(field: &str) -> String {
        ["Apono a refusé ce formulaire à cause du champ «\u{a0}", field, "\u{a0}»."].concat()
    }

    /// What is kept and what to do, after what happened.
    pub fn after_failure(error: &ApiError) -> &'static str {
        if error.effect_unknown() {
            "Votre formulaire est conservé. Il a peut-être été envoyé malgré tout\u{a0}: consultez les demandes en cours avant d’appuyer à nouveau sur «\u{a0}Demander\u{a0}»."
        } else {
            "Rien n’a été envoyé et votre formulaire est conservé. Modifiez ce qu’il faut, puis appuyez à nouveau sur «\u{a0}Demander\u{a0}»."
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::domain::moment::Seconds;

        #[test]
        fn the_hint_names_the_cap_and_what_an_empty_field_means() {
            let rule = |required, cap| DurationRule { required, cap };
            assert_eq!(duration_hint(rule(false, None)), "Laissez ce champ vide pour toute la période d’octroi.");
            assert_eq!(duration_hint(rule(true, Some(Seconds(5_400)))), "Au plus 1,5 heure pour cette sélection.");
        }

        #[test]
        fn select_all_says_what_it_could_not_take() {
            assert_eq!(
                [took_all(0, false, 0), took_all(12, false, 0)],
                ["0 ressource est sélectionnée.", "12 ressources sont sélectionnées."]
            );
            assert!(took_all(1_000, true, 0).contains("une demande en contient au plus 1\u{202f}000."));
            assert!(took_all(3, false, 1).contains("1 ressource n’accepte qu’une autorisation à la fois"));
        }
    }
}

/// Questions of the account on every form.
pub mod custom_fields {
    pub const CHOOSE: &str = "Choisir";
    pub const NO_CHOICE: &str = "Aucun choix";

    pub fn missing(label: &str) -> String {
        ["Apono attend une réponse ici\u{a0}: ", label, "."].concat()
    }
}

/// My Requests and its panel.
pub mod requests {
    use super::numbers::counted;
    use crate::domain::request_set::Progress;

    pub const OPEN: &str = "Demandes en cours";
    pub const CLOSED: &str = "Demandes terminées";
    pub const LISTS: &str = "Listes de demandes";
    pub const NEW_REQUEST: &str = "Nouvelle demande";
    pub const REQUEST: &str = "Demande";
    pub const ACCESS: &str = "Accès";
    pub const REQUESTED: &str = "Date";
    pub const DURATION: &str = "Durée";
    pub const STATUS: &str = "Statut";
    pub const ACTIONS: &str = "Actions";
    pub const VIEW_DETAILS: &str = "Voir les détails";
    pub const NEW_MARK: &str = "Nouvelle";
    pub const SEARCH: &str = "Rechercher une demande";
    pub const STATUS_FILTER: &str = "Statut";
    pub const INTEGRATION_FILTER: &str = "Intégration";
    pub const ALL: &str = "Tout";
    pub const NOT_EVALUATED: &str = "Pas encore évaluée";
    pub const CLEAR_ALL: &str = "Tout effacer";
    pub const FILTERS: &str = "Recherche et filtres";
    pub const NO_MATCH: &str = "Aucune demande trouvée";
    pub const NO_MATCH_TEXT: &str = "Essayez un autre mot, ou retirez des filtres.";
    pub const NO_MATCH_YET: &str = "Aucun résultat dans ce qui est déjà chargé. La recherche continue dans le reste.";
    pub const TOGETHER: &str = "Envoyées ensemble";
    pub const GRANTED_OF_SET: &str = "Accordées dans cet envoi";
    pub const IS_FAVORITE: &str = "en favori";
    pub const MOVED_TO_CLOSED: &str = "Passée dans Demandes terminées";
    pub const MOVED_TO_OPEN: &str = "Passée dans Demandes en cours";
    pub const OUTSIDE_FILTERS: &str = "Ne correspond plus aux filtres";
    pub const EMPTY_OPEN: &str = "Vous n’avez aucune demande en cours";
    pub const EMPTY_OPEN_TEXT: &str = "Demandez l’accès à une base de données, un compte cloud ou une application. La demande apparaît ici avec son statut.";
    pub const EMPTY_CLOSED: &str = "Vous n’avez aucune demande terminée";
    pub const EMPTY_CLOSED_TEXT: &str = "Les demandes expirées, refusées, révoquées ou en échec apparaissent ici.";
    pub const LOADING: &str = "Chargement des demandes";
    pub const RETRY: &str = "Réessayer";
    pub const WHOLE_PERIOD: &str = "Période entière";
    pub const NO_DURATION: &str = "selon la règle d’accès";
    pub const ASKED_FOR: &str = "durée demandée";
    pub const NO_END: &str = "Illimitée";
    pub const EXPIRING_SOON: &str = "expire bientôt";
    pub const ENDED: &str = "Terminé";
    pub const BUNDLE: &str = "Lot";

    pub const CLOSE_PANEL: &str = "Fermer";
    pub const COPY_LINK: &str = "Copier le lien";
    pub const LINK_COPIED: &str = "Lien copié";
    pub const LINK_NOT_COPIED: &str = "Le lien n’a pas pu être copié. Copiez plutôt l’adresse de cette page.";
    pub const RESOURCES: &str = "Ressources et autorisations";
    pub const APPROVERS: &str = "Approbateurs";
    pub const ALL_MUST: &str = "L’approbation de tous est nécessaire.";
    pub const ANY_CAN: &str = "L’approbation d’un seul suffit.";
    pub const JUSTIFICATION: &str = "Justification";
    pub const DETAILS: &str = "Détails";
    pub const REQUESTED_BY: &str = "Demandée par";
    pub const REQUESTED_FOR: &str = "Demandée pour";
    pub const REASON: &str = "Motif";
    pub const ENDS: &str = "Fin";
    pub const NOT_FOUND: &str =
        "Cette demande est introuvable. Elle est peut-être à quelqu’un d’autre, ou le lien est incomplet.";
    pub const UNITS_LATER: &str = "S’affiche quand Apono a évalué la demande.";
    pub const DECISION_PENDING: &str = "pas encore de décision";
    pub const DECISION_APPROVED: &str = "demande approuvée";
    pub const DECISION_REJECTED: &str = "demande refusée";
    pub const DECISION_LATER: &str = "pas encore son tour";

    /// Who decided, where the approver is not that person.
    pub fn by(decision: &str, who: &str) -> String {
        [decision, " par ", who].concat()
    }

    pub fn more(count: usize) -> String {
        ["+", &counted(count, "autre", "autres")].concat()
    }

    pub fn show_more(count: usize) -> String {
        ["En afficher ", &count.to_string(), " de plus"].concat()
    }

    pub fn integrations(count: usize) -> String {
        counted(count, "intégration", "intégrations")
    }

    /// A count for the eye and in words: unknown totals say "at least".
    pub fn count(count: usize, complete: bool) -> (String, String) {
        let number = count.to_string();
        let words = super::numbers::requests(count);
        if complete { (number, words) } else { ([&number, "+"].concat(), ["au moins ", &words].concat()) }
    }

    /// How far the history has been read.
    pub fn progress(read: usize, total: Option<usize>, done: bool) -> String {
        let loaded = || counted(read, "demande chargée", "demandes chargées");
        match (done, total) {
            (true, _) => ["Tout est chargé\u{a0}: ", &super::numbers::requests(read), "."].concat(),
            (false, Some(total)) => [&loaded(), " sur ", &total.to_string(), ". Chargement de la suite…"].concat(),
            (false, None) => [&loaded(), ". Chargement de la suite…"].concat(),
        }
    }

    /// What came in above the row that the person is at.
    pub fn waiting(count: usize) -> String {
        counted(
            count,
            "nouvelle demande s’affichera quand vous quitterez la liste.",
            "nouvelles demandes s’afficheront quand vous quitterez la liste.",
        )
    }

    /// How much matches, and how much of the history has been searched for it.
    pub fn matching(matches: usize, read: usize, total: Option<usize>, done: bool) -> String {
        let found = match matches {
            0 => "Aucun résultat. ".to_owned(),
            some => counted(some, "résultat. ", "résultats. "),
        };
        let searched = || counted(read, "demande parcourue", "demandes parcourues");
        match (done, total) {
            (true, _) => [&found, "Tout a été parcouru\u{a0}: ", &super::numbers::requests(read), "."].concat(),
            (false, Some(total)) => {
                [&found, &searched(), " sur ", &total.to_string(), ". Chargement de la suite…"].concat()
            }
            (false, None) => [&found, &searched(), ". Chargement de la suite…"].concat(),
        }
    }

    pub fn set_size(count: usize) -> String {
        super::numbers::requests(count)
    }

    /// "2 of 3 granted", and how many of the others are over.
    pub fn set_progress(progress: Progress) -> String {
        let word = if progress.granted < 2 { " accordée" } else { " accordées" };
        let granted = [&progress.granted.to_string(), " sur ", &progress.all.to_string(), word].concat();
        match progress.closed {
            0 => granted,
            closed => [&granted, ", ", &counted(closed, "terminée", "terminées")].concat(),
        }
    }

    /// One form may have become several requests (requirement 21).
    pub fn submitted(count: usize) -> String {
        match count {
            1 => "Votre demande a été envoyée.".to_owned(),
            several => ["Votre formulaire a été envoyé et a donné ", &super::numbers::requests(several), "."].concat(),
        }
    }

    pub fn tier(number: i32) -> String {
        ["Niveau ", &number.to_string()].concat()
    }

    pub fn view_details_of(request: &str) -> String {
        [VIEW_DETAILS, " de la demande ", request].concat()
    }
}

/// What changed while the tab is open (D7).
pub mod news {
    use crate::domain::moment::Left;
    use crate::domain::news::{Item, Kind};

    pub const TO_LIST: &str = "Voir la liste";

    /// What happened; `left` is how many seconds of access are left.
    pub fn title(item: &Item, left: f64) -> String {
        let id = item.id.as_str();
        match item.kind {
            Kind::NeedsMfa => ["Demande ", id, " en attente de votre second facteur"].concat(),
            Kind::Granted => ["Demande ", id, " accordée"].concat(),
            Kind::Rejected => ["Demande ", id, " refusée"].concat(),
            Kind::Expiring => [id, " expire bientôt\u{a0}: ", &super::time::left(Left::of(left))].concat(),
            Kind::Expired => ["Demande ", id, " expirée"].concat(),
            Kind::Revoked => ["Demande ", id, " révoquée"].concat(),
            Kind::Failed => ["Échec de la demande ", id].concat(),
            Kind::NewTask => match &item.words {
                Some(requester) => [requester, " demande un accès"].concat(),
                None => "Quelqu’un demande un accès".to_owned(),
            },
            Kind::Decided => {
                ["Demande ", id, " traitée par ", item.words.as_deref().unwrap_or("quelqu’un d’autre")].concat()
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
            (Kind::Rejected, _) => [&what, ". ", reason.unwrap_or("Aucun motif n’a été donné.")].concat(),
            (Kind::Revoked, _) => [&what, ". ", reason.unwrap_or(super::status::ENDED_BY_ADMIN)].concat(),
            (Kind::Failed, _) => [&what, ". ", &super::status::failed(reason, contact)].concat(),
            _ => what,
        }
    }

    pub fn link(kind: Kind) -> &'static str {
        match kind {
            Kind::Granted => super::requests::VIEW_DETAILS,
            Kind::NewTask | Kind::Decided => "Voir la tâche",
            _ => super::actions::TO_REQUEST,
        }
    }

    fn of_kind(kind: Kind, count: usize) -> String {
        let (one, many) = match kind {
            Kind::NeedsMfa => ("demande attend votre second facteur", "demandes attendent votre second facteur"),
            Kind::Granted => ("demande accordée", "demandes accordées"),
            Kind::Rejected => ("demande refusée", "demandes refusées"),
            Kind::Expiring => ("demande expire bientôt", "demandes expirent bientôt"),
            Kind::Expired => ("demande expirée", "demandes expirées"),
            Kind::Revoked => ("demande révoquée", "demandes révoquées"),
            Kind::Failed => ("demande en échec", "demandes en échec"),
            Kind::NewTask => ("nouvelle tâche vous attend", "nouvelles tâches vous attendent"),
            Kind::Decided => ("tâche traitée ailleurs", "tâches traitées ailleurs"),
        };
        super::numbers::counted(count, one, many)
    }

    /// Title and text of several pieces of news in one.
    pub fn several(kinds: &[(Kind, usize)]) -> (String, String) {
        match kinds {
            [(kind, count)] => (of_kind(*kind, *count), String::new()),
            kinds => {
                let all: usize = kinds.iter().map(|(_, count)| count).sum();
                let parts: Vec<String> = kinds.iter().map(|(kind, count)| of_kind(*kind, *count)).collect();
                (super::numbers::counted(all, "changement", "changements"), [&parts.join(", "), "."].concat())
            }
        }
    }
}

/// What can be done with a request, and what became of it.
pub mod actions {
    use crate::domain::action::{Action, Outcome};
    use crate::domain::failure::ApiError;
    use crate::domain::request::{AccessRequest, Extension};

    pub const REQUEST_AGAIN: &str = "Redemander";
    pub const EXTEND: &str = "Prolonger";
    pub const REVOKE: &str = "Révoquer";
    pub const CANCEL_REQUEST: &str = "Annuler la demande";
    pub const FAVORITE: &str = "Favori";
    pub const COMPLETE_MFA: &str = "Valider la MFA";
    pub const SET_UP_MFA: &str = "Configurer la MFA";
    pub const KEEP: &str = "Conserver";
    pub const LOOK_AGAIN: &str = "Actualiser";
    pub const DISMISS: &str = "Masquer";
    pub const TO_REQUEST: &str = "Voir la demande";

    pub fn extend_by(extension: &Extension) -> String {
        [EXTEND, " de ", &super::time::duration(extension.by)].concat()
    }

    pub fn extensions_left(extension: &Extension) -> String {
        match extension.remaining {
            0 | 1 => "C’est la dernière prolongation.".to_owned(),
            several => ["Il reste ", &several.to_string(), " prolongations."].concat(),
        }
    }

    pub fn under(action: Action) -> &'static str {
        match action {
            Action::Extend => "Prolongation…",
            Action::End => "Arrêt…",
            Action::Favorite(_) => "Enregistrement…",
            Action::PassMfa => "Vérification…",
            Action::Again => "Envoi…",
        }
    }

    /// What happened, what is so now, and what to do next.
    pub fn failed(action: Action, error: &ApiError, outcome: Outcome) -> String {
        let what = match action {
            Action::Extend => "L’accès n’a pas été prolongé.",
            Action::End => "La demande n’a pas été arrêtée.",
            Action::Favorite(_) => "L’étoile n’a pas été enregistrée.",
            Action::PassMfa => "Apono ne voit pas encore le second facteur.",
            Action::Again => "La demande n’a pas été envoyée.",
        };
        let why = super::error::what(error);
        match outcome {
            Outcome::NotDone => [what, " ", &why].concat(),
            Outcome::NotSeen => {
                [&why, " Cette ligne affiche l’état actuel selon Apono. S’il ne change pas, réessayez."].concat()
            }
            Outcome::Unknown if action == Action::Again => {
                [&why, " La demande est peut-être partie\u{a0}: consultez les demandes en cours avant de réessayer."]
                    .concat()
            }
            Outcome::Unknown => {
                [&why, " On ne sait pas si l’action a abouti. Actualisez avant de recommencer."].concat()
            }
        }
    }

    /// What was done, for the news at the edge of the page.
    pub fn done(action: Action, request: &str) -> String {
        let what = match action {
            Action::Extend => " prolongée",
            Action::End => "\u{a0}: arrêt en cours",
            Action::Favorite(true) => " ajoutée aux favoris",
            Action::Favorite(false) => " retirée des favoris",
            Action::PassMfa => "\u{a0}: MFA validée",
            Action::Again => " envoyée à nouveau",
        };
        ["Demande ", request, what].concat()
    }

    pub fn end_title(has_access: bool) -> &'static str {
        if has_access { "Révoquer cet accès\u{202f}?" } else { "Annuler cette demande\u{202f}?" }
    }

    pub fn end_text(request: &AccessRequest) -> String {
        let what = crate::text::tasks::title(request);
        if request.status.has_access() {
            [
                "Votre accès à ",
                &what,
                " prend fin maintenant, pour tout le contenu de la demande ",
                &request.id,
                ". Ce que vous y faites en ce moment peut être interrompu.",
            ]
            .concat()
        } else {
            [
                "La demande ",
                &request.id,
                " porte sur ",
                &what,
                ". Il sera demandé à Apono d’y mettre fin avant tout octroi.",
            ]
            .concat()
        }
    }

    pub const MFA_TITLE: &str = "Valider la MFA";
    pub const MFA_TEXT: &str = "Cette demande attend votre second facteur. Effectuez la vérification dans une nouvelle fenêtre, puis revenez ici. Une vérification est valable une heure, pour toutes vos demandes.";
    pub const MFA_SET_UP_TEXT: &str =
        "Vous n’avez pas encore configuré de second facteur. Faites-le dans une nouvelle fenêtre, puis revenez ici.";
    pub const MFA_NO_PAGE: &str = "Ce serveur ne sait pas où se fait la vérification. Demandez à votre administrateur, ou consultez Apono Portal.";
    pub const MFA_DONE: &str = "C’est fait";
}

/// The popup Request again (requirements 40-43).
pub mod again {

    pub const TITLE: &str = "Redemander";
    pub const SUBMIT: &str = "Envoyer";
    pub const CANCEL: &str = "Annuler";
    pub const JUSTIFICATION_HINT: &str =
        "Indiquez pourquoi il vous le faut à nouveau. Les approbateurs liront ce texte.";
    pub const ASKING: &str = "Apono vérifie si cet accès peut être redemandé…";
    pub const NOT_POSSIBLE: &str = "Cet accès ne peut plus être demandé.";
    pub const NO_REASON: &str =
        "Apono ne donne pas de motif. Demandez ce qu’il vous faut avec «\u{a0}Nouvelle demande\u{a0}».";
    pub const NOT_ASKED: &str =
        "Impossible de vérifier auprès d’Apono si cet accès peut être redemandé. Vous pouvez tout de même essayer.";
    pub const SENDING: &str = "Envoi…";
    pub const TO_OPEN: &str = "Voir les demandes en cours";
    pub const KEPT: &str = "Rien n’a été envoyé. Votre saisie est conservée.";
    pub const MAY_BE_SENT: &str = "Votre saisie est conservée. La demande a peut-être été envoyée malgré tout\u{a0}: consultez les demandes en cours avant d’appuyer à nouveau sur «\u{a0}Envoyer\u{a0}».";
}

/// My Tasks: deciding about requests (D8).
pub mod tasks {
    use super::numbers::counted;
    use crate::domain::decision::{LONGEST_REASON, Outcome, ReasonError, ReasonRule, Said, Verdict};
    use crate::domain::failure::ApiError;
    use crate::domain::request::{AccessRequest, Decision};
    use crate::domain::status::Status;

    pub const PENDING: &str = "En attente d’approbation";
    pub const HISTORY: &str = "Historique";
    pub const LISTS: &str = "Listes de tâches";
    pub const SEARCH: &str = "Rechercher une tâche";
    pub const FILTERS: &str = "Recherche et filtres";
    pub const WHO: &str = "Personne";
    pub const ALL_TASKS: &str = "Toutes les tâches";
    pub const SELECTION: &str = "Sélection";
    pub const TASK: &str = "Tâche";
    pub const DETAILS: &str = "Détails";
    pub const DECISION: &str = "Décision";
    pub const APPROVE: &str = "Approuver";
    pub const REJECT: &str = "Refuser";
    pub const UNDO: &str = "Annuler";
    pub const RETRY: &str = "Réessayer";
    pub const CLEAR: &str = "Tout décocher";
    pub const DISMISS: &str = "Masquer";
    pub const BULK: &str = "Actions pour les tâches sélectionnées";
    pub const OWN_RESULT: &str = "Un résultat propre à chaque demande";
    pub const REASON: &str = "Motif";
    pub const ADD_REASON: &str = "Ajouter un motif";
    pub const WORDS: &str = "Justification du demandeur";
    pub const NO_WORDS: &str = "Aucune.";
    pub const PERMISSIONS: &str = "Autorisations exactes";
    pub const LOADING_PERMISSIONS: &str = "Chargement des autorisations exactes…";
    pub const UNITS_FAILED: &str = "Les autorisations exactes n’ont pas pu être chargées.";
    pub const APPROVERS: &str = "Approbateurs";
    pub const ANSWERS: &str = "Autres informations";
    pub const EMPTY: &str = "Rien ne vous attend";
    pub const EMPTY_TEXT: &str =
        "Les demandes soumises à votre décision apparaissent ici, et leur nombre figure dans la navigation.";
    pub const EMPTY_HISTORY: &str = "Vous n’avez aucune tâche passée";
    pub const EMPTY_HISTORY_TEXT: &str = "Les demandes qui vous ont été soumises apparaissent ici une fois traitées.";
    pub const NO_MATCH: &str = "Aucune tâche trouvée";
    pub const NO_MATCH_TEXT: &str = "Essayez un autre mot, ou retirez des filtres.";
    pub const CLEAR_FILTERS: &str = "Effacer recherche et filtres";
    pub const LIST_FAILED: &str = "Certaines tâches n’ont pas pu être chargées.";
    pub const NOT_FOUND: &str =
        "Cette tâche est introuvable. Elle est peut-être destinée à quelqu’un d’autre, ou le lien est incomplet.";
    pub const STAYS: &str = "Reste ici jusqu’à ce que vous quittiez la page.";
    pub const OVER: &str = "Il n’y a plus rien à décider ici.";
    pub const LOOK: &str = "Voir la tâche";

    pub fn select(request: &str) -> String {
        ["Sélectionner ", request].concat()
    }

    pub fn select_all(count: usize) -> String {
        ["Tout sélectionner (", &count.to_string(), ")"].concat()
    }

    pub fn selected(count: usize) -> String {
        counted(count, "sélectionnée", "sélectionnées")
    }

    /// A count for the eye and in words.
    pub fn count(count: usize, complete: bool) -> (String, String) {
        let number = count.to_string();
        if complete { (number, tasks(count)) } else { ([&number, "+"].concat(), ["au moins ", &tasks(count)].concat()) }
    }

    fn tasks(count: usize) -> String {
        counted(count, "tâche", "tâches")
    }

    /// The count beside My Tasks in the navigation.
    pub fn waiting(count: usize) -> String {
        [&tasks(count), " en attente"].concat()
    }

    /// How far a list has been read, and how many match where it is narrowed.
    pub fn progress(read: usize, total: Option<usize>, done: bool, matches: Option<usize>) -> String {
        let found = match matches {
            None => String::new(),
            Some(0) => "Aucun résultat. ".to_owned(),
            Some(some) => counted(some, "résultat. ", "résultats. "),
        };
        let loaded = || counted(read, "tâche chargée", "tâches chargées");
        let rest = match (done, total) {
            (true, _) => ["Tout est chargé\u{a0}: ", &tasks(read), "."].concat(),
            (false, Some(total)) => [&loaded(), " sur ", &total.to_string(), ". Chargement de la suite…"].concat(),
            (false, None) => [&loaded(), ". Chargement de la suite…"].concat(),
        };
        [found, rest].concat()
    }

    /// The first thing asked for, and how many more.
    pub fn and_more(first: &str, more: usize) -> String {
        [first, " et ", &counted(more, "autre", "autres")].concat()
    }

    /// Who asked, and for whom.
    pub fn who(request: &AccessRequest) -> String {
        match &request.grantee {
            Some(grantee) => [&request.requestor, " pour ", grantee].concat(),
            None => request.requestor.clone(),
        }
    }

    pub fn asked(ago: &str) -> String {
        ["demandé ", ago].concat()
    }

    /// What an asked length means. `end` is when it would be over.
    pub fn would_end(length: &str, end: &str) -> String {
        [length, ", fin si vous approuvez maintenant\u{a0}: ", end].concat()
    }

    pub const WHOLE_PERIOD: &str = "Période d’octroi entière, selon la règle d’accès";

    pub fn show_all(resources: usize) -> String {
        ["Tout afficher (", &super::numbers::resources(resources), ")"].concat()
    }

    pub fn show_fewer() -> &'static str {
        "En afficher moins"
    }

    /// The label of the reason with what the rule says.
    pub fn reason_label(rule: ReasonRule) -> &'static str {
        if rule == ReasonRule::Required { REASON } else { "Motif (facultatif)" }
    }

    pub fn reason_hint(length: usize) -> String {
        ["Envoyé au demandeur. ", &length.to_string(), " sur ", &LONGEST_REASON.to_string(), " caractères."].concat()
    }

    pub fn reason_error(error: ReasonError) -> String {
        match error {
            ReasonError::Missing => "Donnez un motif. Cette règle d’accès l’exige.".to_owned(),
            ReasonError::TooLong(by) => {
                ["Raccourcissez le motif de ", &counted(by, "caractère.", "caractères.")].concat()
            }
        }
    }

    /// While a decision can be taken back.
    pub fn held(verdict: Verdict, count: usize) -> String {
        let what = match verdict {
            Verdict::Approve => "Approbation",
            Verdict::Reject => "Refus",
        };
        let many = if count == 1 { String::new() } else { [" de ", &super::numbers::requests(count)].concat() };
        [what, &many, " dans 5 secondes. Rien n’a encore été envoyé."].concat()
    }

    pub fn under(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Approve => "Approbation…",
            Verdict::Reject => "Refus…",
        }
    }

    /// What a request is after the decision.
    fn done(verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Approve => "approuvée",
            Verdict::Reject => "refusée",
        }
    }

    /// Who decided meanwhile, and how.
    fn meanwhile(by: Option<&str>, decision: &Decision) -> String {
        let who = by.unwrap_or("Quelqu’un d’autre");
        match decision {
            Decision::Approved => [who, " a approuvé la demande entre-temps"].concat(),
            Decision::Rejected => [who, " a refusé la demande entre-temps"].concat(),
            Decision::Pending | Decision::Unknown(_) => "La demande a pris fin entre-temps".to_owned(),
        }
    }

    /// What became of a decision, in one sentence at the task.
    pub fn said(verdict: Verdict, said: &Said, now: &Status) -> String {
        match said {
            Said::WaitsForOthers(count) => {
                let missing = counted(*count, "approbation manque encore.", "approbations manquent encore.");
                ["Approuvée par vous. ", &missing].concat()
            }
            Said::Done if verdict == Verdict::Reject => "Refusée par vous.".to_owned(),
            Said::Done => ["Approuvée par vous. Statut actuel\u{a0}: ", super::status::label(now), "."].concat(),
            Said::Taken => [
                "Demande ",
                done(verdict),
                " par vous. Apono a reçu la décision, mais n’affiche pas encore le résultat.",
            ]
            .concat(),
            Said::Meanwhile { by, decision } => {
                [&meanwhile(by.as_deref(), decision), ". Votre décision n’était plus nécessaire."].concat()
            }
        }
    }

    /// Why a decision failed, what is so now, what to do.
    pub fn failed(verdict: Verdict, error: &ApiError, unknown: bool) -> String {
        let why = super::error::what(error);
        if unknown {
            [
                &why,
                " Apono n’affiche pas la demande comme ",
                done(verdict),
                ". «\u{a0}Réessayer\u{a0}» vérifie d’abord, puis envoie si nécessaire.",
            ]
            .concat()
        } else {
            ["Demande non ", done(verdict), ". ", &why].concat()
        }
    }

    pub fn about(label: &str, request: &str) -> String {
        [label, " ", request].concat()
    }

    /// The head of the news about one decision.
    pub fn news(id: &str, verdict: Verdict, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Said(Said::Meanwhile { .. }) => ["Demande ", id, " traitée entre-temps"].concat(),
            Outcome::Said(_) => ["Demande ", id, " ", done(verdict)].concat(),
            Outcome::Failed { .. } => ["Demande ", id, " non ", done(verdict)].concat(),
        }
    }

    /// How far several decisions are.
    pub fn batch(verdict: Verdict, all: usize, finished: usize, failed: usize, over: bool) -> String {
        let plural = if finished < 2 { "" } else { "s" };
        let head = [&finished.to_string(), " sur ", &all.to_string(), " ", done(verdict), plural].concat();
        match (over, failed) {
            (false, _) => [&head, "…"].concat(),
            (true, 0) => [&head, "."].concat(),
            (true, failed) => [&head, ". ", &counted(failed, "échec", "échecs"), "\u{a0}:"].concat(),
        }
    }

    pub fn retry_failed(count: usize) -> String {
        match count {
            1 => "Réessayer la demande en échec".to_owned(),
            several => ["Réessayer les ", &several.to_string(), " en échec"].concat(),
        }
    }

    /// On return: what was decided and not sent.
    pub fn not_sent(ids: &[String]) -> String {
        const WHY: &str = ", car vous avez quitté la page dans les 5 secondes.";
        match ids {
            [one] => {
                ["Votre décision sur ", one, " n’a pas été envoyée", WHY, " La demande vous attend toujours."].concat()
            }
            several => {
                let what =
                    if several.len() <= 5 { several.join(", ") } else { super::numbers::requests(several.len()) };
                ["Vos décisions sur ", &what, " n’ont pas été envoyées", WHY, " Les demandes vous attendent toujours."]
                    .concat()
            }
        }
    }

    pub const NOT_SENT_TITLE: &str = "Non envoyé";

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_a_decision_came_to_is_said_in_plain_words() {
            let said_of = |said_: Said, now| said(Verdict::Approve, &said_, &now);
            assert_eq!(
                said_of(Said::WaitsForOthers(1), Status::PendingApproval),
                "Approuvée par vous. 1 approbation manque encore."
            );
            assert_eq!(
                said_of(Said::Done, Status::Granting),
                "Approuvée par vous. Statut actuel\u{a0}: En cours d’octroi."
            );
            let ada = Said::Meanwhile { by: Some("Ada".to_owned()), decision: Decision::Rejected };
            assert_eq!(
                said_of(ada, Status::Rejected),
                "Ada a refusé la demande entre-temps. Votre décision n’était plus nécessaire."
            );
        }

        #[test]
        fn the_results_of_many_agree_in_number() {
            assert_eq!(batch(Verdict::Approve, 40, 37, 3, true), "37 sur 40 approuvées. 3 échecs\u{a0}:");
            assert_eq!(batch(Verdict::Reject, 2, 1, 1, true), "1 sur 2 refusée. 1 échec\u{a0}:");
        }
    }
}

/// My Access.
pub mod access {
    use super::numbers::counted;

    pub const SEARCH: &str = "Rechercher un accès actif";
    pub const SEARCH_HINT: &str = "Ressource, autorisation ou demande";
    pub const INTEGRATION: &str = "Intégration";
    pub const TYPE: &str = "Type";
    pub const ALL: &str = "Tout";
    pub const RESOURCE: &str = "Ressource";
    pub const PERMISSIONS: &str = "Autorisations";
    pub const TIME_LEFT: &str = "Temps restant";
    pub const STATUS: &str = "Statut";
    pub const ACTIVE: &str = "Actif";
    pub const ENDED: &str = "Terminé";
    pub const ROTATED: &str = "Identifiants renouvelés";
    pub const ACCESS_DETAILS: &str = "Détails d’accès";
    pub const NO_END: &str = "Illimité";
    pub const WHOLE_PERIOD: &str = "période d’octroi entière";
    pub const TIME_UNKNOWN: &str = "Inconnu";
    pub const NO_REQUEST: &str = "aucune demande de votre part";
    pub const EXPIRING_SOON: &str = "expire bientôt";
    pub const NOTE: &str = "Message de votre administrateur\u{a0}:";
    pub const LIST_FAILED: &str = "Vos accès n’ont pas pu être chargés.";
    pub const PARTIAL: &str = "Certaines heures de fin n’ont pas pu être lues.";
    pub const PARTIAL_TEXT: &str = "Là où «\u{a0}Temps restant\u{a0}» indique «\u{a0}Inconnu\u{a0}», l’accès fonctionne, mais sa fin n’est pas connue ici.";
    pub const EMPTY: &str = "Vous n’avez aucun accès actif";
    pub const EMPTY_TEXT: &str =
        "Les accès qui vous sont accordés apparaissent ici, avec le temps restant et le mode d’emploi.";
    pub const NO_MATCH: &str = "Aucun résultat";
    pub const NO_MATCH_TEXT: &str = "Essayez un texte plus court, ou retirez des filtres.";
    pub const CLEAR_FILTERS: &str = "Effacer recherche et filtres";

    pub const FAVORITES: &str = "Favoris";
    pub const FAVORITES_FAILED: &str = "Vos favoris n’ont pas pu être chargés.";
    pub const NO_FAVORITES: &str = "Marquez une demande d’une étoile dans Mes demandes pour la retrouver ici.";
    pub const RECENT: &str = "Demandes récentes";
    pub const NO_RECENT: &str = "Les demandes terminées apparaissent ici.";
    pub const TEMPLATES: &str = "Modèles enregistrés";
    pub const NO_TEMPLATES: &str = "Enregistrez un formulaire rempli dans Nouvelle demande pour le réutiliser.";
    pub const TEMPLATES_FAILED: &str = "Les modèles enregistrés n’ont pas pu être chargés.";
    pub const USE: &str = "Utiliser";
    pub const DELETE: &str = "Supprimer";
    pub const CANCEL: &str = "Annuler";
    pub const SAVE: &str = "Enregistrer";
    pub const NAME: &str = "Nom";
    pub const NAME_MISSING: &str = "Saisissez un nom.";
    pub const RENAME_TITLE: &str = "Renommer le modèle";
    pub const DELETE_TITLE: &str = "Supprimer le modèle\u{202f}?";

    /// "7 active, 1 expiring soon".
    pub fn counts(active: usize, soon: usize) -> String {
        let active = self::active(active);
        if soon == 0 {
            active
        } else {
            [&active, ", ", &counted(soon, "expire bientôt", "expirent bientôt")].concat()
        }
    }

    pub fn active(count: usize) -> String {
        counted(count, "actif", "actifs")
    }

    pub fn of_bundle(bundle: &str) -> String {
        ["Lot ", bundle].concat()
    }

    pub fn details_of(name: &str) -> String {
        [ACCESS_DETAILS, " pour ", name].concat()
    }

    pub fn use_of(template: &str) -> String {
        ["Utiliser ", template].concat()
    }

    pub fn rename_of(template: &str) -> String {
        ["Renommer ", template].concat()
    }

    pub fn delete_of(template: &str) -> String {
        ["Supprimer ", template].concat()
    }

    pub fn delete_text(template: &str) -> String {
        ["«\u{a0}", template, "\u{a0}» sera supprimé. Les demandes faites avec ce modèle sont conservées."].concat()
    }

    pub fn renamed(name: &str) -> String {
        ["Modèle renommé en ", name, "."].concat()
    }

    pub fn deleted(name: &str) -> String {
        ["Modèle ", name, " supprimé."].concat()
    }

    pub fn name_too_long(most: usize) -> String {
        ["Saisissez au plus ", &counted(most, "caractère.", "caractères.")].concat()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_head_of_the_page_agrees_in_number_and_names_what_ends_soon_only_where_something_does() {
            assert_eq!(
                [counts(7, 2), counts(7, 1), counts(1, 0)],
                ["7 actifs, 2 expirent bientôt", "7 actifs, 1 expire bientôt", "1 actif"]
            );
        }
    }
}

/// Of what people are notified in Teams.
pub mod notifications {
    use crate::domain::notification::Kind;

    pub const TITLE: &str = "Notifications dans Teams";
    pub const TEXT: &str =
        "Si vous utilisez Apono Access dans Teams, vous y recevez des notifications, même quand cette page est fermée.";
    pub const GROUP: &str = "M’avertir pour";
    pub const HINT: &str = "Ce choix est conservé pour vous sur le serveur et vaut sur tous vos appareils. Teams a aussi ses propres réglages, sous Paramètres, Notifications.";
    pub const SAVED: &str = "Enregistré.";
    pub const NOT_SAVED: &str = "Votre choix n’a peut-être pas été enregistré. Réessayez.";
    pub const NOT_READ: &str = "Votre choix ne peut pas être affiché. Il reste tel quel.";

    pub fn kind(kind: Kind) -> &'static str {
        match kind {
            Kind::Task => "Les demandes qui attendent ma décision",
            Kind::Waiting => "Mes demandes qui attendent un approbateur ou mon second facteur",
            Kind::Granted => "Les accès qui me sont accordés",
            Kind::Refused => "Mes demandes refusées ou en échec",
            Kind::Ended => "Mes accès expirés ou révoqués",
        }
    }
}

/// Help.
pub mod help {
    use crate::domain::status::Status;

    /// The title that the requirements ask for (1).
    pub const TITLE: &str = "Demander un accès avec Teams";

    pub const HOW: &str = "Demander un accès";
    pub const HOW_TEXT: &str = "Ici, sans quitter Teams, vous pouvez demander l’accès aux bases de données, aux comptes cloud et aux applications que vos administrateurs gèrent dans Apono. L’onglet lui-même n’accorde rien\u{a0}: chaque octroi vient d’Apono.";
    pub const STEPS: [&str; 4] = [
        "Dans Mes demandes, appuyez sur «\u{a0}Nouvelle demande\u{a0}». Choisissez des ressources de n’importe quel système, des ressources d’une intégration ou un lot.",
        "Indiquez pour combien d’heures il vous faut l’accès, et pourquoi. Les approbateurs lisent votre justification.",
        "Appuyez sur «\u{a0}Demander\u{a0}». Apono peut répartir le formulaire en plusieurs demandes\u{202f}; chacune affiche son statut dans Demandes en cours.",
        "Quand le statut est Accordée, appuyez sur «\u{a0}Voir les détails\u{a0}» dans Mes demandes, ou sur «\u{a0}Détails d’accès\u{a0}» dans Mes accès, et suivez les instructions.",
    ];

    pub const STATUSES: &str = "Signification des statuts";
    pub const STATUSES_TEXT: &str =
        "Dans Demandes terminées, survolez un statut, touchez-le ou placez-y le focus pour lire le motif.";

    pub fn status(status: &Status) -> &'static str {
        match status {
            Status::Evaluating => {
                "Apono détermine ce que la demande exige et qui décide. Quelques secondes en général."
            }
            Status::PendingApproval => "Un approbateur doit décider. Ouvrez la demande pour voir qui.",
            Status::PendingMfa => "Vous devez confirmer votre identité avec un second facteur avant la suite.",
            Status::Granting => "La demande est approuvée et l’accès est en cours de mise en place.",
            Status::Granted => "L’accès fonctionne. Dans Mes accès, le même statut s’appelle Actif.",
            Status::Revoking => "L’accès est en cours de retrait.",
            Status::Expired => "La durée est écoulée et l’accès a été retiré. Vous pouvez le redemander.",
            Status::Rejected => "Un approbateur ou une règle a dit non. Le motif s’affiche avec le statut.",
            Status::Revoked => "Quelqu’un a retiré l’accès avant la fin de sa durée.",
            Status::Failed => {
                "Une erreur s’est produite lors de la mise en place de l’accès. Contactez votre administrateur."
            }
            Status::Unknown(_) => "",
        }
    }

    pub const DECIDE: &str = "Traiter les demandes";
    pub const DECIDE_TEXT: &str = "Si vous approuvez les demandes d’autres personnes, elles vous attendent dans Mes tâches\u{202f}; le nombre affiché à côté indique combien. Chaque tâche montre qui demande, pour qui, avec quelle justification, les autorisations exactes et quand l’accès prendrait fin.";
    pub const DECIDE_STEPS: [&str; 3] = [
        "Appuyez sur «\u{a0}Approuver\u{a0}» ou «\u{a0}Refuser\u{a0}». Certaines règles d’accès vous demandent un motif, en moins de 124 caractères\u{202f}; le demandeur le lit.",
        "Pendant 5 secondes, vous pouvez appuyer sur «\u{a0}Annuler\u{a0}». Si vous quittez la page pendant ce temps, rien n’est envoyé.",
        "Quand tous les approbateurs doivent être d’accord, la tâche indique combien manquent encore. Sélectionnez plusieurs tâches pour les traiter en une fois\u{202f}; chacune a son propre résultat.",
    ];

    pub const ONCE: &str = "Les secrets ne s’affichent qu’une fois";
    pub const ONCE_TEXT: &str = "Les mots de passe et les clés des ressources sensibles ne peuvent être lus qu’une seule fois. Préparez un endroit où les coller avant d’appuyer sur «\u{a0}Afficher les détails d’accès\u{a0}».";
    pub const ONCE_AGAIN: &str = "Pour les obtenir à nouveau, ouvrez «\u{a0}Détails d’accès\u{a0}» et appuyez sur «\u{a0}Réinitialiser les identifiants\u{a0}». Les anciens cessent de fonctionner et, avec un lot, tout son contenu en reçoit de nouveaux.";

    pub const AGAIN: &str = "Redemander";
    pub const AGAIN_TEXT: &str = "Un accès expiré, révoqué ou refusé peut être redemandé avec une nouvelle justification. Le bouton «\u{a0}Redemander\u{a0}» se trouve dans";

    pub const ASK: &str = "À qui s’adresser";
    pub const SUPPORT: &str = "Assistance";
    pub const PRIVACY: &str = "Confidentialité";
    pub const TERMS: &str = "Conditions d’utilisation";

    pub fn whom_to_ask(contact: Option<&str>) -> String {
        let text =
            "Ce que vous pouvez demander, qui l’approuve et pour combien de temps est défini par votre administrateur";
        match contact {
            Some(contact) => [text, "\u{a0}: ", contact, "."].concat(),
            None => [text, "."].concat(),
        }
    }

    pub const PREFERENCES: &str = "Préférences sur cet appareil";
    pub const KEEP_JUSTIFICATIONS: &str = "Proposer à nouveau mes justifications récentes";
    pub const KEEP_HINT: &str = "Désactiver cette option efface aussi ce qui est conservé.";
    pub const HOLD_DECISIONS: &str = "Attendre 5 secondes avant d’envoyer mes décisions";
    pub const HOLD_HINT: &str = "Pendant ce temps, vous pouvez annuler une approbation ou un refus.";
    pub const CLEAR: &str = "Effacer les justifications récentes";
    pub const CLEARED: &str = "Les justifications récentes ont été effacées.";

    pub fn kept_justifications(count: usize) -> String {
        match count {
            0 => "Aucune justification n’est conservée.".to_owned(),
            some => super::numbers::counted(some, "justification est conservée.", "justifications sont conservées."),
        }
    }

    pub const KEPT: &str = "Ce qui est conservé, et où";
    /// Place, and what is kept there.
    pub const KEPT_WHERE: [(&str, &str); 4] = [
        (
            "Sur cet appareil",
            "Ces préférences, les justifications récentes, les demandes que vous avez envoyées ensemble et les décisions encore à envoyer. Jamais de secrets, jamais de jetons de connexion.",
        ),
        (
            "Sur le serveur de cet onglet",
            "Vos connexions, chiffrées, et, s’il vous envoie des notifications dans Teams, le statut que vous connaissez de chaque demande en cours et ce que vous avez désactivé.",
        ),
        ("Chez Apono", "Vos demandes avec leurs justifications, vos décisions, vos accès et vos modèles enregistrés."),
        ("Nulle part", "Votre façon d’utiliser cet onglet. Il n’envoie aucune télémétrie."),
    ];

    pub const SIGN_OUT_TITLE: &str = "Se déconnecter";
    pub const SIGN_OUT_TEXT: &str = "La déconnexion met fin à votre session ici et efface les justifications récentes de cet appareil. Vos accès restent accordés. Dans Teams, Outlook et Microsoft 365, votre session reste ouverte, et cette application vous demandera de vous connecter avant sa prochaine utilisation.";
}

/// The language of the page (Help).
pub mod language {
    pub const TITLE: &str = "Langue";
    pub const HINT: &str = "La page est rechargée dans la langue choisie. Ce choix est conservé dans ce navigateur.";
    pub const AS_BROWSER: &str = "Langue du navigateur";
}

/// What the server keeps for a person (Help).
pub mod own_data {
    pub const TITLE: &str = "Ce que ce serveur conserve pour vous";
    pub const TEXT: &str = "Vos connexions, et les comptes Microsoft qui agissent pour vous. Vos demandes et vos décisions sont chez Apono.";
    pub const SEE: &str = "Voir ce qui est conservé, et le supprimer";
    pub const EVERYWHERE: &str = "Se déconnecter partout";
    pub const EVERYWHERE_TEXT: &str = "Si vous avez perdu un appareil, ou ouvert une session sur un poste accessible à d’autres\u{a0}: se déconnecter partout met fin à vos connexions dans tous les navigateurs, ainsi que dans Teams, Outlook et Microsoft 365. Vos accès restent accordés.";
}

/// The popup with access details.
pub mod details {
    pub const TITLE: &str = "Détails d’accès";
    pub const LOOKING: &str = "Recherche de votre accès…";
    pub const LOOK_FAILED: &str = "La recherche de votre accès a échoué. Aucun secret n’a été consommé.";
    pub const NOTHING: &str = "Les détails ne sont pas encore prêts. Apono met encore l’accès en place.";
    pub const RETRY: &str = "Actualiser";
    pub const CHOOSE: &str = "Cette demande donne plusieurs accès. Choisissez-en un.";
    pub const WARNING: &str = "Ces détails ne s’affichent qu’une fois.";
    pub const WARNING_TEXT: &str =
        "Préparez un endroit où les coller. Pour les obtenir à nouveau, vous devrez réinitialiser les identifiants.";
    pub const SHOW: &str = "Afficher les détails d’accès";
    pub const SHOWN_BEFORE: &str = "Ces détails ont déjà été affichés.";
    pub const SHOWN_BEFORE_TEXT: &str =
        "Le secret ne peut plus être affiché. Réinitialisez les identifiants pour en obtenir un nouveau.";
    pub const NO_RESET: &str = "Le secret ne peut plus être affiché ni réinitialisé ici. Demandez de nouveaux identifiants à votre administrateur.";
    pub const SHOW_WITHOUT: &str = "Afficher sans le secret";
    pub const READING: &str = "Lecture des détails d’accès…";
    pub const READ_FAILED: &str = "Les détails d’accès n’ont pas pu être lus. Aucun secret n’a été consommé.";
    pub const LOST: &str = "La réponse avec les détails d’accès s’est perdue en route.";
    pub const LOST_TEXT: &str = "Le secret est peut-être consommé, sans que vous l’ayez vu. Réinitialisez les identifiants pour en obtenir un nouveau.";
    pub const RESET: &str = "Réinitialiser les identifiants";
    pub const RESETTING: &str = "Réinitialisation des identifiants. Quelques secondes…";
    pub const RESET_FAILED: &str = "Les identifiants n’ont pas pu être réinitialisés.";
    pub const RESET_SLOW: &str = "La réinitialisation dure plus que d’habitude. Elle peut encore aboutir\u{a0}: relancez-la, ou revenez dans une minute.";
    pub const BUNDLE_WARNING: &str =
        "Cet accès provient d’un lot. Une réinitialisation donne de nouveaux identifiants pour tout le lot.";
    pub const SHOWN_ONCE: &str = "Ces détails ne s’affichent qu’une fois.";
    pub const SHOWN_ONCE_TEXT: &str = "Copiez ce qu’il vous faut avant de fermer cette fenêtre. Pour les obtenir à nouveau, vous devrez réinitialiser les identifiants.";
    pub const MESSAGE: &str = "Message de votre administrateur";
    pub const INSTRUCTIONS: &str = "Instructions";
    pub const COMMAND: &str = "Ligne de commande";
    pub const LINK: &str = "Lien";
    pub const OPENS_WINDOW: &str = "s’ouvre dans une nouvelle fenêtre";
    pub const VALUES: &str = "Valeurs";
    pub const COPY_ALL: &str = "Tout copier";
    pub const COPIED: &str = "Copié";
    pub const COPY_REFUSED: &str =
        "Le navigateur n’a pas permis la copie. Sélectionnez le texte ci-dessous et appuyez sur Ctrl+C.";
    pub const MASKED: &str = "masqué";
    pub const CLOSE: &str = "Fermer";
    pub const CLOSE_UNCOPIED: &str = "Vous n’avez pas copié le secret. Fermer quand même\u{202f}?";
    pub const CLOSE_ANYWAY: &str = "Fermer sans copier";
    pub const STAY: &str = "Revenir";

    /// What a reset of what is shown would end.
    pub fn reset_question(uncopied: bool, bundle: bool) -> String {
        let secret = if uncopied {
            "Vous n’avez pas copié le secret. Après une réinitialisation, il ne fonctionnera plus. "
        } else {
            ""
        };
        let bundle = if bundle { [BUNDLE_WARNING, " "].concat() } else { String::new() };
        [secret, &bundle, "Réinitialiser quand même\u{202f}?"].concat()
    }

    pub fn copy_of(label: &str) -> String {
        ["Copier ", label].concat()
    }

    pub fn show_of(label: &str) -> String {
        ["Afficher ", label].concat()
    }

    pub fn hide_of(label: &str) -> String {
        ["Masquer ", label].concat()
    }

    pub fn ask(contact: Option<&str>) -> String {
        match contact {
            Some(contact) => ["Votre administrateur\u{a0}: ", contact].concat(),
            None => String::new(),
        }
    }
}

/// Times and lengths of time.
pub mod time {
    use crate::domain::moment::{Left, Seconds};

    pub fn left(left: Left) -> String {
        match left {
            Left::Over => "0 min restante".to_owned(),
            Left::Minutes(minutes) => {
                [minutes.to_string().as_str(), if minutes < 2 { " min restante" } else { " min restantes" }].concat()
            }
            Left::HoursMinutes(hours, minutes) => {
                [&hours.to_string(), " h ", &minutes.to_string(), " min restantes"].concat()
            }
            Left::DaysHours(days, hours) => [&days.to_string(), " j ", &hours.to_string(), " h restants"].concat(),
        }
    }

    /// Hours with at most two decimals.
    pub fn hours(length: Seconds) -> String {
        crate::text::hours(length, ',')
    }

    /// A length of access as people ask for it: "8 hours", "30 minutes", "1.25 hours".
    pub fn duration(length: Seconds) -> String {
        let minutes = length.0 / 60;
        if length.0 % 3600 != 0 && minutes < 60 {
            return [minutes.max(1).to_string().as_str(), if minutes <= 1 { " minute" } else { " minutes" }].concat();
        }
        in_hours(length)
    }

    /// A cap in hours: "8 hours", "0.5 hours", "1 hour".
    pub fn in_hours(length: Seconds) -> String {
        [hours(length).as_str(), if length.0 < 2 * 3600 { " heure" } else { " heures" }].concat()
    }

    pub const UNTIL: &str = "fin\u{a0}: ";

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn lengths_read_as_people_say_them() {
            let read = |seconds| duration(Seconds(seconds));
            assert_eq!(
                [3600, 28_800, 1_800, 5_400, 4_500, 59].map(read),
                ["1 heure", "8 heures", "30 minutes", "1,5 heure", "1,25 heure", "1 minute"]
            );
        }

        #[test]
        fn what_is_left_agrees_in_number() {
            let read = [Left::Minutes(1), Left::Minutes(20), Left::HoursMinutes(2, 5)].map(left);
            assert_eq!(read, ["1 min restante", "20 min restantes", "2 h 5 min restantes"]);
        }
    }
}
