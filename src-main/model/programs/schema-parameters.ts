/**
 * Parameters out of a JSON Schema: one for each property of its object, with type, default, choices, limits and words. What a schema can say
 * and a parameter cannot is told at its key, so that nothing is dropped in silence.
 */
import { parameterSchema, type ParameterValue, type ProgramParameter } from '../../contract/programs'
import { whyNotValue } from './parameters'

/** Something of the schema that no parameter has. */
type SchemaRemark = {
  /** The property; empty where it is the schema's own. */
  readonly key: string
  /** A sentence to follow the key. */
  readonly message: string
}

export type SchemaReading =
  | {
      readonly ok: true
      readonly parameters: readonly ProgramParameter[]
      readonly remarks: readonly SchemaRemark[]
    }
  | { readonly ok: false; readonly message: string }

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)

/** As many as a program has. */
const mostParameters = 500
/** A reference to a reference, and so on; a schema may refer to itself. */
const mostReferences = 16

/** Keywords that say nothing of values, or are read wherever they stand. */
const silent = new Set([
  ...['$schema', '$id', '$comment', '$defs', '$anchor', 'definitions', 'id', 'title', 'description', 'examples'],
  ...['deprecated', 'readOnly', 'writeOnly', 'type', 'enum', 'default', 'required', 'properties', '$ref'],
])

/** What becomes of keywords that a parameter has nothing for. */
const unread: Readonly<Record<string, string>> = {
  pattern: 'the pattern of its text is not checked',
  format: 'its format is not checked',
  minLength: 'the length of its text is not checked',
  maxLength: 'the length of its text is not checked',
  multipleOf: 'that it is a multiple of a number is not checked',
  minItems: 'how many values it takes is not checked',
  maxItems: 'how many values it takes is not checked',
  uniqueItems: 'that its values differ is not checked',
  not: 'what it must not be is not checked',
  allOf: 'what else holds of it (allOf) is not checked',
  if: 'its conditions (if, then, else) are not checked',
  then: 'its conditions (if, then, else) are not checked',
  else: 'its conditions (if, then, else) are not checked',
}

const pathFormats = new Set(['path', 'file-path', 'directory-path', 'file', 'directory'])

/** Follows references within the schema. @returns null for one that leads nowhere, or out of it */
function resolve(node: Node, root: Node): Node | null {
  let found = node
  for (let steps = 0; typeof found.$ref === 'string'; steps += 1) {
    const { $ref: reference, ...own } = found
    if (steps === mostReferences || !reference.startsWith('#')) return null
    let target: unknown = root
    for (const word of reference.slice(1).split('/').slice(1)) {
      const name = word.replaceAll('~1', '/').replaceAll('~0', '~')
      target = isNode(target) && Object.hasOwn(target, name) ? target[name] : undefined
    }
    if (!isNode(target)) return null
    // What stands beside a reference, such as a default, is about this use of it.
    found = { ...target, ...own }
  }
  return found
}

/** Of "a number or null", the number; null where it may be several things. */
function alternative(node: Node, root: Node): Node | null {
  const choices: unknown = node.anyOf ?? node.oneOf
  if (!Array.isArray(choices)) return node
  const kinds = choices.filter((one: unknown) => !(isNode(one) && one.type === 'null'))
  const only: unknown = kinds[0]
  if (kinds.length !== 1 || !isNode(only)) return null
  const { anyOf: _, oneOf: __, ...own } = node
  return resolve({ ...only, ...own }, root)
}

const isWord = (value: unknown): value is string | number =>
  typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))

/** The one type that it is of, besides null; null where that is none or several. */
function typeOf(node: Node): string | null {
  const stated = Array.isArray(node.type) ? node.type.filter((one) => one !== 'null') : [node.type]
  if (stated.length === 1 && typeof stated[0] === 'string') return stated[0]
  if (node.type !== undefined) return null
  const values = Array.isArray(node.enum) ? node.enum.filter((one) => one !== null) : [node.default]
  const kinds = new Set(
    values.map((one) => (typeof one === 'number' ? (Number.isInteger(one) ? 'integer' : 'number') : typeof one)),
  )
  if (kinds.size === 2 && kinds.has('integer') && kinds.has('number')) return 'number'
  const [kind] = kinds
  return kinds.size === 1 && kind !== undefined && ['integer', 'number', 'string', 'boolean'].includes(kind)
    ? kind
    : null
}

