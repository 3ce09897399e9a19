/** What several views do alike: each tells the core, takes in what it answers, and says what went wrong. */
import { making } from './undo.svelte'
import type { EarlyStoppingChange } from '@contract/api'
import type { PreferenceKey, Preferences } from '@contract/preferences'
import { can, type RunSummary } from '@contract/run'
import { countOf, formatCount } from '@panels/words/format'
import type { App } from './app.svelte'
import { offer } from './taking-back'

/** Takes in the runs that a request answers with; null when it was refused, which is then said. */
async function tell(app: App, request: Promise<{ runs: RunSummary[] }>): Promise<RunSummary[] | null> {
  try {
    const { runs } = await request
    app.runs.adopt(runs)
    return runs
  } catch (error) {
    app.toasts.fail(error)
    return null
  }
}
const alone = (request: Promise<{ run: RunSummary }>) => request.then(({ run }) => ({ runs: [run] }))

/** The text comes to the window as one message: of ten thousand runs it would be a hundred megabytes, which the connection does not take. */
const mostExported = 2_000

/** Exports runs through the shell; says where they went. */
export async function exportRuns(app: App, runs: readonly string[], format: 'csv' | 'json'): Promise<void> {
  if (runs.length > mostExported) {
    app.toasts.fail(
      new Error(
        `The window exports ${formatCount(mostExported)} runs at most, and these are ${formatCount(runs.length)}. Find fewer, or write any number with plateau export --project NAME -o FILE.`,
      ),
    )
    return
  }
  try {
    const { fileName, mediaType, text } = await app.client.request('export.runs', { runs: [...runs], format })
    const { rowless } =
      format === 'csv' ? await app.client.request('export.columns', { runs: [...runs] }) : { rowless: 0 }
    // Of runs that have no epochs every stored point is a row: one a run and epoch would be none.
    if (rowless > 0 && rowless === runs.length) {
      await app.exports.save({ kind: 'runs', runs: [...runs], format }, fileName)
      return
    }
    const saved = await app.shell.saveText({ fileName, mediaType, text })
    const left =
      rowless === 0 ? '' : `, without ${countOf(rowless, 'run')} that ${rowless === 1 ? 'has' : 'have'} no epochs`
    if (saved !== null) app.toasts.say(`Saved ${saved}${left}`)
  } catch (error) {
    app.toasts.fail(error)
  }
}

/** Goes to the first template that fits these runs, with them chosen; to the first of all where none does. */
export async function beginReport(app: App, runs: readonly string[]): Promise<void> {
  try {
    const { templates } = await app.reports.offers(runs)
    const template = templates.find(({ lacks }) => lacks === null)?.template ?? 'comparison'
    app.router.go({ view: 'reports', report: null, filling: { template, runs } })
  } catch (error) {
    app.toasts.fail(error)
  }
}

/** Stops or cancels runs. */
export async function stopRuns(app: App, runs: readonly string[]): Promise<void> {
  await tell(app, app.client.request('runs.stop', { runs: [...runs] }))
}

/** Takes a run out of the queue, and offers to queue it again. */
export const cancelRun = making(async (app: App, run: RunSummary): Promise<void> => {
  const cancelled = await tell(app, app.client.request('runs.stop', { runs: [run.id] }))
  if (cancelled === null) return
  const label = `${run.name} removed from the queue`
  const again = queueingAgain(app, run)
  if (again === null) {
    app.toasts.say(label)
    return
  }
  let queued = run.id
  const change = app.undo.push({
    scope: 'queue',
    of: [run.id],
    label,
    undo: async () => {
      const { runs } = await again()
      app.runs.adopt(runs)
      queued = runs[0]?.id ?? run.id
    },
    redo: async () => app.runs.adopt((await app.client.request('runs.stop', { runs: [queued] })).runs),
  })
  void offer(app, change, label, 'Queue again')
})

/**
 * How a cancelled run comes back: one that has trained goes on in the same run; one that never began is launched anew, under a new
 * name. Null when its settings cannot be read.
 */
