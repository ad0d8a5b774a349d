import { sectionIndexContract } from '../../contracts/section-index-contract.js';
import { startQdrantServer } from '../../fakes/qdrant/qdrant-server.js';
import { openQdrantUnderTest } from './qdrant-under-test.js';

sectionIndexContract('openQdrantIndex() on the fake server', async () => {
  const server = await startQdrantServer({ apiKey: 'secret' });
  return openQdrantUnderTest({ url: server.url, apiKey: 'secret' }, () => server.close());
});
