import type { Client } from '../client.js';
import type { CommandContext } from '../context.js';
import { findDocuments } from '../find-documents.js';
import type { IngestSettings } from '../ingest-documents.js';
import { problemLines } from '../show-problem.js';
import type { HashCache } from './hash-documents.js';
import { type BatchResult, ingestBatch, reasonOf } from './ingest-batch.js';

export interface WatchRequest {
  readonly paths: readonly string[];
  readonly source: string | undefined;
  readonly settings: IngestSettings;
  readonly prune: boolean;
}

/**
 * Follows folders until Ctrl-C: every change is compared with the collection as a whole, so that nothing is missed while a
 * batch runs or the service is away. Resolves to true: being stopped is how it ends.
 */
export async function watchDocuments(client: Client, request: WatchRequest, context: CommandContext): Promise<boolean> {
  const { services, terminal, signal } = context;
  const cache: HashCache = new Map();
  let isChanged = true;
  let proceed = (): void => {};
  const stop = await services.watchFolders(
    request.paths,
    () => {
      isChanged = true;
      proceed();
    },
    (error) => terminal.note(`✗ Cannot watch everything: ${reasonOf(error)}; run kaoju ingest now and then instead`),
  );
  signal.addEventListener('abort', () => proceed(), { once: true });
  terminal.note(`watching ${request.paths.join(', ')}; stop with Ctrl-C`);
  try {
    while (!signal.aborted) {
      if (!isChanged) {
        await new Promise<void>((resolve) => {
          proceed = resolve;
        });
        continue;
      }
      isChanged = false;
      await lookOnce(client, request, cache, context).catch((error: unknown) => {
        // A service that is away for a while must not end the watch; the next change tries again.
        if (!signal.aborted) for (const line of problemLines(error, false)) terminal.note(line);
      });
    }
  } finally {
    await stop();
  }
  return true;
}

async function lookOnce(
  client: Client,
  { paths, source, settings, prune }: WatchRequest,
  cache: HashCache,
  context: CommandContext,
): Promise<void> {
  const found = await findDocuments(paths, source);
  const isWhole = found.unreadable.length === 0;
  const request = { found, settings, prune: prune && isWhole, yes: false, dryRun: false, cache };
  const result = await ingestBatch(client, request, context);
  tell(result, context);
}

function tell({ plan, accepted }: BatchResult, { terminal }: CommandContext): void {
  const touched = plan.added.length + plan.changed.length + plan.removed.length;
  if (!accepted) terminal.note(`✗ Cannot prune: ${plan.refused}; run kaoju ingest --prune --yes once if that is meant`);
  else if (touched > 0)
    terminal.print(
      `${new Date().toLocaleTimeString()}  ${plan.added.length} added, ${plan.changed.length} changed, ${plan.removed.length} removed`,
    );
}
