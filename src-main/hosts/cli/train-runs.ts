/** What `train` and `reproduce` share: launching runs, watching them to their end, and Ctrl-C in between. */
import type { RunConfigInput } from '@contract/config'
import { shownState, type EndReason, type RunState, type RunSummary } from '@contract/run'
import type { Client } from '@contract/transport'
import { PlateauError } from '@contract/errors'
import { describeError } from '../error-text'
import { followRuns } from './follow'
import { formatDuration, plural } from './format'
import { interruptedExitCode } from './interrupts'
import { epochLine, runEndedLine, runStartedLine } from './json-shapes'
import { slowBackendSentence } from './notices'
import { createBarView, createPlainView, shortConfig, type TrainingView } from './progress-view'
import type { Session } from './session'
import type { Terminal } from './terminal'

export type TrainingOptions = { readonly json?: boolean; readonly detach?: boolean }
export type TrainingOutcome = { readonly runs: readonly RunSummary[]; readonly exitCode: number }

/** Ends that a script should stop at. A run that somebody stopped elsewhere has kept what it trained. */
const unsuccessful: ReadonlySet<EndReason | RunState> = new Set(['failed', 'diverged', 'interrupted', 'cancelled'])

/**
 * Launches the configs and follows their runs to the end; with `detach` leaves them to the core at once.
 * @returns exit code 0, 1 when a run did not succeed, 130 when it was interrupted
 */
export async function trainRuns(
  session: Session,
  client: Client,
  configs: readonly RunConfigInput[],
  options: TrainingOptions,
): Promise<TrainingOutcome> {
  const { terminal, interrupts } = session
  const { json = false, detach = false } = options
  const view = json
    ? createJsonView(terminal)
    : terminal.isInteractive
      ? createBarView(terminal)
      : createPlainView(terminal)
  let launched: readonly RunSummary[] = []
  const ended = new Set<string>()
  let isStopping = false

  const stop = () => {
    const ids = launched.filter(({ id }) => !ended.has(id)).map(({ id }) => id)
    if (ids.length === 0 || isStopping) return
    isStopping = true
    view.remark(`Stopping ${plural(ids.length, 'run')}. Press Ctrl-C again to leave at once.`)
    stopEach(client, ids).catch((error: unknown) => view.remark(describeError(error).text))
  }
  interrupts.handleWith(stop)

  const launch = async () => {
    if (interrupts.isInterrupted()) return []
    launched = (await client.request('runs.launch', { configs: [...configs], detached: detach })).runs
    if (interrupts.isInterrupted()) stop()
    return launched
  }
  if (detach) {
    const runs = await launch()
    tellDetached(terminal, runs, json)
    return { runs, exitCode: 0 }
  }

  if (!json) await tellPlan(client, terminal, configs)
  const tellBackend = createBackendNotice(client, view)
  const runs = await followRuns(client, launch, {
    ...view,
    changed(run) {
      view.changed?.(run)
      tellBackend(run)
    },
    ended(run) {
      ended.add(run.id)
      view.ended(run)
    },
  })
  if (interrupts.isInterrupted()) return { runs, exitCode: interruptedExitCode }
  return { runs, exitCode: runs.some((run) => unsuccessful.has(shownState(run))) ? 1 : 0 }
}

/** One by one: a run that has ended by itself in the meantime is no reason not to stop the others. */
async function stopEach(client: Client, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
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
  for (const run of runs) terminal.print(`${run.name}  ${shortConfig(run)}  goes on in the background`)
  const names = runs.map(({ name }) => name).join(' ')
  terminal.print(`Watch: npm run -s plateau -- ${runs.length === 1 ? `show ${names}` : 'list'}`)
  terminal.print(`Stop:  npm run -s plateau -- stop ${names}`)
}

async function tellPlan(client: Client, terminal: Terminal, configs: readonly RunConfigInput[]): Promise<void> {
  const { plans, totalSeconds } = await client.request('runs.plan', { configs: [...configs] })
  const [first] = plans
  const basis = first?.basis === 'measured' ? 'by the last run like it' : 'by reference speeds'
  const parameters = plans.map(
    (plan) => `${plan.config.architecture} ${(plan.parameters / 1e6).toFixed(2)} M parameters`,
  )
  terminal.print(
    `${plural(plans.length, 'run')}: ${[...new Set(parameters)].join(', ')}; at most ${formatDuration(Math.max(1, totalSeconds))}, ${basis}.`,
  )
}

/** Says once, when the first run knows its backend, that training is slow here, why, and what mends it. */
function createBackendNotice(client: Client, view: Pick<TrainingView, 'remark'>): (run: RunSummary) => void {
  let told = false
  return (run) => {
    if (told || run.environment?.backend !== 'wasm') return
    told = true
    client.request('system.status', {}).then(
      ({ backend }) => view.remark(slowBackendSentence(backend)),
      (error: unknown) => view.remark(describeError(error).text),
    )
  }
}
