import type { Client } from '../client.js';
import type { WireCollectionList, WireReadiness } from '../wire.js';
import { type Check, checkOf } from './check.js';

/**
 * What the service says of itself: opened here, or the live server on the data folder.
 *
 * @param model the configured chat model; null without. The service goes on without it, so that it is looked at apart.
 */
export async function checkService(client: Client, model: string | null, signal: AbortSignal): Promise<Check[]> {
  const further: Check[] = [];
  const readiness = await checkOf('service', async () => {
    const ready = await client.request<WireReadiness>('GET', '/readyz', { signal, alsoAccept: [503] });
    if (model !== null) further.push(await checkModel(model, ready));
    if (ready.status === 'ready') {
      for (const problem of ready.problems)
        if (problem.code !== 'model_unavailable') further.push(await goesOnWithout(problem));
      return `ready at ${client.target}`;
    }
    const problems = ready.problems.map((problem) => `${problem.message} [${problem.code}]`);
    return { name: 'service', ok: false, detail: problems.join('\n    ') || 'it is not ready and names no reason' };
  });
  return [readiness, ...further, ...(await checkCollections(client, signal))];
}

/** What the service answers without, although it was asked for: a reader, a collection's own calibration, a worker. */
function goesOnWithout({ code, message }: WireReadiness['problems'][number]): Promise<Check> {
  return checkOf(`service goes on without [${code}]`, () => Promise.reject(new Error(message)));
}

function checkModel(model: string, { problems }: WireReadiness): Promise<Check> {
  return checkOf('chat model', async () => {
    const problem = problems.find(({ code }) => code === 'model_unavailable');
    if (problem) throw new Error(problem.message);
    return `${model} answers`;
  });
}

async function checkCollections(client: Client, signal: AbortSignal): Promise<Check[]> {
  const checks: Check[] = [];
  const listing = await checkOf('collections', async () => {
    const { collections } = await client.request<WireCollectionList>('GET', '/v1/collections', { signal });
    for (const { name, documents, sections, points } of collections) {
      const detail = `${documents} documents, ${sections} sections, ${points} points`;
      checks.push(
        // A heading with nothing under it is a section without a point, so fewer points than sections are in order.
        points > 0 || sections === 0
          ? { name: `collection ${name}`, ok: true, detail }
          : {
              name: `collection ${name}`,
              ok: false,
              detail: `${detail}: nothing can be found`,
              remedy: 'ingest its documents again',
            },
      );
    }
    return `${collections.length}`;
  });
  return [listing, ...checks];
}
