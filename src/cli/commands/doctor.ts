import type { Config } from '../../config.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { CommandContext } from '../context.js';
import { type Check, checkOf } from '../doctor/check.js';
import { checkDatabase } from '../doctor/check-database.js';
import { checkDataFolder, checkFreeSpace, checkNativePackages, checkNode } from '../doctor/check-machine.js';
import { checkModels } from '../doctor/check-models.js';
import { checkPort } from '../doctor/check-port.js';
import { checkQdrant } from '../doctor/check-qdrant.js';
import { checkService } from '../doctor/check-service.js';

export interface DoctorOptions {
  readonly json?: boolean;
}

/** `kaoju doctor`: every thing the service needs, one line each, with its remedy; true when all are well. */
export async function doctor(
  context: Omit<CommandContext, 'config'>,
  loadConfig: () => Config,
  options: DoctorOptions,
): Promise<boolean> {
  const { terminal } = context;
  const checks: Check[] = [];
  const tell = (check: Check): void => {
    checks.push(check);
    if (!options.json) for (const line of checkLines(check)) terminal.print(line);
  };
  tell(checkNode());
  for (const check of await checkNativePackages()) tell(check);
  for (const check of await checkModels()) tell(check);
  const config = configuration(loadConfig, tell);
  if (config) await checkConfigured({ ...context, config }, tell);
  if (options.json) terminal.print(JSON.stringify({ checks }));
  return checks.every((check) => check.ok);
}

function configuration(loadConfig: () => Config, tell: (check: Check) => void): Config | undefined {
  try {
    const config = loadConfig();
    tell({ name: 'configuration', ok: true, detail: 'read' });
    return config;
  } catch (error) {
    if (!(error instanceof KnowledgeBaseError)) throw error;
    tell({ name: 'configuration', ok: false, detail: error.message });
    return undefined;
  }
}

async function checkConfigured(context: CommandContext, tell: (check: Check) => void): Promise<void> {
  const { config, services, signal } = context;
  const folder = await checkDataFolder(config.dataDir);
  tell(folder);
  tell(await checkFreeSpace(config.dataDir));
  const live = await services.findServer(config);
  tell(await checkPort(config.host, config.port, live));
  for (const check of await checkQdrant(config)) tell(check);
  for (const check of await checkDatabase(config)) tell(check);
  if (!folder.ok) return; // Opening it would only repeat the finding.
  const opened = await checkOf('open', async () => {
    const client = await services.openClient(config);
    try {
      for (const check of await checkService(client, config.model?.name ?? null, signal)) tell(check);
    } finally {
      await client.close();
    }
    return 'opened and closed';
  });
  if (!opened.ok) tell(opened);
}

function checkLines(check: Check): string[] {
  const line = `${check.ok ? '✓' : '✗'} ${check.name}: ${check.detail}`;
  return check.remedy === undefined ? [line] : [line, `    → ${check.remedy}`];
}
