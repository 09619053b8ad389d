//! EBML elements (RFC 8794): an identifier and a size, both numbers of a length that they say themselves, and a body.

use crate::bytes::Windowed;

/// Where one element lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) id: u32,
    pub(super) start: u64,
    pub(super) body: u64,
    /// Where it ends; `None` where its size is not known (a live recording).
    pub(super) end: Option<u64>,
}

/// The element whose header begins at `at`, or `None` where there is none.
pub(super) fn element(reader: &Windowed<'_>, at: u64) -> std::io::Result<Option<Element>> {
    let mut head = [0u8; 12];
    let n = reader.read(at, &mut head)?;
    Ok(parse(head.get(..n).unwrap_or_default(), at))
}

/// The same from bytes that are held already.
pub(super) fn parse(head: &[u8], at: u64) -> Option<Element> {
    let first = *head.first()?;
    let id_len = first.leading_zeros() as usize + 1;
    if id_len > 4 {
        return None;
    }
    let id = head.get(..id_len)?.iter().fold(0u32, |n, &b| (n << 8) | u32::from(b));
    let (size, size_len) = number(head.get(id_len..)?)?;
    let body = at + (id_len + size_len) as u64;
    let unknown = size == (1u64 << (7 * size_len)) - 1;
    Some(Element { id, start: at, body, end: (!unknown).then(|| body.saturating_add(size)) })
}

/// A number of variable length (RFC 8794, 4) and how many bytes it takes.
pub(super) fn number(data: &[u8]) -> Option<(u64, usize)> {
    let first = *data.first()?;
    let len = first.leading_zeros() as usize + 1;
    if len > 8 {
        return None;
    }
    let value = u64::from(first) & ((1u64 << (8 - len)) - 1);
    Some((data.get(1..len)?.iter().fold(value, |n, &b| (n << 8) | u64::from(b)), len))
}

/// The children of a body that is held as a whole.
pub(super) fn children(data: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = data;
    std::iter::from_fn(move || {
        let e = parse(rest, 0)?;
        let body = usize::try_from(e.body).ok()?;
        let end = e.end.and_then(|e| usize::try_from(e).ok()).unwrap_or(rest.len()).min(rest.len());
        let found = rest.get(body..end)?;
        rest = rest.get(end..)?;
        Some((e.id, found))
    })
}

/// An unsigned integer of up to eight bytes.
pub(super) fn unsigned(body: &[u8]) -> Option<u64> {
    (body.len() <= 8).then(|| body.iter().fold(0, |n, &b| (n << 8) | u64::from(b)))
}

/// A floating-point number of four or eight bytes.
pub(super) fn float(body: &[u8]) -> Option<f64> {
    match body.len() {
        0 => Some(0.0),
        4 => Some(f64::from(f32::from_be_bytes(body.try_into().ok()?))),
        8 => Some(f64::from_be_bytes(body.try_into().ok()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_every_length() {
        let e = parse(&[0xa3, 0x82, 1, 2], 100).unwrap();
        assert_eq!(e, Element { id: 0xa3, start: 100, body: 102, end: Some(104) });
        let e = parse(&[0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], 0).unwrap();
        assert_eq!((e.id, e.end), (0x1f43_b675, None));
        assert_eq!(number(&[0x40, 0x7f]), Some((127, 2)));
        assert_eq!(parse(&[0x00, 0x80], 0), None);
        assert_eq!(
            children(&[0xd7, 0x81, 5, 0x83, 0x81, 2]).map(|c| (c.0, c.1[0])).collect::<Vec<_>>(),
            [(0xd7, 5), (0x83, 2)]
        );
    }
}
