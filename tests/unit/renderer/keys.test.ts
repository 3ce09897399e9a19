import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { KeyRegistry } from '../../../src-renderer/state/keys'

let press: (key: string, at: number, more?: object) => void
let ran: string[]
beforeEach(() => {
  let handle: (event: unknown) => void = () => undefined
  vi.stubGlobal('addEventListener', (_: string, listener: typeof handle) => (handle = listener))
  vi.stubGlobal('document', { querySelector: () => null })
  vi.stubGlobal('HTMLElement', EventTarget)
  ran = []
  const registry = new KeyRegistry()
  registry.add('Everywhere', () =>
    ['R', 'W R', 'F6', 'Shift+F6'].map((keys) => ({ keys, label: keys, run: () => ran.push(keys) })),
  )
  press = (key, timeStamp, more = {}) =>
    handle({ key, timeStamp, target: null, preventDefault: () => undefined, ...more })
})
afterEach(() => vi.unstubAllGlobals())

it.each([
  ['at once', 0, ['W R']],
  ['just in time', 899, ['W R']],
  ['too late, which is the second key alone', 900, ['R']],
])('takes two keys as a sequence by when they were pressed: %s', (_, gap, expected) => {
  press('w', 5_000)
  press('r', 5_000 + gap)
  expect(ran).toEqual(expected)
})

it('begins anew after a sequence, and after a key that begins none', () => {
  for (const [index, key] of ['w', 'r', 'r', 'w', 'x', 'r'].entries()) press(key, index)
  expect(ran).toEqual(['W R', 'R', 'R'])
})

it('hears function keys while somebody types, with Shift or without, and no others', () => {
  class Field extends EventTarget {
    isContentEditable = true
  }
  for (const [key, shiftKey] of [
    ['F6', false],
    ['F6', true],
    ['r', false],
    ['F7', false],
  ] as const)
    press(key, 0, { target: new Field(), shiftKey })
  expect(ran).toEqual(['F6', 'Shift+F6'])
})

it('hears keys with Alt, and takes another key of a command and Shift for what they are', () => {
  let handle: (event: unknown) => void = () => undefined
  vi.stubGlobal('addEventListener', (_: string, listener: typeof handle) => (handle = listener))
  const registry = new KeyRegistry()
  const commands = [
    { keys: 'Alt+ArrowLeft', label: 'Back' },
    { keys: 'G S', also: 'Ctrl+,', label: 'Settings' },
    { keys: 'R', also: 'F2', label: 'Rename' },
    { keys: 'Enter', label: 'Open' },
    { keys: 'Shift+Enter', label: 'Open in a new window' },
    { keys: 'S', label: 'Stop', isOnce: true },
    { keys: '?', label: 'Keys' },
  ]
  registry.add('Everywhere', () => commands.map((command) => ({ ...command, run: () => ran.push(command.label) })))
  for (const [key, more] of [
    ['ArrowLeft', { altKey: true }],
    ['ArrowLeft', {}],
    [',', { ctrlKey: true }],
    ['F2', {}],
    ['Enter', {}],
    ['Enter', { shiftKey: true }],
    // One that is held down is one press.
    ['s', {}],
    ['s', { repeat: true }],
    ['?', { shiftKey: true }],
  ] as const)
    handle({ key, timeStamp: 0, target: null, preventDefault: () => undefined, ...more })
  expect(ran).toEqual(['Back', 'Settings', 'Rename', 'Open', 'Open in a new window', 'Stop', 'Keys'])
  expect([registry.run('F2'), registry.run('F3'), ran.at(-1)]).toEqual([true, false, 'Rename'])
})
