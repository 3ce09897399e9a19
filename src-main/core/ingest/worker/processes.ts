/** Whether the process that writes a journal on this machine still is. */
import { readFileSync } from 'node:fs'

/** A process that began so long after its journal is another one with the same number. The clock may have been set meanwhile. */
const toleranceMilliseconds = 60_000
/** Linux counts the start of a process in hundredths of a second (USER_HZ). */
const ticksPerSecond = 100

/** When writers that were found alive began, in ticks since the system did: setting the clock changes nothing of it. */
const knownStarts = new Map<string, number>()

/**
 * @param begunAt when the journal was begun, in milliseconds since 1970; null where nobody said
 * @param read gives a file of `/proc`, or null
 * @returns false when there is no such process any more, or another one has its number
 */
export function isAlive(process_: number, begunAt: number | null, read = readOrNull): boolean {
  const writer = `${process_} ${begunAt}`
  const isThere = signals(process_) && (process.platform !== 'linux' || isWriter(process_, begunAt, writer, read))
  if (!isThere) knownStarts.delete(writer)
  return isThere
}

function isWriter(process_: number, begunAt: number | null, writer: string, read: typeof readOrNull): boolean {
  const stat = read(`/proc/${process_}/stat`)
  if (stat === null) return true
  // The second field is a name in parentheses, which may itself have any.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return false
  const boot = /^btime (\d+)$/m.exec(read('/proc/stat') ?? '')?.[1]
  const ticks = Number(fields[19])
  if (boot === undefined || begunAt === null || !Number.isFinite(ticks)) return true
  const known = knownStarts.get(writer)
  if (known !== undefined) return known === ticks
  const isOlder = Number(boot) * 1_000 + (ticks / ticksPerSecond) * 1_000 <= begunAt + toleranceMilliseconds
  if (isOlder) knownStarts.set(writer, ticks)
  return isOlder
}

function signals(process_: number): boolean {
  try {
    process.kill(process_, 0)
    return true
  } catch (error) {
    // Another user's process is one.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}
