import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { Contract } from './contract.js';

/** Where the page lives; everything below it is the page's own. */
export const docsPath = '/docs';

/**
 * Registers the page that shows the contract. It loads nothing from elsewhere: the browser must work offline, and a
 * strict content security policy holds whatever a document might smuggle into it.
 */
export function registerDocsPage(server: FastifyInstance, contract: Contract): void {
  server.register(swagger, { mode: 'static', specification: { document: contract.document as never } });
  server.register(swaggerUi, {
    routePrefix: docsPath,
    theme: { title: 'Kaoju 考据' },
    // No validator: it would send the contract's address to a public service.
    uiConfig: { validatorUrl: null, deepLinking: true, tryItOutEnabled: true },
    staticCSP:
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  });
}
