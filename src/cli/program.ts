import { Argument, Command, CommanderError, InvalidArgumentError } from 'commander';
import { type AskOptions, ask } from './commands/ask.js';
import { backup, restore } from './commands/backup.js';
import { type CalibrateOptions, calibrate } from './commands/calibrate.js';
import { type CheckOptions, check } from './commands/check.js';
import * as collections from './commands/collections.js';
import { doctor } from './commands/doctor.js';
import { type EvalOptions, evaluate } from './commands/eval.js';
import * as feedback from './commands/feedback.js';
import { type IngestOptions, ingest } from './commands/ingest.js';
import { type InspectOptions, inspect } from './commands/inspect.js';
import * as jobs from './commands/jobs.js';
import { quickstart } from './commands/quickstart.js';
import { type ReindexOptions, reindex } from './commands/reindex.js';
import { search } from './commands/search.js';
import { serve } from './commands/serve.js';
import { type WorkerOptions, worker } from './commands/worker.js';
import type { CommandContext, Services } from './context.js';
import { problemLines } from './show-problem.js';
import type { Terminal } from './terminal.js';

/** What a run of the command line ends with: 0 when everything asked for was done. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export interface CliEnvironment {
  readonly terminal: Terminal;
  readonly services: Services;
  readonly signal: AbortSignal;
  readonly version: string;
}

/** Runs one command line (without `node` and the script) and resolves to its exit code. Never rejects. */
export async function runCli(argv: readonly string[], environment: CliEnvironment): Promise<number> {
  const { terminal, signal } = environment;
  const run: Run = { environment, debug: false, complete: true };
  try {
    await createProgram(run).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    if (!signal.aborted) for (const line of problemLines(error, run.debug)) terminal.note(line);
    run.complete = false;
  }
  if (run.complete) return exitCodes.done;
  return signal.aborted ? exitCodes.interrupted : exitCodes.failed;
}

/** What one command line leaves behind. */
interface Run {
  readonly environment: CliEnvironment;
  debug: boolean;
  complete: boolean;
}

function createProgram(run: Run): Command {
  const { terminal, version } = run.environment;
  const program = new Command('kaoju')
    .description('A knowledge base for Chinese and English documents that shows its evidence')
    .version(version)
    .option('--data-dir <folder>', 'data folder, instead of KAOJU_DATA_DIR')
    .showSuggestionAfterError()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  addServing(program, run);
  addDocuments(program, run);
  addInspection(program, run);
  addJobs(program, run);
  addQuestions(program, run);
  addConfidence(program, run);
  addFeedback(program, run);
  addCollections(program, run);
  addBackup(program, run);
  return program;
}

function addServing(program: Command, run: Run): void {
  program
    .command('serve')
    .description('start the HTTP server on the data folder')
    .action(async (_options: object, command: Command) => {
      run.complete = await serve(contextOf(run, command));
    });
  program
    .command('worker')
    .description('work on the ingest jobs of the database, beside servers and other workers')
    .option('--health-port <port>', 'answer /livez and /readyz there, on KAOJU_HOST', toPort)
    .action(async (options: WorkerOptions, command: Command) => {
      run.complete = await worker(contextOf(run, command), options);
    });
  program
    .command('mcp')
    .description('serve the Model Context Protocol on stdin and stdout, for a program that starts this command')
    .action(async (_options: object, command: Command) => {
      const { mcp } = await import('./commands/mcp.js');
      run.complete = await mcp(contextOf(run, command), run.environment.version);
    });
  program
    .command('quickstart')
    .description('ingest the examples, start a server and ask it four questions')
    .option('--exit', 'end after the questions instead of serving on')
    .action(async (options: { exit?: boolean }, command: Command) => {
      run.complete = await quickstart(contextOf(run, command, './data/quickstart'), options);
    });
  program
    .command('doctor')
    .description('check everything the service needs')
    .option('--json', 'for machines')
    .action(async (options: { json?: boolean }, command: Command) => {
      run.complete = await doctor(run.environment, () => contextOf(run, command).config, options);
    });
}

function addBackup(program: Command, run: Run): void {
  program
    .command('reindex')
    .description(
      'build a collection anew beside itself, for another encoder, cleaning or cutting, and switch when it is verified',
    )
    .argument('<collection>')
    .option('--rollback', 'bring the build before up to date and put it in use again')
    .option('--status', 'how it stands')
    .option('--cancel', 'end what is running; the next time goes on with it')
    .option('--drop', 'delete the build before, and one that is unfinished')
    .option('--skip-failed', 'leave documents out that cannot be made anew')
    .option('--json', 'for machines')
    .action(async (collection: string, options: ReindexOptions, command: Command) => {
      run.complete = await reindex(contextOf(run, command), collection, options);
    });
  program
    .command('backup')
    .description('copy the knowledge base into a folder, also while it is being served')
    .argument('<folder>', 'a folder that does not exist yet')
    .option('--json', 'for machines: what the backup holds')
    .action(async (folder: string, options: collections.JsonOption, command: Command) => {
      run.complete = await backup(contextOf(run, command), folder, options);
    });
  program
    .command('restore')
    .description('verify a backup and put it into the data folder, which must hold no knowledge base')
    .argument('<folder>', 'what kaoju backup wrote')
    .option('--json', 'for machines: what the backup holds')
    .action(async (folder: string, options: collections.JsonOption, command: Command) => {
      run.complete = await restore(contextOf(run, command), folder, options);
    });
}

