//! Pickles that Python wrote, pickles that somebody wrote by hand, and noise.

use proptest::prelude::*;

use super::*;

fn judge() -> Judge {
    Judge::new(256)
}

/// `{"alice": "secret", "Élodie": "é à ç €", "部屋": "👍👍👍👍", "back\\slash": "a\\b'\"c\nd", "encore": …}` by Python 3.11,
/// protocols 0 to 5; the last password is the same object as the first.
const ACCOUNTS: [&[u8]; 6] = [
    b"(dp0\nValice\np1\nVsecret\np2\nsV\xc9lodie\np3\nV\xe9 \xe0 \xe7 \\u20ac\np4\nsV\\u90e8\\u5c4b\np5\nV\
          \\U0001f44d\\U0001f44d\\U0001f44d\\U0001f44d\np6\nsVback\\u005cslash\np7\nVa\\u005cb'\"c\\u000ad\np8\
          \nsVencore\np9\ng2\ns.",
    b"}q\0(X\x05\0\0\0aliceq\x01X\x06\0\0\0secretq\x02X\x07\0\0\0\xc3\x89lodieq\x03X\x0c\0\0\0\xc3\xa9 \
          \xc3\xa0 \xc3\xa7 \xe2\x82\xacq\x04X\x06\0\0\0\xe9\x83\xa8\xe5\xb1\x8bq\x05X\x10\0\0\0\xf0\x9f\x91\
          \x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8dq\x06X\n\0\0\0back\\slashq\x07X\x08\0\0\0a\\b'\"\
          c\ndq\x08X\x06\0\0\0encoreq\x09h\x02u.",
    b"\x80\x02}q\0(X\x05\0\0\0aliceq\x01X\x06\0\0\0secretq\x02X\x07\0\0\0\xc3\x89lodieq\x03X\x0c\0\0\0\xc3\
          \xa9 \xc3\xa0 \xc3\xa7 \xe2\x82\xacq\x04X\x06\0\0\0\xe9\x83\xa8\xe5\xb1\x8bq\x05X\x10\0\0\0\xf0\x9f\
          \x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8dq\x06X\n\0\0\0back\\slashq\x07X\x08\0\0\0a\\\
          b'\"c\ndq\x08X\x06\0\0\0encoreq\x09h\x02u.",
    b"\x80\x03}q\0(X\x05\0\0\0aliceq\x01X\x06\0\0\0secretq\x02X\x07\0\0\0\xc3\x89lodieq\x03X\x0c\0\0\0\xc3\
          \xa9 \xc3\xa0 \xc3\xa7 \xe2\x82\xacq\x04X\x06\0\0\0\xe9\x83\xa8\xe5\xb1\x8bq\x05X\x10\0\0\0\xf0\x9f\
          \x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8dq\x06X\n\0\0\0back\\slashq\x07X\x08\0\0\0a\\\
          b'\"c\ndq\x08X\x06\0\0\0encoreq\x09h\x02u.",
    b"\x80\x04\x95n\0\0\0\0\0\0\0}\x94(\x8c\x05alice\x94\x8c\x06secret\x94\x8c\x07\xc3\x89lodie\x94\x8c\
          \x0c\xc3\xa9 \xc3\xa0 \xc3\xa7 \xe2\x82\xac\x94\x8c\x06\xe9\x83\xa8\xe5\xb1\x8b\x94\x8c\x10\xf0\x9f\
          \x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8d\x94\x8c\nback\\slash\x94\x8c\x08a\\b'\"c\nd\
          \x94\x8c\x06encore\x94h\x02u.",
    b"\x80\x05\x95n\0\0\0\0\0\0\0}\x94(\x8c\x05alice\x94\x8c\x06secret\x94\x8c\x07\xc3\x89lodie\x94\x8c\
          \x0c\xc3\xa9 \xc3\xa0 \xc3\xa7 \xe2\x82\xac\x94\x8c\x06\xe9\x83\xa8\xe5\xb1\x8b\x94\x8c\x10\xf0\x9f\
          \x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8d\xf0\x9f\x91\x8d\x94\x8c\nback\\slash\x94\x8c\x08a\\b'\"c\nd\
          \x94\x8c\x06encore\x94h\x02u.",
];

