/** How the knowledge base stands to a claim. */
export type ClaimLabel = 'supported' | 'unsupported' | 'contradicted';

/** One checkable sentence of a draft. Offsets are UTF-16 code units into the draft, end exclusive. */
export interface Claim {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** 0…1. */
  readonly support: number;
  readonly label: ClaimLabel;
  readonly evidence: readonly { readonly sectionId: string; readonly quote: string }[];
}

/** What the check found about a draft. `score` is null when the draft claims nothing. */
export interface Verdict {
  readonly score: number | null;
  readonly claims: readonly Claim[];
}
