/** What `plateau predict` makes of its words and of names of files. */
import { basename } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readCheckpointFlag } from '../../../src-main/hosts/cli/checkpoint-flag'
import { outputPlaces } from '../../../src-main/hosts/cli/commands/predict'
import { propertyCases } from '../../support/property'

it('takes the best epoch or a number', () => {
  expect(readCheckpointFlag()).toBeUndefined()
  expect(readCheckpointFlag('best')).toBeUndefined()
  expect(readCheckpointFlag('12')).toBe(12)
  expect(readCheckpointFlag('epoch 12')).toBe(12)
  for (const wrong of ['0', '-1', '1.5', 'last', '', '99999999999'])
    expect(() => readCheckpointFlag(wrong)).toThrow(`--checkpoint is best or the number of an epoch, not ${wrong}.`)
})

it('names an output after its image, and no two alike', () => {
  expect(outputPlaces(['a/dog.jpg', 'b/Dog.png', 'dog'], '/out').map((path) => basename(path))).toEqual([
    'dog.output.png',
    'Dog-2.output.png',
    'dog-3.output.png',
  ])
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { maxLength: 20 }), (files) => {
      const places = outputPlaces(files, '/out').map((path) => path.toLowerCase())
      expect(new Set(places).size).toBe(files.length)
    }),
    { numRuns: propertyCases(100) },
  )
})
