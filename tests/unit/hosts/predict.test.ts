/** What `plateau predict` makes of its words and of names of files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { mostPredictedImages } from '../../../src-main/contract/predictions'
import { readCheckpointFlag } from '../../../src-main/hosts/cli/checkpoint-flag'
import { groupsOf, outputPlaces } from '../../../src-main/hosts/cli/commands/predict'
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

it('reads no more files than a request takes, and the next ones when these are done', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plateau-predict-'))
  try {
    const files = Array.from({ length: mostPredictedImages + 3 }, (_, at) => join(folder, `${at}.png`))
    for (const file of files) writeFileSync(file, basename(file))
    const groups = groupsOf(files)
    const { value: first } = await groups.next()
    expect(first?.map(({ file }) => file)).toEqual(files.slice(0, mostPredictedImages))
    // As somebody writes it meanwhile, or takes it away.
    writeFileSync(files.at(-2)!, 'later')
    rmSync(files.at(-1)!)
    const { value: second } = await groups.next()
    expect(second?.map(({ file }) => file)).toEqual(files.slice(mostPredictedImages))
    expect(second?.map(({ image }) => (typeof image === 'string' ? null : String(Buffer.from(image))))).toEqual([
      `${mostPredictedImages}.png`,
      'later',
      null,
    ])
    expect(await groups.next()).toMatchObject({ done: true })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
