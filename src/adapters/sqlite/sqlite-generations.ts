import type { CollectionRow } from '../catalog-rows/catalog-rows.js';
import type { SqliteStorage } from './sqlite-storage.js';

/**
 * Gives a collection's name to another build of it, and `outgoing` to the one that had it. Runs inside one transaction,
 * which the caller opens: nobody sees the name without a build.
 */
export function switchGeneration(
  storage: SqliteStorage,
  { live, incoming }: { live: CollectionRow; incoming: CollectionRow },
  outgoing: string,
): void {
  const rename = (key: number, name: string) => storage.run('UPDATE collections SET name = ? WHERE key = ?', name, key);
  if (incoming.name !== outgoing) storage.run('DELETE FROM collections WHERE name = ?', outgoing);
  // Names are unique at every moment, and the two may change places.
  rename(incoming.key, `${live.name}~switching`);
  rename(live.key, outgoing);
  rename(incoming.key, live.name);
  // What was asked of the collection and said of it goes on with its name.
  storage.run('UPDATE answers SET collection_key = ? WHERE collection_key = ?', incoming.key, live.key);
  storage.run(
    'UPDATE collections SET created_at = ?, updated_at = ? WHERE key = ?',
    live.created_at,
    storage.now().toISOString(),
    incoming.key,
  );
}
