import { comparableHeading } from './heading-text.js';
import { type JoinHabits, joinedText } from './joined-text.js';
import type { TextLine } from './text-line.js';

/** What may tell a document's title. */
export interface TitleEvidence {
  /** From the file's properties; often a file name or a template's title. */
  readonly property: string | null;
  /** Lines of the heading that looks like the title. */
  readonly heading: readonly TextLine[] | null;
  /** Lines of the first pages. */
  readonly front: readonly TextLine[];
  /** Running headers and footers, one entry for each page that has it. */
  readonly running: readonly string[];
  readonly pageCount: number;
}

/**
 * The document's title: its property where the first pages say the same, else the heading that looks like one, else the
 * property, else the header that most pages bear; null when there is none of these.
 */
export function pdfTitle(evidence: TitleEvidence, habits: JoinHabits): string | null {
  const { property, heading, front } = evidence;
  const usable = property !== null && !isFileName(property) ? property : null;
  const said = comparableHeading(joinedText(front.map((line) => ({ text: `${line.text} ` }))));
  if (usable !== null && comparableHeading(usable).length > 3 && said.includes(comparableHeading(usable))) {
    return usable.replace(/\s+/g, ' ');
  }
  if (heading !== null) return joinedText(heading, habits);
  return usable ?? commonHeader(evidence);
}

function isFileName(title: string): boolean {
  return /\.(?:docx?|pptx?|xlsx?|indd|tex|dvi|wps|pdf)$|^(?:untitled|无标题|Microsoft Word|PowerPoint)/i.test(title);
}

function commonHeader({ running, pageCount }: TitleEvidence): string | null {
  const counts = new Map<string, number>();
  for (const text of running) if (/\p{L}{2}/u.test(text)) counts.set(text, (counts.get(text) ?? 0) + 1);
  const most = [...counts].sort((a, b) => b[1] - a[1])[0];
  return most !== undefined && pageCount > 2 && most[1] >= pageCount * 0.5 ? most[0] : null;
}
