//! What a cache keeps comes back as it was.
#![cfg(feature = "serde")]

use unmuted_media::{Heard, Recording};

use crate::material;

#[test]
fn recordings_and_what_is_heard_survive_a_cache() {
    for truth in material::all() {
        let (recording, heard) = material::heard(&material::bytes(&truth.file));
        let text = serde_json::to_string(&recording).unwrap();
        assert_eq!(serde_json::from_str::<Recording>(&text).unwrap(), recording, "{}", truth.file);
        let text = serde_json::to_string(&heard).unwrap();
        assert_eq!(serde_json::from_str::<Heard>(&text).unwrap(), heard, "{}", truth.file);
    }
}
