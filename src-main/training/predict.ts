/** Images of a person's own through a run's network: decoded, resized to its input, evaluated one by one. */
import { encode } from 'fast-png'
import type { Prediction } from '../contract/predictions'
import { shapesOf, taskOf, type RunShapes } from '../contract/run-data'
import { readPicture } from '../dataset/picture'
import { isRefused } from '../dataset/picture-header'
import { median } from '../maths/statistics'
import { sizeOfShape, type ImageShape } from '../recipes/data-source'
import { logSoftmax } from '../recipes/softmax'
import type { TensorFlow } from './kernels/kernels'
import type { Network } from './network'
import { openTrained, type Asking, type Followed } from './trained-network'

export type PredictOptions = Asking<'predict'> & Followed

/** How often an image is taken through the network, and for how long at most: the time told is the median. */
const times = 20
const timingMilliseconds = 400

/**
 * Sends a prediction for each image, in their order.
 * @returns false when it was stopped.
 * @throws PlateauError `checkpoint-corrupt`
 */
export async function predictImages(options: PredictOptions): Promise<boolean> {
  const { tf, command, send, between } = options
  const { config, images, fit } = command
  const { network } = openTrained(options)
  const shapes = shapesOf(config)
  const isClassified = taskOf(config) === 'classification'
  for (const [index, image] of images.entries()) {
    if (!(await between())) return false
    const picture = await readPicture(image, shapes.input, fit)
    const prediction: Prediction = isRefused(picture)
      ? { isRefused: true, reason: picture.refusal }
      : { isRefused: false, remarks: picture.remarks, ...predictOne(tf, network, picture.values, shapes, isClassified) }
    send({ type: 'predicted', index, prediction })
  }
  return true
}

function predictOne(
  tf: TensorFlow,
  network: Network,
  bytes: Uint8Array,
  { input: inputShape, target }: RunShapes,
  isClassified: boolean,
): { input: Uint8Array; output: Float32Array; png: Uint8Array | null; milliseconds: number } {
  const input = tf.tensor(
    Float32Array.from(bytes, (byte) => byte / 255),
    [1, ...inputShape],
    'float32',
  )
  const run = () => tf.tidy(() => network.evaluate(input).dataSync<'float32'>())
  const given = run()
  const taken: number[] = []
  for (const began = performance.now(); taken.length < times && performance.now() - began < timingMilliseconds;) {
    const start = performance.now()
    run()
    taken.push(performance.now() - start)
  }
  input.dispose()
  const output = isClassified
    ? Float32Array.from(logSoftmax(given, 0, sizeOfShape(target)), Math.exp)
    : Float32Array.from(given)
  return {
    input: bytes,
    output,
    png: isClassified ? null : pngOf(output, target),
    milliseconds: median(taken),
  }
}

/** What lies outside of [0, 1] is the nearer of the two. */
function pngOf(output: Float32Array, [height, width, channels]: ImageShape): Uint8Array {
  // A PNG has one, two, three or four channels; of others the first is drawn.
  const drawn = channels <= 4 ? channels : 1
  const data = new Uint8Array(height * width * drawn)
  for (let pixel = 0; pixel < height * width; pixel += 1)
    for (let channel = 0; channel < drawn; channel += 1) {
      const value = output[pixel * channels + channel] ?? 0
      data[pixel * drawn + channel] = Math.round(255 * Math.min(1, Math.max(0, Number.isNaN(value) ? 0 : value)))
    }
  return encode({ width, height, data, channels: drawn, depth: 8 })
}
