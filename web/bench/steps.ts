// Main-thread work of one step, as the browser itself counts it (CDP `Performance.getMetrics`, in the thread's own
// time, so that what else the machine does is not in it): all tasks of the main thread, of which script, style and
// layout. Painting is in the tasks. Asking costs something too; `idle` says how much, and is taken off.
import type { CDPSession, Page } from '@playwright/test';

export interface Work {
  task: number;
  script: number;
  style: number;
  layout: number;
}

export async function meter(page: Page): Promise<() => Promise<Work>> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  let was: Record<string, number> = {};
  return async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const now = Object.fromEntries(metrics.map((m) => [m.name, m.value]));
    const ms = (name: string) => ((now[name] ?? 0) - (was[name] ?? 0)) * 1000;
    const out = { task: ms('TaskDuration'), script: ms('ScriptDuration'), style: ms('RecalcStyleDuration'), layout: ms('LayoutDuration') };
    was = now;
    return out;
  };
}

/** The value below which that share of them lies. */
export function share(values: number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? 0;
}
