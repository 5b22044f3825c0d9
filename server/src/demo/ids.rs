//! Ids that are written from row numbers and read back, so that a million resources need no index.

/// The API's id of resource `n`.
pub fn resource(n: i64) -> String {
    numbered("res-", n)
}

/// The row number behind a resource's id; `None` for anything that [`resource`] does not write.
pub fn parse_resource(id: &str) -> Option<i64> {
    parse_numbered("res-", id)
}

/// The API's id of the access unit of resource and permission.
pub fn access_unit(resource: i64, permission: i64) -> String {
    format!("unit-{resource:06x}-{permission:03x}")
}

/// The row numbers of resource and permission behind an access unit's id.
pub fn parse_access_unit(id: &str) -> Option<(i64, i64)> {
    let (resource, permission) = id.strip_prefix("unit-")?.split_once('-')?;
    let pair = (i64::from_str_radix(resource, 16).ok()?, i64::from_str_radix(permission, 16).ok()?);
    (pair.0 > 0 && pair.1 > 0 && access_unit(pair.0, pair.1) == id).then_some(pair)
}

/// What the API calls row `n` of a table whose ids begin so: `session-00002a`.
fn numbered(prefix: &str, n: i64) -> String {
    format!("{prefix}{n:06x}")
}

fn parse_numbered(prefix: &str, id: &str) -> Option<i64> {
    let n = i64::from_str_radix(id.strip_prefix(prefix)?, 16).ok()?;
    (n > 0 && numbered(prefix, n) == id).then_some(n)
}

/// The API's id of request `n`, which people read and say.
pub fn request(n: i64) -> String {
    format!("AR-{n:05}")
}

/// The row number behind a request's id.
pub fn parse_request(id: &str) -> Option<i64> {
    let n = id.strip_prefix("AR-")?.parse().ok()?;
    (n > 0 && request(n) == id).then_some(n)
}

/// The API's id of the part of a request in one integration.
pub fn access_group(n: i64) -> String {
    numbered("group-", n)
}

/// The row number behind an access group's id.
pub fn parse_access_group(id: &str) -> Option<i64> {
    parse_numbered("group-", id)
}

/// The API's id of access session `n`.
pub fn session(n: i64) -> String {
    numbered("session-", n)
}

/// The row number behind an access session's id.
pub fn parse_session(id: &str) -> Option<i64> {
    parse_numbered("session-", id)
}

/// The API's id of the credentials of session `n`.
pub fn credentials(n: i64) -> String {
    numbered("credentials-", n)
}

/// The row number of the session behind credentials' id.
pub fn parse_credentials(id: &str) -> Option<i64> {
    parse_numbered("credentials-", id)
}

/// The API's id of saved request `n`.
pub fn template(n: i64) -> String {
    numbered("template-", n)
}

/// The row number behind a saved request's id.
pub fn parse_template(id: &str) -> Option<i64> {
    parse_numbered("template-", id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_read_back_to_what_they_were_written_from(n in 1i64..i64::MAX, permission in 1i64..i64::MAX) {
            prop_assert_eq!(parse_resource(&resource(n)), Some(n));
            prop_assert_eq!(parse_access_unit(&access_unit(n, permission)), Some((n, permission)));
            prop_assert_eq!(parse_request(&request(n)), Some(n));
            prop_assert_eq!(parse_session(&session(n)), Some(n));
            prop_assert_eq!(parse_credentials(&credentials(n)), Some(n));
            prop_assert_eq!(parse_access_group(&access_group(n)), Some(n));
            prop_assert_eq!(parse_template(&template(n)), Some(n));
        }

        #[test]
        fn no_other_text_is_an_id(text in "(res|unit)?-?[-+0-9a-fA-F]{0,20}") {
            if let Some(n) = parse_resource(&text) {
                prop_assert_eq!(resource(n), text.clone());
            }
            if let Some((n, permission)) = parse_access_unit(&text) {
                prop_assert_eq!(access_unit(n, permission), text);
            }
        }
    }
}
