import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createBackendService } from '../../../src-main/core/system/backend'

const native = {
  backend: 'native',
  tensorflowVersion: '2.20.0',
  tensorflowSource: 'pypi',
  oneDnn: true,
  reason: null,
} as const

let cache: string
let asked: number
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'plateau-backend-'))
  vi.stubEnv('PLATEAU_CACHE', cache)
  asked = 0
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(cache, { recursive: true, force: true })
})

/** A process that says what a trainer would. */
function say(line: string): ChildProcess {
  asked += 1
  return spawn(process.execPath, ['-e', 'process.stdout.write(process.argv[1])', line], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}
const service = (line = JSON.stringify(native)) =>
  createBackendService({ spawnProbe: () => say(line), onChange: () => undefined })
const memory = () => readdirSync(join(cache, 'backend')).map((name) => join(cache, 'backend', name))

it('is asked of a trainer once on a machine, by whatever home', async () => {
  const first = service()
  expect(first.current()).toBeNull()
  expect(await first.refresh()).toEqual(native)
  expect(first.current()).toEqual(native)
  expect(service().current()).toEqual(native)
  expect(asked).toBe(1)
})

it('is asked again under another forced backend, and remembered beside', async () => {
  await service().refresh()
  vi.stubEnv('PLATEAU_BACKEND', 'wasm')
  const forced = { ...native, backend: 'wasm', reason: 'PLATEAU_BACKEND is set to wasm.' }
  const other = service(JSON.stringify(forced))
  expect(other.current()).toBeNull()
  await other.refresh()
  expect(service().current()).toEqual(forced)
  vi.unstubAllEnvs()
  vi.stubEnv('PLATEAU_CACHE', cache)
  expect(service().current()).toEqual(native)
  expect(asked).toBe(2)
})

it.each(['', '[', '{"fingerprint": 1}', JSON.stringify({ fingerprint: 'another machine', probe: native })])(
  'is asked again where what was remembered reads %j',
  async (text) => {
    await service().refresh()
    for (const file of memory()) writeFileSync(file, text)
    const again = service()
    expect(again.current()).toBeNull()
    expect(await again.refresh()).toEqual(native)
    expect(asked).toBe(2)
  },
)

it('is not remembered when nothing could be loaded, and lasts for a core whose cache cannot be written', async () => {
  expect((await service('cut').refresh()).backend).toBeNull()
  expect(service().current()).toBeNull()
  writeFileSync(join(cache, 'file'), '')
  vi.stubEnv('PLATEAU_CACHE', join(cache, 'file'))
  const unwritable = service()
  await unwritable.refresh()
  expect(unwritable.current()).toEqual(native)
})

it('says nothing of the machine where a probe is late, and is asked again with more time', async () => {
  let isLate = true
  const busy = createBackendService({
    spawnProbe: () =>
      isLate
        ? spawn(process.execPath, ['-e', 'setTimeout(() => 0, 600_000)'], { stdio: ['ignore', 'pipe', 'ignore'] })
        : say(JSON.stringify(native)),
    onChange: () => undefined,
    patience: 200,
  })
  expect(await busy.refresh()).toMatchObject({
    backend: null,
    reason: expect.stringContaining('took longer') as string,
  })
  isLate = false
  // Not known to be nothing: it is looked for.
  expect(busy.current()).toBeNull()
  await vi.waitFor(async () => expect(await busy.refresh()).toEqual(native), 30_000)
  isLate = true
  expect((await busy.refresh()).backend).toBeNull()
  expect(busy.current()).toEqual(native)
})
