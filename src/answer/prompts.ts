import type { Language } from '../core/reply.js';

/** The fixed sentences, by id and language; the text of `prompts/`. */
export interface Prompts {
  /** @throws when there is no such text: a fault of the package, found by its guard test. */
  text(id: PromptId, language: Language, inputs?: Readonly<Record<string, string>>): string;
}

/** Ids of the texts that answering uses. */
export const promptIds = [
  'no-answer',
  'empty-collection',
  'nothing-searchable',
  'nothing-matched',
  'passages-intro',
  'sections-disagree',
  'condense-question',
] as const;

export type PromptId = (typeof promptIds)[number];
