import type { Language } from '../core/reply.js';
import type { ChatMessage } from '../ports/chat-model.js';

/**
 * The texts of `prompts/` that answering uses, by id, with the inputs that each must take. What is said to people (fixed
 * sentences, marks), then what is said to a model.
 */
export const promptInputs = {
  'no-answer': [],
  'empty-collection': [],
  'nothing-searchable': [],
  'nothing-matched': [],
  'passages-intro': [],
  'sections-disagree': [],
  'mark-unsupported': [],
  'mark-contradicted': [],
  'no-sections': [],
  'condense-question': ['conversation', 'question'],
  'asker-wishes': ['wishes'],
  draft: ['question'],
  'draft-with-evidence': ['question', 'sections'],
  compose: ['question', 'sections'],
} as const satisfies Record<string, readonly string[]>;

export type PromptId = keyof typeof promptInputs;

export const promptIds = Object.keys(promptInputs) as PromptId[];

/** Values of a prompt's inputs by name. */
export type PromptValues = Readonly<Record<string, string>>;

/** What a template's inputs may be called without a caller's giving them: the question, and the sections found for it. */
export const suppliedInputs: readonly string[] = ['question', 'sections'];

export interface TemplateInput {
  readonly name: string;
  /** For people; '' without. */
  readonly description: string;
  /** What stands for it when it is not given; null where it must be. */
  readonly default: string | null;
}

/** A text to write from, asked for by its id (`POST /v1/query`, `template`). */
export interface PromptTemplate {
  readonly id: string;
  readonly version: number;
  readonly language: Language;
  readonly title: string;
  readonly description: string;
  /** Those that the caller gives. */
  readonly inputs: readonly TemplateInput[];
  /** True where it came from the user's folder. */
  readonly own: boolean;
}

/** The texts of `prompts/`, and of the folder that stands over it. */
export interface Prompts {
  /** A text as one piece. @throws when there is none: a fault of the package, found at start. */
  text(id: PromptId, language: Language, values?: PromptValues): string;
  /** A text as messages to a model: the parts under the lines `## system`, `## user`, `## assistant`. */
  messages(id: PromptId, language: Language, values: PromptValues): readonly ChatMessage[];
  /** In the order of their ids, `zh` before `en`. */
  readonly templates: readonly PromptTemplate[];
  /** Null where there is no such template in this language. */
  templateMessages(id: string, language: Language, values: PromptValues): readonly ChatMessage[] | null;
}
