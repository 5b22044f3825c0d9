//! Times in the words and the zone of the person, by the browser's own `Intl`.

use js_sys::{Array, Date, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a plain property of a fresh object cannot fail.
        drop(Reflect::set(&options, &(*name).into(), &(*value).into()));
    }
    options
}

fn format(seconds: f64, pairs: &[(&str, &str)]) -> String {
    let date = Date::new(&(seconds * 1000.0).into());
    let format = Intl::DateTimeFormat::new(&Array::new(), &options(pairs));
    let text = format.format().call1(&JsValue::NULL, &date);
    text.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// The time of day: "16:40".
pub fn time(seconds: f64) -> String {
    format(seconds, &[("timeStyle", "short")])
}

/// Day and time, the day left out when it is today: "16:40", "24 Nov, 16:40".
pub fn day_and_time(seconds: f64, now: f64) -> String {
    let day = |seconds: f64| Date::new(&(seconds * 1000.0).into()).to_date_string();
    if day(seconds) == day(now) {
        time(seconds)
    } else if (now - seconds).abs() < 300.0 * DAY {
        format(seconds, &[("day", "numeric"), ("month", "short"), ("hour", "2-digit"), ("minute", "2-digit")])
    } else {
        format(seconds, &[("dateStyle", "medium")])
    }
}

/// Day and time in full, for where there is room.
pub fn in_full(seconds: f64) -> String {
    format(seconds, &[("dateStyle", "medium"), ("timeStyle", "short")])
}

/// How long ago: "4 hours ago", "yesterday".
pub fn ago(seconds: f64, now: f64) -> String {
    let passed = (now - seconds).max(0.0);
    let (value, unit) = if passed < 3600.0 {
        (passed / 60.0, "minute")
    } else if passed < DAY {
        (passed / 3600.0, "hour")
    } else if passed < 30.0 * DAY {
        (passed / DAY, "day")
    } else {
        (passed / (30.0 * DAY), "month")
    };
    let format = Intl::RelativeTimeFormat::new(&Array::new(), &options(&[("numeric", "auto")]));
    format.format(-value.floor(), unit).as_string().unwrap_or_default()
}
