/** Tokens of the longest answer. */
const maxSpanTokens = 30;

/** A span of a window's tokens, `end` inclusive. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
  /** Its start and end logits less those of "no answer"; 0 or less: no answer is likelier. */
  readonly score: number;
}

/**
 * The best start ≤ end of at most 30 tokens.
 *
 * @param startLogits slot 0 means "no answer", slot i is token i − 1; `endLogits` likewise. At least two slots.
 */
export function bestSpan(startLogits: Float32Array, endLogits: Float32Array): TokenSpan {
  let best: TokenSpan = { start: 0, end: 0, score: Number.NEGATIVE_INFINITY };
  const none = (startLogits[0] ?? 0) + (endLogits[0] ?? 0);
  for (let start = 1; start < startLogits.length; start += 1) {
    const limit = Math.min(start + maxSpanTokens, endLogits.length);
    for (let end = start; end < limit; end += 1) {
      const score = (startLogits[start] ?? 0) + (endLogits[end] ?? 0) - none;
      if (score > best.score) best = { start: start - 1, end: end - 1, score };
    }
  }
  return best;
}
