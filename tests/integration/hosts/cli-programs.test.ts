/** Saved programs from the command line: grids, seeds, and stopping several runs of which some cannot be stopped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Program } from '../../../src-main/contract/programs'
import type { RunSummary } from '../../../src-main/contract/run'
import { openCommandLine, type CommandLine } from '../../support/cli'

let commandLine: CommandLine
let folder: string
const plateau = (...parameters: string[]) => commandLine.run(...parameters)

beforeAll(async () => {
  commandLine = openCommandLine('cli-programs')
  folder = mkdtempSync(join(tmpdir(), 'plateau-cli-programs-'))
  writeFileSync(join(folder, 'train.sh'), 'echo "told $*"; echo "step 1 loss: 0.5"\n')
  writeFileSync(join(folder, 'wait.sh'), 'echo "step 1 loss: 0.5"; while :; do sleep 0.05; done\n')
  const lr = { name: 'lr', option: '--lr', type: 'float', default: 0.1, minimum: 0 }
  const init = { name: 'init', option: '--init', type: 'int', default: 7 }
  const seed = { name: 'seed', option: '--seed', type: 'int', default: 1 }
  const programs = [
    { name: 'train', command: 'sh train.sh {parameters}', parameters: [lr, seed] },
    { name: 'saved', command: 'sh train.sh {parameters}', parameters: [lr, seed], values: { lr: 0.3, seed: 4 } },
    { name: 'unseeded', command: 'sh train.sh {parameters}', parameters: [lr, init] },
    { name: 'described', command: 'sh train.sh {parameters}', stop: { interruptSeconds: 5 } },
    { name: 'wait', command: 'sh wait.sh', stop: { interruptSeconds: 0.2, terminateSeconds: 0.2 } },
  ]
  for (const program of programs) {
    const file = join(folder, `${program.name}.json`)
    writeFileSync(file, JSON.stringify({ folder, ...program }))
    expect((await plateau('programs', 'add', file)).code).toBe(0)
  }
})
afterAll(async () => {
  await commandLine.close()
  rmSync(folder, { recursive: true, force: true })
})

const started = (stdout: string) => (JSON.parse(stdout) as { runs: RunSummary[] }).runs
const settingsOf = (runs: readonly RunSummary[], key: string) => runs.map(({ config }) => [config.lr, config[key]])

describe('programs start', () => {
  it('queues every combination of values, seed by seed, and says what they would take and which have been run', async () => {
    const first = await plateau('programs', 'start', 'train', '--param', 'lr=0.1,0.05', '--seeds', '2', '--json')
    const runs = started(first.stdout)
    expect(settingsOf(runs, 'seed')).toEqual([
      [0.1, 1],
      [0.05, 1],
      [0.1, 2],
      [0.05, 2],
    ])
    expect(new Set(runs.map(({ launchGroup }) => launchGroup)).size).toBe(1)
    expect(runs[0]!.launchGroup).not.toBeNull()
    for (const { name } of runs) await commandLine.until(({ state }) => state === 'completed', name)
    const again = await plateau('programs', 'start', 'train', '--param', 'seed=2', '--param', 'lr=0.05', '--seeds', '2')
    expect(again).toMatchObject({ code: 0 })
    expect(again.stdout).toMatch(/^2 runs of train\. About .*, as the last run took /)
    expect(again.stdout).toContain('Already run to the end with the same values: 1 of 2.')
    const paused = await plateau('programs', 'start', 'train', '--param', 'seed=8,9', '--place', 'held', '--json')
    expect(started(paused.stdout).map(({ held }) => held)).toEqual([true, true])
    await plateau('stop', ...started(paused.stdout).map(({ id }) => id))
  })

  it('begins with the values that are saved with a program, and takes those that are named in their place', async () => {
    const saved = await plateau('programs', 'start', 'saved', '--seeds', '2', '--place', 'held', '--json')
    expect(settingsOf(started(saved.stdout), 'seed')).toEqual([
      [0.3, 4],
      [0.3, 5],
    ])
    const named = await plateau('programs', 'start', 'saved', '--param', 'lr=0.1', '--place', 'held', '--json')
    expect(settingsOf(started(named.stdout), 'seed')).toEqual([[0.1, 4]])
    const all = [...started(saved.stdout), ...started(named.stdout)]
    await plateau('stop', ...all.map(({ id }) => id))
    const wrong = join(folder, 'wrong.json')
    writeFileSync(wrong, JSON.stringify({ folder, name: 'w', command: 'sh', parameters: [], values: { lr: 1 } }))
    expect((await plateau('programs', 'add', wrong)).stderr).toContain('The program has no parameter lr.')
  })

  it('says that seeds cannot be told to a program without one, and takes the parameter that is named', async () => {
    const refused = await plateau('programs', 'start', 'unseeded', '--seeds', '2')
    expect(refused).toMatchObject({
      code: 2,
      stderr:
        'Seeds cannot be told to this program, as none of its parameters is called seed. Name the one that is with --seed-param.\n',
    })
    expect(await plateau('programs', 'start', 'unseeded', '--seed-param', 'weight')).toMatchObject({
      code: 2,
      stderr: '--seed-param must be one of lr, init, not weight.\n',
    })
    const named = await plateau('programs', 'start', 'unseeded', '--seeds', '2', '--seed-param', 'init', '--json')
    expect(settingsOf(started(named.stdout), 'init')).toEqual([
      [0.1, 7],
      [0.1, 8],
    ])
    // From now on it is the seed here, so that its runs are seeds of one another.
    const later = await plateau('programs', 'start', 'unseeded', '--seeds', '3', '--param', 'init=1', '--json')
    expect(started(later.stdout).map(({ config, roles }) => [config.init, roles.init])).toEqual([
      [1, 'seed'],
      [2, 'seed'],
      [3, 'seed'],
    ])
  })

  it.each([
    [['--param', 'lr=0.1,-1'], 'lr must be at least 0.\n'],
    [['--param', 'depth=1,2'], 'The program has no parameter depth.\n'],
    [['--seeds', '2', '--param', 'seed=1,2'], 'Give either --seeds or several values of seed, not both.\n'],
    [['--seeds', '5000'], '--seeds must be a whole number from 1 to 1000, not 5000.\n'],
  ])('refuses %j and queues nothing', async (parameters, sentence) => {
    const before = (await commandLine.list()).length
    expect(await plateau('programs', 'start', 'train', ...parameters)).toMatchObject({ code: 2, stderr: sentence })
    expect(await commandLine.list()).toHaveLength(before)
  })
})

describe('programs read', () => {
  it('takes parameters from a JSON Schema, and says at each key what they cannot have', async () => {
    const file = join(folder, 'schema.json')
    const properties = {
      lr: { type: 'number', default: 0.1, minimum: 0, description: 'learning rate' },
      model: { type: 'object', properties: { width: {} } },
    }
    writeFileSync(file, JSON.stringify({ properties }))
    expect(await plateau('programs', 'read', 'described', '--schema', file)).toEqual({
      code: 0,
      stdout: '--lr\tfloat\tlearning rate\n',
      stderr: 'model: it has settings of its own (width), and a parameter is one value; it is left out.\n',
    })
    const { stdout } = await plateau('programs', '--json')
    const { programs } = JSON.parse(stdout) as { programs: Program[] }
    expect(programs.find(({ name }) => name === 'described')).toMatchObject({
      parameters: [{ name: 'lr', minimum: 0 }],
      stop: { interruptSeconds: 5 },
    })
    writeFileSync(file, '[]')
    expect(await plateau('programs', 'read', 'described', '--schema', file)).toMatchObject({ code: 2 })
  })
})

describe('stop', () => {
  it('stops what it can, and says of each of the others why not', async () => {
    const [ended] = started((await plateau('programs', 'start', 'train', '--json')).stdout)
    await commandLine.until(({ state }) => state === 'completed', ended!.name)
    const [waiting] = started((await plateau('programs', 'start', 'wait', '--json')).stdout)
    await commandLine.until(({ state }) => state === 'running', waiting!.name)
    const stopped = await plateau('stop', ended!.id, 'nobody', waiting!.id)
    expect(stopped.code).toBe(2)
    expect(stopped.stdout).toMatch(new RegExp(`^${waiting!.name}  stopp`))
    expect(stopped.stderr.split('\n').slice(0, -1)).toEqual([
      expect.stringContaining(`${ended!.name} has already ended`),
      expect.stringContaining('There is no run nobody'),
    ])
    await commandLine.until(({ state }) => state === 'stopped', waiting!.name)
    const document = JSON.parse((await plateau('stop', ended!.id, waiting!.id, '--json')).stdout) as object
    expect(document).toMatchObject({
      runs: [],
      refused: [
        { run: ended!.id, error: { code: 'run-not-active' } },
        { run: waiting!.id, error: { code: 'run-not-active' } },
      ],
    })
    // Of a program there is nothing to resume from.
    const shown = await plateau('show', waiting!.id)
    expect(shown.stdout).toContain('stopped')
    expect(shown.stdout).not.toContain('resumes')
  })
})
