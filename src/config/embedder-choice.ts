import { parseLangchainClass } from './langchain-class.js';
import type { SettingsReader } from './settings-reader.js';

/** Which encoder makes the vectors. */
export type EmbedderChoice =
  | { readonly kind: 'builtin' }
  | {
      readonly kind: 'openai';
      readonly model: string;
      /** Base URL that `/embeddings` is appended to, `https://host/v1`. */
      readonly url: string;
      readonly key: string | null;
      /** Null: what the endpoint answers with. */
      readonly dimensions: number | null;
    }
  | {
      /** Any of LangChain's `Embeddings`. */
      readonly kind: 'langchain';
      /** What is imported: `@langchain/community/embeddings/zhipuai`. */
      readonly module: string;
      /** Its export. */
      readonly name: string;
      readonly options: Readonly<Record<string, unknown>>;
    };

/** @param name `KAOJU_EMBEDDER`, or the name of the one before it; the others begin with it. */
export function readEmbedder(settings: SettingsReader, name: string): EmbedderChoice {
  const choice = settings.text(name) ?? 'builtin';
  const url = settings.url(`${name}_URL`);
  const key = settings.text(`${name}_KEY`) ?? null;
  const dimensions = settings.whole(`${name}_DIMENSIONS`, 0, 1, 16_384) || null;
  if (choice.startsWith('langchain:')) return readLangchainEmbedder(settings, name, key);
  if (choice === 'builtin') {
    if (settings.text(`${name}_URL`) !== undefined || key !== null || dimensions !== null)
      settings.problems.push(
        `${name}_URL, _KEY and _DIMENSIONS need ${name}=openai:<model>; the builtin encoder takes none`,
      );
    return { kind: 'builtin' };
  }
  const model = choice.startsWith('openai:') ? choice.slice('openai:'.length).trim() : '';
  if (model === '')
    settings.problems.push(`${name}=${choice} must be builtin, openai:<model> or langchain:<module>#<class>`);
  else if (settings.text(`${name}_URL`) === undefined)
    settings.problems.push(`${name}=${choice} needs ${name}_URL, such as http://127.0.0.1:8000/v1`);
  return { kind: 'openai', model, url: url ?? '', key, dimensions };
}

function readLangchainEmbedder(settings: SettingsReader, name: string, key: string | null): EmbedderChoice {
  const choice = settings.text(name) ?? '';
  const named = parseLangchainClass(choice.slice('langchain:'.length));
  if (!named)
    settings.problems.push(
      `${name}=${choice} must be langchain:<module>#<class>, such as langchain:@langchain/community/embeddings/zhipuai#ZhipuAIEmbeddings`,
    );
  const options = { ...(key !== null && { apiKey: key }), ...settings.json(`${name}_OPTIONS`) };
  const { module, name: exported } = named ?? { module: '', name: '' };
  return { kind: 'langchain', module, name: exported, options: Object.freeze(options) };
}
