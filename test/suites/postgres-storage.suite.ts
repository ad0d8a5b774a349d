import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MigrationSet, migratePostgres } from '../../src/adapters/postgres/migrate-postgres.js';
import { PostgresStorage } from '../../src/adapters/postgres/postgres-storage.js';
import { onDatabase, startPostgres } from '../postgres/start-postgres.js';

// npm run test:postgres

const server = await startPostgres();
afterAll(() => server?.dispose());

const animals: MigrationSet = {
  name: 'animals',
  migrations: [
    { version: 1, name: 'animals', sql: 'CREATE TABLE animals (name text PRIMARY KEY, legs integer NOT NULL)' },
    { version: 2, name: 'two of them', sql: "INSERT INTO animals VALUES ('cat', 4), ('hen', 2)" },
  ],
};

describe.skipIf(!server)('PostgresStorage', () => {
  let url: string;
  let storage: PostgresStorage;

  beforeEach(async () => {
    url = (await server?.createDatabase()) ?? '';
    storage = new PostgresStorage({ url });
    await migratePostgres(storage, animals);
  });
  afterEach(() => storage.close());

  const legs = (of: PostgresStorage = storage) =>
    of.all<{ name: string; legs: number }>('read legs', 'SELECT name, legs FROM animals ORDER BY name');

  it('migratePostgres() does each step once, however many processes start', async () => {
    const set: MigrationSet = {
      name: 'more',
      migrations: [...Array(5).keys()].map((at) => ({
        version: at + 1,
        name: `step ${at}`,
        sql: at === 0 ? 'CREATE TABLE steps (number integer PRIMARY KEY)' : `INSERT INTO steps VALUES (${at})`,
      })),
    };
    const others = Array.from({ length: 6 }, () => new PostgresStorage({ url, maxConnections: 1 }));
    await Promise.all(others.map((other) => migratePostgres(other, set)));
    expect(await storage.all('read', 'SELECT number FROM steps')).toHaveLength(4);
    const sql = 'SELECT set_name, max(version) AS version FROM migrations GROUP BY 1 ORDER BY 1';
    expect(await storage.all('read', sql)).toEqual([
      { set_name: 'animals', version: 2 },
      { set_name: 'more', version: 5 },
    ]);
    await Promise.all(others.map((other) => other.close()));
  });

  it('migratePostgres() refuses what a newer version wrote', async () => {
    const older = { ...animals, migrations: animals.migrations.slice(0, 1) };
    await expect(migratePostgres(storage, older)).rejects.toMatchObject({
      code: 'storage_corrupt',
      message: expect.stringContaining('newer version'),
    });
  });

  it('migratePostgres() leaves nothing of a step that fails', async () => {
    const sql = 'CREATE TABLE half (a integer); SELECT no_such_function()';
    const broken = { ...animals, migrations: [...animals.migrations, { version: 3, name: 'broken', sql }] };
    await expect(migratePostgres(storage, broken)).rejects.toMatchObject({ code: 'internal_error' });
    expect(await onDatabase(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
    await migratePostgres(storage, animals);
  });

  it('write() is all or nothing, and its connection goes on', async () => {
    const failed = storage.write('move legs', async (transaction) => {
      await transaction.run("UPDATE animals SET legs = 3 WHERE name = 'cat'");
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect((await legs())[0]?.legs).toBe(4);
    expect(storage.pool.totalCount).toBe(1);
  });

  it('write() is run again when two of them lock each other out', async () => {
    const swap = (first: string, second: string) =>
      storage.write('move legs', async (transaction) => {
        const move = 'UPDATE animals SET legs = legs + 1 WHERE name = $1';
        await transaction.run(move, first);
        await new Promise((resolve) => setTimeout(resolve, 50));
        await transaction.run(move, second);
      });
    await Promise.all([swap('cat', 'hen'), swap('hen', 'cat')]);
    expect(await legs()).toEqual([
      { name: 'cat', legs: 6 },
      { name: 'hen', legs: 4 },
    ]);
  });

  it('read() sees one state of the database', async () => {
    const seen = await storage.read('count legs', async (transaction) => {
      const count = () => transaction.get<{ legs: number }>('SELECT sum(legs) AS legs FROM animals');
      const before = await count();
      await onDatabase(url, 'UPDATE animals SET legs = 100');
      return [before, await count()];
    });
    expect(seen).toEqual([{ legs: 6 }, { legs: 6 }]);
    await expect(storage.read('write', (one) => one.run('DELETE FROM animals'))).rejects.toMatchObject({
      code: 'storage_read_only',
    });
  });

  it('says that the database is away, where it was, and not its password; and is back when it is', async () => {
    await server?.stop();
    const secret = new PostgresStorage({ url: url.replace('kaoju@', 'kaoju:hush@') });
    await expect(legs(secret)).rejects.toMatchObject({
      code: 'database_unavailable',
      retryable: true,
      message: expect.stringMatching(
        /^Cannot read legs: "postgresql:\/\/127\.0\.0\.1:\d+\/kaoju_\d+" cannot be reached/,
      ),
    });
    await expect(legs()).rejects.toMatchObject({ code: 'database_unavailable' });
    await server?.start();
    expect(await legs(secret)).toHaveLength(2);
    expect(await legs()).toHaveLength(2);
    await secret.close();
  });

  it('takes another connection when those that were idle are gone', async () => {
    await Promise.all([legs(), legs(), legs()]);
    await onDatabase(url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1', [
      'kaoju',
    ]);
    await storage.write('add', (one) => one.run("INSERT INTO animals VALUES ('newt', 4)"));
    expect(await legs()).toHaveLength(3);
  });

  it('write() that is cut off between two statements fails, leaves nothing, and the process goes on', async () => {
    const cut = storage.write('move legs', async (transaction) => {
      await transaction.run("UPDATE animals SET legs = 3 WHERE name = 'cat'");
      await onDatabase(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kaoju'");
      await new Promise((resolve) => setTimeout(resolve, 100));
      await transaction.run("UPDATE animals SET legs = 3 WHERE name = 'hen'");
    });
    await expect(cut).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
    expect((await legs()).map((row) => row.legs)).toEqual([4, 2]);
  });

  it('names what is wrong with the address', async () => {
    const code = async (changed: string) => {
      const other = new PostgresStorage({ url: changed });
      const problem = await legs(other).catch((error: unknown) => error);
      await other.close();
      return problem;
    };
    expect(await code(url.replace(/kaoju_\d+/, 'nowhere'))).toMatchObject({ code: 'invalid_configuration' });
    expect(await code(url.replace('kaoju@', 'nobody@'))).toMatchObject({ code: 'invalid_configuration' });
    expect(await code(`${url}?sslmode=verify-full`)).toMatchObject({ code: 'invalid_configuration' });
    expect(await code(url.replace('127.0.0.1', 'nowhere.invalid'))).toMatchObject({ code: 'database_unavailable' });
  });
});
