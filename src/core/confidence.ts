/** What the calibration looks at, by name. All are finite numbers. */
export type Features = Readonly<Record<string, number>>;

/** One feature's share in a confidence: `push` is in log-odds, positive towards "answers the question". */
export interface ConfidencePush {
  readonly name: string;
  readonly value: number;
  readonly push: number;
}
