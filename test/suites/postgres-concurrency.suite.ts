import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresAnswerLog } from '../../src/adapters/postgres/postgres-answer-log.js';
import { postgresBytePins } from '../../src/adapters/postgres/postgres-byte-pins.js';
import { openPostgresCatalog } from '../../src/adapters/postgres/postgres-catalog.js';
import { postgresDocumentStore } from '../../src/adapters/postgres/postgres-document-store.js';
import { readPostgresSecret } from '../../src/adapters/postgres/postgres-secret.js';
import { PostgresStorage } from '../../src/adapters/postgres/postgres-storage.js';
import { postgresGate, postgresTurns } from '../../src/adapters/postgres/postgres-turns.js';
import { SessionLocks } from '../../src/adapters/postgres/session-locks.js';
import { defaultCollectionSettings } from '../../src/core/collection.js';
import { sha256 } from '../../src/core/identity.js';
import { keepBytes } from '../../src/jobs/kept-bytes.js';
import type { Catalog } from '../../src/ports/catalog.js';
import { encoding, synthesise, termIdOf } from '../contracts/synthetic-document.js';
import { answerRecord } from '../fakes/answer-record.js';
import { onDatabase, startPostgres } from '../postgres/start-postgres.js';

// npm run test:postgres: several servers, each with connections of its own, on one database.

const server = await startPostgres();
afterAll(() => server?.dispose());

/** What one server process has. */
interface Peer {
  readonly storage: PostgresStorage;
  readonly locks: SessionLocks;
  readonly catalog: Catalog;
}

