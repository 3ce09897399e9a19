/** Plateau in its window, or where there can be none, as a page. */
import { join } from 'node:path'
import { explainDeath } from './electron-death.mjs'
import { projectRoot, runInForeground } from './processes.mjs'
import { say } from './report.mjs'
import { hasDisplay, runWindow } from './window.mjs'

/** The page's own options; whatever else is given is Chromium's. */
const withValue = new Set(['--home', '--port', '--at'])
const withoutSandbox = '--no-sandbox'

/**
 * @param {{ node24: string, electron: { path: string } | null, parameters: readonly string[], env?: NodeJS.ProcessEnv }} options
 *   `electron` is null where there is no binary; `parameters` are the person's
 * @returns {Promise<number>} the exit code, once the person has left
 */
export async function openPlateau({ node24, electron, parameters, env = process.env }) {
  /** @param {readonly string[]} forPage */
  const openPage = (forPage) => runInForeground(node24, [join(projectRoot, 'out', 'main', 'web.js'), ...forPage], env)

  if (electron === null || !hasDisplay()) {
    const named = process.env.PLATEAU_ELECTRON || process.env.ELECTRON_OVERRIDE_DIST_PATH
    const missing = named ? `There is no Electron at ${named}` : 'There is no Electron binary'
    say(`${electron ? 'There is no display' : missing}, so Plateau opens as a page.`)
    return openPage(parameters.filter((parameter) => parameter !== withoutSandbox))
  }
  const outcome = await runWindow(electron.path, parameters, { ...env, PLATEAU_NODE: node24 })
  if ('exitCode' in outcome) return outcome.exitCode
  const { problem, remedies } = explainDeath(outcome.death, electron.path)
  say(`Electron shows no window: ${problem}.`)
  remedies.forEach((remedy, index) => say(`${index === 0 ? 'fix' : 'or'}: ${remedy}`))
  say('Plateau opens as a page instead.')
  return openPage([...ofThePage(parameters), '--open'])
}

/** @param {readonly string[]} parameters those that the page knows too */
function ofThePage(parameters) {
  return parameters.flatMap((parameter, index) => {
    if (withValue.has(parameter)) return parameters.slice(index, index + 2)
    const isOurs = parameter === '--allow-programs' || /^--(?:home|port|at)=/.test(parameter)
    return isOurs ? [parameter] : []
  })
}
