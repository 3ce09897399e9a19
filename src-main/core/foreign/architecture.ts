/** An architecture out of a file that somebody brings, as the editor takes it. */
import type { RequestOutput } from '../../contract/api'
import { openArchitecture } from '../../contract/architecture-file'
import { mostArchitectureBytes } from '../../contract/architecture-requests'
import { readJsonBytes } from '../../contract/plain-data'

export type OpenedArchitecture = RequestOutput<'architectures.read'>

/** "my net" of `my net.json`, without what the field of a name would refuse. */
const nameOf = (fileName: string): string =>
  fileName
    .replace(/\.[^.]*$/, '')
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp},]/gu, ' ')
    .trim()
    .slice(0, 60)

/** Never throws for what a file has. */
export function readArchitectureFile(bytes: Uint8Array, fileName: string): OpenedArchitecture {
  const no = (...reasons: string[]): OpenedArchitecture => ({ architecture: null, reasons })
  if (bytes.length > mostArchitectureBytes) return no(`It is larger than ${mostArchitectureBytes / 1_000_000} MB.`)
  const json = readJsonBytes(bytes)
  if (!json.ok) return no(`It ${json.reason}.`)
  const opened = openArchitecture(json.value, nameOf(fileName))
  if (!opened.ok) return no(...opened.reasons)
  const { name, layers } = opened.architecture
  return { architecture: { name, layers: JSON.stringify(layers) }, reasons: [] }
}
