import { execFile, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

/** A real PostgreSQL of this test's own, in a temporary folder, on a free port of the loopback interface. */
export interface TestPostgres {
  /** `PostgreSQL 15.8 …` */
  readonly version: string;
  /** Resolves to the URL of a new, empty database. */
  createDatabase(): Promise<string>;
  /** Resolves to the URL of a new database that `pg_dump` and `pg_restore` have made of this one. */
  copyDatabase(url: string): Promise<string>;
  /** Stops the server and keeps its data; connections are cut. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** Stops it and removes its data. */
  dispose(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Starts a server with the binaries of this machine: those beside `pg_config`, or Debian's newest. Resolves to null, and
 * says so loudly, where there are none; whoever asked skips its tests then.
 *
 * PostgreSQL refuses to run as root, so a root drops to `postgres` or `nobody`.
 */
export async function startPostgres(): Promise<TestPostgres | null> {
  const binaries = findBinaries();
  if (binaries === null) {
    console.warn(
      '\n  SKIPPED: no PostgreSQL server here (initdb and postgres), so nothing was tested on a real one.' +
        '\n  Install it (Debian: apt-get install postgresql) or put its pg_config on the PATH.\n',
    );
    return null;
  }
  const user = unprivileged();
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const options = { ...user, cwd: folder, env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } };
  const data = join(folder, 'data');
  const initdb = ['-D', data, '-U', 'kaoju', '--auth=trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'];
  await run(join(binaries, 'initdb'), initdb, options);
  const server = runningServer(join(binaries, 'postgres'), data, await freePort(), options);
  await server.start();
  const admin = () => server.connect('postgres');
  const version = await withClient(admin, async (client) => (await client.query('SELECT version()')).rows[0].version);
  let databases = 0;
  const createDatabase = async () => {
    const name = `kaoju_${++databases}`;
    await withClient(admin, (client) => client.query(`CREATE DATABASE ${name}`));
    return server.urlOf(name);
  };
  return {
    version,
    createDatabase,
    async copyDatabase(url) {
      const copy = await createDatabase();
      const dump = join(folder, 'kaoju.dump');
      await run(join(binaries, 'pg_dump'), ['--format=custom', `--file=${dump}`, url], options);
      await run(join(binaries, 'pg_restore'), ['--exit-on-error', `--dbname=${copy}`, dump], options);
      return copy;
    },
    stop: () => server.stop(),
    start: () => server.start(),
    async dispose() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs SQL on a database, for what a test has to look at or to damage. */
export async function onDatabase<Row>(url: string, sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
  const connect = () => new pg.Client(url);
  return await withClient(connect, async (client) => (await client.query(sql, [...parameters])).rows as Row[]);
}

async function withClient<T>(make: () => pg.Client, task: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = make();
  client.on('error', () => {});
  await client.connect();
  try {
    return await task(client);
  } finally {
    await client.end();
  }
}

function runningServer(binary: string, data: string, port: number, options: SpawnOptions) {
  let stopped: Promise<void> = Promise.resolve();
  let interrupt = () => {};
  const urlOf = (database: string) => `postgresql://kaoju@127.0.0.1:${port}/${database}`;
  const connect = (database: string) => new pg.Client(urlOf(database));
  // A killed test must not leave a server behind.
  process.once('exit', () => interrupt());
  return {
    urlOf,
    connect,
    async start(): Promise<void> {
      // Durability against a power cut is not what is tested, and syncing takes most of the time.
      const settings = ['fsync=off', `port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
      const child = spawn(binary, ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
        ...options,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let said = '';
      child.stderr?.on('data', (text: Buffer) => {
        said = `${said}${text}`.slice(-4_000);
      });
      let running = true;
      stopped = new Promise((resolve) =>
        child.once('close', () => {
          running = false;
          resolve();
        }),
      );
      // "Fast": connections are cut, nothing is lost.
      interrupt = () => child.kill('SIGINT');
      for (let attempt = 0; attempt < 200; attempt++) {
        if (!running) throw new Error(`PostgreSQL did not start: ${said}`);
        const ready = await withClient(
          () => connect('postgres'),
          () => Promise.resolve(true),
        ).catch(() => false);
        if (ready) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error(`PostgreSQL does not answer: ${said}`);
    },
    async stop(): Promise<void> {
      interrupt();
      await stopped;
    },
  };
}

function findBinaries(): string | null {
  const candidates: string[] = [];
  try {
    candidates.push(
      execFileSync('pg_config', ['--bindir'], { stdio: ['ignore', 'pipe', 'ignore'] })
        .toString()
        .trim(),
    );
  } catch {
    // Not installed, or not on the PATH.
  }
  const debian = '/usr/lib/postgresql';
  if (existsSync(debian)) {
    const versions = readdirSync(debian).sort((left, right) => Number(right) - Number(left));
    candidates.push(...versions.map((version) => join(debian, version, 'bin')));
  }
  candidates.push('/usr/local/bin', '/opt/homebrew/bin', '/usr/local/pgsql/bin');
  return (
    candidates.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ?? null
  );
}

/** Whom a root becomes; undefined for everybody else. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const line = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error('Cannot start PostgreSQL as root: there is neither a user postgres nor a user nobody to become');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('Cannot find a free port');
  return address.port;
}
