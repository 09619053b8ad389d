//! `ilst`, the metadata list that iTunes writes: only its `iTunSMPB` comment matters here, which counts the samples
//! that an encoder put in front and behind where no edit list does. (Apple's "Audio Priming", QuickTime File Format,
//! appendix G.)

use crate::cursor::Cursor;

/// Samples in front, and samples that are sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ITunSmpb {
    pub(super) priming: u32,
    pub(super) samples: u64,
}

/// Finds the comment in the body of an `ilst`.
pub(super) fn itun_smpb(body: &[u8]) -> Option<ITunSmpb> {
    boxes(body).filter(|(kind, _)| kind == b"----").find_map(|(_, item)| {
        let named = boxes(item).any(|(kind, body)| kind == *b"name" && body.get(4..) == Some(b"iTunSMPB"));
        let data = boxes(item).find(|(kind, _)| kind == b"data").and_then(|(_, body)| body.get(8..))?;
        named.then(|| parse(std::str::from_utf8(data).ok()?)).flatten()
    })
}

/// The comment is numbers in hexadecimal: a reserved one, priming, padding, samples, and more that does not matter.
fn parse(text: &str) -> Option<ITunSmpb> {
    let mut numbers = text.split_ascii_whitespace().skip(1).map(|n| u64::from_str_radix(n, 16).ok());
    let priming = u32::try_from(numbers.next()??).ok()?;
    numbers.next()??;
    Some(ITunSmpb { priming, samples: numbers.next()?? })
}

fn boxes(data: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut c = Cursor::new(data);
    std::iter::from_fn(move || {
        let (size, kind) = c.u32().zip(c.array::<4>())?;
        let body = c.take((size as usize).checked_sub(8)?)?;
        Some((kind, body))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apples_own_example() {
        let text = " 00000000 00000840 000001CA 00000000003F31F6 00000000 00000000";
        assert_eq!(parse(text), Some(ITunSmpb { priming: 2112, samples: 0x3f31f6 }));
        assert_eq!(parse(" 0 zz"), None);
    }
}
