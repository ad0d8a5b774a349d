import type { CollectionRecord } from '../../core/collection.js';
import type { Filter } from '../../core/filter.js';
import type { Passage } from '../../core/reply.js';
import type { Entailment } from '../../ports/entailment.js';
import type { AnswerPorts } from '../answer-ports.js';

/** What the check needs from outside: the ports of answering, and extra voices where there are some. */
export interface CheckPorts
  extends Pick<AnswerPorts, 'embedder' | 'reader' | 'catalog' | 'index' | 'extractor' | 'calibrations'> {
  /** An entailment model or a judge; absent or null without. It moves support where no veto has decided. */
  readonly entailment?: Entailment | null;
}

/** A text of the caller's to check against, instead of or beside a collection. */
export interface OwnEvidence {
  /** Becomes `documentId` of the evidence. */
  readonly id: string;
  readonly text: string;
}

/** A text to be checked. */
export interface CheckRequest {
  readonly text: string;
  /** Where evidence is searched; null for the evidence given only. */
  readonly collection: CollectionRecord | null;
  readonly filters?: Filter | undefined;
  /** Access labels of the caller; null for full access, [] for unlabelled documents only. */
  readonly labels: readonly string[] | null;
  /** What was retrieved for the question already: looked at for every claim, besides what each claim finds itself. */
  readonly passages?: readonly Passage[] | undefined;
  readonly ownEvidence?: readonly OwnEvidence[] | undefined;
  /** What the text answers: claims such as "15 days" are read with it. */
  readonly question?: string | undefined;
  /** From this score on the text passes; 0…1, 0.7 unless set. */
  readonly threshold?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}
