/** The Chromium that comes from npm: no download of its own, the same on every machine. */
import sparticuz from '@sparticuz/chromium'
import { chromium, type Browser } from '@playwright/test'

/** These two make Chromium one process, in which closing a page ends the browser. */
const unwanted = new Set(['--single-process', '--no-zygote', "--headless='shell'"])

/** Launches it headless. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [
      ...sparticuz.args.filter((argument) => !unwanted.has(argument)),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
    headless: true,
  })
}
