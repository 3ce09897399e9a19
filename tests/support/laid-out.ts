/** Text as `npm run format` lays it out. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { format, type FormatConfig } from 'oxfmt'

const settings = resolve(import.meta.dirname, '../../.oxfmtrc.json')

/**
 * @param path of the file that the text is for: its ending says what the text is
 * @throws RangeError where the text is not what the ending says
 */
export async function laidOut(path: string, text: string): Promise<string> {
  const { code, errors } = await format(path, text, JSON.parse(await readFile(settings, 'utf8')) as FormatConfig)
  if (errors.length > 0) throw new RangeError(`${path}: ${errors.map(({ message }) => message).join('; ')}`)
  return code
}
