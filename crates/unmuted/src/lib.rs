//! `unmuted`, the program: reads a case, reviews it, writes what people open.

pub mod review;
