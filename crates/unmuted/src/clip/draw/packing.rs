//! Labels that would meet go into rows.

/// The row, from zero, of each label given by where it begins and ends, in pixels; `None` where `rows` are full there.
pub fn rows(labels: &[[f64; 2]], rows: usize) -> Vec<Option<usize>> {
    let mut ends = vec![f64::MIN; rows];
    let place = |[a, b]: &[f64; 2]| {
        let free = ends.iter().position(|end| *end + 6.0 <= *a)?;
        if let Some(end) = ends.get_mut(free) {
            *end = *b;
        }
        Some(free)
    };
    labels.iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn labels_never_meet() {
        let labels = [[0.0, 50.0], [20.0, 70.0], [60.0, 90.0], [61.0, 80.0]];
        assert_eq!(super::rows(&labels, 2), [Some(0), Some(1), Some(0), None]);
    }
}
