import type { WireExplanation, WirePassage, WirePlace, WireTimings } from './wire.js';

/** `handbook/leave.md › Leave › Annual leave, lines 12–20`. */
export function formatSource(source: {
  readonly document_id: string;
  readonly heading_path: readonly string[];
  readonly place: WirePlace;
}): string {
  return `${[source.document_id, ...source.heading_path].join(' › ')}, ${formatPlace(source.place)}`;
}

export function formatPlace(place: WirePlace): string {
  return place.start === place.end ? `${place.unit} ${place.start}` : `${place.unit}s ${place.start}–${place.end}`;
}

/** `encode 4.1 ms, search 1.2 ms, total 6.2 ms`. */
export function formatTimings(timings: WireTimings): string {
  return Object.entries(timings)
    .map(([name, milliseconds]) => `${name.replace(/_ms$/, '')} ${milliseconds.toFixed(1)} ms`)
    .join(', ');
}

/** A passage in full: where it stands, its confidence, its text, and with an explanation where the number came from. */
export function passageLines(passage: WirePassage, rank: number): string[] {
  const lines = [`${rank}. ${formatConfidence(passage.confidence)}  ${formatSource(passage)}`];
  lines.push(...indented(passage.text.trim()));
  if (passage.duplicates.length > 0) {
    lines.push(`   also in: ${passage.duplicates.map((duplicate) => duplicate.document_id).join(', ')}`);
  }
  if (passage.explanation) lines.push(...explanationLines(passage.explanation).map((line) => `   ${line}`));
  return lines;
}

/** Two digits, rounded down: .749 must not look as if it had reached a threshold of .75. */
export function formatConfidence(confidence: number): string {
  // The summand keeps what is exact in decimals, like .29, from falling short in binary.
  return (Math.floor(confidence * 100 + 1e-9) / 100).toFixed(2);
}

/** An explanation in words: which leg found the passage, and what pushed its confidence up or down, strongest first. */
export function explanationLines(explanation: WireExplanation): string[] {
  const meaning = legInWords('meaning', explanation.dense_rank, `cosine ${explanation.dense_score.toFixed(3)}`);
  const words = legInWords('words', explanation.sparse_rank, `BM25 ${explanation.sparse_score.toFixed(2)}`);
  const reranked = explanation.rerank_score === null ? '' : `; reranked ${explanation.rerank_score.toFixed(3)}`;
  const strongestFirst = [...explanation.features].sort((a, b) => Math.abs(b.push) - Math.abs(a.push));
  return [
    `${meaning}; ${words}; fused ${explanation.fused_score.toFixed(3)}${reranked}`,
    ...strongestFirst.map(
      ({ name, value, push }) => `${push < 0 ? '−' : '+'}${Math.abs(push).toFixed(2)}  ${name} = ${round(value)}`,
    ),
  ];
}

function legInWords(leg: string, rank: number | null, score: string): string {
  return rank === null ? `not found by ${leg} (${score})` : `found by ${leg} at rank ${rank} (${score})`;
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => (line === '' ? '' : `   ${line}`));
}

function round(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
