/** The waiting runs: in which order they begin, and when. The queue is rows; what is here may be lost with the core. */
import { PlateauError } from '../../contract/errors'
import type { QueuePlace } from '../../contract/queue'
import { requireRecipe } from '../history/references'
import type { PreferenceService } from '../preferences'
import type { StoredRun } from '../../store/runs'
import type { Store } from '../../store/store'
import type { Owner, Owners } from './owners'
import { concurrencyOf, type Resources } from './queue'
import type { RunFacts } from './run-facts'
import type { Active } from './active'

export type WaitingOptions = {
  readonly store: Store
  readonly facts: RunFacts
  readonly owners: Owners
  /** What runs now. */
  readonly active: Pick<Active, 'count' | 'start'>
  readonly preferences: PreferenceService
  readonly resources: Resources
  /** Why nothing is stored any more; null while all is well. */
  readonly lost: () => string | null
}

const pausedKey = 'core.queue-paused'

export function createWaiting({ store, facts, owners, active, preferences, resources, lost }: WaitingOptions) {
  let mayStart = false
  let closing = false
  const idleListeners = new Set<() => void>()
  const isPaused = () => store.settings.get(pausedKey) === '1'

  function listReady(): StoredRun[] {
    if (!mayStart || lost() !== null || isPaused()) return []
    return store.runs.listWaiting().filter(owners.mayBegin)
  }

  /** True while anything trains, or waits and may begin. */
  const isBusy = (): boolean => active.count() > 0 || listReady().length > 0

  function startWaiting() {
    const places = () => concurrencyOf(resources, preferences.get()) - active.count()
    for (let ready = listReady(); ready[0] && places() > 0; ready = listReady())
      active.start(ready[0], active.count() + ready.length)
    facts.queueChanged(active.count())
    if (!isBusy()) idleListeners.forEach((listener) => listener())
  }
  preferences.onChange(() => startWaiting())

  /**
   * Lets runs that wait from an earlier core or a window that was closed begin, as runs of this session: called when a window
   * arrives, so that a mere listing starts nothing.
   */
  function resumeQueue(owner: Owner): void {
    if (closing) return
    mayStart = true
    for (const { id } of store.runs.listWaiting()) if (owners.of(id) === undefined) owners.give(id, owner)
    startWaiting()
  }

  return {
    isBusy,
    isPaused,
    resumeQueue,
    startWaiting,
    /** Told whenever nothing trains or waits any more. */
    onIdle: (listener: () => void): void => void idleListeners.add(listener),
    /** @throws PlateauError `core-gone` while the core ends. */
    refuseWhileClosing(this: void): void {
      if (closing) throw new PlateauError('core-gone', 'Plateau is shutting down. Start it again to train.')
    },

    /** Gives queued runs their owner and place, and lets them begin. */
    enqueue(this: void, ids: readonly string[], owner: Owner, place: QueuePlace): void {
      if (place === 'next') {
        const others = store.runs.listWaiting().filter(({ id }) => !ids.includes(id))
        store.runs.setOrder([...ids, ...others.map(({ id }) => id)])
      }
      for (const id of ids) {
        owners.give(id, owner)
        facts.changed(id)
      }
      mayStart = true
      // The answer goes out first, so that a client knows its runs by name before their events come.
      setImmediate(startWaiting)
    },

    /** Held runs may go, behind those that wait. @throws PlateauError `not-queued`. */
    setFree(runs: readonly StoredRun[], detached: boolean): void {
      for (const run of runs) if (!run.isProgramJob) requireRecipe(run)
      const other = runs.find(({ state, held }) => state !== 'queued' || !held)
      if (other) throw new PlateauError('not-queued', `${other.name} is not paused in the queue.`)
      for (const { id } of runs) {
        store.runs.setHeld(id, false)
        if (detached) store.runs.markDetached(id)
      }
    },

    /** Nothing begins while the queue is paused; letting it go on lets it begin at once. */
    pause(this: void, paused: boolean, owner: Owner): void {
      store.settings.set(pausedKey, paused ? '1' : '0')
      if (!paused) resumeQueue(owner)
      else startWaiting()
    },

    /** Puts a waiting run before another one, or behind all. @throws PlateauError `not-queued`. */
    move(this: void, run: StoredRun, before: StoredRun | null): void {
      const waiting = store.runs.listWaiting().map(({ id }) => id)
      for (const one of [run, before])
        if (one && !waiting.includes(one.id)) throw new PlateauError('not-queued', `${one.name} is not waiting.`)
      if (run.id === before?.id) return
      const others = waiting.filter((id) => id !== run.id)
      const place = before === null ? others.length : others.indexOf(before.id)
      store.runs.setOrder([...others.slice(0, place), run.id, ...others.slice(place)])
      facts.queueChanged(active.count())
    },

    /** After a restart, where that was chosen: what waits does so until somebody lets it go on. */
    waitAfterRestart(): void {
      if (preferences.get().queueAfterRestart === 'wait' && store.runs.listWaiting().length > 0)
        store.settings.set(pausedKey, '1')
    },

    /** Nothing begins any more. */
    shut: (): void => void (mayStart = false),
    /** The core ends: nothing begins, and nothing new is taken in. */
    close(): void {
      mayStart = false
      closing = true
    },
  }
}
