import { describe, expect, test } from 'vitest';
import { langchainEmbedder } from '../../../src/adapters/langchain/langchain-embedder.js';
import { embedderContract } from '../../contracts/embedder-contract.js';

const module = new URL('../../fakes/langchain-embeddings.mjs', import.meta.url).href;
const open = (options: Record<string, unknown> = {}, name = 'HashEmbeddings') =>
  langchainEmbedder({ module, name, options });

embedderContract('langchainEmbedder()', () => open());

describe('langchainEmbedder()', () => {
  test('has a recipe that follows the options, and no secret in it', async () => {
    const recipes = await Promise.all([open({ apiKey: 'a' }), open({ apiKey: 'b' }), open({ dimensions: 16 })]);
    expect(recipes[0]?.recipe).toBe(recipes[1]?.recipe);
    expect(recipes[2]?.recipe).not.toBe(recipes[0]?.recipe);
  });

  test('names what is wrong: no package, no class, no Embeddings, its own refusal', async () => {
    const unknown = langchainEmbedder({ module: '@langchain/not-there/x', name: 'A', options: {} });
    await expect(unknown).rejects.toThrow(/npm i @langchain\/not-there$/);
    await expect(open({}, 'Nothing')).rejects.toThrow(/exports HashEmbeddings/);
    await expect(open({}, 'notEmbeddings')).rejects.toThrow(/no LangChain Embeddings/);
    await expect(open({ dimensions: 100 })).rejects.toThrow(/100 dimensions are too many; check its options/);
  });

  test('fails with embedder_unavailable when the service does', async () => {
    const embedder = await open({ failing: true });
    await expect(embedder.embedQuery('a')).rejects.toMatchObject({ code: 'embedder_unavailable' });
    await expect(embedder.embedPassages(['a'])).rejects.toThrow(/401 wrong key/);
  });
});
