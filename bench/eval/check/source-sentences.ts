import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { languageOf } from '../../../src/core/language.js';
import type { Language } from '../../../src/core/reply.js';
import { splitSentences } from '../../../src/core/sentences.js';
import type { SetPassage } from '../evaluation-set.js';
import { seededRandom } from './check-item.js';

/** A true sentence and the passage it stands in. */
export interface SourceSentence {
  readonly text: string;
  readonly language: Language;
  readonly passage: SetPassage;
  /** `md` or `passages`. */
  readonly origin: string;
}

/** Sections of the Markdown pages and passages of the retrieval sets: the collection that corrupted sentences are checked against. */
export function loadSourcePassages(dataFolder: string, seed: number): { passage: SetPassage; origin: string }[] {
  const random = seededRandom(seed);
  const pick = <Item>(items: readonly Item[], count: number) =>
    items
      .map((item) => ({ item, order: random() }))
      .sort((left, right) => left.order - right.order)
      .slice(0, count)
      .map(({ item }) => item);
  const sections = markdownFiles(join(dataFolder, 'docs/md')).flatMap((path) =>
    sectionsOf(relative(dataFolder, path), readFileSync(path, 'utf8')),
  );
  const chinese = sections.filter(({ text }) => languageOf(text) === 'zh');
  const english = sections.filter(({ text }) => languageOf(text) === 'en');
  const encyclopaedia = ['zh', 'en'].flatMap((language) =>
    pick(readPassages(join(dataFolder, 'retrieval', language, 'passages.jsonl')), 150),
  );
  return [
    ...pick(chinese, 150).map((passage) => ({ passage, origin: 'md' })),
    ...pick(english, 150).map((passage) => ({ passage, origin: 'md' })),
    ...encyclopaedia.map((passage) => ({ passage, origin: 'passages' })),
  ];
}

/** Plain sentences of moderate length, in a fixed random order. */
export function sourceSentences(
  passages: readonly { passage: SetPassage; origin: string }[],
  seed: number,
): SourceSentence[] {
  const random = seededRandom(seed);
  return passages
    .flatMap(({ passage, origin }) =>
      splitSentences(passage.text).flatMap((sentence): SourceSentence[] => {
        const text = passage.text.slice(sentence.start, sentence.end);
        const language = languageOf(text);
        const [shortest, longest] = language === 'zh' ? [14, 110] : [40, 230];
        const isPlain = sentence.kind === 'prose' && !/[\n<>|]|https?:|!\[|[?？:：]$/.test(text);
        return isPlain && text.length >= shortest && text.length <= longest
          ? [{ text, language, passage, origin }]
          : [];
      }),
    )
    .map((item) => ({ item, order: random() }))
    .sort((left, right) => left.order - right.order)
    .map(({ item }) => item);
}

function markdownFiles(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) return markdownFiles(path);
      return name.endsWith('.md') ? [path] : [];
    });
}

/** The text under each heading, those of 60 to 2,500 characters; front matter and comments off. */
function sectionsOf(path: string, markdown: string): SetPassage[] {
  const body = markdown.replace(/^---\n[\s\S]*?\n---\n/, '').replace(/<!--[\s\S]*?-->/g, '');
  const title = /^#\s+(.+)$/m.exec(body)?.[1] ?? path;
  return body.split(/^(?=#{1,4} )/m).flatMap((section, index) => {
    const heading = /^#{1,4}\s+(.+)$/m.exec(section)?.[1] ?? title;
    const text = section.replace(/^#{1,4} .*\n/, '').trim();
    if (text.length < 60 || text.length > 2_500) return [];
    return [{ id: `${path}#${index}`, title: heading === title ? title : `${title} › ${heading}`, text }];
  });
}

export function readPassages(path: string): SetPassage[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { id, title, text } = JSON.parse(line);
      return { id, title, text };
    });
}
