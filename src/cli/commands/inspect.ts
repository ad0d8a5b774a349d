import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { KnowledgeBaseError } from '../../core/errors.js';
import type { CommandContext } from '../context.js';
import { inspectionPage } from '../inspection-page.js';
import { inspectionLines } from '../show-inspection.js';
import { wireInspection } from '../wire-inspection.js';

export interface InspectOptions {
  /** File to write the page to. */
  readonly html?: string;
  readonly headingLevel?: number;
  readonly password?: string;
  readonly json?: boolean;
}

/** `kaoju inspect FILE`: what ingesting it would make of it; true when it could be read. */
export async function inspect(context: CommandContext, file: string, options: InspectOptions): Promise<boolean> {
  const { terminal, services, config, signal } = context;
  const { html, headingLevel, password } = options;
  const inspection = await services.inspect(config, {
    name: basename(file),
    bytes: await read(file),
    pictures: html !== undefined,
    signal,
    ...(headingLevel !== undefined && { headingLevel }),
    ...(password !== undefined && { password }),
  });
  if (html !== undefined) {
    await writeFile(html, inspectionPage(inspection, basename(file)));
    terminal.note(`wrote ${html}`);
  }
  if (options.json) terminal.print(JSON.stringify(wireInspection(inspection)));
  else for (const line of inspectionLines(inspection)) terminal.print(line);
  return true;
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new KnowledgeBaseError('unreadable_document', `Cannot read "${file}": check the path and its permissions`, {
      cause,
    });
  }
}
