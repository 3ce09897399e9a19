import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainFileName } from '../../../src-main/hosts/export-name'

describe('names of exported files', () => {
  it('keeps plain ones as they are', () => {
    for (const name of ['val_mse.pdf', 'Verlust über Epochen.svg', 'report.zip']) expect(plainFileName(name)).toBe(name)
  })
  it('names no other folder and nothing hidden', () => {
    expect(plainFileName('../../etc/passwd')).toBe('-..-etc-passwd')
    expect(plainFileName('C:\\loss.pdf')).toBe('C--loss.pdf')
    expect(plainFileName('.bashrc')).toBe('bashrc')
    expect(plainFileName('...')).toBe('export')
    expect(plainFileName('a\r\nb.csv')).toBe('a--b.csv')
  })
  it('is one part of a path, whatever is proposed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (proposed) => {
        const name = plainFileName(proposed)
        expect(name).not.toMatch(/[/\\\0\r\n"]/)
        expect(name).not.toBe('')
        expect(name.startsWith('.')).toBe(false)
      }),
    )
  })
})
