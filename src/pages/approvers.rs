//! Who decides about a request, tier by tier, and who has decided when.

use leptos::prelude::*;

use crate::domain::moment::Moment;
use crate::domain::request::{Approval, Approver, Decision};
use crate::state::Session;
use crate::text;
use crate::ui::format;
use crate::ui::icon::Icon;

/// The rule and the approvers.
#[component]
pub(crate) fn Approvers(approval: Approval) -> impl IntoView {
    let now = expect_context::<Session>().clock.now();
    let rule = if approval.all_must_approve { text::requests::ALL_MUST } else { text::requests::ANY_CAN };
    // Tiers join one after the other; where the service tells of none, everybody has been asked.
    let in_turn = approval.approvers.iter().any(|one| one.told.is_some());
    view! {
        <p class="small quiet" hidden={approval.approvers.len() < 2}>{rule}</p>
        <ul class="approvers">
            {approval.approvers.iter().map(|one| approver(one, in_turn, now)).collect_view()}
        </ul>
    }
}

fn approver(approver: &Approver, in_turn: bool, now: Moment) -> impl IntoView + use<> {
    let by = |words: &str| match &approver.decided_by {
        Some(who) if *who != approver.name => text::requests::by(words, who),
        _ => words.to_owned(),
    };
    let later = in_turn && approver.told.is_none();
    let (icon, words) = match &approver.decision {
        Decision::Approved => ("check-circle", by(text::requests::DECISION_APPROVED)),
        Decision::Rejected => ("cross-circle", by(text::requests::DECISION_REJECTED)),
        Decision::Pending if later => ("hourglass", text::requests::DECISION_LATER.to_owned()),
        Decision::Pending => ("clock", text::requests::DECISION_PENDING.to_owned()),
        Decision::Unknown(words) => ("question", words.clone()),
    };
    let tier = approver.tier.map(text::requests::tier).into_iter();
    let when = approver.decided.or(approver.told).map(|when| format::day_and_time(when.0, now.0)).into_iter();
    let about = tier.chain([approver.kind.clone(), words]).chain(when).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="what">
            <Icon name=icon/>
            <div>
                <span class="line1 strong">{approver.name.clone()}</span>
                <span class="line2">{about}</span>
                {approver.reason.clone().map(|reason| view! { <p class="quote small">{reason}</p> })}
            </div>
        </li>
    }
}
