import { KnowledgeBaseError } from '../../core/errors.js';

/** What an answer must hold. */
export interface ExpectedVectors {
  /** For messages. */
  readonly endpoint: string;
  readonly count: number;
  /** Null when not known yet: then all must be alike. */
  readonly dimensions: number | null;
}

/**
 * Reads the answer of `/v1/embeddings`: one vector per text, in the order of the texts (by `index` where given), from
 * numbers or from base64 of little-endian float32, made unit length.
 *
 * @throws KnowledgeBaseError `embedder_unavailable` for anything else; `invalid_configuration` for other dimensions.
 */
export function vectorsOf(answer: unknown, expected: ExpectedVectors): Float32Array[] {
  const rows = rowsOf(answer);
  if (!rows) throw unusable(expected, 'the answer has no list "data"');
  if (rows.length !== expected.count) {
    throw unusable(expected, `${expected.count} texts were sent and ${rows.length} embeddings came back`);
  }
  const vectors: Float32Array[] = [];
  for (const [position, row] of rows.entries()) {
    const index = typeof row.index === 'number' ? row.index : position;
    if (!Number.isInteger(index) || index < 0 || index >= rows.length || vectors[index]) {
      throw unusable(expected, `"index" ${String(row.index)} is out of range or comes twice`);
    }
    vectors[index] = unitVectorOf(row.embedding, expected);
  }
  const dimensions = expected.dimensions ?? vectors[0]?.length ?? 0;
  const wrong = vectors.find((vector) => vector.length !== dimensions);
  if (wrong) throw wrongDimensions(expected, dimensions, wrong.length);
  return vectors;
}

function rowsOf(answer: unknown): { embedding?: unknown; index?: unknown }[] | null {
  if (typeof answer !== 'object' || answer === null || !('data' in answer) || !Array.isArray(answer.data)) return null;
  const rows: unknown[] = answer.data;
  return rows.every((row) => typeof row === 'object' && row !== null) ? rows : null;
}

function unitVectorOf(embedding: unknown, expected: ExpectedVectors): Float32Array {
  const vector = floatsOf(embedding);
  const length = vector ? Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0)) : 0;
  if (!vector || !Number.isFinite(length) || length === 0) {
    throw unusable(expected, 'an embedding is neither a list of numbers nor base64 of float32, or has no length');
  }
  return vector.map((value) => value / length);
}

function floatsOf(embedding: unknown): Float32Array | null {
  if (Array.isArray(embedding)) {
    return embedding.every((value) => typeof value === 'number') ? Float32Array.from(embedding) : null;
  }
  if (typeof embedding !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(embedding)) return null;
  const bytes = Buffer.from(embedding, 'base64');
  if (bytes.length % 4 !== 0) return null;
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(4 * index));
}

function unusable({ endpoint }: ExpectedVectors, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'embedder_unavailable',
    `Cannot use the embeddings of ${endpoint}: ${reason}; check that it is an OpenAI-compatible embeddings server`,
  );
}

function wrongDimensions({ endpoint }: ExpectedVectors, expected: number, found: number): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'invalid_configuration',
    `Cannot use the embeddings of ${endpoint}: vectors have ${found} dimensions, expected ${expected}; set the dimensions that the model gives`,
    { facts: { expected, found } },
  );
}
