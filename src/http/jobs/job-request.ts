import type { Metadata } from '../../core/document.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import { assertCollectionName } from '../../core/identity.js';
import { parseAccess, parseMetadata } from '../parse-metadata.js';
import { type ManifestEntry, toManifestEntry } from './manifest.js';

/** What a job is to do, as its JSON body or the field `job` of a form says it. */
export interface JobRequest {
  readonly collection: string;
  /** First part of the ids of what has no id of its own. */
  readonly source: string | undefined;
  /** For every document; a document's own goes over it, key by key. */
  readonly metadata: Metadata;
  readonly access: readonly string[] | undefined;
  /** Files, folders and globs of the server. */
  readonly paths: readonly string[];
  readonly documents: readonly ManifestEntry[];
  readonly prune: readonly string[];
  readonly yes: boolean;
  readonly dryRun: boolean;
}

const fields = ['collection', 'source', 'metadata', 'access', 'paths', 'documents', 'prune', 'yes', 'dry_run'] as const;

/** @throws KnowledgeBaseError `invalid_request`, `invalid_metadata`, `invalid_collection_name` naming the field. */
export function toJobRequest(value: unknown): JobRequest {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('/', 'must be a JSON object, such as {"collection":"handbook"}');
  const body = value as Readonly<Record<string, unknown>>; // An object with whatever keys; each is checked below.
  const unknown = Object.keys(body).find((key) => !fields.some((field) => field === key));
  if (unknown !== undefined) throw invalid(`/${unknown.slice(0, 80)}`, 'is not a known field');
  const collection = text(body, 'collection');
  if (collection === undefined) throw invalid('/collection', 'is missing');
  assertCollectionName(collection);
  const documents = list(body, 'documents');
  return {
    collection,
    source: sourceOf(text(body, 'source')),
    metadata: body.metadata === undefined ? {} : parseMetadata(body.metadata),
    access: body.access === undefined ? undefined : parseAccess(body.access),
    paths: list(body, 'paths').map((path, index) => asText(path, `/paths/${index}`)),
    documents: documents.map((entry, index) => inList(index, () => toManifestEntry(entry))),
    prune: list(body, 'prune').map((source, index) => asText(source, `/prune/${index}`)),
    yes: flag(body, 'yes'),
    dryRun: flag(body, 'dry_run'),
  };
}

function sourceOf(source: string | undefined): string | undefined {
  const name = source?.replace(/\/+$/, '');
  if (name === '') throw invalid('/source', 'must not be empty');
  return name;
}

function text(body: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = body[field];
  return value === undefined || value === null ? undefined : asText(value, `/${field}`);
}

function asText(value: unknown, pointer: string): string {
  if (typeof value === 'string') return value;
  throw invalid(pointer, 'must be a string');
}

function flag(body: Readonly<Record<string, unknown>>, field: string): boolean {
  const value = body[field] ?? false;
  if (typeof value === 'boolean') return value;
  throw invalid(`/${field}`, 'must be true or false');
}

function list(body: Readonly<Record<string, unknown>>, field: string): readonly unknown[] {
  const value = body[field] ?? [];
  if (Array.isArray(value)) return value;
  throw invalid(`/${field}`, 'must be a list');
}

function inList<T>(index: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalid(`/documents/${index}`, error instanceof Error ? error.message : String(error));
  }
}

function invalid(pointer: string, message: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_request', `Cannot read the request: "${pointer}" ${message}`, {
    facts: { errors: [{ pointer, message }] },
  });
}