/// Entries of every wrong kind, and one right one, in protocols 0, 2 and 4.
const ODD: [&[u8]; 3] = [
    b"(dp0\nVbob\np1\nI5\nsVcarol\np2\nNsVdan\np3\n(lp4\nVx\np5\na(Vy\np6\n(dp7\nVz\np8\n(lp9\nstp10\nasVe\
          ve\np11\nVabc\np12\nsVserver\np13\nVsecret1\np14\nsV\np15\nVsecret2\np16\nsVALICE\np17\nVother1\np18\
          \nsValice\np19\nVsecret3\np20\nsVa\\u200bx\np21\nVsecret4\np22\nsI7\nVsecret5\np23\ns(Va\np24\ntp25\
          \nVsecret6\np26\nsVlong\np27\nVxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
          xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
          xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\np28\nsVlon\
          e\np29\nV\\ud800abcd\np30\nsV\\udfffbad\np31\nVsecret7\np32\nsVf\np33\nF1.5\nsVbig\np34\nL1000000000\
          000000000000000000000L\nsVok\np35\nVbien\np36\ns.",
    b"\x80\x02}q\0(X\x03\0\0\0bobq\x01K\x05X\x05\0\0\0carolq\x02NX\x03\0\0\0danq\x03]q\x04(X\x01\0\0\0xq\
          \x05X\x01\0\0\0yq\x06}q\x07X\x01\0\0\0zq\x08]q\x09s\x86q\neX\x03\0\0\0eveq\x0bX\x03\0\0\0abcq\x0cX\
          \x06\0\0\0serverq\x0dX\x07\0\0\0secret1q\x0eX\0\0\0\0q\x0fX\x07\0\0\0secret2q\x10X\x05\0\0\0ALICEq\
          \x11X\x06\0\0\0other1q\x12X\x05\0\0\0aliceq\x13X\x07\0\0\0secret3q\x14X\x05\0\0\0a\xe2\x80\x8bxq\x15\
          X\x07\0\0\0secret4q\x16K\x07X\x07\0\0\0secret5q\x17X\x01\0\0\0aq\x18\x85q\x19X\x07\0\0\0secret6q\x1a\
          X\x04\0\0\0longq\x1bX\x01\x01\0\0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
          xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
          xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxq\x1cX\x04\
          \0\0\0loneq\x1dX\x07\0\0\0\xed\xa0\x80abcdq\x1eX\x06\0\0\0\xed\xbf\xbfbadq\x1fX\x07\0\0\0secret7q X\
          \x01\0\0\0fq!G?\xf8\0\0\0\0\0\0X\x03\0\0\0bigq\"\x8a\x0d\0\0\0@\xea\xedtF\xd0\x9c,\x9f\x0cX\x02\0\0\
          \0okq#X\x04\0\0\0bienq$u.",
    b"\x80\x04\x95\x10\x02\0\0\0\0\0\0}\x94(\x8c\x03bob\x94K\x05\x8c\x05carol\x94N\x8c\x03dan\x94]\x94(\
          \x8c\x01x\x94\x8c\x01y\x94}\x94\x8c\x01z\x94]\x94s\x86\x94e\x8c\x03eve\x94\x8c\x03abc\x94\x8c\x06ser\
          ver\x94\x8c\x07secret1\x94\x8c\0\x94\x8c\x07secret2\x94\x8c\x05ALICE\x94\x8c\x06other1\x94\x8c\x05al\
          ice\x94\x8c\x07secret3\x94\x8c\x05a\xe2\x80\x8bx\x94\x8c\x07secret4\x94K\x07\x8c\x07secret5\x94\x8c\
          \x01a\x94\x85\x94\x8c\x07secret6\x94\x8c\x04long\x94X\x01\x01\0\0xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
          xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
          xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\
          xxxxxxxxxxxxxxxxxxxxxx\x94\x8c\x04lone\x94\x8c\x07\xed\xa0\x80abcd\x94\x8c\x06\xed\xbf\xbfbad\x94\
          \x8c\x07secret7\x94\x8c\x01f\x94G?\xf8\0\0\0\0\0\0\x8c\x03big\x94\x8a\x0d\0\0\0@\xea\xedtF\xd0\x9c,\
          \x9f\x0c\x8c\x02ok\x94\x8c\x04bien\x94u.",
];

