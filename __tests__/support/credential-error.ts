import { readCredentialSources, resolveCredentials } from '../../src/auth/credentials.ts'
import { readInputs } from '../../src/inputs/inputs.ts'
import { quietly } from './quietly.ts'
import { testRun } from './test-run.ts'

/** The error that a step with these inputs ends with before it sends anything; undefined without one. */
export async function credentialError(inputs: Readonly<Record<string, string>>): Promise<unknown> {
  const before = { ...process.env }
  for (const [name, value] of Object.entries(inputs)) process.env[`INPUT_${name.toUpperCase()}`] = value
  try {
    await quietly(() => {
      const sources = readCredentialSources()
      const { policy, limits } = testRun()
      return resolveCredentials(readInputs(), sources, policy, limits)
    })
    return undefined
  } catch (error) {
    return error
  } finally {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
    Object.assign(process.env, before)
  }
}
