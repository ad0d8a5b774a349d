import type { QuestionRequest } from '../answer/answer-ports.js';
import type { Scored } from '../answer/score.js';
import type { AnswerRecord } from '../core/answer-record.js';
import { KnowledgeBaseError } from '../core/errors.js';
import type { Reply } from '../core/reply.js';
import type { AnswerLog } from '../ports/answer-log.js';
import { toAnswerRecord } from './to-answer-record.js';

/** How long an answer waits for others: one write of many costs one wait for the disk, and none of them is the asker's. */
export const recordingDelayMs = 500;
/** Beyond this many waiting answers the oldest are given up: the log is of use, not the truth. */
const maxWaiting = 5000;

export interface RecorderPorts {
  /** Null: nothing is recorded. */
  readonly answerLog?: AnswerLog | null | undefined;
  /** Whether the text of questions and answers is kept; it is not unless set. */
  readonly keepQuestions?: boolean;
  /** Told when recording begins to fail, once until it works again: the replies are given all the same. */
  readonly report?: (problem: KnowledgeBaseError) => void;
  readonly now: () => Date;
}

/** Writes answers to the log after they were given. It never fails or holds up a reply. */
export class AnswerRecorder {
  readonly #ports: RecorderPorts;
  #waiting: AnswerRecord[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #problem: KnowledgeBaseError | null = null;

  constructor(ports: RecorderPorts) {
    this.#ports = ports;
  }

  /** Why answers are not recorded at present; null when they are. */
  get problem(): KnowledgeBaseError | null {
    return this.#problem;
  }

  /**
   * Follows one question: `onScored` goes into the request, `answered` takes the finished reply and gives it back. It is
   * written within half a second. Neither ever throws.
   */
  watch({ collection, labels }: Pick<QuestionRequest, 'collection' | 'labels'>) {
    let scored: Scored | null = null;
    return {
      onScored: (one: Scored): void => {
        scored = one;
      },
      answered: (reply: Reply): Reply => {
        const { now, keepQuestions: keepText = false } = this.#ports;
        this.#add(() =>
          toAnswerRecord(reply, { collection, scored, labels, answeredAt: now().toISOString(), keepText }),
        );
        return reply;
      },
    };
  }

  #add(makeRecord: () => AnswerRecord): void {
    if (!this.#ports.answerLog) return;
    try {
      this.#waiting.push(makeRecord());
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (this.#waiting.length > maxWaiting) this.#waiting.shift();
    // A program that has nothing else to do may end; closing the knowledge base writes what waits.
    this.#timer ??= setTimeout(() => void this.flush(), recordingDelayMs).unref();
  }

  /** Resolves when every answer taken so far is written or given up. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    const batch = this.#waiting;
    const { answerLog } = this.#ports;
    if (!answerLog || batch.length === 0) return;
    this.#waiting = [];
    try {
      await answerLog.record(batch);
      this.#problem = null;
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(cause: unknown): void {
    const known = cause instanceof KnowledgeBaseError;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const problem = new KnowledgeBaseError(
      known ? cause.code : 'internal_error',
      `Cannot record answers: ${reason}; questions are still answered, but feedback on them has nothing to refer to`,
      { cause },
    );
    if (this.#problem === null) this.#ports.report?.(problem);
    this.#problem = problem;
  }
}
