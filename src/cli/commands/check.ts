import { readFile } from 'node:fs/promises';
import { KnowledgeBaseError } from '../../core/errors.js';
import { chooseCollection } from '../choose-collection.js';
import { type CommandContext, withClient } from '../context.js';
import { verdictLines } from '../show-verdict.js';
import type { WireFactCheckReply } from '../wire-verdict.js';

export interface CheckOptions {
  readonly collection?: string;
  /** Files to check against; without a collection named, against them alone. */
  readonly evidence?: readonly string[];
  readonly threshold?: number;
  readonly json?: boolean;
}

/**
 * `kaoju check FILE`, `-` for standard input: the text marked up claim by claim. False when it does not pass, as of a linter; a
 * text that claims nothing has nothing wrong.
 */
export async function check(context: CommandContext, file: string, options: CheckOptions): Promise<boolean> {
  const { terminal, signal } = context;
  const text = await readText(context, file);
  const evidence = await Promise.all(
    (options.evidence ?? []).map(async (id) => ({ id, text: await readText(context, id) })),
  );
  const { verdict } = await withClient(context, async (client) => {
    const ownOnly = options.collection === undefined && evidence.length > 0;
    const collection = ownOnly ? undefined : await chooseCollection(client, options.collection, signal);
    const own = evidence.length > 0 ? evidence : undefined;
    const json = { text, collection, evidence: own, threshold: options.threshold };
    return client.request<WireFactCheckReply>('POST', '/v1/fact-check', { json, signal });
  });
  if (options.json) terminal.print(JSON.stringify({ verdict }));
  else for (const line of verdictLines(text, verdict, terminal.colours)) terminal.print(line);
  return verdict.passed || verdict.score === null;
}

async function readText({ services }: CommandContext, file: string): Promise<string> {
  const bytes = file === '-' ? await services.readStdin() : await readBytes(file);
  try {
    // The decoder leaves a byte order mark out.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new KnowledgeBaseError('invalid_request', `Cannot check "${file}": it is not UTF-8 text; convert it`, {
      cause,
    });
  }
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new KnowledgeBaseError('invalid_request', `Cannot read "${file}"; check the path`, { cause });
  }
}
