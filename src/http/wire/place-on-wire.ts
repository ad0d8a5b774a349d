import type { Place } from '../../core/document.js';

export function placeOnWire(place: Place) {
  return {
    unit: place.unit,
    start: place.start,
    end: place.end,
    start_offset: place.startOffset,
    end_offset: place.endOffset,
  };
}
