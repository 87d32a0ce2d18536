import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readError } from '../../packages/hcs-mgw20240626/src/responses.ts'
import { failure } from '../../src/job/result.ts'
import { createJobReport, type Envelope } from '../../src/report/job-report.ts'
import { createInputs } from '../support/create-inputs.ts'

interface Vector {
  name: string
  status: number
  headers: Record<string, string>
  body: string
  want: { Code: string; StatusCode: number; ErrorMsg: string; RequestId: string | null }
}

// Error responses, and what the official Go SDK (v1.0.1) makes of each, in mgwutil's form.
const vectors: Vector[] = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors/go-errors.json'), 'utf8'))

function envelopeOf({ status, headers, body }: Omit<Vector, 'name' | 'want'>): Extract<Envelope, { Code: 'fail' }> {
  const error = readError({ statusCode: status, headers, body: Buffer.from(body) })
  // Our own sentences, such as those after a refusal or a lost response, aren't part of it.
  const result = { outcome: failure(error, undefined), note: 'It may or may not have been changed.' }
  const { envelope } = createJobReport(result, createInputs({ name: 'pause-job' }).target, new Date())
  return envelope as Extract<Envelope, { Code: 'fail' }>
}

test('there are 84 vectors', () => {
  expect(vectors).toHaveLength(84)
})

test.each(vectors)('reads $name like the Go SDK', ({ want, ...response }) => {
  const { ErrorCode, StatusCode, ErrorMsg, RequestId = null } = envelopeOf(response)
  expect({ Code: ErrorCode, StatusCode, ErrorMsg, RequestId }).toEqual({
    ...want,
    RequestId: want.RequestId || null
  })
})

// The Go SDK loses text of these, or panics.
test.each([
  ['two messages', '<Message>One.</Message><Message>Two.</Message>', ['One.', 'Two.']],
  ['markup in a message', '<Message>No <b>such</b> job.</Message>', ['No such job.']]
])('keeps all text of %s', (_, message, texts) => {
  const { ErrorMsg } = envelopeOf({
    status: 404,
    headers: {},
    body: `<Error><Code>NoSuchImportJob</Code>${message}</Error>`
  })
  for (const text of texts) expect(ErrorMsg).toContain(text)
})

test.each([
  ['HTML', '<html><body>Bad Gateway</body></html>'],
  ['no code', '<Error><Message>x</Message></Error>'],
  ['a document type', '<!DOCTYPE Error><Error><Code>x</Code></Error>'],
  ['truncated XML', '<Error><Code>NoSuchImportJob</Code>']
])('rejects %s as a response that is not from MGW', (_, body) => {
  expect(envelopeOf({ status: 404, headers: {}, body })).toMatchObject({
    ErrorCode: 'InvalidResponse',
    StatusCode: 404
  })
})
