/** MNIST's own files as a data set. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultDataOptions, type DataOptions } from '../../../../src-main/contract/data-requests'
import { writeOwnData } from '../../../../src-main/contract/own-data'
import { loadRunData } from '../../../../src-main/dataset/dataset'
import { folderOfOwn, readOwnManifest } from '../../../../src-main/dataset/own/manifest'
import { prepareOwn } from '../../../../src-main/dataset/own/prepare'
import { createRandom } from '../../../../src-main/maths/random'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'plateau-idx-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** As the format has it: two zeros, 8 for bytes, the number of sizes, the sizes, the bytes. */
function idx(sizes: readonly number[], bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length)
  header.writeUInt32BE(0x800 + sizes.length)
  sizes.forEach((size, at) => header.writeUInt32BE(size, 4 + 4 * at))
  return Buffer.concat([header, bytes])
}
const pixelsOf = (count: number, seed: number) => {
  const random = createRandom(seed, 'idx')
  return Uint8Array.from({ length: count * 64 }, () => random.below(256))
}
const labelsOf = (count: number) => Uint8Array.from({ length: count }, (_, at) => at % 3)
const files = (): Record<string, Buffer> => ({
  'train-images-idx3-ubyte': idx([30, 8, 8], pixelsOf(30, 1)),
  'train-labels-idx1-ubyte': idx([30], labelsOf(30)),
  't10k-images-idx3-ubyte': idx([9, 8, 8], pixelsOf(9, 2)),
  't10k-labels-idx1-ubyte': idx([9], labelsOf(9)),
})

async function prepare(given: Readonly<Record<string, Buffer>>, options: Partial<DataOptions> = {}) {
  const folder = mkdtempSync(join(root, 'files-'))
  for (const [name, bytes] of Object.entries(given)) writeFileSync(join(folder, name), bytes)
  return prepareAt(folder, options)
}
async function prepareAt(folder: string, options: Partial<DataOptions> = {}) {
  const directory = mkdtempSync(join(root, 'prepared-'))
  const whole = { ...defaultDataOptions, size: 8, grey: true, ...options }
  const hash = await prepareOwn({ folder, directory, options: whole, now: new Date(0), onProgress: () => undefined })
  return { directory, hash, manifest: readOwnManifest(folderOfOwn(directory, hash), 'digits') }
}

describe('MNIST’s own files', () => {
  it('become their images to the byte, on their sides, with their labels as classes', async () => {
    const { directory, hash, manifest } = await prepare(files())
    expect(manifest).toMatchObject({
      layout: 'idx',
      input: [8, 8, 1],
      counts: { training: 30, validation: 9 },
      isSplitByFolders: true,
      skippedCount: 0,
    })
    expect(manifest.classes.map(({ name }) => name)).toEqual(['0', '1', '2'])
    const own = {
      name: 'digits',
      hash: hash.slice(0, 12),
      input: manifest.input,
      target: null,
      classes: 3,
      counts: manifest.counts,
    }
    const data = { dataSet: writeOwnData(own), trainSize: 30, validationSize: 9, dataSeed: 1 }
    const { training } = loadRunData({ ...data, task: 'classification' }, directory)
    const image = new Uint8Array(64)
    for (const index of [0, 17, 29]) {
      training.stream!.image(index, image)
      expect([...image]).toEqual([...pixelsOf(30, 1).subarray(index * 64, (index + 1) * 64)])
    }
    expect([...training.labels!]).toEqual([...labelsOf(30)])
  })

  it('are the same as gzip, with points in their names, and in an archive; of another size they are resized', async () => {
    const { hash } = await prepare(files())
    const zipped = Object.entries(files()).map(([name, bytes]) => [
      `${name.replace('-idx', '.idx')}.gz`,
      gzipSync(bytes),
    ])
    expect((await prepare(Object.fromEntries(zipped) as Record<string, Buffer>)).hash).toBe(hash)
    const archive = pack()
    for (const [name, bytes] of Object.entries(files())) archive.entry({ name: `package/data/${name}` }, bytes)
    archive.entry({ name: 'package/index.js' }, 'nothing')
    archive.finalize()
    const pieces: Buffer[] = []
    for await (const piece of archive) pieces.push(piece as Buffer)
    const path = join(root, 'mnist.tgz')
    writeFileSync(path, gzipSync(Buffer.concat(pieces)))
    expect((await prepareAt(path)).hash).toBe(hash)
    expect((await prepare(files(), { size: 16, grey: false })).manifest.input).toEqual([16, 16, 3])
  })

  it.each<[string, (given: Record<string, Buffer>) => Record<string, Buffer>, RegExp]>([
    [
      'cut',
      (given) => ({ ...given, 't10k-images-idx3-ubyte': given['t10k-images-idx3-ubyte']!.subarray(0, 99) }),
      /^t10k-images is cut or damaged: it has 99 bytes, and says 592\.$/,
    ],
    [
      'of another kind',
      (given) => ({ ...given, 'train-labels-idx1-ubyte': Buffer.from('hello, world') }),
      /^train-labels is no IDX file of bytes with 1 dimension\.$/,
    ],
    [
      'with a lie about its length',
      (given) => ({ ...given, 'train-images-idx3-ubyte': idx([4_000_000_000, 8, 8], pixelsOf(30, 1)) }),
      /^train-images is cut or damaged/,
    ],
    [
      'with fewer labels',
      (given) => ({ ...given, 't10k-labels-idx1-ubyte': idx([8], labelsOf(8)) }),
      /^t10k has 9 images and 8 labels\.$/,
    ],
    [
      'without labels',
      ({ 'train-labels-idx1-ubyte': _, ...others }) => others,
      /^train-labels are missing beside the others\.$/,
    ],
    [
      'that is no gzip',
      ({ 'train-labels-idx1-ubyte': labels, ...others }) => ({ ...others, 'train-labels-idx1-ubyte.gz': labels! }),
      /^train-labels-idx1-ubyte\.gz is cut or damaged\.$/,
    ],
  ])('%s are refused in a sentence', async (_, change, sentence) => {
    await expect(prepare(change(files()))).rejects.toThrow(sentence)
  })
})
