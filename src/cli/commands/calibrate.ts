import { readFile } from 'node:fs/promises';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { Client } from '../client.js';
import { type CommandContext, withClient } from '../context.js';
import { calibrateLines, calibrationLines } from '../show-calibration.js';
import type { WireCalibrateReply, WireCalibrationReport } from '../wire-evaluation.js';
import { pathOf } from './collections.js';

export interface CalibrateOptions {
  /** File of labelled questions. */
  readonly labels?: string;
  readonly source?: string;
  readonly probes?: boolean;
  readonly feedback?: boolean;
  readonly seed?: number;
  readonly dryRun?: boolean;
  readonly rollback?: boolean;
  readonly show?: boolean;
  readonly json?: boolean;
}

/** `kaoju calibrate COLLECTION`: true also when the new one was not better and nothing changed, which is an answer. */
export async function calibrate(
  context: CommandContext,
  collection: string,
  options: CalibrateOptions,
): Promise<boolean> {
  const { terminal, signal } = context;
  if (options.show || options.rollback) {
    const method = options.rollback ? 'DELETE' : 'GET';
    const report = await withClient(context, (client) =>
      client.request<WireCalibrationReport>(method, `${pathOf(collection)}/calibration`, { signal }),
    );
    if (options.json) terminal.print(JSON.stringify(report));
    else for (const line of calibrationLines(report)) terminal.print(line);
    return true;
  }
  const labels = options.labels === undefined ? undefined : await readLabels(options.labels);
  const reply = await withClient(context, (client) => {
    terminal.note(`calibrating "${collection}": questions are asked one by one, which may take a minute`);
    return request(client, collection, labels, options, signal);
  });
  for (const { line, message } of reply.problems) terminal.note(`line ${line} was left out: ${message}`);
  if (options.json) terminal.print(JSON.stringify(reply));
  else for (const line of calibrateLines(collection, reply, options.dryRun ?? false)) terminal.print(line);
  return true;
}

function request(
  client: Client,
  collection: string,
  labels: string | undefined,
  { source, probes, feedback, seed, dryRun }: CalibrateOptions,
  signal: AbortSignal,
): Promise<WireCalibrateReply> {
  return client.request<WireCalibrateReply>('POST', `${pathOf(collection)}/calibrate`, {
    json: { labels, source, probes, feedback, seed, dry_run: dryRun },
    signal,
  });
}

async function readLabels(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new KnowledgeBaseError('invalid_request', `Cannot read "${file}"; check the path`, { cause });
  }
}
