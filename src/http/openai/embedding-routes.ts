import type { KnowledgeBase } from '../../knowledge-base.js';
import type { OperationHandlers } from '../operation-handler.js';
import { encoderModel, unknownModel } from './model-names.js';
import { refuseParameter } from './openai-error.js';

/** Body of `POST /v1/embeddings`, after its types were checked. */
interface EmbeddingBody {
  readonly model: string;
  readonly input: string | readonly (string | number | readonly number[])[];
  readonly encoding_format?: 'float' | 'base64' | null;
  readonly dimensions?: number | null;
  /** Ours: the encoder sees a question otherwise than a passage. */
  readonly input_type?: 'passage' | 'query' | null;
}

/** Texts of one request; as many as OpenAI takes. */
const maxTexts = 2_048;

/** `POST /v1/embeddings`: the encoder in use, for programs that want its vectors. */
export function embeddingRoutes(knowledgeBase: KnowledgeBase): OperationHandlers {
  return {
    async createEmbedding(call) {
      const body = call.request.body as EmbeddingBody; // Types validated against the contract.
      if (body.model !== encoderModel) throw unknownModel(body.model);
      const texts = textsOf(body);
      const side = body.input_type === 'query' ? 'question' : 'passage';
      const { signal } = call;
      const { vectors, truncated, maxTokens } = await knowledgeBase.embed(texts, { side, signal });
      const [tooLong] = truncated;
      if (tooLong !== undefined) {
        const parameter = typeof body.input === 'string' ? 'input' : `input[${tooLong}]`;
        const message = `Cannot encode a text of more than ${maxTokens} tokens; cut it into shorter ones`;
        throw refuseParameter(parameter, message, 'context_length_exceeded');
      }
      const { counts } = await knowledgeBase.countTokens(texts, { signal });
      const tokens = counts.reduce((sum, count) => sum + count, 0);
      const toWire = body.encoding_format === 'base64' ? toBase64 : (vector: Float32Array) => Array.from(vector);
      assertDimensions(body, vectors[0]?.length ?? 0);
      return {
        object: 'list',
        data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: toWire(vector) })),
        model: body.model,
        usage: { prompt_tokens: tokens, total_tokens: tokens },
      };
    },
  };
}

function textsOf({ input }: EmbeddingBody): readonly string[] {
  const texts: readonly unknown[] = typeof input === 'string' ? [input] : input;
  if (texts.length === 0 || texts.length > maxTexts)
    throw refuseParameter('input', `Cannot encode ${texts.length} texts at once; send 1 to ${maxTexts}`);
  return texts.map((text, index) => {
    const parameter = typeof input === 'string' ? 'input' : `input[${index}]`;
    if (typeof text !== 'string') throw refuseParameter(parameter, 'Cannot encode token numbers; send the text itself');
    if (text.trim() === '') throw refuseParameter(parameter, 'Cannot encode an empty text; leave it out');
    return text;
  });
}

function assertDimensions({ dimensions }: EmbeddingBody, found: number): void {
  if (dimensions == null || dimensions === found) return;
  const message = `Cannot give vectors of ${dimensions} dimensions: the encoder's have ${found}; leave dimensions out`;
  throw refuseParameter('dimensions', message, 'unsupported_value');
}

/** Float32, little-endian, as OpenAI sends them. */
function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString('base64');
}
