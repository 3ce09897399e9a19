/** Rules of oxlint.config.ts and eslint.config.js that hold what nothing else would find out. */
import { ESLint, Linter } from 'eslint'
import typescript from 'typescript-eslint'
import { describe, expect, it } from 'vitest'
import oxlintConfig from '../../../oxlint.config'
import own from '../../../scripts/lib/own-lint-plugin.mjs'

/** What `no-restricted-syntax`, as it is set for a file, says of code. */
async function complaintsOf(path: string, code: string): Promise<string[]> {
  const config = (await new ESLint().calculateConfigForFile(path)) as { rules: Linter.RulesRecord }
  const rule = config.rules['own/no-restricted-syntax']
  expect(rule).toBeDefined()
  return new Linter()
    .verify(code, {
      languageOptions: { parser: typescript.parser },
      plugins: { own },
      rules: { 'own/no-restricted-syntax': rule! },
    })
    .map(({ message }) => message)
}

describe.each([
  'src-main/store/views.ts',
  'src-main/core/figures/provenance.ts',
  'src-main/hosts/cli/commands/figures.ts',
  'src-renderer/state/figure-choices.ts',
])('%s', (path) => {
  it.each([
    'const value = JSON.parse(text) as Config',
    'const value = JSON.parse(text, reviver) as unknown as Config',
    'const value = <Config>JSON.parse(text)',
    'const value = parseStored(text) as Config',
    'const { name } = JSON.parse(text) as { name: string }',
  ])('may not cast what was read as JSON: %s', async (code) => {
    expect(await complaintsOf(path, code)).toEqual([expect.stringMatching(/^Read it through a schema/)])
  })
  it.each([
    'const value: unknown = JSON.parse(text)',
    'const value = JSON.parse(text) as unknown',
    'const value = schema.parse(JSON.parse(text))',
  ])('may hand it to a schema: %s', async (code) => {
    expect(await complaintsOf(path, code)).toEqual([])
  })
})

describe('rules that need types', () => {
  type Rules = Readonly<Record<string, unknown>>
  /** A level alone is a rule without options; ESLint writes 2 for "error". */
  const optionsOf = (rule: unknown): unknown[] => (Array.isArray(rule) ? rule.slice(1) : [])
  const isOn = (rule: unknown): boolean =>
    ![0, 'off', undefined].includes((Array.isArray(rule) ? rule[0] : rule) as never)
  /** Not there in oxlint, or another rule under that name: ARCHITECTURE.md. */
  const missing = new Set(['no-unsafe-class-instance-assignment', 'no-unsafe-enum-assignment', 'prefer-optional-chain'])
  /** Asked of components differently: their parser takes what it does not know for any. */
  const ofComponents = new Set(['no-unsafe-argument', 'no-unsafe-member-access', 'prefer-nullish-coalescing'])

  it('are the same for components, which ESLint reads, and for all else, which oxlint reads', async () => {
    const typed = Object.keys(typescript.configs.disableTypeChecked.rules ?? {})
    const { rules } = (await new ESLint().calculateConfigForFile('src-renderer/App.svelte')) as { rules: Rules }
    const oxlint = oxlintConfig.rules as Rules
    const names = typed.map((name) => name.replace('@typescript-eslint/', '')).filter((name) => !ofComponents.has(name))
    const said = names.filter((name) => isOn(rules[`@typescript-eslint/${name}`]) && !missing.has(name))
    expect(said.length).toBeGreaterThan(40)
    expect(names.filter((name) => isOn(oxlint[`typescript/${name}`]))).toEqual(said)
    // ESLint's options have their defaults beside what was set.
    for (const name of said)
      for (const [place, options] of optionsOf(oxlint[`typescript/${name}`]).entries())
        expect([name, optionsOf(rules[`@typescript-eslint/${name}`])[place]]).toMatchObject([name, options])
  })
})
