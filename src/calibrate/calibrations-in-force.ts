import type { AnswerPorts, Calibrations } from '../answer/answer-ports.js';
import { readerFeatures } from '../answer/feature-names.js';
import { isMeasured } from '../answer/retrieve.js';
import type { Calibration } from '../core/calibration.js';
import type { CollectionRecord } from '../core/collection.js';
import { type CollectionCalibration, fromStored } from '../core/collection-calibration.js';
import { KnowledgeBaseError } from '../core/errors.js';
import { sha256 } from '../core/identity.js';

/** What gives a collection's passages their confidence. */
export interface CalibrationsInForce {
  /** Its own where there is one, else the shipped ones. */
  readonly calibrations: Calibrations;
  /** The one that replies name. */
  readonly leading: Calibration;
  /** Null while the shipped one is in force. */
  readonly own: CollectionCalibration | null;
  /** What would be in force after taking this one back; null when the shipped one is in force. */
  readonly previousId: string | null;
  /** Why the stored one is not used: `calibration_invalid`; the shipped one is in force then. */
  readonly refused: KnowledgeBaseError | null;
}

/** Looks up a collection's own calibration. Rejects as the catalog does; an unusable one is reported, not thrown. */
export async function calibrationsInForce(
  ports: Pick<AnswerPorts, 'catalog' | 'calibrations' | 'embedder' | 'reader'>,
  collection: CollectionRecord,
): Promise<CalibrationsInForce> {
  const shipped = ports.calibrations;
  const [latest, previous] = await ports.catalog.listCalibrations(collection.name);
  const shippedLeading = leadingOf(ports, shipped);
  const none = { calibrations: shipped, leading: shippedLeading, own: null, previousId: null, refused: null };
  if (!latest) return none;
  const previousId = previous?.id ?? shippedLeading.id;
  try {
    const fitsTo = { name: collection.name, recipe: collection.recipe, readerRecipe: ports.reader?.recipe };
    const own = fromStored(latest, fitsTo, knownFeatures(shipped), sha256);
    const calibrations = withOwn(shipped, own);
    const leading = leadingOf(ports, calibrations);
    // One fitted with the reader is no use while the reader is away, but its companion is.
    return { calibrations, leading, own, previousId, refused: null };
  } catch (error) {
    if (!(error instanceof KnowledgeBaseError)) throw error;
    return { ...none, previousId, refused: error };
  }
}

/** Features that no encoder changes are provisional until they were fitted to the collection. */
export function isProvisional({ leading, own }: CalibrationsInForce): boolean {
  return leading.kind === 'recipe_free' && own === null;
}

/** The calibration that judges a read passage where there is a reader, any passage where there is none. */
export function leadingOf(
  ports: Pick<AnswerPorts, 'calibrations' | 'embedder' | 'reader'>,
  { withReader, withoutReader, provisional }: Calibrations,
): Calibration {
  if (!isMeasured(ports)) return provisional;
  return ports.reader && withReader ? withReader : withoutReader;
}

function withOwn(shipped: Calibrations, { calibration, companion }: CollectionCalibration): Calibrations {
  const ofKind = (kind: Calibration['kind']) => [calibration, companion].find((one) => one?.kind === kind);
  return {
    withReader: shipped.withReader && (ofKind('reader') ?? shipped.withReader),
    withoutReader: ofKind('no_reader') ?? shipped.withoutReader,
    provisional: ofKind('recipe_free') ?? shipped.provisional,
  };
}

function knownFeatures({ withReader, withoutReader, provisional }: Calibrations): ReadonlySet<string> {
  const shipped = [withReader, withoutReader, provisional].flatMap((one) => one?.features ?? []);
  return new Set([...readerFeatures, ...shipped.map(({ name }) => name)]);
}
