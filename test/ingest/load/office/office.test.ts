import { describe, expect, test } from 'vitest';
import { loadDocument } from '../../../../ingest/load/load-document.js';
import { mediaTypeOf } from '../../../../ingest/load/media-type.js';
import { withOptionalPackage } from '../../../../ingest/load/office/optional-package.js';
import { prepareDocument } from '../../../../ingest/prepare-document.js';
import { makeZip } from './make-zip.js';

const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

function docx(body: string): Buffer {
  return makeZip({
    '[Content_Types].xml': `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/styles.xml': `<?xml version="1.0"?><w:styles xmlns:w="${word}"><w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="a2"><w:name w:val="heading 2"/></w:style><w:style w:type="paragraph" w:styleId="z3"><w:name w:val="标题 3"/></w:style></w:styles>`,
    'word/_rels/document.xml.rels': `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    'word/document.xml': `<?xml version="1.0"?><w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
  });
}

const paragraph = (text: string, style?: string) =>
  `<w:p>${style ? `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>` : ''}<w:r><w:t>${text}</w:t></w:r></w:p>`;
const row = (...cells: string[]) => `<w:tr>${cells.map((text) => `<w:tc>${paragraph(text)}</w:tc>`).join('')}</w:tr>`;

const prepare = (documentId: string, bytes: Uint8Array) =>
  prepareDocument({ collection: 'c', documentId, bytes, headingLevel: 3 });

describe('loadDocument()', () => {
  test('reads a Word document with its headings, table and list', async () => {
    const bytes = docx(
      [
        paragraph('休假制度', 'a1'),
        paragraph('年假', 'a2'),
        paragraph('入职满一年享有十五天年假。'),
        paragraph('结转', 'z3'),
        `<w:tbl>${row('司龄', '天数')}${row('一年', '5')}${row('十年', '10')}</w:tbl>`,
      ].join(''),
    );
    const { sections, mediaType, title, report } = await prepare('制度.docx', bytes);
    expect(mediaType).toContain('wordprocessingml');
    expect(title).toBe('休假制度');
    expect(sections.map(({ headingPath }) => headingPath)).toEqual([
      ['休假制度'],
      ['休假制度', '年假'],
      ['休假制度', '年假', '结转'],
    ]);
    expect(sections[2]?.text).toMatch(/\| 司龄 +\| 天数 +\|\n\| -+ \| -+ \|\n\| 一年 +\| 5 +\|/);
    expect(report.tables).toBe(1);
  });

  test('reads a web page as its main text under its title, and says what it left out', async () => {
    const html = `<!doctype html><html><head><title>Parking rules</title><style>p{}</style></head><body>
      <nav><a href="/">Home</a><a href="/jobs">Jobs</a></nav>
      <article><h1>Parking rules</h1><p>${'Every visitor parks on level two of the garage. '.repeat(12)}</p>
      <h2>Fees</h2><p>${'The first hour is free and every further hour costs two euros. '.repeat(8)}</p>
      <pre><code class="language-sh">park --level 2</code></pre><script>alert(1)</script></article>
      <footer>Imprint, cookies and other furniture</footer></body></html>`;
    const { sections, title, report } = await prepare('page', Buffer.from(html));
    expect(title).toBe('Parking rules');
    expect(sections.map(({ headingPath }) => headingPath.join(' › '))).toEqual([
      'Parking rules',
      'Parking rules › Fees',
    ]);
    const text = sections.map((section) => section.text).join('');
    expect(text).toContain('park --level 2');
    expect(text).not.toMatch(/Jobs|Imprint|alert/);
    expect(report.notes.map(({ code }) => code)).toContain('outside_main_text');
  });

  test('reads rows of a CSV file by what their columns say, in blocks', async () => {
    const rows = Array.from({ length: 30 }, (_, at) => `Item ${at},${at * 2}.50,"a, *b*"`);
    const { sections, title } = await prepare('prices.csv', Buffer.from(`Name,Price,Note\n${rows.join('\n')}\n`));
    expect(title).toBe('prices');
    expect(sections.map(({ headingPath }) => headingPath.at(-1))).toEqual(['prices', '1–25', '26–30']);
    expect(sections[2]?.text).toContain('- Name: Item 29; Price: 58.50; Note: a, \\*b\\*');
  });

  test('reads subtitles as what was said', async () => {
    const srt = '1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n\n2\n00:00:03,000 --> 00:00:04,000\nLet us begin.\n';
    const { sections } = await prepare('lesson.srt', Buffer.from(srt));
    expect(sections.at(-1)?.text).toContain('Good morning. Let us begin.');
  });

  test('reads a book by chapters', async () => {
    const chapter = (title: string, text: string) =>
      `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>${title}</title></head><body><p>${text}</p></body></html>`;
    const epub = makeZip({
      mimetype: 'application/epub+zip',
      'META-INF/container.xml': `<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>`,
      'content.opf': `<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="i"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Book</dc:title><dc:identifier id="i">1</dc:identifier><dc:language>en</dc:language></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>`,
      'a.xhtml': chapter('One', 'The first chapter.'),
      'b.xhtml': chapter('Two', 'The second chapter.'),
    });
    const { sections } = await prepare('book.epub', epub);
    expect(sections.map(({ text }) => text).join('')).toMatch(
      /## 1\n\nThe first chapter[\s\S]*## 2\n\nThe second chapter/,
    );
  });

  test('reads a presentation by slides', async () => {
    const drawing = 'http://schemas.openxmlformats.org/drawingml/2006/main';
    const slide = (...texts: string[]) =>
      `<?xml version="1.0"?><p:sld xmlns:a="${drawing}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cSld><p:spTree>${texts.map((text) => `<p:sp><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`).join('')}</p:spTree></p:cSld></p:sld>`;
    const pptx = makeZip({
      '[Content_Types].xml':
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
      'ppt/slides/slide1.xml': slide('Budget', 'Travel: 2,000 euros'),
      'ppt/slides/slide2.xml': slide('Dates', 'The meeting is in May'),
    });
    const { sections } = await prepare('plan.pptx', pptx);
    const paths = sections.map(({ headingPath }) => headingPath.at(-1));
    expect(paths).toEqual(['plan', '1. Budget', '2. Dates']);
    expect(sections[2]?.text).toContain('The meeting is in May');
  });

  test.each(['x.docx', 'x.pptx', 'x.epub'])('refuses a damaged %s by name', async (documentId) => {
    const bytes = Buffer.concat([docx(paragraph('a')).subarray(0, 200), Buffer.alloc(100, 7)]);
    const mediaType = mediaTypeOf(documentId, bytes, '');
    await expect(loadDocument(mediaType, bytes, { documentId })).rejects.toMatchObject({
      code: 'unreadable_document',
      message: expect.stringContaining(documentId),
    });
  });

  test('names the command when a package is not installed', async () => {
    const absent = () => import('kaoju-has-no-such-package' as string);
    await expect(withOptionalPackage('a.csv', 'CSV', absent)).rejects.toMatchObject({
      code: 'format_not_installed',
      message: expect.stringContaining('npm i --legacy-peer-deps @langchain/community@'),
    });
  });
});

describe('mediaTypeOf()', () => {
  test('knows an office file by its ending, and without one by its bytes', () => {
    const bytes = docx(paragraph('a'));
    expect(mediaTypeOf('a', bytes)).toContain('wordprocessingml');
    expect(mediaTypeOf('a.htm', Buffer.from('x'))).toBe('text/html');
    expect(mediaTypeOf('a', Buffer.from('<!DOCTYPE html><p>x'))).toBe('text/html');
    expect(() => mediaTypeOf('a', bytes, 'application/msword')).toThrow(/send one of text\/plain, text\/markdown/);
  });
});
