import type { CheckPorts } from './answer/check/check-request.js';
import { checkText } from './answer/check/check-text.js';
import { KnowledgeBaseError } from './core/errors.js';
import { type EncoderPorts, withEncoderOf } from './encoders.js';
import type { KnowledgeBase } from './knowledge-base.js';
import { labelsOf } from './labels-of.js';

export interface FactCheckPorts extends CheckPorts {
  /** From this score on a text passes unless its checker says otherwise; 0…1. */
  readonly factThreshold: number;
}

/** The part of a knowledge base that checks texts. */
export function checkMethods(ports: FactCheckPorts & EncoderPorts): Pick<KnowledgeBase, 'checkFacts'> {
  return {
    async checkFacts(collection, text, options = {}) {
      const { filters, evidence = [], threshold = ports.factThreshold, access, signal } = options;
      if (collection === null && evidence.length === 0) throw nothingToCheckAgainst();
      if (threshold !== undefined && !(threshold >= 0 && threshold <= 1)) throw invalidThreshold(threshold);
      const record = collection === null ? null : await ports.catalog.getCollection(collection);
      return await checkText(record ? withEncoderOf(ports, record) : ports, {
        text,
        collection: record,
        labels: labelsOf(access),
        ownEvidence: evidence,
        filters,
        threshold,
        signal,
      });
    },
  };
}

function nothingToCheckAgainst(): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'invalid_request',
    'Cannot check a text against nothing: name a collection, or send evidence of your own',
  );
}

function invalidThreshold(threshold: number): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_request', `Cannot check with threshold ${threshold}: use 0 to 1`);
}
