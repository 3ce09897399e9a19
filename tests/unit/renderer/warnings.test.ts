import { describe, expect, it, vi } from 'vitest'
import { requireRunConfig } from '@contract/config'
import { createClient } from '@contract/transport'
import { ToastState } from '../../../src-renderer/state/toasts.svelte'
import { tellWarnings } from '../../../src-renderer/state/warnings'
import { fakeRun, trainedFrom } from '../../support/fake-run'
import { FakeCore } from '../hosts/fake-core'

const told = (summaries: 'known' | 'out of reach') => {
  const core = new FakeCore({})
  const toasts = new ToastState()
  const trained = fakeRun('a', trainedFrom(requireRunConfig({})))
  const logged = { ...fakeRun('b'), recipe: null }
  const known = [trained, logged]
  const runs = {
    get: (id: string) => known.find((run) => run.id === id),
    summaries: (ids: readonly string[]) =>
      summaries === 'known'
        ? Promise.resolve(known.filter(({ id }) => ids.includes(id)))
        : Promise.reject(new Error('The core is gone.')),
  }
  const stop = tellWarnings(createClient(core), runs, toasts)
  const log = (run: string, level: 'info' | 'warning' | 'error', message: string) =>
    core.emit({ event: 'run-logged', payload: { run, entry: { sequence: 1, time: '', level, message } } })
  return { toasts, trained, stop, log }
}

describe('warnings of runs', () => {
  it('are said as they occur, with the run\u2019s name, and stay until they are closed', async () => {
    const { toasts, trained, stop, log } = told('known')
    log('a', 'info', 'Going on.')
    log('a', 'warning', 'The checkpoint of epoch 9 cannot be used.')
    await vi.waitFor(() =>
      expect(toasts.list).toMatchObject([
        { kind: 'warning', text: `${trained.name}: The checkpoint of epoch 9 cannot be used.`, action: null },
      ]),
    )
    stop()
    log('a', 'warning', 'Nobody hears.')
    log('b', 'warning', 'Nobody hears.')
    await Promise.resolve()
    expect(toasts.list).toHaveLength(1)
  })

  it('are not said of what a program logs: that is in the log of its run', async () => {
    const { toasts, log } = told('known')
    log('b', 'warning', 'DataLoader waited.')
    log('a', 'warning', 'The environment has changed.')
    await vi.waitFor(() => expect(toasts.list).toHaveLength(1))
    expect(toasts.list[0]?.text).toContain('The environment has changed.')
  })

  it('are said where it cannot be asked what kind of run it is', async () => {
    const { toasts, log } = told('out of reach')
    log('a', 'warning', 'The environment has changed.')
    await vi.waitFor(() => expect(toasts.list).toHaveLength(1))
  })
})
