//! A map of a list and the list's bytes: `list.toml`, a line `---`, then the file. With no map of its own, the bytes are
//! read as every list that the program knows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unmuted_record::list::{Imported, Library, ListMap, Lookup, fill, import};

fuzz_target!(|data: &[u8]| {
    let separator = b"\n---\n";
    let at = data.windows(separator.len()).position(|w| w == separator);
    if let Some(at) = at
        && let Ok(text) = std::str::from_utf8(&data[..at])
        && let Ok(map) = ListMap::read("list.toml", text)
    {
        read(&map, &data[at + separator.len()..]);
        return;
    }
    let Ok(library) = Library::with(&[]) else { return };
    for map in library.maps() {
        read(map, data);
    }
});

fn read(map: &ListMap, bytes: &[u8]) {
    let releases = map.releases.iter().map(|r| Some(r.id.as_str()));
    for release in std::iter::once(None).chain(releases) {
        if let Ok(imported) = import(map, bytes, release, &Lookup::new()) {
            check(&imported);
        }
    }
}

fn check(imported: &Imported) {
    for (row, at) in imported.rows.iter().zip(0..) {
        let claims = imported.claims(at);
        assert!(!row.set_aside || claims.is_empty(), "a row that was set aside was read");
        for claim in claims {
            // What is said can be shown, in the publisher's words and in ours.
            drop((imported.raw(at, claim.column), claim.value.text().map(|t| t.into_owned())));
        }
    }
    let table = fill([imported]);
    assert!(table.fields.iter().all(|(_, c)| c.len() == table.rows.len()));
}
