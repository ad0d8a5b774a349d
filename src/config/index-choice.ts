import type { SettingsReader } from './settings-reader.js';

/** Where the vectors are. */
export type IndexChoice =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'qdrant';
      readonly url: string;
      readonly key: string | null;
      /** First part of the names of our collections there. */
      readonly prefix: string;
      /** Of collections made from now on; null for Qdrant's own defaults. */
      readonly shards: number | null;
      readonly replicationFactor: number | null;
      readonly writeConsistencyFactor: number | null;
    };

/** Reads `KAOJU_INDEX`, and the settings of Qdrant where that is the index. */
export function readIndex(settings: SettingsReader): IndexChoice {
  const kind = settings.choice('KAOJU_INDEX', 'embedded', ['embedded', 'qdrant']);
  const prefix = settings.text('KAOJU_QDRANT_PREFIX') ?? 'kaoju';
  if (!/^[A-Za-z0-9-]{1,64}$/.test(prefix))
    settings.problems.push(`KAOJU_QDRANT_PREFIX=${prefix} must be 1 to 64 letters, digits or hyphens`);
  const url = settings.url('QDRANT_URL');
  const placement = {
    shards: settings.whole('KAOJU_QDRANT_SHARDS', 0, 1, 1024) || null,
    replicationFactor: settings.whole('KAOJU_QDRANT_REPLICATION', 0, 1, 64) || null,
    writeConsistencyFactor: settings.whole('KAOJU_QDRANT_WRITE_CONSISTENCY', 0, 1, 64) || null,
  };
  // QDRANT_URL may be there for others; only KAOJU_INDEX turns the store on.
  if (kind === 'embedded') return { kind };
  if (settings.text('QDRANT_URL') === undefined)
    settings.problems.push('KAOJU_INDEX=qdrant needs QDRANT_URL, such as http://127.0.0.1:6333');
  return { kind, url: url ?? '', key: settings.text('QDRANT_API_KEY') ?? null, prefix, ...placement };
}
