import { estimateTokens } from '../core/estimate-tokens.js';
import type { TokenCounter } from '../ports/token-counter.js';

/** Estimates, for an encoder behind an endpoint, whose tokenizer nobody has here. */
export const estimatedTokenCounter: TokenCounter = {
  name: 'estimate',
  count: async (texts) => texts.map(estimateTokens),
};
