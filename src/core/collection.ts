/** What a caller may set on a knowledge base. */
export interface CollectionSettings {
  /** One line for people. */
  readonly description: string;
  /** Deepest heading level that opens a section: 1…6, 3 unless set. */
  readonly headingLevel: number;
}

export const defaultCollectionSettings: CollectionSettings = { description: '', headingLevel: 3 };

/** A knowledge base. */
export interface CollectionRecord {
  readonly name: string;
  readonly settings: CollectionSettings;
  /** Fingerprint of encoder, cleaning, cutting and term weights; an index refuses a different one. */
  readonly recipe: string;
  /** Changes with every published or deleted document. */
  readonly revision: string;
  readonly documents: number;
  readonly sections: number;
  readonly points: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}
