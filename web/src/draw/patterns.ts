// The patterns of silence on a canvas: the same as in `lanes/Patterns.svelte`, each as a small tile.

import type { Inks } from './inks';

type Tile = (g: CanvasRenderingContext2D, inks: Inks) => void;

const dot = (g: CanvasRenderingContext2D, x: number, y: number) => {
  g.beginPath();
  g.arc(x, y, 1.05, 0, 7);
  g.fill();
};
const level: Tile = (g) => g.fillRect(0, 2, 6, 1.1);
const TILES: Record<string, { width: number; height: number; draw: Tile }> = {
  pre_event: {
    width: 7,
    height: 7,
    draw: (g) => {
      dot(g, 2, 2);
      dot(g, 5.5, 5.5);
    },
  },
  digital_silence: {
    width: 8,
    height: 8,
    draw: (g, inks) => {
      g.strokeStyle = inks.pat;
      g.lineWidth = 1.6;
      g.beginPath();
      for (const at of [-8, 0, 8]) {
        g.moveTo(at - 1, 9);
        g.lineTo(at + 9, -1);
      }
      g.stroke();
    },
  },
  dropped: { width: 5, height: 6, draw: (g) => g.fillRect(0, 0, 2, 6) },
  track_ends_early: { width: 6, height: 5, draw: level },
  track_absent: { width: 6, height: 5, draw: level },
};

const made = new Map<string, CanvasPattern | null>();

/** Whether a class is drawn as a pattern; the others are frames. */
export const isPatterned = (cls: string) => cls in TILES;

/** The pattern of a class at that many pixels for each CSS pixel, in the colours given. */
export function patternOf(g: CanvasRenderingContext2D, cls: string, fine: number, inks: Inks): CanvasPattern | null {
  const tile = TILES[cls];
  if (!tile) return null;
  const key = `${cls} ${fine} ${inks.pat} ${inks['pat-bg']}`;
  let pattern = made.get(key);
  if (pattern === undefined) {
    const canvas = document.createElement('canvas');
    // Whole pixels, or the tiles would show where they meet.
    const [w, h] = [Math.round(tile.width * fine), Math.round(tile.height * fine)];
    [canvas.width, canvas.height] = [w, h];
    const t = canvas.getContext('2d');
    if (t) {
      t.scale(w / tile.width, h / tile.height);
      t.fillStyle = inks['pat-bg'];
      t.fillRect(0, 0, tile.width, tile.height);
      t.fillStyle = inks.pat;
      tile.draw(t, inks);
    }
    pattern = g.createPattern(canvas, 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(tile.width / w, tile.height / h));
    made.set(key, pattern);
  }
  return pattern;
}
