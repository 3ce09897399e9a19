/** What a request was refused with, said at the field that it is about. */
import { toWireError } from '@contract/errors'

/** @param called what the field is called there, at the beginning of a sentence, in place of its name in the request: "The path must not be empty." */
export function inPlace(error: unknown, called: string): string {
  const { field, message } = toWireError(error)
  return field !== undefined && message.startsWith(`${field}: `)
    ? `${called} ${message.slice(field.length + 2)}`
    : message
}
