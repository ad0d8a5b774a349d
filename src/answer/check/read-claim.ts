import { type Figures, figuresOf } from '../../core/amounts.js';
import { type Name, namesOf } from '../../core/names.js';
import type { DraftClaim } from './split-claims.js';
import { type Token, tokensOf } from './tokens.js';
import { weightOf } from './word-match.js';

/** A claim as the check looks at it, read once. Offsets are into the claim's text. */
export interface ReadClaim extends DraftClaim {
  readonly tokens: readonly Token[];
  /** Sum of the tokens' weights. */
  readonly weight: number;
  readonly figures: Figures;
  readonly names: readonly Name[];
}

/** Reads words, figures and names off a claim. */
export function readClaim(draft: DraftClaim, fold: (character: string) => string): ReadClaim {
  const tokens = tokensOf(draft.plain, fold);
  return { ...draft, tokens, weight: weightOf(tokens), figures: figuresOf(draft.plain), names: namesOf(draft.plain) };
}
