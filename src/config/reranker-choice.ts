import type { SettingsReader } from './settings-reader.js';

/** What orders the first passages anew; `builtin` is the reader that ships, for another encoder than its own. */
export type RerankerChoice =
  | { readonly kind: 'builtin' }
  | {
      readonly kind: 'http';
      readonly model: string;
      /** Base URL that `/rerank` is appended to unless it ends so. */
      readonly url: string;
      readonly key: string | null;
    };

/** Reads `KAOJU_RERANKER` and what goes with it; null when it is not set. */
export function readReranker(settings: SettingsReader): RerankerChoice | null {
  const model = settings.text('KAOJU_RERANKER');
  const url = settings.url('KAOJU_RERANKER_URL');
  const hasUrl = settings.text('KAOJU_RERANKER_URL') !== undefined;
  const key = settings.text('KAOJU_RERANKER_KEY') ?? null;
  if (model === undefined || model === 'builtin') {
    if (hasUrl || key !== null)
      settings.problems.push(
        'KAOJU_RERANKER_URL and _KEY need KAOJU_RERANKER=<model>, the name that the endpoint knows',
      );
    if (model === undefined) return null;
    if ((settings.text('KAOJU_EMBEDDER') ?? 'builtin') === 'builtin')
      settings.problems.push(
        'KAOJU_RERANKER=builtin is for another encoder: the builtin one has its reader by itself; leave it out',
      );
    return Object.freeze({ kind: 'builtin' });
  }
  if (!hasUrl)
    settings.problems.push(`KAOJU_RERANKER=${model} needs KAOJU_RERANKER_URL, such as http://127.0.0.1:8001/v1`);
  return Object.freeze({ kind: 'http', model, url: url ?? '', key });
}
