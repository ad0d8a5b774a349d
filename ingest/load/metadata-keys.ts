import type { MetadataValue } from '../../src/core/document.js';

/** Every spelling of the keys with a fixed meaning. */
const aliases: Readonly<Record<string, string>> = {
  领域: 'domain',
  領域: 'domain',
  domain: 'domain',
  子类: 'subcategory',
  子類: 'subcategory',
  子领域: 'subcategory',
  subcategory: 'subcategory',
  'sub-category': 'subcategory',
  sub_category: 'subcategory',
  时间: 'period',
  時間: 'period',
  时期: 'period',
  時期: 'period',
  period: 'period',
  标题: 'title',
  標題: 'title',
  title: 'title',
};

const fixedKeys = new Set(['domain', 'subcategory', 'period', 'title']);

/** The field that a key of a source stands for: `领域` and `Domain` are `domain`; other keys stand for themselves. */
export function metadataKey(key: string): string {
  const trimmed = key.trim();
  return aliases[trimmed.toLowerCase()] ?? trimmed;
}

export function isFixedKey(key: string): boolean {
  return fixedKeys.has(key);
}

/** Fields with a fixed meaning are always text, so that a year in a file and a year in a folder's name compare equal. */
export function metadataValue(key: string, value: MetadataValue): MetadataValue {
  if (!fixedKeys.has(key)) return value;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
