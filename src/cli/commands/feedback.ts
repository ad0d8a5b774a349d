import { chooseCollection } from '../choose-collection.js';
import type { Client } from '../client.js';
import { type CommandContext, withClient } from '../context.js';
import { formatConfidence } from '../show-passage.js';
import type { WireFeedback, WireFeedbackEntry, WireFeedbackList } from '../wire-feedback.js';

export interface FeedbackOptions {
  readonly collection?: string;
  readonly json?: boolean;
}

export interface GiveOptions {
  readonly correction?: string;
  readonly section?: string;
  readonly comment?: string;
  readonly json?: boolean;
}

/** `kaoju feedback give REPLY up|down`. */
export async function giveFeedback(
  context: CommandContext,
  replyId: string,
  rating: string,
  { correction, section, comment, json }: GiveOptions,
): Promise<boolean> {
  const { terminal, signal } = context;
  const body = { reply_id: replyId, rating, correction, section_id: section, comment };
  const given = await withClient(context, (client) =>
    client.request<WireFeedback>('POST', '/v1/feedback', { json: body, signal }),
  );
  if (json) terminal.print(JSON.stringify(given));
  else terminal.print(`noted: ${given.rating} for reply ${given.reply_id} of "${given.collection}"`);
  return true;
}

/** `kaoju feedback list`: oldest first. */
export async function listFeedback(context: CommandContext, options: FeedbackOptions): Promise<boolean> {
  const { terminal, signal } = context;
  await withClient(context, async (client) => {
    const collection = await chooseCollection(client, options.collection, signal);
    let count = 0;
    for await (const entry of everyEntry(client, collection, signal)) {
      count += 1;
      terminal.print(options.json ? JSON.stringify(entry) : entryLine(entry));
    }
    if (count === 0) terminal.note(`there is no feedback on "${collection}" yet`);
  });
  return true;
}

/** `kaoju feedback export`: the labelled questions in it, as `kaoju eval` and `kaoju calibrate --labels` read them. */
export async function exportFeedback(context: CommandContext, options: FeedbackOptions): Promise<boolean> {
  const { terminal, signal } = context;
  const lines = await withClient(context, async (client) => {
    const collection = await chooseCollection(client, options.collection, signal);
    return await client.request<string>('GET', `${pathOf(collection)}&format=jsonl`, { asText: true, signal });
  });
  if (lines === '') terminal.note('there is nothing to export: it takes kept questions (KAOJU_KEEP_QUESTIONS=on)');
  else terminal.print(lines.trimEnd());
  return true;
}

async function* everyEntry(client: Client, collection: string, signal: AbortSignal): AsyncGenerator<WireFeedbackEntry> {
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: WireFeedbackList = await client.request('GET', `${pathOf(collection)}&limit=200${from}`, { signal });
    yield* page.feedback;
    cursor = page.next_cursor;
  } while (cursor !== null);
}

function pathOf(collection: string): string {
  return `/v1/feedback?collection=${encodeURIComponent(collection)}`;
}

/** `2026-11-24T08:00:00.000Z  up    knowledge_base 0.93  bot  reply 0190f3c2 · 年假有多少天？ · right: s1 · comment`. */
function entryLine({ created_at, rating, reply, caller, reply_id, ...said }: WireFeedbackEntry): string {
  const head = `${created_at}  ${rating.padEnd(4)}  ${reply.route} ${formatConfidence(reply.confidence)}  ${caller}`;
  const parts = [
    `reply ${reply_id}`,
    reply.question,
    said.section_id && `right: ${said.document_id} ${said.section_id}`,
    said.correction && `correction: ${said.correction}`,
    said.comment,
  ];
  return `${head}  ${parts.filter(Boolean).join(' · ').replace(/\s+/g, ' ')}`;
}
