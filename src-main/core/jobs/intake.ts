/** Work that comes in: new runs, and runs that have ended and go on. Everything is checked before anything is queued. */
import type { EarlyStoppingChange } from '../../contract/api'
import { buildLayers, countParameters } from '../../contract/architecture'
import { requireRunConfig, type RunConfig, type RunConfigInput } from '../../contract/config'
import { PlateauError } from '../../contract/errors'
import type { QueuePlace } from '../../contract/queue'
import { isActive, withoutFailedAttempt } from '../../contract/run'
import { shapesOf } from '../../contract/run-data'
import { nextSlot } from '../../model/looks'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { Endings } from './endings'
import type { Owner } from './owners'
import { makeRunId, makeRunName, nextRunNumber } from '../history/names'
import { refuseBinned, requireRecipe } from '../history/references'
import { findContinuation, findResumption } from '../history/resumption'
import { epochsToVerify } from './verification'

export type Launch = {
  readonly configs: readonly RunConfigInput[]
  readonly detached: boolean
  readonly place: QueuePlace
  /** Who launched: its runs stop when it says so on leaving. */
  readonly owner: Owner
  readonly parentRun: string | null
  /** The id of the project that they go to. */
  readonly project: string
}

type NewRunFacts = Pick<
  StoredRun,
  'project' | 'launchGroup' | 'parentRun' | 'detached' | 'verifies' | 'lastEpoch' | 'held'
>

export type IntakeOptions = {
  readonly store: Store
  readonly endings: Endings
  /** Gives queued runs their owner and place, and lets them begin. */
  readonly enqueue: (ids: readonly string[], owner: Owner, place: QueuePlace) => void
  /** Names of the classes of a run's data. @throws PlateauError `data-set-not-found` or `data-set-damaged` where its images are not here */
  readonly classesOf: (config: RunConfig) => readonly string[]
  /** @throws PlateauError `core-gone` while the core ends. */
  readonly refuseWhileClosing: () => void
}

