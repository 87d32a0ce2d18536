'use strict'
// The baseline: the smallest program that sends the same request and writes one output. It has no dependencies.
const https = require('node:https')
const { createHash, createHmac } = require('node:crypto')
const { appendFileSync } = require('node:fs')

const { env } = process
const endpoint = new URL(env.INPUT_ENDPOINT)
const path = `/job/${env['INPUT_JOB-NAME']}`
const body = '<?xml version="1.0" encoding="UTF-8"?><ImportJob><Status>IMPORT_JOB_SUSPEND</Status></ImportJob>'
const now = new Date()
const timestamp = `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`
const day = timestamp.slice(0, 8)
const scope = `${day}/${env.INPUT_REGION}/oss/aliyun_v4_request`
const headers = {
  'content-md5': createHash('md5').update(body).digest('base64'),
  'content-type': 'application/xml',
  'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
  'x-oss-date': timestamp
}
const canonicalHeaders = Object.entries(headers)
  .map(([name, value]) => `${name}:${value}\n`)
  .join('')
const canonicalRequest = `PUT\n${path}\n\n${canonicalHeaders}\n\nUNSIGNED-PAYLOAD`
const digest = createHash('sha256').update(canonicalRequest).digest('hex')
const stringToSign = `OSS4-HMAC-SHA256\n${timestamp}\n${scope}\n${digest}`
let key = `aliyun_v4${env['INPUT_ACCESS-KEY-SECRET']}`
for (const part of [day, env.INPUT_REGION, 'oss', 'aliyun_v4_request']) {
  key = createHmac('sha256', key).update(part).digest()
}
const signature = createHmac('sha256', key).update(stringToSign).digest('hex')
const authorization = `OSS4-HMAC-SHA256 Credential=${env['INPUT_ACCESS-KEY-ID']}/${scope}, Signature=${signature}`

const request = https.request(
  {
    method: 'PUT',
    hostname: endpoint.hostname,
    port: endpoint.port,
    path,
    agent: false,
    headers: { ...headers, date: now.toUTCString(), authorization, 'content-length': body.length }
  },
  (response) => {
    response.resume()
    response.on('end', () => {
      if (response.statusCode !== 200) throw new Error(`HTTP ${response.statusCode}`)
      appendFileSync(env.GITHUB_OUTPUT, 'code=success\n')
    })
  }
)
request.end(body)
