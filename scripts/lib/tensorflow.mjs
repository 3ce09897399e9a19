/**
 * Native TensorFlow under tfjs-node, by a ladder: what is there; the libraries out of TensorFlow's Python package with the
 * addon compiled here; tfjs-node's own download; and failing all, nothing, and wasm trains.
 */
import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { cacheDirectory } from '../../src-main/platform/paths.mjs'
import {
  addonDirectory,
  failureFile,
  readTensorFlowFailure,
  readTensorFlowRecord,
} from '../../src-main/platform/tensorflow-record.mjs'
import { makeFolder, readJson, sha256, sweepLeftovers, writeJson } from './files.mjs'
import { lastLine, projectRoot, run } from './processes.mjs'
import { say, withProgress } from './report.mjs'

const version = '2.18.0'
const platform = `${process.platform}-${process.arch}`

/** Which Python package has libraries for this platform, and where its hash is pinned. Only Linux x64 is proven. */
const wheels = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    sha256: '089e71746960ea581dca53401f84b3b99c8537313e337a9e5dbf97036a936f7e',
  },
  'linux-arm64': { package: 'tensorflow', sha256: null },
  'darwin-arm64': { package: 'tensorflow', sha256: null },
}

/** What has to be installed by hand, as people type it. */
const prerequisites = {
  linux: 'sudo apt-get install python3-pip g++ && npm run setup',
  darwin: 'xcode-select --install && npm run setup',
  win32: 'npm run setup',
}
const remedyFor = prerequisites[/** @type {'linux' | 'darwin' | 'win32'} */ (process.platform)] ?? 'npm run setup'

const rememberMilliseconds = 86_400_000

/** A rung that cannot be climbed, in a sentence. */
class RungError extends Error {
  /**
   * @param {string} message
   * @param {string} [remedy]
   */
  constructor(message, remedy = 'npm run setup') {
    super(message)
    this.remedy = remedy
  }
}

const requireHere = createRequire(import.meta.url)
const packageDirectory = () => dirname(requireHere.resolve('@tensorflow/tfjs-node/package.json'))

function cacheKey() {
  const tfjsNode = readJson(join(packageDirectory(), 'package.json'))?.version
  return `tfjs-node-${tfjsNode}-tensorflow-${version}-${platform}`
}

/** Whether the addon is in its place and is the one that was recorded. */
async function isPresent() {
  const record = readTensorFlowRecord()
  const folder = addonDirectory()
  if (!record || !folder) return false
  if (record.source === 'pypi' && !existsSync(join(cacheDirectory(), 'tensorflow', record.key, 'libtensorflow.so.2')))
    return false
  return (await sha256(join(folder, 'tfjs_binding.node'))) === record.sha256
}

/** @returns {boolean} whether native TensorFlow may still be had, so that a download is worth its time */
export function isTensorFlowWanted(force = false) {
  if (process.env.PLATEAU_BACKEND === 'wasm') return false
  const failure = readTensorFlowFailure()
  return force || !failure || Date.now() - Date.parse(failure.time) > rememberMilliseconds
}

/**
 * Climbs the ladder. Never throws: the last rung always holds.
 * @param {string} node24
 * @param {boolean} force try again at once after a failure
 */
export async function ensureTensorFlow(node24, force) {
  if (await isPresent()) return
  if (!isTensorFlowWanted(force)) return
  const problems = []
  for (const rung of [fromPyPI, fromOfficial]) {
    try {
      await rung(node24)
      rmSync(failureFile(), { force: true })
      return
    } catch (error) {
      problems.push(error)
    }
  }
  const [first] = problems
  const reason = first instanceof Error ? first.message : String(first)
  const remedy = first instanceof RungError ? first.remedy : 'npm run setup'
  writeJson(failureFile(), { reason, remedy, time: new Date().toISOString() })
  say(`Native TensorFlow could not be had: ${reason}`)
  say(`Plateau trains on WebAssembly instead, about ten times slower. Mend it with: ${remedy}`)
}

