import { expect, test } from '@jest/globals'
import { ActionError } from '../../src/action-error.ts'
import { type Inputs, readInputs } from '../../src/inputs/inputs.ts'
import { withStep } from '../support/environment.ts'

const VALID = { operation: 'pause-job', 'job-name': 'nightly-sync', region: 'cn-hangzhou' }

export const QOS = { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }

export const ROLE = {
  'role-to-assume': 'acs:ram::1234567890123456:role/migrations',
  'oidc-provider-arn': 'acs:ram::1234567890123456:oidc-provider/github'
}

/** Reads the inputs of a valid step with these changes. */
export function read(inputs: Record<string, string>, env: Record<string, string> = {}): Inputs {
  return withStep({ ...VALID, ...inputs }, env, readInputs)
}

/** Returns the error that a call throws. */
export function errorOf(call: () => unknown): ActionError {
  try {
    call()
  } catch (error) {
    if (error instanceof ActionError) return error
    throw error
  }
  throw new Error('No error was thrown.')
}

/** The error's code, texts in its message, and the inputs that cause it. */
export type InvalidInputs = [code: string, texts: string[], inputs: Record<string, string>]

/** Adds a test for each, which expects a short message without secrets. */
export function testRejected(cases: InvalidInputs[]): void {
  test.each(cases)('rejects with %s: %j', (code, texts, inputs) => {
    const { code: actual, message } = errorOf(() => read({ endpoint: 'http://127.0.0.1:1', ...inputs }))
    expect(actual).toBe(code)
    for (const text of texts) expect(message).toContain(text)
    expect(message.length).toBeLessThan(700)
    expect(message).not.toContain('hunter2')
  })
}
