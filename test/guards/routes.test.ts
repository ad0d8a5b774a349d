import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/compiled-file.js';
import { loadConfig } from '../../src/config.js';
import { buildServer } from '../../src/http/build-server.js';
import { loadContract } from '../../src/http/contract.js';
import { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { plainRenderer } from '../fakes/plain-renderer.js';

const contract = loadContract();
const routes: string[] = [];
const server = buildServer({ knowledgeBase: new FakeKnowledgeBase(), renderer: plainRenderer, config: loadConfig({}) });
server.addHook('onRoute', ({ method, url }) => {
  for (const one of [method].flat()) if (one !== 'HEAD') routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
});
afterAll(() => server.close());

describe('routes', () => {
  test('are those of openapi.yaml, both ways, besides what the docs page loads', async () => {
    await server.ready();
    const served = routes
      .map((route) => route.replace(/^GET \/docs\/$/, 'GET /docs'))
      .filter((route) => !route.startsWith('GET /docs/'));
    const promised = contract.operations.map(({ method, path }) => `${method} ${path}`);
    expect([...new Set(served)].sort()).toEqual(promised.sort());
  });

  test('name a role each, and only health, contract and page are public', () => {
    const silent = Object.values(contract.document.paths)
      .flatMap((item) => Object.values(item))
      .filter((operation) => operation.operationId !== undefined && operation['x-no-fastify-config'] !== true)
      .filter((operation) => operation['x-fastify-config']?.role === undefined);
    expect(silent.map(({ operationId }) => operationId)).toEqual([]);
    const open = contract.operations.filter(({ role }) => role === 'public').map(({ id }) => id);
    expect(open.sort()).toEqual(['docs', 'livez', 'openapi', 'readyz']);
  });

  test('that change something need a write key', () => {
    const wrong = contract.operations.filter(({ method, role }) => /PUT|DELETE|PATCH/.test(method) && role !== 'write');
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

describe('openapi.yaml', () => {
  test('has the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    expect(contract.version).toBe(version);
  });

  test('gives every operation with a JSON body or reply an example', () => {
    const missing = Object.values(contract.document.paths)
      .flatMap((item) => Object.values(item))
      .filter((operation) => operation.operationId !== undefined)
      .filter((operation) => {
        const body = operation.requestBody?.content['application/json'];
        const reply = (operation.responses['200'] as { content: Record<string, { examples?: object }> }).content[
          'application/json'
        ];
        return (body && !body.examples) || (reply && !reply.examples);
      });
    expect(missing.map(({ operationId }) => operationId)).toEqual([]);
  });
});
