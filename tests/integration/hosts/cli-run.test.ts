/** `plateau run -- COMMAND`: output and exit code as they are, and a journal of it. No core is started. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { journalRunSchema, journalWriterPattern, readRecord } from '../../../src-main/protocol/journal/records'
import { openCommandLine, printed, readLines, type CommandLine } from '../../support/cli'

let cli: CommandLine
beforeEach(() => {
  cli = openCommandLine('run')
})
afterEach(() => cli.close())

/** The only run's journal. */
function journal() {
  const folder = join(cli.home, 'journals')
  const [run] = readdirSync(folder)
  const files = readdirSync(join(folder, run!))
  const [file] = files.filter((name) => name.endsWith('.jsonl'))
  expect(file!.replace('.jsonl', '')).toMatch(journalWriterPattern)
  expect(files.sort()).toEqual([file, 'run.json'].sort())
  const lines = readLines(readFileSync(join(folder, run!, file!), 'utf8'))
  for (const line of lines) expect(readRecord(line)).toMatchObject({ kind: 'record' })
  const record = journalRunSchema.parse(JSON.parse(readFileSync(join(folder, run!, 'run.json'), 'utf8')))
  const points = lines.flatMap(({ type, step, values }) => (type === 'points' ? [[step, values]] : []))
  return { record, lines, points, last: lines.at(-1) }
}

describe('plateau run', () => {
  it('passes bytes and exit code on, and writes down settings, values and the end, as the protocol has it', () => {
    const script = 'printf "epoch 1 loss 0.5\\n\\377\\000x"; echo oops >&2; exit 7'
    const words = ['run', '--project', 'shell', '--name', 'first', '--param', 'lr=0.1', '--param', 'note=a b', '--']
    const folder = mkdtempSync(join(tmpdir(), 'plateau-bytes-'))
    const out = join(folder, 'out')
    // Through a file, as strings would not keep the bytes.
    const code = execFileSync(
      'sh',
      [
        '-c',
        '"$@" > "$OUT"; echo $?',
        'sh',
        process.execPath,
        cli.entry,
        '--home',
        cli.home,
        ...words,
        'sh',
        '-c',
        script,
        'sh',
        '{parameters}',
      ],
      { encoding: 'utf8', env: { ...process.env, OUT: out }, stdio: ['ignore', 'pipe', 'ignore'] },
    )
    expect(code.trim()).toBe('7')
    expect(readFileSync(out)).toEqual(Buffer.from('epoch 1 loss 0.5\n\xff\0x', 'latin1'))
    rmSync(folder, { recursive: true })
    const { record, lines, points, last } = journal()
    expect(record).toMatchObject({
      protocol: 1,
      project: 'shell',
      name: 'first',
      config: { lr: 0.1, note: 'a b' },
      origin: { kind: 'program', facts: { command: expect.stringContaining("--lr 0.1 --note 'a b'") as string } },
      environment: { command: ['sh', '-c', script, 'sh', '--lr', '0.1', '--note', 'a b'] },
    })
    expect(lines[0]).toMatchObject({ type: 'attempt', attempt: 1, protocol: 1 })
    expect(points).toEqual([[1, { loss: 0.5 }]])
    expect(last).toMatchObject({ type: 'state', state: 'finished', exitCode: 7, reason: 'failed' })
    expect(cli.corePids()).toEqual([])
  })

  it('reads TensorBoard files below a folder, and stops by what they say', async () => {
    const fixture = join(process.cwd(), 'tests/fixtures/tensorboard/x.events')
    const folder = mkdtempSync(join(tmpdir(), 'plateau-events-'))
    const script = `cp ${fixture} ${folder}/events.out.tfevents.1.host; exec sleep 60`
    const results = ['--results', 'tensorboard', '--results-folder', folder]
    const rule = ['--stop-on', 'Loss/train', '--patience', '2', '--min-delta', '0.1']
    const { code, stderr } = await cli.run('run', ...results, ...rule, '--', 'sh', '-c', script)
    rmSync(folder, { recursive: true })
    expect(code).toBe(0)
    expect(stderr).toContain('Stopped early: Loss/train moved by no more than 0.1 for 2 steps in a row, up to step 4.')
    const [run] = readdirSync(join(cli.home, 'journals'))
    const at = join(cli.home, 'journals', run!)
    expect(readdirSync(join(at, 'files'))).toHaveLength(1)
    const journal = readdirSync(at).find((name) => name.endsWith('.jsonl'))!
    const types = readLines(readFileSync(join(at, journal), 'utf8')).map(({ type }) => type)
    expect(types.filter((type) => type === 'points')).toHaveLength(9)
    const other = await cli.run('run', '--results-folder', 'x', '--', 'true')
    expect(other.stderr).toContain('--results-folder is where TensorBoard files are')
  })

  it('is in the history for whoever looks next, by a core that begins', async () => {
    for (const name of ['first', 'second']) {
      expect(await cli.run('run', '--name', name, '--', 'echo', 'epoch 1 loss 0.5')).toMatchObject({ code: 0 })
      expect(await cli.list()).toContainEqual(expect.objectContaining({ name, state: 'completed' }))
      await cli.untilCoreEnds()
    }
  })

  it('reads lines by patterns, and stops by the rule of the report', async () => {
    const script = 'i=0; while :; do i=$((i+1)); echo "at $i: L=1"; sleep 0.01; done'
    const flags = ['--pattern', 'at {step}: L={loss}', '--stop-on', 'loss', '--patience', '3', '--min-delta', '0.1']
    const { code, stderr } = await cli.run('run', ...flags, '--', 'sh', '-c', script)
    expect(code).toBe(0)
    expect(stderr).toContain('Stopped early: loss moved by no more than 0.1 for 3 steps in a row, up to step 4.')
    const { record, points, last } = journal()
    expect(points.slice(0, 4)).toEqual([1, 2, 3, 4].map((step) => [step, { loss: 1 }]))
    const sentence = 'loss moved by no more than 0.1 for 3 steps in a row, up to step 4.'
    // Who does not know the last field reads that it was stopped.
    expect(last).toMatchObject({ state: 'finished', reason: 'stopped', stoppedEarly: sentence })
    expect(await cli.list()).toEqual([expect.objectContaining({ state: 'early-stopped', endMessage: sentence })])
    // The rule goes with the run, so that its page can tell how it counted.
    expect(record.environment).toMatchObject({ earlyStopping: { metric: 'loss', patience: 3, minDelta: 0.1 } })
  })

  it('passes Ctrl-C on as SIGINT, so that the program can save', async () => {
    const script = 'trap "echo saved; exit 5" INT; echo ready; while :; do sleep 0.02; done'
    const { child, finished } = cli.start('run', '--', 'sh', '-c', script)
    await printed(child, /ready/)
    child.kill('SIGINT')
    expect(await finished).toMatchObject({ code: 5, stdout: 'ready\nsaved\n' })
    expect(journal().last).toMatchObject({ reason: 'stopped', exitCode: 5 })
  })

  it('says in a sentence what is wrong', async () => {
    const sentences: [string[], string][] = [
      [['--param', 'lr', '--', 'true'], '--param takes name=value'],
      [['--pattern', 'loss', '--', 'true'], 'Name a value, such as {loss}.'],
      [['--stop-on', 'loss', '--patience', '0', '--', 'true'], '--patience must be a whole number of at least 1.'],
      [['--', 'no-such-command'], 'There is no command no-such-command.'],
    ]
    for (const [words, sentence] of sentences) {
      const { code, stderr } = await cli.run('run', ...words)
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)])
    }
  })
})
