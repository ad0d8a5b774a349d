import type { EvaluatedQuestion } from '../../calibrate/evaluate-questions.js';
import { evaluationReport } from '../../core/metrics/evaluation-figures.js';
import { snakeCaseKeys } from '../../core/snake-case-keys.js';
import type { EvaluationRun } from '../../knowledge-base.js';

export function evaluationOnWire(collection: string, run: EvaluationRun) {
  const { figures, byLanguage, byKind, reliability, thresholds } = evaluationReport(run.questions, run.threshold);
  return {
    collection,
    collection_revision: run.collectionRevision,
    calibration: { id: run.calibration.id, provisional: run.calibration.provisional },
    threshold: run.threshold,
    figures: snakeCaseKeys(figures),
    by_language: snakeCaseKeys(byLanguage),
    by_kind: snakeCaseKeys(byKind),
    reliability: snakeCaseKeys(reliability),
    thresholds: snakeCaseKeys(thresholds),
    questions: run.questions.map(questionOnWire),
    problems: run.problems.map(({ line, code, message }) => ({ line, code, message })),
  };
}

function questionOnWire(question: EvaluatedQuestion) {
  const { best } = question;
  return {
    line: question.line,
    question: question.question,
    language: question.language,
    kind: question.kind,
    answerable: question.answerable,
    confidence: question.confidence,
    route: question.route,
    answered: question.answered,
    right: question.right,
    quoted: question.quoted,
    ranks: question.ranks,
    expected: question.expected,
    best: best && { document_id: best.documentId, section_id: best.sectionId, heading_path: best.headingPath },
    milliseconds: question.milliseconds,
  };
}
