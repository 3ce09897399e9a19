/** `prepare-data --package FILE | --archive PATH`: what set-up runs once to make the cache. Progress lines on standard output. */
import { parseArgs } from 'node:util'
import { PlateauError, toWireError } from '../contract/errors'
import { prepareCache, type Source } from './prepare'

function readSource(): Source {
  const { values } = parseArgs({ options: { package: { type: 'string' }, archive: { type: 'string' } } })
  if (values.package !== undefined) return { kind: 'package', path: values.package }
  if (values.archive !== undefined) return { kind: 'archive', path: values.archive }
  throw new PlateauError('invalid-input', 'prepare-data needs --package FILE or --archive PATH.')
}

async function main(): Promise<void> {
  try {
    await prepareCache(readSource(), (fraction, what) => {
      process.stdout.write(`progress ${fraction.toFixed(2)} ${what}\n`)
    })
  } catch (error) {
    process.stderr.write(`${toWireError(error).message}\n`)
    process.exitCode = 1
  }
}

void main()
