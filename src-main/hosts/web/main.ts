/** The web host: Plateau in a browser page on this machine. */
import { spawn } from 'node:child_process'
import { PlateauError } from '@contract/errors'
import { connectToCore } from '../../client/connect'
import { createCoreLink, type CoreLink } from '../core-link'
import { findDevServer } from '../dev-renderer'
import { onEndingSignal } from '../ending-signals'
import { describeError } from '../error-text'
import { plural } from '../format'
import { readHostArguments } from '../host-arguments'
import { readPageAddress } from '../page-address'
import { rendererDirectory } from '../renderer-files'
import { sayInLines } from '../update-words'
import { startWebHost, type WebHost } from './server'

/** How long leaving waits for runs to write down what they have; the core goes on with it in any case. */
const stoppingMilliseconds = 10_000

async function main(): Promise<void> {
  const { home, port, open, allowsPrograms, at } = readHostArguments(process.argv.slice(2))
  const address = at === null ? null : readPageAddress(at)
  const link = createCoreLink(() => connectToCore({ home, client: 'web', onUpdating: sayInLines(console.log) }))
  const leaving = leaveOnSignals(link)
  await link.connect()
  const files = rendererDirectory(import.meta.url)
  const host = await startWebHost({ link, files, devServer: findDevServer(), port, home, allowsPrograms }).catch(
    (error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
        ? new PlateauError('invalid-input', `Port ${port} is taken; choose another with --port.`)
        : error
    },
  )
  leaving.host = host
  link.onClose((reason) => console.error(`${reason} The page starts it again when it next asks for something.`))
  const url = address === null ? host.url : linkTo(host.url, address)
  console.log(`Plateau is at ${url}`)
  if (allowsPrograms)
    console.log('Programs are allowed: whoever has this address can add programs, and so run any command as you.')
  console.log('Press Ctrl-C to stop it.')
  if (open) openInBrowser(url)
}

/** The printed link, to an address of the page; the token is alone behind the #, so an address with something there has no such link. */
function linkTo(link: string, address: string): string {
  const { origin, hash } = new URL(link)
  return address.includes('#') ? link : `${origin}${address}${hash}`
}

/** The first signal stops this host's runs and leaves; a second one leaves at once. */
function leaveOnSignals(link: CoreLink): { host: WebHost | null } {
  const state = { host: null as WebHost | null }
  let isLeaving = false
  const leave = async () => {
    const training = await trainingRuns(link)
    if (training > 0) console.log(`Stopping ${plural(training, 'run')}.`)
    await link.leave('stop')
    await untilEnded(link)
    await state.host?.close()
    link.close()
  }
  onEndingSignal(() => {
    if (isLeaving) process.exit(0)
    isLeaving = true
    leave().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(describeError(error).text)
        process.exit(1)
      },
    )
  })
  return state
}

/** How many runs leaving ends; those that wait do so until the next start. */
async function trainingRuns(link: CoreLink): Promise<number> {
  return (await link.attendedRuns()).filter(({ state }) => state !== 'queued').length
}

async function untilEnded(link: CoreLink): Promise<void> {
  const deadline = performance.now() + stoppingMilliseconds
  while (performance.now() < deadline && (await trainingRuns(link)) > 0) {
    await new Promise<void>((changed) => {
      const done = () => {
        clearTimeout(timer)
        stopEvents()
        stopClose()
        changed()
      }
      const timer = setTimeout(done, deadline - performance.now())
      const stopEvents = link.onEvent(({ event }) => {
        if (event === 'run-changed') done()
      })
      const stopClose = link.onClose(done)
    })
  }
}

function openInBrowser(url: string): void {
  const [command, parameters] =
    process.platform === 'darwin'
      ? (['open', [url]] as const)
      : process.platform === 'win32'
        ? (['cmd', ['/c', 'start', '', url]] as const)
        : (['xdg-open', [url]] as const)
  const child = spawn(command, parameters, { stdio: 'ignore', detached: true })
  const sayNone = () => console.error('No browser could be opened; open the link yourself.')
  child.on('error', sayNone)
  child.on('exit', (code) => {
    if (code !== null && code !== 0) sayNone()
  })
  child.unref()
}

main().catch((error: unknown) => {
  const { text, exitCode } = describeError(error)
  console.error(text)
  process.exit(exitCode)
})
