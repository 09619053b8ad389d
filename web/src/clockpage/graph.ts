// Where the boxes and the words of the graph go. Each group of recordings stands on an ellipse (two: side by side),
// so that no line between two of a group can cross a third one's box; recordings without a place stand below. The
// same review gives the same picture. Pure.

export interface Node {
  id: string;
  /** Width of its box. */
  width: number;
  /** Its group; null where it has no place. */
  group: number | null;
}
export interface Line {
  a: string;
  b: string;
}
export interface Box {
  id: string;
  x: number;
  y: number;
  w: number;
  h: number;
}
/** Above what follows it: words and a thin line. */
export interface Divider {
  y: number;
  group: number | null;
}
export interface Layout {
  width: number;
  height: number;
  boxes: Map<string, Box>;
  dividers: Divider[];
}

/** More recordings than this have small boxes with a number, and the table has the rest. */
export const MANY = 12;

const overlap = (p: Box, q: Box, gap: number) => Math.abs(p.x - q.x) < (p.w + q.w) / 2 + gap && Math.abs(p.y - q.y) < (p.h + q.h) / 2 + gap;

export function layOut(nodes: Node[], lines: Line[], groups: number[], width: number): Layout {
  const many = nodes.length > MANY;
  const h = many ? 20 : 28;
  const boxes = new Map<string, Box>();
  const dividers: Divider[] = [];
  let y = 6;
  // What has no place shares most lines with the first group, and stands next to it.
  const parts: (number | null)[] = [...groups.slice(0, 1), null, ...groups.slice(1)];
  parts.forEach((group, i) => {
    const members = nodes.filter((n) => n.group === group);
    if (members.length === 0) return;
    if (i > 0 && boxes.size > 0) {
      y += many ? 18 : 30;
      dividers.push({ y, group });
      y += 34;
    }
    const placed = group !== null && members.length > 2 ? onEllipse(members, lines, width, h, many ? 3 : 16) : inRows(members, lines, boxes, width, h, group !== null, y);
    const top = Math.min(...placed.map((b) => b.y - b.h / 2));
    for (const b of placed) boxes.set(b.id, { ...b, y: b.y - top + y });
    y += Math.max(...placed.map((b) => b.y + b.h / 2)) - top;
  });
  return { width, height: Math.ceil(y + 8), boxes, dividers };
}

/** Higher than this no ellipse is tried. */
const TALLEST = 1200;

/** On an ellipse, as flat as the boxes allow. */
function onEllipse(members: Node[], lines: Line[], width: number, h: number, gap: number): Box[] {
  const order = ordered(members.map((m) => m.id), lines);
  const n = order.length;
  const widest = Math.max(...members.map((m) => m.width));
  const rx = Math.max(20, Math.min((width - widest) / 2 - 1, n <= 4 ? 150 : n <= 6 ? 170 : 210));
  const turn = (2 * Math.PI) / n;
  // Turned so that the top is flat, or has one box, or so that no two stand level: wide boxes need that.
  const starts = n % 2 === 0 ? [-0.5, 0, -0.25] : [0, -0.5, -0.25];
  let best: { ry: number; boxes: Box[] } | null = null;
  for (const share of starts) {
    const angles = (ry: number) => (n > MANY ? evenly(n, rx, ry, share) : order.map((_, i) => -Math.PI / 2 + (i + share) * turn));
    const make = (ry: number): Box[] => {
      const at = angles(ry).map((t) => [Math.cos(t), Math.sin(t)] as const);
      const [reachX, reachY] = [Math.max(...at.map((p) => Math.abs(p[0]))), Math.max(...at.map((p) => Math.abs(p[1])))];
      return order.map((id, i) => ({ id, x: width / 2 + ((at[i]?.[0] ?? 0) / reachX) * rx, y: ((at[i]?.[1] ?? 0) / reachY) * ry, w: members.find((m) => m.id === id)?.width ?? widest, h }));
    };
    const clash = (b: Box[]) => b.some((p, i) => b.slice(i + 1).some((q) => overlap(p, q, gap)));
    let ry = n <= 4 ? 70 : n <= 6 ? 98 : n <= MANY ? 130 : 150;
    while (clash(make(ry)) && ry < TALLEST) ry += 10;
    if (!best || ry < best.ry - 40) best = { ry, boxes: make(ry) };
  }
  return best?.boxes ?? [];
}

