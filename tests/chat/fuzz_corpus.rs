//! What the fuzzer has found worth keeping, and what it once found wrong, still goes through its targets.
//!
//! The fuzzer itself is `fuzz/run.sh`.

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use crate::simulation::Random;
use crate::targets;

#[test]
fn the_kept_inputs_pass_through_their_targets() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for (name, target) in targets::ALL {
        let inputs: Vec<_> =
            fs::read_dir(fuzz.join("corpus").join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(inputs.len() >= 3, "{name} has {} inputs", inputs.len());
        for path in inputs {
            let data = fs::read(&path).unwrap();
            assert!(catch_unwind(|| target(&data)).is_ok(), "{} fails", path.display());
        }
    }
}

/// What comes from outside, changed by chance: bytes that are others, more or fewer, lines that come twice or elsewhere, pieces of two
/// inputs. `CLASSCORD_MUTATIONS` says how many for each input.
#[test]
fn what_comes_may_be_anything_near_what_it_should() {
    let count = std::env::var("CLASSCORD_MUTATIONS").map_or(20, |count| count.parse().unwrap());
    // An input of the core is nothing but decisions of chance.
    for (name, target) in targets::ALL.iter().filter(|(name, _)| *name != "core") {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        let inputs: Vec<Vec<u8>> =
            fs::read_dir(folder).unwrap().map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
        let mut random = Random::new(1);
        for input in &inputs {
            for _ in 0..count {
                let data = mutated(input, &inputs, &mut random);
                assert!(catch_unwind(|| target(&data)).is_ok(), "{name}: {:?} fails", String::from_utf8_lossy(&data));
            }
        }
    }
}

/// Words in the form that they should have, of servers of which one is trusted, and lines of people here, in any order.
/// `CLASSCORD_MUTATIONS` says how many inputs.
#[test]
fn servers_and_people_may_say_anything_in_its_form_at_any_time() {
    let count = std::env::var("CLASSCORD_MUTATIONS").map_or(100, |count| count.parse().unwrap());
    let mut random = Random::new(2);
    for _ in 0..count {
        let mut data = Vec::new();
        for _ in 0..random.between(20, 120) {
            data.push(*random.pick(b"eeeeeeEEEaAiiIoOkkkkkkttxhz"));
            data.extend((0..12).map(|_| random.below(256) as u8).filter(|byte| *byte != b'\n'));
            data.push(b'\n');
        }
        assert!(catch_unwind(|| targets::campus(&data)).is_ok(), "{data:?} fails");
    }
}

fn mutated(input: &[u8], inputs: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut place = |last: usize| random.below(last + 1);
    let mut data = input.to_vec();
    for _ in 0..=place(3) {
        let at = place(data.len());
        match place(6) {
            0 if at < data.len() => data[at] = place(255) as u8,
            1 if at < data.len() => data[at] ^= 1 << place(7),
            2 => data.insert(at, place(255) as u8),
            3 => drop(data.drain(at..(at + place(8)).min(data.len()))),
            // A number or a word that is another's.
            4 if at < data.len() => data[at] = data[place(data.len() - 1)],
            5 => {
                let mut lines: Vec<&[u8]> = data.split_inclusive(|byte| *byte == b'\n').collect();
                if !lines.is_empty() {
                    let line = lines[place(lines.len() - 1)];
                    lines.insert(place(lines.len()), line);
                }
                data = lines.concat();
            }
            _ => {
                let other = &inputs[place(inputs.len() - 1)];
                data.truncate(at);
                data.extend_from_slice(&other[place(other.len())..]);
            }
        }
    }
    data
}

#[test]
fn each_target_is_one_of_the_fuzzers() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut files: Vec<String> = fs::read_dir(fuzz.join("fuzz_targets"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let mut names: Vec<&str> = targets::ALL.iter().map(|(name, _)| *name).collect();
    files.sort_unstable();
    names.sort_unstable();
    assert_eq!(files, names);
    let manifest = fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    for name in names {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name} is not in Cargo.toml");
    }
}
