/**
 * What Electron's sandbox needs on Linux: user namespaces that anybody may make, or else a helper that belongs to root. Ubuntu 24.04 and
 * later, and many containers, have neither for an Electron that npm brought. Built-ins only, Node 20.
 */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { shellWord } from './shell-word.mjs'

/**
 * @typedef {{ readonly problem: string, readonly remedies: readonly string[] }} SandboxTrouble a clause without a full stop, and
 *   what fixes it, each by itself, almost always a command; none where nothing that is known does
 * @typedef {{ readonly isRoot: boolean, readonly settings: string }} System `settings` is where the kernel shows its own: /proc/sys
 */

/** @returns {System} */
export const thisSystem = () => ({ isRoot: process.getuid?.() === 0, settings: '/proc/sys' })

/** Plateau leaves the sandbox on: whoever wants a window without one says so. */
const asRoot = Object.freeze({
  problem: 'it does not run its sandbox as root',
  remedies: Object.freeze(['start Plateau as another user', 'npm start -- --no-sandbox']),
})

/**
 * Why Electron will not start its sandbox here, as far as that can be seen without starting it.
 * @param {string} electron its executable
 * @param {System} [system]
 * @returns {SandboxTrouble | null}
 */
export function foreseeSandboxTrouble(electron, system = thisSystem()) {
  if (process.platform !== 'linux') return null
  if (system.isRoot) return asRoot
  const isForbidden =
    restrictsByAppArmor(system) ||
    readSetting(system, 'kernel/unprivileged_userns_clone') === '0' ||
    readSetting(system, 'user/max_user_namespaces') === '0'
  return isForbidden && !isHelperReady(helperOf(electron)) ? sandboxTrouble(electron, helperOf(electron), system) : null
}

const suidHelper = /SUID sandbox helper binary was found, but is not configured correctly/
const namedHelper = /make sure that (.+?) is owned by root and has mode 4755/
const otherSandboxDeaths =
  /No usable sandbox!|The setuid sandbox is not running as root|Failed to move to new namespace|FATAL:[\w/]*(?:zygote_host_impl_linux|setuid_sandbox|namespace_sandbox|credentials)/

/**
 * Why an Electron that has died did not start its sandbox.
 * @param {string} output what it wrote to standard error
 * @param {string} electron its executable
 * @param {System} [system]
 * @returns {SandboxTrouble | null} null when it died of something else
 */
export function readSandboxTrouble(output, electron, system = thisSystem()) {
  if (/Running as root without --no-sandbox is not supported/.test(output)) return asRoot
  const helper = namedHelper.exec(output)?.[1] ?? helperOf(electron)
  if (suidHelper.test(output)) return { ...sandboxTrouble(electron, helper, system), problem: helperProblem(helper) }
  return otherSandboxDeaths.test(output) ? sandboxTrouble(electron, helper, system) : null
}

/** @param {string} electron */
const helperOf = (electron) => join(dirname(electron), 'chrome-sandbox')

/** @param {string} helper */
const helperProblem = (helper) =>
  `it will not start its sandbox, as the sandbox's helper ${helper} is not owned by root with mode 4755`

/** Whether the helper belongs to root and runs as root. @param {string} helper */
function isHelperReady(helper) {
  const stat = statSync(helper, { throwIfNoEntry: false })
  return stat?.uid === 0 && (stat.mode & 0o7777) === 0o4755
}

/**
 * @param {string} electron
 * @param {string} helper
 * @param {System} system
 * @returns {SandboxTrouble}
 */
function sandboxTrouble(electron, helper, system) {
  const sudo = system.isRoot ? '' : 'sudo '
  const isReady = isHelperReady(helper)
  const remedies = [
    // One that the message names and that cannot be looked at from here is taken at its word.
    ...(isReady ? [] : [`${sudo}chown root:root ${shellWord(helper)} && ${sudo}chmod 4755 ${shellWord(helper)}`]),
    ...(restrictsByAppArmor(system) ? [appArmorCommand(electron, sudo)] : []),
    ...(readSetting(system, 'kernel/unprivileged_userns_clone') === '0'
      ? [`${sudo}sysctl -w kernel.unprivileged_userns_clone=1`]
      : []),
  ]
  if (isReady && remedies.length === 0) {
    const problem = `it will not start its sandbox: the sandbox's helper ${helper} is set up, but this container or disk does not let it run as root (no new privileges, or mounted with nosuid)`
    return { problem, remedies }
  }
  const problem = restrictsByAppArmor(system)
    ? 'it will not start its sandbox, as AppArmor does not let it make user namespaces'
    : existsSync(helper) && !isReady
      ? helperProblem(helper)
      : 'it will not start its sandbox, as this system does not let it make user namespaces'
  return { problem, remedies }
}

/** Since Ubuntu 23.10: user namespaces are for programs that have a profile. @param {System} system */
const restrictsByAppArmor = (system) => readSetting(system, 'kernel/apparmor_restrict_unprivileged_userns') === '1'

/**
 * Writes a profile that lets this one executable make user namespaces, and loads it.
 * @param {string} electron
 * @param {string} sudo
 */
function appArmorCommand(electron, sudo) {
  // AppArmor compares with the path after every link, and reads these characters as a pattern.
  const path = (existsSync(electron) ? realpathSync(electron) : electron).replace(/[\\"*?[\]{}^]/g, '\\$&')
  const lines = [
    'abi <abi/4.0>,',
    'include <tunables/global>',
    `profile plateau-electron "${path}" flags=(unconfined) {`,
    '  userns,',
    '}',
  ]
  const file = '/etc/apparmor.d/plateau-electron'
  return `printf '%s\\n' ${lines.map(shellWord).join(' ')} | ${sudo}tee ${file} && ${sudo}apparmor_parser -r ${file}`
}

/**
 * @param {System} system
 * @param {string} name
 * @returns {string | null} null for a setting that this kernel does not have
 */
function readSetting(system, name) {
  const path = join(system.settings, name)
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : null
}
