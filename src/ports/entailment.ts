/** What a premise says of a hypothesis; both 0…1, their sum at most 1, what is left is "neither". */
export interface EntailmentVerdict {
  readonly entails: number;
  readonly contradicts: number;
}

/** A premise (words of the knowledge base) and a hypothesis (a claim of a draft). */
export interface EntailmentPair {
  readonly premise: string;
  readonly hypothesis: string;
}

/**
 * An extra voice of the check: an entailment model, or a chat model that is asked. Never required, and never
 * asked about what figures and words have decided already.
 */
export interface Entailment {
  /** Fingerprint of what changes its verdicts, as far as it is known. */
  readonly recipe: string;
  /**
   * One verdict per pair, in order; null where it has no opinion. Rejects with `model_unavailable` or the signal's reason.
   */
  judge(
    pairs: readonly EntailmentPair[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly (EntailmentVerdict | null)[]>;
}
