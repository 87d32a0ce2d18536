import { findCredentials } from '../../src/auth/credentials.ts'
import { readSecrets } from '../../src/auth/sources.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import { quietly } from './quietly.ts'
import { testRetries } from './retry-options.ts'

/** What a step with these inputs ends with before it sends anything; undefined where nothing is wrong with them. */
export async function refusalOf(inputs: Readonly<Record<string, string>>): Promise<unknown> {
  const before = { ...process.env }
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value
  try {
    await quietly(() => {
      const secrets = readSecrets()
      return findCredentials(readInputs(), secrets, testRetries())
    })
    return undefined
  } catch (error) {
    return error
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}
