/** The few arguments of the two window hosts; the command line proper is `hosts/cli`. */
import { resolve } from 'node:path'
import { PlateauError } from '@contract/errors'
import { homeDirectory } from '../platform/paths.mjs'

export type HostArguments = {
  readonly home: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly open: boolean
  /** A page in a browser may add programs. */
  readonly allowsPrograms: boolean
  /** A link that was copied from Plateau, to open with; null for none. */
  readonly at: string | null
}

/**
 * Reads `--home DIR`, `--at LINK`, `--port N`, `--open` and `--allow-programs` (also as `--home=DIR`).
 * @param options.strict false in Electron, where Chromium's own switches stand between ours
 */
export function readHostArguments(
  parameters: readonly string[],
  { strict = true }: { strict?: boolean } = {},
): HostArguments {
  let home = homeDirectory()
  let port = 0
  let open = false
  let allowsPrograms = false
  let at: string | null = null
  for (let index = 0; index < parameters.length; index += 1) {
    const parameter = parameters[index] ?? ''
    const equals = parameter.indexOf('=')
    const name = equals > 0 ? parameter.slice(0, equals) : parameter
    const value = (): string => {
      const given = equals > 0 ? parameter.slice(equals + 1) : parameters[++index]
      if (given === undefined || given === '') throw new PlateauError('invalid-input', `${name} needs a value.`)
      return given
    }
    if (name === '--home') home = value()
    else if (name === '--at') at = value()
    else if (name === '--port' && strict) port = readPort(value())
    else if (parameter === '--open' && strict) open = true
    else if (parameter === '--allow-programs' && strict) allowsPrograms = true
    else if (strict) throw new PlateauError('invalid-input', `There is no option ${parameter}.`)
  }
  return { home: resolve(home), port, open, allowsPrograms, at }
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new PlateauError('invalid-input', `--port must be 0 to 65535, not ${text}.`)
  return port
}
