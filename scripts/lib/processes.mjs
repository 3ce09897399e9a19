/** Running other programs, and ending them with us. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { exitCodeOf, onEndingSignal } from './signals.mjs'

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const isWindows = process.platform === 'win32'

/** @type {Set<import('node:child_process').ChildProcess>} */
const background = new Set()
let isEnding = false
/** The system takes a moment; a program that left its group and keeps our streams open is not waited for. */
const longestEndMilliseconds = 3_000

/** A program and all that it started. @param {import('node:child_process').ChildProcess} child */
function kill(child) {
  try {
    // Its group has its number (`detached` below), and with it goes the compiler's or npm's own child.
    if (!isWindows && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch (error) {
    // It ended by itself just now.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/**
 * Ends what `run` has running, for good: from here on no outcome is reported and nothing new is started, so that nobody
 * takes an end on our command for a failure. What those programs leave lies in our own temporary folders.
 */
export async function endBackground() {
  isEnding = true
  // Closed, and not only ended: then whatever it started, on the same streams, has gone too.
  const closed = [...background].map((child) => new Promise((resolve) => child.once('close', resolve)))
  background.forEach(kill)
  await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, longestEndMilliseconds))])
}

/**
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, output: string }} Outcome `output` is both streams, in order
 */

/**
 * Runs a program to its end, keeping what it prints. It has a process group of its own: Ctrl-C comes to us alone.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, onLine?: (line: string) => void }} [options]
 *   timeout: milliseconds after which it and all that it started are ended
 * @returns {Promise<Outcome>} also for a program that cannot be started: its error is the output
 */
export function run(command, parameters, options = {}) {
  return new Promise((resolve) => {
    if (isEnding) return
    const child = spawn(command, parameters, {
      cwd: options.cwd ?? projectRoot,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !isWindows,
      // On Windows npm is a command file, which only a shell starts.
      shell: isWindows && command.endsWith('.cmd'),
    })
    background.add(child)
    const timer = options.timeout === undefined ? undefined : setTimeout(() => kill(child), options.timeout)
    /** @type {string[]} */
    const pieces = []
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => pieces.push(text))
      if (options.onLine) createInterface({ input: stream }).on('line', options.onLine)
    }
    const settle = (/** @type {Outcome} */ outcome) => {
      clearTimeout(timer)
      background.delete(child)
      if (!isEnding) resolve(outcome)
    }
    child.once('error', (error) => settle({ code: null, signal: null, output: error.message }))
    child.once('close', (code, signal) => settle({ code, signal, output: pieces.join('') }))
  })
}

/** Lines that say nothing of what went wrong. */
const chatter = /^(A complete log|code |errno |syscall |npm (warn|notice)|\[notice\]|WARNING:|Node\.js v)/
const telling = /^(Uncaught )?\w*Error( \[\w+\])?: |^ERROR: |(^|\s)(fatal )?error: /
const fromNpm = /^npm (error|ERR!)\s*/

/**
 * What a failed program's output says about why, in one line without a full stop: the first line that calls itself an
 * error; else the first one of npm, which gives advice after it; else the last one.
 * @param {{ output: string, signal?: NodeJS.Signals | null }} outcome
 * @returns {string}
 */
export function problemIn({ output, signal }) {
  const lines = output
    .split('\n')
    .map((line) => ({ text: line.trim().replace(fromNpm, ''), isFromNpm: fromNpm.test(line) }))
    .filter(({ text }) => /\w/.test(text) && !chatter.test(text))
  const line = lines.find(({ text }) => telling.test(text)) ?? lines.find(({ isFromNpm }) => isFromNpm) ?? lines.at(-1)
  if (line === undefined) return signal ? `it was ended by ${signal}` : 'it said nothing'
  const bare = line.text.replace(/^ERROR: /, '').replace(/\.$/, '')
  return bare.length > 300 ? `${bare.slice(0, 299)}…` : bare
}

/**
 * npm as the program and first parameter to run it with: the one that runs us, else the one on the path.
 * @returns {[string, string[]]}
 */
export function npm() {
  const script = process.env.npm_execpath
  if (script && existsSync(script) && /npm-cli\.(c|m)?js$/.test(script)) return [process.execPath, [script]]
  return [isWindows ? 'npm.cmd' : 'npm', []]
}

/**
 * Runs a program in the foreground, on our own streams; passes signals on and resolves with its exit code. A terminal
 * and a kill of the whole group reach the child as well: the product takes signals that come together as one.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export function runInForeground(command, parameters, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd: projectRoot, env, stdio: 'inherit' })
    const stopListening = onEndingSignal((signal) => void child.kill(signal))
    child.once('error', (error) => {
      stopListening()
      reject(error)
    })
    child.once('close', (code, signal) => {
      stopListening()
      resolve(signal === null ? (code ?? 1) : exitCodeOf(signal))
    })
  })
}
