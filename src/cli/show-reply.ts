import { formatConfidence, formatSource, formatTimings } from './show-passage.js';
import type { WireReply } from './wire.js';

/** A reply for people: the answer, what each `[n]` points to, and how sure the knowledge base is. */
export function replyLines(reply: WireReply): string[] {
  return [reply.answer.trimEnd(), ...linesBehind(reply).slice(1)];
}

/** What stands behind the answer's text; the first line ends it. */
export function linesBehind(reply: WireReply): string[] {
  const lines = ['', ''];
  for (const citation of reply.citations) lines.push(`[${citation.number}] ${formatSource(citation)}`);
  if (reply.citations.length > 0) lines.push('');
  lines.push(confidenceLine(reply), `${formatTimings(reply.timings)} · reply ${reply.id}`);
  return lines;
}

/** `confidence 0.93 (threshold 0.75) · knowledge_base: confident`, and what the check made of a model's words. */
export function confidenceLine(reply: WireReply): string {
  const parts = [
    `confidence ${formatConfidence(reply.confidence)} (threshold ${reply.threshold.toFixed(2)})`,
    `${reply.route}: ${reply.reason}`,
  ];
  if (reply.verdict)
    parts.push(reply.verdict.score === null ? 'nothing to check' : `checked ${reply.verdict.score.toFixed(2)}`);
  if (reply.calibration.provisional) parts.push('provisional calibration');
  if (reply.degraded) parts.push('degraded: something optional was away');
  return parts.join(' · ');
}
