import { Embeddings } from '@langchain/core/embeddings';
import type { Embedder } from '../../src/ports/embedder.js';

/** LangChain's embeddings over our encoder, so that only what is around it differs. */
export class SameEncoder extends Embeddings {
  private readonly embedder: Embedder;

  constructor(embedder: Embedder) {
    super({});
    this.embedder = embedder;
  }

  async embedDocuments(texts: string[]): Promise<number[][]> {
    return (await this.embedder.embedPassages(texts)).map(({ vector }) => [...vector]);
  }

  async embedQuery(text: string): Promise<number[]> {
    return [...(await this.embedder.embedQuery(text)).vector];
  }
}
