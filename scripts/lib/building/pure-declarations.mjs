/**
 * A plugin of the builds. What modules under `src-main` declare is made without any effect on others, so what nobody uses of it can be left out. The
 * bundler cannot tell this of calls by itself, and would have each window and process make every schema of the contract, of which it checks few.
 */

/** @typedef {{ readonly type: string, readonly start: number, readonly end: number } & Readonly<Record<string, unknown>>} Node */

const mark = '/* @__PURE__ */ '

/** @returns {value is Node} @param {unknown} value */
const isNode = (value) => typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/**
 * Where the calls begin that are made while a value is: none inside its functions, and of a chain of calls the whole.
 * @param {unknown} value @returns {number[]}
 */
function callsOf(value) {
  if (Array.isArray(value)) return value.flatMap(callsOf)
  if (!isNode(value) || /Function|Class/.test(value.type)) return []
  const within = Object.values(value).flatMap(callsOf)
  return value.type === 'CallExpression' || value.type === 'NewExpression' ? [value.start, ...within] : within
}

/**
 * The same code, in which what it declares is marked as free of effects.
 * @param {string} code @param {unknown} program its tree
 */
export function markDeclarations(code, program) {
  const { body } = /** @type {{ readonly body: readonly Node[] }} */ (program)
  const declarations = body.flatMap((statement) => {
    const declaration = statement.type.startsWith('Export') ? statement.declaration : statement
    if (!isNode(declaration)) return []
    if (declaration.type === 'VariableDeclaration') return [declaration]
    return statement.type === 'ExportDefaultDeclaration' ? [declaration] : []
  })
  const places = [...new Set(declarations.flatMap(callsOf))].toSorted((left, right) => right - left)
  return places.reduce((marked, place) => marked.slice(0, place) + mark + marked.slice(place), code)
}

/** @returns {import('vite').Plugin} */
export const pureDeclarations = () => ({
  name: 'pure-declarations',
  apply: 'build',
  transform: {
    filter: { id: /\/src-main\/.*\.ts$/ },
    handler(code) {
      return { code: markDeclarations(code, this.parse(code)), map: null }
    },
  },
})
