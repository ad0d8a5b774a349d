import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../src/core/identity.js';
import type { DocumentStore } from '../../src/ports/document-store.js';

/** A store with the means to damage what it keeps, as a failing disk would. */
export interface DocumentStoreUnderTest {
  readonly store: DocumentStore;
  damage(revision: string): Promise<void>;
  dispose(): Promise<void>;
}

/** What every DocumentStore does, whatever is behind it. */
export function documentStoreContract(name: string, open: () => Promise<DocumentStoreUnderTest>): void {
  describe(`${name} as a DocumentStore`, () => {
    const bytes = Buffer.from('# 考据\n\nHello\0world');
    const revision = sha256(bytes);
    let subject: DocumentStoreUnderTest;

    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.dispose());

    it('get() gives the bytes that put() took', async () => {
      await subject.store.put(revision, bytes);
      await subject.store.put(revision, bytes);
      expect(Buffer.from((await subject.store.get(revision)) ?? [])).toEqual(bytes);
    });

    it('keeps an empty document', async () => {
      await subject.store.put(sha256(''), new Uint8Array(0));
      expect(await subject.store.get(sha256(''))).toHaveLength(0);
    });

    it('get() gives null for what is not there', async () => {
      expect(await subject.store.get(revision)).toBeNull();
    });

    it('remove() leaves nothing, and may be repeated', async () => {
      await subject.store.remove(revision);
      await subject.store.put(revision, bytes);
      await subject.store.remove(revision);
      await subject.store.remove(revision);
      expect(await subject.store.get(revision)).toBeNull();
    });

    it('list() names every revision there is', async () => {
      expect(await revisions(subject.store)).toEqual([]);
      await subject.store.put(revision, bytes);
      await subject.store.put(sha256('other'), Buffer.from('other'));
      expect(await revisions(subject.store)).toEqual([revision, sha256('other')].sort());
    });

    it('put() refuses bytes with another hash', async () => {
      await expect(subject.store.put(sha256('other'), bytes)).rejects.toMatchObject({ code: 'invariant_broken' });
      expect(await subject.store.get(sha256('other'))).toBeNull();
    });

    it('get() refuses damaged bytes, and put() mends them', async () => {
      await subject.store.put(revision, bytes);
      await subject.damage(revision);
      await expect(subject.store.get(revision)).rejects.toMatchObject({ code: 'storage_corrupt' });
      await subject.store.put(revision, bytes);
      expect(Buffer.from((await subject.store.get(revision)) ?? [])).toEqual(bytes);
    });

    it('takes the same bytes from many callers at once', async () => {
      await Promise.all(Array.from({ length: 20 }, () => subject.store.put(revision, bytes)));
      expect(Buffer.from((await subject.store.get(revision)) ?? [])).toEqual(bytes);
    });

    it('uses nothing but a hash as a name', async () => {
      await expect(subject.store.get('../../etc/passwd')).rejects.toMatchObject({ code: 'invalid_request' });
      await expect(subject.store.put('', bytes)).rejects.toMatchObject({ code: 'invalid_request' });
    });
  });
}

async function revisions(store: DocumentStore): Promise<string[]> {
  const names: string[] = [];
  for await (const name of store.list()) names.push(name);
  return names.sort();
}
