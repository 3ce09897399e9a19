/**
 * Standard output and standard error of the command line: the only module that writes to them (ESLint refuses others). Each byte is
 * written or its loss is known: Node's own stream for files takes a write that the disk cut short for a whole one.
 */
import { closeSync, fstatSync, writeSync } from 'node:fs'

/** Why something could not be written, as one sentence. */
export class OutputFailure extends Error {
  constructor(name: string, cause: NodeJS.ErrnoException) {
    super(`${name} could not be written in full: ${reasons[cause.code ?? ''] ?? cause.message}.`, { cause })
    this.name = 'OutputFailure'
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than it may be',
  EIO: 'the device reports an error',
  EBADF: 'it is not open for writing',
}

export type OutputHandlers = {
  /** Nobody reads any more (EPIPE); nothing is written from now on. */
  closed(): void
  /**
   * Something was not written, and nothing is from now on. Called once.
   * @returns whether the work under way is being ended; if not, the write that failed and every later one throw the failure.
   */
  failed(failure: OutputFailure): boolean
}

export type Output = {
  /** @throws OutputFailure when this or an earlier write failed and nobody ends the work because of it. */
  write(text: string): void
  /** Bytes of another program, as they are. @returns what to wait for before more is written, where its reader is slow */
  pass(bytes: Buffer): Promise<void> | undefined
  /** Resolves when all of it is out, or is known not to be. Nothing may be written afterwards. */
  end(): Promise<void>
  readonly failure: OutputFailure | null
  readonly isTTY: boolean
  /** Of a terminal; 80 elsewhere. */
  readonly columns: number
}

type StandardStream = NodeJS.WriteStream & { readonly fd: number }

/** @param name what its failure calls it. */
export function createOutput(name: string, stream: StandardStream, handlers: OutputHandlers): Output {
  const descriptor = fileBehind(stream)
  let isClosed = false
  let failure: OutputFailure | null = null
  let isHandled = false
  const refuse = (error: NodeJS.ErrnoException) => {
    if (failure !== null || isClosed) return
    if (error.code === 'EPIPE') {
      isClosed = true
      handlers.closed()
      return
    }
    failure = new OutputFailure(name, error)
    isHandled = handlers.failed(failure)
  }
  stream.on('error', refuse)
  return {
    write(text) {
      if (isClosed) return
      if (failure === null && descriptor === null) stream.write(text)
      else if (failure === null && descriptor !== null)
        attempt(() => writeWhole(descriptor, Buffer.from(text, 'utf8')), refuse)
      if (failure !== null && !isHandled) throw failure
    },
    pass(bytes) {
      if (isClosed) return undefined
      if (failure === null && descriptor !== null) attempt(() => writeWhole(descriptor, bytes), refuse)
      else if (failure === null && !stream.write(bytes))
        // A stream that breaks drains no more.
        return new Promise((done) => {
          stream.once('drain', done)
          stream.once('close', done)
          stream.once('error', () => done())
        })
      if (failure !== null && !isHandled) throw failure
      return undefined
    },
    async end() {
      if (isClosed || failure !== null) return
      if (descriptor === null) await new Promise<void>((done) => stream.write('', () => done()))
      // Some file systems, on a network above all, say only now that there was no room.
      else if (fstatSync(descriptor).isFile()) attempt(() => closeSync(descriptor), refuse)
    },
    get failure() {
      return failure
    },
    get isTTY() {
      return stream.isTTY
    },
    get columns() {
      return stream.isTTY ? stream.columns : 80
    },
  }
}

/** The descriptor where it is a file or a device; null for terminals, pipes and sockets, whose streams report every failure. */
function fileBehind(stream: StandardStream): number | null {
  if (stream.isTTY) return null
  const status = fstatSync(stream.fd)
  return status.isFile() || status.isCharacterDevice() ? stream.fd : null
}

function writeWhole(descriptor: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at)
}

function attempt(work: () => void, refuse: (error: NodeJS.ErrnoException) => void): void {
  try {
    work()
  } catch (error) {
    refuse(error as NodeJS.ErrnoException)
  }
}

/** Both outputs of this process. A limit on the size of files (ulimit) then is a failed write and ends nothing by itself. */
export function standardOutputs(handlers: OutputHandlers): { readonly output: Output; readonly errors: Output } {
  if (process.platform !== 'win32') process.on('SIGXFSZ', () => undefined)
  return {
    output: createOutput('Standard output', process.stdout, handlers),
    // Where even the reason cannot be said, the exit code alone says that something was lost.
    errors: createOutput('Standard error', process.stderr, { ...handlers, failed: () => true }),
  }
}
