import { describe, expect, test } from 'vitest';
import { type SourceFile, sourceFiles } from './source-files.js';

// Who may know whom. A rule that stands in the way is changed here, with its reason, or the file moves.

const files = sourceFiles('src', 'ingest');
const under = (...folders: string[]) => files.filter(({ path }) => folders.some((folder) => path.startsWith(folder)));
const except = (...folders: string[]) => files.filter(({ path }) => !folders.some((folder) => path.startsWith(folder)));

/** `file → import` for every import that the test refuses. */
function offences(of: readonly SourceFile[], isWrong: (imported: string, file: SourceFile) => boolean): string[] {
  return of.flatMap((file) =>
    [...file.files, ...file.packages].filter((one) => isWrong(one, file)).map((one) => `${file.path} → ${one}`),
  );
}

describe('imports', () => {
  test('src/core knows itself and, of Node, hashing only', () => {
    const wrong = offences(under('src/core/'), (one) => !one.startsWith('src/core/') && one !== 'node:crypto');
    expect(wrong).toEqual([]);
  });

  test('src/ports knows src/core and src/ports', () => {
    expect(offences(under('src/ports/'), (one) => !/^src\/(core|ports)\//.test(one))).toEqual([]);
  });

  test('ingest and src/answer never meet', () => {
    expect(offences(under('ingest/'), (one) => one.startsWith('src/answer/'))).toEqual([]);
    expect(offences(under('src/answer/'), (one) => one.startsWith('ingest/'))).toEqual([]);
  });

  test('document formats stay in ingest', () => {
    // The page of a document is made of the same tree that was cut and cited, by one adapter in a worker of its own.
    const formats = /^(unified|vfile|remark.*|rehype.*|mdast.*|micromark.*|unist.*|hast.*|pdf-parse|pdfjs-dist)$/;
    const others = except('ingest/', 'src/adapters/document-page/');
    expect(offences(others, (one) => formats.test(one))).toEqual([]);
  });

  test('Fastify stays in src/http', () => {
    expect(offences(except('src/http/'), (one) => /^(fastify.*|@fastify\/.*|close-with-grace)$/.test(one))).toEqual([]);
  });

  test('the Model Context Protocol stays in src/mcp, its mount in src/http and its command', () => {
    const others = except('src/mcp/', 'src/http/routes/mcp-routes.ts', 'src/cli/commands/mcp.ts');
    expect(offences(others, (one) => one.startsWith('@modelcontextprotocol/'))).toEqual([]);
    // Transport-free: it speaks the contract through its own port, and knows neither the server nor the command line.
    expect(offences(under('src/mcp/'), (one) => one.startsWith('node:') || /^src\/(?!mcp\/)/.test(one))).toEqual([]);
  });

  test('models, native code and stores stay in src/adapters', () => {
    const native =
      /^(onnxruntime-node|@huggingface\/tokenizers|@node-rs\/jieba|@photostructure\/sqlite|opencc-js|@qdrant\/js-client-rest|pg|pg-boss)$/;
    expect(offences(except('src/adapters/'), (one) => native.test(one))).toEqual([]);
  });

  test('src/answer does no input or output', () => {
    const io = /^node:(fs|net|http|https|dns|child_process|worker_threads|os|process|cluster|dgram|tls)(\/|$)/;
    expect(offences(under('src/answer/'), (one) => io.test(one))).toEqual([]);
    expect(under('src/answer/').filter(({ text }) => /\bfetch\(/.test(text))).toEqual([]);
  });

  test('adapters are constructed in src/compose.ts only', () => {
    // A worker thread is a program of its own and composes itself. The command line has to find a live server before it
    // opens anything, and the doctor looks at files without opening the service.
    const composers = /^src\/compose|-worker\.ts$|^src\/cli\/(process-services\.ts|doctor\/)/;
    const wrong = except('src/adapters/')
      .filter(({ path }) => !composers.test(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/^import (?!type\b)[^;]*from '[./\w-]*\/adapters\/[^']+'/gm)].map(
          ([line]) => `${path}: ${line}`,
        ),
      );
    expect(wrong).toEqual([]);
  });

  test('the command line and the server do not know each other', () => {
    expect(offences(under('src/http/'), (one) => one.startsWith('src/cli/'))).toEqual([]);
  });

  test('relative imports end in .js and reach a file of ours', () => {
    const known = new Set(files.map(({ path }) => path));
    expect(offences(files, (one) => /^(src|ingest)\//.test(one) && !known.has(one))).toEqual([]);
  });
});

describe('the environment', () => {
  test('is read by src/config.ts only', () => {
    const readers = files.filter(({ text }) => /process\s*\.\s*env\b|from 'node:process'/.test(stripComments(text)));
    // It sets one variable that native code reads, and reads none.
    const writer = 'src/adapters/builtin-models/silence-onnxruntime.ts';
    const others = readers.map(({ path }) => path).filter((path) => path !== 'src/config.ts' && path !== writer);
    expect(others).toEqual([]);
  });
});

describe('the code', () => {
  test('holds no any, no enum, no TypeScript suppression', () => {
    const wrong = files.filter(({ text }) =>
      /@ts-(ignore|expect-error|nocheck)|^\s*(export )?(const )?enum |: any\b|as any\b/m.test(stripComments(text)),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

function stripComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/(?! biome|\s*@ts).*$/gm, '$1');
}
