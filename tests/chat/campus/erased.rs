//! Who has the name of somebody who was erased before: whatever is heard late, what they say, react to and are muted for stays theirs, on
//! every server, and nothing of the other one does.

use classcord_server::chat::campus_event::{EventName, Happening};
use classcord_server::chat::erasure::MessageFate;
use classcord_server::chat::reaction::ReactionKind;

use super::school::School;

const SEEDS: u64 = 64;

fn contents(school: &School, n: usize) -> Vec<&str> {
    school.rows(n).iter().map(|message| &*message.content).collect()
}

#[test]
fn a_namesake_s_reactions_wait_for_the_erasure_of_those_of_the_other_one() {
    for (crashes, is_early) in [(false, false), (true, false), (false, true), (true, true)] {
        let mut school = School::new(41, 2);
        let (of, at) = if is_early {
            // The message comes after all that is said about it.
            school.say(0);
            school.heal();
            school.say(0);
            school.commit(0);
            school.lose_everything();
            (school.name_of(0, "s0 2"), 1)
        } else {
            school.say(0);
            school.heal();
            (EventName { origin: None, ..school.name_of(0, "s0 1") }, 0)
        };
        let react = |kind| Happening::Reacted { of: of.clone(), kind, by: "alice".into(), on: true };
        school.forge_event(at, react(ReactionKind::Bravo));
        school.commit(at);
        school.forge_event(at, Happening::Erased { name: "alice".into(), fate: MessageFate::Remove });
        school.commit_some(at, usize::MAX);
        if crashes {
            school.crash(at);
        }
        school.forge_event(at, react(ReactionKind::Thanks));
        assert!(school.is_erasure_pressing(at), "it is not put off for what waits for it");
        school.erase_one(at);
        assert!(!school.is_erasure_pressing(at));
        school.pass(1);
        school.heal();
        let rows = school.rows(at);
        let kinds: Vec<ReactionKind> = rows[rows.len() - 1].reactions().iter().map(|reaction| reaction.kind).collect();
        assert_eq!(kinds, [ReactionKind::Thanks], "crashes: {crashes}, early: {is_early}");
    }
}

#[test]
fn a_namesake_s_reaction_whose_message_is_looked_for_waits_for_an_erasure_that_is_asked_for_meanwhile() {
    let mut school = School::new(45, 1);
    school.say(0);
    school.heal();
    let of = EventName { origin: None, ..school.name_of(0, "s0 1") };
    school.forge(0, "alice");
    school.commit(0);
    school.forge_event(0, Happening::Reacted { of, kind: ReactionKind::Thanks, by: "alice".into(), on: true });
    // The one of before, which there was no room for.
    school.forge_question(0, 1, "alice");
    school.commit_some(0, usize::MAX);
    school.erase_one(0);
    school.pass(1);
    school.heal();
    assert_eq!((contents(&school, 0), school.reactions(0).len()), (vec!["s0 1"], 1));
}

