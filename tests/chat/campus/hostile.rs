//! A server of the school with a certificate of its own that nobody trusts: what it takes no room from, and what it undoes of nobody's.

use classcord_server::chat::account::Role;
use classcord_server::chat::campus_event::{
    Actor, ERASED_MAX, ERASURES_OF_ONE_MAX, EventName, Happening, Imposed, Lifted, Origin, TOMBSTONES_OF_ONE_MAX,
};
use classcord_server::chat::erasure::MessageFate;
use classcord_server::chat::name::Username;
use classcord_server::chat::origin::Epoch;
use classcord_server::chat::reaction::ReactionKind;
use classcord_server::chat::sanction::SanctionKind;

use super::school::School;

fn prof() -> Actor {
    Actor { name: "prof".into(), role: Role::Admin }
}

fn mute(whom: &str, seconds: Option<u64>) -> Happening {
    let left = seconds.map(std::time::Duration::from_secs);
    let whom = Username::parse(whom).unwrap();
    Happening::Imposed(Imposed { kind: SanctionKind::Mute, whom, by: prof(), reason: "".into(), left })
}

#[test]
fn who_strikes_out_what_it_never_said_leaves_room_for_others() {
    let mut school = School::new(20, 3);
    school.heal();
    let evil = Origin { server: "evil".parse().unwrap(), epoch: Epoch(1) };
    for n in 0..1100 {
        let of = EventName { origin: Some(evil.clone()), seq: 1_000_000 + n };
        school.forge_event(2, Happening::Deleted { of, by: prof() });
    }
    school.commit(2);
    assert_eq!(school.tombstones(2), TOMBSTONES_OF_ONE_MAX);
    // A deletion that is heard of before its message is still kept in mind.
    school.say_without(0, 2, 1);
    school.strike(1, "s0 1");
    school.deliver_all();
    school.commit(2);
    assert_eq!(school.tombstones(2), TOMBSTONES_OF_ONE_MAX + 1);
    school.heal();
    school.check();
    assert_eq!(school.rows(2).len(), 0);
}

