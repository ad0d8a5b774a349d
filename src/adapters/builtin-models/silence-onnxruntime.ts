import { env } from 'node:process';

/**
 * Turns off the telemetry of onnxruntime: since 1.30 it keeps a device id and a database under the user's home and reports
 * to a host of its maker, while Kaoju promises that nothing leaves the machine. To be called in the main thread before any
 * worker loads onnxruntime: a worker's environment is a copy that native code does not see.
 */
export function silenceOnnxruntime(): void {
  env.ORT_DISABLE_TELEMETRY = '1';
}
