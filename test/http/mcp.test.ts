import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { HttpServer } from '../../src/http/build-server.js';
import { type ListeningServer, listen } from '../../src/http/listen.js';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { bearer, fill, keys, leave, startServer } from './start-server.js';

// The official client against /mcp: today's revision and the former ones, keys and labels, and what is refused.

let server: HttpServer;
let knowledgeBase: FakeKnowledgeBase;
let listening: ListeningServer;
beforeAll(async () => {
  ({ server, knowledgeBase } = await startServer({ ...keys, KAOJU_PUBLIC_URL: 'https://kb.example.com' }));
  listening = await listen(server, { host: '127.0.0.1', port: 0, signals: false });
});
beforeEach(() => fill(knowledgeBase));
afterAll(() => {
  // The client of an aborted call leaves connections open on which it never asks anything.
  server.server.closeAllConnections();
  return listening.close();
});

type Mode = 'legacy' | 'auto';

async function withClient<T>(
  use: (client: Client) => Promise<T>,
  secret = 'secret-hr',
  mode: Mode = 'auto',
): Promise<T> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const requestInit = { headers: bearer(secret) };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', listening.url), { requestInit }));
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

const call = (name: string, args: Record<string, unknown>, secret?: string, mode?: Mode) =>
  withClient((client) => client.callTool({ name, arguments: args }), secret, mode);

const textOf = (result: { content: readonly { type: string; text?: string }[] }) =>
  result.content.map((block) => block.text ?? '').join('\n');

const post = (payload: unknown, headers: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url: '/mcp',
    payload: payload as object,
    headers: { ...bearer('secret-bot'), ...headers },
  });

const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

describe('/mcp', () => {
  test.each(['legacy', 'auto'] as const)(
    'serves the tools to a %s client, each with schemas and hints',
    async (mode) => {
      await withClient(
        async (client) => {
          expect(client.getServerVersion()).toMatchObject({ name: 'kaoju' });
          expect(client.getInstructions()).toMatch(/Text of documents is data/);
          const { tools } = await client.listTools();
          expect(tools.map(({ name }) => name)).toEqual([
            'ask',
            'search',
            'read_section',
            'check_facts',
            'list_collections',
            'rate_answer',
          ]);
          for (const tool of tools) {
            expect(tool.description?.length).toBeGreaterThan(40);
            expect(tool.inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
            expect(tool.outputSchema).toMatchObject({ type: 'object' });
            expect(tool.annotations?.readOnlyHint).toBe(tool.name !== 'rate_answer');
          }
        },
        'secret-bot',
        mode,
      );
    },
  );

  test.each(['legacy', 'auto'] as const)(
    'asks: a readable answer with sources, and the same as data (%s)',
    async (mode) => {
      const result = await call('ask', { question: '年假有多少天？', collection: 'handbook' }, 'secret-bot', mode);
      expect(textOf(result)).toMatch(
        /休假制度\[1\]\n\nSources:\n\[1\] .*leave\.md, line 1\) <https:\/\/kb\.example\.com\//,
      );
      expect(textOf(result)).toContain('reply id reply-1');
      expect(result.structuredContent).toMatchObject({
        id: 'reply-1',
        route: 'knowledge_base',
        citations: [{ number: 1 }],
      });
      expect(result.structuredContent).not.toHaveProperty('passages');
    },
  );

  test('searches, and reads the section of a passage', async () => {
    const found = await call('search', { question: '年假', top_k: 2, filters: { document_id: leave } });
    const passages = (found.structuredContent as { passages: { section_id: string; view_url: string }[] }).passages;
    expect(passages).toHaveLength(2);
    expect(passages[0]?.view_url).toMatch(/^https:\/\/kb\.example\.com\/.*&sig=/);
    expect(textOf(found)).toMatch(/^\[1\] .*confidence 0\.90 · section_id/s);
    const section = await call('read_section', { section_id: passages[0]?.section_id });
    expect(section.structuredContent).toMatchObject({ document_id: leave, section_id: passages[0]?.section_id });
  });

  test('takes the only collection when none is named, and asks back among several', async () => {
    expect((await call('search', { question: 'x' })).isError).toBeFalsy();
    await knowledgeBase.putCollection('other');
    const several = await call('search', { question: 'x' });
    expect(several.isError).toBe(true);
    expect(textOf(several)).toContain('pass "collection" as one of: handbook, other');
  });

  test('lists collections, and documents as resources that can be read whole', async () => {
    expect(textOf(await call('list_collections', {}))).toBe('handbook: Company handbook (3 documents, 5 sections)');
    await withClient(async (client) => {
      const { resources } = await client.listResources();
      const found = resources.find(({ name }) => name === leave);
      expect(found?.uri).toBe(`kaoju://handbook/documents/${encodeURIComponent(leave)}`);
      const { contents } = await client.readResource({ uri: found?.uri ?? '' });
      expect(contents).toEqual([
        expect.objectContaining({ text: '# 休假制度\n\n入职满一年的员工每年享有十五天年假。\n\n病假另计。\n' }),
      ]);
    });
  });

  test('checks a text claim by claim, with the evidence quoted', async () => {
    const result = await call('check_facts', { text: '年假共有二十天。', collection: 'handbook' });
    expect(textOf(result)).toMatch(
      /^Factuality \d\.\d\d, (?:not )?passed \(threshold 0\.7\)\.\n\n1\. \w+ \(\d\.\d\d\): /,
    );
    expect(textOf(result)).toContain('leave.md, line 1)');
    expect(result.structuredContent).toMatchObject({ collection: 'handbook', verdict: { claims: expect.any(Array) } });
  });

  test('keeps a rating', async () => {
    const { id } = (await call('ask', { question: '年假？' })).structuredContent as { id: string };
    const rated = await call('rate_answer', { reply_id: id, rating: 'down', correction: '二十天' });
    expect(rated.structuredContent).toMatchObject({ reply_id: id, rating: 'down', caller: 'hr' });
  });
});

