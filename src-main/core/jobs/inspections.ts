/** Looks inside runs: what networks make of validation images of choice, one process at a time, beside what trains. */
import type { RequestInput, RequestOutput } from '../../contract/api'
import { PlateauError } from '../../contract/errors'
import type { ChosenImages, MeasuredImages } from '../../contract/inside'
import { shapesOf, taskOf, type DataSettings } from '../../contract/run-data'
import type { StoredRun } from '../../store/runs'
import type { EventBus } from '../events'
import { requireRecipe } from '../history/references'
import type { ClientSession } from '../server'
import type { KeptWeights } from './kept-weights'
import type { TrainerWork } from './trainer-work'

type Asked = Omit<RequestInput<'inside.images'>, 'run'>
type Answer = RequestOutput<'inside.images'>
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
function checkChoice(run: StoredRun, { choice }: Asked): void {
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

export function createInspectionService({ events, weights, work, classesOf }: InspectionOptions) {
  const memory = createMemory()
  const active = new Map<number, AbortController>()
  const end = (session: number) => {
    active.get(session)?.abort()
    active.delete(session)
  }

  async function inspect(run: StoredRun, asked: Asked, signal: AbortSignal): Promise<Answer> {
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
          others: weights.all(run).filter(({ epoch }) => epoch !== found.file.epoch),
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

  return {
    /** @throws PlateauError `weights-missing`, `checkpoint-corrupt`, `invalid-input`, `cancelled`, `trainer-crashed`, and what loading data throws */
    async images(run: StoredRun, asked: Asked, { id }: Session): Promise<Answer> {
      end(id)
      checkChoice(run, asked)
      // Said at once, and not when its turn comes.
      weights.at(run, asked.epoch)
      const controller = new AbortController()
      active.set(id, controller)
      try {
        return await inspect(run, asked, controller.signal)
      } finally {
        if (active.get(id) === controller) active.delete(id)
      }
    },
    /** The client has left, or wants no answer any more. */
    leave: ({ id }: Session) => end(id),
  }
}