/// `{"alice": X}`, where X is made by `os.system("touch classcord-was-here")`, in protocols 0 to 5.
const EVIL: [&[u8]; 6] = [
    b"(dp0\nValice\np1\ncposix\nsystem\np2\n(Vtouch classcord-was-here\np3\ntp4\nRp5\ns.",
    b"}q\0X\x05\0\0\0aliceq\x01cposix\nsystem\nq\x02(X\x18\0\0\0touch classcord-was-hereq\x03tq\x04Rq\x05s\
          .",
    b"\x80\x02}q\0X\x05\0\0\0aliceq\x01cposix\nsystem\nq\x02X\x18\0\0\0touch classcord-was-hereq\x03\x85q\
          \x04Rq\x05s.",
    b"\x80\x03}q\0X\x05\0\0\0aliceq\x01cposix\nsystem\nq\x02X\x18\0\0\0touch classcord-was-hereq\x03\x85q\
          \x04Rq\x05s.",
    b"\x80\x04\x95>\0\0\0\0\0\0\0}\x94\x8c\x05alice\x94\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x18\
          touch classcord-was-here\x94\x85\x94R\x94s.",
    b"\x80\x05\x95>\0\0\0\0\0\0\0}\x94\x8c\x05alice\x94\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x18\
          touch classcord-was-here\x94\x85\x94R\x94s.",
];
/// An entry as text, for comparison.
type Shown = Result<(String, String), String>;

fn read(bytes: &[u8]) -> Result<Vec<Shown>, PickleError> {
    let entries = read_accounts(bytes, judge())?;
    let mut shown: Vec<_> = entries
        .into_iter()
        .map(|entry| match entry {
            Ok(NewAccount { name, secret: Secret::Clear(password), .. }) => {
                Ok((name.as_str().to_owned(), password.0.into()))
            }
            Ok(NewAccount { name, secret: Secret::Hash(hash, kind), .. }) => {
                Ok((name.as_str().to_owned(), format!("{}: {hash}", kind.name())))
            }
            Err(refused) => Err(refused.to_string()),
        })
        .collect();
    shown.sort();
    Ok(shown)
}

#[test]
fn every_protocol_of_python_is_read() {
    for (protocol, bytes) in ACCOUNTS.iter().enumerate() {
        let account = |name: &str, password: &str| Ok((name.to_owned(), password.to_owned()));
        let expected = vec![
            account("alice", "secret"),
            account("back\\slash", "a\\b'\"c\nd"),
            account("encore", "secret"),
            account("Élodie", "é à ç €"),
            account("部屋", "👍👍👍👍"),
        ];
        assert_eq!(read(bytes), Ok(expected), "protocol {protocol}");
    }
}

#[test]
fn what_python_2_wrote_is_read() {
    assert_eq!(read(b"(dp0\nS'alice'\np1\nS'secret'\np2\ns."), Ok(vec![Ok(("alice".into(), "secret".into()))]));
    assert_eq!(
        read(b"\x80\x02}q\x00U\x05aliceq\x01U\x06secretq\x02s."),
        Ok(vec![Ok(("alice".into(), "secret".into()))])
    );
}

#[test]
fn each_wrong_entry_has_its_reason_and_the_right_one_comes_in() {
    for bytes in ODD {
        let shown = read(bytes).unwrap();
        let (good, bad): (Vec<_>, Vec<_>) = shown.into_iter().partition(Result::is_ok);
        let names: Vec<_> = good.into_iter().map(|entry| entry.unwrap().0).collect();
        // Of the two that count as one name, the first in the file's sorted order is taken.
        assert_eq!(names, ["ALICE", "eve", "ok"]);
        let reasons: Vec<_> = bad.into_iter().map(Result::unwrap_err).collect();
        let expected = [
            "(\"a\", ): the name is not a text",
            "7: the name is not a text",
            ": the name is not legal: empty",
            "alice: the name counts as the same as ALICE",
            "a\u{200b}x: the name is not legal: has a character that names may not have",
            "big: the password is not a text; classcord user add gives one",
            "bob: the password is not a text; classcord user add gives one",
            "carol: there is no password; classcord user add gives one",
            "dan: the password is not a text; classcord user add gives one",
            "f: the password is not a text; classcord user add gives one",
            "lone: the password is not a text; classcord user add gives one",
            "long: the password has more than 256 characters; classcord user add gives one",
            "server: the name is reserved for the server",
            "\u{fffd}bad: the name is not a text",
        ];
        for reason in expected {
            assert!(reasons.iter().any(|r| r == reason), "{reason:?} not in {reasons:#?}");
        }
        assert_eq!(reasons.len(), expected.len());
    }
}

