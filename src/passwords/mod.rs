//! Passwords: hashing them and comparing them, with Argon2id (RFC 9106), and with what another program made until the
//! first login replaces it.
//!
//! Owns [`Hasher`] and the bounds of its cost. Pure work on the processor, a tenth of a second of it on a Pi: only the
//! worker thread and the command line call it, never the poll loop. It knows nothing of accounts.

mod foreign;
pub mod spoken;

use std::fmt;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::password_hash::try_generate_salt;
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Version};
use unicode_normalization::UnicodeNormalization;

use self::foreign::ForeignHash;
pub use self::foreign::{Kind, Recognized, Unusable, digest_text, recognize};

/// Fewest KiB that Argon2 works with (RFC 9106, section 3.1), for each lane.
pub const MEMORY_KIB_MIN: u32 = 8;
/// Most KiB: a sixteenth of the memory of the smallest Pi with 1 GB. Also a bound on what a stored hash may demand.
pub const MEMORY_KIB_MAX: u32 = 64 * 1024;
/// Most passes over the memory, of new hashes and of stored ones.
pub const PASSES_MAX: u32 = 64;
/// Most lanes. They are worked on one after the other; more of them only change the result.
pub const PARALLELISM_MAX: u32 = 4;

/// Bytes of a hash (RFC 9106, section 3.1, recommends 32 for passwords).
const OUTPUT_BYTES: usize = 32;

/// The address space taken for the work. glibc never keeps an allocation of more than 32 MiB for later
/// (`M_MMAP_THRESHOLD`, mallopt(3)), so this size makes sure that the memory is given back after each password; pages
/// that the work does not touch are never real.
const RESERVED_BLOCKS: usize = 33 * 1024;

/// For names that nobody has: any salt does, the result is thrown away.
const DUMMY_SALT: [u8; 16] = *b"nobody has this!";

/// The parameters that decide what a hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Params {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes.
    pub parallelism: u32,
}

/// The result of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is another password, or there is nothing to compare with.
    Wrong,
    /// It is the password.
    Right {
        /// True if the stored hash was made with other parameters and should be replaced.
        rehash: bool,
    },
}

/// The reason that there is no hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordError {
    /// These parameters are out of bounds.
    Params(Params),
    /// The system gave no random bytes for a salt.
    NoRandom(String),
    /// There is not enough memory now.
    NoMemory,
    /// The library refused, in its words.
    Refused(String),
}

impl fmt::Display for PasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Params(Params { memory_kib, passes, parallelism }) => write!(
                f,
                "memory_kib = {memory_kib}, passes = {passes}, parallelism = {parallelism} is not possible: use \
                 {MEMORY_KIB_MIN} to {MEMORY_KIB_MAX} KiB for each lane, 1 to {PASSES_MAX} passes, 1 to \
                 {PARALLELISM_MAX} lanes"
            ),
            Self::NoRandom(why) => write!(f, "the system gave no random bytes: {why}"),
            Self::NoMemory => f.write_str("there is not enough memory to hash a password"),
            Self::Refused(why) => f.write_str(why),
        }
    }
}

impl std::error::Error for PasswordError {}

/// Random bytes of the system, for what nobody may guess.
///
/// # Errors
/// [`PasswordError::NoRandom`].
pub fn random_bytes() -> Result<[u8; 32], PasswordError> {
    let mut bytes = [0; 32];
    for half in bytes.chunks_exact_mut(16) {
        half.copy_from_slice(&try_generate_salt().map_err(|e| PasswordError::NoRandom(e.to_string()))?);
    }
    Ok(bytes)
}

/// Hashes and compares passwords.
#[derive(Debug, Clone)]
pub struct Hasher {
    params: argon2::Params,
}

/// True if a text is a hash that a password can be compared with: one of ours, or one of those that [`recognize`] knows.
pub fn can_be_compared(text: &str) -> bool {
    Stored::parse(text).is_some() || matches!(recognize(text), Recognized::Hash(_))
}

impl Hasher {
    /// A hasher that makes new hashes with these parameters. Older hashes are compared with their own.
    ///
    /// # Errors
    /// [`PasswordError::Params`] if they are out of bounds.
    pub fn new(params: Params) -> Result<Self, PasswordError> {
        let Params { memory_kib, passes, parallelism } = params;
        argon2::Params::new(memory_kib, passes, parallelism, Some(OUTPUT_BYTES))
            .ok()
            .filter(affordable)
            .map(|params| Self { params })
            .ok_or(PasswordError::Params(params))
    }

