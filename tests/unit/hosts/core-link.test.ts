import { describe, expect, it } from 'vitest'
import { PlateauError } from '@contract/errors'
import { createCoreLink } from '../../../src-main/hosts/core-link'
import { fakeRun } from '../../support/fake-run'
import { FakeCore } from './fake-core'

function setUp() {
  const cores: FakeCore[] = []
  const runs = [fakeRun('mine'), fakeRun('theirs'), fakeRun('done', { state: 'ended', endReason: 'completed' })]
  const link = createCoreLink(() => {
    const core = new FakeCore({
      'runs.list': () => ({ runs }),
      'session.runs': () => ({ runs: [runs[0]!] }),
      'session.leave': () => ({}),
    })
    cores.push(core)
    return Promise.resolve(core)
  })
  return { link, cores }
}

describe('the link to the core', () => {
  it('relays requests of the contract and refuses all other names', async () => {
    const { link, cores } = setUp()
    expect(await link.relay('runs.list', {})).toMatchObject({ ok: true })
    for (const name of ['runs.delete', 'toString', '__proto__', 7, null, undefined]) {
      expect(await link.relay(name, {})).toMatchObject({ ok: false, error: { code: 'not-allowed' } })
    }
    expect(cores[0]?.asked.map(({ name }) => name)).toEqual(['runs.list'])
  })

  it('does not let a window make the host leave', async () => {
    const { link, cores } = setUp()
    await link.connect()
    expect(await link.relay('exports.write', {})).toMatchObject({ error: { code: 'not-allowed' } })
    expect(await link.relay('session.leave', { runs: 'stop' })).toMatchObject({ error: { code: 'not-allowed' } })
    expect(await link.relay('session.runs', {})).toMatchObject({ error: { code: 'not-allowed' } })
    expect(cores[0]?.asked).toEqual([])
  })

  it('connects once for many callers', async () => {
    const { link, cores } = setUp()
    await Promise.all([link.connect(), link.relay('runs.list', {}), link.connect()])
    expect(cores).toHaveLength(1)
  })

  it('tells that the core was lost, and comes back with the next request', async () => {
    const { link, cores } = setUp()
    const reasons: string[] = []
    const events: string[] = []
    link.onClose((reason) => reasons.push(reason))
    link.onEvent(({ event }) => events.push(event))
    await link.connect()
    cores[0]?.die('It is gone.')
    expect(reasons).toEqual(['It is gone.'])
    expect(await link.relay('runs.list', {})).toMatchObject({ ok: true })
    expect(cores).toHaveLength(2)
    cores[1]?.emit({ event: 'system-changed', payload: {} })
    expect(events).toEqual(['system-changed'])
  })

  it('answers core-gone to a request that the core died under', async () => {
    const { link, cores } = setUp()
    await link.connect()
    cores[0]!.answers['runs.list'] = () => {
      throw new PlateauError('core-gone')
    }
    expect(await link.relay('runs.list', {})).toMatchObject({ ok: false, error: { code: 'core-gone' } })
  })

  it('answers a failure to connect, and tries again next time', async () => {
    let attempts = 0
    const link = createCoreLink(() => {
      attempts += 1
      return Promise.reject(new PlateauError('home-locked'))
    })
    await expect(link.connect()).rejects.toMatchObject({ code: 'home-locked' })
    expect(await link.relay('runs.list', {})).toMatchObject({ ok: false, error: { code: 'home-locked' } })
    expect(attempts).toBe(2)
  })

  it('asks the core which runs leaving decides on, and starts none to ask', async () => {
    const { link, cores } = setUp()
    expect(await link.attendedRuns()).toEqual([])
    expect(cores).toEqual([])
    await link.connect()
    expect((await link.attendedRuns()).map(({ id }) => id)).toEqual(['mine'])
  })

  it('sends requests of the host itself, and rejects as the core refuses', async () => {
    const { link, cores } = setUp()
    expect((await link.request('runs.list', {})).runs).toHaveLength(3)
    cores[0]!.answers['runs.list'] = () => {
      throw new PlateauError('disk-full')
    }
    await expect(link.request('runs.list', {})).rejects.toMatchObject({ code: 'disk-full' })
  })

  it('tells what a window asks, and not what the host itself does', async () => {
    const { link } = setUp()
    const asked: unknown[] = []
    link.onRelay((name, input) => asked.push([name, input]))
    await link.relay('runs.list', { limit: 3 })
    await link.relay('session.runs', {})
    await link.request('runs.list', {})
    expect(asked).toEqual([['runs.list', { limit: 3 }]])
  })

  it('stays closed once it was closed', async () => {
    const { link, cores } = setUp()
    await link.connect()
    await link.leave('keep')
    link.close()
    await Promise.resolve()
    expect(cores[0]?.asked).toEqual([{ name: 'session.leave', input: { runs: 'keep' } }])
    expect(cores[0]?.closed).toBe(true)
    expect(await link.relay('runs.list', {})).toMatchObject({ error: { code: 'core-gone' } })
  })
})
