/**
 * What a person says of runs, and the bin: shown at once, told to the core in one request, taken back by the inverse, which the
 * message offers and Ctrl+Z does.
 */
import { making } from './undo.svelte'
import type { Annotation, AnnotationKey } from '@contract/annotations'
import { isActive, type RunSummary } from '@contract/run'
import { eachInTurns } from '../charts/turns'
import type { App } from './app.svelte'
import { offer } from './taking-back'

/** What runs.purge takes at once (contract/api.ts). */
const largestReference = 2_000
/** Of more runs the core answers nothing: whole summaries of thousands would hold up the core and the window. */
const mostAnswered = 100

export type AnnotationChange = { readonly run: string; readonly change: Annotation }

/** "brisk-harbor-1", or "3 runs". */
export const nameRuns = (runs: readonly Pick<RunSummary, 'name'>[]): string =>
  runs.length === 1 && runs[0] ? runs[0].name : `${runs.length.toLocaleString('en-US')} runs`

/** What puts back what these changes replace; changes that change nothing are left out of both. */
export async function invert(
  wanted: readonly AnnotationChange[],
  find: (id: string) => RunSummary | undefined,
): Promise<{ readonly changes: AnnotationChange[]; readonly inverse: AnnotationChange[] }> {
  const changes: AnnotationChange[] = []
  const inverse: AnnotationChange[] = []
  await eachInTurns(wanted, ({ run: id, change }) => {
    const run = find(id)
    const keys = (Object.keys(change) as AnnotationKey[]).filter(
      (key) => run !== undefined && JSON.stringify(run[key]) !== JSON.stringify(change[key]),
    )
    if (run === undefined || keys.length === 0) return
    const pick = (from: Annotation): Annotation => Object.fromEntries(keys.map((key) => [key, from[key]]))
    changes.push({ run: id, change: pick(change) })
    inverse.push({ run: id, change: pick(run) })
  })
  return { changes, inverse }
}

/**
 * Changes what is said of runs.
 * @param label what was done, for the message: "3 runs tagged sweep".
 * @returns true once it is kept; false when it was refused, which is then said.
 */
export const annotate = making(
  async (app: App, wanted: readonly AnnotationChange[], label: string): Promise<boolean> => {
    await known(app, wanted)
    const { changes, inverse } = await invert(wanted, (id) => app.runs.get(id))
    if (changes.length === 0) return true
    try {
      await tell(app, changes)
    } catch (error) {
      app.toasts.fail(error)
      return false
    }
    const change = app.undo.push({
      scope: 'runs',
      of: changes.map(({ run }) => run),
      label,
      undo: () => tell(app, inverse),
      redo: () => tell(app, changes),
    })
    void offer(app, change)
    return true
  },
)

/** Of runs that were deleted meanwhile there is nothing left to say. @throws PlateauError; the runs are shown as they were then. */
async function tell(app: App, wanted: readonly AnnotationChange[]): Promise<void> {
  const changes = wanted.filter(({ run }) => !app.runs.isDeleted(run))
  await known(app, changes)
  const { inverse } = await invert(changes, (id) => app.runs.get(id))
  await show(app, changes)
  try {
    const { runs } = await app.client.request('runs.annotate', {
      changes,
      ...(changes.length > mostAnswered ? { isBrief: true } : {}),
    })
    app.runs.adopt(runs)
  } catch (error) {
    await show(app, inverse)
    throw error
  }
}

/** What is put back has to be known: notes are in no list. @throws PlateauError */
async function known(app: App, changes: readonly AnnotationChange[]): Promise<void> {
  const noted = changes.flatMap(({ run, change }) => (change.notes === undefined ? [] : [run]))
  if (noted.length > 0) await app.runs.summaries(noted)
}

function show(app: App, changes: readonly AnnotationChange[]): Promise<void> {
  return app.runs.show(changes.map(({ run, change }) => ({ run, change: change as Partial<RunSummary> })))
}

/** One change for each of several runs. */
export const forEachRun = (runs: readonly RunSummary[], change: (run: RunSummary) => Annotation): AnnotationChange[] =>
  runs.map((run) => ({ run: run.id, change: change(run) }))

/** Stars runs, or takes the stars away when all have one. */
export function toggleStar(app: App, runs: readonly RunSummary[]): Promise<boolean> {
  const isStarred = !runs.every((run) => run.isStarred)
  return annotate(
    app,
    forEachRun(runs, () => ({ isStarred })),
    `${nameRuns(runs)} ${isStarred ? 'starred' : 'unstarred'}`,
  )
}

/** Archives runs, or takes them out of the archive when all are in it. */
export async function toggleArchive(app: App, runs: readonly RunSummary[]): Promise<boolean> {
  const isArchived = !runs.every((run) => run.isArchived)
  const isDone = await annotate(
    app,
    forEachRun(runs, () => ({ isArchived })),
    `${nameRuns(runs)} ${isArchived ? 'archived' : 'unarchived'}`,
  )
  if (isDone && isArchived) deselect(app, runs)
  return isDone
}