/** Angles at which points stand equally far from one another along an ellipse, the first at the top. */
function evenly(n: number, rx: number, ry: number, share: number): number[] {
  const FINE = 1440;
  const along = [0];
  for (let i = 1; i <= FINE; i++) {
    const t = (2 * Math.PI * (i - 0.5)) / FINE;
    along.push((along[i - 1] ?? 0) + Math.hypot(rx * Math.cos(t), ry * Math.sin(t)));
  }
  const whole = along[FINE] ?? 1;
  return Array.from({ length: n }, (_, k) => {
    const want = ((((k + share) / n) % 1) + 1) % 1;
    const i = along.findIndex((l) => l >= want * whole);
    return -Math.PI / 2 + (2 * Math.PI * i) / FINE;
  });
}

/** Beside each other, each as near below what it shares a line with as goes, and so that no box hides a line. */
function inRows(members: Node[], lines: Line[], above: Map<string, Box>, width: number, h: number, group: boolean, y: number): Box[] {
  const gap = group ? 130 : 14;
  const perRow: Node[][] = [[]];
  let used = 0;
  for (const m of members) {
    const row = perRow[perRow.length - 1] as Node[];
    if (row.length > 0 && used + Math.min(gap, 14) + m.width > width) {
      perRow.push([m]);
      used = m.width;
    } else {
      row.push(m);
      used += m.width + (row.length > 1 ? 14 : 0);
    }
  }
  const out: Box[] = [];
  perRow.forEach((row, r) => {
    const rowY = y + h / 2 + r * (h + 14);
    const want = (m: Node) => {
      const near = lines.flatMap((l) => (l.a === m.id ? [l.b] : l.b === m.id ? [l.a] : [])).flatMap((id) => above.get(id)?.x ?? []);
      return near.length > 0 ? near.reduce((s, x) => s + x, 0) / near.length : width / 2;
    };
    const total = row.reduce((s, m) => s + m.width, 0);
    const space = row.length > 1 ? Math.min(gap, (width - total) / (row.length - 1)) : 0;
    const sorted = group ? row : [...row].map((m, i) => ({ m, i, x: want(m) })).sort((p, q) => p.x - q.x || p.i - q.i).map((k) => k.m);
    const length = total + space * (row.length - 1);
    // The row as a whole is moved to where its lines are short and pass no box.
    let best = { cost: Infinity, boxes: [] as Box[] };
    for (let step = 0; step <= 12; step++) {
      let x = (Math.max(0, width - length) * step) / 12;
      const boxes = sorted.map((m) => {
        const b = { id: m.id, x: x + m.width / 2, y: rowY, w: m.width, h };
        x += m.width + space;
        return b;
      });
      let cost = 0;
      for (const b of boxes) {
        for (const l of lines) {
          const other = above.get(l.a === b.id ? l.b : l.b === b.id ? l.a : '');
          if (!other) continue;
          cost += Math.abs(other.x - b.x);
          for (const k of above.values()) if (k.id !== other.id && passes([b.x, b.y, other.x, other.y], k, 4)) cost += 2000;
        }
        cost += Math.abs(b.x - width / 2) * 0.05;
      }
      if (cost < best.cost - 1e-9) best = { cost, boxes };
    }
    out.push(...best.boxes);
  });
  return out;
}

type Segment = readonly [number, number, number, number];