export function createIntake({ store, endings, classesOf, enqueue, refuseWhileClosing }: IntakeOptions) {
  const now = () => new Date().toISOString()

  function insert(configs: readonly RunConfig[], facts: NewRunFacts): string[] {
    const classes = configs.map(classesOf)
    return store.transaction(() => {
      let number = nextRunNumber(store.runs.namesIn(facts.project))
      const slots = store.runs.newestSlots(facts.project)
      return configs.map((config, index) => {
        const layers = buildLayers(config)
        const id = makeRunId()
        const colourSlot = nextSlot(slots)
        slots.push(colourSlot)
        store.runs.insert({
          ...facts,
          id,
          name: makeRunName(number++),
          config,
          layers,
          parameters: countParameters(layers, shapesOf(config).input),
          colourSlot,
          classes: classes[index] ?? [],
          createdAt: now(),
        })
        return id
      })
    })
  }

  const refetch = (ids: readonly string[]) => ids.flatMap((id) => store.runs.get(id) ?? [])
  const pastOf = ({ id }: StoredRun) => [store.epochs.list(id).length, store.checkpoints.list(id)] as const

  /** Its end is taken back once it trains again, and no sooner. */
  function keepEnd({ id, endReason: reason, endMessage, endedAt, recipe: config }: StoredRun) {
    if (reason === null || endedAt === null || config === null) return
    store.earlierEnds.keep(id, { reason, message: withoutFailedAttempt(endMessage), endedAt, config })
  }

  return {
    /** Queues runs, all of them or none. @throws PlateauError `invalid-input` naming the setting. */
    launch({ configs, detached, place, owner, parentRun, project }: Launch): StoredRun[] {
      refuseWhileClosing()
      const resolved = configs.map((config) => requireRunConfig(config))
      const launchGroup = resolved.length > 1 ? makeRunId() : null
      const held = place === 'held'
      const ids = insert(resolved, { project, launchGroup, parentRun, detached, verifies: null, lastEpoch: null, held })
      enqueue(ids, owner, place)
      return refetch(ids)
    },

    /** Queues ended runs to go on from their last checkpoints. @throws PlateauError `run-not-resumable`, `run-active`, `invalid-input`. */
    resume(runs: readonly StoredRun[], owner: Owner, detached: boolean): StoredRun[] {
      refuseWhileClosing()
      refuseBinned(runs)
      for (const run of runs.map(endings.current)) {
        if (isActive(run)) throw new PlateauError('run-active', `${run.name} has not ended.`)
        requireRecipe(run)
        if (findResumption(run, ...pastOf(run)) === null) throw new PlateauError('run-not-resumable', whyNot(run))
      }
      endings.settle()
      store.transaction(() => {
        for (const run of refetch(runs.map(({ id }) => id))) {
          keepEnd(run)
          store.runs.markQueued(run.id, { next: 'resume', held: false, detached })
        }
      })
      const ids = runs.map(({ id }) => id)
      enqueue(ids, owner, 'end')
      return refetch(ids)
    },

    /**
     * Queues an ended run for `epochs` more than it has, its early stopping edited.
     * @throws PlateauError `run-not-resumable`, `run-active`, `invalid-input`.
     */
    continue(
      { run: stored, epochs, earlyStopping }: { run: StoredRun; epochs: number; earlyStopping: EarlyStoppingChange },
      owner: Owner,
      detached: boolean,
    ): StoredRun {
      refuseWhileClosing()
      refuseBinned([stored])
      const run = endings.current(stored)
      if (isActive(run)) throw new PlateauError('run-active', `${run.name} has not ended.`)
      const recipe = requireRecipe(run)
      const [count, files] = pastOf(run)
      const goingOn = findContinuation(run, count, files)
      if (goingOn === null) throw new PlateauError('run-not-resumable', whyNot(run))
      const config = editEarlyStopping({ ...recipe, epochs: goingOn.fromEpoch + epochs }, earlyStopping)
      endings.settle()
      store.transaction(() => {
        keepEnd(run)
        store.runs.setConfig(run.id, config)
        store.runs.markQueued(run.id, { next: 'continue', held: false, detached })
        store.journal.append(
          run.id,
          now(),
          'info',
          `Will continue to epoch ${config.epochs}.${goingOn.freshOptimizer ? ' Only weights were kept, so the optimizer starts afresh.' : ''}`,
        )
      })
      enqueue([run.id], owner, 'end')
      return refetch([run.id])[0] ?? run
    },

    /** Queues a run that trains a stored one anew. @throws PlateauError `run-active`, `nothing-to-compare`, `invalid-input`. */
    verify(stored: StoredRun, owner: Owner, detached: boolean): StoredRun {
      refuseWhileClosing()
      refuseBinned([stored])
      const run = endings.current(stored)
      if (isActive(run)) throw new PlateauError('run-active', `${run.name} has not ended.`)
      const recipe = requireRecipe(run)
      const lastEpoch = epochsToVerify(store.epochs.list(run.id).length, store.attempts.list(run.id))
      if (lastEpoch === 0)
        throw new PlateauError(
          'nothing-to-compare',
          `${run.name} has not finished an epoch, so there is nothing to verify.`,
        )
      const { project } = run
      const facts = {
        project,
        launchGroup: null,
        parentRun: run.id,
        detached,
        verifies: run.id,
        lastEpoch,
        held: false,
      }
      const ids = insert([recipe], facts)
      enqueue(ids, owner, 'end')
      return refetch(ids)[0] ?? run
    },
  }
}

function whyNot({ name, endReason }: StoredRun): string {
  switch (endReason) {
    case 'completed':
    case 'early-stopped':
      return `${name} has finished.`
    case 'cancelled':
      return `${name} was cancelled before it started.`
    case 'diverged':
      return `${name} diverged and would diverge again.`
    default:
      return `${name} has no checkpoint to resume from.`
  }
}

/** The config with another early stopping, its rules checked anew. @throws PlateauError `invalid-input`. */
function editEarlyStopping(config: RunConfig, change: EarlyStoppingChange): RunConfig {
  const { monitor, patience, minDelta, ...others } = config
  const isOn = change.earlyStopping ?? config.earlyStopping
  const rule = isOn ? { monitor, patience, minDelta, ...change } : change
  return requireRunConfig({ ...others, ...rule, earlyStopping: isOn })
}