/** Adds tags to runs and takes others away. */
export function changeTags(
  app: App,
  runs: readonly RunSummary[],
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<boolean> {
  const words = [
    ...(add.length > 0 ? [`tagged ${add.join(', ')}`] : []),
    ...(remove.length > 0 ? [`untagged ${remove.join(', ')}`] : []),
  ]
  return annotate(
    app,
    forEachRun(runs, ({ tags }) => ({
      tags: [...tags.filter((tag) => !remove.includes(tag)), ...add.filter((tag) => !tags.includes(tag))],
    })),
    `${nameRuns(runs)} ${words.join(', ')}`,
  )
}

/** Notes are in no list: those of so many runs are known at a time (state/run-wholes). */
export const mostNoted = 1_000

/** Adds a paragraph to the notes of runs. */
export async function addNote(app: App, runs: readonly RunSummary[], text: string): Promise<boolean> {
  try {
    const wholes = await app.runs.summaries(runs.slice(0, mostNoted).map(({ id }) => id))
    return await annotate(
      app,
      forEachRun(wholes, ({ notes }) => ({ notes: notes.trim() === '' ? text : `${notes.trimEnd()}\n\n${text}` })),
      `Note added to ${nameRuns(wholes)}`,
    )
  } catch (error) {
    app.toasts.fail(error)
    return false
  }
}

/** Puts runs that have ended into the bin; those that have not stay, and that is said. */
export const binRuns = making(async (app: App, wanted: readonly RunSummary[]): Promise<void> => {
  const runs = wanted.filter((run) => !isActive(run))
  if (runs.length < wanted.length)
    app.toasts.say(
      `${nameRuns(wanted.filter(isActive))} ${wanted.length - runs.length === 1 ? 'has' : 'have'} not ended and cannot be moved to the bin`,
    )
  if (runs.length === 0) return
  const moved = await move(app, 'runs.bin', runs)
  deselect(app, moved)
  offerMoveBack(app, moved, `${nameRuns(moved)} moved to the bin`, ['runs.bin', 'runs.restore'])
})

/** Takes runs out of the bin. */
export const restoreRuns = making(async (app: App, runs: readonly RunSummary[]): Promise<void> => {
  const moved = await move(app, 'runs.restore', runs)
  offerMoveBack(app, moved, `${nameRuns(moved)} restored`, ['runs.restore', 'runs.bin'])
})

type Move = 'runs.bin' | 'runs.restore'

function offerMoveBack(
  app: App,
  runs: readonly RunSummary[],
  label: string,
  [there, back]: readonly [Move, Move],
): void {
  if (runs.length === 0) return
  const change = app.undo.push({
    scope: 'runs',
    of: runs.map(({ id }) => id),
    label,
    undo: async () => void (await moveAll(app, back, runs)),
    redo: async () => void (await moveAll(app, there, runs)),
  })
  void offer(app, change)
}

/** Deletes runs in the bin for good. @returns bytes of checkpoints that are free again; null when it was refused, which is said. */
export async function purgeRuns(app: App, runs: readonly RunSummary[]): Promise<number | null> {
  let freed = 0
  try {
    for (const part of parts(runs)) {
      const { freedBytes } = await app.client.request('runs.purge', { runs: part.map(({ id }) => id) })
      freed += freedBytes
    }
    return freed
  } catch (error) {
    app.toasts.fail(error)
    return null
  }
}

/** @returns those that were moved: all, or none where that was refused, which is said. */
async function move(app: App, request: Move, runs: readonly RunSummary[]): Promise<readonly RunSummary[]> {
  try {
    return await moveAll(app, request, runs)
  } catch (error) {
    app.toasts.fail(error)
    return []
  }
}

/** Those that were deleted meanwhile are passed over. @returns the others, moved. @throws PlateauError; none is moved then. */
async function moveAll(app: App, request: Move, runs: readonly RunSummary[]): Promise<readonly RunSummary[]> {
  const left = runs.filter(({ id }) => !app.runs.isDeleted(id))
  if (left.length === 0) return []
  const ids = left.map(({ id }) => id)
  const isBrief = ids.length > mostAnswered
  const answer = await app.client.request(request, { runs: ids, ...(isBrief ? { isBrief } : {}) })
  if (isBrief) await app.runs.showMoved(ids, request === 'runs.bin')
  else app.runs.adopt(answer.runs)
  return left
}

function* parts(runs: readonly RunSummary[]): Generator<readonly RunSummary[]> {
  for (let from = 0; from < runs.length; from += largestReference) yield runs.slice(from, from + largestReference)
}

/** What is out of sight is not acted on by the next key. */
function deselect(app: App, runs: readonly RunSummary[]): void {
  app.selection.remove(runs.map(({ id }) => id))
}
