import type { KnowledgeBase } from '../../knowledge-base.js';
import type { OperationHandlers } from '../operation-handler.js';

/** What `POST /v1/query` can write from. */
export function promptRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  return {
    async listPrompts() {
      const templates = knowledgeBase.listTemplates();
      return {
        templates: templates.map(({ id, version, language, title, description, inputs, own }) => ({
          id,
          version,
          language,
          title,
          description,
          inputs: inputs.map((input) => ({
            name: input.name,
            description: input.description,
            default: input.default,
          })),
          own,
        })),
      };
    },
  };
}
