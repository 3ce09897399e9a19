import { describe, expect, it } from 'vitest'
import { parseSync } from 'vite'
import { markDeclarations } from '../../../scripts/lib/building/pure-declarations.mjs'
import { windowChunks } from '../../../scripts/lib/building/window-chunks.mjs'
import { projectRoot } from '../../../scripts/lib/processes.mjs'

const mark = (code: string) => markDeclarations(code, parseSync('module.js', code).program)

describe('what modules declare', () => {
  it('is marked as free of effects, whole chains and what they are given too', () => {
    expect(mark('const name = z.string().min(1)')).toBe('const name = /* @__PURE__ */ z.string().min(1)')
    expect(mark('export const run = z.object({ id: z.string(), of: [z.int()] })')).toBe(
      'export const run = /* @__PURE__ */ z.object({ id: /* @__PURE__ */ z.string(), of: [/* @__PURE__ */ z.int()] })',
    )
    expect(mark('export default define(new Set([1]))')).toBe(
      'export default /* @__PURE__ */ define(/* @__PURE__ */ new Set([1]))',
    )
  })

  it.each([
    'z.config({ jitless: true })',
    'register(name)',
    'export const parse = (text) => { check(text); return schema.parse(text) }',
    'export function read() { return load() }',
    'export class Store { rows = load() }',
    'export default function () { load() }',
    'export { run } from "./run"',
  ])('is left as it is where it does something, or does it later: %s', (code) => {
    expect(mark(code)).toBe(code)
  })
})

describe('the files of the window’s script', () => {
  const imports: Readonly<Record<string, readonly string[]>> = {
    'src-renderer/App.svelte': ['frame', 'shared'],
    frame: ['src-main/contract/config.ts', 'frame'],
    'src-main/contract/config.ts': ['schema'],
    schema: [],
    'src-renderer/views/workspace/WorkspaceView.svelte': ['chart', 'shared'],
    chart: ['schema'],
    other: ['chart'],
  }
  const idOf = (module: string) => `${projectRoot}/${module}`
  const graph = {
    getModuleInfo(id: string) {
      const found = imports[id.slice(idOf('').length)]
      return found === undefined ? null : { importedIds: found.map(idOf) }
    },
  }
  /** The first group that takes a module, as the bundler asks them: by priority. */
  const fileOf = (module: string) =>
    windowChunks.groups
      .toSorted((left, right) => right.priority - left.priority)
      .map((group) => (typeof group.name === 'function' ? group.name(idOf(module), graph) : null))
      .find((name) => name !== null) ?? null

  it.each([
    ['src-main/contract/config.ts', 'schemas'],
    ['schema', 'schemas'],
    ['src-renderer/App.svelte', 'frame'],
    ['frame', 'frame'],
    ['shared', 'frame'],
    ['chart', 'first-view'],
    ['other', null],
  ])('%s goes where whatever needs it can have it', (module, file) => {
    expect(fileOf(module)).toBe(file)
  })
})
