// The demo newsroom of a nutgraph program, in a folder of its own that is deleted afterwards.
//
// As a program: node serve.mjs NUTGRAPH COMMAND…, which runs the command with the server's address as NUTGRAPH_URL.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/**
 * Starts `nutgraph demo` with these flags on a free port, and waits until it answers: a minute at most.
 * Fails with all that the program said if it ends before.
 */
export async function demo(program, flags = []) {
  const folder = await mkdtemp(join(tmpdir(), 'nutgraph-clients-'));
  const child = spawn(program, ['demo', '--listen', '127.0.0.1:0', ...flags], { cwd: folder, stdio: 'pipe' });
  process.once('exit', () => child.kill());
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  let failure;
  child.on('error', (error) => (failure = error));
  const ended = () => failure || child.exitCode !== null || child.signalCode !== null;
  const stop = async () => {
    if (!ended()) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  for (const until = Date.now() + 60_000; Date.now() < until && !ended(); await sleep(50)) {
    const url = said.match(/http:\/\/127\.0\.0\.1:\d+\/graphql/)?.[0];
    const ready = url && (await fetch(new URL('/health/ready', url)).catch(() => undefined));
    if (ready?.ok) return { url, folder, stop };
  }
  await stop();
  throw new Error(`nutgraph demo ${flags.join(' ')} does not answer: ${failure ?? said}`);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [program, command, ...rest] = process.argv.slice(2);
  const server = await demo(program);
  const child = spawn(command, rest, { stdio: 'inherit', env: { ...process.env, NUTGRAPH_URL: server.url } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const [code, signal] = await once(child, 'exit');
  await server.stop();
  process.exitCode = code ?? 128 + constants.signals[signal];
}
