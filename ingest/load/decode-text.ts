import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { IngestNote } from '../../src/core/ingest-report.js';
import { decodeChinese } from './chinese-encoding.js';
import { fileSignature } from './file-signature.js';

/** Bytes as text. */
export interface DecodedText {
  /** Well-formed UTF-16 without a byte order mark; every line ends in a line feed, whatever it ended in before. */
  readonly text: string;
  /** `utf-8`, `utf-16le`, `utf-16be`, `gb18030` or `big5`. */
  readonly encoding: string;
  readonly notes: readonly IngestNote[];
}

/** Lines named in one note; a broken file would fill the report otherwise. */
const linesNamed = 10;

/** Above this share of replaced or control characters a file is no text: real text with flaws stays far below 1 %. */
const mostBrokenShare = 0.1;

/** A short text may hold a few broken characters whatever their share. */
const fewBroken = 16;

/**
 * Turns bytes into text: UTF-8, UTF-16 (by its mark, or without one when every second byte says so), GB18030, Big5.
 *
 * Lines end in `\n` afterwards (CRLF and CR are rewritten), so all offsets of a document count into this text and line
 * numbers equal those of an editor. Broken UTF-8 and null bytes become U+FFFD, noted with their lines.
 *
 * @throws KnowledgeBaseError `unreadable_document` for bytes that are not text, naming the format where it is known.
 */
export function decodeText(bytes: Uint8Array, documentId: string): DecodedText {
  const signature = fileSignature(bytes);
  if (signature) throw unreadable(documentId, `it is ${signature}`, 'export it as Markdown or PDF first');
  const { text: decoded, encoding } = decode(bytes, documentId);
  const text = normalise(decoded);
  assertText(text, documentId);
  return { text, encoding, notes: notesOn(text, decoded) };
}

function decode(bytes: Uint8Array, documentId: string): { text: string; encoding: string } {
  if (startsWith(bytes, [0xff, 0xfe, 0, 0]) || startsWith(bytes, [0, 0, 0xfe, 0xff])) {
    throw unreadable(documentId, 'it is UTF-32 text', 'save it as UTF-8');
  }
  const wide = utf16Order(bytes);
  if (wide) return { text: new TextDecoder(wide).decode(bytes), encoding: wide };
  const strict = decodeStrictly(bytes);
  if (strict !== undefined) return { text: strict, encoding: 'utf-8' };
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const chinese = isMostlyUtf8(lenient) ? undefined : decodeChinese(bytes);
  return chinese ?? { text: lenient, encoding: 'utf-8' };
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined; // Not UTF-8: another encoding, or broken; the caller finds out which.
  }
}

/** Broken UTF-8 still has most of its longer sequences whole; other encodings read as UTF-8 have next to none. */
function isMostlyUtf8(lenient: string): boolean {
  let broken = 0;
  let whole = 0;
  for (let index = 0; index < lenient.length; index++) {
    const code = lenient.charCodeAt(index);
    if (code === 0xfffd) broken++;
    else if (code >= 0x80) whole++;
  }
  return whole > 2 * broken;
}

/** UTF-16 is evident by its mark, or when null bytes (of line feeds, spaces, ASCII) keep to one side of the pairs. */
function utf16Order(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
  if (bytes.length < 4 || bytes.length % 2 === 1) return undefined;
  const nulls = [0, 0];
  const sampled = Math.min(bytes.length, 65_536);
  for (let index = 0; index < sampled; index++) {
    if (bytes[index] === 0) nulls[index % 2] = (nulls[index % 2] ?? 0) + 1;
  }
  const [even = 0, odd = 0] = nulls;
  if (even + odd < Math.max(2, sampled / 100)) return undefined;
  const order = odd >= 20 * even ? 'utf-16le' : even >= 20 * odd ? 'utf-16be' : undefined;
  if (!order) return undefined;
  const sample = new TextDecoder(order).decode(bytes.subarray(0, sampled));
  return brokenCount(sample) > sample.length / 100 ? undefined : order;
}

function normalise(text: string): string {
  const withoutNulls = text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text;
  return withoutNulls.includes('\r') ? withoutNulls.replace(/\r\n?/g, '\n') : withoutNulls;
}

function assertText(text: string, documentId: string): void {
  const broken = brokenCount(text);
  const isText = broken <= text.length * mostBrokenShare || (broken <= fewBroken && /[\p{L}\p{N}]/u.test(text));
  if (!isText)
    throw unreadable(documentId, 'its bytes are not text in UTF-8, UTF-16, GB18030 or Big5', 'save it as UTF-8');
}

/** Characters that text does not hold: replaced ones, and control characters other than tab, line ends and escape. */
function brokenCount(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0xfffd || (code < 0x20 && code !== 9 && code !== 10 && code !== 12 && code !== 13 && code !== 27))
      count++;
  }
  return count;
}

function notesOn(text: string, decoded: string): IngestNote[] {
  if (!text.includes('\ufffd')) return [];
  const lines = text.split('\n').flatMap((line, index) => (line.includes('\ufffd') ? [index + 1] : []));
  const named = lines.slice(0, linesNamed).join(', ') + (lines.length > linesNamed ? ', …' : '');
  const cause = decoded.includes('\0') ? 'null bytes or broken characters' : 'broken characters';
  const [line = 1] = lines;
  return [{ code: 'replacement_characters', message: `Replaced ${cause} by U+FFFD on lines ${named}`, line }];
}

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function unreadable(documentId: string, reason: string, remedy: string): KnowledgeBaseError {
  return new KnowledgeBaseError('unreadable_document', `Cannot read document "${documentId}": ${reason}; ${remedy}`, {
    facts: { documentId },
  });
}
