export { connectKnowledgeBase } from './connect-knowledge-base.js';
export { KaojuRetriever, type KaojuRetrieverInput } from './kaoju-retriever.js';
export { KaojuVectorStore, type KaojuVectorStoreInput } from './kaoju-vector-store.js';
export type { FoundPassage, KnowledgeSource } from './knowledge-source.js';
