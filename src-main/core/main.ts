/** The core process: one for each home. `core --home DIR`, started by whoever needs it first. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { errorTable, PlateauError, toWireError, type ErrorCode } from '../contract/errors'
import { appVersion } from '../platform/app-version'
import { homeFailure } from '../platform/home-failure'
import { spawnNode } from '../platform/spawn-node'
import { openDatabase, translateSqliteError, type Database } from '../store/open'
import { createStore } from '../store/store'
import { createDoor } from './door'
import { createEventBus } from './events'
import { createExportService } from './exports/service'
import { describeProvenance } from './figures/provenance'
import { createFigureService } from './figures/service'
import { createLineService } from './history/lines/service'
import { createStyleService } from './figures/styles'
import { createHandlers } from './handlers'
import { lockHome, prepareHome } from './home'
import { watchHome } from './home-watch'
import { log } from './log'
import { createPointService } from './history/points'
import { createPreferences } from './preferences'
import { createReportService } from './reports/service'
import { createTypesetter } from './reports/typesetter'
import { createResidualService } from './jobs/residuals'
import { createAnnotationService } from './history/annotations'
import { createCheckpointService } from './jobs/checkpoints'
import { openPendingEnds } from './jobs/pending-ends'
import { createPlanner } from './jobs/planner'
import { createRunService } from './jobs/service'
import { createRecordHealth } from './history/health'
import { createSummaryCache } from './history/summaries'
import { listenForHome } from './listener'
import { type ClientSession } from './server'
import { createBackendService } from './system/backend'
import { createNotices } from './system/notices'
import { readResources } from './system/status'
import { threadsEnded } from './thread'
import { createWorkspaceService } from './workspace'

/** What the starter hears over IPC; it disconnects after the first word. */
type StartMessage = { type: 'ready' } | { type: 'locked' } | { type: 'refused'; code: ErrorCode; message: string }

/** Back-to-back commands find the same core; an abandoned one does not linger. */
const graceMilliseconds = 400
/** What a thread that was told to end has for it. */
const leaveMilliseconds = 2_000
/** Whoever started this core may be slow to come: an Electron that is starting, a busy machine. */
const firstGraceMilliseconds = 5_000
/** How often the core looks whether its files are still there, beside each time that it writes. */
const watchMilliseconds = 1_000
const lostMilliseconds = 3_000

function tellStarter(message: StartMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve())
    else resolve()
  })
}

/** Null when another process has the history open: a core whose lock was deleted is still one. */
function openAlone(home: string): Database | null {
  try {
    return openDatabase(home, { alone: true })
  } catch (error) {
    if (error instanceof PlateauError && error.code === 'home-locked') return null
    throw error
  }
}

