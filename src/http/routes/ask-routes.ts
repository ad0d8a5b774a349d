import type { ConversationTurn } from '../../core/conversation.js';
import { parseFilter } from '../../core/filter.js';
import type { ReplyEvent } from '../../core/reply-event.js';
import type { KnowledgeBase, QueryOptions, SearchOptions } from '../../knowledge-base.js';
import { errorEvent } from '../error-event.js';
import { eventStream, type ServerSentEvent } from '../event-stream.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import type { ViewUrl } from '../view/view-links.js';
import { searchResultOnWire } from '../wire/passage-on-wire.js';
import { replyEventOnWire } from '../wire/reply-event-on-wire.js';
import { replyOnWire } from '../wire/reply-on-wire.js';

/** Body of `POST /v1/search`, after validation: defaults are filled in. */
interface SearchBody {
  readonly question: string;
  readonly collection: string;
  readonly filters?: unknown;
  readonly top_k: number;
  readonly explain: boolean;
}

/** Body of `POST /v1/query`. */
interface QueryBody extends SearchBody {
  readonly history?: readonly ConversationTurn[];
  readonly stream: boolean;
  readonly template?: string | null;
  readonly inputs?: Readonly<Record<string, string>> | null;
}

/** Questions: `query` and `search` share their options, so they find the same passages with the same scores. */
export function askRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  return {
    async query(call) {
      const body = call.request.body as QueryBody; // Validated against the contract.
      const options = queryOptions(call, body);
      const viewUrl = call.viewUrl(body.collection);
      if (!body.stream) return replyOnWire(await knowledgeBase.query(body.collection, body.question, options), viewUrl);
      const events = knowledgeBase.streamQuery(body.collection, body.question, options);
      return eventStream(call.reply, onWire(events, viewUrl), { toErrorEvent: (error) => errorEvent(call, error) });
    },
    async search(call) {
      const body = call.request.body as SearchBody; // Validated against the contract.
      const result = await knowledgeBase.search(body.collection, body.question, searchOptions(call, body));
      return searchResultOnWire(result, call.viewUrl(body.collection));
    },
  };
}

function searchOptions(call: Call, body: SearchBody): SearchOptions {
  return {
    filters: parseFilter(body.filters),
    topK: body.top_k,
    explain: body.explain,
    access: call.access,
    signal: call.signal,
  };
}

function queryOptions(call: Call, body: QueryBody): QueryOptions {
  const { history, template, inputs } = body;
  return {
    ...searchOptions(call, body),
    ...(history && { history }),
    ...(template != null && { template }),
    ...(inputs != null && { inputs }),
  };
}

async function* onWire(
  events: AsyncIterable<ReplyEvent>,
  viewUrl: ViewUrl,
): AsyncGenerator<ServerSentEvent, void, void> {
  for await (const event of events) yield replyEventOnWire(event, viewUrl);
}
