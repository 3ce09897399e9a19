/** Records of the log protocol over the socket, for programs that would rather speak than write a file. */
import { z } from 'zod'
import { isJsonObject, type JsonObject } from '../protocol/config'
import { call } from './call'

/** Of one request. */
export const mostRecords = 10_000

export const recordRequests = {
  /**
   * Takes in records of a run as its journals would have them (docs/log-protocol.md), in one transaction. What is no record is left out, counted and said on the run.
   * @throws `invalid-input` for a run that Plateau trains
   */
  'records.append': call(
    z.strictObject({
      run: z.string().min(1).max(1_000),
      records: z.array(z.custom<JsonObject>(isJsonObject, 'must be a JSON object')).min(1).max(mostRecords),
    }),
    z.object({
      /** Points that are in. */
      points: z.int(),
      /** Records and values that are not. */
      leftOut: z.int(),
      /** Why the first of them is not; null where all are in. */
      problem: z.string().nullable(),
    }),
  ),
}
