/** Looks inside runs: what networks make of validation images of choice, one process at a time, beside what trains. */
import type { RequestInput, RequestOutput } from '../../contract/api'
import { buildLayers } from '../../contract/architecture'
import { PlateauError } from '../../contract/errors'
import type { ChosenImages, ImageChoice, LayerLook, MeasuredImages } from '../../contract/inside'
import { shapesOf, taskOf, type DataSettings } from '../../contract/run-data'
import type { StoredRun } from '../../store/runs'
import { inferLayers } from '../../recipes/infer-layers'
import type { EventBus } from '../events'
import { requireRecipe } from '../history/references'
import type { AskedImages } from '../figures/chosen-images'
import type { ClientSession } from '../server'
import type { KeptWeights } from './kept-weights'
import type { TrainerWork } from './trainer-work'

type Asked = Omit<RequestInput<'inside.images'>, 'run'>
type Answer = RequestOutput<'inside.images'>
type AskedLayer = Omit<RequestInput<'inside.layer'>, 'run'>
type LayerAnswer = RequestOutput<'inside.layer'>
type Session = Pick<ClientSession, 'id'>

export type InspectionService = ReturnType<typeof createInspectionService>

export type InspectionOptions = {
  readonly events: EventBus
  readonly weights: KeptWeights
  readonly work: TrainerWork
  /** Names of the classes of a run's data. */
  readonly classesOf: (config: DataSettings) => readonly string[]
}

/** Checkpoints whose images are known: of the largest validation set 1.4 MB each. */
const mostMeasured = 16

/** What is known of checkpoints by their hashes, the one that was asked for last at the end. */
function createMemory() {
  const known = new Map<string, MeasuredImages>()
  const keep = (checkpoint: string, measured: MeasuredImages) => {
    known.delete(checkpoint)
    known.set(checkpoint, measured)
    for (const oldest of [...known.keys()].slice(0, -mostMeasured)) known.delete(oldest)
  }
  return {
    keep,
    get(checkpoint: string): MeasuredImages | null {
      const measured = known.get(checkpoint)
      if (measured) keep(checkpoint, measured)
      return measured ?? null
    },
  }
}

/** Refuses what cannot be answered, before anything is loaded. @throws PlateauError `invalid-input` */
function checkChoice(run: StoredRun, choice: ImageChoice): void {
  const recipe = requireRecipe(run)
  if (choice.by === 'mistakes' && taskOf(recipe) !== 'classification')
    throw new PlateauError('invalid-input', `${run.name} is no classification run, so it has no mistakes.`)
  const beyond = choice.by === 'places' && choice.places.find((place) => place >= recipe.validationSize)
  if (typeof beyond === 'number')
    throw new PlateauError(
      'invalid-input',
      `${run.name} has ${recipe.validationSize} validation images, so there is no image ${beyond + 1}.`,
      { field: 'choice' },
    )
}

/** @throws PlateauError `invalid-input` naming the layer */
function checkLayer(run: StoredRun, layer: string): void {
  const recipe = requireRecipe(run)
  const { rows } = inferLayers(buildLayers(recipe), shapesOf(recipe).input)
  if (!rows.some(({ name }) => name === layer))
    throw new PlateauError('invalid-input', `The network of ${run.name} has no layer ${layer}.`, { field: 'layer' })
}

