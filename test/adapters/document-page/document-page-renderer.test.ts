import { afterAll, describe, expect, test } from 'vitest';
import { openDocumentRenderer } from '../../../src/adapters/document-page/document-page-renderer.js';
import type { ShownText } from '../../../src/ports/document-renderer.js';

// The worker runs compiled code: npm run build first.

const renderer = openDocumentRenderer({ timeoutMs: 3000 });
afterAll(() => renderer.close());

const shown = (text: string): ShownText => ({
  text,
  mediaType: 'text/markdown',
  sections: [{ anchor: 's-1', start: 0, bodyStart: 0, level: 1, cited: true }],
  marks: [],
  pages: [],
  words: { table: 'Table', footnotes: 'Footnotes', backToText: 'Back' },
});

describe('openDocumentRenderer()', () => {
  test('renders in a worker', async () => {
    expect(await renderer.render(shown('# 标题\n'))).toBe(
      '<section id="s-1" class="cited"><span id="cited"></span><h1>标题</h1>\n</section>',
    );
  });

  test('gives up text that keeps a parser busy, and goes on with the next', async () => {
    await expect(renderer.render(shown('*a_ '.repeat(30_000)))).rejects.toMatchObject({ code: 'timeout' });
    expect(await renderer.render(shown('next\n'))).toContain('<p>next</p>');
  });

  test('gives up text nested thousands of levels deep', async () => {
    await expect(renderer.render(shown('>'.repeat(20_000)))).rejects.toMatchObject({
      code: expect.stringMatching(/document_too_complex|timeout/),
    });
  });

  test('stops when nobody waits any more', async () => {
    const controller = new AbortController();
    const rendering = renderer.render(shown('*a_ '.repeat(30_000)), controller.signal);
    controller.abort(new Error('gone'));
    await expect(rendering).rejects.toThrow('gone');
  });
});