function addDocuments(program: Command, run: Run): void {
  program
    .command('ingest')
    .description('put Markdown, text and PDF files into a collection')
    .argument('<paths...>', 'files, folders or quoted globs')
    .requiredOption('-c, --collection <name>', 'knowledge base; created when it is not there')
    .option('--source <name>', 'first part of every document id (default: the absolute folder)')
    .option('--domain <domain>', 'metadata for every document; wins over what it says of itself')
    .option('--subcategory <subcategory>')
    .option('--period <period>')
    .option('--metadata <key=value...>', 'more metadata')
    .option('--access <labels...>', 'access labels: who may see the documents')
    .option('--password <password>', 'of encrypted PDFs')
    .option('--watch', 'go on with every change until Ctrl-C')
    .option('--prune', 'remove documents of the folders whose files are gone')
    .option('--dry-run', 'say what would be added, changed and removed, and change nothing')
    .option('-y, --yes', 'prune although much would go')
    .option('-v, --verbose', 'show the notes of every ingest report')
    .option('--json', 'for machines: one line a document')
    .action(async (paths: string[], options: IngestOptions, command: Command) => {
      run.complete = await ingest(contextOf(run, command), paths, options);
    });
}

function addJobs(program: Command, run: Run): void {
  const group = program.command('jobs').description('list, show, cancel and retry batches');
  group
    .command('list', { isDefault: true })
    .option('-c, --collection <name>')
    .option('--json', 'for machines')
    .action(async (options: jobs.ListOptions, command: Command) => {
      run.complete = await jobs.listJobs(contextOf(run, command), options);
    });
  group
    .command('show <id>')
    .option('-f, --follow', 'show its progress until it is over')
    .option('--json', 'for machines')
    .action(async (id: string, options: jobs.ShowOptions, command: Command) => {
      run.complete = await jobs.showJob(contextOf(run, command), id, options);
    });
  group
    .command('cancel <id>')
    .option('--json', 'for machines')
    .action(async (id: string, options: { json?: boolean }, command: Command) => {
      run.complete = await jobs.cancelJob(contextOf(run, command), id, options);
    });
  group
    .command('retry <id>')
    .option('--only-failed', 'not what was cancelled')
    .option('--json', 'for machines')
    .action(async (id: string, options: jobs.RetryOptions, command: Command) => {
      run.complete = await jobs.retryJob(contextOf(run, command), id, options);
    });
}

function addInspection(program: Command, run: Run): void {
  program
    .command('inspect')
    .description('show what ingesting a file would make of it: pages, section tree, what is left out and why')
    .argument('<file>', 'Markdown, text or PDF; no server and no collection are needed')
    .option('--html <page>', "also write one self-contained page: each PDF page's picture beside its sections")
    .option('--heading-level <level>', 'deepest heading that opens a section, 1 to 6 (default: 3)', parseCount)
    .option('--password <password>', 'of an encrypted PDF')
    .option('--json', 'for machines')
    .action(async (file: string, options: InspectOptions, command: Command) => {
      run.complete = await inspect(contextOf(run, command), file, options);
    });
}

function addQuestions(program: Command, run: Run): void {
  const commands = [
    { name: 'ask', action: ask, description: 'answer a question, with citations' },
    { name: 'search', action: search, description: 'show the passages for a question, best first' },
  ];
  for (const { name, action, description } of commands) {
    program
      .command(name)
      .description(description)
      .argument('<question>')
      .option('-c, --collection <name>', 'knowledge base (default: the only one)')
      .option('-k, --top-k <count>', 'passages at most', parseCount)
      .option('--explain', 'say where every confidence came from')
      .option('--json', 'for machines: the reply of the HTTP contract')
      .action(async (question: string, options: AskOptions, command: Command) => {
        run.complete = await action(contextOf(run, command), question, options);
      });
  }
}

