import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../src/compiled-file.js';
import { type KaojuProcess, runKaoju, startKaoju } from '../fakes/kaoju-process.js';

// The official client starts a real `kaoju mcp`, as Claude Desktop or Cursor would.

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaoju-mcp-'));
  await runKaoju(['--data-dir', folder, 'ingest', 'examples/人事/休假', '-c', 'handbook', '--source', 'hr']);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function withClient<T>(mode: 'legacy' | 'auto', use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(packageRoot, 'dist/src/cli/main.js'), '--data-dir', folder, 'mcp'],
    env: { KAOJU_ENCODER_THREADS: '1' },
    stderr: 'inherit',
  });
  await client.connect(transport);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

const question = { question: '当年没有休完的年假可以结转几天？' };

async function answer(client: Client) {
  const result = await client.callTool({ name: 'ask', arguments: question });
  return {
    text: result.content.map((block) => ('text' in block ? block.text : '')).join(''),
    data: result.structuredContent,
  };
}

// Each test loads the encoder once or twice, which takes a while on a busy machine.
describe('kaoju mcp', { timeout: 120_000 }, () => {
  test.each(['legacy', 'auto'] as const)('opens the data folder by itself and answers a %s client', async (mode) => {
    await withClient(mode, async (client) => {
      const { text, data } = await answer(client);
      expect(text).toContain('最多可以结转 5 天');
      expect(text).toMatch(/\[1\] 休假管理办法 › .*\(hr\/2025\/休假管理办法\.md, line \d+\)\n/);
      // Nobody listens, so no link could be opened.
      expect(data).toMatchObject({ citations: [{ number: 1, view_url: null }] });
    });
  });

  test('talks to the live server of the folder, and goes on by itself when that ends', async () => {
    const server: KaojuProcess = startKaoju(['--data-dir', folder, 'serve'], { KAOJU_LOG_LEVEL: 'error' });
    try {
      const [, url = ''] = /listens on (\S+)/.exec(await server.until('stop with Ctrl-C')) ?? [];
      await withClient('auto', async (client) => {
        const { data } = await answer(client);
        const [citation] = (data as { citations: { view_url: string }[] }).citations;
        expect(citation?.view_url.startsWith(url)).toBe(true);
        const page = await fetch(citation?.view_url ?? '');
        expect(page.status).toBe(200);
        expect(await page.text()).toMatch(/<mark id="cited">[^<]*结转 5 天/);
        server.child.kill('SIGTERM');
        await server.ended;
        expect((await answer(client)).text).toContain('最多可以结转 5 天');
      });
    } finally {
      server.child.kill('SIGTERM');
      await server.ended;
    }
  });

  test('refuses arguments of 1 MB and goes on; ends with its client', async () => {
    await withClient('legacy', async (client) => {
      const refused = await client.callTool({ name: 'search', arguments: { question: 'x'.repeat(1_000_000) } }).then(
        (result) => result.isError === true,
        () => true,
      );
      expect(refused).toBe(true);
      expect((await client.callTool({ name: 'list_collections', arguments: {} })).content).toMatchObject([
        { text: expect.stringContaining('handbook') },
      ]);
    });
    // The folder is free again.
    expect((await runKaoju(['--data-dir', folder, 'collections'])).code).toBe(0);
  });
});
