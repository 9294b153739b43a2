//! Opening and making files in a directory that may be another user's.
//!
//! Root runs the command line in the directory of the service's user, who can put a link under any name there, at any
//! moment: what root would write, give away or change the mode of could then be `/etc/passwd`. So a file is made only
//! where there is none, what is opened is asked for its kind and its owner, and a link is followed only if it is root's
//! or this user's own. Called by `permissions`, `store`, `ops` and `cli`; it asks the file system, which may block.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;

use rustix::fs::OFlags;

/// Checks that a path is no link, or one that may be followed.
///
/// # Errors
/// In words, when it is a link of somebody who is neither root nor this user.
pub(crate) fn check_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_symlink() && !is_trusted(there.uid()) => Err(io::Error::other(format!(
            "it is a link that another user has made (uid {}), so it is not followed: remove it",
            there.uid()
        ))),
        _ => Ok(()),
    }
}

fn is_trusted(owner: u32) -> bool {
    owner == 0 || owner == rustix::process::geteuid().as_raw()
}

/// Opens a file as the options say, but follows nobody else's link.
pub(crate) fn open(options: &OpenOptions, path: &Path) -> io::Result<File> {
    check_link(path)?;
    if fs::symlink_metadata(path).is_ok_and(|there| there.is_symlink()) {
        return options.open(path);
    }
    // Since the look a link may have come.
    options.clone().custom_flags(flags(OFlags::NOFOLLOW)).open(path)
}

/// Opens a plain file for reading, without following a link. A pipe is not waited for.
pub(crate) fn open_plain(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).custom_flags(flags(OFlags::NOFOLLOW | OFlags::NONBLOCK)).open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is no plain file"));
    }
    Ok(file)
}

fn flags(flags: OFlags) -> i32 {
    flags.bits().cast_signed()
}

/// Makes a file that only its owner may read and write. There must be nothing under its name, not even a link.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

/// The same in the place of what an earlier attempt has left.
pub(crate) fn create_private_anew(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
        _ => create_private(path),
    }
}

/// Copies everything in a file into a new one, onto the disk. Says how many bytes that were.
pub(crate) fn copy_into(mut from: &File, mut to: &File) -> io::Result<u64> {
    let bytes = io::copy(&mut from, &mut to)?;
    to.sync_all()?;
    Ok(bytes)
}

/// Gives a file that root has made to the owner of the directory it is in: that is who runs the server.
pub(crate) fn give_to_owner_of(directory: &Path, file: &File) -> io::Result<()> {
    let (file_is, directory_is) = (file.metadata()?, fs::metadata(directory)?);
    // Only root may give files away, and only what root made needs it. One with a second name may not be root's work.
    if file_is.uid() == 0 && directory_is.uid() != 0 && file_is.nlink() == 1 {
        fchown(file, Some(directory_is.uid()), Some(directory_is.gid()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::{PermissionsExt, lchown, symlink};

    use super::*;

    #[test]
    fn a_fresh_file_takes_the_place_of_a_link_and_not_of_what_it_leads_to() {
        let directory = tempfile::tempdir().unwrap();
        let (victim, path) = (directory.path().join("victim"), directory.path().join("fresh"));
        fs::write(&victim, "precious").unwrap();
        symlink(&victim, &path).unwrap();
        assert_eq!(create_private(&path).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let file = create_private_anew(&path).unwrap();
        assert_eq!(copy_into(&open_plain(&victim).unwrap(), &file).unwrap(), 8);
        let there = fs::symlink_metadata(&path).unwrap();
        assert!(there.is_file() && there.permissions().mode() & 0o7777 == 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
        assert!(fs::symlink_metadata(&victim).unwrap().is_file());
    }

    #[test]
    fn only_ones_own_links_and_roots_are_followed() {
        let directory = tempfile::tempdir().unwrap();
        let (target, link) = (directory.path().join("target"), directory.path().join("link"));
        fs::write(&target, "there").unwrap();
        symlink(&target, &link).unwrap();
        let mut text = String::new();
        open(OpenOptions::new().read(true), &link).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "there");
        assert!(open_plain(&link).is_err());
        assert!(open_plain(directory.path()).unwrap_err().to_string().contains("no plain file"));
        if !rustix::process::geteuid().is_root() {
            eprintln!("left out: only root makes links that are another's");
            return;
        }
        lchown(&link, Some(65533), Some(65533)).unwrap();
        let refused = open(OpenOptions::new().read(true), &link).unwrap_err();
        assert!(refused.to_string().contains("another user has made (uid 65533)"), "{refused}");
    }

    #[test]
    fn what_has_two_names_is_not_given_away() {
        if !rustix::process::geteuid().is_root() {
            eprintln!("left out: only root gives files away");
            return;
        }
        let directory = tempfile::tempdir().unwrap();
        lchown(directory.path(), Some(65533), Some(65533)).unwrap();
        let (one, two) = (directory.path().join("one"), directory.path().join("two"));
        let file = create_private(&one).unwrap();
        fs::hard_link(&one, &two).unwrap();
        give_to_owner_of(directory.path(), &file).unwrap();
        assert_eq!(file.metadata().unwrap().uid(), 0);
        fs::remove_file(&two).unwrap();
        give_to_owner_of(directory.path(), &file).unwrap();
        assert_eq!(file.metadata().unwrap().uid(), 65533);
    }
}
