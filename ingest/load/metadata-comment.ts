import type { Metadata } from '../../src/core/document.js';
import { isFixedKey, metadataKey } from './metadata-keys.js';

/** A line `[//]: # (领域:数学 子类:代数 时间:2024)`, Markdown's way to write a comment. */
export interface MetadataComment {
  /** Offsets of the line into the text, its line feed left out. */
  readonly start: number;
  readonly end: number;
  /** Empty for a comment that says nothing about domain, subcategory, period or title. */
  readonly metadata: Metadata;
}

/** The brackets may hold brackets themselves, and may be full-width; CommonMark would read neither as a comment. */
const commentLine = /^ {0,3}\[(?:\/\/|comment|metadata)\]:[ \t]*(?:#|<>)?[ \t]*([("'（“].*[)"'）”])[ \t]*$/gim;

/** A key, its colon (half- or full-width, or an equals sign), not the `://` of an address. */
const field = /(?:^|[\s;；,，、|/]+)([\p{L}_][\p{L}\p{N}_-]{0,31})[ \t]*[:：=](?!\/\/)[ \t]*/gu;

/**
 * Finds the metadata comments of a text, also inside code: the caller knows where code is.
 *
 * Fields stand in any order, parted by spaces, commas, semicolons, bars; values may hold spaces:
 * `(Domain: computer science; 时间：2024-2025)`.
 */
export function findMetadataComments(text: string): MetadataComment[] {
  return Array.from(text.matchAll(commentLine), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    metadata: parseFields((match[1] ?? '').slice(1, -1)),
  }));
}

function parseFields(content: string): Metadata {
  const keys = [...content.matchAll(field)];
  const entries = keys.map((match, index): [string, string] => {
    const valueEnd = keys[index + 1]?.index ?? content.length;
    const value = content.slice(match.index + match[0].length, valueEnd).replace(/[\s;；,，、|]+$/u, '');
    return [metadataKey(match[1] ?? ''), value.trim()];
  });
  const filled = entries.filter(([, value]) => value !== '');
  // "(to do: check this)" is a remark, not metadata.
  return filled.some(([key]) => isFixedKey(key)) ? Object.fromEntries(filled) : {};
}
