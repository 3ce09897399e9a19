/** Why an Electron died, in a sentence, and what fixes it. */
import { constants } from 'node:os'
import { readSandboxTrouble } from '../../src-main/platform/electron-sandbox.mjs'
import { problemIn } from './processes.mjs'

/**
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null, output: string }} Death `output` is what it wrote to standard error, or why
 *   it could not be started
 */

/** Debian's names of the packages with the libraries that Electron is linked with. */
const packages = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libgtk-3.so.0': 'libgtk-3-0',
  'libgdk-3.so.0': 'libgtk-3-0',
  'libgbm.so.1': 'libgbm1',
  'libdrm.so.2': 'libdrm2',
  'libasound.so.2': 'libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0',
  'libcups.so.2': 'libcups2',
  'libxkbcommon.so.0': 'libxkbcommon0',
  'libX11.so.6': 'libx11-6',
  'libxcb.so.1': 'libxcb1',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libcairo.so.2': 'libcairo2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libexpat.so.1': 'libexpat1',
  'libglib-2.0.so.0': 'libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0',
  'libgio-2.0.so.0': 'libglib2.0-0',
}

/**
 * @param {Death} death
 * @param {string} electron its executable
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {{ problem: string, remedies: readonly string[] }} a clause without a full stop that begins with "it", and what fixes it
 */
export function explainDeath(death, electron, environment = process.env) {
  return (
    readSandboxTrouble(death.output, electron) ??
    missingLibrary(death.output) ??
    missingDisplay(death.output, environment) ?? { problem: inItsOwnWords(death), remedies: [] }
  )
}

/** @param {string} output */
function missingLibrary(output) {
  const library = /error while loading shared libraries: ([^\s:]+)/.exec(output)?.[1]
  if (library === undefined) return null
  const name = packages[/** @type {keyof typeof packages} */ (library)]
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  return {
    problem: `it needs the library ${library}, which is not installed`,
    remedies: name === undefined ? [] : [`${sudo}apt-get install ${name}   (the name on Debian and Ubuntu)`],
  }
}

/** @param {string} output @param {NodeJS.ProcessEnv} environment */
function missingDisplay(output, environment) {
  if (!/Missing X server or \$DISPLAY|[Cc]annot open display|[Ff]ailed to connect to Wayland/.test(output)) return null
  const { DISPLAY: x11, WAYLAND_DISPLAY: wayland } = environment
  const named = x11
    ? `DISPLAY is ${x11}`
    : wayland
      ? `WAYLAND_DISPLAY is ${wayland}`
      : 'neither DISPLAY nor WAYLAND_DISPLAY is set'
  const refused = /Authorization required|No protocol specified/.test(output)
    ? ', and its server does not let this user in'
    : ''
  return { problem: `it cannot reach the display (${named}${refused})`, remedies: [] }
}

/** Chromium's last words: `[pid:date:FATAL:file(line)] words`. */
const fatal = /^\[[^\]\n]*:FATAL:[^\]\n]*\] ?(.+)$/m
/** What Chromium writes at every start on some machines. */
const harmless = /^\[[^\]\n]*(?:ERROR:(?:[\w/]*\/)?bus\.cc|WARNING:|INFO:)[^\n]*$/gm

/** @param {Death} death */
function inItsOwnWords({ code, signal, output }) {
  const said = fatal.exec(output)?.[1] ?? wordsIn(output.replace(harmless, ''))
  const number = signal === null ? undefined : constants.signals[signal]
  const ended =
    signal !== null
      ? `it was ended by ${signal}${number === undefined ? '' : ` (signal ${number})`}`
      : code === null
        ? 'it could not be started'
        : `it ended with code ${code}`
  return said === '' ? ended : `${ended}: ${said.replace(/\.$/, '')}`
}

/** @param {string} output */
const wordsIn = (output) => (/\w/.test(output) ? problemIn({ output }) : '')
