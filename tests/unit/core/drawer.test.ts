import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDrawer, type Drawer } from '../../../src-main/core/figures/drawer'
import type { RenderRequest } from '../../../src-main/core/figures/worker/render'

/** A thread that answers with the title it is asked for, and dies when that is `die`. */
const script = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, request: { words: { title } } }) => {
  if (title === 'die') process.exit(3)
  if (title === 'throw') throw new Error('a thread threw')
  if (title === 'wait') return
  if (title === 'refuse') parentPort.postMessage({ id, error: { code: 'nothing-to-compare', message: 'Nothing.' } })
  else parentPort.postMessage({ id, rendered: { bytes: new Uint8Array(), title } })
})`

let folder = ''
let drawer: Drawer
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-drawer-'))
  writeFileSync(join(folder, 'thread.mjs'), script)
  drawer = createDrawer(() => join(folder, 'thread.mjs'))
})
afterEach(() => {
  drawer.close()
  rmSync(folder, { recursive: true, force: true })
})

const asking = (title: string) => ({ words: { title } }) as RenderRequest

describe('the thread that draws', () => {
  it('answers each request with its own figure, and refuses with the error of the drawing', async () => {
    const [first, second, third] = await Promise.allSettled(
      ['a', 'refuse', 'b'].map((title) => drawer.draw(asking(title))),
    )
    expect(first).toMatchObject({ value: { title: 'a' } })
    expect(second).toMatchObject({ reason: { code: 'nothing-to-compare' } })
    expect(third).toMatchObject({ value: { title: 'b' } })
  })

  it.each(['die', 'throw'])('is started again after it has ended (%s), and who waited is told', async (how) => {
    const waiting = drawer.draw(asking('wait'))
    const last = drawer.draw(asking(how))
    await expect(waiting).rejects.toMatchObject({ code: 'drawing-unavailable' })
    await expect(last).rejects.toMatchObject({ code: 'drawing-unavailable' })
    await expect(drawer.draw(asking('again'))).resolves.toMatchObject({ title: 'again' })
  })

  it('that cannot run is told of in words', async () => {
    const broken = createDrawer(() => join(folder, 'missing.mjs'))
    await expect(broken.draw(asking('a'))).rejects.toMatchObject({
      code: 'drawing-unavailable',
      message: expect.stringContaining('missing.mjs') as string,
    })
  })

  it('lets go of whoever waits when it is closed', async () => {
    const waiting = drawer.draw(asking('wait'))
    drawer.close()
    await expect(waiting).rejects.toMatchObject({ code: 'drawing-unavailable' })
  })

  it('refuses what cannot be sent, and goes on', async () => {
    const request = { ...asking('a'), data: () => undefined } as unknown as RenderRequest
    await expect(drawer.draw(request)).rejects.toThrow()
    await expect(drawer.draw(asking('b'))).resolves.toMatchObject({ title: 'b' })
  })
})
