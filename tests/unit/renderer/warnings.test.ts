import { describe, expect, it } from 'vitest'
import { createClient } from '@contract/transport'
import { ToastState } from '../../../src-renderer/state/toasts.svelte'
import { tellWarnings } from '../../../src-renderer/state/warnings'
import { fakeRun } from '../../support/fake-run'
import { FakeCore } from '../hosts/fake-core'

describe('warnings of runs', () => {
  it('are said as they occur, with the run\u2019s name, and stay until they are closed', () => {
    const core = new FakeCore({})
    const toasts = new ToastState()
    const run = fakeRun('a')
    const stop = tellWarnings(createClient(core), { get: (id) => (id === 'a' ? run : undefined) }, toasts)
    const log = (level: 'info' | 'warning' | 'error', message: string) =>
      core.emit({ event: 'run-logged', payload: { run: 'a', entry: { sequence: 1, time: '', level, message } } })
    log('info', 'Going on.')
    log('warning', 'The checkpoint of epoch 9 cannot be used.')
    expect(toasts.list).toMatchObject([
      { kind: 'warning', text: `${run.name}: The checkpoint of epoch 9 cannot be used.`, action: null },
    ])
    stop()
    log('warning', 'Nobody hears.')
    expect(toasts.list).toHaveLength(1)
  })
})
