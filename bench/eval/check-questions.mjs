// Checks docs-md-questions.jsonl and follow-ups.jsonl against the pages they were written from.
// Usage: node bench/eval/check-questions.mjs DATA_FOLDER   (the folder that holds docs/md)
// Prints every violation and exits 1 if there is one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const dataFolder = process.argv[2];
if (!dataFolder || !existsSync(join(dataFolder, 'docs', 'md'))) {
  console.error('usage: check-questions.mjs DATA_FOLDER (a folder with docs/md in it)');
  process.exit(1);
}
const pagesFolder = join(dataFolder, 'docs', 'md');
const here = dirname(fileURLToPath(import.meta.url));
const violations = [];
const fail = (where, what) => violations.push(`${where}: ${what}`);

// ---- pages and their sections: a section runs from a heading of level 1 to 3 up to the next one, heading included

function* pagesUnder(folder, prefix) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* pagesUnder(join(folder, entry.name), `${prefix}${entry.name}/`);
    else if (entry.name.endsWith('.md')) yield prefix + entry.name;
  }
}

function sectionsOf(text) {
  const lines = text.split(/\r?\n/);
  let at = 0;
  if (lines[0]?.trim() === '---') {
    at = 1;
    while (at < lines.length && lines[at].trim() !== '---') at++;
    at++;
  }
  const sections = [{ heading: '', lines: [] }];
  let fence = null;
  let inComment = false;
  for (; at < lines.length; at++) {
    const line = lines[at];
    const current = sections[sections.length - 1];
    if (fence) {
      current.lines.push(line);
      const close = /^\s*(`{3,}|~{3,})\s*$/.exec(line);
      if (close && close[1][0] === fence[0] && close[1].length >= fence.length) fence = null;
      continue;
    }
    if (inComment) {
      if (line.includes('-->')) inComment = false;
      continue;
    }
    const open = /^\s*(`{3,}|~{3,})/.exec(line);
    if (open) {
      fence = open[1];
      current.lines.push(line);
      continue;
    }
    if (line.trimStart().startsWith('<!--')) {
      inComment = !line.includes('-->');
      continue;
    }
    const heading = /^ {0,3}#{1,3}\s+(.*?)(?:\s+#+)?\s*$/.exec(line);
    if (heading) sections.push({ heading: heading[1], lines: [line] });
    else current.lines.push(line);
  }
  return sections.map((s) => ({ heading: s.heading, text: s.lines.join('\n') }));
}

const pages = new Map();
for (const name of pagesUnder(pagesFolder, '')) {
  const text = readFileSync(join(pagesFolder, name), 'utf8');
  pages.set(name, { text, sections: sectionsOf(text) });
}
const squeeze = (text) => text.toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, '');
const squeezedPages = [...pages].map(([name, page]) => [name, squeeze(page.text)]);

const languageOf = (document) => (document.startsWith('apisix/en/') ? 'en' : 'zh');
function twinOf(document) {
  if (document.startsWith('apisix/en/')) return document.replace('apisix/en/', 'apisix/zh/');
  if (document.startsWith('apisix/zh/')) return document.replace('apisix/zh/', 'apisix/en/');
  return null;
}

// ---- rules

function rowsOf(file) {
  const rows = [];
  for (const [index, line] of readFileSync(join(here, file), 'utf8').split('\n').entries()) {
    if (line === '') continue;
    try {
      rows.push(JSON.parse(line));
    } catch (error) {
      fail(`${file}:${index + 1}`, `no JSON: ${error.message}`);
    }
  }
  return rows;
}

function expectCount(where, what, got, wanted) {
  if (got !== wanted) fail(where, `${what}: ${got}, should be ${wanted}`);
}

function checkKeys(id, row, keys) {
  const got = Object.keys(row).sort().join(' ');
  const wanted = [...keys].sort().join(' ');
  if (got !== wanted) fail(id, `fields are "${got}", should be "${wanted}"`);
}

function checkIds(rows, prefix) {
  for (const [index, row] of rows.entries()) {
    const wanted = `${prefix}-${String(index + 1).padStart(3, '0')}`;
    if (row.id !== wanted) fail(row.id, `id should be ${wanted}`);
  }
}

function checkQuestion(id, lang, question) {
  if (typeof question !== 'string' || question.trim() === '') return fail(id, 'empty question');
  if (lang !== 'zh' && lang !== 'en') return fail(id, `lang "${lang}"`);
  const han = /\p{Script=Han}/u.test(question);
  if (lang === 'en' && han) fail(id, 'Chinese characters in an English question');
  const squeezed = squeeze(question);
  if (squeezed.length < 12) return;
  for (const [name, text] of squeezedPages) if (text.includes(squeezed)) fail(id, `question is copied from ${name}`);
}

