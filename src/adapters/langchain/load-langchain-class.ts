import { KnowledgeBaseError } from '../../core/errors.js';

/** A class of a LangChain package by name: `@langchain/community/embeddings/zhipuai#ZhipuAIEmbeddings`. */
export interface LangchainClass {
  /** What is imported. */
  readonly module: string;
  /** The export. */
  readonly name: string;
}

/**
 * Imports a LangChain class by name and constructs it: so any of LangChain's models can be used by configuration, and none
 * of their packages has to be installed.
 *
 * Rejects with `invalid_configuration`, naming the install command when the package is not there.
 */
export async function constructLangchainClass(
  { module, name }: LangchainClass,
  options: Readonly<Record<string, unknown>>,
): Promise<object> {
  const loaded = await importModule(module);
  const found = loaded[name];
  if (typeof found !== 'function') {
    const exported = Object.keys(loaded).slice(0, 10).join(', ');
    throw invalid(`Cannot use "${name}" of "${module}": it exports ${exported || 'nothing'}; check the name`);
  }
  try {
    return Reflect.construct(found, [options]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw invalid(`Cannot make a "${name}" of "${module}": ${message}; check its options`, error);
  }
}

async function importModule(module: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(module);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
    const remedy = missing ? `run npm i ${packageOf(module)}` : 'see the cause';
    const message = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw invalid(`Cannot import "${module}": ${message}; ${remedy}`, error);
  }
}

function packageOf(module: string): string {
  return module
    .split('/')
    .slice(0, module.startsWith('@') ? 2 : 1)
    .join('/');
}

function invalid(message: string, cause?: unknown): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_configuration', message, cause === undefined ? {} : { cause });
}
