/** Records by keys that people and programs name: zod's own leave `__proto__` out, and have a prototype. */
import { z } from 'zod'
import { flatRecord, isJsonObject } from '../protocol/config'

/** A key that is any text. @param largest in characters */
const keyOf = (largest: number): z.ZodType<string> =>
  z.string().max(largest, `must have a key of at most ${largest} characters`)

/**
 * Every key as it is, `__proto__` too, with values of a schema; of an object without a prototype.
 * @param key what each key has to be; or how long it is at most
 */
export function keyedRecord<Value extends z.ZodType>(
  value: Value,
  key: z.ZodType<string> | number = Number.POSITIVE_INFINITY,
) {
  const keySchema = typeof key === 'number' ? keyOf(key) : key
  return z
    .custom<Readonly<Record<string, z.input<Value>>>>(isJsonObject, 'must be an object')
    .transform((given, context): Record<string, z.output<Value>> => {
      const entries: [string, z.output<Value>][] = []
      for (const name of Object.keys(given)) {
        const named = keySchema.safeParse(name)
        const read = value.safeParse(given[name])
        if (!named.success) {
          const [issue] = named.error.issues
          context.addIssue({ code: 'custom', path: [name.slice(0, 40)], message: issue?.message ?? 'is no key' })
        } else if (read.success) entries.push([name, read.data])
        else
          for (const issue of read.error.issues)
            context.addIssue({ code: 'custom', path: [name, ...issue.path], message: issue.message })
      }
      return flatRecord(entries)
    })
}
