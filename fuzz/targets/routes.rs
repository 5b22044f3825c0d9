#![cfg_attr(fuzzing, no_main)]

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| apono_fuzz::routes(bytes));

#[cfg(not(fuzzing))]
fn main() {}
