//! Files as texts.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Most bytes of a scenario file, or of a file it names.
const LARGEST: u64 = 8 << 20;
/// Most characters of a path that are told.
const LONGEST_PATH: usize = 200;

/// A path for people to read: its end, where it is so long that what is said of it would not be read.
pub(super) fn told(path: &Path) -> String {
    let whole = path.display().to_string();
    let begins = whole.char_indices().rev().nth(LONGEST_PATH - 1).map_or(0, |(place, _)| place);
    if begins == 0 { whole } else { format!("…{}", &whole[begins..]) }
}

/// The text of a file.
///
/// # Errors
/// In words, when it is too large, no file or no text.
pub fn file_text(path: &Path) -> Result<String, String> {
    let trouble = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound | std::io::ErrorKind::InvalidFilename => {
            "there is no such file".to_owned()
        }
        std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
        _ => error.to_string(),
    };
    // Asked before it is opened: opening a pipe would wait for a writer.
    let about = std::fs::metadata(path).map_err(trouble)?;
    if !about.is_file() {
        return Err("it is not a file".to_owned());
    }
    let mut bytes = Vec::new();
    // Nor is one opened that says it is empty: what the system makes up as it is read may have no end.
    if about.len() == 0 {
        return Ok(String::new());
    }
    let file = File::open(path).map_err(trouble)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(trouble)?;
    if bytes.len() as u64 > LARGEST {
        return Err(format!("it is larger than {} MiB", LARGEST >> 20));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|&&byte| byte == b'\n')
            .count();
        format!("it is not UTF-8 text (line {})", line + 1)
    })
}
