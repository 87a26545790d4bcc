//! Files compared byte for byte.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// Bytes compared in one go.
const AT_ONCE: usize = 1 << 16;

/// How a file in a folder and the one made again stand to each other.
#[derive(Debug, PartialEq, Eq)]
pub enum Likeness {
    /// They are the same.
    Same,
    /// From this byte on, counted from 1.
    Differs(u64),
    /// There is no such file in the folder.
    Absent,
}

/// The names in a folder, in order.
///
/// # Errors
/// When the disk refuses.
pub fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// How an old file and a new one stand to each other, and the size of the new one. \[bytes\]
///
/// # Errors
/// When the disk refuses.
pub fn likeness(old: &Path, new: &Path) -> io::Result<(Likeness, u64)> {
    let size = std::fs::metadata(new)?.len();
    let old = match File::open(old) {
        Ok(file) => file,
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok((Likeness::Absent, size)),
        Err(why) => return Err(why),
    };
    let (mut old, mut new) = (BufReader::new(old), BufReader::new(File::open(new)?));
    let (mut one, mut other) = (Vec::new(), Vec::new());
    let mut before = 0;
    loop {
        one.clear();
        other.clear();
        old.by_ref().take(AT_ONCE as u64).read_to_end(&mut one)?;
        new.by_ref().take(AT_ONCE as u64).read_to_end(&mut other)?;
        if one != other {
            let same = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
            return Ok((Likeness::Differs(before + same as u64 + 1), size));
        }
        if one.is_empty() {
            return Ok((Likeness::Same, size));
        }
        before += one.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_first_byte_that_differs_is_found_however_far_in_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["old", "new"].map(|name| folder.path().join(name));
        let mut bytes = vec![7; 3 * AT_ONCE + 5];
        fs::write(&new, &bytes).unwrap();
        assert_eq!(likeness(&old, &new).unwrap().0, Likeness::Absent);
        fs::write(&old, &bytes).unwrap();
        assert_eq!(likeness(&old, &new).unwrap().0, Likeness::Same);
        bytes[2 * AT_ONCE] = 8;
        fs::write(&old, &bytes).unwrap();
        assert_eq!(likeness(&old, &new).unwrap().0, Likeness::Differs(2 * AT_ONCE as u64 + 1));
        fs::write(&old, [7; 10]).unwrap();
        assert_eq!(likeness(&old, &new).unwrap().0, Likeness::Differs(11));
    }
}
