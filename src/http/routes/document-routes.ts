import { assertDocumentId } from '../../core/identity.js';
import type { KnowledgeBase } from '../../knowledge-base.js';
import { readDocumentBody } from '../document-body.js';
import type { Call, OperationHandlers } from '../operation-handler.js';
import {
  deleteDocumentResultOnWire,
  documentOnWire,
  listedDocumentOnWire,
  putDocumentResultOnWire,
} from '../wire/document-on-wire.js';
import { foundSectionOnWire, sectionOnWire } from '../wire/section-on-wire.js';
import { collectionOf } from './collection-routes.js';

/** Documents and their sections. Reading goes by the caller's labels; writing needs a write key and no label. */
export function documentRoutes(knowledgeBase: KnowledgeBase, maxDocumentBytes: number): OperationHandlers {
  return {
    async listDocuments(call) {
      const page = await knowledgeBase.listDocuments(collectionOf(call), { ...pageOf(call), access: call.access });
      return { documents: page.items.map(listedDocumentOnWire), next_cursor: page.nextCursor };
    },
    async putDocument(call) {
      const collection = collectionOf(call);
      const id = documentIdOf(call);
      const body = await readDocumentBody(call.request, maxDocumentBytes);
      const result = await knowledgeBase.putDocument(collection, { id, ...body, signal: call.signal });
      if (result.status === 'created') {
        const path = `/v1/collections/${encodeURIComponent(collection)}/documents/${encodeURIComponent(id)}`;
        call.reply.code(201).header('location', path);
      }
      return putDocumentResultOnWire(result);
    },
    async getDocument(call) {
      return documentOnWire(await knowledgeBase.getDocument(collectionOf(call), documentIdOf(call), call.access));
    },
    async deleteDocument(call) {
      return deleteDocumentResultOnWire(await knowledgeBase.deleteDocument(collectionOf(call), documentIdOf(call)));
    },
    async listSections(call) {
      const options = { ...pageOf(call), access: call.access };
      const page = await knowledgeBase.listSections(collectionOf(call), documentIdOf(call), options);
      return { sections: page.items.map(sectionOnWire), next_cursor: page.nextCursor };
    },
    async getSection(call) {
      const collection = collectionOf(call);
      const { section_id: id } = call.request.params as { section_id: string }; // The path has this parameter.
      const found = await knowledgeBase.getSection(collection, id, call.access);
      return foundSectionOnWire(found, call.viewUrl(collection));
    },
  };
}

function documentIdOf(call: Call): string {
  const { document_id: id } = call.request.params as { document_id: string }; // The path has this parameter.
  assertDocumentId(id);
  return id;
}

function pageOf(call: Call): { limit: number; cursor: string | null } {
  const { limit, cursor } = call.request.query as { limit: number; cursor?: string }; // Validated, default filled in.
  return { limit, cursor: cursor ?? null };
}
