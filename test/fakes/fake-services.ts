import type { Client } from '../../src/cli/client.js';
import type { CliConfig, Services } from '../../src/cli/context.js';

export const fakeConfig: CliConfig = { dataDir: '/nowhere/data', host: '127.0.0.1', port: 8080, debug: false };

/** Services around one client; whatever a test does not set says so when it is used. */
export function fakeServices(client: Client, changes: Partial<Services> = {}): Services {
  return {
    loadConfig: ({ dataDir }) => ({ ...fakeConfig, ...(dataDir === undefined ? {} : { dataDir }) }),
    openClient: async () => client,
    findServer: async () => undefined,
    startServer: async () => {
      throw new Error('This test starts no server');
    },
    connect: () => client,
    ...changes,
  };
}
