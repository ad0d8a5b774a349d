import { KnowledgeBaseError } from '../core/errors.js';
import { languageOf } from '../core/language.js';
import { nearestName } from '../core/nearest-name.js';
import type { ChatCompletion, ChatMessage, ChatModel } from '../ports/chat-model.js';
import type { AnswerPorts, QuestionRequest } from './answer-ports.js';
import { messagesWithSections, orWithoutModel } from './ask-model.js';
import { citeDraft } from './cite-draft.js';
import { draftOf, withoutModel } from './draft-answer.js';
import { evidenceForModel } from './evidence-for-model.js';
import { knownCode } from './known-code.js';
import type { PromptTemplate } from './prompts.js';
import { defuse } from './quote-sections.js';
import { type Decision, quotedAnswer } from './quoted-answer.js';
import type { RouteEvents } from './routed-answer.js';
import type { Findings } from './search-passages.js';
import { checkOf, type TextCheck } from './text-check.js';

/** Tokens of a generated text, at most half of the model's context: about two pages. */
const generatedTokens = 2048;

/** A template that was asked for, with its inputs checked. */
export interface ChosenTemplate {
  /** The messages around the sections' text. */
  readonly build: (sections: string) => readonly ChatMessage[];
}

/**
 * The template that a request names, in the question's language where there is one.
 *
 * @returns null when it names none.
 * @throws KnowledgeBaseError `invalid_request` for an unknown template, an input too many or too few, or without a model.
 */
export function chosenTemplate(ports: AnswerPorts, request: QuestionRequest): ChosenTemplate | null {
  const { template: id, inputs = {}, question } = request;
  const { prompts, chatModel } = ports;
  if (id === undefined) {
    if (Object.keys(inputs).length === 0) return null;
    throw new KnowledgeBaseError(
      'invalid_request',
      'Cannot use inputs without a template: name one, or leave them out',
    );
  }
  const language = languageOf(question);
  const named = prompts.templates.filter((one) => one.id === id);
  const template = named.find((one) => one.language === language) ?? named[0];
  if (!template) throw unknownTemplate(id, prompts.templates);
  if (!chatModel) {
    throw new KnowledgeBaseError(
      'invalid_request',
      `Cannot write from template "${id}": no model is set; set KAOJU_MODEL`,
    );
  }
  assertInputs(template, inputs);
  const given = Object.fromEntries(
    template.inputs.map((input) => [input.name, defuse(inputs[input.name] ?? input.default ?? '')]),
  );
  const build = (sections: string) => {
    const found = sections === '' ? prompts.text('no-sections', template.language) : sections;
    const values = { ...given, question: defuse(question), sections: found };
    return prompts.templateMessages(id, template.language, values) ?? [];
  };
  return { build };
}

/** The model's text from a template and the evidence: what states facts is checked, marked where it finds no support, never dropped. */
export async function* generateFromTemplate(
  ports: AnswerPorts & { readonly chatModel: ChatModel },
  request: QuestionRequest,
  findings: Findings,
  decision: Decision,
  check: TextCheck,
  template: ChosenTemplate,
): RouteEvents {
  yield { type: 'progress', step: 'drafting' };
  const completion = await orWithoutModel(write(ports, request, findings, template));
  if (!completion) {
    const quoted = withoutModel(await quotedAnswer(ports, request, findings, decision));
    yield { type: 'text', text: quoted.answer };
    return { ...quoted, reason: 'model_unavailable' };
  }
  yield { type: 'progress', step: 'checking' };
  const draft = draftOf(completion);
  const verdict = await checkOf(ports, request, findings, check)(draft);
  const language = languageOf(draft);
  const marks = {
    unsupported: ports.prompts.text('mark-unsupported', language),
    contradicted: ports.prompts.text('mark-contradicted', language),
  };
  const isKnownCode = knownCode(findings);
  const cited = citeDraft(draft, verdict.claims, { threshold: ports.factThreshold, marks, isKnownCode });
  yield { type: 'text', text: cited.answer };
  const { revision: modelRevision, usage } = completion;
  return { ...cited, route: 'generated', reason: 'template', verdict, draft, modelRevision, usage, degraded: false };
}

async function write(
  ports: AnswerPorts & { readonly chatModel: ChatModel },
  request: QuestionRequest,
  findings: Findings,
  { build }: ChosenTemplate,
): Promise<ChatCompletion> {
  const { chatModel } = ports;
  const context = (await chatModel.contextTokens()) ?? generatedTokens * 2;
  const maxTokens = Math.min(generatedTokens, Math.floor(context / 2));
  const passages = evidenceForModel(findings);
  const { messages } = await messagesWithSections(chatModel, {
    build,
    passages,
    key: ports.newId().slice(0, 8),
    maxTokens,
  });
  return await chatModel.complete(messages, { signal: request.signal, maxTokens });
}

function unknownTemplate(id: string, templates: readonly PromptTemplate[]): KnowledgeBaseError {
  const names = [...new Set(templates.map((one) => one.id))];
  const nearest = nearestName(id, names);
  const remedy = nearest ? `did you mean "${nearest}"?` : `use one of ${names.join(', ')}`;
  return new KnowledgeBaseError(
    'invalid_request',
    `Cannot find template ${JSON.stringify(id.slice(0, 80))}: ${remedy}`,
  );
}

function assertInputs(template: PromptTemplate, inputs: Readonly<Record<string, string>>): void {
  const names = template.inputs.map(({ name }) => name);
  const unknown = Object.keys(inputs).filter((name) => !names.includes(name));
  const missing = template.inputs.filter((input) => input.default === null && !inputs[input.name]?.trim());
  const problems = [
    ...unknown.map((name) => `"${name.slice(0, 80)}" is none of its inputs`),
    ...missing.map(({ name }) => `"${name}" is missing`),
  ];
  if (problems.length === 0) return;
  throw new KnowledgeBaseError(
    'invalid_request',
    `Cannot write from template "${template.id}": ${problems.join(', ')}; its inputs are ${names.join(', ')}`,
    { facts: { template: template.id, inputs: names } },
  );
}
