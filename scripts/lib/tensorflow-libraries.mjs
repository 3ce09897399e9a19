/**
 * TensorFlow's libraries out of its Python package, and tfjs-node's addon compiled against them, in the user's cache.
 * Only Linux x64 is proven.
 */
import { readdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cacheDirectory } from '../../src-main/platform/paths.mjs'
import { isUnaltered, makeFolder, readJson } from './files.mjs'
import { sha256 } from './hashes.mjs'
import { problemIn, projectRoot, run } from './processes.mjs'
import { SetUpError, withProgress } from './report.mjs'

export const tensorFlowVersion = '2.18.0'
const platform = `${process.platform}-${process.arch}`
/** Changes with what lies in the folder. */
const format = 2

/** Which Python package has libraries for this platform, and its pinned hash. */
const wheels = {
  'linux-x64': {
    package: 'tensorflow-cpu',
    sha256: '089e71746960ea581dca53401f84b3b99c8537313e337a9e5dbf97036a936f7e',
  },
  'linux-arm64': {
    package: 'tensorflow',
    sha256: '85f1e7369af6d329b117b52e86093cd1e0458dd5404bf5b665853f873dd00b48',
  },
  'darwin-arm64': {
    package: 'tensorflow',
    sha256: '453cb60638a02fd26316fb36c8cbcf1569d33671f17c658ca0cf2b4626f851e7',
  },
}

const requireHere = createRequire(import.meta.url)
export const tfjsNodeDirectory = () => dirname(requireHere.resolve('@tensorflow/tfjs-node/package.json'))

/**
 * By the lock file, as the libraries are fetched while packages are installed.
 * @returns {string} names the folder in the cache: another tfjs-node, TensorFlow or platform is another folder
 */
export function librariesKey() {
  const tfjsNode = readJson(join(projectRoot, 'package-lock.json'))?.packages['node_modules/@tensorflow/tfjs-node']
    .version
  return `tfjs-node-${tfjsNode}-tensorflow-${tensorFlowVersion}-${platform}-v${format}`
}

/** @param {string} key */
export const librariesDirectory = (key) => join(cacheDirectory(), 'tensorflow', key)
/** @param {string} folder */
export const addonIn = (folder) => join(folder, 'tfjs_binding.node')

/**
 * Makes the folder where it is not there or was altered.
 * @param {Promise<unknown>} packages settled once tfjs-node's sources lie in node_modules, which the addon is compiled from
 * @returns {Promise<string>} the folder
 * @throws {SetUpError} with what is missing, or what failed, and the fix
 */
export async function ensureLibraries(packages) {
  const wheel = wheels[/** @type {keyof typeof wheels} */ (platform)]
  if (!wheel) throw new SetUpError(`There are no TensorFlow libraries for ${platform}.`)
  const target = librariesDirectory(librariesKey())
  if (await withProgress("Checking TensorFlow's libraries", () => isUnaltered(target))) return target
  const { python, compiler } = await findTools()
  await makeFolder(target, async (folder) => {
    await withProgress(`Fetching TensorFlow ${tensorFlowVersion} (230 MB)`, () => fetchWheel(python, wheel, folder))
    await withProgress('Unpacking TensorFlow', () => unpackWheel(python, folder))
    await packages
    await withProgress('Compiling the TensorFlow addon', () => compile(compiler, folder, target))
  })
  return target
}

/** Both are asked for at once, so that both are named when both are missing. */
async function findTools() {
  const [python, compiler] = await Promise.all([
    firstThatRuns(['python3', 'python'], ['-m', 'pip', '--version']),
    firstThatRuns(['g++', 'c++', 'clang++'], ['--version']),
  ])
  if (python !== null && compiler !== null) return { python, compiler }
  const missing = [python === null ? 'Python 3 with pip' : null, compiler === null ? 'a C++ compiler' : null]
  const names = missing.filter((name) => name !== null).join(' and ')
  throw new SetUpError(
    `${names.charAt(0).toUpperCase()}${names.slice(1)} ${python === null && compiler === null ? 'were' : 'was'} not found.`,
    await installCommand(),
  )
}

/**
 * @param {readonly string[]} programs
 * @param {readonly string[]} parameters
 */
async function firstThatRuns(programs, parameters) {
  for (const program of programs) if ((await run(program, parameters)).code === 0) return program
  return null
}

/** What installs pip and a compiler, as people type it. */
async function installCommand() {
  if (process.platform === 'darwin') return 'xcode-select --install && npm run setup'
  if (process.platform !== 'linux') return 'npm run setup'
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  const packageManagers = {
    'apt-get': 'apt-get install python3-pip g++',
    dnf: 'dnf install python3-pip gcc-c++',
    zypper: 'zypper install python3-pip gcc-c++',
    pacman: 'pacman -S python-pip gcc',
  }
  for (const [name, command] of Object.entries(packageManagers))
    if ((await run(name, ['--version'])).code === 0) return `${sudo}${command} && npm run setup`
  return `${sudo}${packageManagers['apt-get']} && npm run setup`
}

/**
 * @param {string} python
 * @param {{ package: string, sha256: string }} wheel
 * @param {string} folder
 */
async function fetchWheel(python, wheel, folder) {
  const parameters = [
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    // Its cache would keep a second copy, and give a spoilt one again.
    '--no-cache-dir',
    '--retries=1',
    '--only-binary=:all:',
    '--python-version=3.11',
    `--dest=${folder}`,
    `${wheel.package}==${tensorFlowVersion}`,
  ]
  // What it leaves when it is cut off goes with the folder.
  const env = { ...process.env, TMPDIR: folder }
  const outcome = await run(python, ['-m', 'pip', 'download', ...parameters], { env })
  const file = readdirSync(folder).find((name) => name.endsWith('.whl'))
  const isWhole = outcome.code === 0 && file !== undefined && (await sha256(join(folder, file))) === wheel.sha256
  if (isWhole) return
  const problem = outcome.code === 0 ? 'what came is not what was published' : problemIn(outcome)
  throw new SetUpError(`TensorFlow ${tensorFlowVersion} could not be fetched with pip: ${problem}.`, 'npm run setup')
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
  const outcome = await run(python, ['-c', unpackProgram, folder])
  if (outcome.code !== 0)
    throw new SetUpError(`TensorFlow's package could not be unpacked: ${problemIn(outcome)}.`, 'npm run setup')
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
  const source = tfjsNodeDirectory()
  const headers = join(dirname(requireHere.resolve('node-api-headers/package.json')), 'include')
  const outcome = await run(
    compiler,
    [
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
      addonIn(folder),
    ],
    { env: { ...process.env, TMPDIR: folder } },
  )
  if (outcome.code !== 0)
    throw new SetUpError(`The TensorFlow addon could not be compiled: ${problemIn(outcome)}.`, await installCommand())
  rmSync(join(folder, 'include'), { recursive: true, force: true })
}
