import { KnowledgeBaseError } from '../../core/errors.js';
import type { Claim, Verdict } from '../../core/verdict.js';
import type { CheckPorts, CheckRequest } from './check-request.js';
import { cosineOf, sentenceVectors } from './compare-sentences.js';
import type { EvidencePassage } from './evidence-passage.js';
import { type FoundEvidence, findEvidence, givenPassages, PassageShelf } from './find-evidence.js';
import { judgeMatches, toClaim } from './judge-claim.js';
import { type Match, matchPassage, matchSentence } from './match-claim.js';
import { type ReadClaim, readClaim } from './read-claim.js';
import { scoreDraft } from './score-draft.js';
import { splitClaims } from './split-claims.js';
import { characterFolder } from './tokens.js';
import { weighMatch } from './weigh-match.js';

/** A longer text is refused: UTF-16 code units. A chapter has 30,000. */
export const longestText = 200_000;
/** Claims checked at most: about ten seconds of two cores. What stands behind them is left unchecked, and the verdict says so. */
export const mostClaims = 400;
/** Claims in work at the same time: the encoder has a queue of its own, this only bounds memory. */
const claimsAtOnce = 8;
/** Matches weighed for one claim, and sentences in other languages compared by the encoder. */
const matchesPerClaim = 5;
const foreignPassages = 3;
const foreignSentences = 20;

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
  const found = await Promise.all(claims.map((claim) => findEvidence(ports, request, claim, shelf, given)));
  const matched = claims.map((claim, index) => matchesOf(claim, found[index]));
  const sentences = matched.flatMap(({ own, foreign }) => [
    ...own.map(({ core }) => core.text),
    ...foreign.flatMap((passage) => passage.sentences.slice(0, foreignSentences).map((sentence) => sentence.text)),
  ]);
  const vectors = await sentenceVectors(ports.embedder, sentences, request.signal);
  return claims.map((claim, index) => {
    const { own, foreign } = matched[index] ?? { own: [], foreign: [] };
    const vector = found[index]?.vector ?? new Float32Array(0);
    const cosine = (sentence: string) => cosineOf(vector, vectors.get(sentence) ?? vector);
    const across = foreign.flatMap((passage) => bestForeign(claim, passage, cosine));
    const weighed = [...own, ...across].map((match) =>
      weighMatch(claim, match, { cosine: cosine(match.core.text), alignment: null }),
    );
    return toClaim(claim, judgeMatches(weighed), weighed);
  });
}

/** Matches by words in the claim's language, and passages in other languages, where words cannot choose the sentence. */
function matchesOf(
  claim: ReadClaim,
  found: FoundEvidence | undefined,
): { own: readonly Match[]; foreign: readonly EvidencePassage[] } {
  const passages = found?.passages ?? [];
  const own = passages
    .filter(({ language }) => language === claim.language)
    .flatMap((passage) => matchPassage(claim, passage))
    .sort((left, right) => right.joined + right.coverage - left.joined - left.coverage)
    .slice(0, matchesPerClaim);
  return { own, foreign: passages.filter(({ language }) => language !== claim.language).slice(0, foreignPassages) };
}

/** The sentence of a passage in another language that the encoder finds most alike. */
function bestForeign(claim: ReadClaim, passage: EvidencePassage, cosine: (sentence: string) => number): Match[] {
  const [best] = passage.sentences
    .slice(0, foreignSentences)
    .map((sentence) => ({ sentence, alike: cosine(sentence.text) }))
    .sort((left, right) => right.alike - left.alike);
  return best ? [matchSentence(claim, passage, best.sentence, true)] : [];
}
