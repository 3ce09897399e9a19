/** The Chromium that comes from npm: no download of its own, the same on every machine. */
import sparticuz from '@sparticuz/chromium'
import { chromium, type Browser } from '@playwright/test'

const unwanted = new Set([
  // Chromium as one process, in which closing a page ends the browser.
  '--single-process',
  '--no-zygote',
  "--headless='shell'",
  // What users' browsers refuse, pages of the tests are refused, too.
  '--disable-web-security',
  '--allow-running-insecure-content',
  // A graphics card played by the processor. Without one, Chromium by itself draws by software, which is what users then see.
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
])

/** Launches it headless. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [
      ...sparticuz.args.filter((argument) => !unwanted.has(argument)),
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
    headless: true,
  })
}
