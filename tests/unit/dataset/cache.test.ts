import {
  copyFileSync,
  mkdtempSync,
  openSync,
  closeSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
  mkdirSync,
  existsSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cacheFileNames, checkCache, readCheckedFiles, readImages, readManifest } from '../../../src-main/dataset/cache'
import { prepareCache } from '../../../src-main/dataset/prepare'
import { cifar10Directory } from '../../../src-main/platform/paths.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-cache-'))
  for (const name of [...cacheFileNames, 'manifest.json'])
    copyFileSync(join(cifar10Directory(), name), join(folder, name))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the binary cache', () => {
  it('reads whole and checked, and hashes only once while nothing changes', () => {
    const { files } = readCheckedFiles(['test-labels.bin'], folder)
    expect([...files.get('test-labels.bin')!.subarray(0, 8)]).toEqual([3, 8, 8, 0, 6, 6, 1, 6])
    expect(existsSync(join(folder, 'checked.json'))).toBe(true)
    expect(readCheckedFiles(['test-labels.bin'], folder).files.size).toBe(1)
  })

  it('reads chosen images as they lie in the whole file', () => {
    const whole = readCheckedFiles(['test-images.bin'], folder).files.get('test-images.bin')!
    const indices = Uint32Array.of(0, 1, 2, 77, 9_998, 9_999)
    const images = readImages('test-images.bin', indices, folder)
    expect(images).toHaveLength(indices.length * 3_072)
    indices.forEach((index, position) => {
      const expected = whole.subarray(index * 3_072, (index + 1) * 3_072)
      expect(Buffer.compare(images.subarray(position * 3_072, (position + 1) * 3_072), expected)).toBe(0)
    })
  })

  it('names a file that is cut between the check and the reading', () => {
    checkCache(folder)
    truncateSync(join(folder, 'test-images.bin'), 5_000)
    expect(() => readImages('test-images.bin', Uint32Array.of(0, 1), folder)).toThrow(
      expect.objectContaining({
        code: 'data-corrupt',
        message: expect.stringContaining('test-images.bin was truncated') as string,
      }),
    )
  })

  it('names a file that is missing, with the mending command', () => {
    rmSync(join(folder, 'train-labels.bin'))
    expect(() => readManifest(folder)).toThrow(
      expect.objectContaining({
        code: 'data-missing',
        message: expect.stringMatching(/train-labels\.bin is missing.*npm run setup/) as string,
      }),
    )
  })

  it('names a file that was cut', () => {
    truncateSync(join(folder, 'test-images.bin'), 1_000)
    expect(() => readManifest(folder)).toThrow(
      expect.objectContaining({
        code: 'data-corrupt',
        message: expect.stringContaining(
          'test-images.bin is truncated or corrupted: 1000 bytes, not 30720000',
        ) as string,
      }),
    )
  })

  it('names a file in which one byte was altered, also after it was checked before', () => {
    readCheckedFiles(['test-images.bin'], folder)
    const handle = openSync(join(folder, 'test-images.bin'), 'r+')
    writeSync(handle, new Uint8Array([1, 2, 3]), 0, 3, 12_345)
    closeSync(handle)
    expect(() => readCheckedFiles(['test-images.bin'], folder)).toThrow(
      expect.objectContaining({
        code: 'data-corrupt',
        message: expect.stringContaining('test-images.bin is corrupted') as string,
      }),
    )
  })

  it('says so when the manifest cannot be read', () => {
    writeFileSync(join(folder, 'manifest.json'), '{"format": 1, "sour')
    expect(() => readManifest(folder)).toThrow(expect.objectContaining({ code: 'data-corrupt' }))
  })
})

describe('preparing the cache', () => {
  const nowhere = () => join(folder, 'made')

  it('names an archive that is not there', async () => {
    await expect(
      prepareCache({ kind: 'archive', path: join(folder, 'none.tar.gz') }, () => undefined, nowhere()),
    ).rejects.toMatchObject({ code: 'data-missing' })
  })

  it('says that an archive is cut, and leaves nothing behind', async () => {
    const path = join(folder, 'cut.tgz')
    writeFileSync(path, new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3]))
    await expect(prepareCache({ kind: 'package', path }, () => undefined, nowhere())).rejects.toMatchObject({
      code: 'data-corrupt',
    })
    expect(existsSync(nowhere())).toBe(false)
  })

  it('names a batch of the official archive that is cut', async () => {
    const official = join(folder, 'official')
    mkdirSync(official)
    writeFileSync(join(official, 'data_batch_1.bin'), new Uint8Array(100))
    await expect(prepareCache({ kind: 'archive', path: official }, () => undefined, nowhere())).rejects.toThrow(
      /data_batch_1\.bin.*100 bytes/,
    )
  })

  it('makes the same cache from the official layout as from the package', { timeout: 60_000 }, async () => {
    const official = join(folder, 'official')
    mkdirSync(official)
    const { files } = readCheckedFiles(
      ['train-images.bin', 'train-labels.bin', 'test-images.bin', 'test-labels.bin'],
      folder,
    )
    const batch = (images: Uint8Array, labels: Uint8Array, first: number): Uint8Array => {
      const bytes = new Uint8Array(10_000 * 3_073)
      for (let record = 0; record < 10_000; record += 1) {
        bytes[record * 3_073] = labels[first + record]!
        for (let pixel = 0; pixel < 1_024; pixel += 1) {
          for (let channel = 0; channel < 3; channel += 1) {
            bytes[record * 3_073 + 1 + channel * 1_024 + pixel] =
              images[(first + record) * 3_072 + pixel * 3 + channel]!
          }
        }
      }
      return bytes
    }
    for (let index = 0; index < 5; index += 1) {
      writeFileSync(
        join(official, `data_batch_${index + 1}.bin`),
        batch(files.get('train-images.bin')!, files.get('train-labels.bin')!, index * 10_000),
      )
    }
    writeFileSync(
      join(official, 'test_batch.bin'),
      batch(files.get('test-images.bin')!, files.get('test-labels.bin')!, 0),
    )
    const made = await prepareCache({ kind: 'archive', path: official }, () => undefined, nowhere())
    expect(made.sha256).toEqual(readManifest(folder).sha256)
  })
})
