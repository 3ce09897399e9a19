import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunnerRecord } from '../../../src-main/contract/runner-protocol'
import { lastLogLines, mostLogLines } from '../../../src-main/runner/log-bounds'
import { longestLineBytes } from '../../../src-main/runner/output-lines'
import { isGroupRunning, isRunning, processStart } from '../../../src-main/platform/processes'
import { runProgram, type ProgramStart } from '../../../src-main/runner/run-program'
import { until } from '../../support/wait'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-program-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const startOf = (command: readonly string[], change: Partial<ProgramStart> = {}): ProgramStart => ({
  command,
  folder,
  variables: process.env,
  results: { source: 'lines', patterns: [] },
  stop: { interruptSeconds: 60, terminateSeconds: 60 },
  sharesTerminal: false,
  ...change,
})

/** Runs to the end, and has what was recorded. */
function run(command: readonly string[], change: Partial<ProgramStart> = {}) {
  const records: RunnerRecord[] = []
  const program = runProgram(startOf(command, change), {
    records: { write: (record) => void records.push(record), flush: () => undefined },
  })
  const lines = () => records.flatMap((record) => (record.type === 'log' && record.stream ? record.lines : []))
  const notes = () => records.flatMap((record) => (record.type === 'log' && !record.stream ? record.lines : []))
  const points = () =>
    records.flatMap((record) => (record.type === 'points' ? [[record.step, record.values] as const] : []))
  const leader = () => records.flatMap((record) => (record.type === 'started' ? [record.process] : []))[0] ?? 0
  return { program, records, lines, notes, points, leader }
}
const sh = (script: string) => ['sh', '-c', script]
const node = (script: string) => [process.execPath, '-e', script]

describe('a program', () => {
  it('is read line by line, with values, and ends with its exit code', async () => {
    const { program, lines, points, records } = run(
      sh('echo epoch 1 loss 0.5; echo oops >&2; echo "epoch 2 loss nan"; printf "last: 1"; exit 3'),
    )
    expect(await program.ended).toEqual({
      exitCode: 3,
      signal: null,
      reason: 'failed',
      message: 'It ended with exit code 3. Its last line: last: 1',
    })
    expect([...lines()].sort()).toEqual(['epoch 1 loss 0.5', 'epoch 2 loss nan', 'last: 1', 'oops'])
    expect(points()).toEqual([
      [1, { loss: 0.5 }],
      [2, { loss: 'NaN' }],
      [2, { last: 1 }],
    ])
    expect(records.find(({ type }) => type === 'steps')).toEqual({ type: 'steps', areEpochs: true })
  })

  it('that comes to its end has completed', async () => {
    expect(await run(sh('true')).program.ended).toMatchObject({ exitCode: 0, reason: 'completed', message: null })
  })

  it('gets its arguments as they are, whatever a shell would make of them', async () => {
    const hostile = ['$(touch owned)', '; touch owned', '`id`', '"', "'", '* ?', '\n', '-', '']
    const { program, lines } = run([...node('console.log(JSON.stringify(process.argv.slice(1)))'), '--', ...hostile])
    await program.ended
    expect(JSON.parse(lines()[0] ?? '')).toEqual(hostile)
  })

  it('that is not there, may not be run or has no folder fails with a sentence', async () => {
    expect((await run(['no-such-command']).program.ended).message).toBe('There is no command no-such-command.')
    writeFileSync(join(folder, 'plain.sh'), 'echo', { mode: 0o600 })
    expect((await run(['./plain.sh']).program.ended).message).toContain('may not be run')
    const gone = join(folder, 'gone')
    expect((await run(['sh'], { folder: gone }).program.ended).message).toBe(`Its folder ${gone} is not there.`)
  })

  it('keeps running when its folder is deleted', async () => {
    const { program, points } = run(sh('rm -rf "$PWD"; echo loss: 1; exit 0'))
    expect(await program.ended).toMatchObject({ reason: 'completed' })
    expect(points()).toEqual([[1, { loss: 1 }]])
  })

  it('that prints a gigabyte in one line takes no more memory than a short one', async () => {
    const before = process.memoryUsage().rss
    const { program, lines } = run(sh('head -c 1000000000 /dev/zero; echo; echo loss: 1'))
    expect(await program.ended).toMatchObject({ reason: 'completed' })
    expect(lines()).toHaveLength(2)
    expect(lines()[0]).toBe(
      `${'\0'.repeat(longestLineBytes)} [${(1e9 - longestLineBytes).toLocaleString('en')} more bytes of this line were left out]`,
    )
    expect(process.memoryUsage().rss - before).toBeLessThan(300e6)
  })

  it('that floods its log keeps the beginning and the end of it, and every value', async () => {
    const count = mostLogLines + 5_000
    const { program, lines, notes, points } = run(sh(`i=0; seq -f "step %.0f loss: 1" 1 ${count}`))
    await program.ended
    expect(lines()).toHaveLength(mostLogLines + lastLogLines)
    expect(lines().at(-1)).toBe(`step ${count} loss: 1`)
    expect(notes()).toEqual([
      'It prints more than a log holds. From here on only its last lines are kept; values are still read.',
      '4,800 lines were left out here.',
    ])
    expect(points()).toHaveLength(count)
  })

  it('of a progress bar has the last state of each line', async () => {
    const { program, lines } = run(sh('printf "10%%\\r20%%\\r30%% loss: 3\\nwindows\\r\\nend\\r"'))
    await program.ended
    expect(lines()).toEqual(['30% loss: 3', 'windows', 'end'])
  })
})

