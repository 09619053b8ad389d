//! Every number that the method depends on, in one place, with its unit and its reason.
//!
//! They were chosen on physical grounds and on scenes with known clocks (`docs/method-clock.md` names them and
//! what was measured); none depends on one recording. A change of any of them is a change of [`METHOD`].

/// Name and version of the method; part of every cached result and of every report.
pub const METHOD: &str = "clock/4";

/// Sampling rate of the sound that is compared, hertz. Speech, radio and the echoes that carry the timing lie below 4 kHz.
pub const RATE_HZ: u32 = 8_000;

/// Samples between two frames of features: 10 ms.
pub(crate) const HOP: usize = 80;
/// Samples in one frame's transform: 32 ms.
pub(crate) const FRAME: usize = 256;
/// Mel bands.
pub(crate) const BANDS: usize = 32;
/// Lowest frequency of the bands, hertz: wind and handling noise lie below.
pub(crate) const BAND_LOW_HZ: f64 = 150.0;
/// Highest frequency of the bands, hertz.
pub(crate) const BAND_HIGH_HZ: f64 = 3_800.0;
/// Frames on either side over which the mean is removed: 0.5 s.
pub(crate) const LOCAL_MEAN_FRAMES: usize = 50;
/// Frames on either side over which a band's usual energy is taken: 5 s.
pub(crate) const FLOOR_FRAMES: usize = 500;
/// What is added to a band's energy, as a share of its usual energy.
pub(crate) const FLOOR_SHARE: f32 = 0.5;
/// Frames on either side of a silent span that are not used: 0.3 s, for a codec's and a gain control's recovery.
pub(crate) const SILENCE_EDGE_FRAMES: usize = 30;

/// The windows of the first search.
pub(crate) const LONG: Windows = Windows { frames: 2_000, step: 1_000, phases: 1, min_usable: 500 };
/// The windows of the second search for the same: more of them in half a minute, three in each segment.
pub(crate) const SHORT: Windows = Windows { frames: 600, step: 900, phases: 3, min_usable: 300 };
/// Frames in one transform of the coarse search: 81.92 s.
pub(crate) const SEARCH_FFT: usize = 8_192;

/// Most correlations of a window with a block that one such search may cost (about 0.1 ms each).
pub(crate) const SEARCH_BUDGET: usize = 24_000;

/// How a search lays its windows; frames of 10 ms.
#[derive(Clone, Copy)]
pub(crate) struct Windows {
    /// Frames in one window.
    pub frames: usize,
    /// Frames from one segment to the next.
    pub step: usize,
    /// Windows in one segment; they are one witness.
    pub phases: usize,
    /// With less usable sound than this a window is not searched.
    pub min_usable: usize,
}

/// Largest difference between two clocks, billionths. Consumer crystals stay within ±50 ppm, so two differ by
/// at most 100; the rest is for people who walk.
pub(crate) const DRIFT_LIMIT_PPB: i64 = 120_000;

/// Lags that one window names, at most: a sound that fits in more places proves nothing about any.
pub(crate) const SHARES_PER_WINDOW: usize = 32;
/// Peaks below this many standard deviations of the window's own correlation name nothing.
pub(crate) const SHARE_MIN_Z: f32 = 3.0;
/// How fast a peak's share grows with its height: exp(this · z²). Slower than a normal density's one half falls,
/// so that the sum over all lags of noise stays finite.
pub(crate) const SHARE_GROWTH: f32 = 0.4;
/// The same for waveforms, whose noise is nearer to a normal one.
pub(crate) const WAVE_SHARE_GROWTH: f32 = 0.48;
/// Beyond this height two peaks are both the same sound, and which is higher says little: shares then grow with the
/// fourth power of the height only.
pub(crate) const SHARE_CAP_Z: f32 = 8.0;

