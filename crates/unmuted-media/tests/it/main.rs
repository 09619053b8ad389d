//! Everything that is tested from outside, in one program; only what counts memory has its own.

#[cfg(test)]
mod clicks;
#[cfg(test)]
mod foreign;
#[cfg(test)]
mod made;
#[cfg(test)]
mod material;
#[cfg(test)]
mod reads;
#[cfg(test)]
mod remembered;
#[cfg(test)]
mod shared;
#[cfg(test)]
mod silences;
#[cfg(test)]
mod sounds;
mod surveys;
