// Which report is tested: UNMUTED_REPORT, else the shipped exercise's if it has been reviewed, else an invented one
// that is made here (needs python3 with numpy, and ffmpeg).
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const sample = join(here, '../sample/out/report');
const exercise = join(here, '../../cases/exercise/report');

export const folder = resolve(process.env['UNMUTED_REPORT'] ?? (existsSync(join(exercise, 'index.html')) ? exercise : sample));
export const address = pathToFileURL(join(folder, 'index.html')).href;

export default function setup() {
  if (folder === resolve(sample)) {
    const args = existsSync(join(sample, '../evidence')) ? ['--keep-media'] : [];
    execFileSync('python3', [join(here, '../sample/make.py'), ...args], { stdio: 'inherit' });
  } else {
    // The report that the program wrote, with the page as it is built now.
    const page = join(here, '../../crates/unmuted/assets/page');
    for (const file of ['page.js', 'page.css']) copyFileSync(join(page, file), join(folder, 'assets', file));
  }
  console.log(`Testing the report in ${folder}`);
}