/** @param {string} node24 */
async function fromPyPI(node24) {
  const wheel = wheels[/** @type {keyof typeof wheels} */ (platform)]
  if (!wheel) throw new RungError(`There are no TensorFlow libraries for ${platform}.`)
  const key = cacheKey()
  const target = join(cacheDirectory(), 'tensorflow', key)
  if (!existsSync(join(target, 'tfjs_binding.node'))) {
    const compiler = await findCompiler()
    const python = await findPython()
    sweepLeftovers(target)
    await makeFolder(
      target,
      async (folder) => {
        await withProgress(`Fetching TensorFlow ${version} (230 MB)`, () => fetchWheel(python, wheel, folder))
        await withProgress('Unpacking TensorFlow', () => unpackWheel(python, folder))
        await withProgress('Compiling the TensorFlow addon', () => compile(compiler, folder, target))
      },
      { replace: true },
    )
  }
  await install(join(target, 'tfjs_binding.node'), { version, source: 'pypi', key }, node24)
}

async function findPython() {
  for (const python of ['python3', 'python']) {
    if ((await run(python, ['-m', 'pip', '--version'])).code === 0) return python
  }
  throw new RungError('Python 3 with pip was not found.', remedyFor)
}

async function findCompiler() {
  for (const compiler of ['g++', 'c++', 'clang++']) {
    if ((await run(compiler, ['--version'])).code === 0) return compiler
  }
  throw new RungError('A C++ compiler was not found.', remedyFor)
}

/**
 * @param {string} python
 * @param {{ package: string, sha256: string | null }} wheel
 * @param {string} folder
 */
async function fetchWheel(python, wheel, folder) {
  let problem = ''
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const { code, output } = await run(python, [
      '-m',
      'pip',
      'download',
      '--quiet',
      '--disable-pip-version-check',
      '--no-deps',
      '--only-binary=:all:',
      '--python-version',
      '3.11',
      '--dest',
      folder,
      `${wheel.package}==${version}`,
    ])
    const file = readdirSync(folder).find((name) => name.endsWith('.whl'))
    if (code === 0 && file) {
      if (wheel.sha256 === null || (await sha256(join(folder, file))) === wheel.sha256) return
      rmSync(join(folder, file))
      problem = 'its checksum does not match'
    } else problem = lastLine(output)
  }
  throw new RungError(`TensorFlow ${version} could not be fetched with pip: ${problem}`)
}

/** Only the two libraries and the C headers, streamed member by member. */
const unpackProgram = `
import glob, os, shutil, sys, zipfile
folder = sys.argv[1]
wheel = glob.glob(os.path.join(folder, '*.whl'))[0]
libraries = ('libtensorflow_cc.', 'libtensorflow_framework.')
headers = ('tensorflow/include/tensorflow/c/', 'tensorflow/include/tensorflow/core/platform/', 'tensorflow/include/tsl/', 'tensorflow/include/xla/tsl/')
with zipfile.ZipFile(wheel) as archive:
    for member in archive.namelist():
        name = member.rsplit('/', 1)[-1]
        if member.count('/') == 1 and name.startswith(libraries):
            target = os.path.join(folder, name)
        elif member.startswith(headers) and not member.endswith('/'):
            target = os.path.join(folder, member[len('tensorflow/'):])
        else:
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with archive.open(member) as source, open(target, 'wb') as out:
            shutil.copyfileobj(source, out, 1 << 20)
os.remove(wheel)
`

/**
 * @param {string} python
 * @param {string} folder
 */
async function unpackWheel(python, folder) {
  const { code, output } = await run(python, ['-c', unpackProgram, folder])
  if (code !== 0) throw new RungError(`TensorFlow's package could not be unpacked: ${lastLine(output)}`)
  // libtensorflow_cc exports the whole C API: under these names it is all that the addon asks for.
  const link = (/** @type {string} */ name, /** @type {string} */ to) => symlinkSync(to, join(folder, name))
  const extension = process.platform === 'darwin' ? ['.2.dylib', '.dylib'] : ['.so.2', '.so']
  link(`libtensorflow${extension[0]}`, `libtensorflow_cc${extension[0]}`)
  link(`libtensorflow${extension[1]}`, `libtensorflow_cc${extension[0]}`)
  link(`libtensorflow_framework${extension[1]}`, `libtensorflow_framework${extension[0]}`)
}