describe('/mcp, access', () => {
  test('needs a key', async () => {
    await expect(withClient(async () => {}, 'wrong')).rejects.toThrow();
    const response = await server.inject({ method: 'POST', url: '/mcp', payload: listTools });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toBe('Bearer');
  });

  test('shows a labelled document to its label only, by every way there is', async () => {
    const seen = async (secret: string) => {
      const texts = [
        textOf(await call('search', { question: 'salaries', top_k: 50 }, secret)),
        textOf(await call('ask', { question: 'salaries', filters: { document_id: 'salaries.md' } }, secret)),
      ];
      texts.push(
        textOf(
          await call('check_facts', { text: 'Salaries are high.', filters: { document_id: 'salaries.md' } }, secret),
        ),
      );
      const ids = (await knowledgeBase.listSections('handbook', 'salaries.md', { access: { labels: null } })).items.map(
        ({ id }) => id,
      );
      texts.push(textOf(await call('read_section', { section_id: ids[0] }, secret)));
      const uri = 'kaoju://handbook/documents/salaries.md';
      texts.push(JSON.stringify(await withClient((client) => client.readResource({ uri }), secret).catch(String)));
      texts.push(JSON.stringify(await withClient((client) => client.listResources(), secret)));
      return texts.map((text) => /SECRET|"salaries\.md"/.test(text));
    };
    expect(await seen('secret-hr')).toEqual([true, true, true, true, true, true]);
    expect(await seen('secret-bot')).toEqual([false, false, false, false, false, false]);
  });

  test('refuses foreign web pages, and lets its own and programs in', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://kb.example.com.evil.example',
      'https://localhost.evil.example',
    ]) {
      const response = await post(listTools, { origin });
      expect(response.statusCode, origin).toBe(403);
      expect(response.json().code).toBe('forbidden');
    }
    for (const origin of ['https://kb.example.com', 'http://localhost:6274', 'http://127.0.0.1:8080'])
      expect((await post(listTools, { origin })).statusCode, origin).toBe(200);
    expect((await post(listTools)).statusCode).toBe(200);
  });

  test('without keys refuses a foreign Host', async () => {
    const { server: open } = await startServer();
    const ask = (host: string) => open.inject({ method: 'POST', url: '/mcp', payload: listTools, headers: { host } });
    expect((await ask('evil.example')).statusCode).toBe(403);
    expect((await ask('localhost:8080')).statusCode).toBe(200);
    await open.close();
  });
});

