/** Projects on the command line: `plateau projects`, and `--project` where runs are made, looked for and taken whole. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCommandLine, smallNetwork, type CommandLine } from '../../support/cli'
import { seedProjects } from '../../support/seed-projects'

let commandLine: CommandLine
beforeAll(() => {
  commandLine = openCommandLine('projects')
  seedProjects(commandLine.home, new Date('2026-11-25T12:00:00.000Z'))
})
afterAll(() => commandLine.close())

const plateau = (...parameters: string[]) => commandLine.run(...parameters)
async function said(...parameters: string[]): Promise<string> {
  const { code, stdout, stderr } = await plateau(...parameters)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trimEnd()
}
async function refused(...parameters: string[]): Promise<string> {
  const { code, stdout, stderr } = await plateau(...parameters)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  return stderr.trimEnd()
}
type Listed = { id: string; name: string; runs: number; isCurrent: boolean; binnedAt: string | null; notes: string }
const projects = async () =>
  (JSON.parse(await said('projects', '--json')) as { projects: Listed[] }).projects.filter(
    ({ binnedAt }) => binnedAt === null,
  )
const names = async (...parameters: string[]) =>
  (JSON.parse(await said('list', '--json', ...parameters)) as { runs: { name: string; project: string }[] }).runs

describe('plateau projects', () => {
  it('lists them, used last first, and JSON says which is the one', async () => {
    const [head, first] = (await said('projects')).split('\n')
    expect(head).toMatch(/^project +id +runs +last run +notes$/)
    expect(first).toMatch(/^cifar10-flip-grey \(used last\) +[0-9a-f]{16} +12 +\S+ \S+ +Flip and grey/)
    const listed = await projects()
    expect(listed.map(({ name }) => name)).toEqual(
      'cifar10-flip-grey resnet-finetune beta-sweep lr-sweep thesis-figures old-mlflow course-2025'.split(' '),
    )
    expect(listed.filter(({ isCurrent }) => isCurrent)).toMatchObject([{ name: 'cifar10-flip-grey', runs: 12 }])
  })

  it('creates, renames and annotates, whatever a name looks like', async () => {
    for (const name of ['..', '__proto__', 'Größe 日本語', "it's"])
      expect(await said('projects', 'create', name)).toBe(`Created ${name}.`)
    expect(await said('projects', 'create', '--notes', 'all of it', '--', '--all')).toBe('Created --all.')
    expect(await refused('projects', 'create', 'Gro\u0308ße 日本語')).toBe(
      'Another project is already called Größe 日本語; choose another name.',
    )
    expect(await refused('projects', 'create', 'red\u001b[31m')).toContain('must not contain the control character ESC')
    expect(await refused('projects', 'create', 'x'.repeat(201))).toContain('must have at most 200 characters')
    expect(await refused('projects', 'create', ' ')).toContain('must have at least one visible character')
    expect(await said('projects', 'rename', '__proto__', 'constructor')).toBe('Renamed to constructor.')
    expect(await said('projects', 'notes', '--', '--all')).toBe('all of it')
    expect(await said('projects', 'notes', '..', 'up there')).toBe('Notes on .. changed.')
    expect(await said('projects', 'notes', '..')).toBe('up there')
    expect((await projects()).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['..', 'constructor', 'Größe 日本語', "it's", '--all']),
    )
  })

  it('says what a reference could be', async () => {
    await said('projects', 'create', 'LR-sweep')
    expect(await refused('list', '--project', 'Lr-Sweep')).toMatch(
      /^Lr-Sweep could be lr-sweep \(\w+\), LR-sweep \(\w+\); give the whole name, or the id\.$/,
    )
    expect(await refused('list', '--project', 'nowhere')).toMatch(/^There is no project nowhere; see all projects with/)
    expect(await said('projects', 'delete', 'LR-sweep')).toContain('Moved LR-sweep to the bin.')
    expect(await names('--project', 'lr-SWEEP')).toHaveLength(14)
  })
})

describe('--project', () => {
  it('tells apart runs of one name, and names of projects stand where runs of several are listed', async () => {
    expect(await refused('show', 'calm-bay-1')).toMatch(
      /^calm-bay-1 could be calm-bay-1 in \S+ \(\w+\), calm-bay-1 in /,
    )
    expect(await said('show', 'calm-bay-1', '--project', 'course-2025')).toMatch(
      /^run +calm-bay-1 .*\nproject +course-2025\n/,
    )
    expect(await refused('show', 'calm-bay-9', '--project', 'course')).toContain(
      'There is no run calm-bay-9 in the project course-2025; see all runs with:',
    )
    const [head, newest] = (await said('list')).split('\n')
    expect(head).toMatch(/^run +id +project +state/)
    expect(newest).toMatch(/^calm-bay-12 +\w+ +cifar10-flip-grey /)
    expect((await said('list', '--project', 'course-2025')).split('\n')[0]).not.toContain('project')
    expect(await names('--project', 'course-2025')).toMatchObject([
      { name: 'calm-bay-2', project: 'course-2025' },
      { name: 'calm-bay-1', project: 'course-2025' },
    ])
  })

  it('means the whole project where no runs are named', async () => {
    const rows = (await said('export', '--project', 'thesis')).split('\n')
    expect(rows).toHaveLength(1 + 3 * 6)
    expect(rows[1]).toMatch(/^calm-bay-1,1,/)
    expect(JSON.parse(await said('export', '--project', 'course', '--json'))).toMatchObject({
      runs: [{ name: 'calm-bay-1', project: 'course-2025' }, { name: 'calm-bay-2' }],
    })
    const path = join(commandLine.home, 'lines.csv')
    expect((await plateau('figure', '--project', 'course-2025', '-o', path)).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toContain('calm-bay-2')
    expect(await refused('export')).toContain('Name the runs, or take all of a project with --project NAME.')
    expect(await refused('export', '--project', 'constructor')).not.toBe('')
  })

  it('puts new runs into the project of exactly that name, made if there is none, which is the one used last then', async () => {
    const settings = [...smallNetwork, '--epochs', '1', '--yes', '--json']
    const { code, stderr } = await plateau('train', '--project', '--new', ...settings)
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'Created the project --new.\n' })
    expect((await plateau('train', ...settings)).code).toBe(0)
    expect(await names('--project', '--new')).toHaveLength(2)
    expect((await projects())[0]).toMatchObject({ name: '--new', runs: 2, isCurrent: true })
    // A project that nothing can be trained in is not made.
    expect(await refused('train', '--project', 'never', '--learning-rate', '-1')).toContain('--learning-rate')
    expect((await projects()).map(({ name }) => name)).not.toContain('never')
    expect(await said('projects', 'use', 'cifar10')).toBe('New runs go into cifar10-flip-grey.')
    expect((await projects())[0]).toMatchObject({ name: 'cifar10-flip-grey', isCurrent: true })
  }, 60_000)
})

describe('moving and deleting', () => {
  it('moves runs, gives those whose names are taken another and says so', async () => {
    expect(await said('projects', 'move', 'calm-bay-1', 'calm-bay-2', '--project', 'beta', '--to', 'course-2025')).toBe(
      [
        'Moved 2 runs to course-2025.',
        'calm-bay-1 is called calm-bay-3 there, as calm-bay-1 was taken.',
        'calm-bay-2 is called calm-bay-4 there, as calm-bay-2 was taken.',
      ].join('\n'),
    )
    expect(await names('--project', 'course-2025')).toHaveLength(4)
    expect(await said('projects', 'move', 'calm-bay-3', '--project', 'course-2025', '--to', 'made for it')).toBe(
      'Moved 1 run to made for it.',
    )
    expect(await names('--project', 'made for it')).toMatchObject([{ name: 'calm-bay-3' }])
  })

  it('deletes a project only when it is empty or its runs are to go with it, and restores it', async () => {
    expect(await refused('projects', 'delete', 'old-mlflow')).toBe(
      'old-mlflow has 6 runs; move its runs to another project first, or delete it with them.',
    )
    expect(await said('projects', 'delete', 'old-mlflow', '--with-runs')).toBe(
      'Moved old-mlflow to the bin with 6 runs.\nTake it back: npm run -s plateau -- projects restore old-mlflow',
    )
    expect(await names('--project', 'old-mlflow')).toEqual([])
    expect(await refused('train', '--project', 'old-mlflow', '--yes')).toContain(
      'The project old-mlflow is in the bin. Restore it first',
    )
    expect(await said('projects', 'restore', 'old-mlflow')).toBe('Restored old-mlflow with 6 runs.')
    expect(await names('--project', 'old-mlflow')).toHaveLength(6)
    // As a shell would take it.
    expect(await said('projects', 'delete', "it's")).toContain("projects restore 'it'\\''s'")
  })
})
