/** How the command line ends, whatever ends it: a signal, another command, a dead core, a reader that went away. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCommandLine, printed, readRuns, smallNetwork, type CommandLine } from '../../support/cli'

let commandLine: CommandLine
beforeAll(() => {
  commandLine = openCommandLine('endings')
})
afterAll(() => commandLine.close())

/** So many epochs that only a stop ends it. */
const train = (...more: string[]) => commandLine.start('train', ...smallNetwork, '--epochs', '10000', ...more)
const plateau = (...parameters: string[]) => commandLine.run(...parameters)
const newest = async () => (await commandLine.list())[0]!

describe('a training command', () => {
  it('stops its run on SIGTERM as on Ctrl-C, and has printed every epoch that was kept', async () => {
    const { child, finished } = train('--json')
    await printed(child, /"type":"epoch".*"epoch":2,/)
    child.kill('SIGTERM')
    const { code, stdout, stderr } = await finished
    expect(code).toBe(130)
    expect(stderr).toMatch(/^Stopping 1 run\./)
    const lines = stdout.trimEnd().split('\n')
    const last = JSON.parse(lines.at(-1)!) as { type: string; state: string; epochs: number }
    expect(last).toMatchObject({ type: 'run-ended', state: 'stopped' })
    expect(lines.filter((line) => line.includes('"type":"epoch"'))).toHaveLength(last.epochs)
  })

  it('ends with code 0 when another command stops its run', async () => {
    const { child, finished } = train()
    await printed(child, / epoch 1\//)
    const { id } = await newest()
    const stop = await plateau('stop', id, '--json')
    expect(stop.code).toBe(0)
    expect(readRuns(stop.stdout)).toMatchObject([{ id, state: expect.stringMatching(/^stopp/) as string }])
    const { code, stdout } = await finished
    expect(code).toBe(0)
    expect(stdout).toMatch(/ stopped after /)
    expect(stdout).not.toContain('\u001b')
    expect(await plateau('stop', id)).toMatchObject({ code: 2, stderr: expect.stringMatching(/ended/) as string })
  })

  it('stops its run when nobody reads its output any more', async () => {
    const { child, finished } = train('--json')
    await printed(child, /"type":"epoch"/)
    child.stdout.destroy()
    expect((await finished).code).toBe(130)
    expect(await newest()).toMatchObject({ state: 'stopped' })
  })

  it('ends with code 1 when the core is killed, and the next command says what became of the run', async () => {
    const { child, finished } = train('--json')
    await printed(child, /"type":"epoch".*"epoch":1,/)
    commandLine.killCore()
    const { code, stderr } = await finished
    expect(code).toBe(1)
    expect(stderr).toBe('The Plateau core has stopped.\nStart Plateau again. Finished epochs are kept.\n')
    const list = await plateau('list')
    expect(list.stdout).toMatch(/^run .*\n\S+ +\S+ +interrupted /)
    expect(list.stderr).toMatch(/was interrupted\./)
  })
})

describe('any command', () => {
  it('ends quietly when nobody reads on', async () => {
    const { child, finished } = commandLine.start('list', '--json')
    child.stdout.destroy()
    expect(await finished).toMatchObject({ code: 0, stderr: '' })
  })

  it('names a home that cannot be made, with code 1, and the doctor answers all the same', async () => {
    const file = join(commandLine.home, 'a-file')
    writeFileSync(file, '')
    const inside = join(file, 'home')
    const list = await plateau('list', '--home', inside)
    expect(list.code).toBe(1)
    expect(list.stderr).toMatch(
      /^Plateau cannot write to the home folder \(.*\): a part of its path is a file\.\nCheck its permissions/,
    )
    const doctor = await plateau('doctor', '--json', '--home', inside)
    expect(doctor.code).toBe(1)
    const report = JSON.parse(doctor.stdout) as { canTrain: boolean; checks: { id: string; status: string }[] }
    expect(report.canTrain).toBe(false)
    expect(report.checks[0]).toMatchObject({ id: 'core', status: 'missing' })
    expect(report.checks.find(({ id }) => id === 'figures')).toMatchObject({ status: 'ok' })
  })

  it.each([
    ['no command', []],
    ['a grid with a value that does not exist', ['train', '--loss', 'mse,none']],
    ['too many runs at once', ['train', '--seeds', '1000', '--loss', 'mse,l1']],
    ['a run to resume that is not there', ['resume', 'nobody']],
    ['no epochs to continue for', ['continue', 'nobody', '--epochs', '0']],
    ['an early stopping that cannot be', ['continue', 'nobody', '--epochs', '1', '--patience', '0']],
    ['a move to nowhere', ['queue', 'move', 'nobody']],
    ['a run to hold that is not there', ['queue', 'hold', 'nobody']],
    ['a setting that is not there', ['settings', 'set', 'colour', 'red']],
    ['two presets', ['reproduce', '--quick', '--full']],
    ['a setting that does not apply', ['train', '--no-early-stopping', '--patience', '3']],
    ['an unknown run', ['compare', 'nobody', 'nobody-else']],
    ['an unknown format', ['export', 'nobody', '--format', 'xml']],
    ['an unknown option', ['list', '--bogus']],
  ])('says %s in one sentence', async (_what, parameters) => {
    const { code, stdout, stderr } = await plateau(...parameters)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^[^\n]+\n$/)
    expect(stderr).not.toMatch(/Error:|Usage:|\. [A-Z]/)
  })
})
