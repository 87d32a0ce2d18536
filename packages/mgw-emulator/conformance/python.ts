import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const ENVIRONMENT = here('../../../.venv/')
const PYTHON = here('../../../.venv/bin/python')
const COMPLETE = here('../../../.venv/conformance-requirements.txt')
const BUILD_REQUIREMENTS = here('./build-requirements.txt')
const REQUIREMENTS = here('./requirements.txt')
const SCRIPT = here('./drive.py')

/** The caller's environment without its proxies: the SDK would send even 127.0.0.1 through one. */
function withoutProxies(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)))
}

/** What a program prints. @throws Error with what it complained of when it can't be started or fails */
async function run(program: string, args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  // A program that ends without having read its input says why by its exit code.
  child.stdin.on('error', () => {})
  child.stdin.end(input)
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [output, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  if (code !== 0) throw new Error(`${[program, ...args].join(' ')} failed:\n${complaint || output}`)
  return output
}

async function isInstalled(requirements: string): Promise<boolean> {
  try {
    return (await readFile(COMPLETE, 'utf8')) === requirements
  } catch {
    return false
  }
}

async function makeEnvironment(): Promise<void> {
  try {
    await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT], process.env)
  } catch (error) {
    throw new Error(
      `Python 3.11 or newer with its modules venv and pip is needed, and nothing else. ${error}`
    )
  }
}

/** Installs what a file of requirements lists, each package only if it has one of the hashes that stand there. */
async function pipInstall(...options: string[]): Promise<void> {
  const common = ['--quiet', '--disable-pip-version-check', '--require-hashes']
  await run(PYTHON, ['-m', 'pip', 'install', ...common, ...options], process.env)
}

/**
 * Makes a virtual environment with the official SDK, or finds the one from last time.
 * @returns the path of its python
 * @throws Error that says what is missing
 */
export async function installSdk(): Promise<string> {
  const requirements = (await readFile(BUILD_REQUIREMENTS, 'utf8')) + (await readFile(REQUIREMENTS, 'utf8'))
  if (await isInstalled(requirements)) return PYTHON
  console.log('Installing the official SDK into .venv, which takes a minute …')
  await makeEnvironment()
  // Without isolation: pip would fetch what builds a package unpinned.
  await pipInstall('--requirement', BUILD_REQUIREMENTS)
  await pipInstall('--no-build-isolation', '--requirement', REQUIREMENTS)
  await writeFile(COMPLETE, requirements)
  return PYTHON
}

/** Runs the script that drives a server with the SDK. @returns what it prints */
export function runPython(python: string, settings: string): Promise<string> {
  return run(python, [SCRIPT], withoutProxies(), settings)
}