#[test]
fn who_imposes_sanctions_upon_its_own_leaves_room_for_those_imposed_here() {
    let mut school = School::new(21, 2);
    school.heal();
    for n in 0..100 {
        school.forge_event(0, mute(&format!("x{n}@evil"), None));
    }
    school.commit(0);
    assert_eq!(school.sanctions(0), 2, "an eighth of ten");
    school.teach(0, r#"{"type":"mute","user":"zoe"}"#);
    assert_eq!(school.sanctions(0), 3);
}

#[test]
fn a_mute_imposed_here_is_not_lifted_nor_shortened_by_the_server_of_whom_it_is_against() {
    let mut school = School::new(22, 1);
    school.heal();
    school.forge(0, "mallory");
    school.commit(0);
    assert_eq!(school.rows(0).len(), 1);
    school.teach(0, r#"{"type":"mute","user":"mallory@evil"}"#);
    let whom = Username::parse("mallory@evil").unwrap();
    school.forge_event(0, Happening::Lifted(Lifted { kind: SanctionKind::Mute, whom: whom.clone(), by: prof() }));
    school.forge_event(0, mute("mallory@evil", Some(1)));
    school.commit(0);
    school.pass(5);
    school.forge(0, "mallory");
    school.commit(0);
    assert_eq!((school.rows(0).len(), school.view(0).refused, school.view(0).muted), (1, 2, 1));
    // What it has imposed itself is its own business.
    school.forge_event(0, mute("eve@evil", None));
    let whom = Username::parse("eve@evil").unwrap();
    school.forge_event(0, Happening::Lifted(Lifted { kind: SanctionKind::Mute, whom, by: prof() }));
    school.forge(0, "eve");
    school.commit(0);
    assert_eq!((school.rows(0).len(), school.view(0).refused), (2, 2));
}

#[test]
fn what_a_server_says_under_the_name_of_the_erased_is_its_own_and_can_be_kept_quiet() {
    let mut school = School::new(31, 1);
    school.heal();
    school.forge(0, "compte effacé");
    school.commit(0);
    assert_eq!(school.authors(0), ["compte effacé@evil"]);
    school.teach(0, r#"{"type":"mute","user":"compte effacé@evil"}"#);
    school.forge(0, "Compte Effacé");
    school.commit(0);
    assert_eq!((school.rows(0).len(), school.view(0).muted), (1, 1));
    // Nobody of other servers, nor of this one, is erased or renamed with it.
    for what in [
        Happening::Erased { name: "compte effacé".into(), fate: MessageFate::Remove },
        Happening::Renamed { from: "compte effacé".into(), to: "bob".into() },
        Happening::Renamed { from: "bob".into(), to: "Compte effacé".into() },
    ] {
        school.forge_event(0, what);
    }
    assert_eq!(school.next_erasure(0).as_deref(), Some("compte effacé@evil"));
    assert_eq!(school.renames_wanted(0), 0);
}

#[test]
fn who_has_the_name_of_somebody_whose_erasure_has_not_had_its_turn_keeps_what_they_say() {
    for crashes in [false, true] {
        let mut school = School::new(36, 1);
        school.forge(0, "alice");
        school.commit(0);
        school.forge_event(0, Happening::Erased { name: "alice".into(), fate: MessageFate::Remove });
        if crashes {
            school.commit_some(0, usize::MAX);
            school.crash(0);
        }
        // Another of that name speaks, and is muted here.
        school.forge(0, "alice");
        school.commit_some(0, usize::MAX);
        school.direct_before_others(0, r#"{"type":"mute","user":"alice@evil","minutes":0}"#);
        assert_eq!((school.rows(0).len(), school.next_erasure(0).as_deref()), (2, Some("alice@evil")));
        school.erase_one(0);
        assert_eq!((school.rows(0).len(), school.sanctioned(0)), (1, vec!["alice@evil".to_owned()]));
    }
}

#[test]
fn who_wants_thousands_erased_keeps_nobody_from_being_erased_everywhere() {
    let mut school = School::new(23, 2);
    school.say(0);
    school.heal();
    for n in 0..1100 {
        school.forge_event(0, Happening::Erased { name: format!("x{n}").into(), fate: MessageFate::Remove });
    }
    assert_eq!(school.erasures_wanted(0), ERASURES_OF_ONE_MAX);
    school.erase_zoe_before_others(0);
    school.commit(0);
    school.crash(0);
    school.heal();
    assert_eq!(school.rows(1).len(), 0, "what zoe@s0 has said is still there");
}

#[test]
fn who_wants_thousands_erased_has_its_turn_and_no_more_also_after_a_crash() {
    let mut school = School::new(30, 2);
    school.say(1);
    school.heal();
    for n in 0..1100 {
        school.forge_event(0, Happening::Erased { name: format!("x{n}").into(), fate: MessageFate::Remove });
    }
    school.commit_some(0, usize::MAX);
    assert_eq!(
        (school.view(0).wanted, school.view(0).passed_over),
        (ERASURES_OF_ONE_MAX, 1100 - ERASURES_OF_ONE_MAX as u64)
    );
    school.crash(0);
    // Of those that wait for their turn none is forgotten.
    assert_eq!((school.view(0).wanted, school.next_erasure(0)), (ERASURES_OF_ONE_MAX, Some("x0@evil".to_owned())));
    school.erase_one(0);
    school.erase_zoe_before_others(1);
    [1].into_iter().for_each(|n| school.commit(n));
    school.deliver_all();
    school.commit_some(0, usize::MAX);
    assert_eq!(school.next_erasure(0), Some("zoe@s1".to_owned()), "one is enough of those of the other server");
    school.erase_one(0);
    assert_eq!(school.next_erasure(0), Some("x1@evil".to_owned()));
}

#[test]
fn who_claims_many_lives_is_taken_no_more_of() {
    let mut school = School::new(24, 1);
    school.heal();
    let burst = 128 * 1024 / 257;
    for epoch in 1..=8 {
        if epoch > 4 {
            school.evil_goes(0);
        }
        for seq in 1..=700 {
            school.forge_in_life(0, epoch, seq, "mallory");
        }
        school.commit(0);
    }
    assert!((burst..=burst + 10).contains(&school.rows(0).len()), "{}", school.rows(0).len());
}

#[test]
fn who_says_long_things_fills_nobody_s_queue() {
    let mut school = School::new(37, 1);
    school.learn(0, r##"{"type":"join","channel":"#dev"}"##);
    school.heal();
    for seconds in 0..5 {
        for _ in 0..300 {
            school.forge_long(0);
        }
        school.commit(0);
        // Six bytes a character; a megabyte may wait for a client.
        let bytes = 6 * school.told_of(0);
        assert!((20_000..=(128 + 256 * seconds) * 1024).contains(&bytes), "{bytes} bytes after {seconds} s");
        school.pass(1);
    }
}

#[test]
fn a_dozen_servers_that_return_at_once_fill_nobody_s_queue_and_have_their_turns() {
    const SERVERS: usize = 12;
    const EACH: usize = 80;
    let mut school = School::new(40, 1);
    school.learn(0, r##"{"type":"join","channel":"#dev"}"##);
    school.heal();
    let names: Vec<String> = (0..SERVERS).map(|n| format!("salle{n:02}")).collect();
    let long = "é".repeat(1000);
    for name in &names {
        (1..=EACH as u64).for_each(|seq| school.forge_of(0, name, seq, &long));
    }
    school.commit(0);
    let of = |school: &School, name: &str| school.authors(0).iter().filter(|author| author.ends_with(name)).count();
    // Six bytes a character, and the rest of a line; a client that reads all of what a second may tell it, and no more.
    let bytes = |school: &School| 6 * school.told_of(0) + 256 * school.rows(0).len();
    let (mut queue, mut told, mut tenths) = (bytes(&school), bytes(&school), 0);
    // The first one had all that there was.
    let at_once = of(&school, &names[0]);
    while told < SERVERS * EACH * 6256 && tenths < 400 {
        school.pass_tenth();
        school.commit(0);
        let now = bytes(&school);
        queue = (queue + now - told).saturating_sub((256_usize * 1024).div_ceil(10));
        told = now;
        assert!(queue <= 128 * 1024, "{queue} bytes wait after {tenths} tenths of a second");
        let mut had: Vec<usize> = names.iter().map(|name| of(&school, name)).collect();
        had[0] -= at_once;
        let (least, most) = (had.iter().min().unwrap(), had[1..].iter().max().unwrap());
        assert!(most - least <= 2 || had[0] == EACH - at_once, "{had:?} after {tenths} tenths of a second");
        if tenths == 100 {
            school.forge_of(0, "cdi", 1, "court");
        }
        assert!(tenths != 102 || of(&school, "cdi") == 1, "who says little waits for all that others say");
        tenths += 1;
    }
    assert_eq!(names.iter().map(|name| of(&school, name)).collect::<Vec<_>>(), [EACH; SERVERS]);
    assert!((180..=300).contains(&tenths), "{tenths} tenths of a second");
}

#[test]
fn what_a_rename_waits_for_is_erased_before_all_else_of_that_server() {
    let mut school = School::new(38, 2);
    school.say(1);
    school.heal();
    for n in 0..ERASURES_OF_ONE_MAX {
        school.forge_event(0, Happening::Erased { name: format!("x{n}").into(), fate: MessageFate::Remove });
    }
    school.commit_some(0, usize::MAX);
    school.forge_event(0, Happening::Renamed { from: "y".into(), to: "x40".into() });
    school.forge(0, "y");
    assert_eq!((school.renames_wanted(0), school.is_erasure_pressing(0)), (0, true));
    assert_eq!(school.next_erasure(0).as_deref(), Some("x40@evil"));
    school.erase_one(0);
    school.pass(1);
    assert_eq!((school.renames_wanted(0), school.is_erasure_pressing(0)), (1, false));
    assert_eq!(school.next_erasure(0).as_deref(), Some("x0@evil"));
    // The servers have their turns all the same.
    school.forge_event(0, Happening::Renamed { from: "z".into(), to: "x41".into() });
    school.erase_zoe_before_others(1);
    school.commit(1);
    school.deliver_all();
    school.commit_some(0, usize::MAX);
    assert_eq!(school.next_erasure(0).as_deref(), Some("zoe@s1"));
    school.erase_one(0);
    assert_eq!(school.next_erasure(0).as_deref(), Some("x41@evil"));
}

/// The number of events that a server tells while another one renames somebody to and fro, once a second; `look` is called with each new name.
fn told_while_renamed_to_and_fro(school: &mut School, look: impl Fn(&School, &str)) -> u64 {
    let before = school.view(0).head;
    for n in 0..120 {
        let (from, to) = if n % 2 == 0 { ("x", "y") } else { ("y", "x") };
        school.forge_event(0, Happening::Renamed { from: from.into(), to: to.into() });
        school.commit(0);
        school.pass(1);
        look(school, to);
    }
    school.view(0).head - before
}

#[test]
fn who_renames_to_and_fro_those_who_are_kept_quiet_fills_nobody_s_log() {
    let mut school = School::new(39, 1);
    school.heal();
    school.teach(0, r#"{"type":"mute","user":"x@evil"}"#);
    school.commit(0);
    let told = told_while_renamed_to_and_fro(&mut school, |school, to| {
        assert_eq!(school.sanctioned(0), [format!("{to}@evil")]);
    });
    assert!((20..=2 * (10 + 2)).contains(&told), "{told} events");
}

#[test]
fn who_renames_to_and_fro_those_who_may_speak_again_fills_nobody_s_log_either() {
    let mut school = School::new(43, 1);
    school.heal();
    school.teach(0, r#"{"type":"mute","user":"x@evil"}"#);
    school.teach(0, r#"{"type":"unmute","user":"x@evil"}"#);
    let told = told_while_renamed_to_and_fro(&mut school, |_, _| ());
    assert!((10..=12).contains(&told), "{told} events");
}

#[test]
fn who_renames_without_end_leaves_nine_tenths_of_the_disk_s_time_and_other_servers_names_alone() {
    let mut school = School::new(44, 2);
    school.teach(1, r##"{"type":"message","channel":"#dev","content":"bonjour"}"##);
    school.heal();
    for n in 0..30 {
        let what = Happening::Renamed { from: format!("x{n}").into(), to: format!("x{}", n + 1).into() };
        school.forge_event(0, what);
    }
    school.forge(0, "x30");
    // The disk takes four seconds for each.
    let (mut seconds, mut begun) = (0, Vec::new());
    while !school.authors(0).contains(&"x30@evil") && seconds < 5000 {
        if school.renames_wanted(0) > 0 {
            begun.push(seconds);
            school.pass(4);
            seconds += 4;
            school.commit(0);
        } else {
            school.pass(1);
            seconds += 1;
        }
        if school.renames_wanted(0) == 0 {
            school.commit(0);
        }
        if begun.len() == 10 && school.authors(0).contains(&"prof@s1") {
            school.rename_prof(1, "maitre");
            school.deliver_all();
            school.commit(0);
            assert_eq!(school.authors(0), ["maitre@s1"], "another server's person waits for it");
        }
    }
    assert_eq!(begun.len(), 30);
    assert!(begun[3] < 30 && begun[4] >= 40, "{begun:?}");
    assert!((26 * 40..27 * 42).contains(&begun[29]), "{begun:?}");
}

#[test]
fn who_says_again_and_again_what_waits_leaves_what_the_broker_may_send_at_once_to_others() {
    let mut school = School::new(45, 1);
    let rename = |n: u64| Happening::Renamed { from: format!("x{n}").into(), to: format!("x{}", n + 1).into() };
    for n in 1..=20 {
        school.forge_event(0, rename(n));
        school.pass(4);
        school.commit(0);
    }
    // All that was taken is on disk, and the next one rests.
    assert!(school.unacknowledged(0) <= 1, "{} are not acknowledged", school.unacknowledged(0));
    for _ in 0..300 {
        (1..=20).for_each(|n| school.forge_again(0, n, rename(n)));
    }
    assert!(school.unacknowledged(0) <= 1, "{} are not acknowledged", school.unacknowledged(0));
}

#[test]
fn who_renames_all_who_may_speak_again_to_one_name_has_others_told_of_one() {
    let mut school = School::new(46, 1);
    school.heal();
    for n in 1..=5 {
        school.teach(0, &format!(r#"{{"type":"mute","user":"x{n}@evil"}}"#));
        school.teach(0, &format!(r#"{{"type":"unmute","user":"x{n}@evil"}}"#));
        school.commit(0);
    }
    let before = school.view(0).head;
    let names = (1..=5).map(|n| (format!("x{n}"), "y")).chain([("y".to_owned(), "z")]);
    for (from, to) in names {
        school.forge_event(0, Happening::Renamed { from: from.into(), to: to.into() });
        school.commit(0);
        school.pass(1);
    }
    assert_eq!(school.view(0).head - before, 5 + 1);
}

#[test]
fn who_asks_without_end_for_what_is_too_old_is_not_asked_as_often_about_who_was_erased_in_it() {
    let mut school = School::new(48, 1);
    school.say(0);
    school.forge(0, "x");
    school.commit(0);
    school.erase_zoe(0);
    school.commit(0);
    school.lengthen_log(0, 10_500);
    for _ in 0..120 {
        school.forge_question_for_events(0);
        school.commit(0);
        school.pass(1);
    }
    assert!((4..=6).contains(&school.asked_about), "{} questions", school.asked_about);
}

#[test]
fn who_wants_a_thousand_erased_makes_nobody_forget_that_those_of_others_are() {
    let mut school = School::new(47, 2);
    school.say(0);
    school.heal();
    school.erase_zoe_unheard(0, 1);
    school.crash(0);
    // Another one of the name.
    school.say(0);
    school.commit(0);
    school.deliver_all();
    school.commit(1);
    for seq in 1..=ERASED_MAX as u64 + 3 {
        school.forge_question(1, seq, "x");
        school.commit(1);
    }
    for crashes in [false, true] {
        if crashes {
            school.crash(1);
        }
        school.announce(1);
        school.deliver_all();
        school.commit(1);
        assert_eq!(school.rows(1).len(), 1, "somebody else is erased; crashes: {crashes}");
    }
    school.heal();
    assert_eq!(school.unconfirmed(0), 0);
}

#[test]
fn who_reacts_under_many_names_leaves_room_for_reactions_of_people_here() {
    let mut school = School::new(25, 1);
    school.say(0);
    school.heal();
    let of = school.name_of(0, "s0 1");
    for n in 0..20 {
        let (of, by) = (EventName { origin: None, ..of.clone() }, format!("x{n}").into());
        school.forge_event(0, Happening::Reacted { of, kind: ReactionKind::Bravo, by, on: true });
        school.commit(0);
    }
    assert_eq!(school.rows(0)[0].reactions().len(), 3, "a quarter of ten");
}

#[test]
fn who_fills_mailboxes_leaves_half_of_each_to_people_here() {
    let mut school = School::new(26, 1);
    school.heal();
    school.max_moves(0);
    for id in 1..=20 {
        school.forge_letter(0, id, "max");
        school.commit(0);
    }
    assert_eq!(school.letters_in_mailbox(0), 5, "half of ten");
}
