import { randomUUID } from 'node:crypto';
import type { CollectionRecord, CollectionSettings, Encoding } from '../../core/collection.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import { sha256 } from '../../core/identity.js';
import { type CollectionRow, toCollectionRecord } from '../catalog-rows/catalog-rows.js';
import type { PostgresStorage, PostgresTransaction } from './postgres-storage.js';

/** Key of the advisory lock under which names of collections come, go and change hands: "names" in ASCII. */
const namesLock = 0x6e616d6573;
/** A name that is looked for again because it changed hands while its row was waited for. */
const mostLookups = 5;

/** Held until the transaction ends; taken before any row. */
export async function lockNames(transaction: PostgresTransaction): Promise<void> {
  await transaction.run('SELECT pg_advisory_xact_lock($1)', namesLock);
}

/** @throws KnowledgeBaseError `collection_not_found` */
export async function readCollection(transaction: PostgresTransaction, name: string): Promise<CollectionRow> {
  const row = await transaction.get<CollectionRow>('SELECT * FROM collections WHERE name = $1', name);
  if (!row) throw collectionNotFound(name);
  return row;
}

/**
 * Reads a collection and holds its row against every other writer of the collection until the transaction ends. Answers
 * that are recorded meanwhile do not wait for it.
 *
 * @throws KnowledgeBaseError `collection_not_found`
 */
export async function lockCollection(transaction: PostgresTransaction, name: string): Promise<CollectionRow> {
  for (let lookup = 1; lookup <= mostLookups; lookup++) {
    // Whoever waited for a row that has lost its name meanwhile finds none, although another row has the name now.
    const sql = 'SELECT * FROM collections WHERE name = $1 FOR NO KEY UPDATE';
    const row = await transaction.get<CollectionRow>(sql, name);
    if (row) return row;
  }
  throw collectionNotFound(name);
}

export async function putCollection(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  given: { readonly name: string; readonly settings: CollectionSettings; readonly encoding: Encoding },
): Promise<{ record: CollectionRecord; created: boolean }> {
  const { name, settings, encoding } = given;
  await lockNames(transaction);
  const existing = await transaction.get<CollectionRow>('SELECT * FROM collections WHERE name = $1', name);
  if (existing) assertSameEncoding(existing, encoding);
  const now = storage.now().toISOString();
  const row = await transaction.get<CollectionRow>(
    `INSERT INTO collections (name, settings, generation, recipe, question_recipe, dimensions, revision, created_at,
       updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
       ON CONFLICT (name) DO UPDATE SET settings = excluded.settings, updated_at = excluded.updated_at RETURNING *`,
    name,
    JSON.stringify(settings),
    randomUUID(),
    encoding.recipe,
    encoding.questionRecipe,
    encoding.dimensions,
    sha256(JSON.stringify([name, encoding.recipe, now])).slice(0, 32),
    now,
  );
  if (!row) throw collectionNotFound(name);
  return { record: toCollectionRecord(row), created: !existing };
}

/**
 * Gives a collection's name to another build of it, and `outgoing` to the one that had it, in the caller's transaction:
 * nobody sees the name without a build.
 */
export async function switchGeneration(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  { name, incoming, outgoing }: { readonly name: string; readonly incoming: string; readonly outgoing: string },
): Promise<CollectionRecord> {
  await lockNames(transaction);
  const live = await readCollection(transaction, name);
  const next = await readCollection(transaction, incoming);
  const rename = (key: number, to: string) =>
    transaction.run('UPDATE collections SET name = $1 WHERE key = $2', to, key);
  if (incoming !== outgoing) await transaction.run('DELETE FROM collections WHERE name = $1', outgoing);
  // Names are unique at every moment, and the two may change places.
  await rename(next.key, `${name}~switching`);
  await rename(live.key, outgoing);
  await rename(next.key, name);
  // What was asked of the collection and said of it goes on with its name.
  await transaction.run('UPDATE answers SET collection_key = $1 WHERE collection_key = $2', next.key, live.key);
  const row = await transaction.get<CollectionRow>(
    'UPDATE collections SET created_at = $1, updated_at = $2 WHERE key = $3 RETURNING *',
    live.created_at,
    storage.now().toISOString(),
    next.key,
  );
  return toCollectionRecord(row ?? next);
}

export async function deleteCollection(
  transaction: PostgresTransaction,
  name: string,
): Promise<{ documents: number; sections: number; points: number }> {
  await lockNames(transaction);
  // Everything of a large collection goes in this one statement, however long it takes.
  await transaction.run('SET LOCAL statement_timeout = 0');
  const [row] = await transaction.all<CollectionRow>('DELETE FROM collections WHERE name = $1 RETURNING *', name);
  if (!row) throw collectionNotFound(name);
  return { documents: row.documents, sections: row.sections, points: row.points };
}

/**
 * Moves a collection's counts, and its revision: a hash over the revision before and the event, so that it changes
 * every time and tells two histories apart. The caller holds the collection's row.
 */
export async function moveCollection(
  storage: PostgresStorage,
  transaction: PostgresTransaction,
  collection: CollectionRow,
  change: { event: readonly string[]; documents: number; sections: number; points: number },
): Promise<void> {
  await transaction.run(
    `UPDATE collections SET revision = $1, documents = documents + $2, sections = sections + $3, points = points + $4,
       updated_at = $5 WHERE key = $6`,
    sha256(JSON.stringify([collection.revision, ...change.event])).slice(0, 32),
    change.documents,
    change.sections,
    change.points,
    storage.now().toISOString(),
    collection.key,
  );
}

export function collectionNotFound(name: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'collection_not_found',
    `Cannot use collection "${name}": there is none; create it first`,
    { facts: { collection: name } },
  );
}

function assertSameEncoding(existing: CollectionRow, { recipe, dimensions }: Encoding): void {
  if (existing.recipe === recipe && existing.dimensions === dimensions) return;
  throw new KnowledgeBaseError(
    'recipe_mismatch',
    `Cannot open collection "${existing.name}": its recipe is ${existing.recipe} with ${existing.dimensions} dimensions, expected ` +
      `${recipe} with ${dimensions}; reindex it or start with the former encoder`,
    { facts: { collection: existing.name, recipe: existing.recipe, expected: recipe } },
  );
}
