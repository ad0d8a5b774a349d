import { formatConfidence, formatSource } from './show-passage.js';
import type { WireClaim, WireVerdict } from './wire-verdict.js';

/** Signs of a claim's label, and the terminal's colours: green, yellow, red. */
const labels = {
  supported: { sign: '✓', colour: '\u001b[32m' },
  unsupported: { sign: '?', colour: '\u001b[33m' },
  contradicted: { sign: '✗', colour: '\u001b[31m' },
} as const;
const uncoloured = '\u001b[0m';
/** Evidence shown of a claim: what it stands or falls with, and one beside it. */
const maxEvidence = 2;

/**
 * A checked text for people: the text with a mark behind each claim (`[1✓]`, `[2?]`, `[3✗]`), each claim in the colour of its
 * label on a terminal; below it the claims with reasons and places; at last the verdict.
 */
export function verdictLines(text: string, verdict: WireVerdict, colours: boolean): string[] {
  const lines = [markedUp(text, verdict, colours).trimEnd()];
  for (const [index, claim] of verdict.claims.entries()) lines.push('', ...claimLines(claim, index + 1, colours));
  return [...lines, '', conclusion(verdict)];
}

/** Written from the end to the beginning, so that offsets stay what they are. */
function markedUp(text: string, { claims }: WireVerdict, colours: boolean): string {
  let marked = text;
  for (const [index, claim] of [...claims.entries()].sort(([, one], [, other]) => other.start - one.start)) {
    const words = text.slice(claim.start, claim.end).trimEnd();
    const rest = marked.slice(claim.start + words.length);
    const mark = `[${index + 1}${labels[claim.label].sign}]`;
    marked = `${text.slice(0, claim.start)}${coloured(`${words} ${mark}`, claim, colours)}${rest}`;
  }
  return marked;
}

function claimLines(claim: WireClaim, number: number, colours: boolean): string[] {
  const head = `[${number}] ${labels[claim.label].sign} ${claim.label} ${formatConfidence(claim.support)}`;
  const lines = [`${coloured(head, claim, colours)}  ${oneLine(claim.text)}`, `    ${claim.reason}`];
  for (const { kind, claim: said, evidence } of claim.conflicts)
    lines.push(`    ${kind}: ${oneLine(said.text)} ≠ ${evidence ? oneLine(evidence.text) : '(nothing of the kind)'}`);
  for (const evidence of claim.evidence.slice(0, maxEvidence))
    lines.push(`    ${evidence.stance}: ${formatSource(evidence)}`, `      “${oneLine(evidence.quote)}”`);
  return lines;
}

function conclusion({ score, threshold, passed, weakest_claim: weakest, unchecked_from, claims }: WireVerdict): string {
  if (score === null) return 'nothing to check: the text claims nothing';
  const count = (label: WireClaim['label']) => claims.filter((claim) => claim.label === label).length;
  const counts = [
    `${count('supported')} supported`,
    `${count('unsupported')} unsupported`,
    `${count('contradicted')} contradicted`,
  ];
  const parts = [
    `${passed ? 'passes' : 'does not pass'}: score ${formatConfidence(score)} (threshold ${threshold.toFixed(2)})`,
    counts.join(', '),
  ];
  if (weakest !== null && !passed) parts.push(`weakest: [${weakest + 1}]`);
  if (unchecked_from !== null) parts.push(`too long: unchecked from character ${unchecked_from}`);
  return parts.join(' · ');
}

function coloured(text: string, { label }: WireClaim, colours: boolean): string {
  return colours ? `${labels[label].colour}${text}${uncoloured}` : text;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
