/** Records by keys that people and programs name: zod's own leave `__proto__` out, and have a prototype. */
import { z } from 'zod'
import { flatRecord, isJsonObject } from '../protocol/config'

/** Every key as it is, `__proto__` too, with values of a schema; of an object without a prototype. */
export function keyedRecord<Value extends z.ZodType>(value: Value, largestKey = Number.POSITIVE_INFINITY) {
  return z
    .custom<Readonly<Record<string, z.input<Value>>>>(isJsonObject, 'must be an object')
    .transform((given, context): Record<string, z.output<Value>> => {
      const entries: [string, z.output<Value>][] = []
      for (const key of Object.keys(given)) {
        const read = value.safeParse(given[key])
        if (key.length > largestKey)
          context.addIssue({
            code: 'custom',
            path: [key.slice(0, 40)],
            message: `must have a key of at most ${largestKey} characters`,
          })
        else if (read.success) entries.push([key, read.data])
        else
          for (const issue of read.error.issues)
            context.addIssue({ code: 'custom', path: [key, ...issue.path], message: issue.message })
      }
      return flatRecord(entries)
    })
}
