/** What a file is by its first bytes, for formats that are not text. Names are shown to people. */
const signatures: readonly { readonly name: string; readonly bytes: readonly number[]; readonly offset?: number }[] = [
  { name: 'a PNG image', bytes: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'a JPEG image', bytes: [0xff, 0xd8, 0xff] },
  { name: 'a GIF image', bytes: ascii('GIF8') },
  { name: 'a TIFF image', bytes: [0x49, 0x49, 0x2a, 0x00] },
  { name: 'a TIFF image', bytes: [0x4d, 0x4d, 0x00, 0x2a] },
  { name: 'a RIFF file (WebP, WAV or AVI)', bytes: ascii('RIFF') },
  { name: 'a zip archive', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { name: 'an empty zip archive', bytes: [0x50, 0x4b, 0x05, 0x06] },
  { name: 'a gzip archive', bytes: [0x1f, 0x8b] },
  { name: 'a bzip2 archive', bytes: ascii('BZh') },
  { name: 'an xz archive', bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'a Zstandard archive', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { name: 'a 7-Zip archive', bytes: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: 'a RAR archive', bytes: ascii('Rar!\u001a') },
  { name: 'a tar archive', bytes: ascii('ustar'), offset: 257 },
  { name: 'an ELF program', bytes: [0x7f, 0x45, 0x4c, 0x46] },
  { name: 'a Mach-O program', bytes: [0xcf, 0xfa, 0xed, 0xfe] },
  { name: 'a Java class file', bytes: [0xca, 0xfe, 0xba, 0xbe] },
  { name: 'a WebAssembly module', bytes: [0x00, 0x61, 0x73, 0x6d] },
  { name: 'an old Microsoft Office file (doc, xls or ppt)', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
  { name: 'an SQLite database', bytes: ascii('SQLite format 3\0') },
  { name: 'an MP3 file', bytes: ascii('ID3') },
  { name: 'an MP4 file', bytes: ascii('ftyp'), offset: 4 },
  { name: 'an Ogg file', bytes: ascii('OggS') },
  { name: 'a font', bytes: [0x00, 0x01, 0x00, 0x00, 0x00] },
  { name: 'a font', bytes: ascii('OTTO') },
  { name: 'a font', bytes: ascii('wOF') },
  { name: 'an RTF document', bytes: ascii('{\\rtf') },
  { name: 'a PDF document', bytes: ascii('%PDF-') },
];

const officeParts = [
  { name: 'a Word document (docx)', folder: 'word/' },
  { name: 'an Excel workbook (xlsx)', folder: 'xl/' },
  { name: 'a PowerPoint presentation (pptx)', folder: 'ppt/' },
];

/** Bytes of a zip archive searched for the folder names that tell Office files from other archives. */
const zipBytesSearched = 8192;

/**
 * Names the format of a file that is not plain text, by its signature: `a PNG image`, `a zip archive`.
 *
 * @returns undefined when no known signature fits; such bytes may be text.
 */
export function fileSignature(bytes: Uint8Array): string | undefined {
  const found = signatures.find(({ bytes: expected, offset = 0 }) =>
    expected.every((byte, index) => bytes[offset + index] === byte),
  );
  if (!found) return isWindowsProgram(bytes) ? 'a Windows program' : undefined;
  if (found.name !== 'a zip archive') return found.name;
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, zipBytesSearched)).toString(
    'latin1',
  );
  return officeParts.find(({ folder }) => start.includes(folder))?.name ?? found.name;
}

/** `MZ` alone also begins words, so the pointer to the real header has to be one. */
function isWindowsProgram(bytes: Uint8Array): boolean {
  if (bytes[0] !== 0x4d || bytes[1] !== 0x5a || bytes.length < 0x40) return false;
  return bytes.subarray(2, 0x40).includes(0);
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
