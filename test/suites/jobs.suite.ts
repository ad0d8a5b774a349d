import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KaojuProcess, runKaoju, startKaoju } from '../fakes/kaoju-process.js';

// Jobs in real processes, with real files, signals and an endpoint for the vectors that really goes away.

let folder: string;
let docs: string;
let endpoint: Server;
let isDown = false;
let environment: Record<string, string>;
let running: KaojuProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-jobs-'));
  docs = join(folder, 'docs');
  await mkdir(docs);
  isDown = false;
  running = [];
  endpoint = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer); // No encoding is set, so these are bytes.
    if (isDown) return void response.writeHead(503).end('down');
    const { input } = JSON.parse(Buffer.concat(pieces).toString()) as { input: string[] };
    const vector = (text: string) => Array.from({ length: 8 }, (_, at) => ((text.charCodeAt(at) || 1) % 13) - 6.5);
    response.end(JSON.stringify({ data: input.map((text, index) => ({ index, embedding: vector(text) })) }));
  });
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
  const { port } = endpoint.address() as AddressInfo;
  environment = {
    KAOJU_DATA_DIR: join(folder, 'data'),
    KAOJU_EMBEDDER: 'openai:fake',
    KAOJU_EMBEDDER_URL: `http://127.0.0.1:${port}/v1`,
    KAOJU_LOG_LEVEL: 'error',
  };
});
afterEach(async () => {
  for (const { child, ended } of running) {
    child.kill('SIGKILL');
    await ended;
  }
  endpoint.close();
  endpoint.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

function start(...argv: string[]): KaojuProcess {
  const process = startKaoju(argv, environment);
  running.push(process);
  return process;
}

const text = (name: string) => `# ${name}\n\nAll about the ${name}.\n`;

async function write(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await writeFile(join(docs, `document-${at}.md`), text(`document ${at}`));
}

async function documentsIn(collection: string): Promise<number> {
  const { stdout } = await runKaoju(['collections', 'show', collection, '--json'], environment);
  return (JSON.parse(stdout) as { documents: number }).documents;
}

test('kaoju ingest --watch follows a folder: documents come, change, move and go, until Ctrl-C ends it with 0', async () => {
  await write(5);
  const serving = start('serve');
  await serving.until('http://');
  const watching = start('ingest', docs, '-c', 'docs', '--source', 's', '--watch', '--prune');
  await watching.until('stop with Ctrl-C');

  await writeFile(join(docs, '人事.md'), text('人事'));
  await watching.until('1 added, 0 changed, 0 removed');
  await writeFile(join(docs, 'document-0.md'), text('another document'));
  await watching.until('0 added, 1 changed, 0 removed');
  await rm(join(docs, 'document-1.md'));
  await watching.until('0 added, 0 changed, 1 removed');
  // Everything gone looks like a folder that was not mounted.
  for (const name of ['document-0.md', 'document-2.md', 'document-3.md', 'document-4.md', '人事.md'])
    await rm(join(docs, name));
  await watching.until('Cannot prune');

  watching.child.kill('SIGINT');
  expect((await watching.ended).code).toBe(0);
  expect(await documentsIn('docs')).toBe(5);
});

test('a job outlasts an endpoint that is down for more than a minute: every document is done', async () => {
  await write(60);
  const serving = start('serve');
  await serving.until('http://');
  isDown = true;
  const ingesting = start('ingest', docs, '-c', 'docs', '--source', 's');
  await wait(65_000);
  isDown = false;
  const { code, stdout } = await ingesting.ended;
  expect(stdout).toContain('60 documents: 60 done');
  expect(code).toBe(0);
});

test('Ctrl-C cancels a job, kaoju jobs retry takes it up, and a killed server costs only time', async () => {
  await write(400);
  const serving = start('serve');
  await serving.until('http://');
  isDown = true;
  const ingesting = start('ingest', docs, '-c', 'docs', '--source', 's');
  await ingesting.until('send 400/400');
  await wait(500);
  ingesting.child.kill('SIGINT');
  const cancelled = await ingesting.ended;
  expect(cancelled.code).toBe(130);
  expect(cancelled.stdout).toContain('400 cancelled');
  const id = /kaoju jobs retry (\S+)/.exec(cancelled.stderr)?.[1] ?? '';

  const retrying = start('jobs', 'retry', id);
  await retrying.until('400 documents of job');
  await wait(500);
  serving.child.kill('SIGKILL');
  const lost = await retrying.ended;
  expect(lost.code).toBe(1);
  expect(lost.stderr).toContain('the job goes on by itself');

  isDown = false;
  const again = start('serve');
  await again.until('http://');
  const { code, stdout } = await runKaoju(['jobs', 'show', id, '--follow'], environment);
  expect(code).toBe(0);
  expect(stdout).toContain('400 documents: 400 done');
});
