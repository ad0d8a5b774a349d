import type { Reason, Route } from '../core/reply.js';

/** The bodies of the HTTP contract, as far as the command line reads them. `openapi.yaml` says what each field means. */

export interface WirePlace {
  readonly unit: 'line' | 'page';
  readonly start: number;
  readonly end: number;
}

export interface WireCollection {
  readonly name: string;
  readonly settings: { readonly description: string; readonly heading_level: number };
  readonly recipe: string;
  readonly revision: string;
  readonly documents: number;
  readonly sections: number;
  readonly points: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireReindexStatus {
  readonly collection: string;
  readonly action: string;
  readonly state: string;
  readonly documents: number;
  readonly total_documents: number;
  readonly recipe: string;
  readonly next_recipe: string | null;
  readonly previous_recipe: string | null;
  readonly difference: {
    readonly made: number;
    readonly removed: number;
    readonly failed: readonly { readonly document_id: string; readonly message: string }[];
  } | null;
  readonly verification: {
    readonly documents: number;
    readonly sections: number;
    readonly points: number;
    readonly asked: number;
    readonly found_before: number | null;
    readonly found_now: number | null;
  } | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface WireCollectionList {
  readonly collections: readonly WireCollection[];
}

export interface WireCollectionDeletion {
  readonly documents: number;
  readonly sections: number;
  readonly points: number;
}

export interface WireIngestReport {
  readonly characters: number;
  readonly sections: number;
  readonly pages: number | null;
  readonly dropped: readonly { readonly rule: string; readonly count: number; readonly characters: number }[];
  readonly notes: readonly {
    readonly code: string;
    readonly message: string;
    readonly line: number | null;
    readonly page: number | null;
  }[];
}

export interface WirePutDocumentReply {
  readonly document: { readonly document_id: string; readonly title: string };
  readonly status: 'created' | 'updated' | 'unchanged';
  readonly sections: {
    readonly added: number;
    readonly updated: number;
    readonly unchanged: number;
    readonly removed: number;
  };
  readonly report: WireIngestReport;
  readonly timings: { readonly prepare_ms: number; readonly embed_ms: number; readonly publish_ms: number };
}

export interface WireExplanation {
  readonly dense_score: number;
  readonly dense_rank: number | null;
  readonly sparse_score: number;
  readonly sparse_rank: number | null;
  readonly fused_score: number;
  readonly rerank_score: number | null;
  readonly features: readonly { readonly name: string; readonly value: number; readonly push: number }[];
  readonly words: readonly { readonly word: string; readonly weight: number; readonly found: boolean }[];
  readonly base: number;
  readonly calibration: { readonly id: string; readonly kind: string };
  readonly reading: {
    readonly answer_logit: number;
    readonly span: {
      readonly start: number;
      readonly end: number;
      readonly text: string;
      readonly score: number;
    } | null;
  } | null;
}

export interface WirePassage {
  readonly document_id: string;
  readonly section_id: string;
  readonly heading_path: readonly string[];
  readonly text: string;
  readonly place: WirePlace;
  readonly confidence: number;
  readonly duplicates: readonly { readonly document_id: string; readonly section_id: string }[];
  readonly explanation?: WireExplanation;
}

export interface WireCitation {
  readonly number: number;
  readonly document_id: string;
  readonly heading_path: readonly string[];
  readonly place: WirePlace;
  readonly quote: string;
}

/** Milliseconds by step: `encode_ms`, `search_ms`, …, `total_ms`. */
export type WireTimings = Readonly<Record<string, number>>;

export interface WireCalibration {
  readonly id: string;
  readonly provisional: boolean;
}

export interface WireSearchReply {
  readonly passages: readonly WirePassage[];
  readonly calibration: WireCalibration;
  readonly timings: WireTimings;
}

export interface WireReply {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly route: Route;
  readonly reason: Reason;
  readonly confidence: number;
  readonly threshold: number;
  readonly citations: readonly WireCitation[];
  readonly passages: readonly WirePassage[];
  /** Null where no model spoke. */
  readonly verdict?: { readonly score: number | null } | null;
  readonly calibration: WireCalibration;
  readonly degraded: boolean;
  readonly timings: WireTimings;
}

export interface WireReadiness {
  readonly status: 'ready' | 'not_ready';
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

export interface WireJob {
  readonly job_id: string;
  readonly collection: string;
  readonly state: 'queued' | 'running' | 'cancelling' | 'done' | 'failed' | 'cancelled';
  readonly summary: string;
  readonly documents: number;
  readonly documents_ended: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly documents_per_second: number | null;
  readonly seconds_left: number | null;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly last_event_id: string;
}

export interface WireJobPlan {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly unchanged: number;
  readonly removed: readonly string[];
  readonly failed: readonly { readonly document_id: string; readonly code: string; readonly message: string }[];
  readonly refused: string | null;
}

export interface WireJobReply {
  readonly job: WireJob | null;
  readonly plan: WireJobPlan | null;
}

export interface WireJobList {
  readonly jobs: readonly WireJob[];
  readonly next_cursor: string | null;
}

export interface WireJobDocument {
  readonly document_id: string;
  readonly state: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly report: WireIngestReport | null;
}

export interface WireJobDocumentList {
  readonly documents: readonly WireJobDocument[];
  readonly next_cursor: string | null;
}

export interface WireJobEvents {
  readonly events: readonly {
    readonly document_id: string | null;
    readonly state: string;
    readonly code: string | null;
    readonly message: string | null;
  }[];
  readonly last_event_id: string;
  readonly over: boolean;
}
