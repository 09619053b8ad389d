// From a recording's own clock to the incident's and back, for drawing and playing (never for deciding: bounds are
// the program's). `IncidentFromRecording` in `crates/unmuted-model/src/transform.rs` is the original.

export interface RecordingClock {
  /** Incident time at the recording's zero, in seconds. */
  offsetS: number;
  /** Incident seconds for each second of the recording: 1 + drift. */
  rate: number;
}

export const OWN_CLOCK: RecordingClock = { offsetS: 0, rate: 1 };

export const incidentFromLocal = (clock: RecordingClock, localS: number) => clock.offsetS + localS * clock.rate;

export const localFromIncident = (clock: RecordingClock, incidentS: number) => (incidentS - clock.offsetS) / clock.rate;
