//! The first few of many, in bounded memory.

use std::collections::BinaryHeap;

/// Keeps the `most` least of what is added, and counts what it left out.
#[derive(Clone, Debug)]
pub struct Top<T: Ord> {
    most: usize,
    heap: BinaryHeap<T>,
    left_out: u64,
}

impl<T: Ord> Top<T> {
    /// Of at most so many.
    pub fn of(most: usize) -> Self {
        Self { most, heap: BinaryHeap::new(), left_out: 0 }
    }

    /// Adds one; the greatest is dropped where there is no room.
    pub fn add(&mut self, item: T) {
        self.heap.push(item);
        if self.heap.len() > self.most {
            self.heap.pop();
            self.left_out += 1;
        }
    }

    /// How many were dropped.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// What was kept, least first.
    pub fn into_sorted(self) -> Vec<T> {
        self.heap.into_sorted_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_are_kept_in_any_order_of_arrival() {
        for order in [[5, 1, 4, 2, 3], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1]] {
            let mut top = Top::of(3);
            order.into_iter().for_each(|n| top.add(n));
            assert_eq!(top.left_out(), 2);
            assert_eq!(top.into_sorted(), [1, 2, 3]);
        }
    }
}
