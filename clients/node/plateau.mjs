/**
 * Logs runs for Plateau: journals of log protocol 1 (docs/log-protocol.md), written with nothing but Node. It knows no other code of Plateau, asks nobody,
 * and never throws for what is logged: what cannot be kept is warned of once.
 */
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { homedir, hostname, userInfo } from 'node:os'
import { basename, isAbsolute, join, resolve } from 'node:path'
import * as zlib from 'node:zlib'

export const version = '0.1.0'
const mostPayloadBytes = 16 * 1024 * 1024
const mostInlineBytes = 1_000_000
const aliveMilliseconds = 10_000
const stopMilliseconds = 1_000

const letters = '0123456789abcdefghijklmnopqrstuvwxyz'
/** @param {number} length */
const random = (length) => Array.from(randomBytes(length), (byte) => letters[byte % 36]).join('')

/** @type {(bytes: Uint8Array) => number} */
const crc32 = typeof zlib.crc32 === 'function' ? (bytes) => zlib.crc32(bytes) : slowCrc32
/** Node 20 has none of its own. @param {Uint8Array} bytes */
function slowCrc32(bytes) {
  let remainder = 0xffffffff
  for (const byte of bytes) {
    remainder ^= byte
    for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1
  }
  return (remainder ^ 0xffffffff) >>> 0
}

/** As Plateau itself has it: where HOME is empty or relative it would be another folder in each place. */
function userFolder() {
  const named = homedir()
  return isAbsolute(named) ? named : userInfo().homedir
}

/** The folder of Plateau's data on this machine. */
export function defaultHome() {
  const { PLATEAU_HOME: chosen, XDG_DATA_HOME: data, APPDATA: roaming } = process.env
  if (chosen) return resolve(chosen)
  // Relative paths would mean another folder in each place.
  if (data && isAbsolute(data)) return join(data, 'plateau')
  if (process.platform === 'win32') return join(roaming ?? join(userFolder(), 'AppData', 'Roaming'), 'plateau')
  if (process.platform === 'darwin') return join(userFolder(), 'Library', 'Application Support', 'Plateau')
  return join(userFolder(), '.local', 'share', 'plateau')
}

/** The bytes of one binary journal: what each call returns belongs behind what was returned before. */
export function createEncoder() {
  /** @type {Map<string, number>} */
  const keys = new Map()
  let [lastStep, lastTime] = [0, 0]
  let isBegun = false

  /** @param {Buffer} payload */
  function frame(payload) {
    if (payload.length > mostPayloadBytes)
      throw new RangeError(`A record has at most ${mostPayloadBytes} bytes, not ${payload.length}.`)
    const head = Buffer.alloc(8)
    head.writeUInt32LE(payload.length, 0)
    head.writeUInt32LE(crc32(payload), 4)
    return Buffer.concat([head, payload])
  }
  /** @param {Buffer[]} frames */
  function begin(frames) {
    const parts = isBegun ? frames : [Buffer.from('PLTJRN1\n'), ...frames]
    isBegun = true
    return Buffer.concat(parts)
  }

  return {
    /** @param {object} record */
    record: (record) => begin([frame(Buffer.concat([Buffer.of(1), Buffer.from(JSON.stringify(record))]))]),
    /** @param {number} step @param {number} time @param {readonly (readonly [string, number])[]} values */
    points(step, time, values) {
      const frames = []
      /** @type {[number, number][]} */
      const numbered = []
      for (const [key, value] of values) {
        let number = keys.get(key)
        if (number === undefined) {
          number = keys.size
          keys.set(key, number)
          const head = Buffer.alloc(5)
          head.writeUInt8(2, 0)
          head.writeUInt32LE(number, 1)
          frames.push(frame(Buffer.concat([head, Buffer.from(key)])))
        }
        numbered.push([number, value])
      }
      const [stepBy, timeBy] = [BigInt(step) - BigInt(lastStep), BigInt(time) - BigInt(lastTime)]
      /** @param {bigint} difference */
      const fits = (difference) => difference === BigInt.asIntN(32, difference)
      const isNarrow =
        numbered.length <= 255 && fits(stepBy) && fits(timeBy) && numbered.every(([number]) => number <= 0xffff)
      frames.push(frame(isNarrow ? narrow(numbered, Number(stepBy), Number(timeBy)) : wide(numbered, stepBy, timeBy)))
      ;[lastStep, lastTime] = [step, time]
      return begin(frames)
    },
  }
}

