// A worker that speaks the protocol of the built-in encoder's, without a model: what a text says is what it does.
import { parentPort, workerData } from 'node:worker_threads';

const deaths = new Int32Array(workerData.deaths);
if (workerData.refuses && Atomics.load(deaths, 0) > 0) process.exit(7);

parentPort.on('message', async ({ kind, text }) => {
  if (kind === 'close') return parentPort.close();
  if (text === 'die' || (text === 'die once' && Atomics.load(deaths, 0) === 0)) {
    Atomics.add(deaths, 0, 1);
    process.exit(3);
  }
  if (text === 'throw') {
    parentPort.postMessage({ type: 'failed', error: { code: null, message: 'it threw', facts: {} } });
    return;
  }
  const gate = new Int32Array(workerData.gate);
  if (text.startsWith('wait')) Atomics.wait(gate, 0, 0);
  const order = Atomics.add(deaths, 1, 1);
  parentPort.postMessage({
    type: 'done',
    result: { vector: Float32Array.of(order), truncated: false, states: null },
  });
});
parentPort.postMessage({ type: 'ready' });