/// Frames in one bin of lags: 10 ms.
pub(crate) const BIN_FRAMES: f64 = 1.0;
/// How far a window's share is spread, bins on either side, and which part of it: 15 ms, people close together.
pub(crate) const NEAR_BINS: (i64, f64) = (1, 0.35);
/// 60 ms, sources on either side of two cameras 20 m apart.
pub(crate) const WIDE_BINS: (i64, f64) = (6, 0.5);
/// 200 ms, cameras 70 m apart.
pub(crate) const FAR_BINS: (i64, f64) = (20, 0.15);
/// Which share of the windows is taken to hear something in common; the better of the two counts.
pub(crate) const HEARD_SHARES: [f64; 2] = [0.3, 0.05];
/// Lines of neighbouring slopes are at most this many bins apart at either end.
pub(crate) const SLOPE_SLACK_BINS: f64 = 4.0;
/// Two candidate lines are different places when this many frames apart: 0.5 s.
pub(crate) const LINE_APART_FRAMES: f64 = 50.0;
/// The longest sound that is taken to occur in two incidents, seconds: a sentence from a loudspeaker or a radio. Chosen,
/// not measured: few sentences take longer.
pub(crate) const LONGEST_SECS: f64 = 8.0;
/// A window that does not double the odds (natural logarithm) is not asked whether it speaks for another line too.
pub(crate) const HINTS: f64 = std::f64::consts::LN_2;
/// A window that speaks for another line nearly as much, by a factor of no more than ten or by half of its log odds,
/// speaks for neither (natural logarithm).
pub(crate) const RIVAL_LESS: f64 = std::f64::consts::LN_10;
/// A line is a rival only with odds of ten to one or more (natural logarithm) without the window in question: else it
/// is no place, only the next peak of that window.
pub(crate) const RIVAL_REST: f64 = std::f64::consts::LN_10;
/// Windows whose middles lie closer together than this heard the same, frames: 2 s.
pub(crate) const SAME_FRAMES: f64 = 200.0;
/// Candidate lines kept of one search.
pub(crate) const CANDIDATES: usize = 24;
/// Candidate lines that are examined closely.
pub(crate) const EXAMINED: usize = 4;
/// Two candidates are different places when this far apart, seconds.
pub(crate) const APART_SECS: f64 = 0.5;

/// Samples in one fine window: 2.048 s. Longer ones blur when somebody walks: at 0.4 m/s the lag moves 2.4 ms in it.
pub(crate) const FINE_WINDOW: usize = 16_384;
/// Samples between two fine windows: 1.024 s.
pub(crate) const FINE_STEP: usize = 8_192;
/// Fine lags searched on either side, samples: 150 ms.
pub(crate) const FINE_REACH: usize = 1_200;
/// Band of the fine correlation, hertz.
pub(crate) const FINE_LOW_HZ: f64 = 200.0;
/// Band of the fine correlation, hertz.
pub(crate) const FINE_HIGH_HZ: f64 = 3_600.0;
/// A fine window speaks when its peak has this many standard deviations; of 2,000 lags of noise the highest is 3.5.
pub(crate) const FINE_MIN_Z: f32 = 6.0;
/// A fine window's peak of this height is worth nothing as evidence.
pub(crate) const FINE_BASE_Z: f64 = 5.0;
/// Beyond this height a fine window is not worth more: one loud bang must not carry a placement.
pub(crate) const FINE_CAP_Z: f64 = 25.0;
/// Fine windows agree when their lags lie within this of a common one, seconds: sources on either side of two
/// cameras 34 m apart.
pub(crate) const AGREE_SECS: f64 = 0.1;
/// Windows this close together in lag crowd, seconds: 1.4 m.
pub(crate) const CROWD_SECS: f64 = 0.004;
/// A window's worth in a crowd does not grow beyond this height.
pub(crate) const CROWD_CAP_Z: f64 = 30.0;
/// A crowd with this share of all worth decides the lag wherever it lies …
pub(crate) const CROWD_ANYWHERE: f64 = 0.6;
/// … and with this share …
pub(crate) const CROWD_SHARE: f64 = 0.35;
/// … if it lies within this part of the half range around the middle.
pub(crate) const CROWD_INSIDE: f64 = 0.8;
/// A half range below this is one lag, seconds: 1 m.
pub(crate) const ONE_LAG_SECS: f64 = 0.003;
/// A half range below this is people in one room, whose echoes are most of it, seconds: 4 m. A crowd is then taken.
pub(crate) const ROOM_SECS: f64 = 0.012;
/// Slopes tried for a line along which windows crowd, seconds a second: 2 ppm apart.
pub(crate) const SLOPE_STEP: f64 = 2e-6;
/// A line with a smaller share of all worth is no crowd.
pub(crate) const CROWD_LINE_SHARE: f64 = 0.15;
/// Slopes with this part of the greatest crowd are as good as the best.
pub(crate) const CROWD_PLATEAU: f64 = 0.93;
/// A window this high marks an end of the range together with another near it.
pub(crate) const PAIRED_HEIGHT: f64 = 7.5;
/// A window this high needs no second one to mark an end of the range.
pub(crate) const SURE_HEIGHT: f64 = 10.0;
/// Windows nearer to each other than this are one moment, seconds: one utterance.
pub(crate) const MOMENT_SECS: f64 = 7.0;
/// A fine or waveform window is used when at least this share of it lies away from silence.
pub(crate) const FINE_MIN_USABLE: f64 = 0.75;

