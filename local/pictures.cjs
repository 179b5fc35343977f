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
const WHOLE_TRACE_HEIGHT = 8000; // Rows below the window are not drawn.
const PATIENCE_MS = 90_000;
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/snap/bin/chromium'];

// What a delivery's trace begins and ends with, how many there were, and whose metric is shown.
const FIRST = 'POST /webhooks/zoom';
const LAST = 'telegram editMessageMedia';
const DELIVERIES = 2;
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
  const traces = new Map();
  for (const span of (await answer.json()).data.resourceSpans.flatMap(one => one.scopeSpans).flatMap(one => one.spans)) {
    traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span]);
  }
  const deliveries = [...traces.values()].filter(spans => [FIRST, LAST].every(name => spans.some(span => span.name === name)));
  const begin = spans => Math.min(...spans.map(span => span.startTimeUnixNano / 1e6));
  return deliveries.sort((one, other) => begin(one) - begin(other)).at(DELIVERIES - 1)?.[0].traceId;
}

// The dashboard cannot leave out what belongs to something that it shows, and two of three rows are statements for PostgreSQL.
function withoutStatements(page) {
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll('[role=row]')];
    const isStatement = row => /^postgresql\b/.test(row.innerText.trim());
    rows.filter(isStatement).forEach(row => { row.style.display = 'none'; });
    return Math.ceil(Math.max(...rows.map(row => row.firstElementChild?.getBoundingClientRect().bottom ?? 0))) + 16;
  });
}

// cut: prepares the page, and returns how much of its height is kept.
async function take(browser, name, address, { shows, height = HEIGHT, cut }) {
  const page = await browser.newPage({ viewport: { width: WIDTH, height }, colorScheme: 'light', reducedMotion: 'reduce', locale: 'en-GB' });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(dashboard + address);
  await page.getByText(shows, { exact: true }).filter({ visible: true }).first().waitFor();
  // The warning that anybody may look at this local dashboard.
  await page.locator('.fluent-messagebar-close').first().click({ timeout: 5_000 }).catch(() => {});
  await page.evaluate('document.fonts.ready.then(() => true)');
  // It draws over a socket, and says nowhere that it is done.
  await sleep(3_000);
  const kept = await cut?.(page) ?? height;
  await page.screenshot({ path: path.join(folder, `${name}.png`), clip: { x: 0, y: 0, width: WIDTH, height: kept } });
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
    await take(browser, 'dashboard-trace', `/traces/detail/${trace}`, { shows: FIRST, height: WHOLE_TRACE_HEIGHT, cut: withoutStatements });
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
