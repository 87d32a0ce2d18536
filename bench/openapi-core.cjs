'use strict'
// Sends the same PUT with the core of Alibaba Cloud's TypeScript SDKs. It can't sign requests for MGW, so the server must
// accept every signature.
const { default: Client, $OpenApiUtil } = require('@alicloud/openapi-core')
const { RuntimeOptions } = require('@darabonba/typescript')
const { appendFileSync } = require('node:fs')

const { env } = process
const client = new Client(
  new $OpenApiUtil.Config({
    accessKeyId: env['INPUT_ACCESS-KEY-ID'],
    accessKeySecret: env['INPUT_ACCESS-KEY-SECRET'],
    endpoint: new URL(env.INPUT_ENDPOINT).host,
    protocol: 'https'
  })
)
const params = new $OpenApiUtil.Params({
  action: 'UpdateJob',
  version: '2024-06-26',
  protocol: 'HTTPS',
  pathname: `/job/${env['INPUT_JOB-NAME']}`,
  method: 'PUT',
  authType: 'AK',
  style: 'ROA',
  reqBodyType: 'json',
  bodyType: 'none'
})
const request = new $OpenApiUtil.OpenApiRequest({ body: { ImportJob: { Status: 'IMPORT_JOB_SUSPEND' } } })
client.callApi(params, request, new RuntimeOptions({})).then(() => {
  appendFileSync(env.GITHUB_OUTPUT, 'code=success\n')
})
