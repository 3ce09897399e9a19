/** Which settings mattered, as the core works it out in a thread of its own, of runs that programs have logged. */
import { expect, it } from 'vitest'
import type { Client } from '../../../src-main/contract/transport'
import { useCore, waitFor } from '../../support/core'

const core = useCore()

async function log(client: Client, index: number): Promise<string> {
  const [lr, batch] = [[0.1, 0.01, 0.001][index % 3]!, [16, 32][Math.floor(index / 3) % 2]!]
  const { run } = await client.request('runs.begin', {
    name: `run ${index}`,
    config: { optimizer: { lr }, batch, device: 'cpu', folder: `out/${index}` },
    origin: { kind: 'logged', facts: {} },
  })
  const series =
    index === 0 ? [] : [{ key: 'val/accuracy', steps: [1, 2], values: [0.1, -Math.log10(lr) + batch / 100] }]
  if (series.length > 0) await client.request('points.append', { run: run.id, series })
  await client.request('runs.finish', { run: run.id, endReason: 'completed' })
  return run.id
}

it('is told of the runs that are found or named, counts the others, and lets an earlier question go', async () => {
  const client = await core.connect()
  const ids: string[] = []
  for (let index = 0; index < 41; index += 1) ids.push(await log(client, index))
  const asked = { metric: 'val/accuracy', value: 'best' } as const

  const all = await client.request('runs.importance', asked)
  expect(all).toMatchObject({ problem: null, state: 'ready', used: 40, without: 1, sampled: 40 })
  expect(all.leftOut).toEqual({ shared: 1, single: 0, ownNames: 1, beyond: 0 })
  expect(all.settings.map(({ key }) => key)).toEqual(['optimizer.lr', 'batch'])
  expect(all.settings[0]!.importance.low).toBeGreaterThan(0)
  expect(all.settings[0]!.correlation!.value).toBeLessThan(-0.8)

  // In whichever order they are named.
  expect(await client.request('runs.importance', { ...asked, runs: [...ids].reverse() })).toEqual(all)
  expect(await client.request('runs.importance', { ...asked, where: 'batch = 16 order by name' })).toMatchObject({
    state: 'ready',
    used: 20,
    leftOut: { shared: 2 },
  })
  expect(await client.request('runs.importance', { ...asked, runs: ids.slice(0, 20) })).toMatchObject({
    state: 'too-few',
    used: 19,
    settings: [],
  })
  expect(await client.request('runs.importance', { ...asked, metric: 'none' })).toMatchObject({ used: 0, without: 41 })
  expect((await client.request('runs.importance', { ...asked, where: 'batch = (' })).problem).not.toBeNull()

  // One that is over before it is let go has its answer; where it is not, it says that it was.
  const isLetGo = async (question: Promise<unknown>): Promise<boolean> => {
    const answer = await question.catch((error: unknown) => error)
    if (!(answer instanceof Error)) expect(answer).toEqual(all)
    else expect(answer).toMatchObject({ code: 'cancelled' })
    return answer instanceof Error
  }
  await waitFor(async () => {
    const [first, second] = [client.request('runs.importance', asked), client.request('runs.importance', asked)]
    const isFirstLetGo = await isLetGo(first)
    expect(await second).toEqual(all)
    return isFirstLetGo
  })
  await waitFor(async () => {
    const third = isLetGo(client.request('runs.importance', asked))
    await client.request('runs.importance-cancel', {})
    return third
  })
})
