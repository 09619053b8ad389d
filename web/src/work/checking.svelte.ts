// Asks what a line would do, a moment after it was last changed; an answer to an older line is dropped.

import type { Checked } from '../generated/live/Checked';
import type { NewLine } from '../generated/live/NewLine';
import type { LiveState } from '../live/live.svelte';

const AFTER_MS = 150;

export class Checking {
  checked = $state.raw<Checked | null>(null);
  private readonly live: LiveState;
  private timer = 0;
  private asked = 0;

  constructor(live: LiveState) {
    this.live = live;
  }

  ask(line: NewLine | null): void {
    clearTimeout(this.timer);
    const mine = ++this.asked;
    if (!line) {
      this.checked = null;
      return;
    }
    this.timer = setTimeout(() => {
      void this.live.check(line).then((reply) => {
        if (mine !== this.asked) return;
        if (reply.is === 'answer') this.checked = reply.value;
        else if (reply.is === 'refused' || reply.is === 'failed') this.checked = { line: '', refused: reply.refused, findings: [] };
        else this.checked = null;
      });
    }, AFTER_MS) as unknown as number;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.asked++;
  }
}