async function main(): Promise<void> {
  // Ctrl-C in a terminal stops that client's run, not everyone's; a closed terminal is a client that left.
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)
  const { values } = parseArgs({ options: { home: { type: 'string' } } })
  if (values.home === undefined) throw new PlateauError('invalid-input', 'The core needs --home DIR.')

  const home = prepareHome(values.home)
  const lock = lockHome(home)
  if (lock === null) {
    await tellStarter({ type: 'locked' })
    process.exit(0)
  }
  const database = openAlone(home)
  if (database === null) {
    lock.release()
    await tellStarter({ type: 'locked' })
    process.exit(0)
  }
  const homeWatch = watchHome(home)
  const store = createStore(database, homeWatch.check)
  const events = createEventBus()
  const health = createRecordHealth(store)
  const summaries = createSummaryCache(store, health.forget)
  const preferences = createPreferences(store, events)
  const checkpoints = createCheckpointService(store, join(home, 'runs'))
  const resources = readResources()
  const spawnTrainer = (threads: number) =>
    spawnNode('trainer', {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      environment: { PLATEAU_THREADS: String(threads) },
    })
  const pendingEnds = openPendingEnds(join(home, 'pending-ends'))
  const runs = createRunService({
    lost: homeWatch.lost,
    pendingEnds,
    store,
    summaries,
    events,
    checkpoints,
    preferences,
    resources,
    spawnTrainer,
  })
  const residuals = createResidualService({ store, events, directoryOf: checkpoints.directoryOf, spawnTrainer })
  const backend = createBackendService({
    settings: store.settings,
    spawnProbe: () => spawnNode('trainer', { parameters: ['--probe'], stdio: ['ignore', 'pipe', 'ignore'] }),
    onChange: () => events.publish('system-changed', {}),
  })
  runs.recover()
  checkpoints
    .sweep((run) => {
      const stored = store.runs.get(run)
      return stored?.state !== 'ended' || stored.problems.length > 0
    })
    .catch((error: unknown) => log.error('Left-over checkpoint files could not be removed', error))
  const notices = createNotices(store)
  const points = createPointService({
    store,
    events,
    onNewSeries(run) {
      summaries.forget(run)
      events.publish('run-changed', { run })
    },
  })

  const lines = createLineService(store)
  const figures = createFigureService({
    store,
    appVersion,
    summaries: (list) => runs.summaries(list),
    residualsOf: residuals.read,
  })
  const typesetter = createTypesetter()
  const reports = createReportService({ store, events, figures, typesetter, summary: runs.summary, appVersion })
  const exports = createExportService({
    store,
    events,
    figures,
    provenanceOf: (made, source) => describeProvenance(runs.summaries(made), appVersion, source),
    reportFiles: (...request) => reports.files(...request),
  })

  const sessions = new Map<number, ClientSession>()
  let graceTimer: NodeJS.Timeout | undefined
  let ending = false

  function endWhenUnneeded(grace = graceMilliseconds) {
    clearTimeout(graceTimer)
    if (sessions.size > 0 && !ending) return
    graceTimer = setTimeout(
      () => {
        if (sessions.size > 0 && !ending) return
        // Nobody is left to attend them: what was not told to go on stops, and its end brings us back here.
        if (!ending) runs.interruptAttended()
        if (!runs.isBusy()) shutDown()
      },
      ending ? 0 : grace,
    )
  }
  runs.onIdle(() => {
    if (sessions.size === 0 || ending) endWhenUnneeded()
  })

  function shutDown() {
    // What lies at the paths of a home that was lost is another's: closing would take away its socket and its log.
    if (homeWatch.lost() !== null) {
      exports.close()
      process.exit(1)
    }
    listener.close()
    runs.close()
    points.close()
    residuals.close()
    lines.close()
    exports.close()
    figures.close()
    typesetter.close()
    store.close()
    lock?.release()
    log.info('The core is shutting down')
    void leave()
  }

  /** Leaving waits for every thread, and one that is within native code may never come back: the system takes it then. */
  async function leave() {
    if (!(await threadsEnded(leaveMilliseconds))) {
      log.error('A thread of the core did not end', null)
      process.kill(process.pid, 'SIGKILL')
    }
    process.exit(0)
  }

  const listener = await listenForHome({
    home,
    isLost: () => homeWatch.lost() !== null,
    appVersion,
    events,
    door: createDoor(
      createHandlers({
        appVersion,
        home,
        store,
        runs,
        annotations: createAnnotationService({ store, summaries, events, directoryOf: checkpoints.directoryOf }),
        points,
        residuals,
        workspace: createWorkspaceService(store, events),
        lines,
        figures,
        styles: createStyleService(store, events),
        exports,
        reports,
        planner: createPlanner({ home, store, runs, backend, preferences, resources }),
        preferences,
        backend,
        notices,
        health,
        presentSessions: () => new Set(sessions.keys()),
      }),
      homeWatch.check,
    ),
    onArrive(session) {
      sessions.set(session.id, session)
      clearTimeout(graceTimer)
      if (session.client !== 'cli') runs.resumeQueue(session)
    },
    onLeave(session) {
      sessions.delete(session.id)
      exports.leave(session)
      lines.leave(session)
      endWhenUnneeded()
    },
  })
  process.on('SIGTERM', () => {
    if (ending) return
    ending = true
    // Whoever comes now waits for the next core and not for this one's end.
    listener.close()
    runs.stopEverything()
    endWhenUnneeded()
  })
  const watchTimer = setInterval(() => {
    const lost = homeWatch.lost()
    if (lost === null) {
      lock.renew()
      listener.renew()
      return
    }
    clearInterval(watchTimer)
    log.error(lost)
    listener.leave()
    runs.abandon(lost)
    // Time for clients to hear how their runs ended; what is left of this core is in nobody's home.
    setTimeout(shutDown, lostMilliseconds)
  }, watchMilliseconds).unref()
  log.info(`The core of ${home} is listening, version ${appVersion}, Node ${process.versions.node}`)
  await tellStarter({ type: 'ready' })
  // A starter that died before it connected leaves nobody.
  endWhenUnneeded(firstGraceMilliseconds)
}

process.on('unhandledRejection', (error) => log.error('An unhandled promise failed', error))

main().catch(async (caught: unknown) => {
  const home = process.argv.at(process.argv.indexOf('--home') + 1) ?? ''
  const error = translateSqliteError(homeFailure(home, caught))
  log.error('The core could not start', error)
  const { code, message } = toWireError(error)
  await tellStarter({ type: 'refused', code, message: message === '' ? errorTable[code].title : message })
  process.exit(1)
})
