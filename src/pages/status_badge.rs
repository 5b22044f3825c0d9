//! The badge of a request's status (requirement 67, mock's badge table).

use leptos::prelude::*;

use crate::domain::request::AccessRequest;
use crate::domain::status::Status;
use crate::state::Session;
use crate::text;
use crate::ui::badge::{Badge, Look};

/// The badge of a request as it is now, with the reason where there is one; `id` names the tooltip.
pub(crate) fn badge(request: &AccessRequest, session: Session, id: String) -> AnyView {
    let contact = session.config.with_untracked(|config| config.administrator_contact.clone());
    view! {
        <Badge
            look=look(&request.status)
            label=text::status::label(&request.status).to_owned()
            reason=reason(request, contact.as_deref())
            id
        />
    }
    .into_any()
}

pub(crate) fn look(status: &Status) -> Look {
    let (class, icon, turns) = match status {
        Status::PendingApproval => ("badge--waiting", "clock", false),
        Status::PendingMfa => ("badge--warning", "shield", false),
        Status::Evaluating => ("", "hourglass", false),
        Status::Granting | Status::Revoking => ("badge--moving", "arc", true),
        Status::Granted => ("badge--good", "check-circle", false),
        Status::Rejected => ("badge--bad", "cross-circle", false),
        Status::Failed => ("badge--bad", "triangle", false),
        Status::Expired => ("", "history", false),
        Status::Revoked => ("", "prohibited", false),
        Status::Unknown(_) => ("", "question", false),
    };
    Look { class, icon, turns }
}

/// What the badge's tooltip says, if it has something to say.
pub(crate) fn reason(request: &AccessRequest, contact: Option<&str>) -> Option<String> {
    match request.status {
        Status::Failed => Some(text::status::failed(request.reason.as_deref(), contact)),
        Status::Revoked => Some(request.reason.clone().unwrap_or_else(|| text::status::ENDED_BY_ADMIN.to_owned())),
        _ => request.reason.clone(),
    }
}