function checkGold(id, gold, answers) {
  if (!Array.isArray(gold) || gold.length === 0) return fail(id, 'no gold');
  if (!Array.isArray(answers) || answers.length === 0) return fail(id, 'no answers');
  if (new Set(answers).size !== answers.length) fail(id, 'an answer stands twice');
  const unseen = new Set(answers);
  for (const answer of answers) {
    if (typeof answer !== 'string' || answer.trim() === '') fail(id, 'empty answer');
    else if ([...answer].length > 70) fail(id, `answer is longer than 70 characters: ${answer}`);
    else if (/[`\n]|\*\*|\]\(/.test(answer)) fail(id, `markup in answer: ${answer}`);
  }
  for (const { document, heading, ...rest } of gold) {
    if (Object.keys(rest).length > 0) fail(id, `unknown fields in gold: ${Object.keys(rest).join(', ')}`);
    const page = pages.get(document);
    if (!page) {
      fail(id, `no such page: ${document}`);
      continue;
    }
    const sections = page.sections.filter((s) => s.heading === heading);
    if (sections.length === 0) {
      fail(id, `no heading "${heading}" in ${document}`);
      continue;
    }
    const here = answers.filter((answer) => sections.some((s) => s.text.includes(answer)));
    if (here.length === 0) fail(id, `no answer stands under "${heading}" in ${document}`);
    for (const answer of here) unseen.delete(answer);
    // both language versions of a page are gold if both hold the answer
    const twin = twinOf(document);
    if (twin && pages.has(twin) && !gold.some((g) => g.document === twin)) {
      const longest = [...answers].sort((a, b) => b.length - a.length)[0];
      if (pages.get(twin).text.includes(longest)) fail(id, `${twin} holds "${longest}" too, but is not gold`);
    }
  }
  for (const answer of unseen) fail(id, `answer stands in no gold section: ${answer}`);
}

const questions = rowsOf('docs-md-questions.jsonl');
const kinds = { 'gold-present': 45, 'cross-language': 15, adversarial: 15, near: 15, 'off-topic': 10 };
const answerableKinds = new Set(['gold-present', 'cross-language']);
expectCount('docs-md-questions', 'rows', questions.length, 100);
expectCount('docs-md-questions', 'answerable', questions.filter((q) => q.answerable === true).length, 60);
expectCount('docs-md-questions', 'unanswerable', questions.filter((q) => q.answerable === false).length, 40);
expectCount('docs-md-questions', 'zh', questions.filter((q) => q.lang === 'zh').length, 50);
expectCount('docs-md-questions', 'en', questions.filter((q) => q.lang === 'en').length, 50);
for (const [kind, wanted] of Object.entries(kinds))
  expectCount('docs-md-questions', kind, questions.filter((q) => q.kind === kind).length, wanted);
expectCount(
  'docs-md-questions',
  'distinct questions',
  new Set(questions.map((q) => q.question)).size,
  questions.length,
);
checkIds(questions, 'md');
for (const row of questions) {
  checkKeys(row.id, row, ['id', 'lang', 'question', 'answerable', 'kind', 'gold', 'answers']);
  checkQuestion(row.id, row.lang, row.question);
  if (!(row.kind in kinds)) fail(row.id, `kind "${row.kind}"`);
  if (row.answerable !== answerableKinds.has(row.kind)) fail(row.id, 'answerable and kind disagree');
  if (row.answerable) {
    checkGold(row.id, row.gold, row.answers);
    const own = row.gold.some((g) => languageOf(g.document) === row.lang);
    if (row.kind === 'cross-language' && own) fail(row.id, "gold in the question's own language");
    if (row.kind === 'gold-present' && !own) fail(row.id, "no gold in the question's own language");
  } else if (row.gold?.length !== 0 || row.answers?.length !== 0) {
    fail(row.id, 'an unanswerable question has gold or answers');
  }
}

const followUps = rowsOf('follow-ups.jsonl');
const count = (standalone, lang) => followUps.filter((f) => f.standalone === standalone && f.lang === lang).length;
expectCount('follow-ups', 'zh', count(false, 'zh'), 30);
expectCount('follow-ups', 'en', count(false, 'en'), 30);
expectCount('follow-ups', 'standalone zh', count(true, 'zh'), 15);
expectCount('follow-ups', 'standalone en', count(true, 'en'), 15);
expectCount('follow-ups', 'rows', followUps.length, 90);
checkIds(followUps, 'fu');
for (const row of followUps) {
  checkKeys(row.id, row, ['id', 'lang', 'turns', 'standalone', 'gold', 'answers']);
  if (!Array.isArray(row.turns) || row.turns.length !== 2) fail(row.id, 'not two turns');
  else for (const turn of row.turns) checkQuestion(row.id, row.lang, turn);
  checkGold(row.id, row.gold, row.answers);
}

for (const violation of violations) console.error(violation);
console.log(
  `${questions.length} questions and ${followUps.length} conversations over ${pages.size} pages: ` +
    `${violations.length} violation${violations.length === 1 ? '' : 's'}`,
);
process.exit(violations.length === 0 ? 0 : 1);
