/** The thread that works out which settings mattered: one table after the other. */
import { parentPort } from 'node:worker_threads'
import { whatMattered } from '../../maths/importance/what-mattered'
import type { ThreadAnswer, ThreadRequest } from '../thread'
import type { ImportanceAnswer, ImportanceTable } from './service'
import { readTable } from './table'

parentPort?.on('message', ({ id, request }: ThreadRequest<ImportanceTable>) => {
  const { settings, target } = readTable(request)
  const answer = whatMattered(settings, target)
  parentPort?.postMessage({ id, answer } satisfies ThreadAnswer<ImportanceAnswer>)
})
