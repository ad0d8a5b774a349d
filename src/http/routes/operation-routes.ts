import type { KnowledgeBase } from '../../knowledge-base.js';
import type { Contract } from '../contract.js';
import type { OperationHandlers } from '../operation-handler.js';

/** Health and the contract itself. */
export function operationRoutes(knowledgeBase: KnowledgeBase, contract: Contract): OperationHandlers {
  return {
    async livez() {
      return { status: 'ok', version: contract.version };
    },
    async readyz(call) {
      const health = await knowledgeBase.health();
      const problems = health.map(({ code, message, blocking }) => ({ code, message, blocking }));
      if (!health.some(({ blocking }) => blocking)) return { status: 'ready', problems };
      call.reply.code(503);
      return { status: 'not_ready', problems };
    },
    async openapi(call) {
      call.reply.type('application/yaml');
      return contract.text;
    },
  };
}
