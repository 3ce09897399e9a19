/** Set-up that is cut off, by whatever, or that runs twice at once: real npm, real processes, a registry on this machine. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Project, until } from './project'
import { makeArchive, startRegistry } from './registry'

const tools = `
import { setUpTools } from './scripts/lib/set-up.mjs'
import { endWithError } from './scripts/lib/report.mjs'
try { await setUpTools(); console.log('set up') } catch (error) { endWithError(error) }`

// /proc tells which processes are left.
describe.runIf(process.platform === 'linux')('set-up', () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>
  let project: Project
  /** While set, the registry does not send the package. */
  let held: Promise<void> | null = null
  let release: () => void = () => undefined
  const hold = () => {
    held = new Promise((done) => (release = done))
  }

  beforeEach(async () => {
    held = null
    const archive = await makeArchive('whole')
    registry = await startRegistry(archive, () => held ?? Promise.resolve())
    project = new Project(registry.address, archive.integrity)
  })
  afterEach(async () => {
    release()
    project.remove()
    await registry.close()
  })

  /** Starts it and waits until npm has asked for the package, which does not come. */
  async function startHeld() {
    hold()
    const before = registry.archivesAsked()
    const started = project.start(tools)
    await until(() => registry.archivesAsked() > before, 'npm asks for the package')
    return started
  }

  async function expectItMends() {
    release()
    held = null
    const { code, output } = await project.start(tools).ended
    expect(output).toContain('set up')
    expect(code).toBe(0)
    expect(project.installed()).toBe('whole')
  }

  it('does once what there is to do', async () => {
    await expectItMends()
    await expectItMends()
    expect(registry.archivesAsked()).toBe(1)
    expect(project.temporary()).toEqual([])
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)(
    'that gets %s ends npm, leaves nothing half, exits with %i, and goes on next time',
    async (name, expected) => {
      const { signal, ended } = await startHeld()
      expect(project.running().some((command) => command.includes('npm'))).toBe(true)
      signal(name)
      expect((await ended).code).toBe(expected)
      expect(project.running()).toEqual([])
      expect(project.temporary()).toEqual([])
      expect(project.installed()).toBe(null)
      await expectItMends()
    },
  )

  it('whose npm was ended without it ends too', async () => {
    const { shell } = await startHeld()
    shell.kill('SIGKILL')
    await until(() => project.running().length === 0, 'nothing runs any more')
    expect(project.temporary()).toEqual([])
    await expectItMends()
  })

  it('that was killed is mended by the next, which takes away what it left', async () => {
    const { signal, ended } = await startHeld()
    signal('SIGKILL')
    await ended
    const left = project.temporary()
    expect(left).toHaveLength(1)
    const next = await startHeld()
    await until(() => !project.temporary().includes(left[0]!), 'what was left is gone')
    release()
    expect((await next.ended).code).toBe(0)
    expect(project.installed()).toBe('whole')
  })

  it('that runs twice at once is whole, and both are content', async () => {
    hold()
    const both = [project.start(tools), project.start(tools)]
    await until(() => registry.archivesAsked() === 2, 'both ask for the package')
    release()
    const outcomes = await Promise.all(both.map(({ ended }) => ended))
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0])
    expect(project.installed()).toBe('whole')
    expect(project.temporary()).toEqual([])
  })

  it('that cannot have the packages says why and what mends it, ends with 1, and keeps what was there', async () => {
    await expectItMends()
    rmSync(join(project.folder, 'node_modules', '.plateau-dependencies.json'))
    rmSync(join(project.folder, 'npm-cache'), { recursive: true })
    await registry.close()
    const { code, output } = await project.start(tools).ended
    expect(code).toBe(1)
    expect(output.trim().split('\n').slice(-2)).toEqual([
      '127.0.0.1 cannot be reached (ECONNREFUSED).',
      'Check the connection to the npm registry and try again: npm run setup',
    ])
    expect(project.installed()).toBe('whole')
    expect(project.temporary()).toEqual([])
    registry = await startRegistry(await makeArchive('whole'))
  })

  it('that is cut off in a compiler takes its children along and remembers no failure', async () => {
    const { signal, ended, output } = project.start(`
      import { interruptibly } from './scripts/lib/interruptibly.mjs'
      import { makeFolder } from './scripts/lib/files.mjs'
      import { rememberFailure } from './scripts/lib/failures.mjs'
      import { run } from './scripts/lib/processes.mjs'
      await interruptibly(() =>
        makeFolder(${JSON.stringify(join(project.cache, 'libraries'))}, async (folder) => {
          const outcome = await run('sh', ['-c', 'echo busy; sleep 600 & sleep 600; true'], {
            cwd: folder,
            onLine: (line) => console.log(line),
          })
          rememberFailure(${JSON.stringify(join(project.cache, 'last-failure.json'))}, { reason: String(outcome.code), remedy: '' })
        }),
      )`)
    await until(() => output().includes('busy'), 'the compiler runs')
    expect(readdirSync(project.cache)).toHaveLength(1)
    signal('SIGINT')
    expect((await ended).code).toBe(130)
    expect(project.running()).toEqual([])
    expect(existsSync(project.cache) ? readdirSync(project.cache) : []).toEqual([])
  })
})
