//! Doing something with a request, once: what goes on is kept here, so that a row that is drawn anew, a second click and
//! a held key find it.

use std::sync::Arc;

use leptos::prelude::*;

use super::{Course, Requests};
use crate::api::{ApiError, access_requests};
use crate::domain::action::{Action, Doing, Outcome};
use crate::domain::custom_field::Answers;
use crate::domain::draft::Submitted;
use crate::domain::request::AccessRequest;
use crate::host;

/// How often a request is looked at here until it shows what was done with it. The poller reads it meanwhile.
const LOOKS: u32 = 20;

/// Milliseconds.
const BETWEEN_LOOKS: f64 = 500.0;

impl Requests {
    /// What goes on with a request.
    pub fn course(self, id: &str) -> Course {
        let known = self.courses.with_value(|courses| courses.get(id).cloned());
        known.unwrap_or_else(|| {
            let course = ArcRwSignal::new(Doing::Nothing);
            self.courses.update_value(|courses| drop(courses.insert(id.to_owned(), course.clone())));
            course
        })
    }

    /// Does something with a request and reads it again afterwards. `None` when something is under way already or when
    /// it failed, which the request's course then tells; else the request as it is now, as far as it could be read and
    /// shows already what was done.
    pub async fn act(self, id: &str, action: Action) -> Option<Option<Arc<AccessRequest>>> {
        let course = self.begin(id, action)?;
        let before = self.row(id).map(|row| row.get_untracked());
        if action == Action::End {
            self.news.mine(vec![id.to_owned()]);
        }
        let done = self.perform(id, action).await;
        self.acted_on(id);
        match done {
            Ok(()) => {
                let after = self.read_after(id).await;
                let after = self.until_it_shows(id, action, before, after).await;
                course.set(Doing::Nothing);
                Some(after)
            }
            Err(error) => {
                let after = if must_look(&error) { self.read_after(id).await } else { None };
                let done = before.zip(after.clone()).is_some_and(|(before, after)| action.shows(&before, &after));
                // What another window did meanwhile counts as well, but not as one more extension.
                if done && (error.effect_unknown() || action != Action::Extend) {
                    course.set(Doing::Nothing);
                    return Some(after);
                }
                let outcome = outcome(&error, after.is_some());
                if action == Action::End && outcome == Outcome::NotDone {
                    self.news.not_mine(vec![id.to_owned()]);
                }
                course.set(Doing::Failed { action, outcome, error });
                None
            }
        }
    }

    /// Asks for the same again. `None` when that is under way already.
    pub async fn ask_again(
        self,
        id: &str,
        justification: &str,
        answers: Answers,
    ) -> Option<Result<Submitted, ApiError>> {
        let course = self.begin(id, Action::Again)?;
        let answer = access_requests::again(&self.session.client(), id, justification, answers).await;
        match &answer {
            Ok(submitted) => {
                // What cannot be read now is read at the pace of the list, which says what is wrong.
                drop(self.take_in(submitted.clone()).await);
                course.set(Doing::Nothing);
            }
            Err(error) => {
                if error.effect_unknown() {
                    self.refresh_now();
                }
                let outcome = if error.effect_unknown() { Outcome::Unknown } else { Outcome::NotDone };
                course.set(Doing::Failed { action: Action::Again, error: error.clone(), outcome });
            }
        }
        Some(answer)
    }

    /// Takes the news of a failure away.
    pub fn forget_failure(self, id: &str) {
        let course = self.course(id);
        if course.with_untracked(|doing| matches!(doing, Doing::Failed { .. })) {
            course.set(Doing::Nothing);
        }
    }

    /// A request that has changed after an action without an answer shows by itself what is so.
    pub(super) fn settle(self, id: &str) {
        let course = self.courses.with_value(|courses| courses.get(id).cloned());
        let open = |doing: &Doing| matches!(doing, Doing::Failed { outcome, .. } if *outcome != Outcome::NotDone);
        if let Some(course) = course.filter(|course| course.with_untracked(open)) {
            course.set(Doing::Nothing);
        }
    }

    fn begin(self, id: &str, action: Action) -> Option<Course> {
        let course = self.course(id);
        if course.with_untracked(Doing::is_under) {
            return None;
        }
        course.set(Doing::Under(action));
        Some(course)
    }

    async fn perform(self, id: &str, action: Action) -> Result<(), ApiError> {
        let client = self.session.client();
        match action {
            Action::Extend => access_requests::extend(&client, id).await,
            Action::End => access_requests::revoke(&client, id).await,
            Action::Favorite(favorite) => {
                let request = access_requests::set_favorite(&client, id, favorite).await?;
                self.merge(vec![request], self.acts.get_value());
                Ok(())
            }
            Action::PassMfa => {
                let (released, message) = access_requests::pass_mfa(&client).await?;
                self.stay_with(&released);
                // The page of the check may have released it already, which reading it again shows.
                if released.iter().any(|other| other == id) { Ok(()) } else { Err(ApiError::Conflict(message)) }
            }
            // Sent by `ask_again`, which hands on what came of it.
            Action::Again => Ok(()),
        }
    }

    /// Waits until a request that is followed shows what was done, so that nobody is told its old state as the new one or
    /// does it a second time. The service may say that it was done some seconds before (reference 1.6).
    async fn until_it_shows(
        self,
        id: &str,
        action: Action,
        before: Option<Arc<AccessRequest>>,
        after: Option<Arc<AccessRequest>>,
    ) -> Option<Arc<AccessRequest>> {
        let Some(before) = before else { return after };
        let mut after = after?;
        for _ in 0..LOOKS {
            if action.shows(&before, &after) {
                return Some(after);
            }
            host::sleep(BETWEEN_LOOKS).await;
            after = self.row(id)?.get_untracked();
        }
        None
    }

    /// Reads a request after something was done with it, and stays with it until that shows.
    async fn read_after(self, id: &str) -> Option<Arc<AccessRequest>> {
        self.stay_with(&[id.to_owned()]);
        let row = self.read_one(id).await;
        row.ok().map(|row| row.get_untracked())
    }
}

/// Whether the request may be other than it is shown: nobody knows what happened, or it has changed meanwhile.
fn must_look(error: &ApiError) -> bool {
    error.effect_unknown() || matches!(error, ApiError::Conflict(_) | ApiError::NotFound(_))
}

fn outcome(error: &ApiError, was_read: bool) -> Outcome {
    match (error.effect_unknown(), was_read) {
        (false, _) => Outcome::NotDone,
        (true, true) => Outcome::NotSeen,
        (true, false) => Outcome::Unknown,
    }
}
