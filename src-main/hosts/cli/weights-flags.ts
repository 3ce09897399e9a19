/** `--weights` and `--freeze`: what a run begins with, and which layers keep it. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { RunConfigInput } from '@contract/config'
import { PlateauError } from '@contract/errors'
import type { Client } from '@contract/transport'

export type WeightsOptions = { readonly weights?: string; readonly freeze?: string }

export function addWeightsFlags(command: Command): void {
  command
    .option(
      '--weights <file|run>',
      "begin with the weights of a safetensors file, a TensorFlow.js model.json, or a run's best epoch",
    )
    .option('--freeze <layer,...>', 'layers that keep their first weights, such as 1,2,4.1')
}

/** The settings that the flags stand for; a file or a run's weights are kept in the home. @throws PlateauError `invalid-input` */
export async function settingsOfWeights(
  client: Client,
  { weights, freeze }: WeightsOptions,
): Promise<Pick<RunConfigInput, 'initialWeights' | 'freeze'>> {
  const layers = freeze?.split(',').map((layer) => layer.trim())
  if (layers?.includes('') === true)
    throw new PlateauError('invalid-input', '--freeze takes layers separated by commas, such as 1,2,4.1.')
  const from = weights === undefined ? null : await client.request('weights.keep', sourceOf(weights))
  return {
    ...(from === null ? {} : { initialWeights: from.hash }),
    ...(layers === undefined ? {} : { freeze: layers.join(' ') }),
  }
}

/** What ends as such a file does, or is one, is a file; anything else names a run. */
function sourceOf(text: string): { path: string } | { run: string } {
  const isFile = text.toLowerCase().endsWith('.safetensors') || existsSync(text)
  return isFile ? { path: resolve(text) } : { run: text }
}