    /// The PHC string of a new password, with a salt of its own.
    ///
    /// # Errors
    /// [`PasswordError`] if the system lacks random bytes or memory.
    pub fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let salt = try_generate_salt().map_err(|e| PasswordError::NoRandom(e.to_string()))?;
        let refused = |e: &dyn fmt::Display| PasswordError::Refused(e.to_string());
        let hash = PasswordHash {
            algorithm: ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&self.params).map_err(|e| refused(&e))?,
            salt: Some(Salt::new(&salt).map_err(|e| refused(&e))?),
            hash: Some(work(&Kdf::ours(&self.params), password, &salt, OUTPUT_BYTES)?),
        };
        Ok(hash.to_string())
    }

    /// Compares a password with what is stored: a PHC string, or the hash of another program. With none, or with one
    /// that cannot be read, the work is that of a new hash and the answer is no: the time does not tell whether a name
    /// exists. The hash of another program costs that work and its own.
    pub fn verify(&self, password: &str, stored: Option<&str>) -> Verdict {
        let Some(ours) = stored.and_then(Stored::parse) else {
            // The result is of no interest, and neither is whether there was the memory for it.
            let _ = std::hint::black_box(work(&Kdf::ours(&self.params), password, &DUMMY_SALT, OUTPUT_BYTES));
            let fits = stored.is_some_and(|stored| match ForeignHash::parse(stored) {
                Ok(Some(hash)) => hash.fits(password),
                _ => {
                    log::error!(
                        "a stored password hash cannot be read; nobody can log in with it until it is set again"
                    );
                    false
                }
            });
            return if fits { Verdict::Right { rehash: true } } else { Verdict::Wrong };
        };
        match ours.fits(password) {
            Ok(true) => Verdict::Right { rehash: !self.made_like_ours(&ours) },
            Ok(false) => Verdict::Wrong,
            Err(e) => {
                log::error!("a password could not be compared: {e}");
                Verdict::Wrong
            }
        }
    }

    fn made_like_ours(&self, stored: &Stored) -> bool {
        let cost = |params: &argon2::Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let Kdf { algorithm, version, params } = &stored.kdf;
        cost(params) == cost(&self.params)
            && stored.output.len() == OUTPUT_BYTES
            && (*algorithm, *version) == (Algorithm::Argon2id, Version::V0x13)
    }
}

/// Argon2 of one kind, at one cost.
struct Kdf {
    algorithm: Algorithm,
    version: Version,
    params: argon2::Params,
}

impl Kdf {
    fn ours(params: &argon2::Params) -> Self {
        Self { algorithm: Algorithm::Argon2id, version: Version::V0x13, params: params.clone() }
    }
}

/// A PHC string taken apart.
struct Stored {
    kdf: Kdf,
    salt: Salt,
    output: Output,
}

impl Stored {
    /// `None` for what is no Argon2 hash, and for one that would cost more than any of ours may.
    fn parse(phc: &str) -> Option<Self> {
        let hash = PasswordHash::new(phc).ok()?;
        let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
        // The first version wrote no number.
        let version = hash.version.map_or(Some(Version::V0x10), |version| Version::try_from(version).ok())?;
        let params = argon2::Params::try_from(&hash).ok().filter(affordable)?;
        Some(Self { kdf: Kdf { algorithm, version, params }, salt: hash.salt?, output: hash.hash? })
    }

    /// True if it was made of this password. Outputs are compared in constant time.
    fn fits(&self, password: &str) -> Result<bool, PasswordError> {
        Ok(work(&self.kdf, password, &self.salt, self.output.len())? == self.output)
    }
}

fn affordable(params: &argon2::Params) -> bool {
    params.m_cost() <= MEMORY_KIB_MAX && params.t_cost() <= PASSES_MAX && params.p_cost() <= PARALLELISM_MAX
}

fn work(kdf: &Kdf, password: &str, salt: &[u8], bytes: usize) -> Result<Output, PasswordError> {
    let Kdf { algorithm, version, params } = kdf;
    #[cfg(test)]
    tests::BLOCKS_FILLED.set(tests::BLOCKS_FILLED.get() + u64::from(params.m_cost()) * u64::from(params.t_cost()));
    // The same accent may be typed as one character or as two (RFC 8265, section 4.2.2).
    let password: String = password.nfc().collect();
    let blocks = params.block_count();
    let mut memory: Vec<Block> = Vec::new();
    memory.try_reserve_exact(blocks.max(RESERVED_BLOCKS)).map_err(|_| PasswordError::NoMemory)?;
    memory.resize(blocks, Block::new());
    let argon2 = Argon2::new(*algorithm, *version, params.clone());
    let mut output = [0; Output::MAX_LENGTH];
    let refused = |e: &dyn fmt::Display| PasswordError::Refused(e.to_string());
    let output = output.get_mut(..bytes).ok_or_else(|| refused(&"the hash is too long"))?;
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, &mut memory).map_err(|e| refused(&e))?;
    Output::new(output).map_err(|e| refused(&e))
}

#[cfg(test)]
mod tests {
    std::thread_local! {
        /// KiB filled by Argon2, all passes counted: what its time depends on.
        pub(super) static BLOCKS_FILLED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
    }

    use super::*;

    const CHEAP: Params = Params { memory_kib: 64, passes: 1, parallelism: 1 };

    fn hasher(params: Params) -> Hasher {
        Hasher::new(params).unwrap()
    }

