// Another review of the same case is shown in place: what runs, and what is looked at, stays.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Recording } from '../generated/Recording';
import type { Review } from '../generated/Review';
import { PageState } from './page.svelte';

beforeAll(() => {
  vi.stubGlobal('document', { createElement: () => ({ getContext: () => null }), getElementById: () => null });
  vi.stubGlobal('location', { hash: '' });
  vi.stubGlobal('history', { replaceState: () => undefined });
  vi.stubGlobal('addEventListener', () => undefined);
});

const ns = (s: number) => Math.round(s * 1e9);
const camera = (n: number, offsetS: number, over: object = {}): Recording =>
  ({
    id: `camera-${n}`, name: `Camera ${n}`, wearer: '', shows: 'video', media: `camera-${n}.mp4`, media_words: 'MP4', start_ns: 0, end_ns: ns(100), examined: true, audible_ns: [[0, ns(100)]], silences: [], device_logs: [],
    placement: { placed: true, group: 1, offset_ns: ns(offsetS), drift_ppb: 0, estimator_bound_ns: 0, travel_bound_ns: 0, words: '' },
    ...over,
  }) as unknown as Recording;
const review = (recordings: Recording[], over: object = {}): Review =>
  ({
    clock: { main_group: 1, wall: null, start_ns: 0, end_ns: ns(110), scope_ns: [0, ns(110)], anchors: [] }, case: { people: [], kinds: [] },
    recordings, documents: [], events: [], statements: [], rules: [], attributes: [], outcomes: [], reviewed: [], log: [], transcript: [], ...over,
  }) as unknown as Review;
const mark = (id: string, at: number) => ({ id, kind: 'shot', kind_words: 'a shot', source: 'camera-1', standing: 'confirmed', by: 'a', event: '', words: '', local_start_ns: [ns(at), ns(at)], local_end_ns: [ns(at), ns(at)], start_ns: [ns(at), ns(at)], end_ns: [ns(at), ns(at)] });

describe('replace', () => {
  test('everything that follows from the review is new; players are the same', () => {
    const page = new PageState(review([camera(1, 0), camera(2, 8)]), []);
    const [one, two] = page.conductor.players;
    page.go(20);
    page.replace(review([camera(1, 0), camera(2, 8.5), camera(3, 2)], { events: [mark('m1', 12)] }));
    expect(page.happenings.map((h) => h.id)).toEqual(['m1']);
    expect(page.conductor.players.map((p) => p.track.id)).toEqual(['camera-1', 'camera-2', 'camera-3']);
    expect(page.conductor.players[0]).toBe(one);
    expect(page.conductor.players[1]).toBe(two);
    expect(two?.targetS(20)).toBeCloseTo(11.5, 9);
    expect(page.conductor.time).toBe(20);
  });
  test('a view of the whole stays one of the whole; another stays where it is', () => {
    const page = new PageState(review([camera(1, 0)]), []);
    page.replace(review([camera(1, 0), camera(2, 60)]));
    expect(page.view).toEqual({ from: 0, to: 160 });
    page.show({ from: 20, to: 40 });
    page.replace(review([camera(1, 0)]));
    expect(page.view).toEqual({ from: 20, to: 40 });
  });
  test('where the clock counts from another zero, moment, loop and zoom move with it', () => {
    const page = new PageState(review([camera(1, 5), camera(2, 13)]), []);
    const c = page.conductor;
    page.go(20);
    c.setLoop('from');
    page.go(30);
    c.setLoop('to');
    page.show({ from: 20, to: 40 });
    page.replace(review([camera(1, 0), camera(2, 8)]));
    expect(c.time).toBeCloseTo(25, 9);
    expect(c.loop.from).toBeCloseTo(15, 9);
    expect(page.view.from).toBeCloseTo(15, 9);
  });
  test('a recording that leaves takes neither the picture nor the sound with it', () => {
    const page = new PageState(review([camera(1, 0), camera(2, 8)]), []);
    page.conductor.enlarge('camera-2');
    page.conductor.listenTo('camera-2');
    page.replace(review([camera(1, 0), camera(2, 8, { placement: { ...camera(2, 8).placement, placed: false, group: null } })]));
    expect(page.conductor.players.map((p) => p.track.id)).toEqual(['camera-1']);
    expect(page.conductor.large).toBe('camera-1');
    expect(page.conductor.hear).toBe('auto');
    expect(page.unplaced.map((t) => t.id)).toEqual(['camera-2']);
  });
  test('another file for a recording is loaded anew', () => {
    const page = new PageState(review([camera(1, 0, { media: null })]), []);
    expect(page.conductor.players[0]?.media).toBe('none');
    page.replace(review([camera(1, 0)]));
    expect(page.conductor.players[0]?.media).toBe('loading');
  });
  test('a review that lacks a later key is completed', () => {
    const page = new PageState(review([camera(1, 0)]), []);
    page.replace(review([camera(1, 0)]));
    expect(page.review.agreement).toEqual([]);
  });
});
