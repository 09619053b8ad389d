// Invented reviews for what the sample report does not contain: a case without any recording and with much that
// followed, and one whose recordings are described in words. Everything in them is fictional.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Agreement } from '../src/generated/Agreement';
import type { Attribute } from '../src/generated/Attribute';
import type { Document } from '../src/generated/Document';
import type { Evidence } from '../src/generated/Evidence';
import type { Event } from '../src/generated/Event';
import type { Finding } from '../src/generated/Finding';
import type { Limit } from '../src/generated/Limit';
import type { Outcome } from '../src/generated/Outcome';
import type { Recording } from '../src/generated/Recording';
import type { Review } from '../src/generated/Review';
import type { Rule } from '../src/generated/Rule';
import type { Silence } from '../src/generated/Silence';
import type { Statement } from '../src/generated/Statement';
import type { Step } from '../src/generated/Step';
import type { WaveformFile } from '../src/generated/WaveformFile';

const built = join(dirname(fileURLToPath(import.meta.url)), '../../crates/unmuted/assets/page');

/** Writes a report folder with the page as it is built now; returns its address. */
export function writeReport(to: string, review: Review, waveforms: WaveformFile[] = []): string {
  for (const folder of ['assets', 'data']) mkdirSync(join(to, folder), { recursive: true });
  for (const file of ['page.js', 'page.css']) cpSync(join(built, file), join(to, 'assets', file));
  const shell = join(to, 'index.html');
  writeFileSync(shell, readFileSync(join(built, 'index.html'), 'utf8').replace('{{lang}}', 'en').replaceAll('{{title}}', `${review.case.title} · unmuted`));
  writeFileSync(join(to, 'data/review.js'), `window.UNMUTED_REVIEW = ${JSON.stringify(review)};\n`);
  writeFileSync(join(to, 'data/waveforms.js'), `window.UNMUTED_WAVEFORMS = ${JSON.stringify(waveforms)};\n`);
  return pathToFileURL(shell).href;
}

const NOTICE = 'Invented to test this page. Fictional. Nobody was harmed; every place, person and paper is made up.';
const hex = (seed: string) => Array.from({ length: 64 }, (_, i) => ((seed.charCodeAt(i % seed.length) * (i + 7)) % 16).toString(16)).join('');
export const ns = (s: number) => Math.round(s * 1e9);

const finding = (over: Partial<Finding> = {}): Finding => ({
  reading: '', answer: '', reasons: [], would_change: [], margin: '', undetermined_by: '', bound: '', number_line: null, coverage: [], asked_ns: null, evidence: [], leads: [], as_if: '', ...over,
});
const cites = (id: string, source: string, role: string, says: string, page = '', sha256 = ''): Evidence => ({ id, source, sha256, page, role, says, local_ns: null, incident_ns: null });
const statement = (id: string, over: Partial<Statement>): Statement => ({
  id, by: 'officer-1', by_name: 'Officer 1', quote: '', said: '2018-03-19', setting: 'interview', found_source: 'gazette', found_page: '2', watched_video_first: 'not stated', sentence: '',
  verdict: 'undetermined', verdict_words: 'Undetermined', finding: finding(), reply: '', ...over,
});
const rule = (id: string, over: Partial<Rule>): Rule => ({
  id, title: '', wording: '', citation: '', jurisdiction: 'Harborview (fictional)', binds: 'every officer present', status: 'policy', in_force_from: '2016-01-01', in_force_to: '', source: '',
  series: '', wording_is: 'quoted', checked: 'read', checked_note: '', leaves_open: [], parameters: [], from_library: false, in_force_then: null, as_if_verdict: '', as_if_words: '', sentence: '',
  verdict: 'undetermined', verdict_words: 'Undetermined', finding: finding(), exceptions: [], ...over,
});
const publication = (id: string, name: string, publisher: string, published: string, over: Partial<Document> = {}): Document => ({
  id, name, kind: 'publication', held: false, publisher, published, repeats: '', file: '', sha256: '', size: 0, received: '', redacted: 'not stated', note: '', ...over,
});
const held = (id: string, name: string): Document => ({
  id, name, kind: 'document', held: true, publisher: 'Harborview county', published: '2018-05-01', repeats: '', file: `${id}.pdf`, sha256: hex(id), size: 48_211, received: '20 May 2018, from the county, by request', redacted: 'yes', note: '',
});

