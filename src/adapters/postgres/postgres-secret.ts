import type { PostgresStorage } from './postgres-storage.js';

/**
 * A secret that all servers of a database share, made by the first one that asks: 32 bytes. Deleting its row ends what was
 * signed with it. Opened after the catalog, which makes its table.
 *
 * @param makeSecret gives the bytes of a new one.
 */
export async function readPostgresSecret(
  storage: PostgresStorage,
  name: string,
  makeSecret: () => Uint8Array,
): Promise<Uint8Array> {
  const action = `read the secret "${name}"`;
  await storage.all(
    action,
    'INSERT INTO secrets (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
    name,
    Buffer.from(makeSecret()),
  );
  const [row] = await storage.all<{ secret: Uint8Array }>(action, 'SELECT secret FROM secrets WHERE name = $1', name);
  if (!row) throw new TypeError('the secret was just written');
  return row.secret;
}