/** One property, as it is worked out. */
type Property = {
  readonly key: string
  readonly node: Node
  readonly remark: (message: string) => void
}

/** Lowest and highest, of numbers alone. */
function limitsOf({ node, remark }: Property, isNumeric: boolean, isWhole: boolean) {
  const bound = (inclusive: unknown, exclusive: unknown, step: number): number | null => {
    const closed = typeof inclusive === 'number' ? inclusive : null
    // In early drafts "exclusive" is a word beside the limit.
    const open = typeof exclusive === 'number' ? exclusive : exclusive === true ? closed : null
    if (open === null) return closed
    // What leaves out its limit has, among whole numbers, the next one.
    const next = isWhole ? (step > 0 ? Math.floor(open) + 1 : Math.ceil(open) - 1) : open
    if (!isWhole) remark(`it must not be ${open} itself, which is not checked`)
    return closed === null ? next : step > 0 ? Math.max(closed, next) : Math.min(closed, next)
  }
  const minimum = bound(node.minimum, node.exclusiveMinimum, 1)
  const maximum = bound(node.maximum, node.exclusiveMaximum, -1)
  if (isNumeric) return { minimum, maximum }
  if (minimum !== null || maximum !== null) remark('limits are for numbers, and are left out')
  return { minimum: null, maximum: null }
}

function choicesOf({ node, remark }: Property, type: ProgramParameter['type']): (string | number)[] {
  if (node.enum === undefined || !Array.isArray(node.enum)) return []
  const fits = (one: unknown): one is string | number =>
    isWord(one) && (type === 'int' ? Number.isInteger(one) : type !== 'float' || typeof one === 'number')
  const fitting = node.enum.filter(fits)
  if (type === 'flag') {
    if (node.enum.length === 1) remark('only one of on and off is allowed, which is not checked')
    return []
  }
  const odd = node.enum.filter((one) => one !== null && !fits(one)).length
  if (odd > 0)
    remark(
      `${odd === 1 ? 'one of its choices does' : `${odd} of its choices do`} not fit its type, and ${odd === 1 ? 'is' : 'are'} left out`,
    )
  return fitting
}

const scalarTypes: Readonly<Record<string, ProgramParameter['type']>> = {
  number: 'float',
  integer: 'int',
  boolean: 'flag',
  string: 'text',
}

/** The parameter's type; null with what is said instead. */
function kindOf({ node, remark }: Property): ProgramParameter['type'] | null {
  const type = typeOf(node)
  const kind = type !== null && Object.hasOwn(scalarTypes, type) ? scalarTypes[type] : undefined
  if (kind === undefined) {
    if (type === 'object' || isNode(node.properties)) {
      const inner = isNode(node.properties) ? Object.keys(node.properties).slice(0, 5).join(', ') : ''
      remark(
        `it has settings of its own${inner === '' ? '' : ` (${inner})`}, and a parameter is one value; it is left out`,
      )
    } else if (type === null) remark('it may be of several types, or of none that is said; it is left out')
    else remark(`it is of type ${type.slice(0, 40)}, which no parameter has; it is left out`)
    return null
  }
  if (kind !== 'text') return kind
  if (typeof node.format === 'string' && pathFormats.has(node.format)) return 'path'
  return Array.isArray(node.enum) ? 'choice' : 'text'
}

/** What a list is made of, where that is plain values. */
function itemsOf({ node, remark, key }: Property, root: Node): Node | null {
  const items = isNode(node.items) ? resolve(node.items, root) : null
  const type = items === null ? null : typeOf(items)
  if (items === null || type === null || !Object.hasOwn(scalarTypes, type) || type === 'boolean') {
    remark('it is a list of what no parameter has, and is left out')
    return null
  }
  remark(`it is a list, and is passed as several values: --${key} A B`)
  return items
}

/** A default that a parameter can have; null with a remark for any other. */
function usualOf(property: Property, parameter: ProgramParameter): ParameterValue {
  const { node, remark } = property
  if (node.default === undefined || node.default === null) return null
  const list = Array.isArray(node.default) && parameter.multiple && node.default.every(isWord) ? node.default : null
  const one = typeof node.default === 'boolean' || isWord(node.default) ? node.default : null
  const value = parameter.multiple ? list : one
  const why = value === null ? 'is none that it can have' : whyNotValue({ ...parameter, required: false }, value)
  if (why === null) return value
  remark(`its default ${why}, and is left out`)
  return null
}

