import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { problem, type SentRequest } from '../../fakes/fake-client.js';
import { wireCollection, wirePutReply } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-ingest-'));
  for (const name of ['a.md', 'b.md', 'c.pdf']) await writeFile(join(folder, name), `# ${name}`);
});

afterEach(() => rm(folder, { recursive: true }));

/** A server that publishes everything but what is named. */
function publishing(failing: Record<string, Error> = {}) {
  return ({ method, path }: SentRequest): unknown => {
    if (method === 'GET') return wireCollection;
    const id = decodeURIComponent(path.split('/documents/')[1] ?? '');
    return failing[id] ?? wirePutReply;
  };
}

test('kaoju ingest puts every document under source/relative path, and sums up', async () => {
  const { code, printed, advanced, client } = await runWithFakes(
    ['ingest', folder, '-c', 'handbook', '--source', 'examples'],
    publishing(),
  );
  expect(code).toBe(0);
  const puts = client.sent.filter(({ method }) => method === 'PUT');
  // Documents are read two at a time, so the order in which they are sent is not fixed.
  const sent = puts.map(({ path, options }) => [path.split('/documents/')[1], options.headers?.['content-type']]);
  expect(sent.sort()).toEqual([
    ['examples%2Fa.md', 'text/markdown'],
    ['examples%2Fb.md', 'text/markdown'],
    ['examples%2Fc.pdf', 'application/pdf'],
  ]);
  expect(advanced).toHaveLength(3);
  expect(printed[0]).toBe('documents  3 ingested: 3 new, 0 updated, 0 unchanged; 0 failed');
  expect(printed[1]).toBe('sections   9 added, 0 updated, 0 unchanged, 0 removed');
  expect(printed.slice(3)).toEqual(['cleaning   dropped html_tag 6× (24) characters', 'notes      heading_jump 3×']);
});

test('kaoju ingest sends metadata and labels in ASCII headers', async () => {
  const { client } = await runWithFakes(
    ['ingest', join(folder, 'a.md'), '-c', 'h', '--domain', '人事', '--metadata', 'owner=HR', '--access', 'hr', '法务'],
    publishing(),
  );
  expect(client.sent.at(-1)?.options.headers).toEqual({
    'content-type': 'text/markdown',
    'x-kaoju-metadata': '{"owner":"HR","domain":"\\u4eba\\u4e8b"}',
    'x-kaoju-access': 'hr,%E6%B3%95%E5%8A%A1',
  });
});

test('kaoju ingest names a document that failed, goes on with the rest, and ends with 1', async () => {
  const failing = { 'x/b.md': problem(422, 'empty_document', 'Cannot ingest "x/b.md": it is empty; put text into it') };
  const { code, printed, noted } = await runWithFakes(
    ['ingest', folder, '-c', 'h', '--source', 'x'],
    publishing(failing),
  );
  expect(code).toBe(1);
  expect(noted).toContain('  ✗ Cannot ingest "x/b.md": it is empty [empty_document]');
  expect(noted).toContain('    → put text into it');
  expect(printed[0]).toBe('documents  2 ingested: 2 new, 0 updated, 0 unchanged; 1 failed');
});

test('kaoju ingest creates the collection when it is not there, and says so', async () => {
  const missing = problem(404, 'collection_not_found', 'Cannot find collection "h"; create it');
  const { code, noted, client } = await runWithFakes(
    ['ingest', join(folder, 'a.md'), '-c', 'h'],
    ({ method, path }) => {
      if (method === 'GET') return missing;
      return path.includes('/documents/') ? wirePutReply : wireCollection;
    },
  );
  expect(code).toBe(0);
  expect(client.sent.map(({ method }) => method)).toEqual(['GET', 'PUT', 'PUT']);
  expect(noted).toContain('created collection "h"');
});

test('kaoju ingest ends with 1 when a path leads nowhere, and still ingests the others', async () => {
  const { code, noted, client } = await runWithFakes(
    ['ingest', join(folder, 'none'), join(folder, 'a.md'), '-c', 'h'],
    publishing(),
  );
  expect(code).toBe(1);
  expect(noted[0]).toMatch(/^✗ Cannot find documents at ".*none"/);
  expect(client.sent.filter(({ method }) => method === 'PUT')).toHaveLength(1);
});

test('kaoju ingest stops on Ctrl-C, says what is left, and ends with 130', async () => {
  const controller = new AbortController();
  const { code, noted } = await runWithFakes(
    ['ingest', folder, '-c', 'h'],
    ({ method }) => {
      if (method === 'GET') return wireCollection;
      controller.abort();
      return controller.signal.reason;
    },
    { signal: controller.signal },
  );
  expect(code).toBe(130);
  expect(noted.at(-1)).toBe('stopped: 3 documents were not ingested; the same command goes on from here');
});

test('kaoju ingest --json prints a line for every document, failures included', async () => {
  const failing = { 'x/b.md': problem(422, 'empty_document', 'Cannot ingest "x/b.md"; put text into it') };
  const { printed } = await runWithFakes(['ingest', folder, '-c', 'h', '--source', 'x', '--json'], publishing(failing));
  const lines = printed.map((line) => JSON.parse(line));
  expect(lines.filter((line) => line.status === 'created')).toHaveLength(2);
  expect(lines.find((line) => line.problem)).toMatchObject({
    document_id: 'x/b.md',
    problem: { code: 'empty_document' },
  });
});

test('kaoju ingest refuses metadata that is no key=value', async () => {
  const { code, noted } = await runWithFakes(['ingest', folder, '-c', 'h', '--metadata', 'owner'], publishing());
  expect({ code, noted }).toEqual({
    code: 1,
    noted: ['✗ Cannot read --metadata "owner" [invalid_metadata]', '  → write it as key=value'],
  });
});
