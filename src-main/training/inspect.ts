/** A look inside a run: the loss of every validation image, and what its network makes of some of them at each epoch that is kept. */
import { PlateauError } from '../contract/errors'
import type { MeasuredImages, OutputsAt } from '../contract/inside'
import { writeInputs, type ImageSet } from '../dataset/image-set'
import { chooseImages } from '../maths/image-choice'
import { indexOfGreatest } from '../recipes/confusion'
import { sizeOfShape } from '../recipes/data-source'
import { logSoftmax } from '../recipes/softmax'
import { gatherBatch } from './batches'
import { readCheckpoint } from './checkpoints/choose'
import { restoreWeights } from './checkpoints/state'
import { forEachEvaluatedBatch } from './evaluate'
import type { TensorFlow } from './kernels/kernels'
import { lossOfImages } from './losses'
import type { Network } from './network'
import { openTrained, type Asking, type Followed } from './trained-network'

export type InspectOptions = Asking<'inspect'> & Followed & { readonly set: ImageSet }

/**
 * Measures all images where that is not known, then takes the chosen ones through the weights of each checkpoint.
 * @returns false when it was stopped; nothing more is answered then.
 * @throws PlateauError `checkpoint-corrupt`
 */
export async function inspectRun(options: InspectOptions): Promise<boolean> {
  const { tf, command, set, send, between } = options
  if (!(await between())) return false
  const { network } = openTrained(options)
  const measured = command.measured ?? (await measureImages(options, network))
  if (measured === null) return false
  if (command.measured === null) send({ type: 'measured', measured })
  const places = chooseImages(command.choice, measured)
  const lossOf = lossOfImages(command.config, set.targets, set.shapes.target)
  const at = [outputsAt(tf, network, set, places, lossOf, command.checkpoint.epoch)]
  for (const other of command.others) {
    if (!(await between())) return false
    try {
      restoreWeights(tf, network, readCheckpoint(command.directory, other).contents)
    } catch (error) {
      // The run may be training, and drop it meanwhile: the others are shown without it.
      if (!(error instanceof PlateauError)) throw error
      send({ type: 'log', level: 'warning', message: `Epoch ${other.epoch} is left out. ${error.message}` })
      continue
    }
    at.push(outputsAt(tf, network, set, places, lossOf, other.epoch))
  }
  at.sort((left, right) => left.epoch - right.epoch)
  send({ type: 'inspected', images: { places, ...picturesOf(set, places), at } })
  return true
}

/** @returns null when it was stopped */
async function measureImages(
  { tf, command, set, send, between }: InspectOptions,
  network: Network,
): Promise<MeasuredImages | null> {
  const size = sizeOfShape(set.shapes.target)
  const lossOf = lossOfImages(command.config, set.targets, set.shapes.target)
  const losses = new Float64Array(set.count)
  const { labels = null } = set
  const classes = labels && {
    labels: Uint16Array.from(labels),
    said: new Uint16Array(set.count),
    sureness: new Float32Array(set.count),
  }
  const isWhole = await forEachEvaluatedBatch(tf, network, set, between, ({ first, count, outputs }) => {
    for (let image = 0; image < count; image += 1) {
      const [place, offset] = [first + image, image * size]
      losses[place] = lossOf(place, outputs, offset)
      if (!classes) continue
      const said = Math.max(0, indexOfGreatest(outputs, offset, size))
      classes.said[place] = said
      classes.sureness[place] = Math.exp(logSoftmax(outputs, offset, size)[said] ?? Number.NaN)
    }
    send({ type: 'evaluated', done: first + count, total: set.count })
  })
  return isWhole ? { losses, classes } : null
}

function outputsAt(
  tf: TensorFlow,
  network: Network,
  set: ImageSet,
  places: Uint32Array,
  lossOf: ReturnType<typeof lossOfImages>,
  epoch: number,
): OutputsAt {
  const size = sizeOfShape(set.shapes.target)
  if (places.length === 0) return { epoch, outputs: new Float32Array(), losses: new Float64Array() }
  const { inputs, targets } = gatherBatch(tf, set, places)
  targets.dispose()
  const evaluated = tf.tidy(() => network.evaluate(inputs))
  inputs.dispose()
  const outputs = Float32Array.from(evaluated.dataSync<'float32'>())
  evaluated.dispose()
  const losses = Float64Array.from(places, (place, index) => lossOf(place, outputs, index * size))
  return { epoch, outputs, losses }
}

/** The images as the network gets them, in bytes, and their targets. */
function picturesOf(set: ImageSet, places: Uint32Array): { inputs: Uint8Array; targets: Float32Array } {
  const [inputSize, targetSize] = [sizeOfShape(set.shapes.input), sizeOfShape(set.shapes.target)]
  const inputs = new Float32Array(places.length * inputSize)
  writeInputs(set, places, 0, inputs)
  const targets = new Float32Array(places.length * targetSize)
  places.forEach((place, index) =>
    targets.set(set.targets.subarray(place * targetSize, (place + 1) * targetSize), index * targetSize),
  )
  return { inputs: Uint8Array.from(inputs, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255)), targets }
}
