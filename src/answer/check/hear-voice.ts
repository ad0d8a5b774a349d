import type { Entailment, EntailmentPair, EntailmentVerdict } from '../../ports/entailment.js';
import { type Judgement, supportedFrom } from './judge-claim.js';
import type { ReadClaim } from './read-claim.js';
import type { WeighedMatch } from './weigh-match.js';

/** A claim with what the check made of it. */
export interface Judged {
  readonly claim: ReadClaim;
  readonly judgement: Judgement;
}

/** The voice's part of the support; the rest is the check's own. */
const voiceShare = 0.4;

/**
 * Lets the extra voice speak on the claims that no veto has decided: support moves towards what it says. What a veto found stands, and a
 * claim whose figure or name the evidence lacks stays unsupported. A voice that fails is not heard, the check goes on without.
 */
export async function hearVoice(
  voice: Entailment | null | undefined,
  judged: readonly Judged[],
  signal: AbortSignal | undefined,
): Promise<readonly Judgement[]> {
  const asked = judged.filter(({ judgement }) => isOpen(judgement));
  if (!voice || asked.length === 0) return judged.map(({ judgement }) => judgement);
  let verdicts: readonly (EntailmentVerdict | null)[];
  try {
    verdicts = await voice.judge(asked.map(toPair), { signal });
  } catch (error) {
    if (signal?.aborted) throw error;
    return judged.map(({ judgement }) => judgement);
  }
  return judged.map((one) => {
    const verdict = verdicts[asked.indexOf(one)];
    return verdict ? moved(one.judgement, verdict) : one.judgement;
  });
}

function isOpen({ best, dissent, label }: Judgement): boolean {
  return best !== null && dissent === null && label !== 'contradicted' && best.silent.length === 0;
}

function toPair({ claim, judgement: { best } }: Judged): EntailmentPair {
  return { premise: best ? premiseOf(best) : '', hypothesis: claim.plain.replace(/\s+/g, ' ').trim() };
}

/** Titles, header row and sentences in their order. */
function premiseOf({ passage, core, others }: WeighedMatch): string {
  const sentences = [core, ...others].sort((left, right) => left.start - right.start).map(({ text }) => text);
  return [passage.titles.replaceAll('\n', ' › '), core.header, ...sentences].filter((part) => part !== '').join('\n');
}

function moved(judgement: Judgement, { entails }: EntailmentVerdict): Judgement {
  const support = (1 - voiceShare) * judgement.support + voiceShare * entails;
  return { ...judgement, support, label: support >= supportedFrom ? 'supported' : 'unsupported' };
}
