import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type PromptId,
  type Prompts,
  type PromptTemplate,
  type PromptValues,
  promptInputs,
  suppliedInputs,
} from '../../answer/prompts.js';
import { KnowledgeBaseError } from '../../core/errors.js';
import { type Language, languages } from '../../core/reply.js';
import type { ChatMessage } from '../../ports/chat-model.js';
import { type PromptFile, parsePrompt, render } from './parse-prompt.js';

/** A prompt, and whether it is the user's. */
type Held = PromptFile & { readonly own: boolean };

/**
 * Reads the prompts that ship, and those of a folder of the user's, which replace them by name; other files there are
 * templates of its own.
 *
 * @throws KnowledgeBaseError `model_file_invalid` for the shipped ones, `invalid_configuration` for the user's, with every
 * file that is missing or malformed and why.
 */
export function readPrompts(folder: string, ownFolder: string | null = null): Prompts {
  const prompts = new Map<string, Held>();
  const problems = readFolder(folder, false, prompts);
  for (const id of Object.keys(promptInputs)) {
    for (const language of languages) {
      if (!prompts.has(`${id}.${language}`)) problems.push(`"${id}.${language}.md" is missing`);
    }
  }
  if (problems.length > 0) {
    throw new KnowledgeBaseError(
      'model_file_invalid',
      `Cannot use the prompts that ship; restore the files, or install kaoju again:${listed(problems)}`,
    );
  }
  const ownProblems = ownFolder === null ? [] : readFolder(ownFolder, true, prompts);
  if (ownProblems.length > 0) {
    throw new KnowledgeBaseError(
      'invalid_configuration',
      `Cannot use the prompts of KAOJU_PROMPTS_DIR; mend the files:${listed(ownProblems)}`,
      { facts: { problems: ownProblems } },
    );
  }
  return promptsOf(prompts);
}

function listed(problems: readonly string[]): string {
  return problems.map((problem) => `\n  - ${problem}`).join('');
}

function promptsOf(prompts: ReadonlyMap<string, Held>): Prompts {
  const find = (id: PromptId, language: Language): Held => {
    const prompt = prompts.get(`${id}.${language}`);
    if (prompt) return prompt;
    throw new KnowledgeBaseError('internal_error', `Cannot find prompt "${id}" in "${language}"; install kaoju again`);
  };
  const templates = [...prompts.values()].filter(({ id }) => !(id in promptInputs));
  return {
    text: (id, language, values = {}) => render(find(id, language).text, values),
    messages: (id, language, values) => messagesOf(find(id, language).text, values),
    templates: templates
      .map(toTemplate)
      .sort((left, right) => (left.id === right.id ? (left.language === 'zh' ? -1 : 1) : left.id < right.id ? -1 : 1)),
    templateMessages(id, language, values) {
      const template = templates.find((one) => one.id === id && one.language === language);
      return template ? messagesOf(template.text, values) : null;
    },
  };
}

function toTemplate({ id, version, language, title, description, inputs, own }: Held): PromptTemplate {
  const asked = inputs.filter(({ name }) => !suppliedInputs.includes(name));
  return { id, version, language, title, description, inputs: asked, own };
}

/** Cut into messages before anything is filled in, so that no value can open a message of its own. */
function messagesOf(text: string, values: PromptValues): ChatMessage[] {
  const [first = '', ...rest] = text.split(/^## (system|user|assistant)[^\S\n]*$/m);
  const messages: ChatMessage[] = first.trim() === '' ? [] : [{ role: 'user', content: render(first.trim(), values) }];
  for (let index = 0; index < rest.length; index += 2) {
    const role = rest[index] as ChatMessage['role']; // The pattern lets no other through.
    messages.push({ role, content: render((rest[index + 1] ?? '').trim(), values) });
  }
  return messages;
}

/** Puts a folder's prompts into the map; returns what is wrong with its files. */
function readFolder(folder: string, own: boolean, prompts: Map<string, Held>): string[] {
  const problems: string[] = [];
  for (const name of namesIn(folder, own)) {
    const prompt = parsePrompt(name, readFileSync(join(folder, name), 'utf8'));
    const found = 'problems' in prompt ? prompt.problems : takesItsInputs(prompt);
    problems.push(...found.map((problem) => `"${name}": ${problem}`));
    if (!('problems' in prompt)) prompts.set(`${prompt.id}.${prompt.language}`, { ...prompt, own });
  }
  return problems;
}

function namesIn(folder: string, own: boolean): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md') && name !== 'README.md')
      .sort();
  } catch (cause) {
    const code = own ? 'invalid_configuration' : 'model_file_invalid';
    const remedy = own ? 'set KAOJU_PROMPTS_DIR to a folder that can be read' : 'install kaoju again';
    throw new KnowledgeBaseError(code, `Cannot read the prompts in "${folder}": ${remedy}`, { cause });
  }
}

/** A text that answering uses gets these inputs and no others. */
function takesItsInputs({ id, inputs }: PromptFile): string[] {
  const expected: readonly string[] | undefined = (promptInputs as Readonly<Record<string, readonly string[]>>)[id];
  if (!expected) return [];
  const declared = inputs.map(({ name }) => name);
  return [
    ...expected.filter((name) => !declared.includes(name)).map((name) => `it must take the input "${name}"`),
    ...declared.filter((name) => !expected.includes(name)).map((name) => `nothing gives it the input "${name}"`),
  ];
}
