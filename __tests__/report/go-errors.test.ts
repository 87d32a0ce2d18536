import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { readError } from '../../packages/hcs-mgw20240626/src/service-error.ts'
import type { Envelope } from '../../src/report/envelope.ts'
import { envelopeOfFailure } from '../../src/report/failure.ts'

interface Answer {
  name: string
  status: number
  headers: Record<string, string>
  body: string
  want: { Code: string; StatusCode: number; ErrorMsg: string; RequestId: string | null }
}

// Error answers, and what the official Go SDK (v1.0.1) makes of each, in mgwutil's form.
const answers: Answer[] = JSON.parse(
  readFileSync(join(import.meta.dirname, 'vectors/go-errors.json'), 'utf8')
)

/** What the action makes of an answer. */
function envelopeOf({
  status,
  headers,
  body
}: Omit<Answer, 'name' | 'want'>): Extract<Envelope, { Code: 'fail' }> {
  const error = readError({ statusCode: status, headers, body: Buffer.from(body) })
  return envelopeOfFailure({ error, changed: false }, new Date()) as Extract<Envelope, { Code: 'fail' }>
}

test('there are 84 answers', () => {
  expect(answers).toHaveLength(84)
})

test.each(answers)('$name', ({ want, ...answer }) => {
  const { ErrorCode, StatusCode, ErrorMsg, RequestId = null } = envelopeOf(answer)
  expect({ Code: ErrorCode, StatusCode, ErrorMsg, RequestId }).toEqual({
    ...want,
    RequestId: want.RequestId || null
  })
})

// Of these the Go SDK loses text or panics.
test.each([
  ['two messages', '<Message>One.</Message><Message>Two.</Message>', ['One.', 'Two.']],
  ['markup in a message', '<Message>No <b>such</b> job.</Message>', ['No such job.']]
])('%s: no text is lost', (_, message, texts) => {
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
  ['half of it', '<Error><Code>NoSuchImportJob</Code>']
])('%s is not the answer of the service', (_, body) => {
  expect(envelopeOf({ status: 404, headers: {}, body })).toMatchObject({
    ErrorCode: 'InvalidResponse',
    StatusCode: 404
  })
})
