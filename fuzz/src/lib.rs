//! What must hold of any bytes whatever, by what reads them. Each is one target of cargo-fuzz.
//!
//! The tab's rules are taken in as source: its framework would have to be built for the fuzzer otherwise.
#![allow(dead_code, reason = "the tab uses what is not used here")]

#[path = "../../src/domain/mod.rs"]
pub mod domain;
#[path = "../../src/route.rs"]
pub mod route;

use std::fmt::Debug;

use apono_api::query::{AccessRequestsQuery, AccessUnitsQuery, Query};
use apono_api::{AccessRequest, AccessSession, AccessSessionDetails, AccessUnit, DryRun, Page, UserSession};

use serde::Serialize;
use serde::de::DeserializeOwned;

use domain::instructions::{Block, Span, is_web_address};
use route::Route;

/// No answer makes reading panic, and what was read is read again from what is written of it.
pub fn wire(bytes: &[u8]) {
    fn reread<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) {
        let Ok(read) = serde_json::from_slice::<T>(bytes) else { return };
        let written = serde_json::to_vec(&read).expect("what was read can be written");
        let again: T = serde_json::from_slice(&written).expect("what was written can be read");
        assert!(again == read, "{read:?} was read again as {again:?}");
    }
    reread::<Page<AccessRequest>>(bytes);
    reread::<Page<AccessSession>>(bytes);
    reread::<Page<AccessUnit>>(bytes);
    reread::<AccessSessionDetails>(bytes);
    reread::<DryRun>(bytes);
    reread::<UserSession>(bytes);

    let pairs: Vec<_> = form_urlencoded::parse(bytes).into_owned().collect();
    let pairs = || pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    queried::<AccessRequestsQuery>(pairs());
    queried::<AccessUnitsQuery>(pairs());
}

/// A query that was read is read again from its address.
fn queried<'a, Q: Query + PartialEq>(pairs: impl Iterator<Item = (&'a str, &'a str)>) {
    let Ok(read) = Q::from_pairs(pairs) else { return };
    let address = read.encoded();
    let again: Vec<_> = form_urlencoded::parse(address.as_bytes()).into_owned().collect();
    let again = Q::from_pairs(again.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    assert!(again.is_ok_and(|again| again == read), "{address} is read as something else");
}

/// Any address is a route or none; a route has an address that leads back to it. So it is with what hosts hand on.
pub fn routes(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (path, query) = text.split_once('?').unwrap_or((&text, ""));
    let route = Route::parse(path, query);
    if route != Route::NotFound {
        let href = route.href();
        let (path, query) = href.split_once('?').unwrap_or((&href, ""));
        assert!(Route::parse(path, query) == route, "{href} leads elsewhere");
    }
    assert!(Route::of_sub_page(&text) != Some(Route::NotFound));
}

/// Any instructions can be shown, and only web addresses become links.
pub fn instructions(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for block in domain::instructions::parse(&text) {
        let lines = match block {
            Block::Heading(line) | Block::Paragraph(line) => vec![line],
            Block::List { items, .. } => items,
            Block::Code(_) => Vec::new(),
        };
        for span in lines.iter().flatten() {
            if let Span::Link(_, address) = span {
                assert!(is_web_address(address), "{address}");
            }
        }
    }
}
