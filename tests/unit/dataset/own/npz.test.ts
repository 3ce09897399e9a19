/** NumPy's archives as data sets: tests/oracle/make_npz_fixtures.py. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PlateauError } from '../../../../src-main/contract/errors'
import { defaultDataOptions } from '../../../../src-main/contract/data-requests'
import { listPlace } from '../../../../src-main/dataset/own/layouts'
import { propertyCases } from '../../../support/property'

const fixtures = join(import.meta.dirname, '../../../oracle/fixtures')
const list = (path: string) => listPlace(path, defaultDataOptions)

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plateau-npz-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const pixel = (image: number, at: number) => (7 * image + 5 * Math.floor(at / 8) + 3 * (at % 8)) % 256

describe('an archive of NumPy', () => {
  it.each([
    [
      'medmnist.npz',
      'train_images',
      'val_images',
      [{ file: 'test_images', why: 'is left out, as val_images is there' }],
    ],
    ['keras.npz', 'x_train', 'x_test', []],
  ])(
    '%s has its images to the byte, on their sides, with their classes',
    async (file, training, validation, skipped) => {
      const found = await list(join(fixtures, file))
      expect(found).toMatchObject({
        layout: 'npz',
        classes: ['0', '1', '2'],
        isSplitByFolders: true,
        skipped,
        otherFiles: 0,
      })
      expect(found.items).toHaveLength(39)
      for (const [index, item] of found.items.entries()) {
        const [record, first] = index < 30 ? [index, 0] : [index - 30, 100]
        expect(item).toEqual({
          file: index < 30 ? training : validation,
          record,
          label: record % 3,
          part: index < 30 ? 'train' : 'test',
        })
        const { values, height, width } = found.pixels!(item)
        expect([height, width, ...values]).toEqual([
          8,
          8,
          ...Array.from({ length: 64 }, (_, at) => pixel(first + record, at)),
        ])
      }
    },
  )

  it.each([
    ['columns.npz', /^images is stored by columns\. Save it with numpy\.ascontiguousarray\.$/],
    ['colour.npz', /^images has the shape 9 × 8 × 8 × 3 of \|u1: grey images as bytes are read/],
  ])('%s is refused with what would do', async (file, sentence) => {
    await expect(list(join(fixtures, file))).rejects.toThrow(sentence)
  })

  it('that is cut or altered is read or refused with a sentence, whatever was done to it', async () => {
    const whole = readFileSync(join(fixtures, 'keras.npz'))
    const path = join(root, 'harmed.npz')
    const harm = fc.oneof(
      fc.nat({ max: whole.length - 1 }).map((length) => whole.subarray(0, length)),
      fc
        .array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 })
        .map((changes) => {
          const copy = Buffer.from(whole)
          for (const [at, value] of changes) copy[at] = value
          return copy
        }),
    )
    await fc.assert(
      fc.asyncProperty(harm, async (bytes) => {
        writeFileSync(path, bytes)
        const found = await list(path).catch((error: unknown) => error)
        if (found instanceof Error) expect(found).toBeInstanceOf(PlateauError)
        else expect((found as { items: unknown[] }).items.length).toBeGreaterThan(0)
      }),
      { numRuns: propertyCases(200) },
    )
  })
})
