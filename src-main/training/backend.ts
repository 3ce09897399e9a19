/** The ladder of backends: TensorFlow's C library under tfjs-node where its addon lies, else wasm. */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PlateauError } from '../contract/errors'
import type { BackendProbe } from '../contract/trainer-protocol'
import { addonDirectory, readTensorFlowFailure, readTensorFlowRecord } from '../platform/tensorflow-record.mjs'
import type { Kernels, TensorFlow } from './kernels/kernels'
import { createNativeKernels } from './kernels/native'
import type { NodeBackend } from './kernels/native-operations'
import { createWasmKernels } from './kernels/wasm'
import { loadTfjsNode } from './tfjs-node'

export type Backend = {
  readonly tf: TensorFlow
  readonly kernels: Kernels
  readonly probe: BackendProbe & { readonly backend: 'native' | 'wasm' }
}

const requirePackage = createRequire(import.meta.url)

/**
 * Loads the best backend there is. `PLATEAU_BACKEND` (`native` or `wasm`) forces one.
 * @param threads set before the library is loaded, as it reads them once.
 * @throws PlateauError `backend-unavailable` with the reason when none loads.
 */
export async function loadBackend(threads: number): Promise<Backend> {
  const forced = process.env.PLATEAU_BACKEND
  const reasons: string[] = []
  if (forced === 'wasm') reasons.push('PLATEAU_BACKEND is set to wasm.')
  else {
    try {
      return loadNative(threads)
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error))
      if (forced === 'native') throw new PlateauError('backend-unavailable', reasons.join(' '), { cause: error })
    }
  }
  try {
    return await loadWasm(reasons.join(' '))
  } catch (error) {
    reasons.push(error instanceof Error ? error.message : String(error))
    throw new PlateauError('backend-unavailable', `No TensorFlow backend could be loaded. ${reasons.join(' ')}`, {
      cause: error,
    })
  }
}

function loadNative(threads: number): Backend {
  const folder = addonDirectory()
  if (folder === null || !existsSync(join(folder, 'tfjs_binding.node'))) {
    throw new Error(readTensorFlowFailure()?.reason ?? 'Native TensorFlow is not installed.')
  }
  for (const name of ['TF_NUM_INTRAOP_THREADS', 'TF_NUM_INTEROP_THREADS', 'OMP_NUM_THREADS'])
    process.env[name] = String(threads)
  // Warnings are let through: where memory does not suffice for a convolution, TensorFlow crashes, and they are its last words.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1'
  const tf = quietly(() => loadTfjsNode(folder))
  const backend = tf.backend() as unknown as NodeBackend
  const record = readTensorFlowRecord()
  return {
    tf,
    kernels: createNativeKernels(tf, backend),
    probe: {
      backend: 'native',
      tensorflowVersion: record?.version ?? `under tfjs-node ${tf.version_core}`,
      tensorflowSource: record?.source ?? 'unknown',
      oneDnn: process.env.TF_ENABLE_ONEDNN_OPTS !== '0',
      reason: null,
    },
  }
}

async function loadWasm(reason: string): Promise<Backend> {
  const tf = quietly(() => requirePackage('@tensorflow/tfjs') as TensorFlow)
  const wasm = requirePackage('@tensorflow/tfjs-backend-wasm') as {
    setWasmPaths(folder: string): void
    version_wasm: string
  }
  wasm.setWasmPaths(`${dirname(requirePackage.resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm'))}/`)
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend could not be started.')
  await tf.ready()
  return {
    tf,
    kernels: createWasmKernels(tf),
    probe: { backend: 'wasm', tensorflowVersion: wasm.version_wasm, tensorflowSource: 'npm', oneDnn: false, reason },
  }
}

/** tfjs greets on the console; standard output belongs to the probe's one line. */
function quietly<Result>(load: () => Result): Result {
  const { warn, info, log } = console
  console.warn = console.info = console.log = () => undefined
  try {
    return load()
  } finally {
    Object.assign(console, { warn, info, log })
  }
}
