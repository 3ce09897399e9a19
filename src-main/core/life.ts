/** How long a core lives: as long as somebody is there, or a run that was told to go on without. */
import { log } from './log'
import type { ClientSession } from './server'
import { threadsEnded } from './thread'

/**
 * Commands of a script find the same core, also on a busy machine, where the next takes most of a second to come: starting a core costs more than any of
 * them. An abandoned one does not linger.
 */
const graceMilliseconds = 1_500
/** What a thread that was told to end has for it. */
const leaveMilliseconds = 2_000
/** Whoever started this core may be slow to come: an Electron that is starting, a busy machine. */
const firstGraceMilliseconds = 5_000

/** The clients that are connected. */
export function createSessions() {
  const sessions = new Map<number, ClientSession>()
  return {
    add: (session: ClientSession): void => void sessions.set(session.id, session),
    remove: (session: ClientSession): void => void sessions.delete(session.id),
    isEmpty: (): boolean => sessions.size === 0,
    ids: (): ReadonlySet<number> => new Set(sessions.keys()),
  }
}

type LifeOptions = {
  readonly sessions: ReturnType<typeof createSessions>
  readonly runs: {
    isBusy(): boolean
    interruptAttended(): void
    stopEverything(): void
    onIdle(listener: () => void): void
  }
  /** Lets go of everything; the process ends a moment later. */
  readonly shutDown: () => void
}

export function createLife({ sessions, runs, shutDown }: LifeOptions) {
  let timer: NodeJS.Timeout | undefined
  let ending = false

  function endWhenUnneeded(grace = graceMilliseconds) {
    clearTimeout(timer)
    if (!sessions.isEmpty() && !ending) return
    timer = setTimeout(
      () => {
        if (!sessions.isEmpty() && !ending) return
        // Nobody is left to attend them: what was not told to go on stops, and its end brings us back here.
        if (!ending) runs.interruptAttended()
        if (!runs.isBusy()) shutDown()
      },
      ending ? 0 : grace,
    )
  }
  runs.onIdle(() => {
    if (sessions.isEmpty() || ending) endWhenUnneeded()
  })

  return {
    /** A starter that died before it connected leaves nobody. */
    begin: (): void => endWhenUnneeded(firstGraceMilliseconds),
    arrive(session: ClientSession): void {
      sessions.add(session)
      clearTimeout(timer)
    },
    leave(session: ClientSession): void {
      sessions.remove(session)
      endWhenUnneeded()
    },
    isEnding: (): boolean => ending,
    /** Told to end: what trains stops first. */
    end(): void {
      ending = true
      runs.stopEverything()
      endWhenUnneeded()
    },
  }
}

/** Leaving waits for every thread, and one that is within native code may never come back: the system takes it then. */
export async function leaveProcess(): Promise<void> {
  if (!(await threadsEnded(leaveMilliseconds))) {
    log.error('A thread of the core did not end', null)
    process.kill(process.pid, 'SIGKILL')
  }
  process.exit(0)
}
