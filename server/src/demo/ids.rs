//! Ids of resources and access units: written from row numbers and read back, so that a million of them need no index.

/// The API's id of resource `n`.
pub fn resource(n: i64) -> String {
    format!("res-{n:06x}")
}

/// The row number behind a resource's id; `None` for anything that [`resource`] does not write.
pub fn parse_resource(id: &str) -> Option<i64> {
    let n = i64::from_str_radix(id.strip_prefix("res-")?, 16).ok()?;
    (n > 0 && resource(n) == id).then_some(n)
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ids_read_back_to_what_they_were_written_from(n in 1i64..i64::MAX, permission in 1i64..i64::MAX) {
            prop_assert_eq!(parse_resource(&resource(n)), Some(n));
            prop_assert_eq!(parse_access_unit(&access_unit(n, permission)), Some((n, permission)));
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
