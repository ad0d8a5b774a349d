import { isAccessLabel } from '../core/access-label.js';
import type { Metadata, MetadataValue } from '../core/document.js';
import { KnowledgeBaseError } from '../core/errors.js';
import { headerText } from './header-text.js';

const maxKeys = 100;
const maxKeyCharacters = 100;

/** @throws KnowledgeBaseError `invalid_metadata` naming the key and what is accepted. */
export function parseMetadata(value: unknown): Metadata {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid('it must be a JSON object, such as {"domain":"hr"}');
  const entries = Object.entries(value);
  if (entries.length > maxKeys) throw invalid(`it has ${entries.length} keys, at most ${maxKeys} are allowed`);
  for (const [key, entry] of entries) assertEntry(key, entry);
  return value as Metadata; // Checked entry by entry above.
}

/** Metadata from JSON text. @throws KnowledgeBaseError `invalid_metadata` */
export function parseMetadataText(text: string): Metadata {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KnowledgeBaseError('invalid_metadata', 'Cannot read the metadata: it is not valid JSON', { cause });
  }
  return parseMetadata(value);
}

/** Metadata from `X-Kaoju-Metadata`. @throws KnowledgeBaseError `invalid_metadata` */
export function parseMetadataHeader(header: string): Metadata {
  const text = headerText(header, (plain) => plain.trimStart().startsWith('{'));
  if (text === undefined) throw invalid('the header is neither JSON nor percent-encoded JSON in UTF-8');
  return parseMetadataText(text);
}

/** Access labels, sorted and without repeats. @throws KnowledgeBaseError `invalid_request` */
export function parseAccess(value: unknown): readonly string[] {
  if (!Array.isArray(value) || !value.every((label) => typeof label === 'string'))
    throw invalidAccess('it must be a JSON list of labels, such as ["hr"]');
  const wrong = value.find((label) => !isAccessLabel(label));
  if (wrong !== undefined)
    throw invalidAccess(`"${String(wrong).slice(0, 80)}" is no label; use 1 to 64 letters, digits, ".", "_" or "-"`);
  return [...new Set<string>(value)].sort();
}

/** Access labels from a JSON list as text. @throws KnowledgeBaseError `invalid_request` */
export function parseAccessText(text: string): readonly string[] {
  try {
    return parseAccess(JSON.parse(text));
  } catch (cause) {
    if (cause instanceof KnowledgeBaseError) throw cause;
    throw invalidAccess('it must be a JSON list of labels, such as ["hr"]');
  }
}

/** Access labels from `X-Kaoju-Access`, separated by commas; empty gives none. @throws as `parseAccess` */
export function parseAccessHeader(header: string): readonly string[] {
  const text = headerText(header, (plain) => !plain.includes('%'));
  if (text === undefined) throw invalidAccess('the header is not UTF-8 or its percent-encoding is broken');
  return parseAccess(text.trim() === '' ? [] : text.split(',').map((label) => label.trim()));
}

function assertEntry(key: string, value: unknown): void {
  const shown = JSON.stringify(key.slice(0, 80));
  if (key === '' || key.length > maxKeyCharacters)
    throw invalid(`key ${shown} must have 1 to ${maxKeyCharacters} characters`);
  if (key === '__proto__') throw invalid(`key ${shown} is reserved`);
  // Labels that ended up as metadata would protect nothing, silently.
  if (key === 'access')
    throw invalid('key "access" is not metadata; send labels in X-Kaoju-Access or the field access');
  if (!isMetadataValue(value))
    throw invalid(`key ${shown} must hold a string, a finite number, a boolean or a list of strings`);
}

function isMetadataValue(value: unknown): value is MetadataValue {
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function invalid(reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_metadata', `Cannot use the metadata: ${reason}`);
}

function invalidAccess(reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_request', `Cannot use the access labels: ${reason}`, {
    facts: { errors: [{ pointer: '/access', message: reason }] },
  });
}
