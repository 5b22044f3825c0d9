//! Pictures from the sprite `public/icons.svg`, which `style/generate.mjs` writes and which stands in the page itself, so that no
//! picture is waited for. Always beside a word, so hidden from screen readers.

use leptos::prelude::*;

/// A picture of the sprite.
#[component]
pub fn Icon(
    /// Name of the picture in the sprite.
    #[prop(into)]
    name: Signal<&'static str>,
    /// Classes of the element, `icon` among them.
    #[prop(default = "icon")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class aria-hidden="true">
            <use href=move || ["#icon-", name.get()].concat()></use>
        </svg>
    }
}

/// The picture of an integration or resource type, told by its kind (for example `aws-account`, `postgresql`).
pub fn of_kind(kind: &str) -> &'static str {
    const CLOUDS: [&str; 5] = ["aws", "azure", "gcp", "google", "cloud"];
    const CLUSTERS: [&str; 4] = ["kubernetes", "k8s", "eks", "gke"];
    const APPS: [&str; 8] = ["okta", "github", "gitlab", "salesforce", "jira", "entra", "slack", "jumpcloud"];
    const HOSTS: [&str; 3] = ["ssh", "rdp", "host"];
    let kind = kind.to_ascii_lowercase();
    let any = |names: &[&str]| names.iter().any(|name| kind.contains(name));
    if any(&CLUSTERS) {
        "cube"
    } else if any(&APPS) {
        "app"
    } else if any(&HOSTS) {
        "key"
    } else if any(&CLOUDS) {
        "cloud"
    } else {
        "database"
    }
}