/**
 * tfjs-node's two sources as one shared object.
 * @param {string} compiler
 * @param {string} folder where the libraries lie now
 * @param {string} home where they will lie
 */
async function compile(compiler, folder, home) {
  const source = packageDirectory()
  const headers = join(dirname(requireHere.resolve('node-api-headers/package.json')), 'include')
  const { code, output } = await run(compiler, [
    '-std=c++17',
    '-O2',
    '-fPIC',
    '-shared',
    '-DNAPI_VERSION=8',
    `-I${headers}`,
    `-I${join(folder, 'include')}`,
    `-I${join(source, 'binding')}`,
    `-I${source}`,
    join(source, 'binding', 'tfjs_backend.cc'),
    join(source, 'binding', 'tfjs_binding.cc'),
    `-L${folder}`,
    '-ltensorflow',
    '-ltensorflow_framework',
    `-Wl,-rpath,${home}`,
    ...(process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []),
    '-o',
    join(folder, 'tfjs_binding.node'),
  ])
  if (code !== 0) throw new RungError(`The TensorFlow addon could not be compiled: ${lastLine(output)}`, remedyFor)
  rmSync(join(folder, 'include'), { recursive: true, force: true })
}

/** tfjs-node's own download of an older library, with its own script and from its own address. @param {string} node24 */
async function fromOfficial(node24) {
  const folder = addonDirectory()
  if (folder === null) throw new RungError('tfjs-node is not installed.')
  await withProgress("Trying TensorFlow's own download", async () => {
    const { code, output } = await run(node24, ['scripts/install.js'], { cwd: packageDirectory(), timeout: 120_000 })
    if (code !== 0 || !existsSync(join(folder, 'tfjs_binding.node')))
      throw new RungError(`TensorFlow's own download failed: ${lastLine(output)}`)
  })
  const addon = join(folder, 'tfjs_binding.node')
  await checkLoads(node24)
  writeJson(join(folder, 'plateau-tensorflow.json'), {
    version: '2.9.1',
    source: 'official',
    key: 'official',
    sha256: await sha256(addon),
  })
}

/**
 * Puts the addon where tfjs-node's loader looks, and the record beside it once it has loaded.
 * @param {string} addon
 * @param {{ version: string, source: string, key: string }} record
 * @param {string} node24
 */
async function install(addon, record, node24) {
  const folder = addonDirectory()
  if (folder === null) throw new RungError('tfjs-node is not installed.')
  mkdirSync(folder, { recursive: true })
  const target = join(folder, 'tfjs_binding.node')
  const temporary = `${target}.${randomUUID()}`
  copyFileSync(addon, temporary)
  renameSync(temporary, target)
  const hash = await sha256(target)
  if (hash !== (await sha256(addon))) throw new RungError('The TensorFlow addon was altered while it was copied.')
  try {
    await checkLoads(node24)
  } catch (error) {
    rmSync(target, { force: true })
    // A library that does not load here will not load tomorrow: it is made anew at the next try.
    rmSync(dirname(addon), { recursive: true, force: true })
    throw error
  }
  writeJson(join(folder, 'plateau-tensorflow.json'), { ...record, sha256: hash })
}

const loadProgram = `
const util = require('util'); util.isNullOrUndefined ??= (v) => v == null; util.isArray ??= Array.isArray
const tf = require('@tensorflow/tfjs-node'); process.exit(tf.scalar(2).mul(3).dataSync()[0] === 6 ? 0 : 3)`

/** @param {string} node24 */
async function checkLoads(node24) {
  const { code, signal, output } = await run(node24, ['-e', loadProgram], {
    cwd: projectRoot,
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
  })
  if (code !== 0)
    throw new RungError(`TensorFlow's library does not load on this machine: ${lastLine(output) || signal}`)
}