export function empty(over: Partial<Review>): Review {
  return {
    format: 'unmuted-review', version: 1,
    made_by: { program: 'unmuted', version: '0.1.0', methods: [] },
    case: {
      id: 'harborview', title: 'Harborview, 18 March 2018', place: 'Harborview (fictional)', time_zone: 'America/Los_Angeles', date: '2018-03-18', agency: 'Harborview Police (fictional)', fictional: NOTICE,
      summary: 'What public sources say of one evening, and where they differ.', as_of: '2026-11-20', as_of_given: true, people: [{ id: 'officer-1', role: 'officer', name: 'Officer 1' }, { id: 'officer-2', role: 'officer', name: 'Officer 2' }],
      kinds: [], reviewers: [],
    },
    clock: { main_group: 1, groups: [], start_ns: 0, end_ns: 0, scope_ns: [0, 0], wall: null, anchors: [], by_hand: [], claimed: [], claimed_ties: [], pairs: [], cycles: [], widest_ns: 0 },
    recordings: [], documents: [], events: [], reviewed: [], log: [], transcript: [], statements: [], rules: [], attributes: [], outcomes: [], accountability: [], agreement: [],
    tested: { as_if: false, by: [], confirmed_only: false }, missing: [], problems: [],
    totals: { recordings: 0, placed: 0, silences: 0, statements: [0, 0, 0, 0], rules: [0, 0, 0, 0, 0], unread: 0, privileged_left_out: 0 },
    ...over,
  };
}

const day = (n: number) => new Date(Date.UTC(2018, 2, 18 + n)).toISOString().slice(0, 10);
const AS_OF = '2026-11-20';
const OPEN = 3169;

// kind, day (null while open), what, source, and where sources differ the last day
const FOLLOWED: [string, number | null, string, string, number?][] = [
  ['aid', 0, 'First hands-on aid, minutes after the last shot', 'gazette'],
  ['notification', 1, 'A relative is told by telephone', 'gazette'],
  ['release of video', 3, 'Two body cameras and the helicopter', 'city'],
  ['release of video', 29, 'Fifty-four further recordings; other sources count fifty-one', 'gazette', 31],
  ['release of names', 4, 'The officers are named by a lawyer, not by the city', 'herald'],
  ['autopsy', 12, 'An examination that the family asked for', 'gazette'],
  ['autopsy', 44, 'The county’s examination, with the answer of four other pathologists to the first one', 'county'],
  ['investigation closed', 221, 'The police file goes to the district attorney', 'herald'],
  ['prosecutor decision', 349, 'District attorney: no charges, 61 pages', 'county'],
  ['prosecutor decision', 352, 'Attorney general: no charges', 'gazette', 353],
  ['prosecutor decision', 557, 'U.S. attorney: no charges', 'gazette'],
  ['administrative finding', 557, 'The department finds no violation of policy or training', 'herald'],
  ['discipline', null, 'Discipline of an officer: none in any source held', 'city'],
  ['policy change', 17, 'An interim order says when sound may be muted', 'city'],
  ['policy change', 130, 'A policy on pursuits on foot', 'city'],
  ['policy change', 1020, 'The order on muting becomes part of the manual', 'city'],
  ['settlement', 536, 'With two sons, 2.4 million dollars', 'city'],
  ['settlement', 1608, 'With both parents, 1.7 million dollars', 'gazette'],
  ['law', 654, 'A state law on deadly force comes into force', 'gazette'],
  ['protest', 4, 'The entrance of the arena is closed for an evening', 'herald'],
  ['response', 2, 'The chief of police answers questions', 'herald'],
  ['response', 30, 'The council hears the public', 'city'],
  ['release of records', 352, 'The police file, 672 to 800 pages by source', 'gazette'],
];
const outcomes: Outcome[] = FOLLOWED.map(([kind, at, what, source, last], i) => ({
  id: `o${i + 1}`, kind, what, date: at === null ? null : day(at), date_last: last === undefined ? null : day(last), as_of: AS_OF, days: at ?? OPEN, limit_days: null, limit_source: '', source, page: source === 'county' ? '12' : '',
  note: i === 3 ? 'One source counts 52 videos and one audio recording.' : '',
}));
const limit = (over: Partial<Limit>): Limit => ({ days: 30, counted_in: 'calendar', rule: 'release-30', citation: 'Harborview Council Resolution 4', state: 'within', ...over });
const LIMITS: Record<string, Limit> = {
  'release of video': limit({}),
  'investigation closed': limit({ days: 180, rule: 'file-180', citation: 'Harborview Manual 9.2', state: 'past' }),
  notification: limit({ days: 2, counted_in: 'business', rule: 'notify', citation: 'Harborview Manual 9.1', state: 'within' }),
  discipline: limit({ days: 365, rule: 'discipline-365', citation: 'Harborview Manual 9.5', state: 'open' }),
};
const KINDS = ['aid', 'notification', 'video to the family', 'release of video', 'release of names', 'autopsy', 'investigation closed', 'prosecutor decision', 'administrative finding', 'discipline', 'policy change', 'settlement', 'law', 'protest', 'response', 'complaint'];
const accountability: Step[] = KINDS.map((kind): Step => {
  const mine = outcomes.filter((o) => o.kind === kind);
  const dated = mine.filter((o) => o.date !== null);
  const base = { kind, outcomes: mine.map((o) => o.id), days_low: null, days_high: null, open_days: null, as_of: AS_OF, limit: LIMITS[kind] ?? null };
  if (mine.length === 0) return { ...base, state: 'not_recorded', words: 'not recorded in the sources held' };
  if (dated.length === 0) return { ...base, state: 'open', words: `open for ${OPEN} days`, open_days: OPEN };
  const first = Math.min(...dated.map((o) => o.days));
  // Sources differ about when aid began, by two days of the calendar; about the first release they do not.
  const last = kind === 'autopsy' ? first + 3 : first;
  return { ...base, state: 'done', words: last > first ? `done after ${first} to ${last} days` : `done after ${first === 1 ? '1 day' : `${first} days`}`, days_low: first, days_high: last };
});

