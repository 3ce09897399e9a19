import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { menuBar } from '../../../src-main/contract/menu'
import { runGroups } from '../../../src-renderer/components/run-groups'
import { everywhereCommands } from '../../../src-renderer/components/everywhere'
import { placesOf } from '../../../src-renderer/components/find-in-view'
import { act } from '../../../src-renderer/components/menu-bar'
import { sectionsOf, stepInMenu, type MenuGroups } from '../../../src-renderer/components/menu'
import { withMenuKeys } from '../../../src-renderer/components/menu-keys'
import type { App } from '../../../src-renderer/state/app.svelte'
import { lineFor } from '../../../src-renderer/views/run/find-setting'
import { parseQuery } from '../../../src-main/model/query/parse'
import { propertyCases } from '../../support/property'
import { fakeRun } from '../../support/fake-run'

afterEach(() => vi.unstubAllGlobals())
const entry = (label: string) => ({ label, onselect: () => undefined })
const labels = (groups: readonly MenuGroups[]) =>
  sectionsOf(...groups).map((section) => section.map((one) => ('label' in one ? one.label : one.kind)))

describe('what a menu offers', () => {
  it('begins with the value and ends with the bin, whatever lies in what', () => {
    const cell = { value: [entry('Filter')], copy: [entry('Copy value')] }
    const run = { thing: [entry('Open')], copy: [entry('Copy name')], bin: [entry('Delete')] }
    const panel = { more: [entry('Settings')], bin: [entry('Remove')] }
    expect(labels([cell, run, panel])).toEqual([
      ['Filter'],
      ['Open'],
      ['Settings'],
      ['Copy value', 'Copy name'],
      ['Delete', 'Remove'],
    ])
    expect(sectionsOf()).toEqual([])
  })

  it('has keys that do what it says, but for those that the view has given to something else', () => {
    const done: string[] = []
    const one = (label: string, keys: string, disabledBecause: string | null = null) => ({
      label,
      keys,
      disabledBecause,
      onselect: () => void done.push(label),
    })
    const own = [{ keys: 'R', also: 'F2', label: 'Rename', run: () => undefined }]
    const groups = {
      thing: [one('Rename here', 'F2'), one('Star', 'Shift+S'), one('Clone', 'Shift+D', 'not trained here')],
      copy: [entry('Copy name')],
    }
    const refuse = (why: string) => void done.push(why)
    const commands = withMenuKeys(own, groups, refuse)
    expect(commands.map(({ keys }) => keys)).toEqual(['R', 'Shift+S', 'Shift+D'])
    for (const { run } of commands) run()
    expect(done).toEqual(['Star', 'Clone: not trained here'])
    expect(withMenuKeys(own, null, refuse)).toBe(own)
  })

  it('is gone through by the first letters of its items', () => {
    const page: { activeElement: unknown } = { activeElement: null }
    vi.stubGlobal('document', page)
    vi.stubGlobal('HTMLInputElement', EventTarget)
    let clock = 0
    const open = (names: readonly string[]) => {
      const items = names.map((name) => ({ textContent: ` ${name} `, focus: () => void (page.activeElement = name) }))
      const named = items.map((item, at) => Object.assign(item, { name: names[at]! }))
      const box = {
        querySelectorAll: () =>
          named.map((item) => (item.name === page.activeElement ? (page.activeElement = item) : item)),
      } as unknown as Element
      page.activeElement = names[0]
      return (text: string, pause = 100) => {
        clock += 5_000
        for (const key of text) {
          const event = { key, timeStamp: (clock += pause), preventDefault: () => undefined, target: null }
          stepInMenu(box, event as unknown as KeyboardEvent)
        }
        return page.activeElement
      }
    }
    const type = open(['epochs', 'loss', 'lr', 'model.layers', 'model.name', 'name'])
    expect(type('model.name')).toBe('model.name')
    expect(type('LR')).toBe('lr')
    expect(type('ll')).toBe('lr')
    expect(type('mn', 2_000)).toBe('name')
    const name = fc.stringMatching(/^[a-c.]{1,6}$/)
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 12 }), fc.nat(), (names, at) => {
        const wanted = names[at % names.length]!
        expect(String(open(names)(wanted))).toMatch(new RegExp(`^${wanted.replaceAll('.', '\\.')}`))
      }),
      { numRuns: propertyCases(200) },
    )
  })

  it('of a run has one bin, at its end, and is the same wherever the run is', () => {
    const app = { selection: { list: [] }, router: {} } as unknown as App
    const sections = sectionsOf(runGroups(app, fakeRun('calm-bay-3'), { onrename: () => undefined }))
    expect(sections.flat().filter((one) => 'danger' in one && one.danger)).toHaveLength(1)
    expect(sections.at(-1)?.at(-1)).toMatchObject({ label: 'Delete', keys: 'Delete' })
    expect(sections.flat().find((one) => 'label' in one && one.label === 'Rename')).toMatchObject({ keys: 'F2' })
  })
})

