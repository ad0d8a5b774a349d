import { readFile } from 'node:fs/promises';
import { KnowledgeBaseError } from '../core/errors.js';
import { type EvaluationReport, evaluationReport } from '../core/metrics/evaluation-figures.js';
import { snakeCaseKeys } from '../core/snake-case-keys.js';
import type { Client } from './client.js';
import type { Terminal } from './terminal.js';
import type { WireEvaluation } from './wire-evaluation.js';

/** Questions of one request: short enough for progress to be seen, long enough for requests not to count. */
const batchSize = 25;

export interface EvaluationTask {
  readonly collection: string;
  /** One JSON object a line. */
  readonly text: string;
  readonly source: string | undefined;
}

/**
 * Evaluates a file of questions in batches, every row checked before the first is asked. Rejects with the server's problem,
 * which names every bad row, or with the signal's reason.
 */
export async function runEvaluation(
  client: Client,
  { collection, text, source }: EvaluationTask,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<WireEvaluation> {
  const ask = (questions: string, checkOnly: boolean) =>
    client.request<WireEvaluation>('POST', '/v1/evaluations', {
      json: { collection, questions, source, check_only: checkOnly },
      signal,
    });
  const checked = await ask(text, true);
  const repeated = new Set(checked.problems.map(({ line }) => line));
  const lines = text.split('\n').map((line, index) => (repeated.has(index + 1) ? '' : line.trim()));
  const asked = lines.flatMap((line, index) => (line === '' ? [] : [index]));
  const progress = terminal.progress('questions', Math.max(asked.length, 1));
  const questions: WireEvaluation['questions'][number][] = [];
  let last = checked;
  try {
    for (let start = 0; start < asked.length; start += batchSize) {
      const batch = new Set(asked.slice(start, start + batchSize));
      // The other lines are left blank, so that each row keeps its number.
      last = await ask(lines.map((line, index) => (batch.has(index) ? line : '')).join('\n'), false);
      questions.push(...last.questions);
      for (const { question } of last.questions) progress.advance(question);
    }
  } finally {
    progress.stop();
  }
  return { ...last, questions, problems: checked.problems };
}

export function reportOf({ questions, threshold }: WireEvaluation): EvaluationReport {
  return evaluationReport(questions, threshold);
}

/** The run in the contract's shape, figures of all questions in it. */
export function toRunFile(run: WireEvaluation): object {
  const { questions, problems, ...rest } = run;
  return { ...rest, ...Object(snakeCaseKeys(reportOf(run))), questions, problems };
}

/**
 * Reads a run that `kaoju eval --json` wrote.
 *
 * @throws KnowledgeBaseError `invalid_request` for a file that is none.
 */
export async function readRunFile(path: string): Promise<WireEvaluation> {
  try {
    const run: WireEvaluation = JSON.parse(await readFile(path, 'utf8'));
    const valid =
      Array.isArray(run.questions) &&
      run.questions.length > 0 &&
      typeof run.threshold === 'number' &&
      run.questions.every((one) => typeof one.confidence === 'number' && Array.isArray(one.ranks));
    if (valid) return run;
  } catch (cause) {
    throw notARun(path, cause);
  }
  throw notARun(path);
}

function notARun(path: string, cause?: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'invalid_request',
    `Cannot compare with "${path}": it is not a run; write one with kaoju eval FILE --json > RUN.json`,
    cause === undefined ? {} : { cause },
  );
}
