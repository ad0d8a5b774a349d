import { readFile, writeFile } from 'node:fs/promises';
import { KnowledgeBaseError } from '../../core/errors.js';
import { compareFigures } from '../../core/metrics/compare-figures.js';
import { chooseCollection } from '../choose-collection.js';
import { type CommandContext, withClient } from '../context.js';
import { evaluationPage } from '../evaluation-page.js';
import { readRunFile, reportOf, runEvaluation, toRunFile } from '../evaluation-run.js';
import { comparisonLines, evaluationLines } from '../show-evaluation.js';
import type { WireEvaluation } from '../wire-evaluation.js';

export interface EvalOptions {
  readonly collection?: string;
  readonly source?: string;
  /** File for the page. */
  readonly html?: string;
  /** A run to compare with. */
  readonly compare?: string;
  readonly failOnRegression?: boolean;
  /** 0…1. */
  readonly tolerance?: number;
  readonly json?: boolean;
}

/** A question more or less in a hundred is no regression. */
const defaultTolerance = 0.01;

/** `kaoju eval FILE`: false when a figure became worse and `--fail-on-regression` was given. */
export async function evaluate(context: CommandContext, file: string, options: EvalOptions): Promise<boolean> {
  const { terminal, signal } = context;
  const text = await readQuestions(file);
  // Before anything is asked: a wrong file name should not cost the run.
  const other = options.compare === undefined ? undefined : await readRunFile(options.compare);
  const run = await withClient(context, async (client) => {
    const collection = await chooseCollection(client, options.collection, signal);
    return runEvaluation(client, { collection, text, source: options.source }, terminal, signal);
  });
  for (const { line, message } of run.problems) terminal.note(`line ${line} was left out: ${message}`);
  if (options.json) terminal.print(JSON.stringify(toRunFile(run)));
  else for (const line of evaluationLines(run, reportOf(run))) terminal.print(line);
  if (options.html !== undefined) {
    await writeFile(options.html, evaluationPage(run, reportOf(run)));
    terminal.note(`wrote ${options.html}`);
  }
  return other ? compare(context, run, other, options) : true;
}

function compare(context: CommandContext, run: WireEvaluation, other: WireEvaluation, options: EvalOptions): boolean {
  const { terminal } = context;
  const before = reportOf(other).figures;
  const compared = compareFigures(before, reportOf(run).figures, options.tolerance ?? defaultTolerance);
  const write = options.json ? terminal.note : terminal.print;
  write('');
  write(`Compared with ${options.compare} (${before.questions} questions, calibration ${other.calibration.id})`);
  for (const line of comparisonLines(compared)) write(line);
  const worse = compared.filter(({ regressed }) => regressed);
  return !(options.failOnRegression && worse.length > 0);
}

async function readQuestions(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new KnowledgeBaseError('invalid_request', `Cannot read "${file}"; check the path`, { cause });
  }
}
