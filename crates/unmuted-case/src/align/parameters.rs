//! Every number that the method depends on, in one place, with its unit and its reason.
//!
//! They were chosen on physical grounds and on scenes with known clocks (`docs/method-clock.md` names them and
//! what was measured); none depends on one recording. A change of any of them is a change of [`METHOD`].

/// Name and version of the method; part of every cached result and of every report.
pub const METHOD: &str = "clock/2";

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

/// Frames in one coarse window: 20 s.
pub(crate) const WINDOW_FRAMES: usize = 2_000;
/// Frames between two coarse windows: 10 s.
pub(crate) const WINDOW_STEP_FRAMES: usize = 1_000;
/// Frames in one transform of the coarse search: 81.92 s.
pub(crate) const SEARCH_FFT: usize = 8_192;
/// A coarse window with less usable sound than this, in frames, is not searched: 5 s.
pub(crate) const WINDOW_MIN_USABLE: usize = 500;
/// Peaks kept for one coarse window.
pub(crate) const PEAKS_PER_WINDOW: usize = 4;
/// Peaks below this many standard deviations of the window's own correlation are not kept.
pub(crate) const PEAK_MIN_Z: f32 = 4.0;
/// Two peaks of one window are at least this many frames apart: 0.5 s.
pub(crate) const PEAK_APART_FRAMES: usize = 50;

/// Largest difference between two clocks, billionths. Consumer crystals stay within ±50 ppm, so two differ by
/// at most 100; the rest is for people who walk.
pub(crate) const DRIFT_LIMIT_PPB: i64 = 120_000;
/// Windows agree on a line when their lags differ from it by at most this much, frames: 80 ms, for travel time.
pub(crate) const LINE_TOLERANCE_FRAMES: f64 = 8.0;
/// Two candidate lines are different places when this many frames apart: 0.5 s.
pub(crate) const LINE_APART_FRAMES: f64 = 50.0;
/// Candidate lines that are examined closely.
pub(crate) const CANDIDATES: usize = 6;
/// Two candidates are different places when this far apart, seconds.
pub(crate) const APART_SECS: f64 = 0.5;
/// Candidates kept in a pair's result.
pub(crate) const KEPT: usize = 8;

/// Samples in one fine window: 2.048 s. Longer ones blur when somebody walks: at 0.4 m/s the lag moves 2.4 ms in it.
pub(crate) const FINE_WINDOW: usize = 16_384;
/// Samples between two fine windows: 1.024 s.
pub(crate) const FINE_STEP: usize = 8_192;
/// Fine lags searched on either side, samples: 120 ms.
pub(crate) const FINE_REACH: usize = 960;
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
/// cameras 20 m apart.
pub(crate) const AGREE_SECS: f64 = 0.06;
/// A window that fits elsewhere with this share of its height proves nothing.
pub(crate) const RIVAL_SHARE: f64 = 0.5;
/// Windows nearer to each other than this are one moment, seconds.
pub(crate) const MOMENT_SECS: f64 = 4.0;
/// A fine or waveform window is used when at least this share of it lies away from silence.
pub(crate) const FINE_MIN_USABLE: f64 = 0.75;

/// Samples in one window of the waveform search: 4.096 s.
pub(crate) const WAVE_WINDOW: usize = 32_768;
/// Samples in one transform of the waveform search: 8.192 s.
pub(crate) const WAVE_FFT: usize = 65_536;
/// Band of the waveform search, hertz.
pub(crate) const WAVE_LOW_HZ: f64 = 200.0;
/// Band of the waveform search, hertz; below a quarter of the sampling rate, so that half of the lags suffice.
pub(crate) const WAVE_HIGH_HZ: f64 = 1_950.0;
/// Lowest peak kept: of two million lags of noise the highest is about 5.1.
pub(crate) const WAVE_MIN_Z: f32 = 6.0;
/// Most correlations of a window with a block that one pair may cost (about 0.15 ms each).
pub(crate) const WAVE_BUDGET: usize = 8_000;
/// With this strength, this margin over the best rival and this many moments the first search needs no second.
pub(crate) const CLEAR: (f64, f64, usize) = (60.0, 4.0, 5);

/// Speed of sound that turns metres into travel time, metres a second (dry air at 20 °C; at 0 °C it is 331).
pub(crate) const SOUND_M_PER_S: f64 = 343.0;
/// Standard deviations of a two-sided bound of 99.9 % under a normal distribution.
pub(crate) const BOUND_DEVIATIONS: f64 = 3.291;
/// Usual scatter of fine lags, seconds, before a pair has shown its own; from people a few metres apart.
pub(crate) const USUAL_SCATTER_SECS: f64 = 0.008;
/// How many windows that usual scatter weighs as much as.
pub(crate) const USUAL_SCATTER_WINDOWS: f64 = 4.0;
/// What no number of windows removes, seconds: sampling grid, codec framing, microphones' own delay.
pub(crate) const FLOOR_SECS: f64 = 0.001;
/// Usual error of one device's clock, billionths (one standard deviation; consumer crystals are within ±50 ppm).
pub(crate) const DEVICE_DRIFT_PPB: f64 = 21_000.0;
/// What a slope cannot be told from: people who move steadily one way relative to what is heard. Taken as this many
/// times the scatter around the line (a random walk's straight part is about as large again as the rest) …
pub(crate) const WANDER_SCATTERS: f64 = 2.0;
/// … and no less than this, seconds (0.7 m).
pub(crate) const WANDER_FLOOR_SECS: f64 = 0.002;

/// What one pair alone must reach to place two recordings: strength, margin over the best rival, moments. Either
/// will do: where two share only half a minute, few moments must be the clearer.
pub(crate) const ALONE: [(f64, f64, usize); 2] = [(30.0, 2.5, 3), (50.0, 4.0, 2)];
/// What several pairs together must reach: strength, margin over the best rival, moments.
pub(crate) const TOGETHER: (f64, f64, usize) = (30.0, 2.0, 3);
/// What the windows must still be worth when the best moment is taken away, however strong that is: one sound can
/// occur in two incidents, and a few chance windows always lie beside it.
pub(crate) const WITHOUT_BEST: f64 = 10.0;
/// A rival is taken to have at least this strength: nothing is certain because nothing else was found.
pub(crate) const RIVAL_FLOOR: f64 = 8.0;
/// Pairs speak for the same place when their shifts differ by at most this, seconds.
pub(crate) const SAME_PLACE_SECS: f64 = 0.25;
/// A pair that did not decide a placement confirms it with at least this strength and moments.
pub(crate) const CONFIRMS: (f64, usize) = (15.0, 2);
