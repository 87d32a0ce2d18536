import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { run } from './process.ts'

const here = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

const SOURCE = here('./go')
const PROGRAM = here('./build/go-sdk')

async function hasGo(): Promise<boolean> {
  try {
    await run('go', ['version'])
    return true
  } catch {
    return false
  }
}

/**
 * Builds the program that calls the official Go SDK. Go verifies every module against go.sum.
 * @returns the program's path, or undefined where Go isn't installed
 * @throws Error if it can't be built
 */
export async function buildGoSdk(): Promise<string | undefined> {
  if (!(await hasGo())) return undefined
  if (!existsSync(PROGRAM)) console.log('Building the official Go SDK. This takes a minute.')
  await run('go', ['build', '-mod=readonly', '-o', PROGRAM, '.'], SOURCE)
  return PROGRAM
}
