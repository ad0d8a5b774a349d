/** What Open WebUI asks a model for besides answers, and what it gets: JSON in the shape its template asks for. */
interface TaskKind {
  readonly pattern: RegExp;
  readonly reply: (question: string) => object;
}

/** Characters of a chat's title. */
const titleCharacters = 40;

const taskStart = /^\s*### Task:\s*/i;

/** By the first words of the templates that Open WebUI ships; administrators may translate what follows. */
const kinds: readonly TaskKind[] = [
  { pattern: /\btitle\b|标题|標題/i, reply: (question) => ({ title: toTitle(question) }) },
  { pattern: /\btags?\b|标签|標籤/i, reply: () => ({ tags: [] }) },
  { pattern: /follow[- ]?up|追问|后续问题/i, reply: () => ({ follow_ups: [] }) },
  { pattern: /search quer|\bqueries\b|检索|搜索/i, reply: () => ({ queries: [] }) },
  { pattern: /autocompletion|补全/i, reply: () => ({ text: '' }) },
  { pattern: /\bimage\b|图像|图片/i, reply: (question) => ({ prompt: toTitle(question) }) },
];

/**
 * The reply to one of Open WebUI's own requests ("### Task:": a title, tags, follow-up questions, …), or null for a question.
 * It is made of the first question in the chat it quotes, so it can hold no document's text.
 *
 * @param text the last user message.
 */
export function openWebuiTaskReply(text: string): string | null {
  if (!taskStart.test(text) || isQuestionWithContext(text)) return null;
  const [line = ''] = text.replace(taskStart, '').split('\n');
  const kind = kinds.find(({ pattern }) => pattern.test(line));
  return JSON.stringify(kind ? kind.reply(firstQuestion(text)) : {});
}

/**
 * The question inside Open WebUI's template for its own documents ("### Task: Respond to the user query using the provided
 * context"), which answering would otherwise take for the question; the text itself when it is no such template.
 */
export function questionInTemplate(text: string): string {
  if (!taskStart.test(text) || !isQuestionWithContext(text)) return text;
  const quoted = /<user_query>([\s\S]*?)<\/user_query>/i.exec(text)?.[1];
  const behind = /<\/context>(?![\s\S]*<\/context>)([\s\S]*)$/i.exec(text)?.[1];
  return (quoted ?? behind ?? '').trim() || text;
}

function isQuestionWithContext(text: string): boolean {
  return (
    /^\s*### Task:\s*(?:Respond to the user query|使用提供的|根据提供的)/i.test(text) ||
    /<context>[\s\S]*<\/context>/i.test(text)
  );
}

/** What the user said first in the chat that a template quotes: `USER: …` lines up to the next speaker. */
function firstQuestion(text: string): string {
  const chat = /<chat_history>([\s\S]*?)(?:<\/chat_history>|$)/i.exec(text)?.[1] ?? '';
  const said = /^\s*USER:\s*([\s\S]*?)(?=^\s*(?:USER|ASSISTANT|SYSTEM|TOOL):|(?![\s\S]))/im.exec(chat)?.[1] ?? '';
  return said.replace(/\s+/g, ' ').trim();
}

function toTitle(question: string): string {
  const characters = Array.from(question.replace(/[？?。.！!\s]+$/u, ''));
  if (characters.length === 0) return 'New chat';
  return characters.length <= titleCharacters
    ? characters.join('')
    : `${characters
        .slice(0, titleCharacters - 1)
        .join('')
        .trimEnd()}…`;
}
