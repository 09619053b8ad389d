// The page is tested where it is used: in a browser, from a folder, without a server. The browser is the system's
// Chromium (CHROMIUM names another); none is downloaded.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  timeout: 120_000,
  // Playing is measured in real time: two at once would measure the machine.
  workers: 1,
  fullyParallel: false,
  reporter: [['list']],
  globalSetup: './tests/report.ts',
  use: {
    headless: true,
    viewport: { width: 1280, height: 900 },
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'],
    },
  },
});
