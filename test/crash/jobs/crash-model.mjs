import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** What was acknowledged, and what must be true of a folder because of it. */
export class CrashModel {
  violations = [];
  acknowledged = 0;
  checks = 0;
  parked = 0;
  refused = 0;
  /** Second builds that were begun, stopped, rolled back, dropped, by what was asked for. */
  rebuilds = {};
  /** Operations in the order they were begun; one that was begun last and not acknowledged may have happened or not. */
  #operations = [];
  #open;

  static async open(dist) {
    const model = new CrashModel();
    const { openSqliteCatalog } = await import(new URL('src/adapters/sqlite/sqlite-catalog.js', dist).href);
    model.#open = (folder) => openSqliteCatalog(join(folder, 'kaoju.sqlite'), { readOnly: true });
    return model;
  }

  hear(said) {
    if (said.word === 'violation') return this.violation(said.message);
    if (said.word === 'begin') return void this.#operations.push({ ...said, done: false });
    if (said.word === 'rebuild') return void this.#count(said.action);
    if (said.word === 'refused') return this.#refuse(said);
    const operation = this.#operations.findLast((one) => !one.done && one.key === said.key);
    if (!operation) return this.violation(`acknowledged what was not begun: ${JSON.stringify(said)}`);
    operation.done = true;
    operation.job = said.job;
    this.acknowledged += 1;
  }

