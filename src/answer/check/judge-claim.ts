import type { Claim, ClaimConflict, ClaimEvidence, ClaimLabel } from '../../core/verdict.js';
import type { Conflict } from './conflict.js';
import type { EvidenceSentence } from './evidence-passage.js';
import type { ReadClaim } from './read-claim.js';
import { reasonFor } from './reason.js';
import type { WeighedMatch } from './weigh-match.js';

/** From this support on a claim counts as supported. */
export const supportedFrom = 0.7;
/** Support of a claim that one place supports and another contradicts. */
const disputedSupport = 0.5;
/** A place that contradicts what another supports must speak of the very same. */
const sameStatement = 0.8;
/** Evidence below this likelihood is not shown: it has nothing to do with the claim. */
const worthShowing = 0.08;
const maxEvidence = 4;

/** What the matches make of a claim, before any extra voice. */
export interface Judgement {
  readonly label: ClaimLabel;
  readonly support: number;
  /** The match that decides; null without any worth showing. */
  readonly best: WeighedMatch | null;
  /** Another place that says otherwise than `best`; null without. */
  readonly dissent: WeighedMatch | null;
}

/** Decides: what supports, what contradicts, and which is the stronger. */
export function judgeMatches(matches: readonly WeighedMatch[]): Judgement {
  const supporting = [...matches].sort((left, right) => right.support - left.support)[0] ?? null;
  const contradicting =
    matches
      .filter(({ conflicts }) => conflicts.length > 0)
      .sort((left, right) => strength(right) - strength(left))[0] ?? null;
  if (supporting && supporting.support >= supportedFrom && !(contradicting && isCloser(contradicting, supporting))) {
    const dissent = contradicting && isDissent(supporting, contradicting) ? contradicting : null;
    if (dissent) return { label: 'unsupported', support: disputedSupport, best: supporting, dissent };
    return { label: 'supported', support: supporting.support, best: supporting, dissent: null };
  }
  if (
    contradicting &&
    (!supporting || contradicting.likelihood >= supporting.support || isCloser(contradicting, supporting))
  ) {
    return { label: 'contradicted', support: 0, best: contradicting, dissent: null };
  }
  const shown = supporting && supporting.likelihood >= worthShowing ? supporting : null;
  return {
    label: 'unsupported',
    support: Math.min(supporting?.support ?? 0, supportedFrom - 0.01),
    best: shown,
    dissent: null,
  };
}

/** The same matter, told otherwise: no other name, nearly the same words, under a title that is not another subject's. */
function isDissent(supporting: WeighedMatch, contradicting: WeighedMatch): boolean {
  if (contradicting.aboutness < sameStatement || contradicting.likelihood < supportedFrom) return false;
  if (contradicting.conflicts.some(({ kind }) => kind === 'name')) return false;
  if (supporting.passage.id === contradicting.passage.id) return true;
  const [one, other] = [supporting.passage.titleWords.keys, contradicting.passage.titleWords.keys];
  if (one.size === 0 || other.size === 0) return true;
  const shared = [...one].filter((key) => other.has(key)).length;
  return shared / Math.min(one.size, other.size) >= likeTitles;
}

/** Share of the shorter title's words that both titles have. */
const likeTitles = 0.6;

/** What contradicts has clearly more of the claim's wording than what seems to support it: a sentence of the same pattern elsewhere. */
function isCloser(contradicting: WeighedMatch, supporting: WeighedMatch): boolean {
  if (contradicting.isCross || contradicting.alignment.order < closerFrom) return false;
  return supporting.isCross || supporting.alignment.order <= contradicting.alignment.order - closerBy;
}

const closerFrom = 0.6;
const closerBy = 0.12;

function strength({ likelihood, aboutness }: WeighedMatch): number {
  return likelihood + aboutness;
}

/** A claim as the verdict shows it. */
export function toClaim(claim: ReadClaim, judgement: Judgement, matches: readonly WeighedMatch[]): Claim {
  const { best, dissent, label, support } = judgement;
  const shown = [best, dissent, ...[...matches].sort((left, right) => right.likelihood - left.likelihood)].filter(
    (match): match is WeighedMatch =>
      match !== null && (match === best || match === dissent || match.likelihood >= worthShowing),
  );
  const evidence: ClaimEvidence[] = [];
  const quoted = new Map<EvidenceSentence, number>();
  const add = (match: WeighedMatch, sentence: EvidenceSentence, stance: ClaimEvidence['stance']) => {
    if (quoted.has(sentence)) return;
    const { documentId, documentTitle, documentRevision, sectionId, headingPath, placeOf } = match.passage;
    quoted.set(sentence, evidence.length);
    const place = placeOf(sentence.start, sentence.end);
    const source = { documentId, documentTitle, documentRevision, sectionId, headingPath };
    evidence.push({ ...source, place, quote: sentence.text, stance });
  };
  for (const match of new Set(shown)) {
    if (evidence.length >= maxEvidence) break;
    const stance = stanceOf(match, judgement);
    const speaking = new Set(match.conflicts.map((conflict) => conflict.evidence?.sentence));
    add(match, match.core, speaking.size > 0 && !speaking.has(match.core) ? 'related' : stance);
    for (const other of match.others) {
      if (stance === 'supports' && match === best) add(match, other, stance);
      else if (speaking.has(other)) add(match, other, stance);
    }
  }
  const conflicts = [best, dissent].flatMap((match) =>
    match ? match.conflicts.map((one) => toConflict(claim, one, quoted)) : [],
  );
  const silent =
    label === 'unsupported' && !dissent ? (best?.silent ?? []).map((one) => toConflict(claim, one, quoted)) : [];
  const all = [...conflicts, ...silent].filter((conflict): conflict is ClaimConflict => conflict !== null);
  const reason = reasonFor(claim, judgement, all, evidence);
  return { text: claim.text, start: claim.start, end: claim.end, support, label, reason, conflicts: all, evidence };
}

function stanceOf(match: WeighedMatch, { label, best, dissent }: Judgement): ClaimEvidence['stance'] {
  // Beside support, what differs is about something else unless it is the dissent.
  if (match.conflicts.length > 0) return label === 'contradicted' || match === dissent ? 'contradicts' : 'related';
  if (match.support >= supportedFrom && (label === 'supported' || match === best)) return 'supports';
  return 'related';
}

function toConflict(
  claim: ReadClaim,
  conflict: Conflict,
  quoted: ReadonlyMap<EvidenceSentence, number>,
): ClaimConflict | null {
  const evidenceIndex = conflict.evidence ? quoted.get(conflict.evidence.sentence) : 0;
  if (evidenceIndex === undefined || quoted.size === 0) return null;
  const { start, end } = conflict.claim;
  return {
    kind: conflict.kind,
    claim: { start: claim.start + start, end: claim.start + end, text: claim.text.slice(start, end) },
    evidence: conflict.evidence && {
      start: conflict.evidence.start,
      end: conflict.evidence.end,
      text: conflict.evidence.sentence.text.slice(conflict.evidence.start, conflict.evidence.end),
    },
    evidenceIndex,
  };
}
