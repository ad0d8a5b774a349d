import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openEmbeddedIndex } from '../../src/adapters/embedded-index/embedded-index.js';
import { openSqliteCatalog, type SqliteCatalog } from '../../src/adapters/sqlite/sqlite-catalog.js';
import { compiledFile } from '../../src/compiled-file.js';
import type { PointRecord } from '../../src/ports/catalog.js';
import type { SectionIndex } from '../../src/ports/section-index.js';

const rounds = 15;
/** The child lives for up to this long after its first change. */
const maxLifeMs = 200;

/** What the child has said of a document: the last thing acknowledged, and what was under way when it died. */
interface Expected {
  done: string;
  begun: string | null;
}

describe('the catalog and the embedded index, killed while documents change', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-crash-'));
  const path = join(folder, 'kaoju.sqlite');
  const expected = new Map<string, Expected>();

  afterAll(() => rmSync(folder, { recursive: true }));

  async function changeUntilKilled(seed: number): Promise<number> {
    const program = fileURLToPath(new URL('./change-until-killed.mjs', import.meta.url));
    const dist = new URL('../', compiledFile('src/compiled-file'));
    const child = spawn(process.execPath, [program, dist.href, path, String(seed)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = 0;
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      const [word, id = '', what = ''] = line.split(' ');
      const known = expected.get(id) ?? { done: 'deleted', begun: null };
      if (word === 'done') acknowledged++;
      expected.set(id, word === 'done' ? { done: what, begun: null } : { ...known, begun: what });
    });
    const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
    await Promise.race([once(lines, 'line'), ended]);
    await wait(Math.random() * maxLifeMs);
    child.kill('SIGKILL');
    const [[, signal]] = await ended;
    expect(signal, 'the child must not end by itself').toBe('SIGKILL');
    return acknowledged;
  }

  async function checkDocuments(catalog: SqliteCatalog): Promise<PointRecord[]> {
    const points: PointRecord[] = [];
    for (const [id, { done, begun }] of expected) {
      const document = await catalog.findDocument('docs', id);
      const found = document?.revision ?? 'deleted';
      expect([done, begun], `"${id}" must be what was acknowledged, or what was under way`).toContain(found);
      expected.set(id, { done: found, begun: null });
      if (!document) continue;
      const sections = await catalog.listSections('docs', id, { limit: 1000, cursor: null });
      expect(sections.items).toHaveLength(document.sectionCount);
      const live = await catalog.findPoints('docs', [...(await catalog.livePointIds('docs', id))]);
      expect(live.map(({ sectionId }) => sectionId).sort()).toEqual(sections.items.map((section) => section.id).sort());
      points.push(...live);
    }
    return points;
  }

  async function checkTerms(catalog: SqliteCatalog, points: readonly PointRecord[]): Promise<void> {
    const recomputed = new Map<number, number>();
    for (const { sparse } of points) for (const id of sparse.ids) recomputed.set(id, (recomputed.get(id) ?? 0) + 1);
    const stored = catalog.storage.all<{ term_id: number; points: number }>(
      'SELECT term_id, points FROM term_frequencies',
    );
    expect(new Map(stored.map((row) => [row.term_id, row.points]))).toEqual(
      new Map([...recomputed].sort(([left], [right]) => left - right)),
    );
    expect(await catalog.getCollection('docs')).toMatchObject({
      documents: [...expected.values()].filter(({ done }) => done !== 'deleted').length,
      sections: points.length,
      points: points.length,
    });
  }

  async function checkIndex(
    catalog: SqliteCatalog,
    index: SectionIndex,
    points: readonly PointRecord[],
  ): Promise<void> {
    expect(await index.synchronise(catalog)).toEqual({ sweptPoints: 0, incomplete: [] });
    expect(await index.count('docs')).toBe(points.length);
    const dense = new Float32Array(32).fill(1 / Math.sqrt(32));
    const sparse = { ids: new Uint32Array(0), weights: new Float32Array(0) };
    const hits = await index.query('docs', { dense, sparse, filter: {}, labels: null, limit: 10_000 });
    expect(hits.map(({ pointId }) => pointId).sort()).toEqual(points.map(({ id }) => id).sort());
  }

  it(`lose nothing acknowledged in ${rounds} rounds of kill -9, and stay consistent`, {
    timeout: 120_000,
  }, async () => {
    let acknowledged = 0;
    for (let round = 0; round < rounds; round++) {
      acknowledged += await changeUntilKilled(round * 7919 + 1);
      const catalog = openSqliteCatalog(path);
      const index = await openEmbeddedIndex({ storage: catalog.storage });
      expect(catalog.storage.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
      expect(catalog.storage.all('PRAGMA foreign_key_check')).toEqual([]);
      const points = await checkDocuments(catalog);
      await checkTerms(catalog, points);
      await checkIndex(catalog, index, points);
      await index.close();
      await catalog.close();
    }
    expect(acknowledged).toBeGreaterThan(rounds);
  });
});
