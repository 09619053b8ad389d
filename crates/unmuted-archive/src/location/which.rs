//! Which files of a location may hold recordings.

/// Endings of names that recordings have: containers that are read, and containers that cameras and exports are known
/// to use, which then give a row that says that they could not be read. In lower case.
const ENDINGS: [&str; 38] = [
    "3g2", "3gp", "aac", "ac3", "aif", "aifc", "aiff", "amr", "asf", "av3", "avi", "caf", "divx", "dvr", "flac", "flv",
    "m2ts", "m4a", "m4v", "mj2", "mka", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "mts", "oga", "ogg", "ogv", "opus",
    "ts", "vob", "wav", "webm", "wma", "wmv",
];

/// Which files of a location may hold recordings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Which {
    /// Those with the ending of a recording's name.
    #[default]
    ByName,
    /// All, whatever they are called; what is no recording by its first bytes is passed over.
    All,
}

impl Which {
    /// Whether a file of this name is looked at.
    pub fn fits(self, name: &str) -> bool {
        self == Self::All || is_media_name(name)
    }
}

/// Whether a name has the ending of a recording's.
pub fn is_media_name(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    let Some((stem, ending)) = file.rsplit_once('.') else { return false };
    // `._video.mp4` is what macOS leaves beside a file on foreign disks; it holds no recording.
    !stem.is_empty() && !stem.starts_with("._") && ENDINGS.iter().any(|e| e.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_count_and_case_does_not() {
        for name in ["a.mp4", "A.MP4", "unit/x.y.MoV"] {
            assert!(is_media_name(name), "{name}");
        }
        for name in ["mp4", ".mp4", "a.txt", "._a.mp4", "mp4/readme", "a.mp4.part"] {
            assert!(!is_media_name(name), "{name}");
        }
        assert!(Which::All.fits("anything"));
    }
}
