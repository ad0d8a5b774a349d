import { describe, expect, it } from 'vitest';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { deadlineMs, isWorthRetrying, maxFailures, pauseBeforeRetryMs } from '../../src/jobs/retry-policy.js';

function unavailable(facts: Record<string, unknown> = {}) {
  return new KnowledgeBaseError('embedder_unavailable', 'Cannot encode: down; start it', { facts });
}

describe('isWorthRetrying()', () => {
  it('says yes to 429, 5xx and no answer, no to other refusals and to what is wrong with a document', () => {
    expect([429, 408, 500, 503, null].map((status) => isWorthRetrying(unavailable({ status })))).toEqual(
      Array(5).fill(true),
    );
    expect([400, 401, 404, 422].map((status) => isWorthRetrying(unavailable({ status })))).toEqual(
      Array(4).fill(false),
    );
    expect(isWorthRetrying(new KnowledgeBaseError('empty_document', 'Cannot: empty'))).toBe(false);
    expect(isWorthRetrying(new KnowledgeBaseError('storage_full', 'Cannot: full'))).toBe(true);
  });
});

describe('pauseBeforeRetryMs()', () => {
  it('doubles up to a minute, with jitter on either side', () => {
    const pauses = [0, 1, 2, 5, 6, 20].map((failures) => pauseBeforeRetryMs(failures, unavailable(), () => 0.5));
    expect(pauses).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000]);
    expect(pauseBeforeRetryMs(0, unavailable(), () => 0)).toBe(750);
    expect(pauseBeforeRetryMs(0, unavailable(), () => 1)).toBe(1250);
  });

  it('waits as long as it was asked to, ten minutes at most', () => {
    expect(pauseBeforeRetryMs(0, unavailable({ retry_after_ms: 30_000 }), () => 0.5)).toBe(30_000);
    expect(pauseBeforeRetryMs(0, unavailable({ retry_after_ms: 1e9 }), () => 0.5)).toBe(600_000);
  });

  it('outlasts an endpoint that is down for a minute, whatever the jitter', () => {
    let total = 0;
    for (let failures = 0; failures < maxFailures - 1; failures++)
      total += pauseBeforeRetryMs(failures, unavailable(), () => 0);
    expect(total).toBeGreaterThan(90_000);
  });
});

describe('deadlineMs()', () => {
  it('grows with the document', () => {
    expect(deadlineMs(0)).toBe(600_000);
    expect(deadlineMs(10_000_000)).toBe(1_200_000);
  });
});
