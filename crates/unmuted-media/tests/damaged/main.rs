//! Damaged and hostile files: each must give a result with faults or a clear error, never a panic, never more than
//! 256 MB, and never a thread that does not come back. A program of its own with one test, because it counts every
//! allocation.

#[cfg(test)]
mod damage;
#[cfg(test)]
#[path = "../it/material.rs"]
#[allow(dead_code)] // other tests use the rest
mod material;
#[cfg(test)]
#[path = "../it/sounds.rs"]
mod sounds;

/// Counts every allocation of this program.
#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

/// The most that was held at once since the program began.
fn most_memory() -> usize {
    MEMORY.max_allocated()
}
