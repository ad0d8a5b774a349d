import { FakeListChatModel } from '@langchain/core/utils/testing';

/** Says what its options tell it to. */
export class EchoChat extends FakeListChatModel {
  constructor({ answer = '十五天', apiKey }) {
    super({ responses: [`${answer}${apiKey ? ` (${apiKey})` : ''}`] });
  }
}
