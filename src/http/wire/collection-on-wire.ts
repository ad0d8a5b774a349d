import type { CollectionRecord, CollectionSettings } from '../../core/collection.js';

/** Body of `PUT /v1/collections/{collection}`. */
export interface CollectionChangeOnWire {
  readonly description?: string;
  readonly heading_level?: number;
}

export function collectionOnWire(collection: CollectionRecord) {
  return {
    name: collection.name,
    settings: {
      description: collection.settings.description,
      heading_level: collection.settings.headingLevel,
    },
    recipe: collection.recipe,
    revision: collection.revision,
    documents: collection.documents,
    sections: collection.sections,
    points: collection.points,
    created_at: collection.createdAt,
    updated_at: collection.updatedAt,
  };
}

/** Settings left out stay out: they keep their value. */
export function collectionSettingsFromWire(change: CollectionChangeOnWire): Partial<CollectionSettings> {
  return {
    ...(change.description === undefined ? {} : { description: change.description }),
    ...(change.heading_level === undefined ? {} : { headingLevel: change.heading_level }),
  };
}