describe('the menu bar', () => {
  it('has keys that do the same in the window, and nothing that the window does not know', () => {
    const app = { shell: { kind: 'electron' }, router: {} } as unknown as App
    const openers = { projects: vi.fn(), palette: vi.fn(), keys: vi.fn(), find: vi.fn() }
    const known = everywhereCommands(app, openers).flatMap(({ keys, also }) => [keys, also])
    const entries = menuBar.flatMap(({ sections }) => sections.flat())
    for (const one of entries) if ('command' in one) expect(known).toContain(one.command)
    expect(new Set(entries.map(({ keys }) => keys)).size).toBe(entries.length)
    // In a browser what the browser keeps for itself has another key.
    const ofPage = everywhereCommands({ ...app, shell: { kind: 'web' } } as unknown as App, openers)
    expect(ofPage.flatMap(({ keys, also }) => [keys, also])).not.toContain('Ctrl+N')
    expect(ofPage.find(({ label }) => label === 'New run')?.keys).toBe('N')
  })

  it('undoes and selects in a field what was typed, and elsewhere what the view has', () => {
    const done: string[] = []
    const app = {
      keys: { run: (keys: string) => done.push(keys) },
      shell: {
        edit: (action: string) => Promise.resolve(done.push(`edit ${action}`)),
        windowAction: (action: string) => Promise.resolve(done.push(`window ${action}`)),
      },
    } as unknown as App
    act(app, { command: 'Ctrl+Z' }, true)
    act(app, { command: 'Ctrl+Z' }, false)
    act(app, { command: 'Ctrl+A' }, true)
    act(app, { command: 'Ctrl+A' }, false)
    act(app, { command: 'Ctrl+F' }, true)
    act(app, { edit: 'paste' }, true)
    act(app, { window: 'reload' }, false)
    expect(done).toEqual(['edit undo', 'Ctrl+Z', 'edit selectAll', 'Ctrl+A', 'Ctrl+F', 'edit paste', 'window reload'])
  })
})

describe('what a search in a view finds', () => {
  it('is every place of the words, in any case, with nothing in them that means something else', () => {
    expect(placesOf('A run, a RUN, running', 'run')).toEqual([
      [2, 5],
      [9, 12],
      [14, 17],
    ])
    expect(placesOf('a.b a+b', 'a.b')).toEqual([[0, 3]])
    expect(placesOf('text', '')).toEqual([])
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', minLength: 1 }), (around, words) => {
        const text = `${around}${words}${around}`
        const places = placesOf(text, words)
        expect(places.length).toBeGreaterThan(0)
        for (const [from, to] of places) expect(text.slice(from, to).toLowerCase()).toBe(words.toLowerCase())
      }),
      { numRuns: propertyCases(200) },
    )
  })
})

it('finds runs by a setting at its value, whatever both are called', () => {
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null))
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), value, (key, wanted) => {
      const line = lineFor(key, wanted)
      if (line === null) throw new Error('A line for every value that is no list.')
      const { condition } = parseQuery(line).query ?? {}
      expect(condition?.kind).toBe(wanted === null ? 'empty' : 'compare')
    }),
    { numRuns: propertyCases(200) },
  )
  expect(lineFor('layers', [1, 2] as never)).toBeNull()
})
