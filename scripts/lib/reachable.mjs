/** Whether a server answers, before a program is started that would wait for it for minutes. */
import { connect } from 'node:net'
import { SetUpError } from './report.mjs'

const connectMilliseconds = 5_000

/** @param {NodeJS.ProcessEnv} environment */
const hasProxy = (environment) =>
  ['https_proxy', 'HTTPS_PROXY', 'npm_config_https_proxy', 'npm_config_proxy', 'ALL_PROXY', 'all_proxy'].some((name) =>
    Boolean(environment[name]),
  )

/**
 * Connects and hangs up. Behind a proxy only the proxy knows, and nothing is tried.
 * @param {string} address such as `https://example.org/path`
 * @param {{ nextStep?: string, environment?: NodeJS.ProcessEnv, milliseconds?: number }} [options] nextStep: the fix;
 *   milliseconds: how long it may take
 * @returns {Promise<void>}
 * @throws {SetUpError} when there is no connection within that time, five seconds unless given
 */
export async function assertReachable(
  address,
  { nextStep = 'npm run setup', environment = process.env, milliseconds = connectMilliseconds } = {},
) {
  if (hasProxy(environment)) return
  const { hostname, port, protocol } = new URL(address)
  const problem = await new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'http:' ? 80 : 443) })
    const settle = (/** @type {string | null} */ outcome) => {
      clearTimeout(timer)
      socket.destroy()
      resolve(outcome)
    }
    const timer = setTimeout(() => settle(`no answer within ${milliseconds / 1_000} s`), milliseconds)
    socket.once('connect', () => settle(null))
    socket.once('error', (error) => settle('code' in error ? String(error.code) : error.message))
  })
  if (problem !== null) throw new SetUpError(`${hostname} cannot be reached (${problem}).`, nextStep)
}