let values = 0;
const value = (v: string, source: string, over: Partial<Attribute['values'][number]> = {}): Attribute['values'][number] => ({ id: `attribute-${++values}`, value: v, unit: '', source, page: '', by: '', basis: 'press', at: '', repeats: '', note: '', ...over });
const attributes: Attribute[] = [
  { name: 'wounds.entered', disputed: true, origins: 3, values: [
    value('8', 'family-report', { unit: 'wounds', basis: 'forensic', by: 'the family’s pathologist', page: '3' }),
    value('7', 'county', { unit: 'wounds', basis: 'forensic', by: 'the county’s pathologist', page: '11', note: 'One exit wound was taken for an entry, this report says.' }),
    value('at least 7', 'city', { unit: 'wounds', basis: 'document', by: 'the district attorney' }),
    value('8', 'herald', { unit: 'wounds', repeats: 'gazette' }),
  ] },
  { name: 'age', disputed: false, origins: 1, values: [value('22', 'gazette')] },
  { name: 'subject.facing', disputed: true, origins: 2, values: [
    value('the officers', 'city', { basis: 'statement', by: 'Officer 1', at: 'at first shot', note: 'After watching own camera.' }),
    value('the house', 'family-report', { basis: 'forensic', at: 'at first shot', page: '5' }),
    value('about 45° to the officers', 'herald', { at: 'on camera-1, 1:20.0 to 1:30.0', repeats: 'gazette' }),
  ] },
];

