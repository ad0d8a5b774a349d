import type { Metadata } from '../../core/document.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import { assertDocumentId } from '../../core/identity.js';
import { parseAccess, parseMetadata } from '../parse-metadata.js';

/** A document named in a manifest or in a job's list; where its bytes are is said once at most. */
export interface ManifestEntry {
  /** Undefined: the source and the name of the file or path. */
  readonly id: string | undefined;
  /** Name of a file that is sent along. */
  readonly file: string | undefined;
  /** A file of the server. */
  readonly path: string | undefined;
  readonly text: string | undefined;
  /** SHA-256 of the bytes, which are not sent: for a dry run. */
  readonly revision: string | undefined;
  readonly mediaType: string | undefined;
  readonly metadata: Metadata | undefined;
  readonly access: readonly string[] | undefined;
  /** Of the manifest, 1-based. */
  readonly line?: number;
}

/** Lines of a manifest that are named one by one; the rest is counted. */
const mostProblems = 100;

/**
 * Reads a manifest: one JSON object a line, blank lines left out.
 *
 * @throws KnowledgeBaseError `invalid_manifest` with every bad line in `facts.problems`.
 */
export function parseManifest(text: string): readonly ManifestEntry[] {
  const entries: ManifestEntry[] = [];
  const problems: { line: number; message: string }[] = [];
  for (const [index, content] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (content.trim() === '') continue;
    const line = index + 1;
    try {
      entries.push({ ...toManifestEntry(parseLine(content)), line });
    } catch (error) {
      problems.push({ line, message: error instanceof Error ? error.message : String(error) });
    }
  }
  if (problems.length === 0) return entries;
  const [first] = problems;
  throw new KnowledgeBaseError(
    'invalid_manifest',
    `Cannot use the manifest: ${problems.length} bad ${problems.length === 1 ? 'line' : 'lines'}, first line ${first?.line}: ${first?.message}; mend them and send it again`,
    { facts: { problems: problems.slice(0, mostProblems), problem_count: problems.length } },
  );
}

const fields = ['id', 'file', 'path', 'text', 'revision', 'media_type', 'metadata', 'access'] as const;

/** @throws KnowledgeBaseError with what is wrong. */
export function toManifestEntry(value: unknown): ManifestEntry {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('it is no JSON object');
  const entry = value as Readonly<Record<string, unknown>>; // An object with whatever keys; each is checked below.
  const unknown = Object.keys(entry).find((key) => !fields.some((field) => field === key));
  if (unknown !== undefined) throw wrong(`"${unknown.slice(0, 80)}" is not a known field; use ${fields.join(', ')}`);
  const [id, file, path, text, revision, mediaType] = ['id', 'file', 'path', 'text', 'revision', 'media_type'].map(
    (field) => textOf(entry[field], field),
  );
  const places = [file, path, text, revision].filter((place) => place !== undefined);
  if (places.length > 1) throw wrong('it has more than one of file, path, text and revision');
  if (places.length === 0 && id === undefined) throw wrong('it has neither id nor file, path or text');
  if (id === undefined && file === undefined && path === undefined) throw wrong('"id" is missing');
  if (id !== undefined) assertDocumentId(id);
  if (revision !== undefined && !/^[0-9a-f]{64}$/.test(revision))
    throw wrong('"revision" is no SHA-256 in hexadecimal');
  return {
    id,
    // An id alone stands for the file of that name.
    file: places.length === 0 ? id : file,
    path,
    text,
    revision,
    mediaType,
    metadata: entry.metadata === undefined ? undefined : parseMetadata(entry.metadata),
    access: entry.access === undefined ? undefined : parseAccess(entry.access),
  };
}

function parseLine(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw wrong('it is not valid JSON');
  }
}

function textOf(value: unknown, field: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(`"${field}" must be a string with something in it`);
}

function wrong(reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_manifest', `Cannot use the entry: ${reason}`);
}
