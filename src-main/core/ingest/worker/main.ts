/** The thread that reads journals: bytes of other programs, which the core's own thread never sees. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ToReader } from '../messages'
import { createJournalReader } from './reader'

const { folder } = workerData as { folder: string }
const reader = createJournalReader({ folder, send: (message) => parentPort?.postMessage(message) })
parentPort?.on('message', (message: ToReader) => reader.hear(message))
