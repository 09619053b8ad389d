//! Rows of words in columns, for a terminal of any width and for a file.

/// Columns stand so far apart.
const APART: usize = 2;

/// Rows of cells, each column as wide as its widest cell, or narrower where all together would be wider than
/// `width`; words that do not fit go to the next line of their cell. Each line begins with `indent` spaces; nothing
/// stands behind the last word of a line.
pub fn render(rows: &[Vec<String>], indent: usize, width: usize) -> String {
    let widths = widths(rows, width.saturating_sub(indent));
    let mut out = String::new();
    for row in rows {
        let cells: Vec<Vec<String>> = row.iter().zip(&widths).map(|(cell, w)| wrapped(cell, *w)).collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for line in 0..lines {
            let mut text = " ".repeat(indent);
            for (i, (cell, w)) in cells.iter().zip(&widths).enumerate() {
                if i > 0 {
                    text.push_str(&" ".repeat(APART));
                }
                let words = cell.get(line).map_or("", String::as_str);
                text.push_str(words);
                text.push_str(&" ".repeat(w.saturating_sub(length(words))));
            }
            out.push_str(text.trim_end());
            out.push('\n');
        }
    }
    out
}

/// Narrow columns get what they need, and so does the first, which names the row, if that is at most a third of the
/// whole; what is left is shared among the wide ones.
fn widths(rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let needed = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| length(c)).max().unwrap_or(0);
    let mut needs: Vec<(usize, usize)> = (0..columns).map(|i| (needed(i), i)).collect();
    needs.sort_unstable_by_key(|&(need, i)| (i > 0 || need > width / 3, need, i));
    let mut left = width.saturating_sub(APART * columns.saturating_sub(1));
    let mut widths = vec![0; columns];
    for (n, (need, i)) in needs.into_iter().enumerate() {
        let share = if i == 0 && need <= width / 3 { left } else { left / (columns - n) };
        let given = need.min(share).max(1);
        left = left.saturating_sub(given);
        if let Some(w) = widths.get_mut(i) {
            *w = given;
        }
    }
    widths
}

/// A text in lines of at most `width` characters; a longer word is broken.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut word = word.to_owned();
        if !line.is_empty() && length(&line) + 1 + length(&word) > width {
            lines.push(std::mem::take(&mut line));
        }
        while length(&word) > width {
            let rest: String = word.chars().skip(width).collect();
            lines.push(word.chars().take(width).collect());
            word = rest;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn length(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|r| r.iter().map(|c| (*c).to_owned()).collect()).collect()
    }

    #[test]
    fn what_fits_is_on_one_line_each() {
        let text = render(&rows(&[&["aid", "done", ""], &["notification", "open for 3 days", "x"]]), 2, 80);
        assert_eq!(text, "  aid           done\n  notification  open for 3 days  x\n");
    }

    #[test]
    fn wide_columns_share_what_narrow_ones_leave() {
        let text = render(&rows(&[&["aid", "one two three four five", "six seven eight nine ten"]]), 0, 31);
        assert_eq!(text, "aid  one two       six seven\n     three four    eight nine\n     five          ten\n");
    }

    #[test]
    fn a_long_word_is_broken() {
        assert_eq!(wrapped("abcdef gh", 4), ["abcd", "ef", "gh"]);
        assert_eq!(wrapped("", 4), [""; 0]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_and_no_character_is_lost(
            cells in proptest::collection::vec("[a-zé ]{0,30}", 6),
            width in 12usize..60,
        ) {
            let rows: Vec<Vec<String>> = cells.chunks(3).map(<[String]>::to_vec).collect();
            let text = render(&rows, 2, width);
            for line in text.lines() {
                prop_assert!(length(line) <= width, "{line:?}");
                prop_assert_eq!(line.trim_end(), line);
            }
            let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            prop_assert_eq!(count(&text), cells.iter().map(|c| count(c)).sum::<usize>());
        }
    }
}
