import { describe, expect, it } from 'vitest'
import { PlateauError } from '@contract/errors'
import type { ExportTargetInput } from '@contract/exports'
import type { ExportRequest, SavedExport, Shell } from '@contract/shell'
import { createClient } from '@contract/transport'
import { ExportsState } from '../../../src-renderer/state/exports.svelte'
import { ToastState } from '../../../src-renderer/state/toasts.svelte'
import { FakeCore } from '../hosts/fake-core'

const target: ExportTargetInput = { kind: 'runs', runs: ['a'], format: 'csv' }

function start(showExport: Shell['showExport'] = null) {
  const core = new FakeCore({ 'exports.cancel': () => ({}) })
  const toasts = new ToastState()
  const asked: { request: ExportRequest; done: (saved: SavedExport | null) => void; fail: (error: Error) => void }[] =
    []
  const shell = {
    showExport,
    choosePath: null,
    saveExport: (request: ExportRequest) =>
      new Promise<SavedExport | null>((done, fail) => asked.push({ request, done, fail })),
  } as unknown as Shell
  const exports = new ExportsState(createClient(core), shell, toasts)
  const save = () => exports.save(target, 'runs.csv')
  return { core, toasts, asked, exports, save }
}

describe('exports', () => {
  it('shows how far one is while it goes on, and no other', async () => {
    const { core, asked, exports, save } = start()
    const saving = save()
    const { request, done } = asked[0]!
    expect(exports.list).toMatchObject([{ fileName: 'runs.csv', done: 0, total: 0 }])
    core.emit({ event: 'export-progress', payload: { id: 'another', done: 9, total: 10 } })
    core.emit({ event: 'export-progress', payload: { id: request.id, done: 3, total: 10 } })
    expect(exports.list).toMatchObject([{ done: 3, total: 10 }])
    done({ path: 'runs.csv', bytes: 12 })
    expect(await saving).toBe(true)
    expect(exports.list).toEqual([])
  })

  it('says where it went, and offers its folder where there is one', async () => {
    const shown: string[] = []
    const { toasts, asked, save } = start((id) => {
      shown.push(id)
      return Promise.resolve()
    })
    const saving = save()
    asked[0]!.done({ path: '/home/x/runs.csv', bytes: 12 })
    await saving
    expect(toasts.list.map(({ text }) => text)).toEqual(['Saved /home/x/runs.csv'])
    toasts.act(toasts.list[0]!)
    expect(shown).toEqual([asked[0]!.request.id])
  })

  it('is silent when the person chose no file, or cancelled it on the way', async () => {
    const { core, toasts, asked, exports, save } = start()
    const unchosen = save()
    asked[0]!.done(null)
    expect(await unchosen).toBe(false)

    const cancelled = save()
    const { id } = asked[1]!.request
    await exports.cancel(id)
    expect(core.asked).toEqual([{ name: 'exports.cancel', input: { id } }])
    asked[1]!.fail(new PlateauError('cancelled'))
    expect(await cancelled).toBe(false)
    expect(toasts.list).toEqual([])
  })

  it('hands on why one failed', async () => {
    const { asked, exports, save } = start()
    const saving = save()
    asked[0]!.fail(new PlateauError('disk-full'))
    await expect(saving).rejects.toThrow('The disk is full.')
    expect(exports.list).toEqual([])
  })
})
