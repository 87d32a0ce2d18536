import { resolveEndpoint } from '@alicloud/hcs-mgw20240626'
import type { Inputs, Operation } from '../../src/inputs/inputs.ts'
import type { Wait } from '../../src/inputs/wait.ts'

export const JOB = 'nightly-sync'

/** What a step is asked for when nothing but its operation is said. */
export function inputsOf<Asked extends Operation>(
  operation: Asked,
  { wait, ...rest }: Partial<Omit<Inputs, 'wait' | 'operation'>> & { wait?: Partial<Wait> } = {}
): Inputs<Asked> {
  const endpoint = resolveEndpoint('', 'cn-hangzhou')
  return {
    operation,
    jobName: JOB,
    many: undefined,
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
