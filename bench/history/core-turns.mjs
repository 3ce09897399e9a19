/**
 * Loaded into a core before its own script (`--import`): the longest pass of its event loop from the first client on, in milliseconds of its thread's
 * processor time, in a file at the end. By the clock a pass would last longer wherever others have the processors.
 */
import { subscribe } from 'node:diagnostics_channel'
import { writeFileSync } from 'node:fs'

/** Where the figure goes: an environment variable. */
const place = process.env.PLATEAU_BENCH_CORE_TURNS

const worked = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

if (place !== undefined && process.argv[1]?.endsWith('core.js') === true) {
  let longest = 0
  let before = worked()
  const pass = () => {
    const now = worked()
    longest = Math.max(longest, now - before)
    before = now
    // A timer and then an immediate: each time the loop has gone round, also where nothing else is to be done.
    setTimeout(() => setImmediate(pass).unref(), 0).unref()
  }
  let isCounting = false
  subscribe('net.server.socket', () => {
    if (isCounting) return
    isCounting = true
    before = worked()
    pass()
  })
  process.on('exit', () => writeFileSync(place, String(longest)))
}
