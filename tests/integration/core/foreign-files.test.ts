/** Files that people bring and that are made to do harm: each format that is read, in the thread that reads it. */
import { resolve } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { foreignFormats, mostText } from '../../../src-main/core/foreign/provenance'
import {
  createArchitectureReader,
  createForeignReader,
  createModelReader,
  type ForeignReader,
} from '../../../src-main/core/foreign/reader'
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

describe('architectures', () => {
  const architectures = createArchitectureReader(script)
  afterAll(() => architectures.close())
  const dense = { kind: 'dense', units: 784 }
  const textOf = (layers: unknown, name: unknown = 'own') => JSON.stringify({ name, layers })
  const read = (text: string | Uint8Array, fileName = 'net.json') =>
    architectures.readArchitecture(typeof text === 'string' ? Buffer.from(text) : text, fileName)

  it.each<[string, string | Uint8Array, string]>([
    ['nested without end', '['.repeat(5_000_000), 'It is nested deeper than 64 levels.'],
    [
      'of more objects than the thread has memory for',
      `{"a":[${'{},'.repeat(3_000_000)}0]}`,
      'It has more than 1000000 values.',
    ],
    [
      'of 10,000 layers',
      textOf(Array(10_000).fill(dense)),
      'It has 10,000 layers or more; 2,000 is the most. Leave layers out.',
    ],
    ['larger than any', new Uint8Array(12_000_001).fill(0x20), 'It is larger than 12 MB.'],
    ['no JSON', '{"name": "own",\n layers: []}', 'It is not valid JSON in line 2.'],
    ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'It is not text in UTF-8.'],
    ['null', 'null', 'It is no JSON object. Give it a name and layers.'],
    ['a prototype', '{"__proto__": {}}', '"__proto__" means nothing in it. Leave it with name and layers alone.'],
    ['without layers', '{"name": "own"}', 'There are no layers. Give it a list of layers.'],
    ['of an unknown kind', textOf([{ kind: 'denze' }]), 'At 1: There is no kind of layer "denze". Write "dense".'],
    [
      'a block without its list',
      textOf([{ kind: 'concatenation', branches: 'ab' }]),
      'At 1: branches must be a list. Give branches another value.',
    ],
  ])('%s: a sentence, and the next one is read', async (_, text, reason) => {
    expect(await read(text)).toEqual({ architecture: null, reasons: [reason] })
    expect(await read(textOf([dense]))).toEqual({
      architecture: { name: 'own', layers: JSON.stringify([dense]) },
      reasons: [],
    })
  })

  it('are opened with a byte order mark, a name of any script, and mistakes that stand at their layers', async () => {
    const name = 'сеть שלום 网'
    expect((await read(`\uFEFF${textOf([dense], name)}`)).architecture?.name).toBe(name)
    expect((await read(Buffer.from(`\uFEFF${textOf([dense], name)}`, 'utf16le'))).architecture?.name).toBe(name)
    const wrong =
      '[{"kind":"dense","units":-3,"__proto__":[1]},{"kind":"residual","layers":[{"kind":"dense","units":"x"}]}]'
    expect((await read(`{"name":"own","layers":${wrong}}`)).architecture?.layers).toBe(wrong)
    // A name that no field could show is that of the file.
    for (const unshown of [null, 7, '', 'a'.repeat(61), 'a\nb', '\ud800'])
      expect((await read(textOf([dense], unshown), 'מודל\u202e,1.json')).architecture?.name).toBe('מודל  1')
  })
})
