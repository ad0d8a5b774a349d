// Ingests, replaces and deletes synthetic documents until it is killed. Says what it begins and what is done.
const [dist, path, seedText] = process.argv.slice(2);
const { openSqliteCatalog } = await import(new URL('src/adapters/sqlite/sqlite-catalog.js', dist).href);
const { openEmbeddedIndex } = await import(new URL('src/adapters/embedded-index/embedded-index.js', dist).href);
const { pointIdOf, sectionIdOf, sha256 } = await import(new URL('src/core/identity.js', dist).href);
const { defaultCollectionSettings } = await import(new URL('src/core/collection.js', dist).href);

let state = Number(seedText);
function random(below) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * below);
}

function makePoint(id, sectionId, text) {
  const dense = Float32Array.from({ length: 32 }, () => random(2000) / 1000 - 1);
  const norm = Math.hypot(...dense);
  const ids = Uint32Array.from(new Set(Array.from({ length: 30 }, () => random(500) * 8_000_000))).sort();
  const weights = Float32Array.from(ids, () => 1 + random(100) / 100);
  const sparse = { ids, weights };
  const facts = { sectionId, documentId: id, part: 0, language: 'en', start: 0, end: text.length };
  return { id: pointIdOf(sectionId, 0, text), ...facts, dense: dense.map((value) => value / norm), sparse };
}

function makeRevision(id) {
  const count = 1 + random(40);
  const sections = Array.from({ length: count }, (_, position) => {
    // One in three sections changes its text from revision to revision.
    const text = position % 3 === 0 ? `section ${position} edition ${random(1e9)}` : `section ${position}`;
    const headingPath = [String(position)];
    const place = { unit: 'line', start: 1, end: 1, startOffset: 0, endOffset: text.length };
    const shape = { headingPath, ordinal: 0, position, bodyStart: 0, place, spans: [], unitStarts: [0] };
    return { id: sectionIdOf('docs', id, headingPath, 0), documentId: id, text, ...shape };
  });
  const points = sections.map((section) => makePoint(id, section.id, section.text));
  const revision = sha256(points.map((point) => point.id).join());
  return { sections, points, revision };
}

async function put(catalog, index, id) {
  const { sections, points, revision } = makeRevision(id);
  const document = { id, metadata: { parity: random(2) }, access: [] };
  console.log(`begin ${id} ${revision}`);
  const live = await catalog.livePointIds('docs', id);
  await index.stage(
    'docs',
    document,
    points.filter((point) => !live.has(point.id)),
  );
  const facts = { collection: 'docs', mediaType: 'text/markdown', title: id, sizeBytes: 1, report: {} };
  await catalog.publish({
    document: { ...document, ...facts, revision, inputHash: revision, sectionCount: sections.length },
    sections,
    // As ingest does: what is live keeps the terms that it has.
    points: [
      ...points.filter((point) => !live.has(point.id)),
      ...(await catalog.findPoints('docs', [...live])).filter((point) => points.some(({ id }) => id === point.id)),
    ],
  });
  console.log(`done ${id} ${revision}`);
  await index.published(
    'docs',
    document,
    points.map((point) => point.id),
  );
}

async function remove(catalog, index, id) {
  console.log(`begin ${id} deleted`);
  await catalog.deleteDocument('docs', id);
  console.log(`done ${id} deleted`);
  await index.removeDocument('docs', id);
}

const catalog = openSqliteCatalog(path);
const index = await openEmbeddedIndex({ storage: catalog.storage });
await catalog.putCollection('docs', defaultCollectionSettings, {
  recipe: 'recipe',
  questionRecipe: 'recipe',
  dimensions: 32,
});
await index.createCollection('docs');
for (;;) {
  const id = `document-${random(12)}`;
  if (random(5) === 0) await remove(catalog, index, id);
  else await put(catalog, index, id);
}
