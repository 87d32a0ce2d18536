import { type Emulator, EXAMPLE_CREDENTIALS } from 'mgw-emulator'
import { JobClient, type Service } from '../../src/job/job-client.ts'
import type { RetryPolicy } from '../../src/retry/retry.ts'
import { testClient } from './test-client.ts'

export function emulatorService({ url }: Emulator): Service {
  const credentials = {
    getCredential: async () => EXAMPLE_CREDENTIALS,
    renew: async () => false,
    isTemporary: false
  }
  return { client: testClient(url), credentials, userId: '1234567890123456' }
}

/** A client for a job of an emulator. */
export function jobClient(emulator: Emulator, name: string, policy: RetryPolicy): JobClient {
  return new JobClient(emulatorService(emulator), name, policy)
}