  #count(action) {
    this.rebuilds[action] = (this.rebuilds[action] ?? 0) + 1;
  }

  /** What was refused has not happened. */
  #refuse({ key }) {
    this.refused += 1;
    this.#operations = this.#operations.filter((one) => one.key !== key);
  }

  /** What a copy that is begun now, and was finished when the returned function is called, may and must hold. */
  moment() {
    const done = new Set(this.#operations.filter((one) => one.done));
    return () => this.#operations.map((one) => ({ ...one, done: done.has(one) }));
  }

  violation(message) {
    this.violations.push(message);
    console.error(`VIOLATION: ${message}`);
  }

  summary() {
    const rebuilds = Object.entries(this.rebuilds).map(([action, count]) => `${action} ${count}`);
    return (
      `${this.acknowledged} changes acknowledged (${this.refused} refused before a reindex), ${rebuilds.join(', ')}, ` +
      `${this.checks} checks, ${this.parked} documents parked, ${this.violations.length} violations`
    );
  }

  /**
   * To be called when all jobs are over and nothing is being changed.
   *
   * @param operations what the folder may and must hold; everything said so far unless it is a copy of an earlier moment.
   */
  async check(where, folder, operations = this.#operations) {
    const catalog = this.#open(folder);
    try {
      this.checks += 1;
      this.#checkDatabase(catalog.storage, where);
      const rows = this.#checkJobs(catalog.storage, where, operations);
      await this.#checkDocuments(catalog, { rows, operations }, where);
      await this.#checkBytes(catalog.storage, folder, where);
    } finally {
      await catalog.close();
    }
  }

  /** To be called after a collection was built anew with nothing else going on: its former build has the same documents. */
  async checkRebuilt(where, folder) {
    const catalog = this.#open(folder);
    const documents = (name) =>
      catalog.storage
        .all(
          'SELECT d.id, d.revision FROM documents d JOIN collections c ON c.key = d.collection_key WHERE c.name = ? ORDER BY d.id',
          name,
        )
        .map(({ id, revision }) => `${id} ${revision}`)
        .join('\n');
    if (documents('docs') !== documents('docs~previous')) this.violation(`${where}: the new build has other documents`);
    await catalog.close();
  }

  #checkDatabase(storage, where) {
    const none = (what, sql) => {
      const found = storage.all(sql);
      if (found.length > 0) this.violation(`${where}: ${what}: ${JSON.stringify(found.slice(0, 3))}`);
    };
    const [{ integrity_check: integrity }] = storage.all('PRAGMA integrity_check');
    if (integrity !== 'ok') this.violation(`${where}: the database is damaged: ${integrity}`);
    none('dangling rows', 'PRAGMA foreign_key_check');
    none('vectors without a point', 'SELECT point_key FROM vectors WHERE point_key NOT IN (SELECT key FROM points)');
    none(
      'points without a vector',
      'SELECT key FROM points WHERE quantised IS NULL OR key NOT IN (SELECT point_key FROM vectors)',
    );
    none(
      'points without a section',
      `SELECT p.id FROM points p WHERE NOT EXISTS
         (SELECT 1 FROM sections s WHERE s.id = p.section_id AND s.document_key = p.document_key)`,
    );
    none(
      'sections with text and without a point',
      `SELECT s.id FROM sections s WHERE length(trim(substr(s.text, s.body_start + 1))) > 0 AND NOT EXISTS
         (SELECT 1 FROM points p WHERE p.section_id = s.id AND p.document_key = s.document_key)`,
    );
    none('documents twice', 'SELECT id FROM documents GROUP BY collection_key, id HAVING count(*) > 1');
    none(
      'wrong counts of a document',
      `SELECT d.id FROM documents d WHERE d.section_count != (SELECT count(*) FROM sections s WHERE s.document_key = d.key)`,
    );
    none(
      'wrong counts of a collection',
      `SELECT c.name FROM collections c WHERE
         c.documents != (SELECT count(*) FROM documents d WHERE d.collection_key = c.key) OR
         c.points != (SELECT count(*) FROM points p WHERE p.collection_key = c.key)`,
    );
  }

  /** Every acknowledged job is there, whole, and over; resolves to its rows by job and document. */
  #checkJobs(storage, where, operations) {
    const rows = new Map();
    for (const row of storage.all(
      `SELECT j.id AS job, j.idempotency_key AS key, j.state AS job_state, d.document_id, d.action, d.state, d.active, d.worker, d.code, d.key AS row
         FROM jobs j LEFT JOIN job_documents d ON d.job_key = j.key ORDER BY d.key`,
    )) {
      if (row.active || row.worker !== null || !['done', 'failed', 'cancelled'].includes(row.job_state))
        this.violation(`${where}: job ${row.job} is ${row.job_state}, document ${row.document_id} ${row.state}`);
      if (row.state === 'failed' && !['repeated_crash', 'recipe_mismatch'].includes(row.code))
        this.violation(`${where}: document ${row.document_id} of job ${row.job} failed with ${row.code}`);
      rows.set(row.key, [...(rows.get(row.key) ?? []), row]);
    }
    this.parked = storage.all(`SELECT 1 FROM job_documents WHERE code = 'repeated_crash'`).length;
    for (const { kind, done, key, job, documents } of operations) {
      if (kind !== 'job' || !done) continue;
      const held = (rows.get(key) ?? []).filter(({ action }) => action === 'put').map((row) => row.document_id);
      const asked = Object.keys(documents);
      if (held.length !== asked.length || !asked.every((id) => held.includes(id)))
        this.violation(`${where}: job ${job} was acknowledged with ${asked}, and holds ${held}`);
    }
    return rows;
  }

  /** Every document is what the last change that took effect made of it. */
  async #checkDocuments(catalog, { rows, operations }, where) {
    const possible = new Map();
    const apply = (id, value, isSure) => {
      const before = possible.get(id) ?? new Set(['none']);
      possible.set(id, isSure ? new Set([value]) : new Set([...before, value]));
    };
    for (const operation of operations) {
      const { kind, done, id, key, documents } = operation;
      if (kind === 'put') apply(id, operation.revision, done);
      else if (kind === 'delete') apply(id, 'none', done);
      else {
        for (const row of rows.get(key) ?? []) {
          const value = row.action === 'remove' ? 'none' : documents[row.document_id];
          // Cancelled or parked: it may have been published just before it was. Retried: it may have come later than it was sent.
          apply(row.document_id, value, row.state === 'done' || row.state === 'skipped');
        }
      }
    }
    for (const [id, values] of possible) {
      const document = await catalog.findDocument('docs', id).catch(() => null);
      const found = document?.revision ?? 'none';
      if (!values.has(found)) this.violation(`${where}: ${id} is ${found}, and must be one of ${[...values]}`);
      if (values.size > 1 || !values.has('none')) continue;
      const sql =
        'SELECT c.name FROM documents d JOIN collections c ON c.key = d.collection_key WHERE d.id = ? AND c.name != ?';
      for (const { name } of catalog.storage.all(sql, id, 'docs'))
        this.violation(`${where}: ${id} was deleted, and is still in ${name}`);
    }
  }

  /**
   * Bytes of every document and of every job that may be retried are there and whole; nobody else's are, once the sweep that
   * follows a start is through.
   */
  async #checkBytes(storage, folder, where) {
    const needed = new Set(
      storage
        .all(
          'SELECT revision FROM documents UNION SELECT revision FROM job_documents WHERE holds_bytes = 1 AND revision IS NOT NULL',
        )
        .map(({ revision }) => revision),
    );
    for (const name of needed) if (!keptBytes(folder).has(name)) this.violation(`${where}: bytes ${name} are gone`);
    for (const [name, path] of keptBytes(folder))
      if (createHash('sha256').update(readFileSync(path)).digest('hex') !== name)
        this.violation(`${where}: bytes ${name} are damaged`);
    const strangers = () => [...keptBytes(folder).keys()].filter((name) => !needed.has(name));
    for (let look = 0; strangers().length > 0 && look < 100; look++) await wait(100);
    for (const name of strangers()) this.violation(`${where}: bytes ${name} belong to nobody`);
  }
}

/** Paths of all bytes that are kept, by their names. */
function keptBytes(folder) {
  const root = join(folder, 'documents');
  const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
  return new Map(names.filter((name) => /[0-9a-f]{64}$/.test(name)).map((name) => [name.slice(-64), join(root, name)]));
}
