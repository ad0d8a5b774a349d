import type { Client } from '../../src/cli/client.js';
import type { Services } from '../../src/cli/context.js';
import { type Config, loadConfig } from '../../src/config.js';

/** The defaults, on a folder that is nowhere. */
export const fakeConfig: Config = loadConfig({ KAOJU_DATA_DIR: '/nowhere/data' });

/** Services around one client; whatever a test does not set says so when it is used. */
export function fakeServices(client: Client, changes: Partial<Services> = {}): Services {
  return {
    loadConfig: ({ dataDir }) => ({ ...fakeConfig, ...(dataDir === undefined ? {} : { dataDir }) }),
    openClient: async () => client,
    findServer: async () => undefined,
    startServer: async () => {
      throw new Error('This test starts no server');
    },
    startWorker: async () => {
      throw new Error('This test starts no worker');
    },
    readStdin: async () => {
      throw new Error('This test reads no standard input');
    },
    connect: () => client,
    inspect: async () => {
      throw new Error('This test inspects nothing');
    },
    backUp: async () => {
      throw new Error('This test backs nothing up');
    },
    restore: async () => {
      throw new Error('This test restores nothing');
    },
    watchFolders: async () => async () => {},
    ...changes,
  };
}
