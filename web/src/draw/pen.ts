// What lanes are drawn with: a canvas in CSS pixels with the page's colours and voices. Hundreds of things move with
// every step of a zoom, which is more than elements in the page can bear.

import type { Ink, Inks } from './inks';
import { patternOf } from './patterns';

/** Dashes in pixels, on and off. */
export type Dash = readonly [number, number];

export interface Stroke {
  width?: number;
  dash?: Dash;
  share?: number;
}

export interface Words {
  ink?: Ink;
  anchor?: 'start' | 'middle' | 'end';
  /** A time, in the voice of bytes. */
  mono?: boolean;
  bold?: boolean;
  /** In pixels; 11 unless said. */
  size?: number;
}

export class Pen {
  private font = '';
  private readonly patterns = new Map<string, CanvasPattern | null>();

  constructor(
    readonly g: CanvasRenderingContext2D,
    /** Pixels of the canvas in each CSS pixel. */
    readonly fine: number,
    readonly inks: Inks,
  ) {
    // Short labels: no kerning is looked up for them.
    g.textRendering = 'optimizeSpeed';
  }

  rect(x: number, y: number, width: number, height: number, ink: Ink, share = 1): void {
    this.g.globalAlpha = share;
    this.g.fillStyle = this.inks[ink];
    this.g.fillRect(x, y, width, height);
    this.g.globalAlpha = 1;
  }

  /** An outline, its middle on the edges that are given. */
  frame(x: number, y: number, width: number, height: number, ink: Ink, stroke: Stroke = {}): void {
    this.begin(ink, stroke);
    this.g.strokeRect(x, y, width, height);
    this.end();
  }

  /** Lines: each a list of x and y in turn. */
  lines(ink: Ink, all: readonly (readonly number[])[], stroke: Stroke = {}): void {
    if (all.length === 0) return;
    this.begin(ink, stroke);
    this.g.beginPath();
    for (const line of all) {
      for (let i = 0; i + 1 < line.length; i += 2) {
        if (i === 0) this.g.moveTo(line[0] ?? 0, line[1] ?? 0);
        else this.g.lineTo(line[i] ?? 0, line[i + 1] ?? 0);
      }
    }
    this.g.stroke();
    this.end();
  }

  line(ink: Ink, points: readonly number[], stroke: Stroke = {}): void {
    this.lines(ink, [points], stroke);
  }

  /** A closed shape, filled where it is sure and hollow where it is not. */
  shape(ink: Ink, points: readonly number[], hollow: boolean, stroke: Stroke = {}): void {
    const { g } = this;
    g.beginPath();
    for (let i = 0; i + 1 < points.length; i += 2) {
      if (i === 0) g.moveTo(points[0] ?? 0, points[1] ?? 0);
      else g.lineTo(points[i] ?? 0, points[i + 1] ?? 0);
    }
    g.closePath();
    if (!hollow) {
      g.fillStyle = this.inks[ink];
      g.fill();
    }
    this.begin(ink, stroke);
    g.stroke();
    this.end();
  }

  text(words: string, x: number, y: number, { ink = 'ink', anchor = 'start', mono = false, bold = false, size = 11 }: Words = {}): void {
    const { g } = this;
    const font = `${bold ? '650 ' : ''}${size}px ${mono ? this.inks.bytes : this.inks.program}`;
    if (font !== this.font) {
      g.font = font;
      this.font = font;
    }
    g.fillStyle = this.inks[ink];
    g.textAlign = anchor === 'middle' ? 'center' : anchor;
    g.fillText(words, x, y);
  }

  /** Fills with the pattern of a class of silence (`patterns.ts`). */
  fill(cls: string, x: number, y: number, width: number, height: number, share = 1): void {
    let pattern = this.patterns.get(cls);
    if (pattern === undefined) {
      pattern = patternOf(this.g, cls, this.fine, this.inks);
      this.patterns.set(cls, pattern);
    }
    if (!pattern) return;
    this.g.globalAlpha = share;
    this.g.fillStyle = pattern;
    this.g.fillRect(x, y, width, height);
    this.g.globalAlpha = 1;
  }

  private begin(ink: Ink, { width = 1, dash, share = 1 }: Stroke): void {
    this.g.globalAlpha = share;
    this.g.strokeStyle = this.inks[ink];
    this.g.lineWidth = width;
    if (dash) this.g.setLineDash([...dash]);
    this.dashed = dash !== undefined;
  }
  private dashed = false;
  private end(): void {
    if (this.dashed) this.g.setLineDash([]);
    this.g.globalAlpha = 1;
  }
}