/** @param {[number, number][]} values @param {number} step @param {number} time */
function narrow(values, step, time) {
  const payload = Buffer.alloc(10 + 10 * values.length)
  payload.writeUInt8(3, 0)
  payload.writeUInt8(values.length, 1)
  payload.writeInt32LE(step, 2)
  payload.writeInt32LE(time, 6)
  values.forEach(([number, value], index) => {
    payload.writeUInt16LE(number, 10 + 10 * index)
    payload.writeDoubleLE(value, 12 + 10 * index)
  })
  return payload
}

/** @param {[number, number][]} values @param {bigint} step @param {bigint} time */
function wide(values, step, time) {
  const payload = Buffer.alloc(21 + 12 * values.length)
  payload.writeUInt8(4, 0)
  payload.writeUInt32LE(values.length, 1)
  payload.writeBigInt64LE(step, 5)
  payload.writeBigInt64LE(time, 13)
  values.forEach(([number, value], index) => {
    payload.writeUInt32LE(number, 21 + 12 * index)
    payload.writeDoubleLE(value, 25 + 12 * index)
  })
  return payload
}

/** The attempt that the first record of a journal names; 0 where there is none yet. @param {string} path */
function attemptOf(path) {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(64 * 1024)
    const text = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0))
    const json = path.endsWith('.jsonl')
      ? text.subarray(0, text.indexOf(10))
      : text.subarray(17, 16 + text.readUInt32LE(8))
    const record = JSON.parse(json.toString())
    return record.type === 'attempt' && Number.isSafeInteger(record.attempt) ? record.attempt : 0
  } catch {
    // Not written yet, or damaged: the others say which attempt it is.
    return 0
  } finally {
    closeSync(file)
  }
}

/** @param {string[]} parameters @param {string} folder */
function git(parameters, folder) {
  try {
    return execFileSync('git', parameters, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 2_000,
    }).trim()
  } catch {
    return undefined
  }
}

/** @param {unknown} value @returns {unknown} */
function plain(value) {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return value.toString()
  if (Array.isArray(value)) return value.map(plain)
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]))
  return value
}

/** Why a text is no key; null where it is one. @param {string} key */
function whyNoKey(key) {
  const length = [...key.slice(0, 1_000)].length
  if (length === 0 || length > 200) return `has ${length} characters`
  return /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(key) ? 'has characters that cannot be shown' : null
}

/**
 * Begins a run, or goes on with the one whose id is given.
 * @param {import('./plateau.d.mts').InitOptions} options
 * @returns {import('./plateau.d.mts').Run}
 */
export function init(options = {}) {
  const home = resolve(options.home ?? defaultHome())
  const id = options.id ?? process.env.PLATEAU_RUN ?? random(16)
  if (!/^[0-9a-z]{10,40}$/.test(id)) throw new RangeError(`A run's id is 10 to 40 of 0-9 and a-z, not ${id}.`)
  const folder = join(home, 'journals', id)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!existsSync(join(folder, 'run.json')))
    writeWhole(folder, 'run.json', Buffer.from(JSON.stringify(describe(id, options))))
  const joined = Number(process.env.PLATEAU_ATTEMPT)
  const hasJoined = Number.isSafeInteger(joined) && joined > 0 && options.join === true
  const seen = readdirSync(folder)
    .filter((name) => /\.(?:plj|jsonl)$/.test(name))
    .map((name) => attemptOf(join(folder, name)))
  const attempt = hasJoined ? joined : Math.max(0, ...seen) + 1
  return openRun(folder, id, attempt, hasJoined, options)
}

