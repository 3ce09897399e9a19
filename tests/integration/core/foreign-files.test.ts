/** Files that people bring and that are made to do harm: each format that is read, in the thread that reads it. */
import { resolve } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { foreignFormats, mostText } from '../../../src-main/core/foreign/provenance'
import { createForeignReader, createModelReader, type ForeignReader } from '../../../src-main/core/foreign/reader'
import { hostileFiles } from '../../support/hostile-files'

let reader: ForeignReader | null = null
afterEach(() => reader?.close())
const script = () => resolve(import.meta.dirname, '../../../out/main/foreign.js')

describe('files that people bring', () => {
  it('have hostile ones of every format that is read', () => {
    expect(Object.keys(hostileFiles).sort()).toEqual(Object.keys(foreignFormats).sort())
    for (const [format, files] of Object.entries(hostileFiles))
      for (const [name, make] of Object.entries(files)) {
        const bytes = make()
        const found = Object.entries(foreignFormats).find(([, { matches }]) => matches(bytes))
        expect([name, found?.[0]]).toEqual([name, format])
      }
  })

  it.each(
    Object.entries(hostileFiles).flatMap(([format, files]) =>
      Object.entries(files).map(([name, make]) => [format, name, make] as const),
    ),
  )('%s: %s is refused as one that says nothing, within the limits of its thread', async (_format, name, make) => {
    reader = createForeignReader(script)
    // Neither "took longer than" nor a death of the process.
    await expect(reader.readProvenance(make(), name)).rejects.toMatchObject({ code: 'no-provenance' })
  })

  it('that would need more memory than the thread may have are not parsed', async () => {
    reader = createForeignReader(script)
    const objects = Buffer.from(`{"a":[${'{},'.repeat(Math.floor(mostText / 3) - 10)}0]}`)
    await expect(reader.readProvenance(objects, 'objects.json')).rejects.toMatchObject({ code: 'no-provenance' })
    const packed = deflateSync(objects).toString('base64')
    await expect(
      reader.readProvenance(Buffer.from(`%PDF-1.7 (plateau-figure:${packed})`), 'objects.pdf'),
    ).rejects.toMatchObject({ code: 'no-provenance' })
    await expect(reader.readProvenance(Buffer.from('nothing'), 'next.txt')).rejects.toMatchObject({
      code: 'no-provenance',
      message: 'next.txt does not say which runs it shows.',
    })
  })
})

describe('models of TensorFlow.js', () => {
  const models = createModelReader(script)
  afterAll(() => models.close())

  it.each<[string, string]>([
    ['nested without end', '['.repeat(5_000_000)],
    ['of more objects than the thread has memory for', `{"a":[${'{},'.repeat(5_000_000)}0]}`],
    ['of other JSON', '{"modelTopology":{"a":1},"weightsManifest":[{"paths":["../a"],"weights":[]}]}'],
  ])('%s are refused, and the next is read', async (_, text) => {
    await expect(models.readModel(Buffer.from(text), 'model.json')).rejects.toMatchObject({ code: 'invalid-input' })
    const good = JSON.stringify({ modelTopology: {}, weightsManifest: [{ paths: ['a.bin'], weights: [] }] })
    expect(await models.readModel(Buffer.from(good), 'model.json')).toEqual({ files: ['a.bin'], shapes: [] })
  })
})
