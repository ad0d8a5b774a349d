import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HttpServer } from '../../src/http/build-server.js';
import { type ListeningServer, listen } from '../../src/http/listen.js';
import type { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { startServer } from '../http/start-server.js';

// The page of a document in a real browser, without scripts. KAOJU_TEST_CHROMIUM names another executable,
// KAOJU_TEST_SCREENSHOTS a folder for what it looked like.

const executablePath = process.env.KAOJU_TEST_CHROMIUM ?? '/usr/bin/chromium';
const screenshots = process.env.KAOJU_TEST_SCREENSHOTS;
const hasBrowser = existsSync(executablePath);
if (!hasBrowser) console.warn(`SKIPPED: the page in a browser: there is no Chromium at ${executablePath}`);

const paragraph = '这一段说明背景，与问题无关。It only makes the page longer. '.repeat(12);
const wideTable = `| ${'column | '.repeat(14)}\n|${'---|'.repeat(14)}\n| ${'a long cell | '.repeat(14)}\n\n`;
const code = `\`\`\`sh\n${'very-long-command --with-an-option '.repeat(12)}\n\`\`\`\n\n`;
const text = `${`${paragraph}\n\n`.repeat(10)}${wideTable}${code}入职满一年的员工每年享有十五天年假。病假另计。\n\n${`${paragraph}\n\n`.repeat(10)}`;

let browser: Browser;
let server: HttpServer;
let knowledgeBase: FakeKnowledgeBase;
let listening: ListeningServer;

describe.skipIf(!hasBrowser)('the page of a document in Chromium', () => {
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    ({ server, knowledgeBase } = await startServer());
    listening = await listen(server, { host: '127.0.0.1', port: 0, signals: false });
    await knowledgeBase.putDocument('handbook', { id: 'long.md', bytes: Buffer.from(text) });
  });
  afterAll(async () => {
    await browser?.close();
    await listening?.close();
  });

  const views = ['zh-CN', 'en-US'].flatMap((locale) =>
    [
      { name: 'phone', width: 390, height: 844 },
      { name: 'desktop', width: 1280, height: 900 },
    ].flatMap((size) => (['light', 'dark'] as const).map((colorScheme) => ({ locale, colorScheme, ...size }))),
  );

  test.each(views)(
    'fits a $name in $locale, $colorScheme: the cited words are in sight, nothing else is loaded',
    async (view) => {
      const { locale, colorScheme, name, width, height } = view;
      const viewport = { width, height };
      const context = await browser.newContext({ viewport, locale, colorScheme, javaScriptEnabled: false });
      const page = await context.newPage();
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      await page.goto(await linkTo('病假另计'));
      if (screenshots) {
        mkdirSync(screenshots, { recursive: true });
        await page.screenshot({ path: join(screenshots, `${name}-${locale}-${colorScheme}.png`) });
      }
      const cited = await page.locator('mark#cited').boundingBox();
      expect(cited && cited.y > 0 && cited.y + cited.height < height).toBe(true);
      expect(await page.locator('mark#cited').textContent()).toBe('病假另计。');
      expect((await page.locator('html').boundingBox())?.width).toBe(width);
      const table = await page.locator('.table').boundingBox();
      expect((table?.x ?? 0) + (table?.width ?? 0)).toBeLessThanOrEqual(width);
      expect(await page.locator('html').getAttribute('lang')).toBe(locale === 'zh-CN' ? 'zh-CN' : 'en');
      expect(await page.locator('aside.toc').isVisible()).toBe(name === 'desktop');
      expect(await page.locator('details.toc').isVisible()).toBe(name === 'phone');
      expect(requests).toHaveLength(1);
      expect(complaints).toEqual([]);
      await context.close();
    },
  );
});

/** A link that cites these words of the long document, as a citation has it. */
async function linkTo(words: string): Promise<string> {
  const start = text.indexOf(words);
  const { items } = await knowledgeBase.listSections('handbook', 'long.md');
  const section = items.find(({ place }) => place.startOffset <= start && start < place.endOffset);
  const path = '/v1/collections/handbook/documents/long.md/view';
  return `${listening.url}${path}?section=${section?.id}&at=${start}-${start + '病假另计。'.length}#cited`;
}
