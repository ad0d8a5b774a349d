/** The bodies of `/v1/feedback`. `openapi.yaml` says what each field means. */

export interface WireFeedback {
  readonly reply_id: string;
  readonly collection: string;
  readonly caller: string;
  readonly rating: 'up' | 'down';
  readonly correction: string | null;
  readonly document_id: string | null;
  readonly section_id: string | null;
  readonly comment: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface WireFeedbackEntry extends WireFeedback {
  readonly reply: {
    readonly route: string;
    readonly reason: string;
    readonly confidence: number;
    readonly question: string | null;
  };
}

export interface WireFeedbackList {
  readonly feedback: readonly WireFeedbackEntry[];
  readonly next_cursor: string | null;
}
