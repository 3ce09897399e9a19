/** Exports by a real core that is killed while it writes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { RequestInput } from '../../../src-main/contract/api'
import { seedLongRuns, seedStepSeries } from '../../support/seed-series'
import { useCore, waitFor } from '../../support/core'

const core = useCore()
const key = 'train/loss_by_step'
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-exports-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a core that is killed leaves no file of the target’s name, and the next export takes away what it had begun', async () => {
  const [run = ''] = seedLongRuns(core.home(), { runs: 1, epochs: 2 })
  seedStepSeries(core.home(), run, key, 400_000)
  const path = join(folder, 'points.csv')
  const request = (id: string): RequestInput<'exports.write'> => ({
    id,
    path,
    replace: false,
    target: { kind: 'runs', runs: [run], keys: [key], format: 'csv' },
  })

  const client = await core.connect()
  let done = 0
  client.onEvent(({ event, payload }) => {
    if (event === 'export-progress') done = payload.done
  })
  const cut = client.request('exports.write', request('cut')).then(
    () => 'written',
    () => 'refused',
  )
  await waitFor(() => done > 0)
  await core.killCore()
  expect(await cut).toBe('refused')
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.points\.csv\..*\.part$/)])

  const again = await core.connect()
  const { rows } = await again.request('exports.write', request('whole'))
  expect(rows).toBe(400_000)
  expect(await readdir(folder)).toEqual(['points.csv'])
  expect((await readFile(path, 'utf8')).trimEnd().split('\r\n')).toHaveLength(400_001)
})
