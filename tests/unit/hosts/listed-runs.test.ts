import { describe, expect, it } from 'vitest'
import { PlateauError } from '@contract/errors'
import { createClient } from '@contract/transport'
import { readActiveRuns, readListedRuns, readSummaries } from '../../../src-main/client/listed-runs'
import { fakeRun } from '../../support/fake-run'
import { runAnswers } from '../renderer/run-answers'
import { FakeCore } from './fake-core'

const stored = Array.from({ length: 260 }, (_, at) =>
  fakeRun(`r${at}`, at % 100 === 3 ? { state: 'running' } : { state: 'ended', endReason: 'completed' }),
)

function open(gone: ReadonlySet<string> = new Set()) {
  const answers = runAnswers(() => stored)
  const core = new FakeCore({
    ...answers,
    'runs.resolve': (input: { runs: string[] }) => {
      const missing = input.runs.find((id) => gone.has(id))
      if (missing !== undefined) throw new PlateauError('run-not-found', `There is no run ${missing}.`)
      return answers['runs.resolve'](input)
    },
  })
  const resolved = () => core.asked.flatMap(({ name, input }) => (name === 'runs.resolve' ? [input] : []))
  return { client: createClient(core), resolved }
}
async function idsOf(pages: AsyncIterable<readonly { readonly id: string }[]>): Promise<string[]> {
  const ids: string[] = []
  for await (const page of pages) ids.push(...page.map(({ id }) => id))
  return ids
}

describe('runs as hosts read them', () => {
  it('are listed newest first, by what is asked of them alone', async () => {
    const { client, resolved } = open()
    const listed = await readListedRuns(client)
    expect(listed.map(({ id }) => id)).toEqual(stored.map(({ id }) => id).reverse())
    expect(listed.filter(({ state }) => state === 'running').map(({ id }) => id)).toEqual(['r203', 'r103', 'r3'])
    expect(resolved()).toEqual([])
  })
  it('come whole a hundred at a time, in the order in which they were asked for', async () => {
    const { client, resolved } = open()
    const ids = stored.map(({ id }) => id)
    expect(await idsOf(readSummaries(client, ids))).toEqual(ids)
    expect(resolved().map((input) => (input as { runs: string[] }).runs.length)).toEqual([100, 100, 60])
  })
  it('are left out where they were deleted meanwhile, and no other is', async () => {
    const gone = new Set(['r0', 'r150', 'r151', 'r259'])
    const { client } = open(gone)
    const ids = stored.map(({ id }) => id)
    expect(await idsOf(readSummaries(client, ids))).toEqual(ids.filter((id) => !gone.has(id)))
  })
  it('are read whole only where they train or wait, if that is asked', async () => {
    const { client, resolved } = open()
    const active = await readActiveRuns(client, await readListedRuns(client))
    expect(active.map(({ id }) => id).sort()).toEqual(['r103', 'r203', 'r3'])
    expect(resolved()).toHaveLength(1)
  })
})
