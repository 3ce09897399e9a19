/** The core process: one for each home. `core --home DIR`, started by whoever needs it first. */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { errorTable, PlateauError, toWireError, type ErrorCode } from '../contract/errors'
import { appVersion } from '../platform/app-version'
import { endUpdate, tellUpdate } from '../platform/update-progress'
import { homeFailure } from '../platform/home-failure'
import type { Database } from '../store/database'
import { openDatabase, translateSqliteError } from '../store/open'
import { createStore } from '../store/store'
import { createDoor } from './door'
import { lockHome, prepareHome, type HomeLock } from './home'
import { watchHome } from './home-watch'
import { createLife, createSessions, leaveProcess } from './life'
import { listenForHome } from './listener'
import { log } from './log'
import { createServices } from './services'

/** What the starter hears over IPC; it disconnects after the first word that is not how far an update is. */
type StartMessage =
  | { type: 'updating'; done: number; total: number }
  | { type: 'ready' }
  | { type: 'locked' }
  | { type: 'refused'; code: ErrorCode; message: string }

/** How often the core looks whether its files are still there, beside each time that it writes. */
const watchMilliseconds = 1_000
const lostMilliseconds = 3_000
/** How long clients of a core that has just been started wait for what is in journals. */
const firstReadMilliseconds = 2_000

function tellStarter(message: StartMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve())
    else resolve()
  })
}

/** Null when another process has the history open: a core whose lock was deleted is still one. */
function openAlone(home: string): Database | null {
  try {
    return openDatabase(home, {
      alone: true,
      // Told at once: what updates the history leaves this process no turn.
      onProgress({ done, total }) {
        void tellStarter({ type: 'updating', done, total })
        tellUpdate(home, { done, total })
      },
    })
  } catch (error) {
    if (error instanceof PlateauError && error.code === 'home-locked') return null
    throw error
  }
}

/** The home's lock and its history; another core that has them is told of, and this process ends. */
async function takeHome(home: string): Promise<{ readonly lock: HomeLock; readonly database: Database }> {
  const lock = lockHome(home)
  const database = lock === null ? null : openAlone(home)
  if (lock !== null) endUpdate(home)
  if (lock !== null && database !== null) return { lock, database }
  lock?.release()
  await tellStarter({ type: 'locked' })
  process.exit(0)
}

async function main(): Promise<void> {
  // Ctrl-C in a terminal stops that client's run, not everyone's; a closed terminal is a client that left.
  process.on('SIGINT', () => undefined)
  process.on('SIGHUP', () => undefined)
  const { values } = parseArgs({ options: { home: { type: 'string' } } })
  if (values.home === undefined) throw new PlateauError('invalid-input', 'The core needs --home DIR.')

  const home = prepareHome(values.home)
  const { lock, database } = await takeHome(home)
  const homeWatch = watchHome(home)
  const store = createStore(database, homeWatch.check)
  const sessions = createSessions()
  const services = createServices({ home, store, lost: homeWatch.lost, presentSessions: sessions.ids })
  const { runs } = services
  const life = createLife({ sessions, runs, shutDown })

  function shutDown() {
    // What lies at the paths of a home that was lost is another's: closing would take away its socket and its log.
    if (homeWatch.lost() !== null) {
      services.abandon()
      process.exit(1)
    }
    listener.close()
    services.close()
    store.close()
    lock.release()
    log.info('The core is shutting down')
    void leaveProcess()
  }

  const listener = await listenForHome({
    home,
    isLost: () => homeWatch.lost() !== null,
    appVersion,
    events: services.events,
    door: createDoor(services.handlers, homeWatch.check),
    onArrive(session) {
      life.arrive(session)
      if (session.client !== 'cli') runs.resumeQueue(session)
    },
    onLeave(session) {
      services.leave(session)
      life.leave(session)
    },
  })
  process.on('SIGTERM', () => {
    if (life.isEnding()) return
    // Whoever comes now waits for the next core and not for this one's end.
    listener.close()
    life.end()
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
  services.ingest.begin()
  // Whoever starts this core to look at what a program has just logged finds it there; more than that is read while it serves.
  if (services.ingest.hasUnread())
    await Promise.race([services.ingest.caughtUp(), delay(firstReadMilliseconds, undefined, { ref: false })])
  await tellStarter({ type: 'ready' })
  life.begin()
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
