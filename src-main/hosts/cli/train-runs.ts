/** What every command that trains shares: launching runs, watching them to their end, and Ctrl-C in between. */
import type { RunConfigInput } from '@contract/config'
import { PlateauError } from '@contract/errors'
import type { QueuePlace } from '@contract/queue'
import { couldNotGoOn, shownState, type RunSummary, type ShownState } from '@contract/run'
import type { Client } from '@contract/transport'
import { describeError } from '../error-text'
import { plural } from '../format'
import { followRuns } from './follow'
import { interruptedExitCode } from './interrupts'
import { epochLine, runEndedLine, runStartedLine } from './json-shapes'
import { createBackendNotice, createQueueNotice } from './notices'
import { mayLaunch, planText } from './plan'
import { createBarView, createPlainView, shortConfig, type TrainingView } from './progress-view'
import { projectInput, readProjectNames, type ProjectOption } from './projects'
import type { Session } from './session'
import type { Terminal } from './terminal'

export type FollowOptions = { readonly json?: boolean; readonly detach?: boolean }
export type TrainingOptions = FollowOptions &
  ProjectOption & { readonly place?: QueuePlace | undefined; readonly yes?: boolean }
export type TrainingOutcome = { readonly runs: readonly RunSummary[]; readonly exitCode: number }

/** Ends that a script should stop at. A run that somebody stopped elsewhere has kept what it trained. */
const unsuccessful: ReadonlySet<ShownState> = new Set(['failed', 'diverged', 'interrupted', 'cancelled'])
/** More runs than these are counted and not named. */
const mostNamedRuns = 8

/**
 * Says what the configs would take, launches them and follows their runs to the end; with `detach` leaves them to the core at
 * once, as it does with runs that are held.
 * @returns exit code 0, 1 when a run did not succeed or nothing was to be launched after all, 130 when it was interrupted
 */
export async function trainRuns(
  session: Session,
  client: Client,
  configs: readonly RunConfigInput[],
  options: TrainingOptions,
): Promise<TrainingOutcome> {
  const { terminal } = session
  const { json = false, place, yes = false } = options
  // A held run would never end by itself: nobody waits for it.
  const detached = options.detach === true || place === 'held'
  if (!json) {
    const plan = await client.request('runs.plan', { configs: [...configs], ...projectInput(options) })
    terminal.print(planText(plan))
    if (!yes && !(await mayLaunch(terminal, configs.length))) {
      terminal.remark('Nothing was launched.')
      return { runs: [], exitCode: 1 }
    }
  }
  return followLaunch(session, client, { json, detach: detached }, async () => {
    const placed = place === undefined ? {} : { place }
    const before = options.project === undefined ? null : await readProjectNames(client)
    const where = projectInput(options)
    const { runs } = await client.request('runs.launch', { configs: [...configs], detached, ...placed, ...where })
    const [first] = runs
    if (before !== null && first !== undefined && !before.has(first.project))
      terminal.remark(`Created the project ${options.project}.`)
    return runs
  })
}

/**
 * Launches runs, whatever that means, and follows them to the end; with `detach` leaves them to the core at once.
 * @param lastEpochOf where a run ends at the latest, asked once it was launched; its config says so unless given
 */
export async function followLaunch(
  session: Session,
  client: Client,
  { json = false, detach = false }: FollowOptions,
  launch: () => Promise<readonly RunSummary[]>,
  lastEpochOf?: (run: RunSummary) => number,
): Promise<TrainingOutcome> {
  const { terminal, interrupts } = session
  const view = json
    ? createJsonView(terminal)
    : terminal.isInteractive
      ? createBarView(terminal, lastEpochOf)
      : createPlainView(terminal, lastEpochOf)
  let launched: readonly RunSummary[] = []
  const ended = new Set<string>()
  let isStopping = false

  const stop = () => {
    const ids = launched.filter(({ id }) => !ended.has(id)).map(({ id }) => id)
    if (ids.length === 0 || isStopping) return
    isStopping = true
    view.remark(`Stopping ${plural(ids.length, 'run')}. Press Ctrl-C again to quit at once.`)
    stopEach(client, ids).catch((error: unknown) => view.remark(describeError(error).text))
  }
  interrupts.handleWith(stop)

  const launchAndStop = async () => {
    launched = await launch()
    // Ctrl-C while the launch was on its way found nothing to stop.
    if (interrupts.isInterrupted()) stop()
    return launched
  }
  if (detach) {
    const runs = await launchAndStop()
    // They are the core's from here on: that they cannot be told of stops none.
    if (!interrupts.isInterrupted()) interrupts.handleWith(() => undefined)
    tellDetached(terminal, runs, json)
    return { runs, exitCode: interrupts.isInterrupted() ? interruptedExitCode : 0 }
  }

  const tellBackend = createBackendNotice(client, view)
  const tellQueue = createQueueNotice(client, view)
  const runs = await followRuns(client, launchAndStop, {
    ...view,
    changed(run) {
      view.changed?.(run)
      tellBackend(run)
      tellQueue(run)
    },
    warned: (run, message) => view.remark(`${run.name}: ${message}`),
    ended(run) {
      ended.add(run.id)
      view.ended(run)
    },
  })
  if (interrupts.isInterrupted()) return { runs, exitCode: interruptedExitCode }
  return { runs, exitCode: runs.some((run) => unsuccessful.has(shownState(run)) || couldNotGoOn(run)) ? 1 : 0 }
}

/**
 * One by one: a run that has ended by itself in the meantime is no reason not to stop the others. The last first: a place that
 * becomes free must not let a waiting one begin.
 */
async function stopEach(client: Client, ids: readonly string[]): Promise<void> {
  for (const id of [...ids].reverse()) {
    await client.request('runs.stop', { runs: [id] }).catch((error: unknown) => {
      if (!(error instanceof PlateauError) || error.code !== 'run-not-active') throw error
    })
  }
}

function createJsonView(terminal: Terminal): TrainingView {
  return {
    remark: (text) => terminal.remark(text),
    started: (run) => terminal.printJsonLine(runStartedLine(run)),
    epoch: (run, record) => terminal.printJsonLine(epochLine(run, record)),
    ended: (run) => terminal.printJsonLine(runEndedLine(run)),
  }
}

function tellDetached(terminal: Terminal, runs: readonly RunSummary[], json: boolean): void {
  if (json) {
    for (const run of runs) terminal.printJsonLine(runStartedLine(run))
    return
  }
  const held = runs.every((run) => run.held)
  const what = held ? 'paused in the queue' : 'training in the background'
  if (runs.length > mostNamedRuns) {
    terminal.print(`${plural(runs.length, 'run')} ${what}.`)
    terminal.print('Show:  npm run -s plateau -- queue')
    return
  }
  for (const run of runs) terminal.print(`${run.name}  ${shortConfig(run)}  ${what}`)
  const names = runs.map(({ name }) => name).join(' ')
  if (held) terminal.print(`Start: npm run -s plateau -- queue release ${names}`)
  else terminal.print(`Show:  npm run -s plateau -- ${runs.length === 1 ? `show ${names}` : 'list'}`)
  terminal.print(`Stop:  npm run -s plateau -- stop ${names}`)
}
