// What a pointer, two fingers and a wheel do to the lanes: press goes there, drag pans (on the ruler it scrubs),
// pinch and ctrl+wheel zoom. Plain scrolling is left to the page.

export interface Gestured {
  /** The moment under a horizontal place on the screen. */
  time(clientX: number): number;
  seek(t: number): void;
  pan(px: number): void;
  zoom(factor: number, t: number): void;
}

/** Movement under this is a press, not a drag. */
const SLOP_PX = 4;

export function gestures(box: HTMLElement, to: Gestured): () => void {
  const down = new Map<number, { x: number; startX: number; drag: string }>();
  let moved = false;
  let apart = 0;

  const onDown = (e: PointerEvent) => {
    const lane = e.target instanceof Element ? e.target.closest<HTMLElement>('[data-drag]') : null;
    const drag = lane?.dataset.drag ?? 'none';
    if (drag === 'none' || e.button !== 0) return;
    down.set(e.pointerId, { x: e.clientX, startX: e.clientX, drag });
    if (down.size === 1) moved = false;
    if (down.size === 2) {
      moved = true;
      apart = distance();
    }
    if (drag === 'scrub') to.seek(to.time(e.clientX));
    try {
      box.setPointerCapture(e.pointerId);
    } catch {
      // A pointer that is already gone cannot be captured; its press still counts.
    }
  };
  const distance = () => {
    const [a, b] = [...down.values()];
    return a && b ? Math.abs(a.x - b.x) : 0;
  };
  const onMove = (e: PointerEvent) => {
    const p = down.get(e.pointerId);
    if (!p) return;
    const dx = e.clientX - p.x;
    p.x = e.clientX;
    if (down.size === 2) {
      const now = distance();
      if (apart > 8 && now > 8) to.zoom(apart / now, to.time(([...down.values()].reduce((sum, q) => sum + q.x, 0)) / 2));
      apart = now;
      return;
    }
    if (p.drag === 'scrub') {
      to.seek(to.time(e.clientX));
      return;
    }
    if (!moved && Math.abs(e.clientX - p.startX) > SLOP_PX) {
      moved = true;
      to.pan(e.clientX - p.startX);
    } else if (moved) to.pan(dx);
  };
  const onUp = (e: PointerEvent) => {
    const p = down.get(e.pointerId);
    if (!p) return;
    down.delete(e.pointerId);
    if (!moved && p.drag === 'pan' && e.type === 'pointerup') to.seek(to.time(e.clientX));
  };
  const onWheel = (e: WheelEvent) => {
    if (e.ctrlKey || e.metaKey) {
      e.preventDefault();
      to.zoom(Math.exp(e.deltaY * (e.deltaMode === 1 ? 0.05 : 0.0022)), to.time(e.clientX));
    } else if (Math.abs(e.deltaX) > Math.abs(e.deltaY)) {
      e.preventDefault();
      to.pan(-e.deltaX);
    }
  };

  box.addEventListener('pointerdown', onDown);
  box.addEventListener('pointermove', onMove);
  box.addEventListener('pointerup', onUp);
  box.addEventListener('pointercancel', onUp);
  box.addEventListener('wheel', onWheel, { passive: false });
  return () => {
    box.removeEventListener('pointerdown', onDown);
    box.removeEventListener('pointermove', onMove);
    box.removeEventListener('pointerup', onUp);
    box.removeEventListener('pointercancel', onUp);
    box.removeEventListener('wheel', onWheel);
  };
}
