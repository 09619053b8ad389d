//! The methods that contribute to a review, each with its parameters and what is known of its errors. Rates come
//! with their material, and every one is, until it is, "not validated on body-worn cameras".

use unmuted_case::align::METHOD as CLOCK;
use unmuted_media::Method as Silence;

use super::document::Method;
use super::timeline::TRANSCRIPT_BOUND;

/// All methods of this build that contributed.
pub fn all(ffmpeg: bool, device_logs: bool) -> Vec<Method> {
    let mut all = vec![
        Method {
            name: "silence".into(),
            version: Silence::VERSION,
            parameters: format!(
                "by decoding: runs of at least 0.25 s in which no sample of any channel reaches half of a 16-bit step; \
                 by the container's index: missing packets, absent tracks, early ends{}",
                if ffmpeg { "; codecs that are not decoded here through ffmpeg" } else { "" }
            ),
            error: "measured on files made with known silences (docs/method-silence.md); not validated on body-worn cameras"
                .into(),
        },
        Method {
            name: "clock".into(),
            version: CLOCK.rsplit('/').next().and_then(|v| v.parse().ok()).unwrap_or(0),
            parameters: "from shared sound: windows that vote for one line, checked against loops of pairs; bounds at \
                         99.9 % of the estimator's error, plus the worst case of sound's travel time"
                .into(),
            error: "measured on simulated scenes of real sounds (docs/method-clock.md); not validated on body-worn cameras"
                .into(),
        },
        Method {
            name: "sentences".into(),
            version: 1,
            parameters: format!(
                "Kleene's three values over intervals and coverage; a clock's rate is known to {} ppm; a confirmed \
                 transcript line's ends to {} s; worst case throughout",
                unmuted_case::timeline::CLOCK_RATE_BOUND_PPM,
                TRANSCRIPT_BOUND.as_secs_f64()
            ),
            error: "sound by construction, tested by enumerating small timelines; it decides less often than it could, \
                    and what people marked is taken as they marked it"
                .into(),
        },
    ];
    if device_logs {
        all.push(Method {
            name: "device log".into(),
            version: 1,
            parameters: format!(
                "a device's audit log and a recording's silent spans on the device's clock, to the log's entry about the \
                 recording's start, else to the time that the recording claims; both may differ by {} s either way, \
                 where the case says nothing else; certain where it holds for every such difference",
                unmuted_archive::audit::MatchOptions::default().tolerance.as_secs_f64()
            ),
            error: "sound by construction, tested on made-up logs (docs/audit-logs.md); not validated on logs of real \
                    devices"
                .into(),
        });
    }
    all
}