export function createInspectionService({ events, weights, work, classesOf }: InspectionOptions) {
  const memory = createMemory()
  /** By session: a question of each kind. */
  const active = new Map<number, Partial<Record<'images' | 'layer', AbortController>>>()

  /** The last question of a client is the one that counts: one of its kind before it, still unanswered, is let go. */
  async function alone<Value>(
    kind: 'images' | 'layer',
    { id }: Session,
    answer: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    const controller = new AbortController()
    const own = active.get(id) ?? {}
    own[kind]?.abort()
    active.set(id, { ...own, [kind]: controller })
    return answer(controller.signal)
  }

  /** @param shows whether an epoch whose weights are kept is shown, beside the one by whose losses images are chosen */
  async function inspect(
    run: StoredRun,
    asked: Asked,
    signal: AbortSignal,
    shows: (epoch: number) => boolean = () => true,
  ): Promise<Answer> {
    const config = requireRecipe(run)
    let found = weights.at(run, asked.epoch)
    const answered: { measured: MeasuredImages | null; images: ChosenImages | null } = { measured: null, images: null }
    await work.do({
      name: `The look inside ${run.name}`,
      signal,
      command() {
        // What was kept may be gone by now, and the best epoch another.
        found = weights.at(run, asked.epoch)
        answered.measured = memory.get(found.file.sha256)
        return {
          type: 'inspect',
          run: run.id,
          config,
          threads: 1,
          directory: weights.directoryOf(run.id),
          checkpoint: found.file,
          others: weights.all(run).filter(({ epoch }) => epoch !== found.file.epoch && shows(epoch)),
          choice: asked.choice,
          measured: answered.measured,
        }
      },
      onMessage(message) {
        if (message.type === 'evaluated' && !signal.aborted)
          events.publish('inside-progress', { run: run.id, done: message.done, total: message.total })
        else if (message.type === 'inspected') answered.images = message.images
        else if (message.type === 'measured') {
          answered.measured = message.measured
          memory.keep(found.file.sha256, message.measured)
        }
      },
    })
    const { images, measured } = answered
    if (images === null || measured === null)
      throw new PlateauError('trainer-crashed', 'The process that looks inside the run ended without a result.')
    const isClassified = taskOf(config) === 'classification'
    return {
      ...images,
      run: run.id,
      epoch: found.file.epoch,
      isBest: found.isBest,
      task: taskOf(config),
      shapes: shapesOf(config),
      classes: isClassified ? classesOf(config) : [],
      measured,
    }
  }

  async function look(run: StoredRun, asked: AskedLayer, signal: AbortSignal): Promise<LayerAnswer> {
    const config = requireRecipe(run)
    let { file } = weights.at(run, asked.epoch)
    const answered: { look: LayerLook | null } = { look: null }
    await work.do({
      name: `The look at a layer of ${run.name}`,
      signal,
      command() {
        file = weights.at(run, asked.epoch).file
        const { place, layer } = asked
        const directory = weights.directoryOf(run.id)
        return { type: 'look', run: run.id, config, threads: 1, directory, checkpoint: file, place, layer }
      },
      onMessage(message) {
        if (message.type === 'looked') answered.look = message.look
      },
    })
    if (answered.look === null)
      throw new PlateauError('trainer-crashed', 'The process that looks at the layer ended without a result.')
    return { ...answered.look, run: run.id, epoch: file.epoch, place: asked.place, layer: asked.layer }
  }

  return {
    /** @throws PlateauError `weights-missing`, `checkpoint-corrupt`, `invalid-input`, `cancelled`, `trainer-crashed`, and what loading data throws */
    images(run: StoredRun, asked: Asked, session: Session): Promise<Answer> {
      checkChoice(run, asked.choice)
      // Said at once, and not when its turn comes.
      weights.at(run, asked.epoch)
      return alone('images', session, (signal) => inspect(run, asked, signal))
    },
    /** @throws PlateauError as `images` does */
    layer(run: StoredRun, asked: AskedLayer, session: Session): Promise<LayerAnswer> {
      checkChoice(run, { by: 'places', places: [asked.place] })
      checkLayer(run, asked.layer)
      weights.at(run, asked.epoch)
      return alone('layer', session, (signal) => look(run, asked, signal))
    },
    /** The images of a figure, at one epoch: no other question lets them go. @throws PlateauError as `images` does */
    async forFigure(
      run: StoredRun,
      { at, ...asked }: AskedImages,
      signal: AbortSignal = new AbortController().signal,
    ): Promise<Answer> {
      checkChoice(run, asked.choice)
      return inspect(run, asked, signal, (epoch) => epoch === at)
    },
    /** The client has left, or wants no answer any more. */
    leave({ id }: Session): void {
      for (const controller of Object.values(active.get(id) ?? {})) controller.abort()
      active.delete(id)
    },
  }
}
