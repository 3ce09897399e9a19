/** tfjs-node without what no trainer uses: it would load a loader of models, pipelines of data and two backends of browsers with it, a fifth of a trainer's start. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import util from 'node:util'
import type { TensorFlow } from './kernels/kernels'
import type { NodeBackend } from './kernels/native-operations'

const requirePackage = createRequire(import.meta.url)

/** What exports are made with, loaded when the first one is. */
const ofLayers = ['input', 'layers', 'loadLayersModel', 'model'] as const

/** Once a process, as tfjs has one engine in each. */
let loaded: TensorFlow | null = null

/**
 * tfjs with its native backend in place.
 * @param addon the folder of `tfjs_binding.node`
 * @returns all of tfjs' core, and of its layers what exports take (`input`, `layers`, `loadLayersModel`, `model`)
 * @throws Error when the addon or TensorFlow's library cannot be loaded
 */
export function loadTfjsNode(addon: string): TensorFlow {
  if (loaded !== null) {
    // The engine is one for the process, and somebody may have given it another backend.
    void loaded.setBackend('tensorflow')
    return loaded
  }
  // tfjs-node calls these two, which Node 23 removed.
  const legacy = util as unknown as Record<string, unknown>
  legacy.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined
  legacy.isArray ??= Array.isArray
  const tf = unionOf(requirePackage('@tensorflow/tfjs-core') as TensorFlow)
  const backend = whileTfjsIs(tf, () => {
    requirePackage('@tensorflow/tfjs-node/dist/register_all_kernels.js')
    const { NodeJSKernelBackend } = requirePackage('@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js') as {
      NodeJSKernelBackend: new (addon: unknown, packageName: string) => NodeBackend
    }
    return new NodeJSKernelBackend(requirePackage(join(addon, 'tfjs_binding.node')), '@tensorflow/tfjs-node')
  })
  const priority = 3
  tf.registerBackend('tensorflow', () => backend as never, priority)
  void tf.setBackend('tensorflow')
  loaded = tf
  return tf
}

function unionOf(core: TensorFlow): TensorFlow {
  const union = { ...core }
  for (const name of ofLayers)
    Object.defineProperty(union, name, {
      enumerable: true,
      get: () => (requirePackage('@tensorflow/tfjs-layers') as TensorFlow)[name],
    })
  return union
}

/** Loads with `tf` in the place of the package `@tensorflow/tfjs`, which every file of tfjs-node asks for. */
function whileTfjsIs<Result>(tf: TensorFlow, load: () => Result): Result {
  const path = requirePackage.resolve('@tensorflow/tfjs')
  const before = requirePackage.cache[path]
  requirePackage.cache[path] = { exports: tf, id: path, filename: path, loaded: true } as NodeJS.Module
  try {
    return load()
  } finally {
    if (before === undefined) Reflect.deleteProperty(requirePackage.cache, path)
    else requirePackage.cache[path] = before
  }
}
