import type { IngestOutcome } from './ingest-documents.js';

/** Sums of a batch. */
export interface IngestSummary {
  readonly documents: { created: number; updated: number; unchanged: number; failed: number };
  readonly sections: { added: number; updated: number; unchanged: number; removed: number };
  readonly characters: number;
  /** Characters that cleaning left out, by rule. */
  readonly dropped: ReadonlyMap<string, { count: number; characters: number }>;
  /** How many notes of each code the reports hold. */
  readonly notes: ReadonlyMap<string, number>;
}

export function summarise(outcomes: readonly IngestOutcome[]): IngestSummary {
  const documents = { created: 0, updated: 0, unchanged: 0, failed: 0 };
  const sections = { added: 0, updated: 0, unchanged: 0, removed: 0 };
  const dropped = new Map<string, { count: number; characters: number }>();
  const notes = new Map<string, number>();
  let characters = 0;
  for (const outcome of outcomes) {
    if ('error' in outcome) {
      documents.failed += 1;
      continue;
    }
    const { reply } = outcome;
    documents[reply.status] += 1;
    for (const key of ['added', 'updated', 'unchanged', 'removed'] as const) sections[key] += reply.sections[key];
    characters += reply.report.characters;
    for (const { rule, count, characters: length } of reply.report.dropped) {
      const sum = dropped.get(rule) ?? { count: 0, characters: 0 };
      dropped.set(rule, { count: sum.count + count, characters: sum.characters + length });
    }
    for (const { code } of reply.report.notes) notes.set(code, (notes.get(code) ?? 0) + 1);
  }
  return { documents, sections, characters, dropped, notes };
}

/** The summary for people. `elapsedMs` is the wall time of the batch. */
export function summaryLines(summary: IngestSummary, elapsedMs: number): string[] {
  const { created, updated, unchanged, failed } = summary.documents;
  const total = created + updated + unchanged;
  const seconds = elapsedMs / 1000;
  const perSecond = (count: number): string => grouped(Math.round(count / Math.max(seconds, 0.001)));
  const time = seconds.toFixed(1);
  const lines = [
    `documents  ${total} ingested: ${created} new, ${updated} updated, ${unchanged} unchanged; ${failed} failed`,
    `sections   ${summary.sections.added} added, ${summary.sections.updated} updated, ` +
      `${summary.sections.unchanged} unchanged, ${summary.sections.removed} removed`,
    created + updated + failed === 0
      ? `time       ${time} s (${perSecond(total)} documents/s)`
      : `text       ${grouped(summary.characters)} characters in ${time} s (${perSecond(summary.characters)} characters/s)`,
  ];
  if (summary.dropped.size > 0) {
    const rules = [...summary.dropped].map(([rule, { count, characters }]) => `${rule} ${count}× (${characters})`);
    lines.push(`cleaning   dropped ${rules.join(', ')} characters`);
  }
  if (summary.notes.size > 0) {
    lines.push(`notes      ${[...summary.notes].map(([code, count]) => `${code} ${count}×`).join(', ')}`);
  }
  return lines;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
