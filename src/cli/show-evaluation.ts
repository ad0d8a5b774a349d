import type { ComparedFigure, ComparedName } from '../core/metrics/compare-figures.js';
import type { EvaluationFigures, EvaluationReport } from '../core/metrics/evaluation-figures.js';
import type { ReliabilityBin } from '../core/metrics/reliability-bins.js';
import type { SimulatedThreshold } from '../core/metrics/simulate-thresholds.js';
import type { WireEvaluation } from './wire-evaluation.js';

/** Figures as people call them, in the order shown. */
export const figureLabels: Readonly<Record<ComparedName, string>> = {
  recallAt1: 'recall@1',
  recallAt5: 'recall@5',
  recallAt10: 'recall@10',
  meanReciprocalRank: 'MRR',
  ndcgAt10: 'nDCG@10',
  precision: 'precision',
  coverage: 'coverage',
  letThrough: 'let through',
  expectedCalibrationError: 'ECE',
  brier: 'Brier',
  areaUnderCurve: 'AUROC',
};

/** A run for people: figures as a table, a reliability diagram, and what other thresholds would do. */
export function evaluationLines(run: WireEvaluation, report: EvaluationReport): string[] {
  const { collection, threshold, calibration } = run;
  const provisional = calibration.provisional ? ', provisional' : '';
  return [
    `${run.questions.length} questions to "${collection}", threshold ${threshold.toFixed(2)}, calibration ${calibration.id}${provisional}`,
    '',
    ...tableLines(report),
    '',
    'Reliability: of answers as confident as this, so many were right',
    ...report.reliability.map(binLine),
    '',
    'Other thresholds',
    ...report.thresholds.map((one) => thresholdLine(one, threshold)),
  ];
}

/** `at 0.70: 12 more answered, 3 of them wrong`. */
export function thresholdLine(
  { threshold, answered, right, change, changeWrong }: SimulatedThreshold,
  now: number,
): string {
  const precision = answered > 0 ? `, precision ${showFigure(right / answered)}` : '';
  const at = `at ${threshold.toFixed(2)}: `;
  if (threshold === now) return `${at}${answered} answered, ${answered - right} of them wrong${precision} (now)`;
  if (change === 0) return `${at}no change${precision}`;
  const wrong = change > 0 ? `${changeWrong} of them wrong` : `${changeWrong} of them were wrong`;
  return `${at}${Math.abs(change)} ${change > 0 ? 'more' : 'fewer'} answered, ${wrong}${precision}`;
}

/** Two runs side by side, what became worse marked. */
export function comparisonLines(compared: readonly ComparedFigure[]): string[] {
  return compared.map(({ name, before, after, regressed }) => {
    const change = after - before;
    const sign = change < 0 ? '−' : '+';
    const shown = `${figureLabels[name].padEnd(12)} ${showFigure(before)} → ${showFigure(after)}  ${sign}${showFigure(Math.abs(change))}`;
    return regressed ? `${shown}  ✗ worse` : shown;
  });
}

/** `.912`; `1.000` stays; `–` for nothing to share. */
export function showFigure(value: number | null): string {
  return value === null ? '–' : value.toFixed(3).replace(/^0\./, '.');
}

function tableLines({ figures, byLanguage, byKind }: EvaluationReport): string[] {
  const rows: { name: string; figures: EvaluationFigures }[] = [{ name: 'all', figures }, ...byLanguage, ...byKind];
  const width = Math.max(...rows.map(({ name }) => displayWidth(name)), 8);
  const names = Object.keys(figureLabels) as ComparedName[]; // The table above.
  const head = names.map((name) => figureLabels[name].padStart(columnWidth(name))).join('  ');
  return [
    `${' '.repeat(width)}  questions  answered  ${head}`,
    ...rows.map((row) => {
      const cells = names.map((name) => showFigure(row.figures[name]).padStart(columnWidth(name))).join('  ');
      const label = row.name + ' '.repeat(width - displayWidth(row.name));
      return `${label}  ${String(row.figures.questions).padStart(9)}  ${String(row.figures.answered).padStart(8)}  ${cells}`;
    }),
  ];
}

function columnWidth(name: ComparedName): number {
  return Math.max(figureLabels[name].length, 5);
}

/** A Han character takes two cells of a terminal. */
function displayWidth(text: string): number {
  return [...text].reduce((width, character) => width + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0);
}

/** A bar of what was right, and a mark where it should end. */
function binLine({ confidence, right, count }: ReliabilityBin): string {
  const cells = 40;
  const bar = '█'.repeat(Math.round(right * cells)).padEnd(cells, '·');
  const mark = Math.min(cells - 1, Math.round(confidence * cells));
  return `${confidence.toFixed(2)} |${bar.slice(0, mark)}│${bar.slice(mark + 1)}| ${right.toFixed(2)} right of ${count}`;
}