function queueingAgain(app: App, run: RunSummary): (() => Promise<{ runs: RunSummary[] }>) | null {
  const { id, verifies, startedAt, project, recipe } = run
  if (startedAt !== null) return () => app.client.request('runs.resume', { runs: [id] })
  if (verifies !== null) return () => alone(app.client.request('runs.verify', { run: verifies }))
  if (recipe !== null) return () => app.client.request('runs.launch', { configs: [recipe], parentRun: id, project })
  return can(run, 'launch-again') ? () => startAgain(app, run) : null
}

/** A run of a saved program, with the values that it had. @throws PlateauError where the program is gone or takes them no more */
async function startAgain(app: App, { id, project }: RunSummary): Promise<{ runs: RunSummary[] }> {
  const { program, programName, values, earlyStopping } = (await app.client.request('programs.run', { run: id })).run
  const request = { program: program ?? programName, values: [values], earlyStopping, parentRun: id, project }
  return app.client.request('programs.launch', request)
}

/**
 * Puts a waiting run before another one, or with null behind all, and offers the way back.
 * @returns false when it was refused, which is then said.
 */
export const moveInQueue = making(async (app: App, run: RunSummary, before: string | null): Promise<boolean> => {
  const order = () => app.queue.current?.waiting.map((waiting) => waiting.run) ?? []
  const behind = order().slice(order().indexOf(run.id) + 1)
  try {
    await app.queue.move(run.id, before)
  } catch (error) {
    app.toasts.fail(error)
    return false
  }
  const change = app.undo.push({
    scope: 'queue',
    of: [run.id],
    label: `${run.name} moved to place ${order().indexOf(run.id) + 1}`,
    // Those that it stood before may have begun.
    undo: () => app.queue.move(run.id, behind.find((other) => order().includes(other)) ?? null),
    redo: () => app.queue.move(run.id, before !== null && order().includes(before) ? before : null),
  })
  void offer(app, change)
  return true
})

/** A running run stops within one batch and is kept in the queue; a waiting one is held back. */
export async function pauseRuns(app: App, runs: readonly string[]): Promise<void> {
  await tell(app, app.client.request('runs.hold', { runs: [...runs] }))
}

/** Paused runs take their place in the queue again. */
export async function releaseRuns(app: App, runs: readonly string[]): Promise<void> {
  await tell(app, app.client.request('runs.release', { runs: [...runs] }))
}

/** Interrupted, stopped and failed runs go on from their last checkpoints. */
export async function resumeRuns(app: App, runs: readonly string[]): Promise<void> {
  const resumed = await tell(app, app.client.request('runs.resume', { runs: [...runs] }))
  if (resumed === null) return
  const [first] = resumed
  app.toasts.say(
    resumed.length === 1 && first
      ? `${first.name} resumed`
      : `${resumed.length} runs resumed from their last checkpoints`,
  )
}

/** True when the run was queued for `epochs` more. */
export async function continueRun(
  app: App,
  run: string,
  epochs: number,
  earlyStopping: EarlyStoppingChange,
): Promise<boolean> {
  return (await tell(app, alone(app.client.request('runs.continue', { run, epochs, earlyStopping })))) !== null
}

/** Queues a run that trains this one anew, and opens it. */
export async function verifyRun(app: App, run: string): Promise<void> {
  const [verifying] = (await tell(app, alone(app.client.request('runs.verify', { run })))) ?? []
  if (verifying) app.router.go({ view: 'run', run: verifying.id })
}

/** Copies text and says so. */
export async function copyText(app: App, text: string, what: string): Promise<void> {
  try {
    await app.shell.copyText(text)
    app.toasts.say(`${what} copied`)
  } catch (error) {
    app.toasts.fail(error)
  }
}

/** What a control of this preference does with its new value. */
export function changePreference<Key extends PreferenceKey>(app: App, key: Key): (value: Preferences[Key]) => void {
  return (value) => void app.preferences.set({ [key]: value }).catch((error: unknown) => app.toasts.fail(error))
}
