import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDrawer, type Drawer } from '../../../src-main/core/figures/drawer'
import { createTypesetter } from '../../../src-main/core/reports/typesetter'
import { threadsEnded } from '../../../src-main/core/thread'
import type { RenderRequest } from '../../../src-main/core/figures/worker/render'

/** A thread that answers with the title it is asked for, and dies when that is `die`. */
const script = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, request: { words: { title } } }) => {
  if (title === 'die') process.exit(3)
  if (title === 'throw') throw new Error('a thread threw')
  if (title === 'wait') return
  if (title === 'spin') for (;;);
  const error = { code: 'nothing-to-compare', message: 'Nothing.' }
  if (title === 'refuse') parentPort.postMessage({ id, answer: { error } })
  else parentPort.postMessage({ id, answer: { rendered: { bytes: new Uint8Array(), title } } })
})`

const typesetScript = `
import { parentPort } from 'node:worker_threads'
parentPort.on('message', ({ id, request: { source } }) => {
  if (source === 'spin') for (;;);
  parentPort.postMessage({ id, answer: { pdf: Uint8Array.of(1) } })
})`

let folder = ''
let drawer: Drawer
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-drawer-'))
  writeFileSync(join(folder, 'thread.mjs'), script)
  writeFileSync(join(folder, 'typeset.mjs'), typesetScript)
  drawer = createDrawer(() => join(folder, 'thread.mjs'))
})
afterEach(() => {
  vi.useRealTimers()
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

  it.each(['die', 'throw'])(
    'is started again after it has ended (%s), for those who wait and those who come',
    async (how) => {
      const ended = drawer.draw(asking(how))
      const waiting = drawer.draw(asking('waited'))
      await expect(ended).rejects.toMatchObject({ code: 'drawing-unavailable' })
      await expect(waiting).resolves.toMatchObject({ title: 'waited' })
      await expect(drawer.draw(asking('again'))).resolves.toMatchObject({ title: 'again' })
    },
  )

  it.each(['wait', 'spin'])(
    'is taken from a drawing that is cancelled (%s), and the next figure has a new one',
    async (how) => {
      const cancelling = new AbortController()
      const cancelled = drawer.draw(asking(how), cancelling.signal)
      const leaving = new AbortController()
      const left = drawer.draw(asking('left'), leaving.signal)
      const waiting = drawer.draw(asking('waited'))
      leaving.abort(new Error('left'))
      await expect(left).rejects.toThrow('left')
      cancelling.abort(new Error('enough'))
      await expect(cancelled).rejects.toThrow('enough')
      await expect(waiting).resolves.toMatchObject({ title: 'waited' })
      await expect(drawer.draw(asking('late'), cancelling.signal)).rejects.toThrow('enough')
      expect(await threadsEnded(60_000)).toBe(true)
    },
  )

  it('is taken from a drawing that takes longer than its limit', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const ended = drawer.draw(asking('spin'))
    const waiting = drawer.draw(asking('waited'))
    vi.advanceTimersByTime(60_000)
    await expect(ended).rejects.toMatchObject({
      code: 'invalid-input',
      message:
        'Drawing this figure took longer than 60 seconds and was cancelled. Choose fewer runs or a smaller range.',
    })
    await expect(waiting).resolves.toMatchObject({ title: 'waited' })
  })

  it('is one of the kinds that end so: the one that typesets is another', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const typesetter = createTypesetter(() => join(folder, 'typeset.mjs'))
    const slow = typesetter.typeset('spin', 'inter', [])
    vi.advanceTimersByTime(120_000)
    await expect(slow).rejects.toThrow(/longer than 120 seconds and was cancelled/)
    const cancelling = new AbortController()
    const cancelled = typesetter.typeset('spin', 'inter', [], cancelling.signal)
    const waiting = typesetter.typeset('good', 'inter', [])
    cancelling.abort(new Error('enough'))
    await expect(cancelled).rejects.toThrow('enough')
    await expect(waiting).resolves.toEqual(Uint8Array.of(1))
    typesetter.close()
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
