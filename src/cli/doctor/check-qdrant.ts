import { inspectQdrant, oldestQdrant, type QdrantCollectionState } from '../../adapters/qdrant/inspect-qdrant.js';
import type { Config } from '../../config.js';
import { type Check, checkOf } from './check.js';

/** The Qdrant server and each of our collections on it; empty where the index is embedded. */
export async function checkQdrant({ index }: Config): Promise<Check[]> {
  if (index.kind !== 'qdrant') return [];
  const checks: Check[] = [];
  const server = await checkOf('Qdrant', async () => {
    const found = await inspectQdrant({ url: index.url, apiKey: index.key ?? undefined }, index.prefix);
    checks.push(...found.collections.map(checkOfCollection));
    const detail = `${found.version} at ${found.url}, ${checks.length} collections of ours`;
    if (found.recent) return detail;
    return { name: 'Qdrant', ok: false, detail, remedy: `install Qdrant ${oldestQdrant} or later` };
  });
  return [server, ...checks];
}

function checkOfCollection({ name: collection, points, status, strictMode, problem }: QdrantCollectionState): Check {
  const name = `Qdrant collection ${collection}`;
  const detail = `${points} points, ${status}${strictMode ? ', strict mode on' : ''}`;
  if (!problem) return { name, ok: true, detail };
  return { name, ok: false, detail: `${detail}: ${problem.what}`, remedy: problem.remedy };
}