async function openPeer(url: string): Promise<Peer> {
  const storage = new PostgresStorage({ url });
  return { storage, locks: new SessionLocks(storage), catalog: await openPostgresCatalog(storage) };
}

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.skipIf(!server)('several servers on one PostgreSQL', () => {
  let url: string;
  let peers: Peer[];
  let one: Peer;
  let other: Peer;

  beforeEach(async () => {
    url = (await server?.createDatabase()) ?? '';
    // All at once: the migrations of an empty database are theirs to share.
    peers = await Promise.all([openPeer(url), openPeer(url), openPeer(url)]);
    [one, other] = peers as [Peer, Peer];
    await one.catalog.putCollection('docs', defaultCollectionSettings, encoding);
  });
  afterEach(async () => {
    for (const { locks, catalog } of peers) {
      await locks.close();
      await catalog.close();
    }
  });

  const at = (index: number): Peer => peers[index % peers.length] as Peer;
  const publish = (peer: Peer, id: string, texts: readonly string[]) =>
    peer.catalog.publish(synthesise({ id, texts: [...texts] }).revision);

  it('publish() from all of them keeps counts and term frequencies those of what is live', async () => {
    const work = Array.from({ length: 60 }, (_, number) => async () => {
      const id = `d${number % 12}`;
      if (number % 7 === 6) await at(number).catalog.deleteDocument('docs', id);
      else await publish(at(number), id, ['common', `only${number}`, ...(number % 2 ? ['odd common'] : [])]);
    });
    await Promise.all(work.map((task) => task()));
    const record = await one.catalog.getCollection('docs');
    const { items } = await other.catalog.listLiveDocuments('docs', { limit: 100, cursor: null });
    const live = items.flatMap(({ pointIds }) => pointIds);
    const points = await other.catalog.findPoints('docs', live);
    const frequency = (word: string) => points.filter(({ sparse }) => sparse.ids.includes(termIdOf(word))).length;
    const words = ['common', 'odd', ...Array.from({ length: 60 }, (_, number) => `only${number}`)];
    const { frequencies } = await one.catalog.termStatistics('docs', Uint32Array.from(words, termIdOf));
    expect(frequencies).toEqual(words.map(frequency));
    expect(record).toMatchObject({ documents: items.length, points: live.length });
    const rows = await onDatabase<{ sections: number }>(url, 'SELECT count(*)::integer AS sections FROM sections');
    expect(rows[0]?.sections).toBe(record.sections);
    expect(await onDatabase(url, 'SELECT 1 FROM term_frequencies WHERE points <= 0')).toEqual([]);
  });

  it('publish() of the same new document by two is one document', async () => {
    const results = await Promise.all(peers.map((peer, number) => publish(peer, 'same', [`text ${number}`])));
    expect(results.filter(({ created }) => created)).toHaveLength(1);
    expect(await one.catalog.getCollection('docs')).toMatchObject({ documents: 1, sections: 1, points: 1 });
  });

  it('publish() while the generation is switched finds the collection under its name every time', async () => {
    let build = 0;
    const switching = async () => {
      for (; build < 8; build++) {
        await one.catalog.putCollection('docs~next', defaultCollectionSettings, encoding);
        await one.catalog.switchGeneration('docs', 'docs~next', 'docs~previous');
      }
    };
    const publishing = async (peer: Peer) => {
      for (let number = 0; build < 8; number++) {
        await publish(peer, `d${number % 5}`, ['text']);
        await peer.catalog.deleteDocument('docs', `d${number % 5}`);
        await peer.catalog.findDocument('docs', 'd1');
      }
    };
    await Promise.all([switching(), publishing(at(1)), publishing(at(2))]);
    for (const record of await one.catalog.listGenerations()) {
      const { items } = await one.catalog.listDocuments(record.name, { limit: 100, cursor: null, labels: null });
      expect(items).toHaveLength(record.documents);
    }
  });

  it('deleteCollection() against publishing leaves all or nothing', async () => {
    const publishing = Promise.allSettled(
      Array.from({ length: 20 }, (_, number) => publish(at(number), `d${number}`, ['text'])),
    );
    await later(20);
    const removed = await other.catalog.deleteCollection('docs');
    const outcomes = await publishing;
    const published = outcomes.filter(({ status }) => status === 'fulfilled').length;
    expect(removed.documents).toBe(published);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'collection_not_found' });
    expect(await onDatabase(url, 'SELECT 1 FROM documents')).toEqual([]);
    expect(await onDatabase(url, 'SELECT 1 FROM term_frequencies')).toEqual([]);
  });

  it('a calibration of one is in force for the others at once, and ten are kept of all', async () => {
    await Promise.all(
      Array.from({ length: 15 }, (_, number) =>
        at(number).catalog.addCalibration('docs', { id: `c${number}`, content: '{}', hash: 'h' }),
      ),
    );
    const lists = await Promise.all(peers.map(({ catalog }) => catalog.listCalibrations('docs')));
    expect(lists[0]).toHaveLength(10);
    expect(lists[1]).toEqual(lists[0]);
    expect(lists[2]).toEqual(lists[0]);
  });

  it('answers of all are recorded once, pruned together, and rated by whoever has them', async () => {
    const logs = peers.map(({ storage }) => postgresAnswerLog(storage, { keep: 20 }));
    await Promise.all(
      Array.from({ length: 60 }, (_, number) =>
        logs[number % 3]?.record([answerRecord(`a${number}`), answerRecord(`a${number % 30}`)]),
      ),
    );
    await logs[0]?.record([answerRecord('last')]);
    expect(await onDatabase(url, 'SELECT count(*)::integer AS kept FROM answers')).toEqual([{ kept: 20 }]);
    const thumb = { callerLabels: null, correction: null, section: null, comment: null } as const;
    const given = await Promise.all(
      (['up', 'down', 'up'] as const).map((rating, number) =>
        logs[number]?.putFeedback({ replyId: 'last', caller: 'bot', rating, ...thumb }),
      ),
    );
    expect(given.filter((one) => one?.created)).toHaveLength(1);
    expect((await logs[1]?.listFeedback('docs', { limit: 9, cursor: null }))?.items).toHaveLength(1);
  });

  it('an answer that waited elsewhere while its document was deleted is recorded without its text', async () => {
    const log = postgresAnswerLog(one.storage, { keep: 9 });
    const texts = { question: '年假？', answer: '十五天。[1]', answeredAt: new Date().toISOString() };
    await log.forgetDocument('docs', 'leave.md');
    await postgresAnswerLog(other.storage, { keep: 9 }).record([answerRecord('late', texts)]);
    expect(await log.find('late')).toMatchObject({ question: '年假？', answer: null });
    const next = { ...texts, answeredAt: new Date(Date.now() + 60_000).toISOString() };
    await log.record([answerRecord('next', next)]);
    expect(await log.find('next')).toMatchObject({ answer: '十五天。[1]' });
  });

  it('turns of one key come one after the other on all servers, other keys do not wait', async () => {
    const turns = peers.map(({ locks }) => postgresTurns(locks));
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 18 }, (_, number) =>
        turns[number % 3]?.run('a document', async () => {
          inside += 1;
          most = Math.max(most, inside);
          await later(5);
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    await turns[0]?.run('a document', () => turns[1]?.run('another', async () => {}) ?? Promise.resolve());
  });

  it('take() gives a key to one server, isTaken() says so to all, and a process that dies gives it back', async () => {
    const turns = peers.map(({ locks }) => postgresTurns(locks));
    const taken = await turns[0]?.take('reindex docs');
    expect(taken).not.toBeNull();
    expect(await turns[1]?.take('reindex docs')).toBeNull();
    expect(await turns[0]?.take('reindex docs')).toBeNull();
    expect(await Promise.all(turns.map((one) => one.isTaken('reindex docs')))).toEqual([true, true, true]);
    await one.locks.close();
    for (let waitedMs = 0; (await turns[1]?.isTaken('reindex docs')) && waitedMs < 5_000; waitedMs += 20)
      await later(20);
    const next = await turns[1]?.take('reindex docs');
    expect(next).not.toBeNull();
    await next?.giveBack();
    expect(await turns[2]?.isTaken('reindex docs')).toBe(false);
  });

  it('whoever has a turn is told when it is lost, and may have the next one', async () => {
    const turns = postgresTurns(one.locks);
    const lost = turns.run('a document', (signal) => {
      void onDatabase(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kaoju turns'",
      );
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    });
    await expect(lost).rejects.toMatchObject({ code: 'database_unavailable', retryable: true });
    expect(await turns.run('a document', async () => 'again')).toBe('again');
  });

  it('the gate lets many in from everywhere, and one alone, who does not wait for those that come later', async () => {
    const gates = peers.map(({ locks }) => postgresGate(locks));
    let inside = 0;
    let crowd = 0;
    let isAlone = false;
    const enter = async (number: number) => {
      await gates[number % 3]?.shared('docs', async () => {
        expect(isAlone).toBe(false);
        inside += 1;
        crowd = Math.max(crowd, inside);
        await later(20);
        inside -= 1;
      });
    };
    let isOver = false;
    const streams = [0, 1, 2, 3, 4, 5].map(async (number) => {
      while (!isOver) await enter(number);
    });
    await later(60);
    await gates[0]?.alone('docs', async () => {
      isAlone = true;
      expect(inside).toBe(0);
      await later(30);
      expect(inside).toBe(0);
      isAlone = false;
    });
    isOver = true;
    await Promise.all(streams);
    expect(crowd).toBeGreaterThan(2);
  });

  it('bytes that a batch is bringing in on one server are not removed by another', async () => {
    const bytes = Buffer.from('the same bytes');
    const revision = sha256(bytes);
    const kept = peers.map(({ storage, locks }) =>
      keepBytes(postgresDocumentStore(storage), async () => false, {
        turns: postgresTurns(locks),
        pins: postgresBytePins(storage),
      }),
    );
    const unpin = await kept[0]?.pin(revision);
    await kept[0]?.put(revision, bytes);
    await kept[1]?.remove(revision);
    expect(await kept[2]?.get(revision)).not.toBeNull();
    await unpin?.();
    expect(await kept[2]?.get(revision)).toBeNull();
  });

  it('all of them sign with the secret that the first one made', async () => {
    const secrets = await Promise.all(
      peers.map(({ storage }, number) =>
        readPostgresSecret(storage, 'view links', () => new Uint8Array(32).fill(number)),
      ),
    );
    expect(secrets[0]).toHaveLength(32);
    expect(secrets[1]).toEqual(secrets[0]);
    expect(secrets[2]).toEqual(secrets[0]);
  });
});
