// Takes the pictures of the Aspire dashboard. usage: node local/pictures.cjs DASHBOARD FOLDER, with playwright-core on NODE_PATH, while
// the system runs and has delivered a recording (./run.sh pictures does all of that).
'use strict';
const { existsSync } = require('node:fs');
const path = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { chromium } = require('playwright-core');

const [dashboard, folder] = process.argv.slice(2);
const WIDTH = 1280;
const HEIGHT = 800;
const PATIENCE_MS = 90_000;
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

// What a delivery's trace begins and ends with, and whose metric is shown.
const FIRST = 'POST /webhooks/zoom';
const LAST = 'telegram editMessageMedia';
const METRIC = 'zoomaspire.delivery.latency';

async function until(what, look) {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(500)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`Waited ${PATIENCE_MS / 1000} s in vain for ${what}.`);
}

// Spans arrive in any order, those of other traces between them.
async function findTrace() {
  const answer = await fetch(`${dashboard}/api/telemetry/traces`);
  if (!answer.ok) throw new Error(`The dashboard's API answered with status ${answer.status}.`);
  const names = new Map();
  for (const span of (await answer.json()).data.resourceSpans.flatMap(one => one.scopeSpans).flatMap(one => one.spans)) {
    names.set(span.traceId, (names.get(span.traceId) ?? new Set()).add(span.name));
  }
  return [...names].find(([, spans]) => spans.has(FIRST) && spans.has(LAST))?.[0];
}

async function take(browser, name, address, { shows, height = HEIGHT, prepare }) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height }, colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-GB' });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(dashboard + address);
  await page.getByText(shows, { exact: true }).filter({ visible: true }).first().waitFor();
  // The warning that anybody may look at this local dashboard.
  await page.locator('.fluent-messagebar-close').first().click({ timeout: 5_000 }).catch(() => {});
  await prepare?.(page);
  await page.evaluate('document.fonts.ready.then(() => true)');
  // It draws over a socket, and says nowhere that it is done.
  await sleep(3_000);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
  await page.close();
}

async function main() {
  const executablePath = BROWSERS.find(existsSync);
  if (!executablePath) throw new Error('The pictures need Chromium: install the package chromium.');
  const trace = await until(`a trace from "${FIRST}" to "${LAST}"`, findTrace);
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  try {
    await take(browser, 'dashboard-traces', '/traces', { shows: `api: ${FIRST}` });
    await take(browser, 'dashboard-trace', `/traces/detail/${trace}`, { shows: FIRST, height: 1600 });
    await take(browser, 'dashboard-metrics', `/metrics/resource/worker?meter=ZoomAspire&instrument=${METRIC}&duration=1&view=Graph`, { shows: METRIC });
    await take(browser, 'dashboard-logs', `/structuredlogs?traceId=${trace}`, { shows: /is in its chat/ });
  } finally {
    await browser.close();
  }
}

main().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
