import { loadConfig } from '../../src/config.js';
import { buildServer, type ServerParts } from '../../src/http/build-server.js';
import { FakeKnowledgeBase } from '../fakes/fake-knowledge-base.js';
import { plainRenderer } from '../fakes/plain-renderer.js';

export const leave = 'handbook/人事/休假/2024/leave.md';

/** A server over a fake knowledge base with one collection, `handbook`, of two open documents and one labelled `hr`. */
export async function startServer(
  environment: Record<string, string> = {},
  parts: Partial<Pick<ServerParts, 'localToken' | 'log' | 'viewLinkSecret' | 'bodyDeadlineMs'>> = {},
) {
  const knowledgeBase = new FakeKnowledgeBase();
  await fill(knowledgeBase);
  const server = buildServer({ knowledgeBase, config: loadConfig(environment), renderer: plainRenderer, ...parts });
  await server.ready();
  return { server, knowledgeBase };
}

/** Puts the collection and its documents as they are at the start, and nothing else. */
export async function fill(knowledgeBase: FakeKnowledgeBase): Promise<void> {
  for (const { name } of await knowledgeBase.listCollections()) await knowledgeBase.deleteCollection(name);
  await knowledgeBase.putCollection('handbook', { description: 'Company handbook' });
  const put = (id: string, text: string, access: string[] = []) =>
    knowledgeBase.putDocument('handbook', {
      id,
      bytes: Buffer.from(text),
      metadata: { domain: '人事', period: '2024', subcategory: '休假', tags: ['a', 'b'], draft: false, version: 2 },
      access,
    });
  await put(leave, '# 休假制度\n\n入职满一年的员工每年享有十五天年假。\n\n病假另计。\n');
  await put('handbook/faq.md', 'Questions and answers.\n');
  await put('salaries.md', 'SECRET salaries.\n', ['hr']);
  await knowledgeBase.addJob('0b6f6a52-6f0f-4d5c-9d3c-2b1d6a0c9d11');
}

export const keys = {
  KAOJU_API_KEYS: 'bot:secret-bot:read;hr:secret-hr:read:hr;editor:secret-editor:write',
};

export function bearer(secret: string) {
  return { authorization: `Bearer ${secret}` };
}