#[test]
fn code_is_refused_and_not_run() {
    for bytes in EVIL {
        assert!(matches!(read(bytes), Err(PickleError::Code { .. })), "{:?}", read(bytes));
        assert!(!std::path::Path::new("classcord-was-here").exists());
    }
    assert_eq!(read(b"}cos\nsystem\n."), Err(PickleError::Code { at: 1 }));
    // What makes bytes makes nothing else.
    for bytes in [
        &b"(c_codecs\nencode\n(NtR"[..],
        b"c_codecs\ndecode\n",
        b"c__builtin__\neval\n",
        b"c_codecs\nencode\n](NeR.",
        b"NNR.",
    ] {
        assert!(read(bytes).is_err(), "{bytes:?}");
    }
    for opcode in b"bioPQ\x81\x82\x83\x84\x92\x93" {
        assert_eq!(read(&[b'}', *opcode, b'.']), Err(PickleError::Code { at: 1 }));
    }
}

#[test]
fn accounts_are_needed() {
    for bytes in [&b"]."[..], b"(Va\nVb\nl.", b"N.", b"X\x02\0\0\0ab.", b"K\x01."] {
        assert_eq!(read(bytes), Err(PickleError::NotAccounts));
    }
}

#[test]
fn cut_short_or_followed_by_something_it_is_refused() {
    for bytes in ACCOUNTS {
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end]).is_err(), "{end} bytes of {bytes:?}");
        }
        assert!(read(&[bytes, b"x"].concat()).is_err());
    }
}

/// `{"alice": b"secret", "bob": b"\xe9t\xe9", "c": b"", "d": b"secret2"}` by Python 3.11, protocols 0 to 2: bytes are a
/// call of `_codecs.encode` there.
const BYTES: [&[u8]; 3] = [
    b"(dp0\nValice\np1\nc_codecs\nencode\np2\n(Vsecret\np3\nVlatin1\np4\ntp5\nRp6\nsVbob\np7\ng2\n(V\xe9t\xe9\np8\ng4\ntp9\nRp10\nsVc\n\
      p11\nc__builtin__\nbytes\np12\n(tRp13\nsVd\np14\ng2\n(Vsecret2\np15\ng4\ntp16\nRp17\ns.",
    b"}q\x00(X\x05\x00\x00\x00aliceq\x01c_codecs\nencode\nq\x02(X\x06\x00\x00\x00secretq\x03X\x06\x00\x00\x00latin1q\x04tq\x05Rq\x06X\x03\x00\x00\
      \x00bobq\x07h\x02(X\x05\x00\x00\x00\xc3\xa9t\xc3\xa9q\x08h\x04tq\tRq\nX\x01\x00\x00\x00cq\x0bc__builtin__\nbytes\nq\x0c)Rq\rX\x01\x00\x00\
      \x00dq\x0eh\x02(X\x07\x00\x00\x00secret2q\x0fh\x04tq\x10Rq\x11u.",
    b"\x80\x02}q\x00(X\x05\x00\x00\x00aliceq\x01c_codecs\nencode\nq\x02X\x06\x00\x00\x00secretq\x03X\x06\x00\x00\x00latin1q\x04\x86q\x05Rq\x06\
      X\x03\x00\x00\x00bobq\x07h\x02X\x05\x00\x00\x00\xc3\xa9t\xc3\xa9q\x08h\x04\x86q\tRq\nX\x01\x00\x00\x00cq\x0bc__builtin__\nbytes\nq\x0c)Rq\
      \rX\x01\x00\x00\x00dq\x0eh\x02X\x07\x00\x00\x00secret2q\x0fh\x04\x86q\x10Rq\x11u.",
];

#[test]
fn bytes_of_the_old_protocols_are_read_without_calling_anything() {
    for bytes in BYTES {
        let account = |name: &str, password: &str| Ok((name.to_owned(), password.to_owned()));
        let expected = vec![
            account("alice", "secret"),
            account("bob", "été"),
            account("d", "secret2"),
            Err("c: there is no password; classcord user add gives one".to_owned()),
        ];
        assert_eq!(read(bytes), Ok(expected), "{bytes:?}");
    }
}

