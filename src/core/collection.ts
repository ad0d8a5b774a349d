/** What a caller may set on a knowledge base. */
export interface CollectionSettings {
  /** One line for people. */
  readonly description: string;
  /** Deepest heading level that opens a section: 1…6, 3 unless set. */
  readonly headingLevel: number;
}

export const defaultCollectionSettings: CollectionSettings = { description: '', headingLevel: 3 };

/** How a collection's documents became points. */
export interface Encoding {
  /** Fingerprint of encoder, cleaning, cutting and term weights; an index refuses a different one. */
  readonly recipe: string;
  /** Fingerprint of the part that questions go through too: encoder and term weights. */
  readonly questionRecipe: string;
  /** Length of a dense vector. */
  readonly dimensions: number;
}

/** A knowledge base. */
export interface CollectionRecord extends Encoding {
  readonly name: string;
  /** UUID of this build of the collection: a build beside it, and one made again under its name, have others. */
  readonly generation: string;
  readonly settings: CollectionSettings;
  /** Changes with every published or deleted document. */
  readonly revision: string;
  readonly documents: number;
  readonly sections: number;
  readonly points: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
}