/** @param {string} id @param {import('./plateau.d.mts').InitOptions} options */
function describe(id, { project, name, config, tags, notes, group, stepsAreEpochs }) {
  const folder = process.cwd()
  const commit = git(['rev-parse', 'HEAD'], folder)
  const command = process.argv.join(' ')
  const environment = {
    command,
    folder,
    host: hostname(),
    node: process.version,
    system: `${process.platform} ${process.arch}`,
    ...(commit === undefined
      ? {}
      : {
          git: {
            commit,
            branch: git(['rev-parse', '--abbrev-ref', 'HEAD'], folder),
            dirty: git(['status', '--porcelain'], folder) !== '',
          },
        }),
  }
  let user
  try {
    user = userInfo().username
  } catch {
    user = undefined
  }
  return {
    protocol: 1,
    id,
    project: project ?? process.env.PLATEAU_PROJECT,
    name,
    config: plain(config ?? {}),
    origin: {
      kind: 'logged',
      facts: { client: 'node', clientVersion: version, host: hostname(), user, process: process.pid, command, folder },
    },
    environment,
    begunAt: new Date().toISOString(),
    stepsAreEpochs,
    tags,
    notes,
    group,
  }
}

/** Whole or not there. @param {string} folder @param {string} name @param {Uint8Array} bytes */
function writeWhole(folder, name, bytes) {
  const unfinished = join(folder, `${name}.${process.pid}.${random(8)}.part`)
  writeFileSync(unfinished, bytes)
  renameSync(unfinished, join(folder, name))
}

/**
 * @param {string} folder @param {string} id @param {number} attempt @param {boolean} hasJoined
 * @param {import('./plateau.d.mts').InitOptions} options
 * @returns {import('./plateau.d.mts').Run}
 */
