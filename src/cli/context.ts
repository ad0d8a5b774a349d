import type { BackupManifest } from '../compose-backup.js';
import type { Config } from '../config.js';
import type { InspectInput, Inspection } from '../core/inspection.js';
import type { HealthProblem } from '../knowledge-base.js';
import type { Client } from './client.js';
import type { Terminal } from './terminal.js';

/** A server of this process, listening. */
export interface RunningServer {
  /** Without a slash at the end. */
  readonly url: string;
  /** The local token, when the server wants one. */
  readonly token: string | undefined;
  /** What it goes on without although it was asked for, and what keeps it from answering. */
  problems(): Promise<readonly { readonly code: string; readonly message: string }[]>;
  /** Answers what is under way, then stops. */
  close(): Promise<void>;
}

/** Work on the jobs of a database, in this process. */
export interface RunningWorker {
  /** The database, without user and password. */
  readonly where: string;
  /** Where `/livez` and `/readyz` are answered; null when nobody asked for it. */
  readonly healthUrl: string | null;
  health(): Promise<readonly HealthProblem[]>;
  /** Gives back what is in work, then stops. */
  close(): Promise<void>;
}

/** What commands get done for them; tests hand in fakes. */
export interface Services {
  /**
   * The whole configuration, its data folder absolute.
   *
   * @throws KnowledgeBaseError `invalid_configuration` with every problem.
   */
  loadConfig(overrides: { dataDir?: string }): Config;
  /** A live server on the data folder, or else the folder opened in this process. */
  openClient(config: Config): Promise<Client>;
  /** @throws KnowledgeBaseError `data_folder_in_use` or `port_in_use`. */
  startServer(config: Config): Promise<RunningServer>;
  /** @throws KnowledgeBaseError `invalid_configuration` without a database, `port_in_use`. */
  startWorker(config: Config, options: { healthPort?: number }): Promise<RunningWorker>;
  /** Address of the live server on the data folder; undefined when there is none. */
  findServer(config: Config): Promise<string | undefined>;
  /** All of standard input. */
  readStdin(): Promise<Uint8Array>;
  connect(url: string, token: string | undefined): Client;
  /** What ingesting a file would make of it; nothing is kept, and no data folder is opened. */
  inspect(config: Config, input: InspectInput): Promise<Inspection>;
  /** Copies the data folder, whoever is using it, into a folder that does not exist yet. */
  backUp(config: Config, target: string): Promise<BackupManifest>;
  /** Puts a verified backup into the data folder. */
  restore(config: Config, backup: string): Promise<BackupManifest>;
  /** Tells of changes to documents below paths, and of what cannot be watched; resolves to what ends it. */
  watchFolders(
    paths: readonly string[],
    onChange: () => void,
    onTrouble: (error: unknown) => void,
  ): Promise<() => Promise<void>>;
}

/** Handed to every command. */
export interface CommandContext {
  readonly terminal: Terminal;
  readonly services: Services;
  readonly config: Config;
  /** Aborted by Ctrl-C and by SIGTERM. */
  readonly signal: AbortSignal;
}

/** Runs an action with a client and closes it whatever happens. */
export async function withClient<T>(context: CommandContext, action: (client: Client) => Promise<T>): Promise<T> {
  const client = await context.services.openClient(context.config);
  try {
    return await action(client);
  } finally {
    await client.close();
  }
}

/** Resolves once Ctrl-C or SIGTERM came. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
