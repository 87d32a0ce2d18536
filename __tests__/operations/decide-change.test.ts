import { expect, test } from '@jest/globals'
import { decideChange } from '../../src/operations/decide-change.ts'

// The states that the emulator knows are in precheck.test.ts.
test.each(['IMPORT_JOB_NEW', 'toString', undefined])('resume-job never acts on the unknown state %s', (status) => {
  const job = status === undefined ? {} : { status }
  expect(decideChange({ name: 'resume-job' }, job, 'photos', true)).toMatchObject({
    name: 'fail',
    error: { code: 'InvalidImportJobStatus', message: expect.stringMatching(/^photos is at .* Nothing was sent\.$/) }
  })
})

test.each(['start-job', 'pause-job', 'close-job'] as const)(
  '%s at an unknown state is decided by the service',
  (name) => {
    expect(decideChange({ name }, { status: 'IMPORT_JOB_NEW' }, 'photos', true)).toEqual({ name: 'send' })
  }
)