/** No recording; 23 outcomes over 1608 days; rules that were not in force, run as if they had been. */
export const long: Review = empty({
  documents: [
    held('county', 'County examination'),
    publication('city', 'City incident page', 'City of Harborview', '2018-03-21'),
    publication('gazette', 'Harborview Gazette, “What is known”', 'Harborview Gazette', '2018-04-17'),
    publication('herald', 'Bay Herald, same text', 'Bay Herald', '2018-04-18', { repeats: 'gazette', note: 'Syndicated.' }),
    publication('family-report', 'Examination for the family, as presented', 'The family’s lawyers', '2018-03-30'),
  ],
  statements: [
    statement('s1', {
      by: 'city', by_name: 'City of Harborview', quote: 'He was struck seven times.', setting: 'press release', found_source: 'city', found_page: '', sentence: 'wounds.entered = 7',
      finding: finding({
        reading: 'There are exactly 7 entry wounds.', answer: 'Sources give 7, at least 7, and 8.', reasons: ['The values of wounds.entered are disputed.'], would_change: ['A report that says which wound was counted twice.'],
        number_line: { unit: 'wounds', comparison: '=', claimed: 7, measured_low: 7, measured_high: 8 },
        evidence: [cites('attribute-1', 'family-report', 'wounds.entered', '8 wounds', '3'), cites('attribute-2', 'county', 'wounds.entered', '7 wounds', '11', hex('county')), cites('attribute-3', 'city', 'wounds.entered', 'at least 7 wounds')],
      }),
    }),
    statement('s2', { quote: 'I believed he was about to fire.', verdict: 'not_testable', verdict_words: 'Not testable', finding: finding({ answer: 'No recording measures a belief. It stands in the record as said.' }) }),
  ],
  rules: [
    rule('release-30', {
      title: 'Release of video', wording: 'Video of a critical incident is released within thirty days.', citation: 'Harborview Council Resolution 4', status: 'law', sentence: 'time from incident to release of video <= 30 days', verdict: 'met', verdict_words: 'Met',
      finding: finding({ reading: 'From the incident to the first release of video, at most 30 days pass.', answer: '3 days.', margin: '27 days', bound: 'worst case', number_line: { unit: 'days', comparison: '<=', claimed: 30, measured_low: 3, measured_high: 3 }, evidence: [cites('o3', 'city', 'release of video', '21 March 2018')] }),
    }),
    rule('mute-2018', {
      title: 'No muting before the activity ends', wording: 'Officers shall not mute a camera until the activity has ended.', citation: 'Interim order of 4 April 2018', in_force_from: '2018-04-04', in_force_to: '2021-01-01', series: 'mute', wording_is: 'paraphrase', checked: 'partly', checked_note: 'Two papers quote it; the order itself was not read.', from_library: true,
      in_force_then: { id: 'mute-2016', title: 'Training of 2016', citation: 'Training bulletin 11', in_force_from: '2016-06-01', in_force_to: '2018-04-04' },
      leaves_open: ['What counts as the end of the activity.', 'Who says that it has ended.'], sentence: 'some policy change within 30 days after incident', verdict: 'not_in_force', verdict_words: 'Not in force', as_if_verdict: 'met', as_if_words: 'Met',
      finding: finding({ reading: 'Within 30 days after the incident there is a policy change.', as_if: 'Does not bind this incident. It binds from 2018-04-04, after 2018-03-18.', answer: 'On day 17.', number_line: { unit: 'days', comparison: '<=', claimed: 30, measured_low: 17, measured_high: 17 }, evidence: [cites('o14', 'city', 'policy change', '4 April 2018')] }),
    }),
    rule('mute-2016', { title: 'Training of 2016', wording: 'Muting is allowed for personal and tactical talk.', citation: 'Training bulletin 11', status: 'training', in_force_from: '2016-06-01', in_force_to: '2018-04-04', series: 'mute', wording_is: '', checked: 'not verified', checked_note: 'Known from one paper.', finding: finding({ answer: 'It requires nothing that could be tested.', reasons: ['It requires nothing that could be tested.'] }) }),
    rule('aid-prompt', {
      title: 'Medical aid', wording: 'Officers shall promptly provide medical assistance.', citation: 'State Code 7286 (fictional)', status: 'law', in_force_from: '2021-01-01', from_library: true, sentence: 'time from incident to aid <= {limit}', verdict: 'not_in_force', verdict_words: 'Not in force', as_if_verdict: 'undetermined', as_if_words: 'Undetermined',
      parameters: [
        { name: 'limit', wording: 'promptly', value: '3 min', is_default: false, note: '', published: [{ value: '5 min', who: 'Gazette, of the videos' }, { value: '5 to 8 min', who: 'range of eight papers' }, { value: '60 s', who: 'Model policy of the chiefs’ association (fictional)' }] },
        { name: 'distance', wording: 'nearby', value: '', is_default: false, note: 'No source gives a figure.', published: [] },
      ],
      leaves_open: ['Whether a call to the ambulance is assistance.'],
      finding: finding({ as_if: 'Does not bind this incident. It binds from 2021-01-01, after 2018-03-18.', answer: 'Sources give 4 to 8 minutes.', undetermined_by: '1 min', would_change: ['The recordings themselves.'], evidence: [cites('o1', 'gazette', 'aid', '18 March 2018')] }),
    }),
  ],
  attributes, outcomes, accountability,
  tested: { as_if: true, by: [], confirmed_only: false },
  totals: { recordings: 0, placed: 0, silences: 0, statements: [0, 0, 1, 1], rules: [1, 0, 1, 2, 0], unread: 0, privileged_left_out: 0 },
});

