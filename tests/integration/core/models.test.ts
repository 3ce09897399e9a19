/** What a run has learnt as files: a real core, real training, and the files as other programs read them. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import type { ModelFormat } from '../../../src-main/contract/exports'
import { decodeSafetensors } from '../../../src-main/training/checkpoints/safetensors'
import { ended, launch, readRun, small, useCore, waitFor } from '../../support/core'

const { connect } = useCore()
const folder = mkdtempSync(join(tmpdir(), 'plateau-models-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the model of a run', () => {
  it('is written in every form, whole, and is read back', async () => {
    const client = await connect()
    const { id, name } = await launch(client, { ...small, epochs: 3 })
    await waitFor(() => ended(client, id))
    const write = (format: ModelFormat, path: string, epoch?: number) =>
      client.request('exports.write', {
        id: `${format} ${path}`,
        path: join(folder, path),
        replace: false,
        target: { kind: 'model', run: id, format, ...(epoch === undefined ? {} : { epoch }) },
      })
    const same = 'Read back, it gives the same outputs as the run.'

    expect((await write('safetensors', 'm.safetensors')).remarks).toEqual([same])
    const { tensors, metadata } = decodeSafetensors(readFileSync(join(folder, 'm.safetensors')))
    expect(metadata.get('format')).toBe('pt')
    expect(tensors.get('layers.0.weight')?.shape).toEqual([4, 3, 3, 3])
    expect([...tensors.keys()]).toContain('layers.1.running_var')

    const torch = await write('torch', 'torch')
    expect(torch.remarks).toEqual([same])
    expect(readdirSync(join(folder, 'torch')).sort()).toEqual(['model.py', 'model.safetensors'])
    expect(readFileSync(join(folder, 'torch', 'model.py'), 'utf8')).toContain(`"""${name}, epoch `)

    const tfjs = await write('tfjs', 'tfjs.zip')
    expect(tfjs.remarks.join('')).toMatch(/^Read back, (its outputs are \d|it gives the same)/)
    const zipped = unzipSync(readFileSync(join(folder, 'tfjs.zip')))
    expect(Object.keys(zipped).sort()).toEqual(['model.json', 'weights.bin'])
    expect(zipped['weights.bin']!.length).toBe(
      4 * [...tensors.values()].reduce((sum, { values }) => sum + values.length, 0),
    )

    expect((await write('onnx', 'm.onnx')).bytes).toBeGreaterThan(zipped['weights.bin']!.length)

    await write('model-card', 'card.md')
    const run = await readRun(client, id)
    const card = readFileSync(join(folder, 'card.md'), 'utf8')
    for (const part of [`# ${name}`, '## Data', '## Curve', 'xychart-beta', 'val\\_mse', '| Batch size | 64 |'])
      expect(card).toContain(part)
    expect(card).toContain(`${run.parameters!.toLocaleString('en')} trainable parameters`)

    // What cannot be written leaves nothing behind.
    await expect(write('onnx', 'other.onnx', 99)).rejects.toMatchObject({ code: 'weights-missing' })
    await expect(write('onnx', 'm.pdf')).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(write('tfjs', 'torch')).rejects.toMatchObject({ code: 'file-exists' })
    expect(existsSync(join(folder, 'other.onnx'))).toBe(false)
    expect(readdirSync(folder).sort()).toEqual(['card.md', 'm.onnx', 'm.safetensors', 'tfjs.zip', 'torch'])
  })
})
