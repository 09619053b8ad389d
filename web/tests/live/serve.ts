// Starts the program's own server on a copy of the exercise in a temporary folder, on a free port. UNMUTED_BIN names
// the program; else it is the one that cargo built. The page is the one built now, whatever the program embeds.
import { expect, test as base, type BrowserContext, type Page } from '@playwright/test';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HistoryLine } from '../../src/generated/live/HistoryLine';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../..');
const built = join(root, 'crates/unmuted/assets/page');

export function program(): string {
  const named = process.env['UNMUTED_BIN'];
  const target = process.env['CARGO_TARGET_DIR'] ?? join(root, 'target');
  const found = [named, join(target, 'release/unmuted'), join(target, 'debug/unmuted')].find((p) => p && existsSync(p));
  if (!found) throw new Error('There is no program to serve with. Build it (cargo build --release -p unmuted), or name one in UNMUTED_BIN.');
  return found;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const s = createServer();
    s.on('error', reject);
    s.listen(0, '127.0.0.1', () => {
      const at = s.address();
      s.close(() => resolve(typeof at === 'object' && at ? at.port : 0));
    });
  });
}

export interface Account {
  name: string;
  password: string;
  role: 'owner' | 'reviewer' | 'reader';
}

export class Served {
  readonly folder: string;
  /** The case. */
  readonly case: string;
  port = 0;
  log = '';
  private child: ChildProcess | null = null;

  constructor(accounts: Account[] = []) {
    this.folder = mkdtempSync(join(tmpdir(), 'unmuted-live-'));
    this.case = join(this.folder, 'exercise');
    const skip = /(^|\/)(report|\.unmuted)(\/|$)/;
    const from = join(root, 'cases/exercise');
    cpSync(from, this.case, { recursive: true, filter: (path) => !skip.test(path.slice(from.length)) });
    for (const a of accounts) addAccount(this.folder, a);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  /** Where the case's addresses start. */
  get address(): string {
    return `${this.origin}/cases/exercise/`;
  }
  get report(): string {
    return `${this.address}report/`;
  }

  async start(): Promise<this> {
    if (this.port === 0) this.port = await freePort();
    const child = spawn(program(), ['serve', this.folder, '--port', String(this.port)], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    for (const out of [child.stdout, child.stderr]) out?.on('data', (d) => (this.log += String(d)));
    const until = Date.now() + 60_000;
    for (;;) {
      if (child.exitCode !== null) throw new Error(`The server ended: ${this.log}`);
      const status = await fetch(this.report, { redirect: 'manual' }).then((r) => r.status, () => 0);
      if (status > 0 && status !== 503) return this;
      if (Date.now() > until) throw new Error(`The server did not answer: ${this.log}`);
      await new Promise((r) => setTimeout(r, 100));
    }
  }

  /** Ends it at once, as a failure of power would; this very process and no other. */
  async kill(): Promise<void> {
    const child = this.child;
    this.child = null;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((r) => child.once('exit', r));
    child.kill('SIGKILL');
    await ended;
  }

  async end(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The lines of the case's marks, as written. */
  marks(): Record<string, unknown>[] {
    return readFileSync(join(this.case, 'marks.jsonl'), 'utf8')
      .split('\n')
      .filter((l) => l.trim() !== '')
      .map((l) => JSON.parse(l) as Record<string, unknown>);
  }
  lastMark(): Record<string, unknown> {
    return this.marks().at(-1) ?? {};
  }
  statements(): string {
    return readFileSync(join(this.case, 'statements.toml'), 'utf8');
  }
}

/** An account of the server on this folder, as its owner would make it. */
function addAccount(folder: string, a: Account): void {
  execFileSync(program(), ['account', folder, 'add', a.name, '--role', a.role, '--password-stdin'], { input: `${a.password}\n`, stdio: ['pipe', 'ignore', 'inherit'] });
}

/** The page as it is built now, in place of what the program embeds. */
export async function current(context: BrowserContext): Promise<void> {
  await context.route(/\/report\/assets\/page\.(js|css)$/, (route) => {
    const file = route.request().url().endsWith('.js') ? 'page.js' : 'page.css';
    return route.fulfill({ path: join(built, file), contentType: file === 'page.js' ? 'text/javascript' : 'text/css' });
  });
}

/** Opens the case, under a name where there are no accounts; once its first review is there. */
export async function open(page: Page, served: Served, options: { name?: string; fragment?: string } = {}): Promise<void> {
  await current(page.context());
  await expect.poll(async () => (await page.context().request.get(served.report)).status(), { timeout: 60_000 }).toBe(200);
  if (options.name) await page.addInitScript((name) => localStorage.getItem('unmuted-name') ?? localStorage.setItem('unmuted-name', name), options.name);
  await page.goto(served.report + (options.fragment ?? ''));
  await page.locator('[data-testid=live]').waitFor();
}

export async function signIn(page: Page, served: Served, account: Account): Promise<void> {
  const reply = await page.context().request.post(`${served.origin}/sign-in/again`, { headers: { 'x-unmuted': '1', origin: served.origin }, data: { name: account.name, password: account.password } });
  expect(reply.ok()).toBe(true);
}

/** Every line, as the server tells its history. */
export async function history(page: Page, served: Served, by = ''): Promise<HistoryLine[]> {
  const reply = await page.context().request.get(`${served.address}history?by=${by}`);
  return ((await reply.json()) as { lines: HistoryLine[] }).lines;
}

/** Opens a form by its button. */
export const tool = (page: Page, form: string) => page.locator(`.tools [data-form=${form}]`).click();

/** Types a time into a field of a form and leaves it. */
export async function time(page: Page, form: string, label: RegExp, text: string): Promise<void> {
  const field = page.locator(form).getByRole('textbox', { name: label });
  await field.fill(text);
  await field.press('Enter');
}

/** A served copy of the exercise for each test; an error on the page's console fails it. */
export const test = base.extend<{ served: Served; accounts: Account[]; errors: string[] }>({
  accounts: [[], { option: true }],
  served: async ({ accounts }, use) => {
    const served = new Served(accounts);
    await served.start();
    await use(served);
    await served.end();
  },
  errors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (e) => errors.push(e.message));
      page.on('console', (m) => {
        // A server that is gone, and a refusal, are on the console as what could not be loaded.
        if ((m.type() === 'error' || m.type() === 'warning') && !/Failed to load resource|ERR_|MIME type/.test(m.text())) errors.push(m.text());
      });
      await use(errors);
      expect(errors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
