/** Running other programs. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/**
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, output: string }} Outcome `output` is both streams, in order
 */

/**
 * Runs a program to its end, keeping what it prints.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, onLine?: (line: string) => void }} [options]
 * @returns {Promise<Outcome>} also for a program that cannot be started: its error is the output
 */
export function run(command, parameters, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: options.cwd ?? projectRoot,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.timeout === undefined ? {} : { timeout: options.timeout, killSignal: 'SIGKILL' }),
    })
    let output = ''
    const take = (/** @type {Buffer} */ bytes) => {
      const text = bytes.toString('utf8')
      output += text
      if (options.onLine) for (const line of text.split('\n')) if (line.trim() !== '') options.onLine(line.trim())
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', (error) => resolve({ code: null, signal: null, output: error.message }))
    child.once('close', (code, signal) => resolve({ code, signal, output }))
  })
}

/** The last line of some output that says something: what a failed program most likely ended with. */
export function lastLine(/** @type {string} */ output) {
  return output.trim().split('\n').at(-1)?.trim() ?? ''
}

/**
 * npm as the program and first parameter to run it with: the one that runs us, else the one on the path.
 * @returns {[string, string[]]}
 */
export function npm() {
  const script = process.env.npm_execpath
  if (script && existsSync(script) && /npm-cli\.(c|m)?js$/.test(script)) return [process.execPath, [script]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', []]
}

/**
 * Runs a program in the foreground, on our own streams; passes signals on and resolves with its exit code.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export function runInForeground(command, parameters, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, { cwd: projectRoot, env, stdio: 'inherit' })
    // A terminal sends Ctrl-C to both of us: the child decides what it means, and we wait.
    const ignore = () => undefined
    const pass = () => child.kill('SIGTERM')
    process.on('SIGINT', ignore)
    process.on('SIGTERM', pass)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      process.off('SIGINT', ignore)
      process.off('SIGTERM', pass)
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1))
    })
  })
}
