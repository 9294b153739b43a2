//! Tokens: what a client keeps in place of a password, so that it comes back by itself.
//!
//! Owns [`Token`], 128 bits that nobody can guess, what is kept of it ([`TokenDigest`], [`TokenRecord`]), and [`TokenMint`],
//! which makes new ones. The core draws no random number: the edge draws one [`Secret`] at the start, and each token is a
//! digest of it and of a number that is used once. The rules are in `tokens`.

use std::fmt;

use sha2::{Digest, Sha256};

use super::clock::WallTime;
use super::name::Username;

/// Tokens of one account. The one that was used least lately makes room.
pub const TOKENS_OF_ONE_MAX: usize = 10;

/// Days for which a token that is not used holds.
pub const TOKEN_DAYS: i64 = 30;

/// Longest name of a device, in characters.
pub const DEVICE_CHARS_MAX: usize = 60;

const DAY_US: i64 = 24 * 60 * 60 * 1_000_000;

/// Random bytes that the edge drew when the server started, and that nobody else knows. Shows nothing of itself.
#[derive(Clone)]
pub struct Secret(pub [u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The secret with which a client comes back. Shows nothing of itself when printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 16]);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Parses 32 hexadecimal digits; `None` for any other text.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return None;
        }
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let value = |digit: u8| char::from(digit).to_digit(16);
            *byte = (value(pair[0])? << 4 | value(pair[1])?) as u8;
        }
        Some(Self(bytes))
    }

    /// Makes one in place of a text that is no token: nobody's.
    pub fn nobodys() -> Self {
        Self([0; 16])
    }

    /// The 32 digits for its owner.
    pub fn to_text(&self) -> String {
        hex(&self.0)
    }

    /// Makes the digest that is kept of it. The bits are random, so one pass of SHA-256 is as good as the slow hash of
    /// a password.
    pub fn digest(&self) -> TokenDigest {
        let whole: [u8; 32] = Sha256::digest(self.0).into();
        let mut half = [0; 16];
        half.copy_from_slice(&whole[..16]);
        TokenDigest(half)
    }
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The digest that is kept of a token: by it a token is found, and of it none can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TokenDigest(pub [u8; 16]);

impl TokenDigest {
    /// Parses those digits.
    pub fn parse(text: &str) -> Option<Self> {
        Token::parse(text).map(|Token(bytes)| Self(bytes))
    }

    /// It in hexadecimal digits.
    pub fn to_text(self) -> String {
        hex(&self.0)
    }
}

/// The name that a device gives itself: a short text without control characters, which may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeviceName(Box<str>);

impl DeviceName {
    /// Takes what of a text can be a name: it is shown to its owner only, and nobody is refused for it.
    pub fn of(text: &str) -> Self {
        let shown: String = text.chars().filter(|c| !c.is_control()).take(DEVICE_CHARS_MAX).collect();
        Self(shown.trim().into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The token of an account, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRecord {
    /// By which its owner speaks of it. None is given twice.
    pub number: u64,
    /// Whose it is.
    pub owner: Username,
    /// By which it is found.
    pub digest: TokenDigest,
    /// The name that the device gave itself.
    pub device: DeviceName,
    /// When it was made.
    pub created: WallTime,
    /// When it was last used, to the day.
    pub used: WallTime,
}

impl TokenRecord {
    /// True if nobody has used it for too long.
    pub fn is_expired(&self, now: WallTime) -> bool {
        now.unix_us.saturating_sub(self.used.unix_us) > TOKEN_DAYS * DAY_US
    }

    /// Notes that it is used; true if that is to be kept, which is once a day at most.
    pub fn touch(&mut self, now: WallTime) -> bool {
        // A clock that goes back changes nothing.
        let is_news = now.unix_us.saturating_sub(self.used.unix_us) >= DAY_US;
        if is_news {
            self.used = now;
        }
        is_news
    }
}

/// The time before which a token that was not used since is expired, in microseconds since the Unix epoch.
pub fn expired_before_us(now_us: i64) -> i64 {
    now_us.saturating_sub(TOKEN_DAYS * DAY_US)
}

/// Makes what nobody can guess, out of the secret.
#[derive(Debug)]
pub struct TokenMint {
    secret: Secret,
    made: u64,
}

impl TokenMint {
    /// A mint whose products nobody can guess who does not know the secret.
    pub fn new(secret: Secret) -> Self {
        Self { secret, made: 0 }
    }

    /// A token that there never was.
    pub fn token(&mut self) -> Token {
        Token(self.next())
    }

    fn next(&mut self) -> [u8; 16] {
        self.made += 1;
        let whole: [u8; 32] =
            Sha256::new().chain_update(self.secret.0).chain_update(self.made.to_be_bytes()).finalize().into();
        let mut half = [0; 16];
        half.copy_from_slice(&whole[..16]);
        half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_32_digits_and_comes_back_as_it_was() {
        let mut mint = TokenMint::new(Secret([7; 32]));
        let (first, second) = (mint.token(), mint.token());
        assert_ne!(first, second);
        assert_eq!(Token::parse(&first.to_text()), Some(first.clone()));
        assert_eq!(first.to_text().len(), 32);
        assert_ne!(first.digest(), second.digest());
        assert_ne!(TokenMint::new(Secret([8; 32])).token(), first, "another secret, other tokens");
        for text in ["", "0", &"g".repeat(32), &"0".repeat(31), &"0".repeat(33), &"é".repeat(16)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
        assert_eq!(format!("{first:?} {:?}", Secret([7; 32])), "Token(…) Secret(…)");
    }

    #[test]
    fn a_token_holds_for_thirty_days_after_its_last_use() {
        let at = |days: i64| WallTime { unix_us: days * DAY_US, offset_s: 0 };
        let mut record = TokenRecord {
            number: 1,
            owner: Username::parse("alice").unwrap(),
            digest: TokenDigest([0; 16]),
            device: DeviceName::of(" a\nb "),
            created: at(100),
            used: at(100),
        };
        assert_eq!(record.device.as_str(), "ab");
        assert!(!record.is_expired(at(130)) && record.is_expired(at(131)));
        assert!(!record.touch(WallTime { unix_us: at(101).unix_us - 1, offset_s: 0 }), "once a day");
        assert!(record.touch(at(129)) && !record.is_expired(at(150)));
        assert!(!record.touch(at(3)) && record.used == at(129), "a clock that goes back changes nothing");
    }
}