/// Sampling rate of the waveform search, hertz: its band ends below half of it.
pub(crate) const WAVE_RATE_HZ: u32 = 4_000;
/// Samples in one window of the waveform search: 4.096 s. Longer ones gain nothing: somebody who walks moves the lag.
pub(crate) const WAVE_WINDOW: usize = 16_384;
/// In how many sets windows are laid over a recording, each shifted by as large a part of a window against the last: a
/// sentence lies well in one of them.
pub(crate) const WAVE_SETS: usize = 3;
/// How many windows look before the odds are looked at, again and again; then all.
pub(crate) const WAVE_STEPS: [usize; 2] = [12, 36];
/// Samples in one transform of the waveform search: 16.384 s.
pub(crate) const WAVE_FFT: usize = 65_536;
/// Band of the waveform search, hertz.
pub(crate) const WAVE_LOW_HZ: f64 = 200.0;
/// Band of the waveform search, hertz.
pub(crate) const WAVE_HIGH_HZ: f64 = 1_950.0;
/// Lags of the waveform search closer together than this are one peak, samples: 5 ms.
pub(crate) const WAVE_PEAK: usize = 20;
/// A window is looked for, and a place of the other recording counts as audible, when at least this share of it lies
/// away from silence.
pub(crate) const WAVE_MIN_USABLE: f64 = 0.5;
/// Most correlations of a window with a block that one pair may cost (about 0.3 ms each).
pub(crate) const WAVE_BUDGET: usize = 12_000;
/// Samples at [`RATE_HZ`] in one frame that is evened: 512 ms, so that the harmonics of a voice lie apart.
pub(crate) const WHITE_FRAME: usize = 4_096;
/// By what power of its own magnitude each value of a frame's spectrum is divided.
pub(crate) const WHITE_POWER: f32 = 0.65;
/// One standard deviation of the evened sound is stored as this.
pub(crate) const WHITE_DEVIATION: f32 = 31.0;
/// With these odds, this margin over the best rival and these odds without the best moment (powers of ten) the first
/// search needs no second.
pub(crate) const CLEAR: (f64, f64, f64) = (16.0, 6.0, 6.0);
/// The second search stops at these, so that clear pairs are cheap.
pub(crate) const ENOUGH: (f64, f64, f64) = (12.0, 5.0, 4.0);
/// Most fine windows along one candidate; in two hours that is one every 18 s.
pub(crate) const FINE_BUDGET: usize = 700;

