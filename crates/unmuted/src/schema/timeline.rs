//! `timeline.toml`.

use unmuted_model::SilenceClass;

use super::evidence::STATED;
use super::keys::Is::{Flag, Id, Length, List, RecordingTime, Span, Step, Tables, Text};
use super::keys::{FORMAT, Is, Table, key, required};

const SILENT: Table = Table {
    name: "silent span",
    words: "A span without sound.",
    keys: &[
        required("class", Is::Choice(|| SilenceClass::ALL.map(SilenceClass::key).to_vec()), "Its class."),
        required("from", RecordingTime, "Its start, on the recording's own clock."),
        required("to", RecordingTime, "Its end."),
        key("plus_minus", Length, "How far each end may be off; exact by default."),
    ],
};

/// A recording.
pub const RECORDING: Table = Table {
    name: "recording in words",
    words: "A recording described in words instead of media.",
    keys: &[
        required("id", Id, "Its id."),
        key("name", Text, "The name shown."),
        key("camera", Flag, "Whether it is a camera; true by default, false for a dispatch channel."),
        key("picture", Flag, "Whether it has a picture; by default as camera."),
        required("length", RecordingTime, "Its clock runs from 0:00 to here."),
        key("starts_at", Step, "Its zero on the common clock: \"4 s\", \"-4 s\"; leave out: not placed."),
        key("plus_minus", Length, "How far its place may be off; for all but the first that is placed."),
        key("redacted", STATED, "Whether it stands for a redacted copy."),
        key("wearer", Text, "Who wore it: a person's id."),
        key("not_examined", List(&Span), "Spans in which nobody looked for silence."),
        key("silent", Tables(&SILENT), "Its silent spans."),
    ],
};

/// The file.
pub const FILE: Table = Table {
    name: "timeline",
    words: "Recordings described in words instead of media; only in a fictional case.",
    keys: &[FORMAT, key("recording", Tables(&RECORDING), "The recordings.")],
};
