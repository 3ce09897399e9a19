/** Data sets of one's own on the command line: prepared in a process of their own, trained on, and the same to the bit once prepared again. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openCommandLine, type CommandLine } from '../../support/cli'
import { classFiles, picture, writeFiles } from '../../support/picture-files'

let commandLine: CommandLine
let folder: string
beforeAll(() => {
  commandLine = openCommandLine('data')
  folder = mkdtempSync(join(tmpdir(), 'plateau-pictures-'))
  writeFiles(folder, { ...classFiles(['Hüte', 'コート'], 25), 'Hüte/cut.png': 'x' })
})
afterAll(async () => {
  await commandLine.close()
  rmSync(folder, { recursive: true, force: true })
})

const plateau = (...parameters: string[]) => commandLine.run(...parameters)
const add = (...more: string[]) => plateau('data', 'add', folder, '--name', 'clothes', '--size', '12', ...more)

describe('plateau data', () => {
  it('prepares a folder, shows what is in it, and lists it', async () => {
    const added = await add()
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(added.stdout).toMatch(/training +40\nvalidation +10, by seed 1/)
    expect(added.stdout).toContain('Skipped:\nHüte/cut.png is no PNG, JPEG or WebP image')
    const { dataSets } = JSON.parse((await plateau('data', '--json')).stdout) as { dataSets: object[] }
    expect(dataSets).toMatchObject([{ name: 'clothes', classCount: 2, input: [12, 12, 3], skippedCount: 1 }])
    expect((await add()).stderr).toContain('There is a data set clothes already')
    expect(await plateau('data', 'add', join(folder, 'nowhere'), '--name', 'x')).toMatchObject({ code: 2 })
    expect(await plateau('train', '--data', 'coats')).toMatchObject({ code: 2, stdout: '' })
  })

  it('trains on it, and verifies to the bit after it was removed and prepared again', async () => {
    const small = '--filters 4,4 --hidden-units 8 --epochs 2 --batch-size 8 --no-early-stopping --seed 3'.split(' ')
    const trained = await plateau('train', '--data', 'clothes', '--task', 'classification', ...small, '--json')
    expect(trained).toMatchObject({ code: 0 })
    const [run] = await commandLine.list()
    const shown = JSON.parse((await plateau('show', run!.name, '--json')).stdout) as { run: { data: object } }
    expect(shown.run.data).toMatchObject({ name: expect.stringMatching(/^clothes@[0-9a-f]{12}-classes$/) as string })
    // What is tried is made a square as what it was trained on was, while that is known.
    const wide = join(folder, 'wide.png')
    writeFiles(folder, { 'wide.png': picture('png', 24, 12, 1) })
    const said = async () => (await plateau('predict', run!.name, wide)).stdout
    expect(await said()).toContain(
      'Its 24 × 12 pixels were resized to fill 12 × 12, and what lies beyond it was cut off.',
    )
    rmSync(wide)
    expect((await plateau('data', 'remove', 'clothes')).stdout).toContain('1 run trained on it')
    expect((await plateau('verify', run!.name)).stderr).toContain('The data set clothes')
    await add()
    expect(await plateau('verify', run!.name)).toMatchObject({ code: 0 })
  })
})
