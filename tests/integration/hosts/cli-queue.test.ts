/** Grids, the queue and the settings from the command line, on a real core. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  openCommandLine,
  printed,
  readLines,
  readRuns,
  smallNetwork,
  type CommandLine,
  type Finished,
} from '../../support/cli'

let commandLine: CommandLine
beforeAll(() => {
  commandLine = openCommandLine('queue')
})
afterAll(() => commandLine.close())

type Named = { run: { id: string; name: string } }
type QueueDocument = { paused: boolean; running: Named[]; waiting: Named[]; held: Named[] }
const namesIn = (part: readonly Named[]) => part.map(({ run }) => run.name)

const plateau = (...parameters: string[]) => commandLine.run(...parameters)
const train = (...more: string[]) => plateau('train', ...smallNetwork, '--epochs', '1', ...more)
const nameOf = ({ stdout }: Finished) => (readLines(stdout)[0] as unknown as Named).run.name
async function queue(...parameters: string[]): Promise<QueueDocument> {
  const { code, stdout, stderr } = await plateau('queue', ...parameters, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as QueueDocument
}

describe('a grid', () => {
  it('trains every combination and seed, in the order asked for', async () => {
    const grid = ['--loss', 'mse,smooth-l1', '--seeds', '2', '--order', 'group-by-group']
    const { code, stdout } = await train(...grid, '--json')
    expect(code).toBe(0)
    const lines = readLines(stdout)
    const ended = lines.filter(({ type }) => type === 'run-ended')
    expect(ended.map(({ state }) => state)).toEqual(['completed', 'completed', 'completed', 'completed'])
    const started = lines.filter(({ type }) => type === 'run-started') as unknown as (Named & {
      config: { loss: string; seed: number }
    })[]
    const byName = started.sort((one, other) => numberOf(one) - numberOf(other))
    expect(byName.map(({ config }) => `${config.loss} ${config.seed}`)).toEqual([
      'mse 1',
      'mse 2',
      'smooth-l1 1',
      'smooth-l1 2',
    ])
  })

  it('says before the launch how many runs there are, and what they take', async () => {
    const { code, stdout } = await train('--loss', 'mse,l1')
    expect(code).toBe(0)
    expect(stdout).toMatch(
      /^2 runs: plain 79,140 parameters; about [^\n]+\.\nThe time is [^\n]+\.\nDisk: [^\n]+ Memory: about [^\n]+\n/,
    )
  })
})

const numberOf = ({ run }: Named) => Number(run.name.split('-').at(-1))

describe('the queue', () => {
  it('is paused, reordered and let go on, across cores, and what is held stays', async () => {
    expect(await queue('pause')).toMatchObject({ paused: true, waiting: [] })
    const first = nameOf(await train('--detach', '--json'))
    const second = nameOf(await train('--detach', '--json'))
    const third = nameOf(await train('--detach', '--json', '--place', 'next'))
    const kept = nameOf(await train('--json', '--place', 'held'))
    await commandLine.untilCoreEnds()
    expect(await queue()).toMatchObject({ paused: true, running: [] })
    expect(namesIn((await queue()).waiting)).toEqual([third, first, second])
    expect(namesIn((await queue()).held)).toEqual([kept])

    expect(namesIn((await queue('move', second, '--first')).waiting)).toEqual([second, third, first])
    expect(namesIn((await queue('move', second, '--before', first)).waiting)).toEqual([third, second, first])
    expect(namesIn((await queue('move', third, '--last')).waiting)).toEqual([second, first, third])

    const list = await plateau('list')
    expect(list.stdout).toMatch(new RegExp(`^${second} +\\S+ +queued #1 `, 'm'))
    expect(list.stdout).toMatch(new RegExp(`^${kept} +\\S+ +paused `, 'm'))

    const hold = await plateau('queue', 'hold', first, '--json')
    expect(readRuns(hold.stdout)).toMatchObject([{ name: first, held: true, queuePosition: null }])
    const stop = await plateau('stop', third, '--json')
    expect(readRuns(stop.stdout)).toMatchObject([{ name: third, state: 'cancelled' }])

    expect(await queue('resume')).toMatchObject({ paused: false })
    await commandLine.until(({ state }) => state === 'completed', second)
    const later = await queue()
    expect(namesIn(later.held).sort()).toEqual([first, kept].sort())

    const release = await plateau('queue', 'release', first)
    expect(release).toMatchObject({ code: 0, stderr: '' })
    await commandLine.until(({ state }) => state === 'completed', first)
    const stopped = await plateau('stop', kept)
    expect(stopped).toMatchObject({ code: 0, stdout: `${kept}  cancelled\n` })
    expect(await queue()).toMatchObject({ running: [], waiting: [], held: [] })
  })

  it('refuses what makes no sense, in one sentence', async () => {
    const [done] = await commandLine.list()
    for (const [parameters, sentence] of [
      [['queue', 'move', done!.name, '--first'], /is not waiting; see what is waiting with: /],
      [['queue', 'move', done!.name, '--first', '--last'], /^Give one of --before RUN, --first or --last\.$/],
      [['queue', 'release', done!.name], /is not paused in the queue; /],
      [['queue', 'hold', done!.name], /has already ended; /],
    ] as const) {
      const { code, stdout, stderr } = await plateau(...parameters)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr.trimEnd()).toMatch(sentence)
      expect(stderr.trimEnd()).not.toContain('\n')
    }
  })

  it('tells a command that waits in a paused queue why, and stops it there on Ctrl-C', async () => {
    await queue('pause')
    const { child, finished } = commandLine.start('train', ...smallNetwork, '--epochs', '1')
    await printed(child, /Memory/)
    const waiting = await commandLine.until(({ state }) => state === 'queued')
    child.kill('SIGINT')
    const { code, stdout, stderr } = await finished
    expect(code).toBe(130)
    expect(stderr).toContain('The queue is paused. Resume it with: npm run -s plateau -- queue resume\n')
    expect(stdout).toMatch(new RegExp(`^${waiting.name} .* cancelled$`, 'm'))
    await queue('resume')
  })
})

describe('settings', () => {
  it('are listed by name, changed, and kept', async () => {
    const before = JSON.parse((await plateau('settings', '--json')).stdout) as Record<string, unknown>
    expect(before).toMatchObject({ concurrency: null, whenWindowCloses: 'ask', notifyWhenRunEnds: true })
    const set = await plateau('settings', 'set', 'concurrency', '1')
    expect(set).toMatchObject({ code: 0, stdout: expect.stringMatching(/^concurrency +1 /m) as string })
    await plateau('settings', 'set', 'notifyWhenRunEnds', 'off')
    await commandLine.untilCoreEnds()
    expect(JSON.parse((await plateau('settings', '--json')).stdout)).toEqual({
      ...before,
      concurrency: 1,
      notifyWhenRunEnds: false,
    })
    const back = await plateau('settings', 'set', 'concurrency', 'default', '--json')
    expect(JSON.parse(back.stdout)).toMatchObject({ concurrency: null })
  })
})
