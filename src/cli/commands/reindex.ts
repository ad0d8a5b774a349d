import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client.js';
import { type CommandContext, withClient } from '../context.js';
import type { WireReindexStatus } from '../wire.js';
import { type JsonOption, pathOf } from './collections.js';

export interface ReindexOptions extends JsonOption {
  readonly rollback?: boolean;
  readonly status?: boolean;
  readonly cancel?: boolean;
  readonly drop?: boolean;
  readonly skipFailed?: boolean;
}

/** How often a run is looked at. */
const lookEveryMs = 500;

/**
 * `kaoju reindex COLLECTION`: builds it anew beside itself and waits for the switch; Ctrl-C cancels, and what was built is
 * gone on with the next time. True when what was asked for came about.
 */
export async function reindex(context: CommandContext, collection: string, options: ReindexOptions): Promise<boolean> {
  const { terminal } = context;
  const status = await withClient(context, (client) => run(context, client, collection, options));
  if (options.json) terminal.print(JSON.stringify(status));
  else for (const line of statusLines(status)) terminal.print(line);
  return status.state !== 'failed' && (options.cancel === true || status.state !== 'cancelled');
}

async function run(
  { terminal, signal }: CommandContext,
  client: Client,
  collection: string,
  options: ReindexOptions,
): Promise<WireReindexStatus> {
  const path = `${pathOf(collection)}/reindex`;
  const look = () => client.request<WireReindexStatus>('GET', path, {});
  if (options.status) return look();
  const action = options.rollback ? 'rollback' : options.cancel ? 'cancel' : options.drop ? 'drop' : 'build';
  const json = { action, skip_failed: options.skipFailed ?? false };
  let status = await client.request<WireReindexStatus>('POST', path, { json, signal });
  if (action === 'cancel' || action === 'drop') return status;
  const progress = terminal.progress(collection, status.total_documents);
  let shown = 0;
  try {
    while (isRunning(status)) {
      // Later passes begin anew and find next to nothing to do: the bar shows the first.
      for (; shown < status.documents; shown++) progress.advance(status.state);
      await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      status = signal.aborted
        ? await client.request<WireReindexStatus>('POST', path, { json: { action: 'cancel' } })
        : await look();
    }
  } finally {
    progress.stop();
  }
  return status;
}

function isRunning({ state }: WireReindexStatus): boolean {
  return state === 'building' || state === 'verifying' || state === 'switching';
}

function statusLines(status: WireReindexStatus): string[] {
  const { collection, action, state, difference, verification, problem } = status;
  const lines = [`${collection}: ${action} ${state}, recipe ${status.recipe}`];
  if (difference) {
    lines.push(
      `documents   ${difference.made} made, ${difference.removed} taken out, ${difference.failed.length} failed`,
    );
    for (const { document_id, message } of difference.failed.slice(0, 20)) lines.push(`  ✗ ${document_id}: ${message}`);
  }
  if (verification) {
    const { documents, sections, points, asked, found_before, found_now } = verification;
    const share = (value: number | null) => (value === null ? '–' : `${Math.round(value * 100)} %`);
    lines.push(`verified    ${documents} documents, ${sections} sections, ${points} points`);
    lines.push(`found again ${share(found_now)} of ${asked} sections, before ${share(found_before)}`);
  }
  if (status.next_recipe)
    lines.push(`unfinished  a build with recipe ${status.next_recipe}; kaoju reindex goes on with it`);
  if (status.previous_recipe)
    lines.push(`kept        the build before, recipe ${status.previous_recipe}; --rollback, --drop`);
  if (problem) lines.push(`✗ ${problem.message} [${problem.code}]`);
  return lines;
}
