import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';

/** How pdf.js is told to read a file that nobody trusts: nothing evaluated, fetched, or taken from the system's fonts. */
export function pdfjsOptions(bytes: Uint8Array, password: string | undefined) {
  return {
    // A copy: pdf.js gives the buffer away.
    data: new Uint8Array(bytes),
    verbosity: 0,
    isEvalSupported: false,
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    enableXfa: false,
    cMapUrl: assetFolder('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: assetFolder('standard_fonts'),
    ...(password === undefined ? {} : { password }),
  };
}

/** Folder of pdf.js's own data files, as a path with a closing separator (pdf.js reads it with `fs` on Node). */
export function assetFolder(name: 'cmaps' | 'standard_fonts' | 'wasm'): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve('pdfjs-dist/package.json')), name) + sep;
}
