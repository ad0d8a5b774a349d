import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { databaseName } from '../adapters/postgres/database-name.js';
import { readServerAddress, removeServerAddress, writeServerAddress } from '../adapters/server-address.js';
import { packageVersion } from '../compiled-file.js';
import { type Config, loadProcessConfig } from '../config.js';
import type { Client } from './client.js';
import type { RunningWorker, Services } from './context.js';
import { createHttpClient } from './http-client.js';
import { createInProcessClient } from './in-process-client.js';

/**
 * What the commands stand on in a real process. The service itself is loaded only by those that open it: a command that
 * talks to a live server starts in a fraction of the time.
 */
export const processServices: Services = {
  loadConfig: ({ dataDir }) => {
    const config = loadProcessConfig();
    return { ...config, dataDir: resolve(dataDir ?? config.dataDir) };
  },
  openClient,
  startServer,
  startWorker,
  findServer: async ({ dataDir }) => readServerAddress(dataDir)?.url,
  readStdin: () => buffer(process.stdin),
  connect: createHttpClient,
  inspect: async (config, input) => (await import('../compose-inspection.js')).inspectDocument(config, input),
  backUp: async (config, target) => (await import('../compose-backup.js')).backUp(config, target, packageVersion()),
  restore: async (config, backup) => (await import('../compose-backup.js')).restore(config, backup),
  async watchFolders(paths, onChange, onTrouble) {
    const { watchFolders } = await import('../adapters/watch-folders/watch-folders.js');
    return watchFolders(paths, onChange, onTrouble);
  },
};

async function openClient(config: Config): Promise<Client> {
  const server = readServerAddress(config.dataDir);
  if (server) return createHttpClient(server.url, server.token);
  const { compose } = await import('../compose.js');
  const token = newToken();
  const { app, close } = await compose(config, { command: 'a command', localToken: token });
  return createInProcessClient(app, { target: config.dataDir, token, close });
}

async function startServer(config: Config) {
  const [{ compose }, { listen }] = await Promise.all([import('../compose.js'), import('../http/listen.js')]);
  const token = newToken();
  const service = await compose(config, { command: 'serve', localToken: token, log: { level: config.logLevel } });
  const { url, close } = await listen(service.app, {
    host: config.host,
    port: config.port,
    afterClose: () => {
      removeServerAddress(config.dataDir);
      return service.close();
    },
    signals: false,
  }).catch(async (error) => {
    await service.close();
    throw error;
  });
  service.describe(url);
  writeServerAddress(config.dataDir, { url, token, pid: process.pid });
  return { url, token, problems: () => service.knowledgeBase.health(), close };
}

async function startWorker(config: Config, { healthPort }: { healthPort?: number }): Promise<RunningWorker> {
  const { composeWorker } = await import('../compose-worker.js');
  const { knowledgeBase, close } = await composeWorker(config);
  const health = () => knowledgeBase.health();
  const where = databaseName(config.database?.url ?? '');
  if (healthPort === undefined) return { where, healthUrl: null, health, close };
  const { startHealthServer } = await import('../http/health-server.js');
  const { host } = config;
  const server = await startHealthServer(knowledgeBase, { host, port: healthPort }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const healthUrl = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
  return { where, healthUrl, health, close: () => server.close().then(close) };
}

/** Known to this process and to whoever may read the data folder. */
function newToken(): string {
  return randomBytes(32).toString('base64url');
}
