import type { AnswerPorts } from '../../../src/answer/answer-ports.js';
import { answerQuestion } from '../../../src/answer/answer-question.js';
import { type AskedSet, withoutFilter } from '../labelled-questions.js';

/** Milliseconds from question to reply of every question of these sets, one after the other. */
export async function timeQuestions(ports: AnswerPorts, sets: readonly AskedSet[]): Promise<number[]> {
  const times: number[] = [];
  for (const { set, collection } of sets) {
    for (const question of set.questions) {
      const started = performance.now();
      await answerQuestion(ports, {
        collection,
        question: question.text,
        labels: null,
        filters: withoutFilter(question),
      });
      times.push(performance.now() - started);
    }
  }
  return times;
}
