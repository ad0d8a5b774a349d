import type { AnswerPorts } from '../answer/answer-ports.js';
import type { Candidate } from '../answer/evidence.js';
import type { CollectionRecord } from '../core/collection.js';
import { languageOf } from '../core/language.js';
import type { WeightedQuestion } from '../core/shrink-calibration.js';
import { describeQuestion } from './describe-question.js';
import type { Probe } from './make-probes.js';

/**
 * What a made-up question counts against a person's: its words are nearer to the passage's than people's are. Less still beside
 * real labels.
 */
const weightOfProbe = { alone: 0.5, besideLabels: 0.25 };
/** A passage that covers this part of the question's rare words may answer it although the probe was not made of it. */
const mayAnswer = 0.8;

/** Turns probes into what a calibration learns from. */
export async function labelProbes(
  ports: AnswerPorts,
  collection: CollectionRecord,
  probes: readonly Probe[],
  options: {
    readonly labels: readonly string[] | null;
    readonly besideLabels: boolean;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<WeightedQuestion[]> {
  const weight = options.besideLabels ? weightOfProbe.besideLabels : weightOfProbe.alone;
  const questions: WeightedQuestion[] = [];
  for (const probe of probes) {
    const { question, article, answerable, sectionId } = probe;
    const withoutSection = answerable ? undefined : (sectionId ?? undefined);
    const candidates = await describeQuestion(
      ports,
      collection,
      question,
      { ...options, withoutSection },
      (candidate, features) => {
        const right = answerable && isSection(candidate, sectionId);
        const known = right || isSurelyWrong(probe, candidate, features.coverage ?? 0);
        return { label: known ? right : null, right };
      },
    );
    questions.push({ article, answerable, candidates, weight });
  }
  return questions;
}

function isSection({ section, duplicates }: Candidate, id: string | null): boolean {
  return section.id === id || duplicates.some((twin) => twin.sectionId === id);
}

/** In another language words cannot say whether a passage is the section's translation. */
function isSurelyWrong({ question, sectionId }: Probe, { section, start, end }: Candidate, coverage: number): boolean {
  const crossLanguage = languageOf(section.text.slice(start, end)) !== languageOf(question);
  return coverage < mayAnswer && !(crossLanguage && sectionId !== null);
}
