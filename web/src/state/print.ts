// Before the page is printed: the whole timeline, every detail open, every drawing made for paper. Afterwards all is
// as it was.

import { flushSync } from 'svelte';
import { layout } from './layout.svelte';
import type { PageState } from './page.svelte';

/** Listens until the returned function is called. */
export function preparePrint(page: PageState): () => void {
  let view = page.view;
  let opened: HTMLDetailsElement[] = [];
  const before = () => {
    if (layout.print) return;
    view = page.view;
    page.view = page.whole;
    layout.print = true;
    opened = [...document.querySelectorAll('details')].filter((d) => !d.open);
    opened.forEach((d) => (d.open = true));
    flushSync();
  };
  const after = () => {
    if (!layout.print) return;
    page.view = view;
    layout.print = false;
    opened.forEach((d) => (d.open = false));
    flushSync();
  };
  const media = matchMedia('print');
  const change = () => (media.matches ? before() : after());
  addEventListener('beforeprint', before);
  addEventListener('afterprint', after);
  media.addEventListener('change', change);
  return () => {
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
    media.removeEventListener('change', change);
  };
}
