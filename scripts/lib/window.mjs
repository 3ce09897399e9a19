/** Plateau's window: Electron, watched until it shows something. */
import { spawn } from 'node:child_process'
import { projectRoot } from './processes.mjs'
import { exitCodeOf, onEndingSignal } from './signals.mjs'

/** Who dies later than this was a window. */
const firstMilliseconds = 10_000
/** What Electron's own helpers still write once it is gone; they may keep its streams open for as long as they like. */
const lastWordsMilliseconds = 1_000
/** As much of standard error as a reason can be read from. */
const keptCharacters = 65_536

/** Whether a window can be shown at all, as far as the environment says. */
export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** Signals that people and systems end programs with. @type {ReadonlySet<NodeJS.Signals | null>} */
const wishes = new Set(['SIGINT', 'SIGTERM', 'SIGHUP'])

/**
 * Runs Electron on the product. Its main script says over its IPC channel when the window shows something ("shown") and when it ends on
 * purpose ("leaving"): whoever ends before either, or crashes within its first seconds, was no window.
 * @param {string} electron its executable
 * @param {readonly string[]} parameters after the project's folder; Chromium's own switches may be among them
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ exitCode: number } | { death: import('./electron-death.mjs').Death }>} how the window ended, or why there was none
 */
export function runWindow(electron, parameters, env) {
  return new Promise((resolve) => {
    const began = performance.now()
    const child = spawn(electron, [projectRoot, ...parameters], {
      cwd: projectRoot,
      env,
      stdio: ['inherit', 'inherit', 'pipe', 'ipc'],
    })
    let isShown = false
    let isLeaving = false
    let output = ''
    const stopListening = onEndingSignal((signal) => {
      isLeaving = true
      child.kill(signal)
    })
    child.on('message', (message) => {
      isShown ||= message === 'shown'
      isLeaving ||= message === 'leaving'
    })
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-keptCharacters)
      process.stderr.write(text)
    })

    /** @param {number | null} code @param {NodeJS.Signals | null} signal */
    const settle = (code, signal) => {
      stopListening()
      const wasYoung = performance.now() - began < firstMilliseconds
      const isWished = isLeaving || wishes.has(signal)
      const isDeath = !isWished && (signal !== null ? !isShown || wasYoung : !isShown && (code !== 0 || wasYoung))
      if (isDeath) resolve({ death: { code, signal, output } })
      else resolve({ exitCode: signal === null ? (code ?? 1) : exitCodeOf(signal) })
    }
    child.once('error', (error) => {
      output = error.message
      settle(null, null)
    })
    child.once('exit', (code, signal) => {
      const late = setTimeout(() => {
        child.stderr?.destroy()
        settle(code, signal)
      }, lastWordsMilliseconds)
      child.once('close', () => {
        clearTimeout(late)
        settle(code, signal)
      })
    })
  })
}
