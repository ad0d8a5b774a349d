import type { CallToolResult, McpServer, ToolAnnotations } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { type McpBackend, problemOf } from './backend.js';

/** What a tool says: a text for people and models, and the same as data. */
export interface ToolReply {
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One tool: what it is called, what it takes, what it does. */
export interface Tool<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: Input;
  readonly output: z.ZodObject;
  readonly annotations: ToolAnnotations;
  readonly run: (input: z.infer<Input>, backend: McpBackend, signal: AbortSignal) => Promise<ToolReply>;
}

/** Keeps a tool's input type for its `run`. */
export function defineTool<Input extends z.ZodObject>(tool: Tool<Input>): Tool<Input> {
  return tool;
}

/** Registers a tool on a server, for one caller's backend. */
export function registerTool<Input extends z.ZodObject>(
  server: McpServer,
  tool: Tool<Input>,
  backend: McpBackend,
): void {
  const { name, title, description, input, output, annotations, run } = tool;
  const config = { title, description, inputSchema: input as z.ZodObject, outputSchema: output, annotations };
  server.registerTool(name, config, async (parsed, context): Promise<CallToolResult> => {
    try {
      // The SDK parsed the arguments by this schema.
      const { text, data } = await run(parsed as z.infer<Input>, backend, context.mcpReq.signal);
      return { content: [{ type: 'text', text }], structuredContent: { ...data } };
    } catch (error) {
      return failure(error);
    }
  });
}

/** An error that the model can act on; what failed inside stays inside. */
function failure(error: unknown): CallToolResult {
  const problem = problemOf(error);
  const text = problem
    ? `${problem.detail} (${problem.code})`
    : 'Cannot complete the request: something failed inside the server; try again';
  return { content: [{ type: 'text', text }], isError: true };
}
