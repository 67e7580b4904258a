// Pictures of the graph in a browser without a screen: nothing lies over anything else, and they look as they did.
//
// The stored ones are in pictures/, at half their size. UPDATE=1 writes them anew: look at them before you commit them.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { url } from './support.mjs';

const run = promisify(execFile);
const stored = process.env.NUTGRAPH_PICTURES ?? new URL('pictures', import.meta.url).pathname;
const chromium = process.env.CHROMIUM ?? 'chromium';

/**
 * The part of all points that may differ by more than a shade. One release of the browser draws the same every time; another
 * may smooth letters a little otherwise, and then the stored pictures are made anew. It is less than what missing arrows
 * make.
 */
const TOLERANCE = 0.0004;

const pictures = [
  ['masimov', 'karim-masimov.svg'],
  ['masimov-2', 'karim-masimov.svg?depth=2'],
  ['kazakhstan-ru', 'kazakhstan.svg?language=ru'],
  ['nato', 'nato.svg?first=60'],
  ['knb', 'national-security-committee.svg'],
  ['alone', 'twitter.svg'],
];

let folder;
before(async () => (folder = await mkdtemp(join(tmpdir(), 'nutgraph-pictures-'))));
after(() => rm(folder, { recursive: true, force: true }));

async function browse(page, ...flags) {
  const always = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${folder}/profile`];
  return (await run(chromium, [...always, ...flags, pathToFileURL(page).href], { timeout: 50_000, maxBuffer: 1 << 26 })).stdout;
}

/** The picture, without the day of the demo and in a font that is there everywhere. */
async function drawn(path) {
  const response = await fetch(new URL(`/graph/${path}`, url));
  assert.equal(response.status, 200);
  const svg = await response.text();
  const day = /(<desc[^]*\n)[^\n]*(<\/desc>)/;
  return svg.replace(day, '$1$2').replace(/>[^<]*(<\/text>\n<\/g>\n<\/svg>)/, '>$1').replace('system-ui', "'DejaVu Sans'");
}

/** Runs a function in a page, once all of it is there, and answers with what it returns. */
async function inPage(body, main) {
  const page = join(folder, 'page.html');
  const script = `addEventListener('load', () => { document.body.textContent = 'TO' + 'LD' + JSON.stringify((${main})()) + 'EN' + 'D'; })`;
  await writeFile(page, `<!doctype html><meta charset="utf-8"><body>${body}<script>${script}</script></body>`);
  const dom = await browse(page, '--dump-dom');
  const told = dom.match(/TOLD(.*)END/)?.[1];
  assert.ok(told, dom.slice(-500));
  return JSON.parse(told.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'));
}

/** What lies over something else, or leaves its card; in the browser. */
function faults() {
  const faults = [];
  const all = [...document.querySelectorAll('.node, .label')].map((g) => {
    const box = g.querySelector('.card, rect').getBBox();
    for (const text of g.querySelectorAll('text')) {
      const { x, y, width, height } = text.getBBox();
      const inside = x >= box.x && y >= box.y - 3 && x + width <= box.x + box.width && y + height <= box.y + box.height + 3;
      if (!inside) faults.push(`"${text.textContent}" leaves its card`);
    }
    return { box, name: g.querySelector('text')?.textContent, node: g.classList.contains('node') };
  });
  const over = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  all.forEach((one, at) => {
    for (const other of all.slice(at + 1)) if (over(one.box, other.box)) faults.push(`"${one.name}" and "${other.name}"`);
  });
  const { width, height } = document.querySelector('svg').viewBox.baseVal;
  for (const { box, name } of all) {
    if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height) faults.push(`"${name}" is cut`);
  }
  // No line runs through a card, but where it begins and ends.
  const nodes = all.filter(({ node }) => node);
  for (const way of document.querySelectorAll('.line[data-id] .way')) {
    const length = way.getTotalLength();
    for (let at = 12; at < length - 12; at += 4) {
      const p = way.getPointAtLength(at);
      const through = nodes.find(({ box: b }) => p.x > b.x + 2 && p.x < b.x + b.width - 2 && p.y > b.y + 2 && p.y < b.y + b.height - 2);
      if (through) { faults.push(`a line runs through "${through.name}"`); break; }
    }
  }
  return { faults, things: all.length };
}

/** The part of all points in which two images differ; in the browser. */
function difference() {
  const [one, other] = [...document.images];
  if (one.width !== other.width || one.height !== other.height) return 1;
  const points = (image) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: image.width, height: image.height });
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  };
  const [a, b] = [points(one), points(other)];
  let count = 0;
  for (let at = 0; at < a.length; at += 4) {
    const most = Math.max(...[0, 1, 2].map((i) => Math.abs(a[at + i] - b[at + i])));
    if (most > 16) count += 1;
  }
  return count / (a.length / 4);
}

for (const [name, path] of pictures) {
  test(`${path} is as it was, and can be read`, async (t) => {
    const svg = await drawn(path);
    const { faults: found, things } = await inPage(svg, faults);
    assert.ok(things > 0);
    assert.deepEqual(found, []);

    const [, width, height] = svg.match(/ width="(\d+)" height="(\d+)"/).map(Number);
    const [file, now] = [join(folder, `${name}.svg`), join(folder, `${name}.png`)];
    await writeFile(file, svg);
    // Half of its size is enough to see what changed.
    await browse(file, `--screenshot=${now}`, `--window-size=${width},${height}`, '--force-device-scale-factor=0.5');
    const before = join(stored, `${name}.png`);
    if (process.env.UPDATE) await writeFile(before, await readFile(now));
    const images = await Promise.all([now, before].map((png) => readFile(png, 'base64')));
    const part = await inPage(images.map((data) => `<img src="data:image/png;base64,${data}">`).join(''), difference);
    t.diagnostic(`${(part * 100).toFixed(3)} % differ`);
    assert.ok(part <= TOLERANCE, `${(part * 100).toFixed(2)} % of ${name}.png differ`);
  });
}
