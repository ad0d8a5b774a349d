import type { Clause, ClausePair } from '../clauses.js';
import type { Conflict, Span } from '../conflict.js';
import type { Token } from '../tokens.js';

/** A word that turns what a clause says; offsets into the text the clause is of, end exclusive. */
export interface Marker extends Span {
  readonly text: string;
}

/** All places in a clause where a pattern stands, but not those where an exception does. */
export function markersOf(
  clause: Pick<Clause, 'text' | 'start'>,
  pattern: RegExp,
  exceptions: RegExp | null,
): Marker[] {
  const hidden = exceptions ? clause.text.replace(exceptions, (match) => '\u00a0'.repeat(match.length)) : clause.text;
  return [...hidden.matchAll(pattern)].map((match) => ({
    start: clause.start + match.index,
    end: clause.start + match.index + match[0].length,
    text: match[0],
  }));
}

/** The first words behind a marker that say something: up to two characters or one word. */
export function wordsBehind({ tokens }: Clause, end: number): Token[] {
  const behind = tokens.filter(({ start, weight }) => start >= end && weight > 0);
  return behind.slice(0, behind[0]?.isHan ? 2 : 1);
}

/** Where in a clause these words stand, as one span; null when they do not all stand there. */
export function findWords(clause: Clause, words: readonly Token[]): Span | null {
  if (words.length === 0) return null;
  const first = clause.tokens.findIndex(
    (token, index) =>
      token.key === words[0]?.key && words.every(({ key }, offset) => clause.tokens[index + offset]?.key === key),
  );
  const [start, end] = [clause.tokens[first], clause.tokens[first + words.length - 1]];
  return start && end ? { start: start.start, end: end.end } : null;
}

export function conflictOf(
  kind: Conflict['kind'],
  claim: Span,
  evidence: Span,
  { sentence }: Pick<ClausePair, 'sentence'>,
): Conflict {
  return {
    kind,
    claim: { start: claim.start, end: claim.end },
    evidence: { start: evidence.start, end: evidence.end, sentence },
  };
}