export const span = (a: number, b: number): [number, number] => [ns(a), ns(b)];
export const silence = (id: string, cls: string, words: string, a: number, b: number): Silence => ({
  id, class: cls, words, start_ns: span(a - 0.02, a + 0.02), end_ns: span(b - 0.02, b + 0.02), method: 'described', evidence: 'described as silent', possible_causes: ['a wearer’s switch', 'a device fault'], cause: '', device_log: [],
});
export const told = (id: string, name: string, startsAt: number | null, lengthS: number, silences: Silence[], over: Partial<Recording> = {}): Recording => {
  const audible: [number, number][] = [];
  let at = 0;
  for (const s of silences) {
    audible.push([at, s.start_ns[0]]);
    at = s.end_ns[1];
  }
  audible.push([at, ns(lengthS)]);
  const heard = audible.filter(([a, b]) => b > a);
  return {
    id, name, file: '', media: null, media_is_proxy: false, shows: 'video', device: '', wearer: 'officer-1', received: '', redacted: 'no', sha256: '', size: 0, media_words: 'described in words, no media', start_ns: 0, end_ns: ns(lengthS),
    placement: { placed: startsAt !== null, group: startsAt === null ? null : 1, words: startsAt === null ? 'not placed by its description' : 'as described', grade: 'described', offset_ns: ns(startsAt ?? 0), drift_ppb: 0, drift_bound_ppb: 0, pivot_ns: 0, drift_95_ppb: 0, estimator_95_ns: ns(0.03), estimator_bound_ns: ns(0.05), travel_bound_ns: 0, supported_by: [] },
    silences, device_logs: [], audible_ns: heard, audible_total_ns: heard.reduce((n, [a, b]) => n + b - a, 0), examined: true, not_examined: '', faults: [], claims: [], ...over,
  };
};
const mark = (id: string, kind: string, words: string, source: string, offset: number, a: number, b: number, over: Partial<Event> = {}): Event => ({
  id, kind, kind_words: words, source, standing: 'confirmed', by: 'reviewer-a', at: '2026-11-17T10:00:00Z', subject: '', words: '', event: '', local_start_ns: span(a, a + 0.1), local_end_ns: span(b, b + 0.1), start_ns: span(a + offset, a + offset + 0.1), end_ns: span(b + offset, b + offset + 0.1), ...over,
});
const at = (id: string, source: string, role: string, s: number): Evidence => ({ id, source, sha256: '', page: '', role, says: '', local_ns: span(s, s), incident_ns: span(s, s) });
const agree = (kind: string, kind_words: string, recording: string, both: number, only_a: number, only_b: number, kappa: number | null): Agreement => {
  const all = 2 * both + only_a + only_b;
  return { kind, kind_words, recording, a: 'reviewer-a', b: 'reviewer-b', reviewed_s: 180, both, only_a, only_b, positive: all === 0 ? null : (2 * both) / all, kappa, words: all === 0 ? 'neither marked any' : `${both} marks of both, ${only_a + only_b} of one alone` };
};

