import { type CollectionTag, parseDocument } from 'yaml';
import type { Metadata, MetadataValue } from '../../src/core/document.js';
import type { IngestNote } from '../../src/core/ingest-report.js';
import { metadataKey, metadataValue } from './metadata-keys.js';

/** YAML front matter as fields. */
export interface FrontMatter {
  readonly metadata: Metadata;
  readonly notes: readonly IngestNote[];
}

/**
 * Reads a document's YAML front matter: scalars and lists of scalars are kept, nested values are left out, dates become
 * ISO 8601 strings (`2024-05-01`, or with a time `2024-05-01T10:00:00.000Z`).
 *
 * Malformed YAML is a note on the document, not a failure: its text is what matters.
 */
export function parseFrontMatter(yaml: string): FrontMatter {
  try {
    // Yaml's default limit of 100 alias expansions stays on: it stops "billion laughs" files.
    const parsed = parseDocument(yaml, { customTags: withTimestamps, uniqueKeys: false, logLevel: 'silent' });
    const [problem] = parsed.errors;
    if (problem) return malformed(problem.message);
    const value: unknown = parsed.toJS();
    if (value === null || value === undefined) return { metadata: {}, notes: [] };
    if (typeof value !== 'object' || Array.isArray(value)) return malformed('it is not a list of fields');
    return { metadata: toMetadata(value), notes: [] };
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

function withTimestamps(tags: readonly unknown[]): (CollectionTag | 'timestamp')[] {
  return [...(tags as CollectionTag[]), 'timestamp']; // The library's own tags, passed back to it unchanged.
}

function toMetadata(value: object): Metadata {
  const metadata: Record<string, MetadataValue> = {};
  for (const [key, raw] of Object.entries(value)) {
    const field = metadataKey(key);
    const scalar = Array.isArray(raw) ? toTags(raw) : toScalar(raw);
    if (scalar !== undefined && field !== '' && field !== '__proto__') metadata[field] = metadataValue(field, scalar);
  }
  return metadata;
}

function toTags(values: readonly unknown[]): readonly string[] | undefined {
  const tags = values.map(toScalar);
  return tags.some((tag) => tag === undefined) || tags.length === 0 ? undefined : tags.map(String);
}

function toScalar(value: unknown): string | number | boolean | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : toIsoDate(value);
  if (typeof value === 'string') return value.trim() === '' ? undefined : value.trim();
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  return typeof value === 'boolean' ? value : undefined;
}

function toIsoDate(date: Date): string {
  const iso = date.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso;
}

function malformed(reason: string): FrontMatter {
  const [firstLine = ''] = reason.split('\n');
  return {
    metadata: {},
    notes: [{ code: 'malformed_front_matter', message: `Ignored front matter: ${firstLine.slice(0, 200)}`, line: 1 }],
  };
}