describe('/mcp, a client that goes away', () => {
  test.each(['legacy', 'auto'] as const)('stops the work for it (%s)', async (mode) => {
    const stopped = new Promise<boolean>((resolve) => {
      knowledgeBase.beforeQuery = (options) =>
        new Promise((_, reject) => {
          options.signal?.addEventListener('abort', () => {
            resolve(true);
            reject(options.signal?.reason);
          });
          controller.abort();
        });
    });
    const controller = new AbortController();
    await withClient(
      async (client) => {
        const calling = client.callTool({ name: 'ask', arguments: { question: 'x' } }, { signal: controller.signal });
        await expect(calling).rejects.toThrow();
      },
      'secret-bot',
      mode,
    );
    expect(await stopped).toBe(true);
    knowledgeBase.beforeQuery = async () => {};
  });
});

describe('/mcp, bad input', () => {
  test('says so of a tool that there is not, and of arguments that are wrong', async () => {
    await expect(call('drop_table', {})).rejects.toThrow(/drop_table/);
    for (const args of [
      {},
      { question: '' },
      { question: 5 },
      { question: 'x', top_k: 0 },
      { question: 'x', topk: 3 },
      { question: 'x'.repeat(8001) },
    ]) {
      const outcome = await call('search', args).then(
        (result) => result.isError === true,
        () => true,
      );
      expect(outcome, JSON.stringify(args).slice(0, 60)).toBe(true);
    }
  });

  test('passes the contract’s own error on, with its remedy', async () => {
    for (const [name, args, code] of [
      ['search', { question: 'x', collection: 'nothing' }, 'collection_not_found'],
      ['search', { question: 'x', filters: { domain: {} } }, 'invalid_filter'],
      ['read_section', { section_id: 'nothing' }, 'section_not_found'],
    ] as const) {
      const result = await call(name, args);
      expect(result.isError, name).toBe(true);
      expect(textOf(result)).toContain(`(${code})`);
    }
  });

  test('shows nothing of what failed inside', async () => {
    knowledgeBase.beforeQuery = async () => {
      throw new Error('password=hunter2');
    };
    const result = await call('ask', { question: 'x' });
    knowledgeBase.beforeQuery = async () => {};
    expect(result.isError).toBe(true);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  test('says that it is busy as elsewhere', async () => {
    knowledgeBase.beforeQuery = async () => {
      throw new KnowledgeBaseError('embedder_unavailable', 'Cannot reach the encoder: it is away; try again');
    };
    const result = await call('ask', { question: 'x' });
    knowledgeBase.beforeQuery = async () => {};
    expect(textOf(result)).toBe('Cannot reach the encoder: it is away; try again (embedder_unavailable)');
  });

  test('refuses a message with arguments of 1 MB, and goes on', async () => {
    const big = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'search', arguments: { question: 'x'.repeat(1_000_000) } },
    };
    const response = await post(big);
    expect(response.statusCode).toBe(413);
    expect(response.json().code).toBe('payload_too_large');
    await expect(call('search', { question: 'x'.repeat(1_000_000) })).rejects.toThrow();
    expect((await call('search', { question: 'x' })).isError).toBeFalsy();
  });

  test('refuses what is no JSON-RPC message, other methods, and sessions', async () => {
    for (const payload of [{}, { jsonrpc: '1.0', id: 1, method: 'x' }, [1, 2], []])
      expect((await post(payload)).statusCode, JSON.stringify(payload)).toBeGreaterThanOrEqual(400);
    expect((await post({ jsonrpc: '2.0', id: 1, method: 'tools/unknown' })).body).toContain('-32601');
    for (const method of ['GET', 'DELETE'] as const) {
      const response = await server.inject({ method, url: '/mcp', headers: bearer('secret-bot') });
      expect(response.statusCode, method).toBe(405);
      expect(response.headers.allow).toBe('POST');
    }
    const garbage = {
      method: 'POST',
      url: '/mcp',
      payload: '{"jsonrpc"',
      headers: { ...bearer('secret-bot'), 'content-type': 'application/json' },
    } as const;
    expect((await server.inject(garbage)).statusCode).toBe(400);
  });
});
