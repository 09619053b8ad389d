// What stands beside the wall, in order of time: what is said, where a recording has no sound, what was marked, what
// was typed into a log.

import type { TranscriptLine } from '../generated/TranscriptLine';
import type { Review } from '../generated/Review';
import type { LogEntry } from '../generated/LogEntry';
import type { Burst, Happening } from './marks';
import type { SilentSpan, Span, Track } from './tracks';

export type Line =
  | { is: 'said'; id: string; at: Span; line: TranscriptLine; recording: string; doubt: string }
  | { is: 'silent'; id: string; at: Span; span: SilentSpan }
  | { is: 'mark'; id: string; at: Span; happening: Happening; words: string }
  | { is: 'log'; id: string; at: Span; entry: LogEntry }
  | { is: 'burst'; id: string; at: Span; burst: Burst };

const S = 1e-9;
/** How long a line stays the current one after its last word. */
const LINGER_S = 0.8;

/** Lines that are on the clock. Rejected ones are left out; a pre-event buffer is no event and is left to the lanes. */
export function linesOf(review: Review, placed: Track[], happenings: Happening[], bursts: Burst[]): Line[] {
  const lines: Line[] = [];
  for (const line of review.transcript) {
    if (!line.incident_ns || line.standing === 'rejected') continue;
    const at: Span = [line.incident_ns[0] * S, line.incident_ns[1] * S];
    const recording = placed.find((t) => t.id === line.recording)?.name ?? line.recording;
    lines.push({ is: 'said', id: line.id, at, line, recording, doubt: doubtOf(line.standing) });
  }
  for (const track of placed)
    for (const span of track.silences)
      if (span.silence.class !== 'pre_event') lines.push({ is: 'silent', id: span.silence.id, at: span.inner, span });
  const inBursts = new Set(bursts.flatMap((b) => b.happenings));
  for (const happening of happenings) {
    if (inBursts.has(happening)) continue;
    const words = [...new Set(happening.marks.map((m) => m.event.words).filter(Boolean))].join('; ');
    lines.push({ is: 'mark', id: happening.id, at: [happening.at[0], happening.end[1]], happening, words });
  }
  for (const entry of review.log) if (entry.incident_ns) lines.push({ is: 'log', id: entry.id, at: [entry.incident_ns[0] * S, entry.incident_ns[1] * S], entry });
  for (const burst of bursts) lines.push({ is: 'burst', id: `burst-${burst.id}`, at: [burst.from, burst.to], burst });
  return lines.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
}

function doubtOf(standing: string): string {
  if (standing === 'lead') return 'not confirmed';
  return standing === 'disputed' ? 'disputed' : '';
}

/** Whether a line is current. A typed entry never is: nobody knows which of its seconds it means. */
export const isOn = (line: Line, t: number) => line.is !== 'log' && line.at[0] <= t && t < line.at[1] + (line.is === 'said' ? LINGER_S : 0);

/** Which line the list scrolls to: the last that was said or marked up to now; -1 before the first. */
export function follows(lines: Line[], t: number): number {
  let found = -1;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (!line || line.at[0] > t) break;
    if ((line.is !== 'silent' && line.is !== 'log') || found < 0) found = i;
  }
  return found;
}
