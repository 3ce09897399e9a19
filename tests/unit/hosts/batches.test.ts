import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { inBatches } from '../../../src-main/hosts/electron/batches'

it('sends what comes in one turn together, in its order, and what comes later by itself', async () => {
  const sent: (readonly number[])[] = []
  const take = inBatches<number>((values) => sent.push(values))
  for (let value = 0; value < 1_000; value += 1) take(value)
  expect(sent).toEqual([])
  await nextTurn()
  take(1_000)
  await nextTurn()
  expect(sent).toEqual([Array.from({ length: 1_000 }, (_, value) => value), [1_000]])
})