#[test]
fn who_has_passed_over_an_erasure_hears_of_it_before_it_hears_the_namesake() {
    let mut school = School::new(42, 2);
    school.say(0);
    school.heal();
    school.teach(1, r#"{"type":"mute","user":"zoe@s0"}"#);
    school.heal();
    assert_eq!(school.sanctioned(1), ["zoe@s0"]);
    school.cut(1);
    school.lose_everything();
    school.erase_zoe(0);
    school.commit(0);
    school.lengthen_log(0, 10_500);
    // Another one of the name.
    school.crash(0);
    school.say(0);
    school.commit(0);
    school.connect(1);
    school.lose_everything();
    // It asks for what it lacks before it is asked for anything: nothing was lost on the way yet.
    school.announce(0);
    school.pass(3);
    for _ in 0..100 {
        school.deliver_all();
        school.commit(0);
        school.commit_some(1, usize::MAX);
        school.pass_tenth();
    }
    assert_eq!((contents(&school, 1), school.sanctions(1)), (vec!["s0 1", "s0 2"], 0));
    school.direct_before_others(1, r#"{"type":"mute","user":"zoe@s0","minutes":0}"#);
    assert_eq!(school.next_erasure(1).as_deref(), Some("zoe@s0"));
    school.heal();
    school.announce(1);
    school.heal();
    assert_eq!((contents(&school, 1), school.sanctioned(1)), (vec!["s0 2"], vec!["zoe@s0".to_owned()]));
    assert_eq!(school.unconfirmed(0), 0);
}

#[test]
fn what_was_here_before_it_was_asked_for_an_erasure_and_waits_to_be_taken_is_erased_too() {
    let mut school = School::new(44, 2);
    school.heal();
    // More than is taken at once, and no more than is held.
    for _ in 0..700 {
        school.say(0);
    }
    school.commit(0);
    school.erase_zoe(0);
    school.commit(0);
    school.lose_erasures(1);
    school.lengthen_log(0, 10_500);
    school.announce(1);
    school.deliver_all();
    for _ in 0..20 {
        school.commit(1);
        school.pass_tenth();
    }
    school.heal();
    school.announce(1);
    school.heal();
    assert_eq!((contents(&school, 1).len(), school.unconfirmed(0)), (0, 0));
}

#[test]
fn what_is_held_behind_a_rename_that_rests_is_taken_before_whoever_is_asked_about_is_erased() {
    let mut school = School::new(46, 1);
    let rename = |from: &str, to: &str| Happening::Renamed { from: from.into(), to: to.into() };
    for n in 0..6 {
        school.forge_event(0, rename(&format!("y{n}"), &format!("y{}", n + 1)));
        school.pass(4);
        school.commit(0);
    }
    let of = EventName { origin: None, seq: 1 };
    school.forge(0, "alice");
    school.forge_event(0, rename("bob", "alice"));
    school.forge(0, "alice");
    school.forge_event(0, Happening::Reacted { of, kind: ReactionKind::Bravo, by: "alice".into(), on: true });
    school.forge_question(0, 20, "alice");
    school.forge_question(0, 21, "bob");
    for _ in 0..300 {
        school.commit(0);
        school.erase_one(0);
        school.pass(1);
    }
    assert_eq!((contents(&school, 0).len(), school.view(0).wanted, school.unacknowledged(0)), (0, 0, 0));
}

#[test]
fn who_has_erased_somebody_erases_nobody_else_when_asked_again_after_a_crash() {
    let mut school = School::new(43, 2);
    school.say(0);
    school.heal();
    school.erase_zoe_unheard(0, 1);
    school.crash(0);
    school.say(0);
    school.commit(0);
    school.deliver_all();
    school.commit(1);
    school.direct(1, r#"{"type":"mute","user":"zoe@s0"}"#);
    school.crash(1);
    school.announce(1);
    school.heal();
    assert_eq!((contents(&school, 1), school.sanctioned(1)), (vec!["s0 2"], vec!["zoe@s0".to_owned()]));
    assert_eq!(school.unconfirmed(0), 0);
}

#[test]
fn who_is_erased_is_so_everywhere_and_who_has_the_name_then_is_not_whatever_the_broker_does() {
    let one = std::env::var("CLASSCORD_SEED").ok().and_then(|seed| seed.parse().ok());
    let seeds = one.map_or(0..SEEDS, |seed: u64| seed..seed + 1);
    let mut reactions = 0;
    for seed in seeds {
        let mut school = School::new(1000 + seed, 3);
        school.heal();
        let mut erased = Vec::new();
        for n in [0, 1, 0] {
            for _ in 0..100 {
                school.step_in_channel();
            }
            erased.extend(school.replace_zoe(n));
        }
        for _ in 0..100 {
            school.step_in_channel();
        }
        school.heal();
        for _ in 0..3 {
            [0, 1, 2].into_iter().for_each(|n| school.announce(n));
            school.heal();
        }
        school.check();
        for n in 0..3 {
            assert_eq!(school.unconfirmed(n), 0, "s{n}, seed {seed}");
            let contents = contents(&school, n);
            let left: Vec<&&str> = contents
                .iter()
                .filter(|content| erased.iter().any(|one| one == content.trim_end_matches('!')))
                .collect();
            assert!(left.is_empty(), "s{n}, seed {seed}: {left:?}");
        }
        reactions += school.reactions(2).iter().filter(|(_, by)| by != "zoe@s2").count();
    }
    assert!(one.is_some() || reactions > SEEDS as usize, "hardly anybody reacted: {reactions}");
}
