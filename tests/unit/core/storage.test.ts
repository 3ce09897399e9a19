import { beforeEach, describe, expect, it } from 'vitest'
import { readStorage } from '../../../src-main/core/history/storage'
import { addStoredRun, endStoredRun, epochOf, useStore } from '../../support/store'

const { store } = useStore()
let home = ''
beforeEach(() => (home = '.'))

const idOf = (name: string) => store().projects.withName(name)
async function bytesOf(name: string) {
  const { projects } = await readStorage(store(), home)
  return projects.find(({ project }) => project === idOf(name))
}
function addRun(id: string, project: string, epochs = 0): void {
  addStoredRun(store(), id, { project })
  for (let epoch = 1; epoch <= epochs; epoch += 1) store().epochs.commit(id, epochOf(epoch, 1 / epoch))
  endStoredRun(store(), id)
}

describe('what projects take', () => {
  it('is nothing in a new home, and a project without runs is not named', async () => {
    store().projects.findOrMake('empty')
    const storage = await readStorage(store(), home)
    expect(storage.projects).toEqual([])
    expect(storage.bin).toEqual({ runs: 0, curveBytes: 0, mediaBytes: 0, checkpointBytes: 0 })
    expect(storage.databaseBytes).toBe(store().sizeInBytes())
    expect(storage.freeDiskBytes).toBeGreaterThan(0)
  })

  it('counts values of epochs, points of series, sample images, logs and checkpoints where they belong', async () => {
    addRun('bare', 'p')
    const bare = (await bytesOf('p'))!
    expect(bare).toMatchObject({ mediaBytes: 0, checkpointBytes: 0 })
    for (let epoch = 1; epoch <= 50; epoch += 1) store().epochs.commit('bare', epochOf(epoch, 1 / epoch))
    const trained = (await bytesOf('p'))!
    // Six metrics of 50 epochs: eight bytes each at least, and no more than rows with their indices.
    expect(trained.curveBytes - bare.curveBytes).toBeGreaterThanOrEqual(6 * 50 * 8)
    expect(trained.curveBytes - bare.curveBytes).toBeLessThan(10 * 50 * 120)
    const steps = Array.from({ length: 5_000 }, (_, index) => index)
    store().batches.append('bare', 'mine', { steps, seconds: steps, values: steps.map((step) => Math.sin(step)) })
    const logged = (await bytesOf('p'))!
    expect(logged.curveBytes - trained.curveBytes).toBeGreaterThanOrEqual(5_000 * 8)
    expect(logged.curveBytes - trained.curveBytes).toBeLessThan(5_000 * 60)
    expect(logged.mediaBytes).toBe(0)
    store().samples.keepOutputs('bare', 1, new Float32Array(8 * 784))
    store().journal.append('bare', '2026-01-01T00:00:00.000Z', 'info', 'x'.repeat(1_000))
    const shown = (await bytesOf('p'))!
    expect(shown.curveBytes).toBe(logged.curveBytes)
    expect(shown.mediaBytes).toBeGreaterThanOrEqual(8 * 784 * 2 + 1_000)
    const file = { kind: 'weights', epoch: 1, file: '1/w', bytes: 12_345, sha256: '0'.repeat(64) } as const
    store().checkpoints.keep('bare', file, '2026-01-01T00:00:00.000Z')
    expect((await bytesOf('p'))!.checkpointBytes).toBe(12_345)
  })

  it('goes with a run to another project, and to the bin', async () => {
    for (let index = 0; index < 110; index += 1)
      addRun(`r${index}`, index % 2 === 0 ? 'even' : 'odd', index < 4 ? 20 : 0)
    const [even, odd] = [(await bytesOf('even'))!, (await bytesOf('odd'))!]
    store().projects.place('r0', idOf('odd')!, 'r0')
    const [less, more] = [(await bytesOf('even'))!, (await bytesOf('odd'))!]
    expect(less.curveBytes).toBeLessThan(even.curveBytes)
    expect(even.curveBytes + odd.curveBytes).toBe(less.curveBytes + more.curveBytes)
    store().annotations.bin('r0', '2026-01-02T00:00:00.000Z')
    const { projects, bin } = await readStorage(store(), home)
    expect(bin).toMatchObject({ runs: 1, curveBytes: even.curveBytes - less.curveBytes })
    expect(projects.find(({ project }) => project === idOf('odd'))).toMatchObject({ curveBytes: odd.curveBytes })
  })
})
