//! The output of an export: standard output, or a file that appears under its name when it is whole.
//!
//! Owns [`Output`].

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::files::{check_link, create_private_anew};

/// Bytes that are written at a time.
const BUFFER_BYTES: usize = 64 * 1024;

/// The output of an export.
pub(in crate::cli) struct Output {
    to: OutputTarget,
}

enum OutputTarget {
    Standard(BufWriter<StdoutLock<'static>>),
    /// Something there that is no plain file: a device, a pipe.
    Other(BufWriter<File>),
    File(Part),
}

/// A file that is not whole yet.
struct Part {
    out: BufWriter<File>,
    path: PathBuf,
    part: PathBuf,
    is_done: bool,
}

impl Output {
    /// Opens standard output for `None` and for `-`.
    ///
    /// # Errors
    /// In words, with the path.
    pub(in crate::cli) fn open(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path.filter(|path| *path != Path::new("-")) else {
            let out = BufWriter::with_capacity(BUFFER_BYTES, io::stdout().lock());
            return Ok(Self { to: OutputTarget::Standard(out) });
        };
        let words = |e: io::Error| format!("cannot write {}: {e}", path.display());
        // Where somebody else's link leads, nobody here has asked for.
        check_link(path).map_err(words)?;
        let to = match fs::metadata(path) {
            Ok(there) if !there.is_file() => {
                let file = OpenOptions::new().write(true).open(path).map_err(words)?;
                OutputTarget::Other(BufWriter::with_capacity(BUFFER_BYTES, file))
            }
            _ => OutputTarget::File(Part::begin(path).map_err(words)?),
        };
        Ok(Self { to })
    }

    /// True if it is standard output.
    pub(in crate::cli) fn is_standard(&self) -> bool {
        matches!(self.to, OutputTarget::Standard(_))
    }

    /// Makes sure that all is written, and gives the file its name.
    pub(in crate::cli) fn finish(self) -> io::Result<()> {
        match self.to {
            OutputTarget::Standard(mut out) => out.flush(),
            OutputTarget::Other(mut out) => out.flush(),
            OutputTarget::File(part) => part.finish(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            OutputTarget::Standard(out) => out.write(bytes),
            OutputTarget::Other(out) => out.write(bytes),
            OutputTarget::File(part) => part.out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            OutputTarget::Standard(out) => out.flush(),
            OutputTarget::Other(out) => out.flush(),
            OutputTarget::File(part) => part.out.flush(),
        }
    }
}

impl Part {
    fn begin(path: &Path) -> io::Result<Self> {
        // A link keeps pointing to the file, which is replaced where it is.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut part = path.as_os_str().to_owned();
        part.push(format!(".{}.part", std::process::id()));
        let part = PathBuf::from(part);
        // There may be one of a former process of that number.
        let file = create_private_anew(&part)?;
        Ok(Self { out: BufWriter::with_capacity(BUFFER_BYTES, file), path, part, is_done: false })
    }

    fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.out.get_ref().sync_all()?;
        fs::rename(&self.part, &self.path)?;
        self.is_done = true;
        let directory = self.path.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(directory)?.sync_all()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_done {
            // What could not be written may not be there.
            let _ = fs::remove_file(&self.part);
        }
    }
}
