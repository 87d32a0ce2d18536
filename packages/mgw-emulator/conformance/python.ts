import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { run } from './process.ts'

const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const ENVIRONMENT = here('../../../.venv/')
const PYTHON = here('../../../.venv/bin/python')
const INSTALLED_REQUIREMENTS = here('../../../.venv/conformance-requirements.txt')
const BUILD_REQUIREMENTS = here('./build-requirements.txt')
const REQUIREMENTS = here('./requirements.txt')
const SCRIPT = here('./sdk.py')

async function isInstalled(requirements: string): Promise<boolean> {
  try {
    return (await readFile(INSTALLED_REQUIREMENTS, 'utf8')) === requirements
  } catch {
    return false
  }
}

async function createVirtualEnvironment(): Promise<void> {
  try {
    await run('python3', ['-m', 'venv', '--clear', ENVIRONMENT])
  } catch (error) {
    throw new Error(`This needs Python 3.11 or newer with the modules venv and pip. ${error}`)
  }
}

/** Runs `pip install`, which verifies the hash of every package. */
async function pipInstall(...options: string[]): Promise<void> {
  const common = ['--quiet', '--disable-pip-version-check', '--require-hashes']
  await run(PYTHON, ['-m', 'pip', 'install', ...common, ...options])
}

/**
 * Installs the official Python SDK in a virtual environment, unless it is already installed.
 * @returns the path of the environment's python, and of the script that calls the SDK
 * @throws Error if Python or one of its modules is missing, or if an installation fails
 */
export async function installPythonSdk(): Promise<{ python: string; script: string }> {
  const requirements = (await readFile(BUILD_REQUIREMENTS, 'utf8')) + (await readFile(REQUIREMENTS, 'utf8'))
  const installed = { python: PYTHON, script: SCRIPT }
  if (await isInstalled(requirements)) return installed
  console.log('Installing the official Python SDK in .venv. This takes a minute.')
  await createVirtualEnvironment()
  // With build isolation, pip would download unpinned build dependencies.
  await pipInstall('--requirement', BUILD_REQUIREMENTS)
  await pipInstall('--no-build-isolation', '--requirement', REQUIREMENTS)
  await writeFile(INSTALLED_REQUIREMENTS, requirements)
  return installed
}
