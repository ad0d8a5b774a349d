import { describe, expect, test } from 'vitest';
import { renderDocument } from '../../../src/adapters/document-page/render-document.js';
import type { ShownText } from '../../../src/ports/document-renderer.js';

const words = { table: 'Table', footnotes: 'Footnotes', backToText: 'Back' };

function shown(text: string, more: Partial<ShownText> = {}): ShownText {
  const section = { anchor: 's-1', start: 0, bodyStart: 0, level: 1, cited: false };
  return { text, mediaType: 'text/markdown', sections: [section], marks: [], pages: [], words, ...more };
}

/** Marks every place where the words stand. */
function marking(text: string, marked: string, more: Partial<ShownText> = {}): string {
  const start = text.indexOf(marked);
  return renderDocument(shown(text, { marks: [{ start, end: start + marked.length }], ...more }));
}

describe('renderDocument() of Markdown', () => {
  test('makes headings, lists, tables in a frame, code and formulas', () => {
    const html = renderDocument(
      shown(
        '# 标题\n\n- 甲\n- [x] 乙\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a = 1 < 2;\n```\n\n$x^2$ and `y`\n',
      ),
    );
    expect(html).toContain('<h1>标题</h1>');
    expect(html).toContain('<li>甲</li>');
    expect(html).toContain('<input type="checkbox" checked disabled>');
    expect(html).toContain('<div class="table" role="region" tabindex="0" aria-label="Table"><table>');
    expect(html).toContain('<code class="language-js">let a = 1 &#x3C; 2;');
    expect(html).toContain('<code class="language-math math-inline">x^2</code>');
  });

  test('puts each block into its section', () => {
    const section = (anchor: string, start: number, cited = false) => ({
      anchor,
      start,
      bodyStart: start,
      level: 1,
      cited,
    });
    const html = renderDocument(
      shown('# A\n\none\n\n# B\n\ntwo\n', { sections: [section('s-1', 0), section('s-2', 10, true)] }),
    );
    expect(html).toMatch(
      /<section id="s-1"><h1>A<\/h1>\n<p>one<\/p>\n<\/section><section id="s-2" class="cited"><span id="cited">/,
    );
  });

  test('keeps footnotes, with anchors that cannot be the page’s own', () => {
    const html = renderDocument(shown('Text.[^cited]\n\n[^cited]: Note.\n'));
    expect(html).toContain('href="#user-content-fn-cited"');
    expect(html).toContain('id="user-content-fn-cited"');
    expect(html).not.toContain('id="cited"');
  });

  test('lets nothing through that runs, loads or leads astray', () => {
    const attacks = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '<svg onload=alert(1)><a xlink:href="javascript:alert(1)">x</a></svg>',
      '<iframe src="https://evil.example"></iframe>',
      '<style>*{display:none}</style>',
      '<form action="https://evil.example"><input name=key></form>',
      '<p id="cited" class="notice" style="position:fixed">forged</p>',
      '[x](javascript:alert(1))',
      '[x](JaVaScRiPt:alert(1))',
      '[x](data:text/html;base64,PHNjcmlwdD4=)',
      '[x](vbscript:x)',
      '<javascript:alert(1)>',
      '![x](https://evil.example/pixel.png)',
      '![x](javascript:alert(1))',
      '[x][r]\n\n[r]: javascript:alert(1)',
      '[x](../other.md)',
      '[x](//evil.example/x)',
      '`<script>alert(1)</script>`',
      '```"><script>alert(1)</script>\nx\n```',
      '| <img src=x onerror=alert(1)> |\n|---|\n| <script>x</script> |',
      '<mark id="cited">forged</mark>',
    ];
    for (const attack of attacks) {
      const html = renderDocument(shown(`${attack}\n`));
      expect(html, attack).not.toMatch(/<(?:script|img|svg|iframe|style|form|mark)\b/i);
      expect(html, attack).not.toMatch(
        /<[^>]*(?:\son\w+=|javascript:|vbscript:|data:text|evil\.example|\sstyle=|id="cited")/i,
      );
    }
  });

  test('shows a picture by its words and a link to a neighbour as text', () => {
    const html = renderDocument(shown('![组织结构图](a.png) [see](b.md) [out](https://example.com)\n'));
    expect(html).toContain('<span class="picture">组织结构图</span> <span>see</span>');
    expect(html).toContain('<a href="https://example.com" rel="noopener noreferrer nofollow">out</a>');
  });
});

describe('renderDocument() marks', () => {
  test('the words cited, the first of them as the place that links end with', () => {
    expect(marking('年假有十五天。病假另计。\n', '病假另计。')).toContain(
      '<p>年假有十五天。<mark id="cited">病假另计。</mark></p>',
    );
  });

  test('across emphasis, list items, table cells and code', () => {
    expect(marking('a **b c** d\n', 'b c** d')).toContain(
      'a <strong><mark id="cited">b c</mark></strong><mark> d</mark>',
    );
    expect(marking('- one\n- two\n- three\n', 'two')).toContain('<li><mark id="cited">two</mark></li>');
    expect(marking('| a | b |\n|---|---|\n| 1 | 22 |\n', '22')).toContain('<td><mark id="cited">22</mark></td>');
    expect(marking('```\nfirst\nsecond\n```\n', 'second')).toContain('first\n<mark id="cited">second</mark>');
  });

  test('words that Markdown escapes or indents in the source', () => {
    expect(marking('5 \\* 3 \\* 2 is 30\n', '3 \\* 2')).toContain('<mark id="cited">3 * 2</mark> is');
    expect(marking('- one\n  two\n  three\n', 'three')).toContain('two\n<mark id="cited">three</mark>');
  });
});

describe('renderDocument() of a PDF', () => {
  const pdf = (text: string, more: Partial<ShownText> = {}) => ({
    mediaType: 'application/pdf' as const,
    ...more,
    text,
  });

  test('takes its heading from the section and every other character as it stands', () => {
    const text = '第一章 总则\n\n# 不是标题 *也不是强调*\n\n<b>x</b> & y\n';
    const sections = [{ anchor: 's-1', start: 0, bodyStart: 8, level: 2, cited: false }];
    expect(renderDocument({ ...shown(''), ...pdf(text), sections })).toBe(
      '<section id="s-1"><h2>第一章 总则</h2>\n<p># 不是标题 *也不是强调*</p>\n<p>&#x3C;b>x&#x3C;/b> &#x26; y</p>\n</section>',
    );
  });

  test('makes tables, lists with their own marks, and code of lines that are neither', () => {
    const html = renderDocument({
      ...shown(''),
      ...pdf('| 城市 | 限额 |\n| --- | --- |\n| 北京 | 500 |\n\n1. 甲\n2. 乙\n\nint a;\nint b;\n'),
    });
    expect(html).toContain('<td>北京</td>');
    expect(html).toContain('<ul class="plain"><li>1. 甲</li><li>2. 乙</li></ul>');
    expect(html).toContain('<pre><code>int a;\nint b;</code></pre>');
  });

  test('says where a page begins, and marks inside tables', () => {
    const text = '一段。\n\n| 城市 | 限额 |\n| --- | --- |\n| 北京 | 500 |\n';
    const pages = [
      { start: 0, label: 'Page 1' },
      { start: 5, label: 'Page 2' },
    ];
    const html = marking(text, '500', pdf(text, { pages }));
    expect(html).toMatch(
      /<div class="page">Page 1<\/div>\n<p>一段。<\/p>\n<div class="page">Page 2<\/div>\n<div class="table"/,
    );
    expect(html).toContain('<td><mark id="cited">500</mark></td>');
  });
});
