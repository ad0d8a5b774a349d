import { expect, test } from 'vitest';
import { runWithFakes } from '../run-with-fakes.js';

const status = {
  collection: 'handbook',
  action: 'build',
  state: 'building',
  documents: 0,
  total_documents: 2,
  recipe: 'old',
  next_recipe: 'new',
  previous_recipe: null,
  difference: null,
  verification: null,
  problem: null,
};
const done = {
  ...status,
  state: 'done',
  documents: 2,
  recipe: 'new',
  next_recipe: null,
  previous_recipe: 'old',
  difference: { made: 1, removed: 0, failed: [{ document_id: 'a.pdf', message: 'Cannot read it' }] },
  verification: { documents: 2, sections: 5, points: 5, asked: 2, found_before: 1, found_now: 0.5 },
};

test('kaoju reindex waits for the switch, and says what was seen and what is kept', async () => {
  const { code, printed, client } = await runWithFakes(['reindex', 'handbook', '--skip-failed'], ({ method }) =>
    method === 'POST' ? status : done,
  );
  expect(code).toBe(0);
  expect(client.sent[0]).toMatchObject({
    path: '/v1/collections/handbook/reindex',
    options: { json: { action: 'build', skip_failed: true } },
  });
  expect(printed).toEqual([
    'handbook: build done, recipe new',
    'documents   1 made, 0 taken out, 1 failed',
    '  ✗ a.pdf: Cannot read it',
    'verified    2 documents, 5 sections, 5 points',
    'found again 50 % of 2 sections, before 100 %',
    'kept        the build before, recipe old; --rollback, --drop',
  ]);
});

test('kaoju reindex fails with the build that was rejected, and the collection answers as before', async () => {
  const failed = { ...status, state: 'failed', problem: { code: 'build_rejected', message: 'Cannot put it in use' } };
  const { code, printed } = await runWithFakes(['reindex', 'handbook', '--rollback'], () => failed);
  expect(code).toBe(1);
  expect(printed.at(-1)).toBe('✗ Cannot put it in use [build_rejected]');
  expect(
    (await runWithFakes(['reindex', 'handbook', '--cancel'], () => ({ ...status, state: 'cancelled' }))).code,
  ).toBe(0);
});
