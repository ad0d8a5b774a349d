import { expect, test } from 'vitest';
import { detectionBoxes } from '../../../src/adapters/ocr/detection-boxes.js';

/** A map of 200 × 100 in which the function says where text is. */
function mapOf(probability: (x: number, y: number) => number) {
  const values = new Float32Array(200 * 100);
  for (let y = 0; y < 100; y += 1) for (let x = 0; x < 200; x += 1) values[y * 200 + x] = probability(x, y);
  return { width: 200, height: 100, values };
}

test('detectionBoxes() finds one box a connected area and grows it to the letters’ height', () => {
  const boxes = detectionBoxes(
    mapOf((x, y) => (x >= 20 && x < 180 && ((y >= 20 && y < 30) || (y >= 60 && y < 70)) ? 0.9 : 0)),
  );
  expect(boxes).toHaveLength(2);
  expect(boxes[0]).toMatchObject({ centreX: 100, centreY: 25, angle: 0 });
  expect(boxes[0]?.width).toBeCloseTo(160 + 14.1, 0);
  expect(boxes[0]?.height).toBeCloseTo(10 + 14.1, 0);
});

test('detectionBoxes() lays a box along a slanted line', () => {
  const [box] = detectionBoxes(mapOf((x, y) => (x > 20 && x < 180 && Math.abs(y - 30 - x * 0.1) < 5 ? 0.9 : 0)));
  expect(Math.tan(box?.angle ?? 0)).toBeCloseTo(0.1, 2);
});

test('detectionBoxes() leaves out specks and what the detector is unsure of', () => {
  expect(detectionBoxes(mapOf((x, y) => (x === 20 && y === 20 ? 1 : 0)))).toEqual([]);
  expect(detectionBoxes(mapOf((x, y) => (x > 20 && x < 90 && y > 20 && y < 40 ? 0.4 : 0)))).toEqual([]);
});
