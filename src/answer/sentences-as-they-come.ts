import { type Sentence, splitSentences } from '../core/sentences.js';
import type { ChatCompletion } from '../ports/chat-model.js';

/** A sentence of a reply under way, and what stood between it and the one before. */
export interface ArrivedSentence {
  readonly gap: string;
  readonly text: string;
  readonly kind: Sentence['kind'];
}

/**
 * A model's reply sentence by sentence, each as soon as the next one has begun. Gaps and sentences put together are the reply. Of
 * a reply that was cut off the last sentence, which may lack its end, is left out.
 */
export async function* sentencesAsTheyCome(
  pieces: AsyncGenerator<string, ChatCompletion, void>,
): AsyncGenerator<ArrivedSentence, ChatCompletion, void> {
  let waiting = '';
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done) {
        const all = splitSentences(waiting);
        yield* cut(waiting, next.value.truncated ? all.slice(0, -1) : all).sentences;
        return next.value;
      }
      waiting += next.value;
      const { sentences, rest } = cut(waiting, splitSentences(waiting).slice(0, -1));
      waiting = rest;
      yield* sentences;
    }
  } finally {
    await pieces.return?.(undefined as never); // Ends the model's work when the reader of the sentences stops.
  }
}

function cut(text: string, spans: readonly Sentence[]) {
  let from = 0;
  const sentences: ArrivedSentence[] = spans.map(({ start, end, kind }) => {
    const sentence = { gap: text.slice(from, start), text: text.slice(start, end), kind };
    from = end;
    return sentence;
  });
  return { sentences, rest: text.slice(from) };
}
