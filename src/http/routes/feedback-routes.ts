import type { Rating } from '../../core/feedback.js';
import { assertCollectionName } from '../../core/identity.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import { feedbackEntryOnWire, feedbackOnWire } from '../wire/feedback-on-wire.js';

/** Body of `POST /v1/feedback`, after validation. */
interface FeedbackBody {
  readonly reply_id: string;
  readonly rating: Rating;
  readonly correction?: string | null;
  readonly section_id?: string | null;
  readonly comment?: string | null;
}

/** Query of `GET /v1/feedback`, after validation: defaults are filled in. */
interface ListQuery {
  readonly collection: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly format?: 'json' | 'jsonl';
}

const linesType = 'application/x-ndjson';

/** What people say of replies. */
export function feedbackRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  return {
    async giveFeedback(call) {
      const {
        reply_id: replyId,
        rating,
        correction,
        section_id: sectionId,
        comment,
      } = call.request.body as FeedbackBody; // Validated.
      const input = {
        replyId,
        rating,
        correction: correction ?? null,
        sectionId: sectionId ?? null,
        comment: comment ?? null,
      };
      const options = { access: call.access, caller: call.caller.name };
      const { feedback, created } = await knowledgeBase.giveFeedback(input, options);
      if (created) call.reply.status(201);
      return feedbackOnWire(feedback);
    },
    async listFeedback(call) {
      const { collection, limit, cursor } = call.request.query as ListQuery; // Validated.
      assertCollectionName(collection);
      if (wantsLines(call)) {
        const rows = await knowledgeBase.exportFeedback(collection, { access: call.access });
        call.reply.type(linesType);
        return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      }
      const page = await knowledgeBase.listFeedback(collection, { limit, cursor: cursor ?? null, access: call.access });
      return { feedback: page.items.map(feedbackEntryOnWire), next_cursor: page.nextCursor };
    },
  };
}

function wantsLines({ request }: Call): boolean {
  const { format } = request.query as ListQuery; // Validated.
  if (format !== undefined) return format === 'jsonl';
  return (request.headers.accept ?? '').split(',').some((type) => type.split(';', 1)[0]?.trim() === linesType);
}
