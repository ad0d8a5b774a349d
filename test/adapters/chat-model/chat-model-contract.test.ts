import { afterAll } from 'vitest';
import { langchainChatModel } from '../../../src/adapters/chat-model/langchain-chat-model.js';
import { restingChatModel } from '../../../src/adapters/chat-model/resting-chat-model.js';
import { chatModelContract } from '../../contracts/chat-model-contract.js';
import { type ChatServer, says, startChatServer } from '../../fakes/chat-server.js';
import { scriptedChatModel } from '../../fakes/scripted-chat-model.js';

const running: ChatServer[] = [];
afterAll(async () => {
  for (const server of running) await server.close();
});

async function open() {
  const server = await startChatServer(says('<think>嗯</think>', '年假', '十天。'));
  running.push(server);
  return await langchainChatModel({ provider: 'openai', model: 'tuned', url: server.url, key: null });
}

chatModelContract('langchainChatModel()', open);
chatModelContract('restingChatModel()', async () => restingChatModel(await open(), { clock: () => performance.now() }));
chatModelContract('the scripted fake', async () => scriptedChatModel({ pieces: ['年假', '十天。'] }));
