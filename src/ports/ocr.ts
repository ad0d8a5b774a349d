/** A picture without colour: one byte a pixel, 0 black … 255 white, row by row from the top left. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** One line of text found in a picture; positions in pixels of the picture turned upright, y downwards. */
export interface OcrLine {
  readonly text: string;
  /** 0…1: mean certainty of its characters. */
  readonly confidence: number;
  readonly left: number;
  readonly right: number;
  /** Edges of its ink. */
  readonly top: number;
  readonly bottom: number;
}

/** What a picture says. */
export interface OcrPage {
  /** Degrees clockwise by which the picture has to be turned so that its lines read from left to right. */
  readonly turned: 0 | 90 | 180 | 270;
  /** Size of the picture after turning. */
  readonly width: number;
  readonly height: number;
  /** In no particular order. */
  readonly lines: readonly OcrLine[];
}

/** Reads printed text in pictures (optical character recognition). */
export interface Ocr {
  /**
   * Finds and reads the lines of a picture of a page. An empty picture has none.
   *
   * Rejects with `model_file_invalid` when the models cannot be loaded (on the first call), and with the signal's reason,
   * looked at between its steps.
   */
  read(picture: GreyPicture, signal?: AbortSignal): Promise<OcrPage>;
  /** Frees the models; the next call loads them again. */
  close(): Promise<void>;
}
