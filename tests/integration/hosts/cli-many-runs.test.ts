/** The command line over a history of a thousand runs. */
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSummaryCache } from '../../../src-main/core/history/summaries'
import { spawnNode } from '../../../src-main/platform/spawn-node'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { seedOldHistory } from '../../support/seed-old-history'
import { seedRuns } from '../../support/seed-runs'

const count = 1_000
let commandLine: CommandLine
beforeAll(() => {
  commandLine = openCommandLine('many')
  seedRuns(commandLine.home, count)
})
afterAll(() => commandLine.close())

/** Seconds of processor time: what else the machine does hardly counts. */
function processorSeconds(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

describe('a thousand runs', () => {
  it('are all listed, newest first', async () => {
    const { code, stdout, stderr } = await commandLine.run('list')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(1 + count)
    expect(lines[1]).toMatch(/^calm-bay-1000 /)
    await commandLine.untilCoreEnds()
  })

  it('are read for a listing within what a command that takes under 0.7 s can spend on it', () => {
    const store = createStore(openDatabase(commandLine.home))
    const summaries = createSummaryCache(store)
    const read = () => store.runs.list().map((run) => summaries.of(run))
    const first = processorSeconds(() => expect(read()).toHaveLength(count))
    const again = processorSeconds(() => expect(read()).toHaveLength(count))
    store.close()
    console.log(`1,000 runs: ${first.toFixed(3)} s at first, ${again.toFixed(3)} s again`)
    expect(first).toBeLessThan(0.5)
    expect(again).toBeLessThan(0.1)
  })
})

describe('a history of an earlier version', () => {
  it('is updated by the first command, which says so, and listed whole', async () => {
    const old = openCommandLine('old')
    seedOldHistory(old.home, { runs: 600, series: 6, epochs: 3 })
    const first = await old.run('list', '--json')
    expect({ code: first.code, stderr: first.stderr }).toEqual({
      code: 0,
      stderr:
        'Updating the history for this version of Plateau: 600 runs. This happens once and can take half a minute.\n',
    })
    const { runs } = JSON.parse(first.stdout) as { runs: { epochs: number }[] }
    expect(runs).toHaveLength(600)
    expect(runs.every(({ epochs }) => epochs === 3)).toBe(true)
    await old.untilCoreEnds()
    expect(await old.run('list')).toMatchObject({ code: 0, stderr: '' })
    await old.close()
  })

  it('is updated by the next command where its core was killed in the middle', async () => {
    const old = openCommandLine('cut')
    seedOldHistory(old.home, { runs: 600, series: 6, epochs: 3 })
    const core = spawnNode('core', {
      parameters: ['--home', old.home],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const ended = once(core, 'exit')
    core.on('message', (message: { type: string; done: number }) => {
      if (message.type === 'updating' && message.done >= 200) core.kill('SIGKILL')
    })
    expect(await ended).toEqual([null, 'SIGKILL'])
    const { code, stdout } = await old.run('list', '--json')
    expect(code).toBe(0)
    const { runs } = JSON.parse(stdout) as { runs: { epochs: number }[] }
    expect(runs.map(({ epochs }) => epochs)).toEqual(new Array<number>(600).fill(3))
    await old.close()
  })
})
