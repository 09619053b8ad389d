// After a press whose button goes away with what it did: the keyboard stays where it was at work.

import { tick } from 'svelte';

/** Puts the focus, where it was lost, on the first thing that can be pressed next in this part of the page. */
export async function refocused(part: HTMLElement | undefined): Promise<void> {
  await tick();
  const at = document.activeElement;
  if (!part || (at && at !== document.body)) return;
  const next = part.querySelector<HTMLElement>('.btns button:not(:disabled)') ?? part.querySelector<HTMLElement>('button:not(:disabled)');
  next?.focus({ preventScroll: true });
}
