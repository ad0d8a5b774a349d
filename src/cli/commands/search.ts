import { chooseCollection } from '../choose-collection.js';
import { type CommandContext, withClient } from '../context.js';
import { formatTimings, passageLines } from '../show-passage.js';
import type { WireSearchReply } from '../wire.js';
import type { AskOptions } from './ask.js';

/** `kaoju search QUESTION`: the passages, best first, with the same confidences as an answer has. */
export async function search(context: CommandContext, question: string, options: AskOptions): Promise<boolean> {
  const { terminal, signal } = context;
  const reply = await withClient(context, async (client) => {
    const collection = await chooseCollection(client, options.collection, signal);
    const json = { question, collection, top_k: options.topK, explain: options.explain };
    return client.request<WireSearchReply>('POST', '/v1/search', { json, signal });
  });
  if (options.json) {
    terminal.print(JSON.stringify(reply));
    return true;
  }
  for (const [index, passage] of reply.passages.entries()) {
    for (const line of passageLines(passage, index + 1)) terminal.print(line);
    terminal.print('');
  }
  if (reply.passages.length === 0) terminal.note('Nothing in the collection matches the question');
  terminal.note(formatTimings(reply.timings));
  return true;
}
