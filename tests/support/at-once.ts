/** Services whose work is done in steps, as tests call them: all of it at once. */
import { atOnce, type Steps } from '../../src-main/core/turns'

type AtOnce<Service> = {
  readonly [Name in keyof Service]: Service[Name] extends (...parameters: infer Parameters) => Steps<infer Result>
    ? (...parameters: Parameters) => Result
    : Service[Name]
}

const isSteps = (value: unknown): value is Steps<unknown> =>
  typeof value === 'object' && value !== null && Symbol.iterator in value && 'next' in value

/** The service, whose methods return what their steps come to. */
export const eachAtOnce = <Service extends object>(service: Service): AtOnce<Service> =>
  Object.fromEntries(
    Object.entries(service).map(([name, member]) => [
      name,
      typeof member !== 'function'
        ? member
        : (...parameters: unknown[]) => {
            const result: unknown = (member as (...all: unknown[]) => unknown)(...parameters)
            return isSteps(result) ? atOnce(result) : result
          },
    ]),
  ) as AtOnce<Service>
