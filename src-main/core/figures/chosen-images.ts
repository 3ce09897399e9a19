/** Images of choice for figures: a process takes them through the run's network before a figure is read, and the last ones are kept. */
import type { RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import type { FigureSource } from '../../contract/figure'
import type { ImageChoice } from '../../contract/inside'
import type { StoredRun } from '../../store/runs'
import type { FigureData } from '@panels/figure/figure'
import { requireRecipe } from '../history/references'
import type { KeptWeights } from '../jobs/kept-weights'

export type ChosenSource = Extract<FigureSource, { kind: 'chosen-images' }>
type Looked = RequestOutput<'inside.images'>

/** Which images, by whose losses, and the one other epoch that is shown beside it. */
export type AskedImages = { readonly epoch: number; readonly choice: ImageChoice; readonly at: number }
export type ChosenImages = ReturnType<typeof createChosenImages>

export type ChosenImagesOptions = {
  readonly weights: Pick<KeptWeights, 'at' | 'all'>
  readonly look: (run: StoredRun, asked: AskedImages, signal?: AbortSignal) => Promise<Looked>
}

/** Of pictures that are kept: a report reads all of its figures once they are prepared. */
const mostBytes = 128 * 1024 * 1024

type Known = { readonly checkpoints: string; readonly at: number; readonly answer: Looked | PlateauError }

const bytesOf = ({ answer }: Known): number =>
  answer instanceof PlateauError
    ? 0
    : answer.inputs.byteLength +
      answer.targets.byteLength +
      answer.at.reduce((sum, { outputs }) => sum + outputs.byteLength, 0)

const keyOf = (run: StoredRun, { choice, by, at }: ChosenSource): string => JSON.stringify([run.id, choice, by, at])

export function createChosenImages({ weights, look }: ChosenImagesOptions) {
  /** By what was asked, the last one at the end. */
  const known = new Map<string, Known>()

  function keep(key: string, value: Known): void {
    known.delete(key)
    known.set(key, value)
    let bytes = [...known.values()].reduce((sum, one) => sum + bytesOf(one), 0)
    for (const [oldest, one] of known) {
      if (bytes <= mostBytes || oldest === key) return
      known.delete(oldest)
      bytes -= bytesOf(one)
    }
  }

  /** The checkpoints as they are now: best and last move while a run trains. */
  function filesOf(run: StoredRun, { by, at }: ChosenSource) {
    requireRecipe(run)
    const fileAt = (epoch: number | 'best') => weights.at(run, epoch === 'best' ? undefined : epoch).file
    const shown = at === 'last' ? (weights.all(run).at(-1)?.epoch ?? 'best') : at
    return { by: fileAt(by), at: fileAt(shown) }
  }

  return {
    /** @throws PlateauError `weights-missing`, `checkpoint-corrupt`, `invalid-input`, `cancelled`, `trainer-crashed` */
    async prepare(run: StoredRun, source: ChosenSource, signal?: AbortSignal): Promise<void> {
      const key = keyOf(run, source)
      try {
        const { by, at } = filesOf(run, source)
        const checkpoints = `${by.sha256} ${at.sha256}`
        const before = known.get(key)
        const isSame = before?.checkpoints === checkpoints && !(before.answer instanceof PlateauError)
        const answer = isSame
          ? before.answer
          : await look(run, { epoch: by.epoch, choice: source.choice, at: at.epoch }, signal)
        keep(key, { checkpoints, at: at.epoch, answer })
      } catch (error) {
        // Whoever reads the figure hears why it cannot be drawn: a report says so in its place.
        if (error instanceof PlateauError && error.code !== 'cancelled')
          keep(key, { checkpoints: '', at: 0, answer: error })
        throw error
      }
    },

    /** @throws PlateauError why there is nothing to show */
    read(run: StoredRun, source: ChosenSource): Pick<FigureData, 'samples' | 'chosen'> {
      const found = known.get(keyOf(run, source))
      if (found === undefined)
        throw new PlateauError(
          'nothing-to-compare',
          `The images of ${run.name} are no longer at hand. Draw the figure again.`,
        )
      if (found.answer instanceof PlateauError) throw found.answer
      return dataOf(run, found.answer, found.at)
    },
  }
}

function dataOf(run: StoredRun, looked: Looked, epoch: number): Pick<FigureData, 'samples' | 'chosen'> {
  const shown = looked.at.find((one) => one.epoch === epoch)
  if (looked.places.length === 0)
    throw new PlateauError(
      'nothing-to-compare',
      `${run.name} says the class of every validation image at epoch ${looked.epoch}, so there is no mistake to show.`,
    )
  if (shown === undefined)
    throw new PlateauError('checkpoint-corrupt', `The weights of ${run.name} at epoch ${epoch} cannot be read.`)
  const { places, inputs, targets, shapes, task, classes, measured } = looked
  const { outputs, losses } = shown
  const set = { run: run.id, count: places.length, shapes, task, classes: [...classes], inputs, targets }
  return {
    samples: [{ ...set, names: [], best: null, last: null, epochs: Int32Array.of(epoch), shown: { epoch, outputs } }],
    chosen: { places: [...places], losses, by: looked.epoch, total: measured.losses.length },
  }
}
