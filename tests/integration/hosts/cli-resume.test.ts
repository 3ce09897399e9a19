/** Resuming, continuing and verifying runs from the command line, with real trainers. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase } from '../../../src-main/store/open'
import { createStore } from '../../../src-main/store/store'
import { openCommandLine, printed, readLines, smallNetwork, type CommandLine } from '../../support/cli'

let commandLine: CommandLine
beforeAll(() => {
  commandLine = openCommandLine('resume')
})
afterAll(() => commandLine.close())

const plateau = (...parameters: string[]) => commandLine.run(...parameters)
const start = (epochs: number) => commandLine.start('train', ...smallNetwork, '--epochs', String(epochs), '--json')

type Line = { type: string; run: { name: string }; epoch?: number; epochs?: number; state?: string; config?: object }
const lines = (text: string) => readLines(text) as unknown as Line[]
const epochsOf = (text: string) => lines(text).flatMap(({ type, epoch }) => (type === 'epoch' ? [epoch] : []))

/** A run that was trained to its end; its name. */
async function trained(epochs: number): Promise<string> {
  const { code, stdout } = await start(epochs).finished
  expect(code).toBe(0)
  return lines(stdout)[0]!.run.name
}

/** Sentence and exit code of a command line that is refused. */
async function refusal(...parameters: string[]) {
  const { code, stdout, stderr } = await plateau(...parameters)
  expect(stdout).toBe('')
  return { code, sentence: stderr.trimEnd() }
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('verify', () => {
  it('trains a run again and says that every epoch is the same to the last bit', async () => {
    const name = await trained(2)
    const { code, stdout } = await plateau('verify', name, '--json')
    expect(code).toBe(0)
    expect(lines(stdout).map(({ type }) => type)).toEqual(['run-started', 'epoch', 'epoch', 'run-ended', 'verified'])
    const verdict = lines(stdout).at(-1)!
    expect(verdict).toMatchObject({
      of: { name },
      result: 'same',
      epochsCompared: 2,
      epochsToCompare: 2,
      firstDifference: null,
      environment: [],
    })
    const shown = await plateau('show', verdict.run.name)
    expect(shown.stdout).toMatch(new RegExp(`^Identical to the last bit over 2 epochs: .* the record of ${name}\\.\n`))
  })

  it('names the first epoch and series that differ, with both values, and ends with 1', async () => {
    const name = await trained(3)
    await commandLine.untilCoreEnds()
    const database = openDatabase(commandLine.home)
    const store = createStore(database)
    // Rows can be changed by hand; what is packed has a checksum.
    store.epochs.unpack(store.runs.named(name)[0]!.id)
    const changed = database
      .prepare(
        `UPDATE epoch_points SET value = 0.5 WHERE epoch = 2
           AND series_id = (SELECT s.id FROM series s JOIN runs r ON r.number = s.run JOIN keys k ON k.id = s.key WHERE r.name = ? AND k.key = 'val_mae')`,
      )
      .run(name)
    database.close()
    expect(changed.changes).toBe(1)
    const { code, stdout } = await plateau('verify', name)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^Not identical: /m)
    expect(stdout).toMatch(/^First difference in epoch 2, val_mae: 0\.5 recorded, 0\.\d{6,} found\.$/m)
    expect(stdout).toMatch(/^Both were trained in the same environment\.$/m)
  })

  it('refuses a run that has not ended or has nothing to verify', async () => {
    const held = await plateau('train', ...smallNetwork, '--place', 'held', '--json')
    const { name } = lines(held.stdout)[0]!.run
    expect(await refusal('verify', name)).toEqual({
      code: 2,
      sentence: expect.stringMatching(/has not ended; /) as string,
    })
    await plateau('stop', name)
    expect(await refusal('verify', name)).toEqual({
      code: 2,
      sentence: expect.stringMatching(/has not finished an epoch, so there is nothing to verify; /) as string,
    })
  })
})

describe('resume', () => {
  it('begins a run again that had no finished epoch', async () => {
    const first = commandLine.start('train', '--train-size', '20000', '--epochs', '2', '--json')
    await printed(first.child, /"run-started"/)
    first.child.kill('SIGINT')
    const [started] = lines((await first.finished).stdout)
    const again = commandLine.start('resume', started!.run.name, '--json')
    await printed(again.child, /"run-started"/)
    again.child.kill('SIGINT')
    const { code, stdout } = await again.finished
    expect(code).toBe(130)
    expect(lines(stdout)[0]).toMatchObject({ type: 'run-started', run: started!.run, attempts: 2, epochs: 0 })
    expect(lines(stdout).at(-1)).toMatchObject({ type: 'run-ended', state: 'stopped' })
  })

  it('refuses what has finished or is not over, in one sentence', async () => {
    const name = await trained(1)
    const { code, sentence } = await refusal('resume', name)
    expect(code).toBe(2)
    expect(sentence).toMatch(new RegExp(`^${name} has finished; [^\n]*$`))
  })
})

