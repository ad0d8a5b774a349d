import type { CheckPorts, CheckRequest } from '../../../src/answer/check/check-request.js';
import { givenPassages, PassageShelf } from '../../../src/answer/check/find-evidence.js';
import { judgeMatches, toClaim } from '../../../src/answer/check/judge-claim.js';
import { type ReadClaim, readClaim } from '../../../src/answer/check/read-claim.js';
import { scoreDraft } from '../../../src/answer/check/score-draft.js';
import { splitClaims } from '../../../src/answer/check/split-claims.js';
import { characterFolder } from '../../../src/answer/check/tokens.js';
import { weighClaims } from '../../../src/answer/check/weigh-claims.js';
import type { WeighedMatch } from '../../../src/answer/check/weigh-match.js';
import { coverageOf } from '../../../src/answer/check/word-match.js';
import type { CollectionRecord } from '../../../src/core/collection.js';
import type { Verdict } from '../../../src/core/verdict.js';
import type { CheckItem } from './check-item.js';

/** An item with what the checker made of it. */
export interface CheckedItem {
  readonly item: CheckItem;
  readonly verdict: Verdict;
  /** Words of the text that stand in the evidence, 0…1: the baseline. */
  readonly overlap: number;
  readonly claims: readonly { readonly claim: ReadClaim; readonly matches: readonly WeighedMatch[] }[];
  readonly milliseconds: number;
}

/** Checks items one after the other, as separate texts. Does what `checkText` does, and keeps what it sees on the way. */
export async function checkItems(
  ports: CheckPorts,
  items: readonly CheckItem[],
  collection: CollectionRecord | null,
): Promise<CheckedItem[]> {
  const checked: CheckedItem[] = [];
  for (const item of items) {
    const started = performance.now();
    const fold = characterFolder(ports.extractor);
    const shelf = new PassageShelf(fold);
    const request: CheckRequest = {
      text: item.claim,
      collection: item.evidence.length > 0 ? null : collection,
      labels: null,
      ownEvidence: item.evidence,
      question: item.question,
    };
    const given = givenPassages(request, shelf);
    const reads = splitClaims(item.claim).map((draft) => readClaim(draft, fold));
    const weighed = await weighClaims(ports, request, reads, shelf, given);
    const claims = reads.map((claim, index) => ({ claim, matches: weighed[index] ?? [] }));
    const verdict = scoreDraft(claims.map(({ claim, matches }) => toClaim(claim, judgeMatches(matches), matches)));
    const milliseconds = performance.now() - started;
    checked.push({ item, verdict, overlap: overlapOf(reads, claims, given), claims, milliseconds });
  }
  return checked;
}

/** Share of the claims' weight that the evidence holds anywhere: what lexical overlap alone can say. */
function overlapOf(
  reads: readonly ReadClaim[],
  claims: CheckedItem['claims'],
  given: ReturnType<typeof givenPassages>,
): number {
  let held = 0;
  let all = 0;
  for (const [index, { tokens }] of reads.entries()) {
    const passages = given.length > 0 ? given : (claims[index]?.matches ?? []).map(({ passage }) => passage);
    const shares = passages.map(({ words }) => coverageOf(tokens, words));
    tokens.forEach(({ weight }, at) => {
      all += weight;
      held += weight * Math.max(0, ...shares.map((share) => share[at] ?? 0));
    });
  }
  return all > 0 ? held / all : 0;
}
