/** The window's keys, read from the source of its views: each registers its own where it is mounted. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { codes, table } from './table'

const root = join(import.meta.dirname, '..', '..', '..')

/** `keys`: any of them does it. */
type Key = { readonly keys: readonly string[]; readonly label: string }
type Group = { readonly title: string; readonly keys: readonly Key[] }

/** The script of a component, or the whole of a module. */
function readScript(path: string): ts.SourceFile {
  const text = readFileSync(join(root, path), 'utf8')
  const script = path.endsWith('.svelte') ? (/<script lang="ts">([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '') : text
  return ts.createSourceFile(path, script, ts.ScriptTarget.Latest, true)
}

/** Every text that an expression may be: both branches of a choice, without what is nothing. @throws TypeError for one that is worked out */
function textsOf(expression: ts.Expression): string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text]
  if (ts.isIdentifier(expression) && expression.text === 'undefined') return []
  if (ts.isConditionalExpression(expression)) return [...textsOf(expression.whenTrue), ...textsOf(expression.whenFalse)]
  throw new TypeError(`The words of a key are no text: ${expression.getText()}`)
}

function propertyOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  return object.properties.find(
    (property): property is ts.PropertyAssignment =>
      ts.isPropertyAssignment(property) && property.name.getText() === name,
  )?.initializer
}

/** The key of a menu's entry, which has it where the view has: `...by('Shift+D')`. */
function menuKeyOf(object: ts.ObjectLiteralExpression): ts.Expression | undefined {
  const spread = object.properties.find(
    (property): property is ts.SpreadAssignment =>
      ts.isSpreadAssignment(property) && property.expression.getText().startsWith("by('"),
  )?.expression
  return spread !== undefined && ts.isCallExpression(spread) ? spread.arguments[0] : undefined
}

/** Object literals with `keys` and `label`, wherever they are in what a view registers. */
function keysWithin(node: ts.Node): Key[] {
  if (ts.isObjectLiteralExpression(node)) {
    const keys = propertyOf(node, 'keys') ?? menuKeyOf(node)
    const label = propertyOf(node, 'label')
    const also = propertyOf(node, 'also')
    if (keys !== undefined && label !== undefined)
      return [
        { keys: [...textsOf(keys), ...(also === undefined ? [] : textsOf(also))], label: textsOf(label).join(' / ') },
      ]
  }
  const found: Key[] = []
  ts.forEachChild(node, (child) => void found.push(...keysWithin(child)))
  return found
}

/** The function of `components/everywhere` that is called within a node; undefined for none. */
function everywhereWithin(node: ts.Node): ts.Node | undefined {
  const isCalled = /\beverywhereCommands\(/.test(node.getText())
  return isCalled ? readScript('src-renderer/components/everywhere.ts') : undefined
}

/** What views register of the menu of a run or of a panel, beside what they have in a list of their own. */
function menuGroups(): Group[] {
  const own = new Set(['F', 'F2'])
  const panel = keysWithin(readScript('src-renderer/views/workspace/PanelCard.svelte'))
  return [
    { title: 'Run at hand', keys: keysWithin(readScript('src-renderer/components/run-groups.ts')) },
    { title: 'Current panel', keys: panel.filter(({ keys }) => !keys.some((key) => own.has(key))) },
  ]
}

/** What `keys.add(TITLE, () => [...])` registers, or a function that it calls. */
function groupsWithin(node: ts.Node): Group[] {
  const found: Group[] = []
  if (ts.isCallExpression(node) && /\bkeys\.add$/.test(node.expression.getText())) {
    const [title, commands] = node.arguments
    if (title !== undefined && commands !== undefined)
      found.push(
        ...textsOf(title).map((text) => ({ title: text, keys: keysWithin(everywhereWithin(commands) ?? commands) })),
      )
  }
  ts.forEachChild(node, (child) => void found.push(...groupsWithin(child)))
  return found
}

/** Keys that belong to what has the focus, as the window's own list of keys has them. */
function keysInPlace(): Group[] {
  const script = readScript('src-renderer/components/KeyList.svelte')
  const found: Group[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const title = propertyOf(node, 'title')
      const keys = propertyOf(node, 'keys')
      if (title !== undefined && keys !== undefined && ts.isArrayLiteralExpression(keys))
        found.push({ title: textsOf(title).join(' / '), keys: keys.elements.map(keyOfRow) })
    }
    ts.forEachChild(node, visit)
  }
  visit(script)
  return found
}

const heldKeys: ReadonlySet<string> = new Set(['Ctrl', 'Shift', 'Alt'])

/** `[label, ...caps]`; `heldKey` is Ctrl, or Cmd on a Mac. */
function keyOfRow(row: ts.Expression): Key {
  if (!ts.isArrayLiteralExpression(row)) throw new TypeError(`A row of keys is no list: ${row.getText()}`)
  const [label, ...caps] = row.elements.map((element) =>
    ts.isIdentifier(element) && element.text === 'heldKey' ? 'Ctrl' : textsOf(element).join(' / '),
  )
  const isHeld = heldKeys.has(caps[0] ?? '')
  return { label: label ?? '', keys: isHeld ? [caps.join('+')] : caps }
}

/** What is the same everywhere comes first, then view by view. */
export function windowKeys(): string {
  const files = globSync('src-renderer/**/*.{svelte,ts}', { cwd: root }).sort()
  const groups = [...files.flatMap((path) => groupsWithin(readScript(path))), ...menuGroups()]
  if (groups.length === 0) throw new RangeError('No view registers keys.')
  const inOrder = [
    ...groups.filter(({ title }) => title === 'Everywhere'),
    ...groups.filter(({ title }) => title !== 'Everywhere').sort((a, b) => a.title.localeCompare(b.title, 'en')),
    ...keysInPlace(),
  ]
  return table(
    ['Where', 'Key', 'What it does'],
    inOrder.flatMap(({ title, keys }) => keys.map(({ keys: pressed, label }) => [title, codes(pressed), label])),
  )
}
