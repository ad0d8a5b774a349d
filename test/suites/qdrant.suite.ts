import { randomBytes } from 'node:crypto';
import { QdrantClient } from '@qdrant/js-client-rest';
import { describe, test } from 'vitest';
import { openQdrantUnderTest } from '../adapters/qdrant/qdrant-under-test.js';
import { sectionIndexContract } from '../contracts/section-index-contract.js';

// QDRANT_URL=http://127.0.0.1:6333 [QDRANT_API_KEY=…] npm run test:qdrant

const url = process.env.QDRANT_URL;
const apiKey = process.env.QDRANT_API_KEY;

if (url === undefined) {
  console.warn('\n  SKIPPED: QDRANT_URL is not set, so no real Qdrant server was asked anything.\n');
  describe('openQdrantIndex() on a real server', () => {
    test.skip('needs QDRANT_URL', () => {});
  });
} else {
  sectionIndexContract(`openQdrantIndex() on ${url}`, async () => {
    // Collections of its own for every case, removed after it: the server may hold others.
    const prefix = `kaoju-test-${randomBytes(6).toString('hex')}`;
    return openQdrantUnderTest({ url, apiKey, prefix, retryDelayMs: 200 }, async () => {
      const client = new QdrantClient({ url, ...(apiKey && { headers: { 'api-key': apiKey } }) });
      const { collections } = await client.getCollections();
      for (const { name } of collections) if (name.startsWith(`${prefix}_`)) await client.deleteCollection(name);
    });
  });
}
