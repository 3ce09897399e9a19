/**
 * Changes of very many runs: written a few at a time, so that whoever else asks is answered in between, and all or none of them. What is written is
 * kept with what was there before until all is, and taken back where a later run is refused, or where the core dies.
 */
import { PlateauError } from '../../contract/errors'
import { translateSqliteError } from '../../store/open'
import type { SaidChange } from '../../store/said-of-runs'
import type { Store } from '../../store/store'
import type { EventBus } from '../events'
import { log } from '../log'
import type { Steps } from '../turns'
import type { SummaryCache } from './summaries'

/** How long one transaction writes; so few runs are one however busy the machine is. */
const usualMilliseconds = 5
const fewestAtOnce = 4
/** Facts that are told in one step. */
const toldAtOnce = 50

/** What is written, and who is told. */
export type Told = {
  readonly store: Store
  readonly summaries: Pick<SummaryCache, 'forget'>
  readonly events: EventBus
}

type Writing<Item> = {
  readonly idOf: (item: Item) => string
  /** Looks whether it may, and writes. @throws why it may not; nothing of all is changed then. */
  readonly write: (item: Item) => void
  /** Written with the last of them. */
  readonly finish?: () => void
  /** How long one transaction writes. */
  readonly sliceMilliseconds?: number
}

/**
 * Writes to each of the runs, in their order, a step for each transaction; then all clients are told.
 * @throws what `write` or `finish` does, once what was written before is taken back.
 */
export function* changeRuns<Item>(told: Told, items: readonly Item[], writing: Writing<Item>): Steps<void> {
  const { store, summaries, events } = told
  const { finish = () => undefined } = writing
  let parts = 0
  // What could not be taken back before: what is written now stands on what there was.
  if (store.unfinishedChanges.parts().length > 0)
    yield* takeBack(told, new PlateauError('internal', 'A change before this one could not be taken back yet.'))
  try {
    for (let from = 0; from < items.length || parts === 0;) {
      const before: number = from
      // Only the first and the last are waited for: a core that dies has written all that it has kept, and a power cut takes the newest away first.
      const write = () => writePart(told, items, before, writing, parts)
      from = parts === 0 ? store.transaction(write) : store.transactionWithoutSync(write)
      if (from >= items.length && parts === 0) break
      parts += 1
      yield
    }
    if (parts > 0)
      store.transaction(() => {
        finish()
        for (let part = 0; part < parts; part += 1) store.unfinishedChanges.forget(part)
      })
  } catch (error) {
    yield* takeBack(told, error)
    throw error
  }
  let count = 0
  for (const run of new Set(items.map(writing.idOf))) {
    summaries.forget(run)
    events.publish('run-changed', { run })
    if ((count += 1) % toldAtOnce === 0) yield
  }
}

/** @returns the place behind those that were written; where these are all, there is nothing to be kept. */
function writePart<Item>(
  { store, summaries }: Told,
  items: readonly Item[],
  from: number,
  { idOf, write, finish = () => undefined, sliceMilliseconds = usualMilliseconds }: Writing<Item>,
  part: number,
): number {
  const written: SaidChange[] = []
  const began = performance.now()
  let at = from
  for (const item of items.slice(from)) {
    const run = idOf(item)
    written.push(store.saidOfRuns.during(run, () => write(item)))
    summaries.forget(run)
    at += 1
    if (written.length >= fewestAtOnce && performance.now() - began >= sliceMilliseconds) break
  }
  if (part === 0 && at >= items.length) finish()
  else store.unfinishedChanges.keep(part, written)
  return at
}

/** @param reason why: said with what stands, where not even this can be written. */
function* takeBack({ store, summaries, events }: Told, reason: unknown): Steps<void> {
  const parts = store.unfinishedChanges.parts()
  try {
    for (const { part, written } of parts) {
      takeBackPart(store, part, written)
      for (const { run } of written) {
        summaries.forget(run)
        events.publish('run-changed', { run })
      }
      yield
    }
  } catch (error) {
    log.error('A change of many runs could not be taken back', error)
    const left = store.unfinishedChanges.parts().reduce((sum, { written }) => sum + written.length, 0)
    const refused = translateSqliteError(reason)
    const [code, why] =
      refused instanceof PlateauError ? [refused.code, refused.message] : ['internal' as const, 'It failed.']
    throw new PlateauError(
      code,
      `${why} ${left === 1 ? 'One run is' : `${left.toLocaleString('en')} runs are`} changed already, and changed back when Plateau starts again.`,
      { cause: error },
    )
  }
}

/** As one; the last that was written first. */
function takeBackPart(store: Store, part: number, written: readonly SaidChange[]): void {
  store.transaction(() => {
    for (const change of written.toReversed()) store.saidOfRuns.takeBack(change)
    store.unfinishedChanges.forget(part)
  })
}

/** To be called when a core starts: takes back what one that died has left half done. */
export function takeBackUnfinished(store: Store): void {
  const parts = store.unfinishedChanges.parts()
  if (parts.length === 0) return
  for (const { part, written } of parts) takeBackPart(store, part, written)
  log.info('A change of many runs that was not through is taken back')
}
