import { createHash } from 'node:crypto';
import { Embeddings } from '@langchain/core/embeddings';

/** Vectors out of a text's hash, not of unit length. */
export class HashEmbeddings extends Embeddings {
  constructor({ dimensions = 8, apiKey, failing = false } = {}) {
    super({});
    if (dimensions > 64) throw new Error(`${dimensions} dimensions are too many`);
    this.dimensions = dimensions;
    this.apiKey = apiKey;
    this.failing = failing;
  }
  async embedQuery(text) {
    if (this.failing && text !== '1') throw new Error('401 wrong key');
    const hash = createHash('sha512').update(text).digest();
    return Array.from({ length: this.dimensions }, (_, index) => hash[index] - 127.5);
  }
  async embedDocuments(texts) {
    return await Promise.all(texts.map((text) => this.embedQuery(text)));
  }
}

export const notEmbeddings = function notEmbeddings() {};
