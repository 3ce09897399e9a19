/** Whatever a person hands in: it is taken, or refused in a sentence. Nothing ends as a fault of Plateau's own. */
import { execFileSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { architectureKinds, lossKinds, resolveRunConfig, settingKeys } from '@contract/config'
import { errorTable, PlateauError } from '@contract/errors'
import { readMathematics, readText } from '@charts/mathematics'
import { parseBinding, splitBindings } from '@panels/report/bindings'
import { parseSearch } from '@panels/words/run-search'
import { readMarkdown } from '../../../src-main/core/reports/write/markdown-tree'
import { figureRequestSchema, toTarget } from '../../../src-main/hosts/cli/figure-request'
import { configsFromCommandLine } from '../../../src-main/hosts/cli/grid-flags'
import { readJsonFile } from '../../../src-main/hosts/cli/json-file'
import { createProgram, runProgram } from '../../../src-main/hosts/cli/program'
import { describeError } from '../../../src-main/hosts/error-text'
import { builtInStyles } from '@contract/figure'
import { fromViewFile } from '../../../src-renderer/state/workspace.svelte'
import { readSource } from '../../../src-renderer/views/reports/markdown-source'
import { fakeRun } from '../../support/fake-run'
import { propertyCases } from '../../support/property'
import { hostileTexts, inputsOf } from '../../support/schema-inputs'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plateau-hostile-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What the work was refused with, as a person reads it; null where it was taken. Any fault of its own is thrown on. */
async function refusalOf(work: () => unknown): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!(error instanceof PlateauError) || error.code === 'internal') throw error
    const { text } = describeError(error)
    expect(text).not.toContain(errorTable.internal.title)
    expect(text.split('\n').length).toBeLessThanOrEqual(2)
    return text
  }
}

const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 40 }))
const keys = fc.oneof(fc.constantFrom<string>(...settingKeys), text)
const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' })
const values = fc.oneof(
  json,
  text,
  fc.double(),
  fc.constantFrom<unknown>(
    ...architectureKinds,
    ...lossKinds,
    { toString: 1, valueOf: 1 },
    [[[]]],
    [1, null],
    1e308,
    -0,
  ),
)
/** As text, as a parser may make what no literal can: own keys named `__proto__`. */
const settingsFile = fc
  .array(fc.tuple(keys, values), { maxLength: 6 })
  .map((entries) => `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`)

const write = (content: string | Uint8Array): string => {
  const path = join(folder, 'file.json')
  writeFileSync(path, content)
  return path
}

describe('a config file', () => {
  const read = (content: string | Uint8Array) => {
    const config = write(content)
    return refusalOf(() => configsFromCommandLine({ config, loss: 'mse,l1' }))
  }

  it('of any settings is taken or refused in a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(settingsFile, async (content) => {
        await read(content)
      }),
      { numRuns: propertyCases(400) },
    )
  })

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'with the key %j is told that there is no such setting',
    async (key) => {
      expect(await read(`{${JSON.stringify(key)}: 1}`)).toBe(
        `${join(folder, 'file.json')} has no setting named ${key}.`,
      )
    },
  )

  const plain = '{"epochs": 3}'
  const utf16 = (big: boolean) => {
    const bytes = Buffer.from(`\ufeff${plain}`, 'utf16le')
    return big ? bytes.swap16() : bytes
  }
  it.each<[string, string | Uint8Array]>([
    ['UTF-8', plain],
    ['a byte order mark', `\ufeff${plain}`],
    ['UTF-16, little end first', utf16(false)],
    ['UTF-16, big end first', utf16(true)],
    ['lines as Windows ends them', plain.replaceAll(' ', '\r\n')],
  ])('is read in %s', async (_what, content) => {
    const [config] = await configsFromCommandLine({ config: write(content) })
    expect(config).toMatchObject({ epochs: 3 })
  })

  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'is empty'],
    ['a byte order mark alone', '\ufeff', 'is empty'],
    ['bytes that are no text', Buffer.from([0x80, 0x81, 0xfe]), 'is not text in UTF-8'],
    ['half of a UTF-16 character', Buffer.from([0xff, 0xfe, 0x7b]), 'is not text in UTF-8'],
    ['zeros', Buffer.alloc(100), 'is not valid JSON'],
    ['100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'is nested deeper than 64 levels'],
    ['100,000 levels of objects', '{"a":'.repeat(100_000), 'is nested deeper than 64 levels'],
    ['20 MB', Buffer.alloc(20 * 1024 * 1024, ' '), 'is larger than 16 MB'],
    ['two million values', `[${'1,'.repeat(2_000_000)}1]`, 'has more than 1000000 values'],
    ['a mistake', '{\n"epochs": 3,\n}', 'is not valid JSON in line 3'],
    ['a list', '[]', 'must contain one JSON object of settings'],
  ])('of %s is refused with the reason', async (_what, content, reason) => {
    expect(await read(content)).toBe(`The config file ${join(folder, 'file.json')} ${reason}.`)
  })

  it.skipIf(process.platform !== 'linux')('that is none is refused, and a pipe is read', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    createWriteStream(pipe).end(plain)
    expect(await readJsonFile(pipe, 'The config file')).toEqual({ epochs: 3 })
    const places = {
      '/dev/zero': 'is larger than 16 MB',
      '/dev/null': 'is empty',
      '/': 'is a folder',
      '/none': 'does not exist',
    }
    for (const [path, reason] of Object.entries(places))
      expect(await refusalOf(() => readJsonFile(path, 'The config file'))).toBe(`The config file ${path} ${reason}.`)
  })
})

