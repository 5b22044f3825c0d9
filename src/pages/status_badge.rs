//! The badge of a request's status (requirement 67, mock's badge table).

use crate::domain::request::AccessRequest;
use crate::domain::status::Status;
use crate::text;
use crate::ui::badge::Look;

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
