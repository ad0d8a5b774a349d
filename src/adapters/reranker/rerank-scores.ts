import { KnowledgeBaseError } from '../../core/errors.js';

/**
 * Reads the answer of a `/rerank` endpoint: a list of `{ index, relevance_score }` or `{ index, score }`, sorted or not, by
 * itself (TEI), under `results` (Cohere, Jina, vLLM) or under `data` (Voyage). Every passage must have its score.
 *
 * @returns one score per passage, in the order of the passages.
 * @throws KnowledgeBaseError `model_unavailable` for anything else.
 */
export function rerankScores(answer: unknown, { endpoint, count }: { endpoint: string; count: number }): number[] {
  const rows = rowsOf(answer);
  if (!rows) throw unusable(endpoint, 'the answer has no list of results');
  const scores = new Map<number, number>();
  for (const row of rows) {
    const { index } = row;
    const score = row.relevance_score ?? row.score;
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count || scores.has(index)) {
      throw unusable(endpoint, `"index" ${JSON.stringify(index)} is out of range or comes twice`);
    }
    if (typeof score !== 'number' || !Number.isFinite(score)) {
      throw unusable(endpoint, 'a result has no number as "relevance_score" or "score"');
    }
    scores.set(index, score);
  }
  if (scores.size !== count)
    throw unusable(endpoint, `${count} passages were sent and ${scores.size} scores came back`);
  return Array.from({ length: count }, (_, index) => scores.get(index) ?? 0);
}

interface Row {
  readonly index?: unknown;
  readonly relevance_score?: unknown;
  readonly score?: unknown;
}

function rowsOf(answer: unknown): readonly Row[] | null {
  const list: readonly unknown[] | null = Array.isArray(answer) ? answer : listIn(answer);
  return list?.every((row): row is Row => typeof row === 'object' && row !== null) ? list : null;
}

function listIn(answer: unknown): readonly unknown[] | null {
  if (typeof answer !== 'object' || answer === null) return null;
  if ('results' in answer && Array.isArray(answer.results)) return answer.results;
  if ('data' in answer && Array.isArray(answer.data)) return answer.data;
  return null;
}

function unusable(endpoint: string, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'model_unavailable',
    `Cannot use the scores of ${endpoint}: ${reason}; check that it is a rerank server as of Cohere, Jina, vLLM or TEI`,
  );
}
