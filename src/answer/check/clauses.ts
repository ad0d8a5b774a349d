import type { EvidenceSentence } from './evidence-passage.js';
import type { Match } from './match-claim.js';
import type { ReadClaim } from './read-claim.js';
import type { Token } from './tokens.js';

/** A clause of a text with its words; offsets into the text, end exclusive. */
export interface Clause {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly weight: number;
}

/** A clause of the claim and the clause of the evidence that speaks of the same. */
export interface ClausePair {
  readonly claim: Clause;
  readonly evidence: Clause;
  readonly sentence: EvidenceSentence;
  /** Weight of the words both have, over the claim clause's and over the evidence clause's. */
  readonly ofClaim: number;
  readonly ofEvidence: number;
}

/** Cuts a text at commas, semicolons and the like, not inside numbers. */
export function clausesOf(text: string, tokens: readonly Token[]): Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  const push = (end: number) => {
    const own = tokens.filter((token) => token.start >= start && token.end <= end);
    const weight = own.reduce((sum, token) => sum + token.weight, 0);
    if (own.length > 0) clauses.push({ start, end, text: text.slice(start, end), tokens: own, weight });
    start = end;
  };
  for (const { index, 0: mark } of text.matchAll(/[，；。！？：]|[,;:.!?](?=\s|$)|(?:——|--| – | — )/g))
    push(index + mark.length);
  push(text.length);
  return clauses;
}

/** For each clause of the claim the clause of the matched sentences that shares most of its words; those that share none are left out. */
export function pairClauses(claim: ReadClaim, { core, others }: Match): ClausePair[] {
  const candidates = [core, ...others].flatMap((sentence) =>
    clausesOf(sentence.plain, sentence.tokens).map((clause) => ({ clause, sentence })),
  );
  return clausesOf(claim.plain, claim.tokens).flatMap((own) => {
    let best: ClausePair | null = null;
    let bestScore = 0;
    for (const { clause, sentence } of candidates) {
      const shared = sharedWeight(own, clause);
      const ofClaim = shared / Math.max(own.weight, 1e-6);
      const ofEvidence = shared / Math.max(clause.weight, 1e-6);
      const score = ofClaim + 0.25 * ofEvidence;
      if (shared > 0 && score > bestScore) {
        bestScore = score;
        best = {
          claim: own,
          evidence: clause,
          sentence,
          ofClaim: Math.min(1, ofClaim),
          ofEvidence: Math.min(1, ofEvidence),
        };
      }
    }
    return best ? [best] : [];
  });
}

function sharedWeight(left: Clause, right: Clause): number {
  const keys = new Set(right.tokens.map(({ key }) => key));
  return left.tokens.reduce((sum, { key, weight }) => sum + (keys.has(key) ? weight : 0), 0);
}