function addConfidence(program: Command, run: Run): void {
  program
    .command('check')
    .description('check a text claim by claim; exits 1 when it does not pass')
    .argument('<file>', 'UTF-8 text or Markdown; - for standard input')
    .option('-c, --collection <name>', 'knowledge base to check against (default: the only one)')
    .option('--evidence <files...>', 'texts to check against; without --collection, against them alone')
    .option('--threshold <share>', 'score from which on it passes (default: KAOJU_FACT_THRESHOLD)', parseShare)
    .option('--json', 'for machines: the verdict')
    .action(async (file: string, options: CheckOptions, command: Command) => {
      run.complete = await check(contextOf(run, command), file, options);
    });
  program
    .command('eval')
    .description('ask labelled questions and measure the replies')
    .argument('<file>', 'one JSON object a line: question, and expected, answers or answerable: false')
    .option('-c, --collection <name>', 'knowledge base (default: the only one)')
    .option('--source <name>', 'put before every "document" of a row')
    .option('--html <file>', 'also write a page with charts')
    .option('--compare <run>', 'compare with a run that --json wrote')
    .option('--fail-on-regression', 'exit 1 when a figure is worse than in the run compared with')
    .option('--tolerance <share>', 'how much worse is no regression (default: 0.01)', parseShare)
    .option('--json', 'for machines: the run')
    .action(async (file: string, options: EvalOptions, command: Command) => {
      run.complete = await evaluate(contextOf(run, command), file, options);
    });
  program
    .command('calibrate')
    .description('fit the confidences to a collection, if that makes them better')
    .argument('<collection>')
    .option('--labels <file>', 'labelled questions, one JSON object a line')
    .option('--source <name>', 'put before every "document" of a row')
    .option('--feedback', 'learn from what people said of replies')
    .option('--probes', 'questions made of the collection itself (the default without --labels and --feedback)')
    .option('--seed <number>', 'other probes for another number', parseCount)
    .option('--dry-run', 'say what would come of it and change nothing')
    .option('--rollback', 'put the calibration before the present one in force')
    .option('--show', 'show the calibration in force')
    .option('--json', 'for machines')
    .action(async (collection: string, options: CalibrateOptions, command: Command) => {
      run.complete = await calibrate(contextOf(run, command), collection, options);
    });
}

function addFeedback(program: Command, run: Run): void {
  const group = program.command('feedback').description('say whether replies were right, list it, export it as labels');
  group
    .command('list', { isDefault: true })
    .description('feedback on a collection, oldest first')
    .option('-c, --collection <name>', 'knowledge base (default: the only one)')
    .option('--json', 'for machines: one line each')
    .action(async (options: feedback.FeedbackOptions, command: Command) => {
      run.complete = await feedback.listFeedback(contextOf(run, command), options);
    });
  group
    .command('export')
    .description('the labelled questions in it, for eval and calibrate --labels')
    .option('-c, --collection <name>', 'knowledge base (default: the only one)')
    .action(async (options: feedback.FeedbackOptions, command: Command) => {
      run.complete = await feedback.exportFeedback(contextOf(run, command), options);
    });
  group
    .command('give')
    .description('judge one reply')
    .argument('<reply>', "the reply's id")
    .addArgument(new Argument('<rating>').choices(['up', 'down']))
    .option('--section <id>', 'the section that answers')
    .option('--correction <text>', 'what should have been answered')
    .option('--comment <text>')
    .option('--json', 'for machines')
    .action(async (reply: string, rating: string, options: feedback.GiveOptions, command: Command) => {
      run.complete = await feedback.giveFeedback(contextOf(run, command), reply, rating, options);
    });
}

function addCollections(program: Command, run: Run): void {
  const group = program.command('collections').description('list, show, create and delete knowledge bases');
  group
    .command('list', { isDefault: true })
    .option('--json', 'for machines')
    .action(async (options: collections.JsonOption, command: Command) => {
      run.complete = await collections.listCollections(contextOf(run, command), options);
    });
  group
    .command('show <name>')
    .option('--json', 'for machines')
    .action(async (name: string, options: collections.JsonOption, command: Command) => {
      run.complete = await collections.showCollection(contextOf(run, command), name, options);
    });
  group
    .command('create <name>')
    .option('--description <line>')
    .option('--heading-level <level>', 'deepest heading that opens a section, 1 to 6', parseCount)
    .option('--json', 'for machines')
    .action(async (name: string, options: collections.CreateOptions, command: Command) => {
      run.complete = await collections.createCollection(contextOf(run, command), name, options);
    });
  group
    .command('delete <name>')
    .option('--yes', 'really')
    .option('--json', 'for machines')
    .action(async (name: string, options: collections.JsonOption & { yes?: boolean }, command: Command) => {
      run.complete = await collections.deleteCollection(contextOf(run, command), name, options);
    });
}

function contextOf(run: Run, command: Command, dataDir?: string): CommandContext {
  const chosen = command.optsWithGlobals<{ dataDir?: string }>().dataDir ?? dataDir;
  const { terminal, services, signal } = run.environment;
  const config = services.loadConfig(chosen === undefined ? {} : { dataDir: chosen });
  run.debug = config.logLevel === 'debug' || config.logLevel === 'trace';
  return { terminal, services, signal, config };
}

function parseCount(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of 1 or more');
  return value;
}

function toPort(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('It must be a port from 0 to 65535');
  return value;
}

function parseShare(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It must be a number from 0 to 1');
  return value;
}
