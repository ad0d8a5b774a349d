import type { Passage } from '../core/reply.js';
import { sectionTitles, titleSeparator } from '../core/section-titles.js';

/** What sections are quoted with. */
export interface QuoteOptions {
  /** Part of every mark, and in no text: a new random one for each request. */
  readonly key: string;
  /** Tokens for all of it. */
  readonly maxTokens: number;
  readonly countTokens: (texts: readonly string[]) => Promise<readonly number[]>;
}

/** Sections as a model gets them, and which they were; `[n]` is the place in `passages`, from 1. */
export interface QuotedSections {
  readonly text: string;
  readonly passages: readonly Passage[];
}

/** A shorter piece of a section would say nothing. UTF-16 code units. */
const shortestPiece = 200;

/**
 * Quotes sections as labelled data, best first, as many as the tokens allow; the first one that does not fit is cut. What stands
 * in a section can neither end it, nor begin another one, nor be taken for a turn of the conversation.
 */
export async function quoteSections(passages: readonly Passage[], options: QuoteOptions): Promise<QuotedSections> {
  const { key, maxTokens, countTokens } = options;
  const blocks: string[] = [];
  const quoted: Passage[] = [];
  let left = maxTokens;
  for (const passage of passages) {
    const block = toBlock(passage, passage.text, blocks.length + 1, key);
    const [tokens = 0] = await countTokens([block]);
    if (tokens <= left) {
      blocks.push(block);
      quoted.push(passage);
      left -= tokens;
      continue;
    }
    // Somewhat less than its share, since marks and titles stay whole.
    const length = Math.floor((passage.text.length * left * 0.8) / tokens);
    if (length >= shortestPiece) {
      blocks.push(toBlock(passage, `${passage.text.slice(0, length).trimEnd()} …`, blocks.length + 1, key));
      quoted.push(passage);
    }
    break;
  }
  return { text: blocks.join('\n\n'), passages: quoted };
}

function toBlock({ documentTitle, headingPath }: Passage, text: string, number: number, key: string): string {
  const titles = sectionTitles(documentTitle, headingPath).join(titleSeparator);
  return [
    `<section ${number} ${key}>`,
    ...(titles === '' ? [] : [defuse(titles)]),
    defuse(text.trim()),
    `</section ${number} ${key}>`,
  ].join('\n');
}

/** What chat templates use to mark turns and thoughts, and our own marks: `<|im_start|>`, `<｜User｜>`, `[INST]`, `</s>`, …. */
const controlMark =
  /<(?=[|｜])|<(?=\/?(?:section|s|think|thinking|system|user|assistant|im_start|im_end|start_of_turn|end_of_turn|bos|eos)\b)|<(?=<\/?SYS)|\[(?=\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS)\])/gi;

/** Text that stays text to a server which looks for control marks in what it is sent: a blank behind the first sign of each. */
export function defuse(text: string): string {
  return text.replace(controlMark, '$& ');
}