/** Whether a segment passes a box grown by a gap. */
export function passes([x1, y1, x2, y2]: Segment, b: Box, gap: number): boolean {
  let [from, to] = [0, 1];
  for (const [p, d, low, high] of [
    [x1, x2 - x1, b.x - b.w / 2 - gap, b.x + b.w / 2 + gap],
    [y1, y2 - y1, b.y - b.h / 2 - gap, b.y + b.h / 2 + gap],
  ] as const) {
    if (Math.abs(d) < 1e-9) {
      if (p < low || p > high) return false;
      continue;
    }
    const [s, e] = [(low - p) / d, (high - p) / d];
    from = Math.max(from, Math.min(s, e));
    to = Math.min(to, Math.max(s, e));
  }
  return from < to;
}

/** The order round the ellipse: lines cross seldom and are short; among equals the review's own. */
export function ordered(ids: string[], lines: Line[]): string[] {
  const mine = lines.filter((l) => ids.includes(l.a) && ids.includes(l.b));
  if (ids.length > MANY || mine.length === 0) return ids;
  const n = ids.length;
  const cost = (order: string[]) => {
    const place = new Map(order.map((id, i) => [id, i]));
    const ends = mine.map((l) => [place.get(l.a) ?? 0, place.get(l.b) ?? 0].sort((p, q) => p - q) as [number, number]);
    let sum = 0;
    ends.forEach(([a, b], i) => {
      sum += Math.min(b - a, n - (b - a));
      for (const [c, d] of ends.slice(i + 1)) if ((a < c && c < b && b < d) || (c < a && a < d && d < b)) sum += 4;
    });
    return sum;
  };
  let best = ids;
  let least = cost(ids);
  for (let better = true; better; ) {
    better = false;
    for (let i = 0; i < n; i++)
      for (let j = i + 1; j < n; j++) {
        const next = [...best];
        [next[i], next[j]] = [next[j] as string, next[i] as string];
        const c = cost(next);
        if (c < least) [best, least, better] = [next, c, true];
      }
  }
  return best;
}

export interface Word {
  key: string;
  text: string;
  x: number;
  y: number;
  w: number;
}

const STEPS = [0.5, 0.42, 0.58, 0.35, 0.65, 0.29, 0.71, 0.24, 0.76];

/** Words on lines, in the order given; what finds no free place is left out (the table has it). */
export function wordsOn(lines: { key: string; text: string; a: string; b: string }[], layout: Layout, measure: (t: string) => number, must: string): Word[] {
  const out: Word[] = [];
  const boxes = [...layout.boxes.values()];
  const mustFirst = [...lines.filter((l) => l.key === must), ...lines.filter((l) => l.key !== must)];
  for (const l of mustFirst) {
    const [p, q] = [layout.boxes.get(l.a), layout.boxes.get(l.b)];
    if (!p || !q || !l.text) continue;
    const w = measure(l.text) + 8;
    let best: { cost: number; word: Word } | null = null;
    for (const f of STEPS) {
      const word = { key: l.key, text: l.text, x: Math.min(layout.width - w / 2, Math.max(w / 2, p.x + (q.x - p.x) * f)), y: p.y + (q.y - p.y) * f, w };
      const b: Box = { id: '', x: word.x, y: word.y, w, h: 17 };
      const taken = boxes.some((k) => overlap(k, b, 2)) || out.some((k) => overlap({ id: '', x: k.x, y: k.y, w: k.w, h: 17 }, b, 1)) || layout.dividers.some((d) => Math.abs(d.y - word.y) < 10 || (word.y > d.y && word.y < d.y + 20));
      if (taken) continue;
      const crossed = lines.filter((o) => {
        const [r, s] = [layout.boxes.get(o.a), layout.boxes.get(o.b)];
        return o.key !== l.key && r && s && passes([r.x, r.y, s.x, s.y], b, 0);
      }).length;
      const cost = crossed + Math.abs(f - 0.5);
      if (!best || cost < best.cost) best = { cost, word };
    }
    if (best) out.push(best.word);
  }
  return out;
}

/** As thick as the windows that agree: the most is 9 px. */
export const thickness = (windows: number, most: number) => Math.max(1.5, (9 * windows) / Math.max(most, 15));