const hasSaid = (lines: () => string[], line: string) => until(() => lines().includes(line))

describe('a stop', () => {
  it('lets a program save on SIGINT', async () => {
    const { program, lines, notes } = run(
      sh('trap "echo saved; exit 130" INT; echo ready; while :; do sleep 0.05; done'),
    )
    await hasSaid(lines, 'ready')
    program.stop()
    expect(await program.ended).toMatchObject({ reason: 'stopped', message: null, exitCode: 130 })
    expect(lines()).toContain('saved')
    expect(notes()).toEqual(['Asked to stop with SIGINT, so that it can save.'])
  })

  it('ends one that ignores SIGINT and SIGTERM, with everything that it has started', async () => {
    const script =
      'trap "" INT TERM; sh -c "trap \\"\\" INT TERM; while :; do sleep 0.05; done" & echo ready; while :; do sleep 0.05; done'
    const { program, lines, notes, leader } = run(sh(script), {
      stop: { interruptSeconds: 0.05, terminateSeconds: 0.05 },
    })
    await hasSaid(lines, 'ready')
    program.stop()
    expect(await program.ended).toMatchObject({ reason: 'stopped', signal: 'SIGKILL' })
    expect(notes()).toEqual([
      'Asked to stop with SIGINT, so that it can save.',
      'Still running after 0.05 s: ended with SIGTERM.',
      'Still running after 0.05 s: ended with SIGKILL.',
    ])
    await until(() => !isGroupRunning(leader()))
  })

  it('asked for again goes on to the next signal at once', async () => {
    const { program, lines } = run(sh('trap "" INT; echo ready; while :; do sleep 0.05; done'))
    await hasSaid(lines, 'ready')
    program.stop()
    program.stop()
    expect(await program.ended).toMatchObject({ reason: 'stopped' })
  })
})

describe('what a program leaves behind', () => {
  it('is ended with it where it is of its group', async () => {
    const { program, notes, leader } = run(sh('sleep 1000 & echo ready'))
    expect(await program.ended).toMatchObject({ reason: 'completed' })
    expect(notes()).toEqual(['It has left processes behind, which are ended with it.'])
    await until(() => !isGroupRunning(leader()))
  })

  it('goes on where it has made itself independent, and is not waited for', async () => {
    const daemon = `const {spawn} = require('child_process'); const c = spawn('sleep', ['1000'], {detached: true, stdio: 'inherit'}); console.log(c.pid); c.unref()`
    const { program, lines, notes } = run(node(daemon))
    expect(await program.ended).toMatchObject({ reason: 'completed' })
    const pid = Number(lines()[0])
    expect(notes()).toEqual(['A process that it has started goes on by itself. What that prints is not read.'])
    expect(isRunning(pid, processStart(pid))).toBe(true)
    process.kill(pid, 'SIGKILL')
  })
})

it('tells a process from a later one with the same number', () => {
  expect(isRunning(process.pid, processStart(process.pid))).toBe(true)
  expect(isRunning(process.pid, 'another:1')).toBe(false)
})
