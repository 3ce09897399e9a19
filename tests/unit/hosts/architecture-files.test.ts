import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireRunConfig } from '@contract/config'
import { addGridFlags, configsFromCommandLine } from '../../../src-main/hosts/cli/grid-flags'

function parse(parameters: readonly string[]): Record<string, unknown> {
  const command = new Command('train')
  addGridFlags(command)
  command.parse([...parameters], { from: 'user' })
  return command.opts()
}

describe('architectures of files', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'plateau-architectures-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const fileOf = (file: string, units: number, name = 'сеть'): string => {
    const path = join(folder, file)
    writeFileSync(path, JSON.stringify({ name, layers: [{ kind: 'flatten' }, { kind: 'dense', units }] }))
    return path
  }

  it('stand in a grid beside built-in ones, each with its layers', async () => {
    const architectures = `${fileOf('own.json', 784)},mlp,plain`
    const configs = await configsFromCommandLine(parse(['--architecture', architectures, '--seeds', '2']))
    expect(configs.map(({ architecture, seed }) => `${architecture} ${seed}`).sort()).toEqual(
      ['mlp 1', 'mlp 2', 'plain 1', 'plain 2', 'сеть 1', 'сеть 2'].sort(),
    )
    for (const { architecture, layers } of configs)
      expect(layers).toBe(
        architecture === 'сеть'
          ? '[{"kind":"flatten"},{"kind":"dense","units":784}]'
          : requireRunConfig({ architecture }).layers,
      )
  })

  it('are refused in a sentence that names the file', async () => {
    const [small, other] = [fileOf('small.json', 10), fileOf('other.json', 784)]
    const refusal = async (...parameters: string[]) =>
      configsFromCommandLine(parse(parameters)).then(
        () => 'was accepted',
        (error: unknown) => (error as Error).message,
      )
    expect(await refusal('--architecture', small)).toBe(
      `The layers of ${small} have a mistake. At 2: It is the last one and gives 10 units, where the data needs 784 units (28 × 28 × 1). Set units to 784.`,
    )
    expect(await refusal('--architecture', small, '--task', 'classification')).toBe('was accepted')
    expect(await refusal('--architecture', `${small},${other}`)).toBe(
      `${small} and ${other} are both called сеть. Rename one of them.`,
    )
    expect(await refusal('--architecture', fileOf('taken.json', 784, 'mlp'))).toMatch(
      /taken\.json: mlp is a built-in architecture\. Give it another name\.$/,
    )
    expect(await refusal('--architecture', join(folder, 'none.json'))).toMatch(/does not exist\.$/)
    expect(await refusal('--architecture', other, '--filters', '8')).toMatch(/^--filters needs the plain or pooled/)
  })
})