function openRun(folder, id, attempt, hasJoined, { onStop }) {
  const host = hostname()
  const safeHost = host.replaceAll(/[^A-Za-z0-9._-]/g, '-').slice(0, 60)
  const job = process.env.SLURM_JOB_ID
  const scheduled = job === undefined ? '' : `-j${job}-r${process.env.SLURM_RESTART_COUNT ?? '0'}`
  const file = openSync(join(folder, `${safeHost}-${process.pid}${scheduled}-${random(8)}.plj`), 'ax', 0o600)
  const encoder = createEncoder()
  const warned = new Set()
  let nextStep = 0
  let isOpen = true
  let lastLook = 0

  /** @param {string} message */
  function warn(message) {
    if (warned.has(message)) return
    warned.add(message)
    process.emitWarning(message, 'PlateauWarning')
  }
  /** @param {() => Uint8Array} make */
  function write(make) {
    if (!isOpen) return warn('Something was logged after finish(), and was not kept.')
    try {
      const bytes = make()
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    } catch (error) {
      warn(`This could not be logged: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  /** @param {object} fields */
  const record = (fields) => write(() => encoder.record({ ...fields, time: Date.now() }))
  function look() {
    const now = Date.now()
    if (now - lastLook < stopMilliseconds) return
    lastLook = now
    if (!existsSync(join(folder, 'stop')) || warned.has('stop')) return
    warned.add('stop')
    record({ type: 'state', state: 'stopping' })
    if (onStop) onStop()
    else process.kill(process.pid, 'SIGINT')
  }
  /** @param {Uint8Array} bytes @returns {string} */
  function keep(bytes) {
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const files = join(folder, 'files')
    mkdirSync(files, { recursive: true })
    if (!existsSync(join(files, sha256))) writeWhole(files, sha256, bytes)
    return sha256
  }
  /** @param {object} end */
  function close(end) {
    if (!isOpen) return
    record(hasJoined ? { type: 'state', state: 'left' } : { type: 'state', state: 'finished', ...end })
    isOpen = false
    clearInterval(alive)
    process.off('exit', onExit)
    process.off('uncaughtExceptionMonitor', onException)
    closeSync(file)
  }
  /** @param {number} exitCode */
  const onExit = (exitCode) => close({ exitCode })
  /** @param {unknown} error */
  const onException = (error) => {
    const { name = 'Error', message = String(error), stack } = error instanceof Error ? error : {}
    close({ exitCode: 1, exception: { type: name, message, traceback: stack }, reason: 'failed' })
  }
  const stepOf = (/** @type {{ step?: number | undefined }} */ { step }) => step ?? Math.max(0, nextStep - 1)

  record({
    type: 'attempt',
    attempt,
    protocol: 1,
    writer: {
      client: 'node',
      version,
      host,
      process: process.pid,
      startedAt: Math.round(Date.now() - 1_000 * process.uptime()),
      job,
      restarts: process.env.SLURM_RESTART_COUNT,
    },
  })
  if (!hasJoined) process.env.PLATEAU_ATTEMPT = String(attempt)
  const alive = setInterval(() => record({ type: 'state', state: 'alive' }), aliveMilliseconds).unref()
  process.on('exit', onExit)
  process.on('uncaughtExceptionMonitor', onException)

  return {
    id,
    attempt,
    folder,
    log(values, { step = nextStep } = {}) {
      if (!Number.isSafeInteger(step) || step < 0) return warn(`Steps are whole numbers from 0 on, not ${step}.`)
      /** @type {[string, number][]} */
      const numbers = []
      for (const [key, value] of Object.entries(values)) {
        const why = whyNoKey(key)
        if (why !== null) warn(`A key ${why}, and is not logged: keys have 1 to 200 printable characters.`)
        else if (typeof value === 'number') numbers.push([key, value])
        else if (typeof value === 'boolean' || typeof value === 'bigint') numbers.push([key, Number(value)])
        else if (typeof value === 'string') record({ type: 'text', key, step, text: value })
        else warn(`${key} is not logged: it is neither a number nor a text.`)
      }
      nextStep = Math.max(nextStep, step + 1)
      if (numbers.length > 0) write(() => encoder.points(step, Date.now(), numbers))
      look()
    },
    config: (config) => record({ type: 'config', config: plain(config) }),
    summary: (summary) => record({ type: 'summary', summary: plain(summary) }),
    defineMetric: (key, options = {}) => record({ type: 'metric', key, ...options }),
    text: (key, text, options = {}) => record({ type: 'text', key, step: stepOf(options), text }),
    histogram: (key, { edges, counts }, options = {}) =>
      record({ type: 'histogram', key, step: stepOf(options), edges, counts }),
    table(key, { columns, rows }, options = {}) {
      const whole = Buffer.from(JSON.stringify({ columns, rows: plain(rows) }))
      const base = { type: 'table', key, step: stepOf(options) }
      if (whole.length > mostInlineBytes) record({ ...base, sha256: keep(whole) })
      else record({ ...base, columns, rows: plain(rows) })
    },
    image: (key, bytes, { format, width, height, caption, index, ...options }) =>
      record({ type: 'image', key, step: stepOf(options), sha256: keep(bytes), format, width, height, caption, index }),
    save(path, { name = basename(path), copy = true } = {}) {
      try {
        const bytes = readFileSync(path)
        const base = { type: 'file', name, size: statSync(path).size }
        if (copy) record({ ...base, sha256: keep(bytes), copied: true })
        else
          record({
            ...base,
            path: resolve(path),
            sha256: createHash('sha256').update(bytes).digest('hex'),
            copied: false,
          })
      } catch (error) {
        warn(`${path} could not be kept: ${error instanceof Error ? error.message : String(error)}`)
      }
    },
    print: (lines, level = 'info') =>
      record({ type: 'log', level, lines: typeof lines === 'string' ? lines.split('\n') : [...lines] }),
    alert: (title, text = '', level = 'warning') => record({ type: 'alert', title, text, level }),
    finish: (reason = 'completed') => close({ exitCode: reason === 'failed' ? 1 : 0, reason }),
  }
}
