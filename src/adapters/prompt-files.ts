import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type PromptId, type Prompts, promptIds } from '../answer/prompts.js';
import { KnowledgeBaseError } from '../core/errors.js';
import type { Language } from '../core/reply.js';

interface PromptFile {
  readonly inputs: readonly string[];
  readonly text: string;
}

/**
 * Reads the fixed sentences from a folder of Markdown files (`ID.LANGUAGE.md`), each with front matter: `id`, `version`,
 * `language`, `inputs` (the `{{names}}` used in the text).
 *
 * @throws KnowledgeBaseError `model_file_invalid` naming the file that is missing or malformed.
 */
export function readPrompts(folder: string): Prompts {
  const files = new Map<string, PromptFile>();
  for (const id of promptIds) {
    for (const language of ['zh', 'en'] as const) files.set(`${id}.${language}`, readPrompt(folder, id, language));
  }
  return {
    text(id, language, inputs = {}) {
      const file = files.get(`${id}.${language}`);
      if (!file) throw new KnowledgeBaseError('internal_error', `Cannot find prompt "${id}" in "${language}"`);
      return file.text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => inputs[name] ?? '');
    },
  };
}

function readPrompt(folder: string, id: PromptId, language: Language): PromptFile {
  const name = `${id}.${language}.md`;
  const [, head = '', body = ''] = /^---\n(.*?)\n---\n(.*)$/s.exec(readText(folder, name)) ?? [];
  const front: unknown = parse(head);
  const text = body.trim();
  if (typeof front !== 'object' || front === null || text === '')
    throw invalid(name, 'front matter or text is missing');
  const fields = front as Record<string, unknown>;
  if (fields.id !== id || fields.language !== language || !Number.isInteger(fields.version)) {
    throw invalid(name, 'id, language or version in its front matter is wrong');
  }
  const inputs = Array.isArray(fields.inputs) ? fields.inputs.map(String) : [];
  const used = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, input = '']) => input);
  const unknown = used.find((input) => !inputs.includes(input));
  if (unknown !== undefined) throw invalid(name, `"${unknown}" is used and not among its inputs`);
  return { inputs, text };
}

function readText(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (cause) {
    throw new KnowledgeBaseError('model_file_invalid', `Cannot read prompt "${name}"; install kaoju again`, { cause });
  }
}

function invalid(name: string, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError('model_file_invalid', `Cannot use prompt "${name}": ${reason}; restore the file`);
}
