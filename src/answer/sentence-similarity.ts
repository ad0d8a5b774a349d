import { languageOf } from '../core/language.js';
import type { AnswerPorts } from './answer-ports.js';
import type { SentenceSimilarity } from './compose.js';
import type { WeighedQuestion } from './evidence.js';

/** Sentences encoded for one candidate at most: 3 to 10 ms each. */
const maxSentences = 16;

/**
 * Compares sentences with the question by the encoder, for candidates in another language than the question, where words
 * cannot agree; words and the reader do better where both are in one language.
 */
export function sentenceSimilarity(
  { embedder }: Pick<AnswerPorts, 'embedder'>,
  question: WeighedQuestion,
  signal?: AbortSignal,
): SentenceSimilarity {
  return async ({ section, sentences, reading }) => {
    const text = section.text.slice(sentences[0]?.start, sentences.at(-1)?.end);
    if (reading || languageOf(text) === question.language || sentences.length > maxSentences) return null;
    const texts = sentences.map((sentence) => section.text.slice(sentence.start, sentence.end));
    const encodings = await embedder.embedPassages(texts, signal ? { signal } : {});
    return encodings.map(({ vector }) => dot(vector, question.vector));
  };
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}
