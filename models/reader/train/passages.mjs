// Cuts the pages of sources.json into the passages that the written questions are about, as the service cuts them:
// node models/reader/train/passages.mjs CHECKOUTS OUT.jsonl
// CHECKOUTS holds a folder for each source, by its name: a checkout of its commit. A changed cleaning or cutting
// (`prepareRecipe`) changes passages, and the questions on those are left out by the training, which says how many.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareDocument } from '../../../dist/ingest/prepare-document.js';

const [checkouts, out] = process.argv.slice(2);
if (!checkouts || !out) throw new Error('Say where the checkouts are, and which file to write');
const sources = JSON.parse(readFileSync(new URL('sources.json', import.meta.url), 'utf8'));
const shortest = 80;
const rows = new Map();

for (const { name, folders } of sources) {
  for (const folder of folders.filter((folder) => existsSync(join(checkouts, name, folder)))) {
    const pages = readdirSync(join(checkouts, name, folder), { recursive: true }).map(String);
    for (const page of pages.filter((page) => /\.mdx?$/.test(page) && !/SUMMARY|README/.test(page)).sort()) {
      for (const text of await passagesOf(join(checkouts, name), join(folder, page))) {
        const id = `${name}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
        if (text.length >= shortest && !rows.has(id)) rows.set(id, { id, repo: name, path: join(folder, page), text });
      }
    }
  }
}
writeFileSync(out, `${[...rows.values()].map((row) => JSON.stringify(row)).join('\n')}\n`);
process.stdout.write(`${rows.size} passages of ${sources.length} sources\n`);

/** A page's parts: heading path, newline, text. None where there is nothing to read. */
async function passagesOf(root, page) {
  const documentId = page.replace(/\.mdx$/, '.md');
  const bytes = readFileSync(join(root, page));
  try {
    const { parts } = await prepareDocument({ collection: 'train', documentId, bytes, mediaType: 'text/markdown' });
    return parts.map((part) => (part.part ?? part).embeddedText);
  } catch (error) {
    process.stderr.write(`left out ${page}: ${error.message}\n`);
    return [];
  }
}
