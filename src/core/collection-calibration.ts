import { type Calibration, parseCalibration } from './calibration.js';
import { KnowledgeBaseError } from './errors.js';
import type { FreedPart, HeldBack } from './shrink-calibration.js';

/** A calibration fitted for one collection, with everything it stands on. It is stored and travels with the collection. */
export interface CollectionCalibration {
  /** Recipe of the collection: one filled by another encoder or cutting has other features. */
  readonly recipe: string;
  /** Id of the shipped calibration it shrinks to. */
  readonly parent: string;
  readonly calibration: Calibration;
  /** For passages that the reader did not read, where `calibration` is of kind `reader`. */
  readonly companion: Calibration | null;
  /** Questions it was fitted on, by where they came from. */
  readonly labels: LabelCounts;
  readonly freed: FreedPart;
  /** 0…1: the labels' part of what was freed; the rest is the parent's. */
  readonly share: number;
  /** On questions held back: what was in force then, and this one. */
  readonly before: HeldBack;
  readonly after: HeldBack;
}

export interface LabelCounts {
  readonly file: number;
  readonly feedback: number;
  readonly probes: number;
}

/** A calibration as the catalog keeps it: text and the SHA-256 of that text. */
export interface StoredCalibration {
  readonly id: string;
  readonly content: string;
  readonly hash: string;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
}

/** Text to store, and what proves that nobody changed it. */
export function toStored(calibration: CollectionCalibration, fingerprint: (text: string) => string) {
  const content = JSON.stringify(calibration);
  return { id: calibration.calibration.id, content, hash: fingerprint(content) };
}

/**
 * Reads a stored calibration.
 *
 * @param collection what it has to fit; `readerRecipe` of the reader at hand, absent without one.
 * @param knownFeatures names of the features that this version computes.
 * @throws KnowledgeBaseError `calibration_invalid` for one that was edited, is of another recipe than the collection, was fitted
 * on another reader, or uses a feature that is not computed any more.
 */
export function fromStored(
  stored: Pick<StoredCalibration, 'id' | 'content' | 'hash'>,
  collection: { readonly name: string; readonly recipe: string; readonly readerRecipe?: string | undefined },
  knownFeatures: ReadonlySet<string>,
  fingerprint: (text: string) => string,
): CollectionCalibration {
  const refuse = (reason: string, cause?: unknown) =>
    new KnowledgeBaseError(
      'calibration_invalid',
      `Cannot use calibration "${stored.id}" of collection "${collection.name}": ${reason}; run kaoju calibrate ${collection.name}, or roll it back`,
      { facts: { collection: collection.name, calibration: stored.id }, ...(cause !== undefined && { cause }) },
    );
  const hash = fingerprint(stored.content);
  if (hash !== stored.hash) {
    throw refuse(`its content has the hash ${hash.slice(0, 12)}, not ${stored.hash.slice(0, 12)}: it was edited`);
  }
  const content = parseContent(stored, fingerprint, refuse);
  if (content.recipe !== collection.recipe)
    throw refuse(`it was fitted with recipe ${content.recipe}, the collection has ${collection.recipe}`);
  const { kind, readerRecipe } = content.calibration;
  if (kind === 'reader' && collection.readerRecipe !== undefined && readerRecipe !== collection.readerRecipe)
    throw refuse(`it was fitted on another reader (${readerRecipe ?? 'unnamed'}) than ${collection.readerRecipe}`);
  const unknown = [content.calibration, content.companion]
    .flatMap((one) => one?.features ?? [])
    .find(({ name }) => !knownFeatures.has(name));
  if (unknown) throw refuse(`it uses the feature "${unknown.name}", which this version does not compute`);
  return content;
}

function parseContent(
  { id, content }: Pick<StoredCalibration, 'id' | 'content'>,
  fingerprint: (text: string) => string,
  refuse: (reason: string, cause?: unknown) => KnowledgeBaseError,
): CollectionCalibration {
  try {
    const value: CollectionCalibration = JSON.parse(content); // Its hash says that we wrote it.
    const { calibration, companion } = value;
    parseCalibration(calibration, id, fingerprint);
    if (companion !== null) parseCalibration(companion, id, fingerprint);
    return value;
  } catch (cause) {
    throw refuse('its content is not a calibration', cause);
  }
}
