import { expect, test } from 'vitest';
import { wireCollection } from '../../fakes/wire-bodies.js';
import { runWithFakes } from '../run-with-fakes.js';

test('kaoju collections lists the knowledge bases', async () => {
  const { printed } = await runWithFakes(['collections'], { 'GET /v1/collections': { collections: [wireCollection] } });
  expect(printed).toEqual(['handbook  10 documents, 84 sections, updated 2026-11-24T08:05:00.000Z  Company handbook']);
});

test('kaoju collections show prints one, its name encoded in the path', async () => {
  const { code, printed } = await runWithFakes(['collections', 'show', '手册', '--json'], {
    [`GET /v1/collections/${encodeURIComponent('手册')}`]: wireCollection,
  });
  expect({ code, body: JSON.parse(printed[0] ?? '') }).toEqual({ code: 0, body: wireCollection });
});

test('kaoju collections create sends only the settings given', async () => {
  const { client } = await runWithFakes(['collections', 'create', 'handbook', '--heading-level', '2'], {
    'PUT /v1/collections/handbook': wireCollection,
  });
  expect(JSON.stringify(client.sent[0]?.options.json)).toBe('{"heading_level":2}');
});

test('kaoju collections delete asks for --yes before it sends anything', async () => {
  const { code, noted, client } = await runWithFakes(['collections', 'delete', 'handbook'], {});
  expect({ code, sent: client.sent }).toEqual({ code: 1, sent: [] });
  expect(noted[1]).toBe('  → repeat the command with --yes');
});

test('kaoju collections delete --yes says what went', async () => {
  const { printed } = await runWithFakes(['collections', 'delete', 'handbook', '--yes'], {
    'DELETE /v1/collections/handbook': { documents: 10, sections: 84, points: 91 },
  });
  expect(printed).toEqual(['deleted "handbook": 10 documents, 84 sections, 91 points']);
});
