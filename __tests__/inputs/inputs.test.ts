import { expect, test } from '@jest/globals'
import { read } from './support.ts'

test('the defaults are those of action.yml', () => {
  expect(read({})).toMatchObject({
    operation: { name: 'pause-job' },
    jobs: { include: ['nightly-sync'], exclude: [], isSingle: true },
    batch: { maxJobs: 50, maxParallel: 5, failFast: false },
    userId: '',
    allowedAccountIds: [],
    role: undefined,
    maxAttempts: 4,
    timeoutSeconds: 120,
    idempotent: false,
    dryRun: false,
    wait: { until: 'accepted', timeoutSeconds: 3600, intervalSeconds: 15, failOnFailedFiles: true },
    warnings: [],
    notices: []
  })
})
