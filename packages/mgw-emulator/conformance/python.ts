import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const ENVIRONMENT = here('../../../.venv/')
const PYTHON = here('../../../.venv/bin/python')
const INSTALLED_REQUIREMENTS = here('../../../.venv/conformance-requirements.txt')
const BUILD_REQUIREMENTS = here('./build-requirements.txt')
const REQUIREMENTS = here('./requirements.txt')
const SCRIPT = here('./sdk_calls.py')

/** Removes the proxy variables: the SDK uses a proxy even for 127.0.0.1. */
function withoutProxies(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)))
}

/** Runs a program and returns its output. @throws Error with the program's stderr if it fails or can't be started */
async function run(program: string, args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  // Ignore EPIPE: a program that exits without reading its input is reported by its exit code.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} failed:\n${stderr || stdout}`)
  return stdout
}

async function isInstalled(requirements: string): Promise<boolean> {
  try {
    return (await readFile(INSTALLED_REQUIREMENTS, 'utf8')) === requirements
  } catch {
    return false
  }
}

async function createVirtualEnvironment(): Promise<void> {
  try {
    await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT], process.env)
  } catch (error) {
    throw new Error(`This needs Python 3.11 or newer with the modules venv and pip. ${error}`)
  }
}

/** Runs `pip install`, which verifies the hash of every package. */
async function pipInstall(...options: string[]): Promise<void> {
  const common = ['--quiet', '--disable-pip-version-check', '--require-hashes']
  await run(PYTHON, ['-m', 'pip', 'install', ...common, ...options], process.env)
}

/**
 * Installs the official SDK in a virtual environment, unless it is already installed.
 * @returns the path of the environment's python
 * @throws Error if Python or one of its modules is missing, or if an installation fails
 */
export async function installSdk(): Promise<string> {
  const requirements = (await readFile(BUILD_REQUIREMENTS, 'utf8')) + (await readFile(REQUIREMENTS, 'utf8'))
  if (await isInstalled(requirements)) return PYTHON
  console.log('Installing the official SDK in .venv. This takes a minute.')
  await createVirtualEnvironment()
  // With build isolation, pip would download unpinned build dependencies.
  await pipInstall('--requirement', BUILD_REQUIREMENTS)
  await pipInstall('--no-build-isolation', '--requirement', REQUIREMENTS)
  await writeFile(INSTALLED_REQUIREMENTS, requirements)
  return PYTHON
}

/** Runs sdk_calls.py and returns what it prints. */
export function runPython(python: string, settings: string): Promise<string> {
  return run(python, [SCRIPT], withoutProxies(), settings)
}
