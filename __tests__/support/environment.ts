import { inputVariables } from '../../scripts/runner.ts'

/** Calls something with these inputs and environment variables, and no others of a step. */
export function withStep<T>(
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
  call: () => T
): T {
  const before = process.env
  process.env = { ...inputVariables(inputs), ...env }
  try {
    return call()
  } finally {
    process.env = before
  }
}
