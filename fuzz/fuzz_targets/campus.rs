#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| classcord_fuzz::targets::campus(data));