#[test]
fn what_would_grow_without_end_is_refused_at_once() {
    let refused = |bytes: &[u8]| assert!(read(bytes).is_err(), "{:?}", &bytes[..bytes.len().min(40)]);
    // A list put twice into itself, again and again.
    refused(&[&b"]"[..], &b"2a".repeat(60), b"."].concat());
    refused(&[&b"]q\0"[..], &b"(h\0h\0e".repeat(60), b"."].concat());
    // Marks alone, each of which costs kilobytes.
    refused(&b"(".repeat(FILE_BYTES_MAX));
    // One level too many, and as many as may be.
    let nested = |levels: usize| [&b"}Va\n"[..], &b"]".repeat(levels), &b"a".repeat(levels - 1), b"s."].concat();
    assert!(read(&nested(usize::from(DEPTH_MAX) - 1)).is_ok());
    refused(&nested(usize::from(DEPTH_MAX)));
    // Nesting that overflows the stack of whoever takes it apart.
    refused(&[&b"N"[..], &b"\x85".repeat(1_000_000), b"."].concat());
    refused(&[&b"]".repeat(1_000_000)[..], &b"a".repeat(999_999), b"."].concat());
    // The same text named, or used, over and over.
    let text = [&b"X\0\0\x10\0"[..], &b"x".repeat(0x10_0000), b"q\0"].concat();
    refused(&[&text[..], &b"q\x01".repeat(1000), b"."].concat());
    refused(&[b"](", &text[..], &b"h\0".repeat(1000), b"e."].concat());
    // Lengths that are not there.
    refused(b"X\xff\xff\xff\xff.");
    refused(b"\x8d\xff\xff\xff\xff\xff\xff\xff\xff.");
    refused(b"\x8b\xff\xff\xff\xff.");
    refused(&[&b"L"[..], &b"9".repeat(1_000_000), b"\n."].concat());
    refused(&vec![b'N'; FILE_BYTES_MAX + 1]);
}

#[test]
fn a_whole_school_fits() {
    let mut bytes = b"\x80\x04}\x94(".to_vec();
    for n in 0..100_000 {
        bytes.extend_from_slice(b"\x8c\x06");
        bytes.extend_from_slice(format!("u{n:05}").as_bytes());
        bytes.extend_from_slice(b"\x94\x8c\x06secret\x94");
    }
    bytes.extend_from_slice(b"u.");
    assert_eq!(read_accounts(&bytes, judge()).unwrap().iter().filter(|entry| entry.is_ok()).count(), 100_000);
}

proptest! {
    #[test]
    fn noise_does_no_harm(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read(&bytes);
    }

    #[test]
    fn opcodes_in_any_order_do_no_harm(parts in prop::collection::vec(prop::sample::select(vec![
        &b"("[..], b")", b"]", b"}", b"N", b"K\x01", b"X\x01\0\0\0a", b"X\x02\0\0\0bb", b"Vc\n", b"S'd'\n", b"t", b"l", b"d",
        b"a", b"e", b"s", b"u", b"\x85", b"\x86", b"\x87", b"\x8f", b"\x90", b"\x91", b"q\0", b"q\x01", b"h\0", b"h\x01", b"\x94",
        b"0", b"1", b"2", b"R", b"c_codecs\nencode\n", b"c__builtin__\nbytes\n", b"I01\n", b"\x8a\x01\xff", b".",
    ]), 0..40)) {
        let _ = read(&[parts.concat(), b".".to_vec()].concat());
    }

    #[test]
    fn a_changed_byte_does_no_harm(which in 0..6usize, at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = ACCOUNTS[which].to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}

#[test]
fn what_is_cut_shared_or_goes_on_is_said() {
    let read = |bytes: &[u8]| read_accounts(bytes, Judge::new(20)).unwrap_err();
    // Python's own: {"alice": "secret1"} in protocol 4.
    let whole = b"\x80\x04\x95\x18\0\0\0\0\0\0\0}\x94\x8c\x05alice\x94\x8c\x07secret1\x94s.";
    assert!(read_accounts(whole, Judge::new(20)).is_ok());
    for end in 2..whole.len() {
        assert_eq!(read(&whole[..end]), PickleError::Cut, "{end}");
    }
    assert_eq!(read(&[&whole[..], &whole[..]].concat()), PickleError::Behind(whole.len()));
    // {"a": d, "b": d} with d = {"password": "x"}.
    let shared =
        b"\x80\x02}q\0(X\x01\0\0\0aq\x01}q\x02X\x08\0\0\0passwordq\x03X\x01\0\0\0xq\x04sX\x01\0\0\0bq\x05h\x02u.";
    assert_eq!(read(shared), PickleError::Shared);
    assert!(PickleError::Shared.to_string().contains("json.dump(users, file, default=lambda"));
}
