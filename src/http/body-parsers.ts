import multipart from '@fastify/multipart';
import type { FastifyInstance } from 'fastify';
import { mediaTypes } from '../core/document.js';
import { KnowledgeBaseError } from '../core/errors.js';
import type { Operation } from './contract.js';

/** Bytes of the largest JSON body: far above any question, far below what would block the server. */
export const maxJsonBytes = 1_000_000;
/** Of the largest list of labelled questions: some 50,000 of them. */
export const maxQuestionsBytes = 16_000_000;

/** Of the JSON of a batch: a list of some 100,000 documents by their hashes. */
export const maxBatchBytes = 32_000_000;
/** Of the longest conversation with its pictures: clients send all of it with every question. */
export const maxConversationBytes = 16_000_000;

/** Registers how bodies are read: documents as bytes, forms as streams, JSON strictly. */
export function registerBodyParsers(server: FastifyInstance, maxDocumentBytes: number): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    [...mediaTypes, 'text/plain', 'application/octet-stream'],
    { parseAs: 'buffer' },
    (_request, body, done) => done(null, body),
  );
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const limit = jsonLimit(request.routeOptions.config.operation);
    if (body.length > limit) return done(jsonTooLarge(limit), undefined);
    try {
      // Broken UTF-8 would otherwise become replacement characters inside a question or an id.
      parseJson(request, new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer), done);
    } catch (cause) {
      done(
        new KnowledgeBaseError('invalid_request', 'Cannot read the body as JSON: it is not UTF-8', { cause }),
        undefined,
      );
    }
  });
  server.register(multipart, {
    throwFileSizeLimit: false, // A truncated file is refused with our own error.
    limits: { fileSize: maxDocumentBytes, files: 1, fields: 4, fieldSize: 100_000, parts: 5, headerPairs: 50 },
  });
}

/** Bytes of JSON that an operation takes. */
export function jsonLimit(operation: Operation | undefined): number {
  if (operation?.takesBatch) return maxBatchBytes;
  if (operation?.takesQuestions) return maxQuestionsBytes;
  return operation?.takesConversation ? maxConversationBytes : maxJsonBytes;
}

function jsonTooLarge(limit: number): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'payload_too_large',
    `Cannot take a JSON body of more than ${limit} bytes: send a document as raw bytes with its Content-Type`,
    { facts: { limit_bytes: limit } },
  );
}
