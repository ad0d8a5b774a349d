import type { GreyPicture } from '../../ports/ocr.js';
import type { TextBox } from './text-box.js';

/** A picture turned clockwise by quarters. */
export function turnedPicture(picture: GreyPicture, degrees: 0 | 90 | 180 | 270): GreyPicture {
  const { width, height, pixels } = picture;
  if (degrees === 0) return picture;
  const turned = new Uint8Array(pixels.length);
  if (degrees === 180) {
    for (let at = 0; at < pixels.length; at += 1) turned[pixels.length - 1 - at] = pixels[at] ?? 0;
    return { width, height, pixels: turned };
  }
  for (let y = 0; y < height; y += 1) {
    const column = degrees === 90 ? height - 1 - y : y;
    for (let x = 0; x < width; x += 1) {
      const row = degrees === 90 ? x : width - 1 - x;
      turned[row * height + column] = pixels[y * width + x] ?? 0;
    }
  }
  return { width: height, height: width, pixels: turned };
}

/** A box of a picture as it stands after turning the picture clockwise. */
export function turnedBox(box: TextBox, picture: GreyPicture, degrees: 0 | 90 | 180): TextBox {
  const { centreX: x, centreY: y } = box;
  if (degrees === 0) return box;
  if (degrees === 180) return { ...box, centreX: picture.width - x, centreY: picture.height - y };
  return { ...box, centreX: picture.height - y, centreY: x, width: box.height, height: box.width };
}

/** A picture in another size; shrinking averages, so that thin strokes stay. */
export function resizedPicture(picture: GreyPicture, width: number, height: number): GreyPicture {
  const box = {
    centreX: picture.width / 2,
    centreY: picture.height / 2,
    width: picture.width,
    height: picture.height,
    angle: 0,
    score: 1,
  };
  return boxPicture(picture, box, width, height);
}

/** The picture inside a box, laid level and scaled to a size. */
export function boxPicture(picture: GreyPicture, box: TextBox, width: number, height: number): GreyPicture {
  const pixels = new Uint8Array(width * height);
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const stepX = box.width / width;
  const stepY = box.height / height;
  const samplesX = Math.min(4, Math.max(1, Math.round(stepX)));
  const samplesY = Math.min(4, Math.max(1, Math.round(stepY)));
  const samples = samplesX * samplesY;
  for (let v = 0; v < height; v += 1) {
    for (let u = 0; u < width; u += 1) {
      let sum = 0;
      for (let sample = 0; sample < samples; sample += 1) {
        const along = (u + ((sample % samplesX) + 0.5) / samplesX) * stepX - box.width / 2;
        const across = (v + (Math.floor(sample / samplesX) + 0.5) / samplesY) * stepY - box.height / 2;
        sum += greyAt(picture, box.centreX + along * cos - across * sin, box.centreY + along * sin + across * cos);
      }
      pixels[v * width + u] = sum / samples + 0.5;
    }
  }
  return { width, height, pixels };
}

/** Grey between pixels, bilinear; beyond the edge the edge goes on. */
function greyAt({ width, height, pixels }: GreyPicture, x: number, y: number): number {
  const left = Math.min(Math.max(x - 0.5, 0), width - 1);
  const top = Math.min(Math.max(y - 0.5, 0), height - 1);
  const x0 = Math.floor(left);
  const y0 = Math.floor(top);
  const x1 = Math.min(x0 + 1, width - 1);
  const y1 = Math.min(y0 + 1, height - 1);
  const fx = left - x0;
  const fy = top - y0;
  const upper = (pixels[y0 * width + x0] ?? 0) * (1 - fx) + (pixels[y0 * width + x1] ?? 0) * fx;
  const lower = (pixels[y1 * width + x0] ?? 0) * (1 - fx) + (pixels[y1 * width + x1] ?? 0) * fx;
  return upper * (1 - fy) + lower * fy;
}
