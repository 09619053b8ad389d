//! Lacing: several packets in one block (RFC 9559, 10.3).

use super::ebml::number;

/// The sizes of a block's packets; `data` begins after the block's flags and is `total` bytes long in the file, of
/// which at least the sizes are held. Also says how many bytes the sizes take.
pub(super) fn sizes(kind: u8, data: &[u8], total: u64) -> Option<(Vec<u64>, u64)> {
    if kind == 0 {
        return Some((vec![total], 0));
    }
    let count = u64::from(*data.first()?) + 1;
    if kind == 2 {
        // All of one size.
        let each = total.checked_sub(1)? / count;
        return Some((vec![each; count as usize], 1));
    }
    let mut at = 1usize;
    let mut out: Vec<u64> = Vec::new();
    for i in 0..count - 1 {
        let size = if kind == 1 {
            // Xiph's: bytes are added until one is not 255.
            let mut n = 0u64;
            loop {
                let b = *data.get(at)?;
                at += 1;
                n += u64::from(b);
                if b != 255 {
                    break n;
                }
            }
        } else {
            let (n, len) = number(data.get(at..)?)?;
            at += len;
            match out.last() {
                // The first is a size, the others are differences, whose zero is in the middle of their range.
                Some(&last) if i > 0 => last.checked_add_signed(n as i64 - ((1i64 << (7 * len - 1)) - 1))?,
                _ => n,
            }
        };
        out.push(size);
    }
    let used = out.iter().try_fold(at as u64, |sum, &n| sum.checked_add(n))?;
    out.push(total.checked_sub(used)?);
    Some((out, at as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_ways_to_write_sizes() {
        assert_eq!(sizes(0, &[], 9), Some((vec![9], 0)));
        assert_eq!(sizes(1, &[2, 255, 45, 10], 1 + 3 + 300 + 10 + 7), Some((vec![300, 10, 7], 4)));
        assert_eq!(sizes(2, &[3], 1 + 400), Some((vec![100; 4], 1)));
        // 800, then 300 less, and the rest (the example of RFC 9559, 10.3.3).
        assert_eq!(sizes(3, &[2, 0x43, 0x20, 0x5e, 0xd3], 5 + 800 + 500 + 1000), Some((vec![800, 500, 1000], 5)));
        assert_eq!(sizes(1, &[2, 255], 500), None);
        assert_eq!(sizes(1, &[1, 200], 100), None);
    }
}
