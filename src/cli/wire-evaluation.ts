/** The bodies of the confidence endpoints. `openapi.yaml` says what each field means. */

export interface WireRowProblem {
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

export interface WireReliability {
  readonly questions: number;
  readonly expected_calibration_error: number;
  readonly brier: number;
  readonly area_under_curve: number | null;
  readonly precision: number | null;
  readonly kept: number | null;
}

export interface WireCalibrationReport {
  readonly id: string;
  readonly kind: 'reader' | 'no_reader' | 'recipe_free';
  readonly recipe: string;
  readonly origin: 'shipped' | 'collection';
  readonly provisional: boolean;
  readonly fitted_on: readonly string[];
  readonly date: string;
  readonly features: readonly { readonly name: string; readonly weight: number }[];
  readonly slope: number;
  readonly offset: number;
  readonly reliability: WireReliability;
  readonly labels: WireLabelCounts | null;
  readonly labels_share: number | null;
  readonly previous_id: string | null;
  readonly refused: { readonly code: string; readonly message: string } | null;
}

export interface WireLabelCounts {
  readonly file: number;
  readonly feedback: number;
  readonly probes: number;
}

export interface WireHeldBack {
  readonly log_loss: number;
  readonly reliability: WireReliability;
}

export interface WireCalibrateReply {
  readonly applied: boolean;
  readonly better: boolean;
  readonly id: string;
  readonly previous_id: string;
  readonly freed: 'curve' | 'weights';
  readonly labels: WireLabelCounts;
  readonly labels_share: number;
  readonly gain: number;
  readonly gain_error: number;
  readonly before: WireHeldBack;
  readonly after: WireHeldBack;
  readonly problems: readonly WireRowProblem[];
}

export interface WireEvaluatedQuestion {
  readonly line: number;
  readonly question: string;
  readonly language: string;
  readonly kind: string;
  readonly answerable: boolean;
  readonly confidence: number;
  readonly route: string;
  readonly answered: boolean;
  readonly right: boolean;
  readonly quoted: boolean;
  readonly ranks: readonly number[];
  readonly expected: number;
  readonly best: {
    readonly document_id: string;
    readonly section_id: string;
    readonly heading_path: readonly string[];
  } | null;
  readonly milliseconds: number;
}

/** A run as far as it is not computed from its questions. */
export interface WireEvaluation {
  readonly collection: string;
  readonly collection_revision: string;
  readonly calibration: { readonly id: string; readonly provisional: boolean };
  readonly threshold: number;
  readonly questions: readonly WireEvaluatedQuestion[];
  readonly problems: readonly WireRowProblem[];
}
