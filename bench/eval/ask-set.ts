import type { AnswerPorts } from '../../src/answer/answer-ports.js';
import { answerQuestion } from '../../src/answer/answer-question.js';
import { retrieve } from '../../src/answer/retrieve.js';
import type { CollectionRecord } from '../../src/core/collection.js';
import { judgeReply } from '../../src/core/metrics/judge-reply.js';
import type { Reply } from '../../src/core/reply.js';
import { splitSentences } from '../../src/core/sentences.js';
import type { EvaluationSet, SetQuestion } from './evaluation-set.js';
import { withoutFilter } from './labelled-questions.js';

/** What became of one question. Ranks are 1-based, null where the gold passage was not among the candidates. */
export interface AskedQuestion {
  readonly question: SetQuestion;
  readonly reply: Reply;
  readonly ranks: { readonly dense: number | null; readonly sparse: number | null; readonly fused: number | null };
  /** Rank in the order of confidence. */
  readonly rank: number | null;
  /** Answerable, and the gold passage or an answer string is in what is quoted first. */
  readonly right: boolean;
  /** An answer string stands in the gold passages at all (some gold answers are not literal). */
  readonly literal: boolean;
  /** An answer string stands in a quotation. */
  readonly quoted: boolean;
  readonly quotedSentences: number;
  readonly milliseconds: number;
}

/** Asks every question of a set through `answerQuestion`, and looks at both legs besides. */
export async function askSet(
  ports: AnswerPorts,
  collection: CollectionRecord,
  set: EvaluationSet,
): Promise<AskedQuestion[]> {
  const texts = new Map(set.passages.map(({ id, text }) => [id, text]));
  const asked: AskedQuestion[] = [];
  for (const question of set.questions) {
    const request = { collection, question: question.text, labels: null, filters: withoutFilter(question), topK: 10 };
    const started = performance.now();
    const reply = await answerQuestion(ports, request);
    const milliseconds = performance.now() - started;
    const ranks = question.gold.length > 0 ? await legRanks(ports, request, question) : noRanks;
    asked.push({ question, reply, ranks, milliseconds, ...judge(question, reply, texts) });
  }
  return asked;
}

const noRanks = { dense: null, sparse: null, fused: null };

async function legRanks(ports: AnswerPorts, request: Parameters<typeof retrieve>[1], question: SetQuestion) {
  const { hits } = await retrieve(ports, request, 10);
  const rankBy = (read: (hit: (typeof hits)[number]) => number) => {
    const best = new Map<string, number>();
    for (const hit of hits) best.set(hit.documentId, Math.max(best.get(hit.documentId) ?? 0, read(hit)));
    const gold = Math.max(...question.gold.map((id) => best.get(id) ?? 0));
    return gold > 0 ? 1 + [...best.values()].filter((value) => value > gold).length : null;
  };
  return {
    dense: rankBy((hit) => (hit.denseRank === null ? 0 : hit.denseScore)),
    sparse: rankBy((hit) => (hit.sparseRank === null ? 0 : hit.sparseScore)),
    fused: rankBy((hit) => hit.fusedScore),
  };
}

function judge(question: SetQuestion, reply: Reply, texts: ReadonlyMap<string, string>) {
  const { answers, gold } = question;
  const answerable = gold.length > 0;
  const placeOf = (documentId: string) => (gold.includes(documentId) ? gold.indexOf(documentId) : null);
  const { right, quoted, ranks } = judgeReply(reply, { answerable, answers, placeOf });
  return {
    rank: ranks[0] ?? null,
    right,
    literal: gold.some((id) => answers.some((answer) => texts.get(id)?.includes(answer.trim()))),
    quoted,
    quotedSentences: reply.citations.reduce((sum, { quote }) => sum + splitSentences(quote).length, 0),
  };
}
