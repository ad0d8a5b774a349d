import type { ComparedName } from '../core/metrics/compare-figures.js';
import type { EvaluationFigures, EvaluationReport } from '../core/metrics/evaluation-figures.js';
import { escapeHtml } from './escape-html.js';
import { figureLabels, showFigure, thresholdLine } from './show-evaluation.js';
import type { WireEvaluatedQuestion, WireEvaluation } from './wire-evaluation.js';

/** Wrong answers listed. */
const maxListed = 50;

/** A run as one HTML page that needs nothing else: tables, and charts as inline SVG. Every text of a question is escaped. */
export function evaluationPage(run: WireEvaluation, report: EvaluationReport): string {
  const { collection, threshold, calibration, questions } = run;
  const title = `Evaluation of ${collection}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; color: #1b1f24; background: #fff }
table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto }
th, td { padding: .25rem .6rem; text-align: right; border-bottom: 1px solid #ddd; white-space: nowrap }
th:first-child, td:first-child, td.text { text-align: left; white-space: normal }
svg { max-width: 100%; height: auto }
figure { margin: 1rem 0 } figcaption { color: #57606a }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${questions.length} questions, threshold ${threshold.toFixed(2)}, calibration ${escapeHtml(calibration.id)}${calibration.provisional ? ' (provisional)' : ''}, collection revision ${escapeHtml(run.collection_revision)}.</p>
<h2>Figures</h2>
${figuresTable(report)}
<h2>Reliability</h2>
<figure>${reliabilityChart(report)}<figcaption>Each dot is a tenth of the questions: how confident the replies were, and how many were right. On the line they agree.</figcaption></figure>
<h2>Thresholds</h2>
<figure>${thresholdChart(report, questions.length, threshold)}<figcaption>Answers given at each threshold: right below, wrong above.</figcaption></figure>
<ul>
${report.thresholds.map((one) => `<li>${escapeHtml(thresholdLine(one, threshold))}</li>`).join('\n')}
</ul>
<h2>Answered, and wrong</h2>
${questionsTable(questions.filter(({ answered, right }) => answered && !right))}
<h2>Answerable, and not answered</h2>
${questionsTable(questions.filter(({ answered, answerable }) => !answered && answerable))}
</body>
</html>
`;
}

function figuresTable({ figures, byLanguage, byKind }: EvaluationReport): string {
  const names = Object.keys(figureLabels) as ComparedName[]; // The table of labels.
  const row = (name: string, one: EvaluationFigures) =>
    `<tr><td>${escapeHtml(name)}</td><td>${one.questions}</td><td>${one.answered}</td>${names.map((figure) => `<td>${showFigure(one[figure])}</td>`).join('')}</tr>`;
  return `<table>
<tr><th></th><th>questions</th><th>answered</th>${names.map((name) => `<th>${figureLabels[name]}</th>`).join('')}</tr>
${[{ name: 'all', figures }, ...byLanguage, ...byKind].map((one) => row(one.name, one.figures)).join('\n')}
</table>`;
}

const side = 320;
const margin = 40;

function reliabilityChart({ reliability }: EvaluationReport): string {
  const x = (value: number) => (margin + value * side).toFixed(1);
  const y = (value: number) => (margin / 2 + (1 - value) * side).toFixed(1);
  const line = reliability.map(({ confidence, right }) => `${x(confidence)},${y(right)}`).join(' ');
  const dots = reliability.map(
    ({ confidence, right, count }) =>
      `<circle cx="${x(confidence)}" cy="${y(right)}" r="4" fill="#0969da"><title>confidence ${confidence.toFixed(2)}, right ${right.toFixed(2)} of ${count}</title></circle>`,
  );
  return `${openSvg('Reliability diagram', side + margin * 1.5, side + margin * 1.5)}
${axes('confidence', 'right')}
<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#8c959f" stroke-dasharray="4 4"/>
<polyline points="${line}" fill="none" stroke="#0969da" stroke-width="2"/>
${dots.join('\n')}
</svg>`;
}

function thresholdChart({ thresholds }: EvaluationReport, questions: number, now: number): string {
  const step = side / Math.max(thresholds.length, 1);
  const height = (count: number) => (count / Math.max(questions, 1)) * side;
  const bottom = margin / 2 + side;
  const bars = thresholds.map(({ threshold, answered, right }, index) => {
    const left = margin + index * step + 2;
    const wrong = answered - right;
    const bar = (count: number, above: number, colour: string) =>
      `<rect x="${left.toFixed(1)}" y="${(bottom - height(above + count)).toFixed(1)}" width="${(step - 4).toFixed(1)}" height="${height(count).toFixed(1)}" fill="${colour}"><title>${count}</title></rect>`;
    const label = `<text x="${(left + step / 2 - 2).toFixed(1)}" y="${bottom + 14}" font-size="10" text-anchor="middle"${threshold === now ? ' font-weight="bold"' : ''}>${threshold.toFixed(2)}</text>`;
    return bar(right, 0, '#2da44e') + bar(wrong, right, '#cf222e') + label;
  });
  return `${openSvg('Answers at each threshold', side + margin * 1.5, side + margin * 1.5)}
${axes('threshold', 'share of questions', false)}
${bars.join('\n')}
</svg>`;
}

function openSvg(label: string, width: number, height: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">`;
}

function axes(across: string, up: string, withTicks = true): string {
  const [left, top, right, bottom] = [margin, margin / 2, margin + side, margin / 2 + side];
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((value) => {
    const horizontal = `<text x="${left + value * side}" y="${bottom + 14}" font-size="10" text-anchor="middle">${value}</text>`;
    const vertical = `<text x="${left - 6}" y="${bottom - value * side + 4}" font-size="10" text-anchor="end">${value}</text>`;
    return (withTicks ? horizontal : '') + vertical;
  });
  return `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#1b1f24"/>
${ticks.join('')}
<text x="${left + side / 2}" y="${bottom + 30}" font-size="12" text-anchor="middle">${across}</text>
<text x="12" y="${top + side / 2}" font-size="12" text-anchor="middle" transform="rotate(-90 12 ${top + side / 2})">${up}</text>`;
}

function questionsTable(questions: readonly WireEvaluatedQuestion[]): string {
  if (questions.length === 0) return '<p>None.</p>';
  const sorted = [...questions].sort((left, right) => right.confidence - left.confidence).slice(0, maxListed);
  const rows = sorted.map(({ line, question, kind, confidence, ranks, best }) => {
    const where = best ? [best.document_id, ...best.heading_path].join(' › ') : '–';
    return `<tr><td>${line}</td><td class="text">${escapeHtml(question.slice(0, 300))}</td><td>${escapeHtml(kind)}</td><td>${confidence.toFixed(2)}</td><td>${ranks[0] ?? '–'}</td><td class="text">${escapeHtml(where)}</td></tr>`;
  });
  const more = questions.length > maxListed ? `<p>and ${questions.length - maxListed} more</p>` : '';
  return `<table><tr><th>line</th><th>question</th><th>kind</th><th>confidence</th><th>expected at rank</th><th>best passage</th></tr>
${rows.join('\n')}
</table>${more}`;
}
