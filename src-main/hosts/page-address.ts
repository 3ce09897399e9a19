/** Addresses of the page: what a window opens with. They only say what is shown; the page reads them. */
import { z } from 'zod'
import { PlateauError } from '@contract/errors'

/** Longer ones than a comparison of thousands of runs has were not made by the page. */
const mostCharacters = 100_000

/** A path of the page with what follows it: never another origin, whatever it is resolved against. */
export const pageAddressSchema = z
  .string()
  .max(mostCharacters)
  .regex(/^\/(?![/\\])[!-~]*$/)

/**
 * The address that `--at` names: a link as it was copied from a window or from a page of the web host, or its path.
 * @throws PlateauError `invalid-input` for anything else
 */
export function readPageAddress(link: string): string {
  const path = link.replace(
    /^(?:app:\/\/plateau|https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?)(?=\/)/i,
    '',
  )
  const read = pageAddressSchema.safeParse(path)
  if (!read.success || path.includes('#token='))
    throw new PlateauError('invalid-input', `--at takes a link that was copied from Plateau, not ${link}.`)
  return read.data
}
