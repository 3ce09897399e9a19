/** How much of a config is stored with its run and shown; the rest is kept as a file. */
import { flatRecord, isJsonObject, mostConfigLevels, type Json, type JsonObject } from './config'

export const mostConfigKeys = 2_000
/** UTF-8, as JSON. */
export const mostConfigBytes = 1_000_000
/** Of a text that does not fit, so much of its beginning is kept. */
const keptCharacters = 10_000

export type LimitedConfig = {
  readonly config: JsonObject
  /** Sentences on what was left out; empty where all of it is there. */
  readonly problems: readonly string[]
}

type Room = { keys: number; bytes: number; readonly cut: { keys: number; texts: number } }

const utf8 = new TextEncoder()
const bytesOf = (json: string): number => utf8.encode(json).length

/**
 * A config within the limits: keys in their order as long as there is room, a text that does not fit by its beginning. Within the limits it is itself.
 * @param name the file's that has all of it, for the sentence
 */
export function limitConfig(config: JsonObject, name: string): LimitedConfig {
  const keys = countSettings(config, 1)
  const bytes = bytesOf(JSON.stringify(config))
  if (keys <= mostConfigKeys && bytes <= mostConfigBytes) return { config, problems: [] }
  const room: Room = { keys: mostConfigKeys, bytes: mostConfigBytes, cut: { keys: 0, texts: 0 } }
  const kept = keepObject(config, room, 1)
  const count = (number: number) => number.toLocaleString('en-US')
  const parts = [
    ...(room.cut.keys > 0 ? [`${count(room.cut.keys)} of its ${count(keys)} settings`] : []),
    ...(room.cut.texts > 0
      ? [`the ends of ${count(room.cut.texts)} long ${room.cut.texts === 1 ? 'text' : 'texts'}`]
      : []),
  ]
  return { config: kept, problems: [`Not shown: ${parts.join(' and ')}. All of it is in ${name}.`] }
}

/** As many as it has flattened keys, without making those. */
function countSettings(object: JsonObject, level: number): number {
  let count = 0
  for (const key of Object.keys(object)) {
    const value = object[key] ?? null
    const isNested = isJsonObject(value) && level < mostConfigLevels && Object.keys(value).length > 0
    count += isNested ? countSettings(value, level + 1) : 1
  }
  return count
}

function keepObject(object: JsonObject, room: Room, level: number): JsonObject {
  const kept: [string, Json][] = []
  room.bytes -= 2
  for (const key of Object.keys(object)) {
    const value = object[key] ?? null
    const head = bytesOf(JSON.stringify(key)) + 2
    const isNested = isJsonObject(value) && Object.keys(value).length > 0 && level < mostConfigLevels
    if (isNested) {
      room.bytes -= head
      const inner = keepObject(value, room, level + 1)
      // Nothing of it fitted.
      if (Object.keys(inner).length > 0) kept.push([key, inner])
      else room.bytes += head + 2
      continue
    }
    const fitting = room.keys > 0 ? fit(value, room.bytes - head) : undefined
    if (fitting === undefined) {
      room.cut.keys += 1
      continue
    }
    if (fitting !== value) room.cut.texts += 1
    room.keys -= 1
    room.bytes -= head + bytesOf(JSON.stringify(fitting))
    kept.push([key, fitting])
  }
  return flatRecord(kept)
}

/** The value, of a long text its beginning; undefined where there is no room. */
function fit(value: Json, bytes: number): Json | undefined {
  if (bytesOf(JSON.stringify(value)) <= bytes) return value
  if (typeof value !== 'string') return undefined
  // Not half of a character.
  const beginning = `${value.slice(0, keptCharacters).replace(/[\ud800-\udbff]$/, '')}…`
  return bytesOf(JSON.stringify(beginning)) <= bytes ? beginning : undefined
}
