/** Both backends for numerical tests. Loaded once a test file. */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { createComposedKernels } from '../../../src-main/training/kernels/composed'
import type { Kernels, Tensor, TensorFlow } from '../../../src-main/training/kernels/kernels'
import { createNativeKernels } from '../../../src-main/training/kernels/native'
import type { NodeBackend } from '../../../src-main/training/kernels/native-operations'
import { createWasmKernels } from '../../../src-main/training/kernels/wasm'
import { loadTfjsNode } from '../../../src-main/training/tfjs-node'
import { addonDirectory, readTensorFlowRecord } from '../../../src-main/platform/tensorflow-record.mjs'

export type Loaded = { readonly name: string; readonly tf: TensorFlow; readonly kernels: Kernels }

const require = createRequire(import.meta.url)

/** False where set-up could not get native TensorFlow: the doctor says why. */
export const hasNative = readTensorFlowRecord() !== null

/** The native kernels, and the composed ones on the same native backend. */
export function loadNative(): Loaded[] {
  process.env.TF_CPP_MIN_LOG_LEVEL = '2'
  const tf = loadTfjsNode(addonDirectory()!)
  return [
    { name: 'native', tf, kernels: createNativeKernels(tf, tf.backend() as unknown as NodeBackend) },
    { name: 'composed on native', tf, kernels: createComposedKernels(tf) },
  ]
}

/** The values of a tensor, which goes. `tf.tidy` would look into each value that it hands on for tensors, which takes a microsecond. */
export function takeValues(tensor: Tensor): Float32Array {
  const values = tensor.dataSync<'float32'>()
  tensor.dispose()
  return values
}

/** The wasm kernels, as they train where there is no native TensorFlow, and the composed ones on the same backend. */
export async function loadWasm(): Promise<[Loaded, Loaded]> {
  const tf = require('@tensorflow/tfjs') as TensorFlow
  const wasm = require('@tensorflow/tfjs-backend-wasm') as { setWasmPaths(folder: string): void }
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'))}/`)
  if (!(await tf.setBackend('wasm'))) throw new Error('wasm does not start')
  return [
    { name: 'wasm', tf, kernels: createWasmKernels(tf) },
    { name: 'composed on wasm', tf, kernels: createComposedKernels(tf) },
  ]
}
