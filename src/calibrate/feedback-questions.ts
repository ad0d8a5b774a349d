import type { AnsweredPassage } from '../core/answer-record.js';
import type { FeedbackEntry } from '../core/feedback.js';
import type { LabelledCandidate } from '../core/fit-calibration.js';
import type { WeightedQuestion } from '../core/shrink-calibration.js';

/** What feedback must agree with to be of use. */
export interface FeedbackFit {
  /** Recipe of the collection: features of another one mean something else. */
  readonly recipe: string;
  /** Kind of the calibration to be fitted. */
  readonly kind: 'reader' | 'no_reader' | 'recipe_free';
}

/**
 * Turns feedback into what a calibration learns from, by the features that were kept with the reply: no text is needed.
 *
 * A thumb up says that the cited sections answer; a thumb down that they do not; a named section says which one does, so that
 * all others do not. A thumb up for saying that nothing is known says that no passage answers. A thumb down on such a reply
 * names no passage and teaches nothing, nor do callers who contradict each other.
 */
export function feedbackQuestions(entries: readonly FeedbackEntry[], fit: FeedbackFit): WeightedQuestion[] {
  const byReply = new Map<string, FeedbackEntry[]>();
  for (const entry of entries) {
    const { recipe, calibrationKind } = entry.answer;
    if (recipe !== fit.recipe || calibrationKind !== fit.kind) continue;
    byReply.set(entry.answer.replyId, [...(byReply.get(entry.answer.replyId) ?? []), entry]);
  }
  return [...byReply.values()].flatMap((about) => {
    const opinions = new Map(about.map((entry) => [opinionOf(entry), entry]));
    const [only, ...others] = opinions.values();
    return only && others.length === 0 ? toQuestion(only, fit) : [];
  });
}

function opinionOf({ feedback }: FeedbackEntry): string {
  return feedback.section?.sectionId ?? feedback.rating;
}

function toQuestion({ feedback, answer }: FeedbackEntry, { kind }: FeedbackFit): WeightedQuestion[] {
  const { section, rating } = feedback;
  const weighed = answer.passages.filter(({ features }) => features !== null);
  // The reader's calibration judges what was read; the others are judged by its companion.
  const judged = kind === 'reader' ? weighed.filter(({ read }) => read) : weighed;
  const isSilent = answer.route === 'no_answer';
  if (section === null && rating === 'down' && isSilent) return [];
  const labelOf = (passage: AnsweredPassage): boolean | null => {
    if (section) return passage.sectionId === section.sectionId || passage.twins.includes(section.sectionId);
    if (isSilent) return false;
    return passage.cited ? rating === 'up' : null;
  };
  const candidates = judged.map((passage): LabelledCandidate => {
    const label = labelOf(passage);
    return { features: passage.features ?? {}, label, right: label === true };
  });
  if (candidates.length === 0) return [];
  const article = section?.documentId ?? judged[0]?.documentId ?? answer.replyId;
  const answerable = section !== null || (rating === 'up' && !isSilent);
  return [{ article, answerable, candidates, weight: 1 }];
}
