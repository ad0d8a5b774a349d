import { KnowledgeBaseError } from '../../core/errors.js';
import type { Claim, Verdict } from '../../core/verdict.js';
import type { CheckPorts, CheckRequest } from './check-request.js';
import type { EvidencePassage } from './evidence-passage.js';
import { givenPassages, PassageShelf } from './find-evidence.js';
import { hearVoice } from './hear-voice.js';
import { judgeMatches, toClaim } from './judge-claim.js';
import { type ReadClaim, readClaim } from './read-claim.js';
import { scoreDraft } from './score-draft.js';
import { splitClaims } from './split-claims.js';
import { characterFolder } from './tokens.js';
import { weighClaims } from './weigh-claims.js';

/** A longer text is refused: UTF-16 code units. A chapter has 30,000. */
export const longestText = 200_000;
/** Claims checked at most: about ten seconds of two cores. What stands behind them is left unchecked, and the verdict says so. */
export const mostClaims = 400;
/** Claims in work at the same time: the encoder has a queue of its own, this only bounds memory. */
const claimsAtOnce = 8;
/**
 * Checks a text claim by claim against a collection, retrieved passages or the caller's own texts. Deterministic: the same text and
 * evidence get the same verdict. Labels and filters are enforced inside the index.
 *
 * Rejects with `payload_too_large` above `longestText`, with what embedder, index and catalog reject with, or the signal's reason.
 */
export async function checkText(ports: CheckPorts, request: CheckRequest): Promise<Verdict> {
  const { text, signal } = request;
  if (text.length > longestText) {
    throw new KnowledgeBaseError(
      'payload_too_large',
      `Cannot check a text of ${text.length} characters: at most ${longestText} are checked at once; check it in parts`,
      { facts: { characters: text.length, limit: longestText } },
    );
  }
  const fold = characterFolder(ports.extractor);
  const all = splitClaims(text);
  const shelf = new PassageShelf(fold);
  const given = givenPassages(request, shelf);
  const claims: Claim[] = [];
  const reads = all.slice(0, mostClaims).map((draft) => readClaim(draft, fold));
  for (let first = 0; first < reads.length; first += claimsAtOnce) {
    signal?.throwIfAborted();
    claims.push(...(await checkClaims(ports, request, reads.slice(first, first + claimsAtOnce), shelf, given)));
  }
  return scoreDraft(claims, request.threshold, all[mostClaims]?.start ?? null);
}

async function checkClaims(
  ports: CheckPorts,
  request: CheckRequest,
  claims: readonly ReadClaim[],
  shelf: PassageShelf,
  given: readonly EvidencePassage[],
): Promise<Claim[]> {
  const weighed = await weighClaims(ports, request, claims, shelf, given);
  const judged = claims.map((claim, index) => ({ claim, judgement: judgeMatches(weighed[index] ?? []) }));
  const heard = await hearVoice(ports.entailment, judged, request.signal);
  return judged.map(({ claim, judgement }, index) => toClaim(claim, heard[index] ?? judgement, weighed[index] ?? []));
}