/// Speed of sound that turns metres into travel time, metres a second (dry air at 20 °C; at 0 °C it is 331).
pub(crate) const SOUND_M_PER_S: f64 = 343.0;
/// Standard deviations of a two-sided bound of 99.9 % under a normal distribution.
pub(crate) const BOUND_DEVIATIONS: f64 = 3.291;
/// Usual scatter of fine lags, seconds; the drift's prior before a pair has shown its own.
pub(crate) const USUAL_SCATTER_SECS: f64 = 0.008;
/// How many windows that usual scatter weighs as much as.
pub(crate) const USUAL_SCATTER_WINDOWS: f64 = 4.0;
/// What no number of windows removes, seconds (half-width of 95 %): sampling grid, codec framing, microphones.
pub(crate) const FLOOR_SECS: f64 = 0.0015;
/// Standard deviations of a two-sided interval of 95 % under a normal distribution.
pub(crate) const INTERVAL_DEVIATIONS: f64 = 1.96;

/// Half-width of the 95 % interval of a pair's lag, as a part of the stated largest distance in travel time (or of half
/// of what the lags show, where that is more), by the number of moments at the lag taken: fewer than the number, else
/// the next row. What is heard at one lag again and again comes from close to both (their radios), for people walk;
/// with fewer moments the lag may be one wearer's voice. Chosen on scenes with known clocks so that 95 % of the errors
/// lie inside (`docs/method-clock.md`).
pub(crate) const PARTS: [(usize, f64); 4] = [(3, 0.95), (4, 0.5), (6, 0.3), (usize::MAX, 0.12)];
/// Which part of what the lags' range extends beyond the lag taken, on its shorter side, is taken off the worst case of
/// travel time. All of it would be exact, were the ends of the range exact and no microphone further away than stated;
/// they come from echoes and moving people too, so half of the worst case always stays.
pub(crate) const RANGE_CREDIT: f64 = 0.75;
/// The same where the search alone says so, and no window was looked at closely.
pub(crate) const SEARCH_PART: f64 = 2.0;
/// By how much the odds fall (power of ten) of what the search for waveforms did not find, having looked: nearly
/// every sound that two microphones share shows in its phases, and a rhythm that two incidents share does not.
pub(crate) const UNHEARD_PRICE: f64 = 2.0;
/// Usual error of one device's clock, billionths (one standard deviation; consumer crystals are within ±50 ppm).
pub(crate) const DEVICE_DRIFT_PPB: f64 = 21_000.0;
/// What a slope cannot be told from: people who move steadily one way relative to what is heard. Taken as this many
/// times the scatter around the line (a random walk's straight part is about as large again as the rest) …
pub(crate) const WANDER_SCATTERS: f64 = 2.0;
/// … and no less than this, seconds (0.7 m).
pub(crate) const WANDER_FLOOR_SECS: f64 = 0.002;

/// What one pair alone must reach to place two recordings, as powers of ten: odds, margin over the best rival, odds
/// without the best moment. A pair of 10 minutes has some 10^5 lags to choose from.
pub(crate) const ALONE: (f64, f64, f64) = (6.0, 2.5, 1.3);
/// What several pairs together must reach.
pub(crate) const TOGETHER: (f64, f64, f64) = (8.0, 3.0, 2.0);
/// What the best places of three groups that close a loop must reach, summed over the three.
pub(crate) const TRIANGLE: (f64, f64, f64) = (12.0, 5.0, 4.0);
/// With these odds (power of ten) a pair counts fully where lags do not close a loop.
pub(crate) const SURE_ODDS: f64 = 15.0;
/// Pairs speak for the same place when their shifts differ by at most this, seconds.
pub(crate) const SAME_PLACE_SECS: f64 = 0.25;
/// What a place by hand is taken to be off by at least, seconds: a frame of 200 a second.
pub(crate) const HAND_FLOOR_SECS: f64 = 0.005;
/// Of two lags that contradict each other one is taken only if it is likelier by this power of ten.
pub(crate) const CLEARLY: f64 = 6.0;
/// A pair that did not decide a placement confirms it with at least these odds (power of ten; at a lag that the others
/// have chosen, so that there is nothing to choose from).
pub(crate) const CONFIRMS: f64 = 3.0;
