import { resolveEndpoint } from '../../src/inputs/address.ts'
import type { Inputs } from '../../src/inputs/inputs.ts'
import type { Operation, Wait } from '../../src/inputs/operation.ts'

export const JOB = 'nightly-sync'

/** The typed inputs of a step that sets only its operation, and the given fields. */
export function createInputs<T extends Operation>(
  operation: T,
  { wait, ...rest }: Partial<Omit<Inputs, 'wait' | 'operation'>> & { wait?: Partial<Wait> } = {}
): Inputs<T> {
  const endpoint = resolveEndpoint('', 'cn-hangzhou')
  return {
    target: {
      operation: operation.name,
      jobName: JOB,
      region: endpoint.region,
      endpoint,
      isSingle: true
    },
    operation,
    jobs: { include: [JOB], exclude: [], isSingle: true },
    batch: { maxJobs: 50, maxParallel: 5, failFast: false },
    endpoint,
    userId: '1234567890123456',
    allowedAccountIds: [],
    role: undefined,
    sts: endpoint,
    maxAttempts: 4,
    timeoutSeconds: 120,
    idempotent: false,
    dryRun: false,
    warnings: [],
    notices: [],
    ...rest,
    wait: {
      until: 'accepted',
      timeoutSeconds: 3600,
      intervalSeconds: 30,
      failOnFailedFiles: true,
      ...wait
    }
  }
}
