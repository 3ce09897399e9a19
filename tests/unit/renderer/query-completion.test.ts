/** An answer that comes late, for a line that was written on meanwhile. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { narrowCompletions } from '../../../src-renderer/components/query/completion.svelte'

const option = (text: string) => ({ text, label: text, words: '', runs: null, withRest: null })
const answer = {
  from: 4,
  to: 6,
  heading: 'Settings',
  entries: ['architecture', 'arch', 'Arm'].map(option),
  next: [option('and')],
}
const asked = { where: 'not ar', caret: 6 }
const texts = (where: string, caret = where.length) =>
  narrowCompletions(answer, asked, { where, caret })?.entries.map(({ text }) => text) ?? null

describe('completions of a line that has gone on', () => {
  it('are all of them where nothing was written', () => {
    expect(narrowCompletions(answer, asked, asked)).toBe(answer)
  })

  it('are those that begin as is written now, in the place of all of it', () => {
    expect(texts('not arc')).toEqual(['architecture', 'arch'])
    expect(texts('not arM')).toEqual(['Arm'])
    expect(narrowCompletions(answer, asked, { where: 'not archi', caret: 9 })).toMatchObject({
      from: 4,
      to: 9,
      next: [],
    })
  })

  it('are none where it no longer begins any, or the line was changed elsewhere', () => {
    for (const [where, caret] of [['not arx'], ['nox arc'], ['not a'], ['not arc', 5], ['not arc loss', 7]] as const)
      expect(texts(where, caret), where).toBeNull()
  })

  it('never take the place of anything but the word that is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), (where, at) => {
        const caret = Math.min(at, where.length)
        const narrowed = narrowCompletions(answer, asked, { where, caret })
        if (narrowed === null) return
        expect(narrowed.to).toBe(caret)
        for (const { text } of narrowed.entries)
          expect(text.toLowerCase().startsWith(where.slice(narrowed.from, narrowed.to).toLowerCase())).toBe(true)
      }),
    )
  })
})