describe('other files and texts', () => {
  it('a figure of a file of figures is taken or refused in a sentence', async () => {
    const requests = inputsOf(figureRequestSchema, ['val_mse', 'calm-bay-1', 'ema:0.9', 'config:loss', 'run:epochs'])
    const { style } = builtInStyles[0]!
    await fc.assert(
      fc.asyncProperty(requests, fc.constantFrom('pdf', 'csv'), async (made, format) => {
        const read = figureRequestSchema.safeParse(made)
        if (read.success) await refusalOf(() => toTarget(read.data, style, format))
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it('settings of any kind are resolved or explained', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything({ withNullPrototype: true }),
          settingsFile.map((file) => JSON.parse(file) as unknown),
        ),
        (input) => {
          const resolved = resolveRunConfig(input)
          if (!resolved.ok) expect(resolved.issues.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: propertyCases(300) },
    )
  })

  it('a view’s file is read, or refused in a sentence of its own', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          settingsFile,
          json.map((value) => `\ufeff${JSON.stringify(value)}`),
        ),
        (content) => {
          expect(() => fromViewFile(content)).toThrow(/^This file /)
        },
      ),
      { numRuns: propertyCases(200) },
    )
    expect(() => fromViewFile('['.repeat(100_000))).toThrow(/^This file /)
  })

  it('a search finds or does not, whatever is typed', () => {
    const run = fakeRun('a')
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            text,
            keys,
            text.map((word) => `${word}:x`),
          ),
          { maxLength: 4 },
        ),
        fc.boolean(),
        (words, isRegex) => {
          expect(typeof parseSearch(words.join(' '), isRegex).matches(run)).toBe('boolean')
        },
      ),
      { numRuns: propertyCases(500) },
    )
  })

  it('text of a report is read, whatever is typed: bindings, mathematics and Markdown', () => {
    const marks = fc.constantFrom(
      '{{',
      '}}',
      '\\',
      '$',
      '{',
      '}',
      '[',
      '](',
      '*',
      '_',
      '`',
      '>',
      '- ',
      '|',
      '<',
      '&#x110000;',
      '^',
      '\\frac',
      '\\hat',
      '\n',
    )
    const typed = fc.array(fc.oneof(marks, text), { maxLength: 30 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(typed, (written) => {
        const segments = splitBindings(written)
        expect(segments.map((part) => (part.kind === 'text' ? part.text : `{{${part.expression}}}`)).join('')).toBe(
          written,
        )
        for (const part of segments) if (part.kind === 'binding') parseBinding(part.expression)
        readText(written)
        readMathematics(written)
        readMarkdown(written)
      }),
      { numRuns: propertyCases(500) },
    )
  })

  it.each(
    '[ > * _ ` ( < ![ \\ {{ $ { | & ~~ *a_ _a* **a `a [a]( $a $x^{ $\\frac{ <a http://'
      .split(' ')
      .concat(['- ', '1. ', '> ', '$$ ', '$$\n', '\n\n', '- a\n', '# a\n', '```\n', '| a |\n']),
  )('text of a report of nothing but %j is read to its end', (mark) => {
    const written = mark.repeat(Math.floor(100_000 / mark.length))
    for (const read of [splitBindings, readText, readMathematics, readMarkdown, readSource, parseBinding])
      expect(() => read(written)).not.toThrow()
  })
})

describe('the command line', () => {
  it('refuses whatever it is given in a sentence', async () => {
    const program = await createProgram(
      [],
      () => Promise.resolve(),
      () => undefined,
    )
    const flags = program.commands.flatMap((command) => command.options.flatMap(({ long }) => long ?? []))
    const words = fc.oneof(
      fc.constantFrom(...program.commands.map((command) => command.name())),
      fc.constantFrom(...flags),
      text,
    )
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 6 }), async (parameters) => {
        await refusalOf(() =>
          runProgram(
            parameters,
            () => {
              throw new PlateauError('cancelled')
            },
            () => undefined,
          ),
        )
      }),
      { numRuns: propertyCases(300) },
    )
  })
})
