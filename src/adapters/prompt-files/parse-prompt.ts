import { parse } from 'yaml';
import type { PromptValues, TemplateInput } from '../../answer/prompts.js';
import { type Language, languages } from '../../core/reply.js';

/** A prompt as its file holds it. */
export interface PromptFile {
  readonly id: string;
  readonly version: number;
  readonly language: Language;
  readonly title: string;
  readonly description: string;
  readonly inputs: readonly TemplateInput[];
  readonly text: string;
}

/** `{name}` or `{{name}}`; `\{name}` is no input. Other braces (code, formulas, JSON) are left alone. */
const placeholder = /(\\?)(?:\{\{\s*([a-z][a-z0-9_]*)\s*\}\}|\{([a-z][a-z0-9_]*)\})/g;

/**
 * Reads a Markdown file with front matter: `id`, `version`, `language`, `inputs` (names, or objects of `name`, `description`,
 * `default`), and for a template `title` and `description`. What is declared and what is used must be the same.
 *
 * @param name the file's, which must be `ID.LANGUAGE.md`.
 * @returns the prompt, or what is wrong with it.
 */
export function parsePrompt(name: string, content: string): PromptFile | { readonly problems: readonly string[] } {
  const [, head = '', body = ''] = /^---\r?\n(.*?)\r?\n---\r?\n(.*)$/s.exec(content.replace(/^\uFEFF/, '')) ?? [];
  const text = body.trim();
  const front = parseHead(head);
  if (!front || text === '') return { problems: ['front matter or text is missing'] };
  const { id, version, title = '', description = '' } = front;
  const language = languages.find((one) => one === front.language);
  const inputs = inputsIn(front.inputs);
  const problems = [
    ...(typeof id === 'string' && language && name === `${id}.${language}.md`
      ? []
      : ['its name is not made of the id and language in its front matter (ID.zh.md, ID.en.md)']),
    ...(Number.isInteger(version) ? [] : ['version in its front matter is not a whole number']),
    ...(inputs
      ? inputProblems(inputs, text)
      : ['inputs in its front matter are neither names nor objects with a name']),
  ];
  if (problems.length > 0 || !language || !inputs) return { problems };
  return {
    id: String(id),
    version: Number(version),
    language,
    title: String(title) || String(id),
    description: String(description),
    inputs,
    text,
  };
}

/** The text with its inputs filled in; what is filled in is not looked at again. */
export function render(text: string, values: PromptValues): string {
  return text.replace(placeholder, (whole: string, backslash: string, double?: string, single?: string) =>
    backslash ? whole.slice(1) : (values[double ?? single ?? ''] ?? ''),
  );
}

function parseHead(head: string): Readonly<Record<string, unknown>> | null {
  try {
    const front: unknown = parse(head);
    return typeof front === 'object' && front !== null ? (front as Record<string, unknown>) : null;
  } catch {
    return null; // Not YAML: reported as missing front matter.
  }
}

function inputsIn(value: unknown): TemplateInput[] | null {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  const inputs: TemplateInput[] = [];
  for (const one of value as unknown[]) {
    const fields: Readonly<Record<string, unknown>> =
      typeof one === 'string' ? { name: one } : ((one ?? {}) as Record<string, unknown>);
    const { name, description = '', default: standard = null } = fields;
    if (typeof name !== 'string' || !/^[a-z][a-z0-9_]*$/.test(name)) return null;
    inputs.push({
      name,
      description: String(description),
      default: standard === null ? null : String(standard),
    });
  }
  return inputs;
}

function inputProblems(inputs: readonly TemplateInput[], text: string): string[] {
  const declared = inputs.map(({ name }) => name);
  const used = [...text.matchAll(placeholder)].flatMap(([, backslash, double, single]) =>
    backslash ? [] : [double ?? single ?? ''],
  );
  const undeclared = [...new Set(used)].filter((name) => !declared.includes(name));
  const unused = declared.filter((name) => !used.includes(name));
  return [
    ...undeclared.map((name) => `"${name}" is used and not among its inputs; declare it, or write \\{${name}}`),
    ...unused.map((name) => `its input "${name}" is not used`),
    ...(new Set(declared).size < declared.length ? ['an input is declared twice'] : []),
  ];
}
