import { chooseCollection } from '../choose-collection.js';
import { type CommandContext, withClient } from '../context.js';
import { replyLines } from '../show-reply.js';
import type { WireReply } from '../wire.js';

export interface AskOptions {
  readonly collection?: string;
  readonly topK?: number;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `kaoju ask QUESTION`: the answer with its citations. Not knowing is an answer too. */
export async function ask(context: CommandContext, question: string, options: AskOptions): Promise<boolean> {
  const { terminal, signal } = context;
  const reply = await withClient(context, async (client) => {
    const collection = await chooseCollection(client, options.collection, signal);
    const json = { question, collection, top_k: options.topK, explain: options.explain };
    return client.request<WireReply>('POST', '/v1/query', { json, signal });
  });
  if (options.json) terminal.print(JSON.stringify(reply));
  else for (const line of replyLines(reply, { explain: options.explain ?? false })) terminal.print(line);
  return true;
}
