// What is measured rather than tested: `npm run bench`. Numbers depend on the machine, so nothing here is part of the
// ordinary tests; each has a small twin there without any timing.
import base from '../playwright.config';

export default { ...base, testDir: '.', testMatch: '**/*.spec.ts', timeout: 300_000, globalSetup: '../tests/report.ts' };
