/** Follows the event files of one program into its journal, from its start to its end. */
import { existsSync } from 'node:fs'
import { relative } from 'node:path'
import type { PrintedPoint } from '../../model/programs/printed-results'
import { fromJson } from '../../protocol/journal/records'
import type { JournalSink } from '../journal'
import { openEventFile, type EventFile } from './event-file'
import { readEvent } from './events'
import { createFileFinder, mostFiles, type FoundFile } from './find-files'
import { createTranslator } from './journal-records'

const readMilliseconds = 200
/** Between two looks for new files; where a look takes long, this many times as long. */
const lookMilliseconds = 500
const restFactor = 10
/** What is read in one turn, so that what the program prints is heard in between. */
const turnMilliseconds = 20

export type FollowOptions = {
  /** Below which files are looked for: with `isNamed` one that a person named, else the program's own. */
  readonly folder: string
  readonly isNamed: boolean
  readonly journal: JournalSink
  readonly note: (level: 'info' | 'warning', line: string) => void
  readonly onPoint: ((point: PrintedPoint) => void) | undefined
}

export type TensorBoardFollower = {
  /** The program runs: what it writes is read from now on. */
  begin(leader: number): void
  /** Nothing is written any more: all that is there is read. */
  end(): Promise<void>
}

type Followed = { readonly file: EventFile; readonly passedOver: ReadonlySet<string> }

/** To be made before the program starts: files that are there by then are not its own. */
export function createFollower({ folder, isNamed, journal, note, onPoint }: FollowOptions): TensorBoardFollower {
  const finder = createFileFinder(folder)
  const files: Followed[] = []
  /** Told once their file has been read on: what goes wrong in whoever hears them is no fault of the file. */
  const unheard: PrintedPoint[] = []
  let leader = 0
  let timer: NodeJS.Timeout | undefined
  let nextLook = 0
  let unreadable = 0

  function look() {
    const from = performance.now()
    for (const found of finder.find(journal.run, leader)) files.push(follow(found))
    const now = performance.now()
    nextLook = now + Math.max(lookMilliseconds, restFactor * (now - from))
  }

  function follow({ path, prefix }: FoundFile): Followed {
    const translator = createTranslator(prefix, (bytes) => journal.keepFile(bytes))
    const file = openEventFile(
      path,
      relative(folder, path),
      (payload) => {
        const event = readEvent(payload)
        if (event === null) unreadable += 1
        for (const record of event === null ? [] : translator.translate(event)) {
          journal.write(record)
          if (record.type !== 'points') continue
          const values = Object.entries(record.values).map(([key, value]) => [key, fromJson(value) ?? NaN] as const)
          unheard.push({ step: record.step, values: new Map(values) })
        }
      },
      (sentence) => note('warning', sentence),
    )
    return { file, passedOver: translator.passedOver }
  }

  /** @returns whether there may be more to read at once */
  function readAll(isOver: boolean): boolean {
    const until = performance.now() + turnMilliseconds
    let isMore = false
    for (const { file } of files) {
      let hasMore = true
      while (hasMore && performance.now() < until) hasMore = readOn(file, isOver)
      isMore ||= hasMore
    }
    for (const point of unheard.splice(0)) onPoint?.(point)
    return isMore
  }

  function turn() {
    if (performance.now() >= nextLook) look()
    timer = setTimeout(turn, readAll(false) ? 0 : readMilliseconds)
  }

  /** What cannot be kept now, or is gone: tried again with the next turn, for as long as there is one. */
  function readOn(file: EventFile, isOver: boolean): boolean {
    try {
      return file.readOn(isOver)
    } catch (error) {
      if (isOver && existsSync(folder))
        note('warning', `A file of TensorBoard's could not be read: ${(error as Error).message}`)
      return false
    }
  }

  function sayWhatIsMissing() {
    const passedOver = new Set(files.flatMap((one) => [...one.passedOver]))
    if (files.length === 0)
      note('warning', `It wrote no TensorBoard files${isNamed ? ` below ${folder}` : ' below its folder'}.`)
    if (passedOver.size > 0)
      note('info', `Of its TensorBoard files these were passed over: ${[...passedOver].join(', ')}.`)
    if (unreadable > 0)
      note('warning', `${unreadable} records of its TensorBoard files are no events, and were left out.`)
    if (finder.hasMore()) note('warning', `Only its first ${mostFiles} TensorBoard files were read.`)
  }

  return {
    begin(started) {
      leader = started
      // Not at once: whoever begins it hears of no point before it has what it stops the program with.
      timer = setTimeout(turn, 0)
    },
    async end() {
      clearTimeout(timer)
      look()
      while (readAll(true)) await new Promise((resolve) => setImmediate(resolve))
      sayWhatIsMissing()
    },
  }
}