/** Three recordings described in words, two of them on one clock; two reviewers; one finding short by 0.4 s. */
export const described: Review = empty({
  case: {
    ...empty({}).case, id: 'drill', title: 'Exercise 9, Harborview Drill Ground', summary: 'A worked example. Its recordings exist only as descriptions.', reviewers: ['reviewer-a', 'reviewer-b'],
    kinds: [{ kind: 'shot', words: 'a shot', is: 'instant', sense: 'sound' }, { kind: 'aid.begun', words: 'aid begun', is: 'instant', sense: 'picture' }, { kind: 'muted', words: 'muted', is: 'span', sense: 'sound' }],
  },
  clock: { ...empty({}).clock, groups: [{ number: 1, reference: 'camera-1', recordings: ['camera-1', 'camera-2'] }], start_ns: 0, end_ns: ns(184), scope_ns: span(0, 184), widest_ns: ns(0.05) },
  recordings: [
    told('camera-1', 'Camera 1', 0, 180, [silence('camera-1/silence-1', 'digital_silence', 'digital silence', 118, 160)]),
    told('camera-2', 'Camera 2', 4, 180, [silence('camera-2/silence-1', 'pre_event', 'pre-event buffer', 0.1, 30)], { wearer: 'officer-2' }),
    told('camera-3', 'Camera 3', null, 60, []),
  ],
  documents: [held('order', 'Order of the day')],
  events: [mark('m1', 'shot', 'a shot', 'camera-1', 0, 84, 84), mark('m2', 'muted', 'muted', 'camera-1', 0, 118, 160, { subject: 'officer-1' }), mark('m3', 'aid.begun', 'aid begun', 'camera-2', 4, 140, 140), mark('m4', 'shot', 'a shot', 'camera-3', 0, 20, 20, { start_ns: null, end_ns: null })],
  reviewed: [
    { id: 'v1', by: 'reviewer-a', source: 'camera-1', local_ns: span(0, 180), incident_ns: span(0, 180), kinds: ['shot', 'muted'] },
    { id: 'v2', by: 'reviewer-b', source: 'camera-1', local_ns: span(0, 180), incident_ns: span(0, 180), kinds: ['shot', 'muted'] },
  ],
  rules: [
    rule('aid-60', {
      title: 'First aid', wording: 'Aid begins within 60 seconds of the last shot.', citation: 'Standard 6.1', source: 'order', sentence: 'time from last shot to first aid.begun <= 60 s',
      finding: finding({
        reading: 'From the last shot to the first aid begun, at most 60 s pass.', answer: 'Between 59.8 and 60.4 s.', reasons: ['The placement of Camera 2 leaves 0.1 s open.'], undetermined_by: '0.4 s', bound: 'worst case', would_change: ['A closer placement of Camera 2.'],
        number_line: { unit: 's', comparison: '<=', claimed: 60, measured_low: 59.8, measured_high: 60.4 }, evidence: [at('m1', 'camera-1', 'last shot', 84), at('m3', 'camera-2', 'aid begun', 144), cites('order-6', 'order', 'the rule’s wording', 'Standard 6.1', '4', hex('order'))],
      }),
    }),
  ],
  transcript: [
    { id: 'transcript-1#1', source: 'order', recording: 'camera-1', speaker: 'Officer 1', text: 'Sound off a second.', original: '', standing: 'confirmed', by: ['reviewer-a'], local_ns: span(116, 117), incident_ns: span(116, 117) },
    { id: 'transcript-1#2', source: 'order', recording: 'camera-2', speaker: 'Officer 2', text: 'Kit’s here.', original: '', standing: 'lead', by: [], local_ns: span(134, 135), incident_ns: span(138, 139) },
  ],
  agreement: [agree('shot', 'a shot', 'camera-1', 6, 1, 1, null), agree('muted', 'muted', 'camera-1', 2, 1, 0, 0.81), agree('aid.begun', 'aid begun', 'camera-2', 0, 0, 0, null)],
  tested: { as_if: false, by: ['reviewer-a', 'reviewer-b'], confirmed_only: true },
  totals: { recordings: 3, placed: 2, silences: 2, statements: [0, 0, 0, 0], rules: [0, 0, 1, 0, 0], unread: 0, privileged_left_out: 0 },
});
