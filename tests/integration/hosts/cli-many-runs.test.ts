/** The command line over a history of many runs. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { spawnNode } from '../../../src-main/platform/spawn-node'
import { connectToCore } from '../../../src-main/client/connect'
import { createClient } from '../../../src-main/contract/transport'
import { readUpdate, type UpdateProgress } from '../../../src-main/platform/update-progress'
import { until } from '../../support/wait'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { seedOldHistory } from '../../support/seed-old-history'
import { seedRuns } from '../../support/seed-runs'

const count = 300
let commandLine: CommandLine
beforeAll(() => {
  commandLine = openCommandLine('many')
  seedRuns(commandLine.home, count)
})
afterAll(() => commandLine.close())

describe('hundreds of runs', () => {
  it('are all listed, newest first', async () => {
    const { code, stdout, stderr } = await commandLine.run('list')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(1 + count)
    expect(lines[1]).toMatch(/^calm-bay-300 /)
    const query = 'name ~ "-29[0-9]$" and not is:starred order by name'
    const some = await commandLine.run('list', '--where', query)
    expect({ code: some.code, stderr: some.stderr }).toEqual({ code: 0, stderr: '10 of 300 runs\n' })
    expect(some.stdout.split('\n')[1]).toMatch(/^calm-bay-290 /)
    const exported = await commandLine.run('export', '--where', query)
    expect(exported.stdout.split('\n')[1]).toContain('calm-bay-290')
    const slip = await commandLine.run('export', '--where', 'nmae = x')
    expect(slip.code).toBe(2)
    expect(slip.stderr).toContain("No field is called nmae. It is at character 1 of --where. Fix: --where 'name = x'")
    // More than one answer has: the same file as of one text, with the columns of all.
    const core = createClient(await connectToCore({ home: commandLine.home, client: 'cli' }))
    for (const format of ['csv', 'json'] as const) {
      const file = join(commandLine.home, `all.${format}`)
      const written = await commandLine.run('export', '--where', 'order by name', '--no-media', '-o', file)
      expect(written.stderr).toContain('Wrote 300 runs')
      const { runs } = await core.request('runs.list', {})
      const names = runs.map(({ name }) => name).sort()
      const { text } = await core.request('export.runs', { runs: names, format })
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
    core.close()
    await commandLine.untilCoreEnds()
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
        'The history is being brought up to date for this version of Plateau: 600 runs. This happens once and can take half a minute.\n',
    })
    const { runs } = JSON.parse(first.stdout) as { runs: { epochs: number }[] }
    expect(runs).toHaveLength(600)
    expect(runs.every(({ epochs }) => epochs === 3)).toBe(true)
    await old.untilCoreEnds()
    expect(await old.run('list')).toMatchObject({ code: 0, stderr: '' })
    await old.close()
  })

  it('is waited for by whoever comes meanwhile, who is told how far it is', async () => {
    const old = openCommandLine('second')
    seedOldHistory(old.home, { runs: 1_000, series: 6, epochs: 3 })
    const core = spawnNode('core', {
      parameters: ['--home', old.home],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const heard: UpdateProgress[] = []
    const isThere = new Promise<void>((resolve) => {
      core.on('message', ({ type, done }: { type: string; done: number }) => {
        if (type !== 'updating' || done < 100) return
        // Held in the middle: however fast this machine is, others come while it is at it.
        if (heard.length === 0) core.kill('SIGSTOP')
        resolve()
      })
    })
    await isThere
    const second = connectToCore({ home: old.home, client: 'cli', onUpdating: (progress) => heard.push(progress) })
    await until(() => heard.length > 0)
    expect(heard[0]!.total).toBe(1_000)
    core.kill('SIGCONT')
    const client = createClient(await second)
    const { total, order, summaries } = await client.request('runs.query', {
      sort: [{ column: 'run:name', descending: false }],
      summaries: 3,
    })
    expect([total, order.length]).toEqual([1_000, 1_000])
    // All that the first ones are, as they are told by themselves.
    const names = summaries.map(({ name }) => name)
    expect(names).toHaveLength(3)
    expect(names).toEqual([...names].sort())
    expect((await client.request('runs.resolve', { runs: summaries.map(({ id }) => id) })).runs).toEqual(summaries)
    expect(heard.map(({ done }) => done)).toEqual(
      [...heard.map(({ done }) => done)].sort((left, right) => left - right),
    )
    expect(readUpdate(old.home)).toBeNull()
    client.close()
    await old.close()
  })

  it('is updated by the next command where its core was killed in the middle', async () => {
    const old = openCommandLine('cut')
    seedOldHistory(old.home, { runs: 300, series: 6, epochs: 3 })
    const core = spawnNode('core', {
      parameters: ['--home', old.home],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const ended = once(core, 'exit')
    core.on('message', (message: { type: string; done: number }) => {
      if (message.type === 'updating' && message.done >= 100) core.kill('SIGKILL')
    })
    expect(await ended).toEqual([null, 'SIGKILL'])
    const { code, stdout } = await old.run('list', '--json')
    expect(code).toBe(0)
    const { runs } = JSON.parse(stdout) as { runs: { epochs: number }[] }
    expect(runs.map(({ epochs }) => epochs)).toEqual(new Array<number>(300).fill(3))
    await old.close()
  })
})
