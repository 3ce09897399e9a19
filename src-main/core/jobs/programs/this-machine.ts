/** Programs on this machine: each has a runner of its own, which outlives the core. */
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { isRunning, signalGroup } from '../../../platform/processes'
import { log } from '../../log'
import type { Place, Writer } from './place'

/** How often it is looked whether a runner that another core started still lives. */
const lookMilliseconds = 1_000

type Attempt = {
  readonly child: ChildProcess | null
  readonly writer: Writer | null
  readonly timer: NodeJS.Timeout | null
}

/** @param spawnRunner makes the process, named by the run, with a piped standard input, in a group of its own */
export function createThisMachine(spawnRunner: (run: string) => ChildProcess): Place {
  const attempts = new Map<string, Attempt>()

  function forget(run: string) {
    clearInterval(attempts.get(run)?.timer ?? undefined)
    attempts.delete(run)
  }

  return {
    begin(job, onGone) {
      const child = spawnRunner(job.run)
      const gone = () => {
        if (attempts.get(job.run)?.child !== child) return
        forget(job.run)
        onGone()
      }
      attempts.set(job.run, { child, writer: null, timer: null })
      child.once('exit', gone)
      child.once('error', (error) => {
        log.error(`The runner of ${job.run} could not be started`, error)
        gone()
      })
      // One that died at once is told by `exit`.
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(JSON.stringify(job))
      // The core may end before it.
      child.unref()
    },
    adopt({ run, writer }, onGone) {
      const lives = () => isRunning(writer.process, writer.startedAt)
      if (!lives()) return false
      const timer = setInterval(() => {
        if (lives()) return
        forget(run)
        onGone()
      }, lookMilliseconds)
      attempts.set(run, { child: null, writer, timer })
      return true
    },
    stop(run, stopFile) {
      if (attempts.has(run)) writeFileSync(stopFile, '')
    },
    end(run, leader) {
      const attempt = attempts.get(run)
      const { child, writer } = attempt ?? { child: null, writer: null }
      if (child !== null) child.kill('SIGTERM')
      else if (writer !== null && isRunning(writer.process, writer.startedAt)) process.kill(writer.process, 'SIGTERM')
      // Nobody watches over it any more.
      else if (leader !== null && isRunning(leader.process, leader.startedAt)) signalGroup(leader.process, 'SIGKILL')
    },
    release() {
      for (const run of [...attempts.keys()]) forget(run)
    },
  }
}
