// Keys of the whole page. They never fire inside a field, never take a browser's own shortcut, and can be turned off
// (WCAG 2.2, 2.1.4: single keys must be possible to turn off).

import type { PageState } from './page.svelte';

/** Listens until the returned function is called. */
export function listen(page: PageState, help: () => void): () => void {
  const c = page.conductor;
  const actions: Record<string, () => void> = {
    k: () => c.toggle(),
    ' ': () => c.toggle(),
    j: () => c.shuttleBy(-1),
    l: () => c.shuttleBy(1),
    ',': () => c.step(-1),
    '.': () => c.step(1),
    i: () => c.setLoop('from'),
    o: () => c.setLoop('to'),
    '/': () => c.toggleLoop(),
    '[': () => page.stepMoment(-1),
    ']': () => page.stepMoment(1),
    '+': () => page.zoom(0.625),
    '=': () => page.zoom(0.625),
    '-': () => page.zoom(1.6),
    w: () => page.showAll(),
    t: () => document.getElementById('transcript')?.focus(),
    f: () => document.getElementById('findings')?.scrollIntoView(),
    '0': () => c.listenTo('auto'),
    ...(page.live ? { m: () => page.onMark?.(), a: () => page.onAnchor?.() } : {}),
    '?': help,
  };
  const onKey = (e: KeyboardEvent) => {
    if (!page.singleKeys || e.metaKey || e.ctrlKey || e.altKey || document.querySelector('dialog[open]')) return;
    const at = e.target instanceof Element ? e.target : null;
    if (at?.closest('input:not([type=radio]), select, textarea, [contenteditable]')) return;
    if (e.key === ' ' && at?.closest('button, summary, a, input, [role=slider]')) return;
    const digit = /^Digit([1-9])$/.exec(e.code)?.[1];
    if (digit) {
      const track = page.placed[Number(digit) - 1];
      if (!track) return;
      e.preventDefault();
      if (e.shiftKey) c.enlarge(track.id);
      else c.listenTo(track.id);
      return;
    }
    const action = actions[e.key.toLowerCase()];
    if (!action || (!page.playable && ' kjl,.io/'.includes(e.key.toLowerCase()))) return;
    e.preventDefault();
    action();
  };
  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}