describe('what goes on from a checkpoint', () => {
  it('resumes what a killed core left behind, and its numbers are those of a run that was never interrupted', async () => {
    const { child, finished } = start(24)
    await printed(child, /"type":"epoch".*"epoch":3,/)
    commandLine.killCore()
    expect((await finished).code).toBe(1)
    const interrupted = await commandLine.until(({ state }) => state === 'interrupted')
    const shown = JSON.parse((await plateau('show', interrupted.name, '--json')).stdout) as {
      run: { resumableFrom: number }
      checkpoints: { kind: string }[]
    }
    expect(shown.run.resumableFrom).toBeGreaterThanOrEqual(interrupted.epochs - 1)
    expect(shown.checkpoints.some(({ kind }) => kind === 'whole')).toBe(true)

    const { code, stdout } = await plateau('resume', interrupted.name, '--json')
    expect(code).toBe(0)
    expect(lines(stdout)[0]).toMatchObject({ type: 'run-started', attempts: 2, epochs: interrupted.epochs })
    expect(epochsOf(stdout)).toEqual(from(interrupted.epochs + 1, 24))
    expect(lines(stdout).at(-1)).toMatchObject({ type: 'run-ended', state: 'completed', epochs: 24 })
    const table = await plateau('show', interrupted.name)
    expect(table.stdout).toMatch(
      /^Trained in 2 attempts\n.*\n +1 +.* start .* interrupted\n +2 +.* resume after epoch \d+ .* completed$/m,
    )

    const verified = await plateau('verify', interrupted.name, '--json')
    expect(lines(verified.stdout).at(-1)).toMatchObject({ type: 'verified', result: 'same', epochsCompared: 24 })
    expect(verified.code).toBe(0)
  })

  it('says which epoch it goes on after when the newest checkpoint is damaged, before, while and after', async () => {
    const { child, finished } = start(30)
    await printed(child, /"type":"epoch".*"epoch":4,/)
    child.kill('SIGINT')
    const { name } = lines((await finished).stdout)[0]!.run
    const { checkpoints, run } = JSON.parse((await plateau('show', name, '--json')).stdout) as {
      run: { id: string; epochs: number; resumableFrom: number }
      checkpoints: { kind: string; epoch: number; file: string }[]
    }
    const newest = checkpoints.find(({ kind }) => kind === 'whole')!
    expect(run.resumableFrom).toBe(newest.epoch)
    // As long as before, with one bit altered.
    const path = join(commandLine.home, 'runs', run.id, newest.file)
    const bytes = readFileSync(path)
    bytes[bytes.length - 5]! ^= 1
    writeFileSync(path, bytes)

    const says = `after epoch ${newest.epoch - 1}`
    expect((await plateau('show', name)).stdout).toMatch(new RegExp(`^resumes +${says}$`, 'm'))
    const { code, stdout, stderr } = await plateau('resume', name)
    expect(code).toBe(0)
    expect(stdout.split('\n')[0]).toMatch(new RegExp(`^${name}  .*  resumes ${says}$`))
    const told = [...stdout.matchAll(/ {2}epoch (\d+)\/30 {2}/g)].map(([, epoch]) => Number(epoch))
    expect(told).toEqual(from(newest.epoch, 30))
    const warning = `The checkpoint of epoch ${newest.epoch}, ${newest.file}, cannot be used. It is corrupted: its checksum does not match.`
    expect(stderr).toBe(`${name}: ${warning}\n`)
    // The log has gone on since: what fits on a screen no longer shows it there.
    const after = (await plateau('show', name)).stdout
    expect(after).toMatch(/^Warnings$/m)
    expect(after).toContain(`warning  ${warning}`)
    expect(after).toMatch(new RegExp(` resume ${says} .* completed$`, 'm'))
  })

  it('resumes what Ctrl-C stopped, in the background too', async () => {
    const { child, finished } = start(24)
    await printed(child, /"type":"epoch".*"epoch":2,/)
    child.kill('SIGINT')
    const { name } = lines((await finished).stdout)[0]!.run
    const detached = await plateau('resume', name, '--detach')
    expect(detached).toMatchObject({ code: 0, stdout: expect.stringContaining('training in the background') as string })
    expect(await commandLine.until(({ state }) => state === 'completed', name)).toMatchObject({ epochs: 24 })
  })

  it('continues a finished run for more epochs', async () => {
    const name = await trained(2)
    const { code, stdout } = await plateau('continue', name, '--epochs', '2', '--json')
    expect(code).toBe(0)
    expect(lines(stdout)[0]).toMatchObject({ attempts: 2, epochs: 2, config: { epochs: 4, earlyStopping: false } })
    expect(epochsOf(stdout)).toEqual([3, 4])

    // No change is above 1: every epoch but the first of the new rule is quiet.
    const rule = ['--early-stopping', '--monitor', 'val_mse', '--patience', '2', '--min-delta', '1']
    const stopped = await plateau('continue', name, '--epochs', '50', ...rule, '--json')
    expect(stopped.code).toBe(0)
    const last = lines(stopped.stdout).at(-1)!
    expect(last).toMatchObject({ type: 'run-ended', state: 'early-stopped' })
    expect(last.epochs).toBeLessThan(10)
  })

  it('holds a run in mid-training, tells its command so, and goes on with it when it is let go', async () => {
    const { child, finished } = start(60)
    const { name } = lines((await printed(child, /"type":"epoch".*"epoch":2,.*\n/)).replace(/\n.*$/s, ''))[0]!.run
    expect((await plateau('queue', 'hold', name)).code).toBe(0)
    const held = await commandLine.until((run) => run.held, name)
    expect(held).toMatchObject({ state: 'queued' })
    expect((await plateau('queue', 'release', name)).code).toBe(0)
    const { code, stdout, stderr } = await finished
    expect(code).toBe(0)
    expect(stderr).toContain(`${name} is paused. Resume it with: npm run -s plateau -- queue release ${name}\n`)
    expect(epochsOf(stdout)).toEqual(from(1, 60))
  })
})
