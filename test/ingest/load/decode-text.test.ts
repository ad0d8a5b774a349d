import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { decodeText } from '../../../ingest/load/decode-text.js';

const chinese =
  '# 员工手册\n\n正式员工每年享有十五天带薪年假，工龄满十年的员工享有二十天。请假须提前三天向主管申请。\n';
const traditional =
  '# 員工手冊\n\n正式員工每年享有十五天帶薪年假，請假須提前三天向主管申請。公司設於臺北市，電話號碼為二三四五。\n';
const read = (bytes: Uint8Array) => decodeText(bytes, 'a.md');

test('decodeText() reads UTF-8 with and without a byte order mark', () => {
  expect(read(Buffer.from(chinese))).toEqual({ text: chinese, encoding: 'utf-8', notes: [] });
  expect(read(Buffer.from(`\ufeff${chinese}`)).text).toBe(chinese);
});

test.each(['utf-16le', 'utf-16be'])(
  'decodeText() reads %s with a mark, and without one when it is evident',
  (encoding) => {
    const marked = read(iconv.encode(chinese, encoding, { addBOM: true }));
    expect(marked).toEqual({ text: chinese, encoding, notes: [] });
    const bare = read(iconv.encode('# Handbook\n\nFifteen days of paid leave.', encoding, { addBOM: false }));
    expect(bare).toEqual({ text: '# Handbook\n\nFifteen days of paid leave.', encoding, notes: [] });
  },
);

test('decodeText() tells GB18030 from Big5', () => {
  expect(read(iconv.encode(chinese, 'gb18030'))).toEqual({ text: chinese, encoding: 'gb18030', notes: [] });
  expect(read(iconv.encode(traditional, 'big5'))).toEqual({ text: traditional, encoding: 'big5', notes: [] });
});

test('decodeText() reads a GB18030 text that is mostly ASCII', () => {
  const text = `${'GET /v1/status HTTP/1.1\n'.repeat(40)}\n返回服务的状态。\n`;
  expect(read(iconv.encode(text, 'gb18030'))).toMatchObject({ text, encoding: 'gb18030' });
});

test('decodeText() replaces broken UTF-8 and names the lines', () => {
  const bytes = Buffer.concat([Buffer.from('第一行\n坏的 '), Buffer.from([0xff, 0xfe]), Buffer.from(' 字\n好的\n')]);
  const { text, encoding, notes } = read(bytes);
  expect(text).toBe('第一行\n坏的 \ufffd\ufffd 字\n好的\n');
  expect(encoding).toBe('utf-8');
  expect(notes).toEqual([
    { code: 'replacement_characters', message: 'Replaced broken characters by U+FFFD on lines 2', line: 2 },
  ]);
});

test('decodeText() replaces null bytes and notes them', () => {
  const { text, notes } = read(Buffer.from('# Title\n\nbe\0fore'));
  expect(text).toBe('# Title\n\nbe\ufffdfore');
  expect(notes).toMatchObject([{ code: 'replacement_characters', line: 3 }]);
});

test('decodeText() ends every line in a line feed', () => {
  expect(read(Buffer.from('a\r\nb\rc\n')).text).toBe('a\nb\nc\n');
});

test('decodeText() reads nothing as nothing', () => {
  expect(read(new Uint8Array(0))).toEqual({ text: '', encoding: 'utf-8', notes: [] });
});

test.each([
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]],
  ['a zip archive', [0x50, 0x4b, 0x03, 0x04, 20, 0, 0, 0]],
  ['a gzip archive', [0x1f, 0x8b, 8, 0]],
  ['an ELF program', [0x7f, 0x45, 0x4c, 0x46, 2, 1]],
  ['a JPEG image', [0xff, 0xd8, 0xff, 0xe0]],
])('decodeText() refuses %s by its name', (name, bytes) => {
  expect(() => read(Uint8Array.from(bytes))).toThrow(
    `Cannot read document "a.md": it is ${name}; export it as Markdown or PDF first`,
  );
});

test('decodeText() names an Office file in its zip archive', () => {
  const bytes = Buffer.concat([
    Buffer.from([0x50, 0x4b, 3, 4]),
    Buffer.from('....[Content_Types].xml...word/document.xml'),
  ]);
  expect(() => read(bytes)).toThrow('it is a Word document (docx)');
});

test('decodeText() refuses bytes that are no text at all', () => {
  const bytes = Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919 + (index >> 3) * 31) % 251);
  expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'unreadable_document' }));
});
