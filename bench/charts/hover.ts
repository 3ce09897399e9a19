/** Hovering over and zooming into long lines. */
import type { Browser } from '@playwright/test'
import { figure, type Figure } from './figures'
import { bySteps, leaveWorkspace, withClient, withHome } from './homes'
import { seedLongRuns, seedStepSeries } from '../../tests/support/seed-series'
import { frames, markTime, openPanel, plotBox, readCounters, withWindow, type ProductWindow } from './window'

export type HoverOptions = {
  readonly runs: number
  readonly points: number
  readonly moves: number
  readonly zooms: number
}

const key = 'bench/loss'

export function measureHover(browser: Browser, { runs, points, moves, zooms }: HoverOptions): Promise<Figure[]> {
  return withHome(async (home) => {
    for (const run of seedLongRuns(home, { runs, epochs: 30 })) seedStepSeries(home, run, key, points)
    await withClient(home, (client) => leaveWorkspace(client, bySteps))
    const { hovers, redraws, finer, processor } = await withWindow(browser, home, async (window) => {
      await markTime(window.page, 'workspace-usable')
      await openPanel(window, key, runs)
      const across = await hoverAcross(window, moves)
      const zoomed = []
      for (let zoom = 0; zoom < zooms; zoom += 1) zoomed.push(await zoomIn(window, runs, zoom))
      return {
        hovers: across,
        redraws: zoomed.map(({ redraw }) => redraw),
        finer: zoomed.map((times) => times.finer),
        processor: zoomed.map((times) => times.processor),
      }
    })
    const hands = await moveThroughSixty(browser)
    const what = `${runs} runs x ${points} points`
    return [
      figure('60 runs x 100 epochs: work of moving the run at hand', hands.clock, { statistic: 'p99', budget: 16 }),
      figure('60 runs x 100 epochs: work of moving the run at hand', hands.clock),
      figure('60 runs x 100 epochs: processor time of moving the run at hand', hands.processor, { statistic: 'p99' }),
      figure(`${what}: work of a hover`, hovers.clock, { statistic: 'p99', budget: 16 }),
      figure(`${what}: work of a hover`, hovers.clock),
      figure(`${what}: processor time of a hover`, hovers.processor, { statistic: 'p99' }),
      figure(`${what}: zoom to redraw`, redraws, { budget: 100 }),
      figure(`${what}: zoom to finer points`, finer, { budget: 100 }),
      figure(`${what}: main thread’s processor time of a zoom`, processor),
    ]
  })
}

/** How often the pointer goes down through all lines: of a few moves alone the 99th percentile would be the second longest, whatever that one met. */
const passes = 6

/** From line to line in one panel, with all others of the workspace in sight. */
function moveThroughSixty(browser: Browser) {
  return withHome(async (home) => {
    const runs = 60
    seedLongRuns(home, { runs, epochs: 100 })
    await withClient(home, (client) => leaveWorkspace(client, {}))
    return withWindow(browser, home, async (window) => {
      await markTime(window.page, 'workspace-usable')
      await markTime(window.page, 'panel-whole', { lines: runs })
      await frames(window.page, 60)
      const { x, y, width, height } = await plotBox(window.page)
      return measureEach(window, passes * 2 * runs, (move) =>
        window.page.mouse.move(
          x + width * (0.4 + 0.1 * Math.sin(move)),
          y + height * (0.1 + (0.8 * (move % (2 * runs))) / (2 * runs)),
        ),
      )
    })
  })
}

/**
 * Milliseconds of the page's main thread for each move of the pointer: handlers, style, layout and paint, until the frame with it was
 * shown. Waiting for the screen is not in it. By the clock, which other processes of a busy machine lengthen, and of processor time.
 */
async function hoverAcross(window: ProductWindow, moves: number) {
  const { x, y, width, height } = await plotBox(window.page)
  return measureEach(window, moves, (move) => {
    // Up and down on the way across, so that nearest lines change.
    const part = 0.1 + (0.8 * move) / moves
    return window.page.mouse.move(x + width * part, y + height * (0.5 + 0.35 * Math.sin(move / 5)))
  })
}

type Waiting = typeof globalThis & { benchFrames?: () => Promise<void> }

/** In the page: waits for two frames. Written there once: as a script of its own for each move it made half of the garbage that is collected meanwhile. */
function offerFrames(): void {
  ;(globalThis as Waiting).benchFrames = () =>
    new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(() => shown())))
}

async function measureEach({ page, session }: ProductWindow, moves: number, act: (move: number) => Promise<void>) {
  await page.evaluate(offerFrames)
  const clock: number[] = []
  const processor: number[] = []
  for (let move = 0; move < moves; move += 1) {
    const before = await readCounters(session)
    await act(move)
    await session.send('Runtime.evaluate', { expression: 'benchFrames()', awaitPromise: true })
    const after = await readCounters(session)
    const asking = after.DevToolsCommandDuration - before.DevToolsCommandDuration
    clock.push((after.TaskDuration - before.TaskDuration - asking) * 1_000)
    processor.push((after.ThreadTime - before.ThreadTime) * 1_000)
  }
  return { clock, processor }
}

type Release = { readonly began: number; readonly redraw: number }
type Watching = typeof globalThis & { benchRelease?: Promise<Release> }

/** In the page: when the button is released next, and how long it then takes until a frame was made. Has to be there before the button is. */
function watchRelease(): void {
  ;(globalThis as Watching).benchRelease = new Promise((done) => {
    const released = () => {
      const began = performance.now()
      requestAnimationFrame(() => {
        // A message is handled behind the frame that is being made.
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => {
          done({ began, redraw: performance.now() - began })
        }
        port2.postMessage(null)
      })
    }
    addEventListener('pointerup', released, { capture: true, once: true })
  })
}

/**
 * Drags along x and resets. Milliseconds from the release of the button to the next frame, and to the points of that range; and the
 * main thread's processor time until then.
 */
async function zoomIn({ page, session }: ProductWindow, lines: number, turn: number) {
  const { x, y, width, height } = await plotBox(page)
  const [from, to] = [x + width * (0.2 + 0.02 * turn), x + width * (0.5 + 0.02 * turn)]
  const middle = y + height / 2
  await page.mouse.move(from, middle)
  await page.mouse.down()
  await page.mouse.move((from + to) / 2, middle)
  await page.mouse.move(to, middle)
  await page.evaluate(watchRelease)
  const before = await readCounters(session)
  await page.mouse.up()
  const { began, redraw } = await page.evaluate(
    () => (globalThis as Watching).benchRelease ?? Promise.reject(new Error()),
  )
  const finer = (await markTime(page, 'panel-whole', { after: began, lines })) - began
  const processor = ((await readCounters(session)).ThreadTime - before.ThreadTime) * 1_000
  // Not by a double click: where lines are dense, a click opens the run.
  await page.locator('[aria-roledescription="chart"]').getByRole('button', { name: 'Reset zoom' }).click()
  await markTime(page, 'panel-whole', { after: began + finer + 1, lines })
  return { redraw, finer, processor }
}