    #[test]
    fn the_reference_implementations_hashes_are_understood() {
        // From the test suite of github.com/P-H-C/phc-winner-argon2 (test.c): Argon2id, version 19.
        let hasher = hasher(CHEAP);
        for (password, phc) in [
            ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
            ("password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"),
        ] {
            assert_eq!(hasher.verify(password, Some(phc)), Verdict::Right { rehash: true }, "{phc}");
            assert_eq!(hasher.verify("Password", Some(phc)), Verdict::Wrong, "{phc}");
        }
    }

    #[test]
    fn a_hash_fits_its_password_and_no_other() {
        let hasher = hasher(CHEAP);
        for password in ["abcd", "é à ç €", "", "😀 avec des espaces ", &"x".repeat(5000)] {
            let phc = hasher.hash(password).unwrap();
            assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{phc}");
            assert_eq!(hasher.verify(password, Some(&phc)), Verdict::Right { rehash: false });
            assert_eq!(hasher.verify(&format!("{password}."), Some(&phc)), Verdict::Wrong);
        }
        assert_ne!(hasher.hash("abcd").unwrap(), hasher.hash("abcd").unwrap(), "each has its own salt");
    }

    #[test]
    fn accents_may_be_typed_in_two_ways() {
        let hasher = hasher(CHEAP);
        let phc = hasher.hash("été").unwrap();
        assert_eq!(hasher.verify("e\u{301}te\u{301}", Some(&phc)), Verdict::Right { rehash: false });
    }

    #[test]
    fn other_parameters_ask_for_a_new_hash() {
        let old = hasher(CHEAP).hash("abcd").unwrap();
        for params in
            [Params { memory_kib: 128, ..CHEAP }, Params { passes: 2, ..CHEAP }, Params { parallelism: 2, ..CHEAP }]
        {
            assert_eq!(hasher(params).verify("abcd", Some(&old)), Verdict::Right { rehash: true });
            assert_eq!(hasher(params).verify("abce", Some(&old)), Verdict::Wrong);
        }
    }

    #[test]
    fn what_is_no_hash_fits_nothing() {
        let hasher = hasher(CHEAP);
        let good = hasher.hash("abcd").unwrap();
        let mut bad: Vec<String> = (0..good.len()).map(|end| good[..end].to_owned()).collect();
        bad.extend(
            [
                "abcd",
                "$",
                "$argon2id$",
                "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=4294967295,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=64,t=4294967295,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=1,t=1,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=64,t=1,p=1$YQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "é\u{0}$argon2id$v=19",
            ]
            .map(str::to_owned),
        );
        for phc in bad {
            assert_eq!(hasher.verify("abcd", Some(&phc)), Verdict::Wrong, "{phc}");
        }
    }

    /// Blocks of memory filled by some work of this thread.
    fn blocks_filled(work: impl FnOnce()) -> u64 {
        let before = BLOCKS_FILLED.get();
        work();
        BLOCKS_FILLED.get() - before
    }

    #[test]
    fn an_unknown_name_costs_as_much_as_a_known_one() {
        let hasher = hasher(Params { memory_kib: 128, passes: 3, parallelism: 1 });
        let phc = hasher.hash("abcd").unwrap();
        let known = blocks_filled(|| assert_eq!(hasher.verify("abce", Some(&phc)), Verdict::Wrong));
        let unknown = blocks_filled(|| assert_eq!(hasher.verify("abce", None), Verdict::Wrong));
        let unreadable = blocks_filled(|| assert_eq!(hasher.verify("abce", Some("?")), Verdict::Wrong));
        let md5 = "8e3232464a905e2eae8bdb91fd7aec11";
        let foreign = blocks_filled(|| assert_eq!(hasher.verify("abce", Some(md5)), Verdict::Wrong));
        assert_eq!([known, unknown, unreadable, foreign], [3 * 128; 4]);
    }

    #[test]
    fn the_memory_is_given_back() {
        fn resident_kib() -> usize {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
            line.trim_end_matches("kB").trim().parse().unwrap()
        }
        // Below what glibc always gives back, above what the other tests of this process use at the same time.
        let hasher = hasher(Params { memory_kib: 24 * 1024, passes: 1, parallelism: 1 });
        std::thread::spawn(move || {
            let before = resident_kib();
            for _ in 0..3 {
                hasher.hash("abcd").unwrap();
            }
            let after = resident_kib();
            assert!(after < before + 12 * 1024, "{before} KiB before, {after} KiB after");
        })
        .join()
        .unwrap();
    }

    #[test]
    fn parameters_out_of_bounds_are_refused() {
        for params in [
            Params { memory_kib: 7, ..CHEAP },
            Params { memory_kib: MEMORY_KIB_MAX + 1, ..CHEAP },
            Params { memory_kib: 8, parallelism: 2, ..CHEAP },
            Params { passes: 0, ..CHEAP },
            Params { passes: PASSES_MAX + 1, ..CHEAP },
            Params { parallelism: 0, ..CHEAP },
            Params { parallelism: PARALLELISM_MAX + 1, ..CHEAP },
        ] {
            assert!(matches!(Hasher::new(params), Err(PasswordError::Params(_))), "{params:?}");
        }
        assert!(Hasher::new(Params { memory_kib: 7168, passes: 5, parallelism: 1 }).is_ok());
    }
}
