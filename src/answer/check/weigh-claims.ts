import type { CheckPorts, CheckRequest } from './check-request.js';
import { cosineOf, sentenceVectors } from './compare-sentences.js';
import type { EvidencePassage } from './evidence-passage.js';
import { type FoundEvidence, findEvidence, type PassageShelf } from './find-evidence.js';
import { type Match, matchPassage, matchSentence } from './match-claim.js';
import type { ReadClaim } from './read-claim.js';
import { type WeighedMatch, weighMatch } from './weigh-match.js';

/** Matches weighed for one claim, and sentences in other languages compared by the encoder. */
const matchesPerClaim = 5;
const foreignPassages = 2;
const foreignSentences = 14;
/** Passages in other languages are looked at where the words in the claim's own cover less of it than this; they are dear. */
const coveredEnough = 0.6;

/**
 * For each claim the matches that bear on it, weighed; claims of a draft together, so that the encoder gets their sentences at once.
 *
 * Rejects with what embedder, index and catalog reject with.
 */
export async function weighClaims(
  ports: CheckPorts,
  request: CheckRequest,
  claims: readonly ReadClaim[],
  shelf: PassageShelf,
  given: readonly EvidencePassage[],
): Promise<readonly (readonly WeighedMatch[])[]> {
  const found = await Promise.all(claims.map((claim) => findEvidence(ports, request, claim, shelf, given)));
  const matched = claims.map((claim, index) => matchesOf(claim, found[index]));
  const sentences = matched.flatMap(({ own, foreign }) => [
    ...own.map(({ core }) => core.text),
    ...foreign.flatMap((passage) => passage.sentences.slice(0, foreignSentences).map((sentence) => sentence.text)),
  ]);
  const vectors = await sentenceVectors(ports.embedder, sentences, request.signal);
  const chosen = claims.map((claim, index) => {
    const { own, foreign } = matched[index] ?? { own: [], foreign: [] };
    const vector = found[index]?.vector ?? new Float32Array(0);
    const cosine = (sentence: string) => cosineOf(vector, vectors.get(sentence) ?? vector);
    const across = foreign.flatMap((passage) => bestForeign(claim, passage, cosine));
    return { claim, matches: [...own, ...across], cosine };
  });
  const alignments = await Promise.all(
    chosen.map(async ({ claim, matches }, index) => {
      if (!ports.reader || matches.length === 0) return [];
      const readings = await ports.reader.read(
        { text: claim.plain, states: found[index]?.states },
        matches.map(({ core }) => core.text),
        { signal: request.signal },
      );
      return readings.map(({ alignment }) => alignment);
    }),
  );
  return chosen.map(({ claim, matches, cosine }, index) =>
    matches.map((match, at) =>
      weighMatch(claim, match, { cosine: cosine(match.core.text), alignment: alignments[index]?.[at] ?? null }),
    ),
  );
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
  if ((own[0]?.joined ?? 0) >= coveredEnough) return { own, foreign: [] };
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
