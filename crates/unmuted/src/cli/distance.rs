//! How far apart microphones were, where somebody knows it better than the program.

use unmuted_case::align::AlignOptions;

/// The option that every command has that solves a clock.
#[derive(clap::Args)]
pub struct Distance {
    /// The largest distance between two microphones that hear the same: sound takes 2.9 ms a metre
    #[arg(long, value_name = "M", default_value = "15", value_parser = metres)]
    max_distance: f64,
}

impl Distance {
    /// What the clock is solved with.
    pub fn options(&self) -> AlignOptions {
        AlignOptions { max_distance_m: self.max_distance }
    }
}

/// A largest distance in metres.
fn metres(typed: &str) -> Result<f64, String> {
    let wrong = || "write metres: more than 0, and no more than 1000".to_owned();
    let m: f64 = typed.trim().parse().map_err(|_| wrong())?;
    if m > 0.0 && m <= 1000.0 { Ok(m) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_metres_up_to_a_thousand() {
        assert_eq!(metres("60"), Ok(60.0));
        for wrong in ["0", "-1", "1001", "NaN", "inf", "far"] {
            assert!(metres(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_not_said_is_what_the_method_assumes() {
        #[derive(clap::Parser)]
        struct Typed {
            #[command(flatten)]
            distance: Distance,
        }
        let typed: Typed = clap::Parser::parse_from(["x"]);
        assert_eq!(typed.distance.options(), AlignOptions::default());
    }
}