function tellUnread({ node, remark }: Property, type: ProgramParameter['type']) {
  const read = new Set(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'anyOf', 'oneOf', 'items'])
  const told = new Set<string>()
  for (const keyword of Object.keys(node)) {
    if (silent.has(keyword) || read.has(keyword) || (keyword === 'format' && type === 'path')) continue
    const message = Object.hasOwn(unread, keyword) ? unread[keyword] : undefined
    // Words of other programs are not rules of values.
    if (message !== undefined && !told.has(message)) remark(message)
    if (message !== undefined) told.add(message)
    if (keyword === 'const') remark('it is a constant, which is not checked')
  }
}

/** @returns null where the property is no parameter; why is among the remarks. */
function readProperty(given: Property, root: Node, required: boolean): ProgramParameter | null {
  const { key, remark } = given
  const node = resolve(given.node, root)
  const chosen = node === null ? null : alternative(node, root)
  if (node === null || chosen === null) {
    remark(
      node === null
        ? 'it refers to what is not in the schema, and is left out'
        : 'it may be of several types; it is left out',
    )
    return null
  }
  const whole = { ...given, node: chosen }
  const multiple = typeOf(chosen) === 'array'
  const one = multiple ? itemsOf(whole, root) : chosen
  if (one === null) return null
  const item = { ...given, node: one }
  const type = kindOf(item)
  if (type === null) return null
  const numeric = type === 'float' || type === 'int'
  const choices = choicesOf(item, type)
  if (Array.isArray(one.enum) && type !== 'flag' && choices.length === 0) {
    remark('it has no choice that fits; it is left out')
    return null
  }
  const words = [chosen.description, chosen.title].find((text) => typeof text === 'string') ?? ''
  const parsed = parameterSchema.safeParse({
    name: key,
    option: `--${key}`,
    type,
    words: words.slice(0, 2_000),
    required: required && type !== 'flag' && chosen.default === undefined,
    multiple,
    choices,
    ...limitsOf(item, numeric, type === 'int'),
  })
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const where = issue?.path[0] === 'choices' ? 'its choices' : 'its name'
    remark(`${where} cannot be a parameter's: ${issue?.message ?? 'not valid'}; it is left out`)
    return null
  }
  const parameter = parsed.data
  const complete = { ...parameter, default: usualOf(whole, parameter) }
  tellUnread(whole, type)
  if (multiple) tellUnread(item, type)
  if (complete.default !== true) return complete
  remark(`it is turned off by --no-${key}, which the program has to know`)
  return { ...complete, offOption: `--no-${key}` }
}

/** Reads the properties of a JSON Schema, whatever the value is. Never throws. */
export function readSchema(value: unknown): SchemaReading {
  const root = isNode(value) ? resolve(value, value) : null
  if (root === null || !isNode(value))
    return { ok: false, message: 'A JSON Schema is an object with "properties", one for each parameter.' }
  if (!isNode(root.properties)) return { ok: false, message: 'The schema has no "properties", and so no parameters.' }
  const required = new Set(Array.isArray(root.required) ? root.required : [])
  const remarks: SchemaRemark[] = []
  const parameters: ProgramParameter[] = []
  const names = new Set<string>()
  const say = (key: string) => (message: string) => remarks.push({ key, message })
  for (const [key, node] of Object.entries(root.properties)) {
    if (parameters.length === mostParameters) {
      say(key)(`a program has at most ${mostParameters} parameters; it is left out`)
      continue
    }
    if (!isNode(node)) {
      say(key)('it has no type; it is left out')
      continue
    }
    const parameter = readProperty({ key, node, remark: say(key) }, value, required.has(key))
    if (parameter === null) continue
    if (names.has(parameter.name)) say(key)('another one has this name; it is left out')
    else parameters.push(parameter)
    names.add(parameter.name)
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas', 'dependentRequired', 'patternProperties'])
    if (Object.hasOwn(root, keyword)) say('')(`what holds between settings (${keyword}) is not checked`)
  return { ok: true, parameters, remarks }
}
