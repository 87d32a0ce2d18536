import { Client, type HttpClient, MgwError, toMap } from '@alicloud/hcs-mgw20240626'
import type { Call, Outcome, SdkClient, Target } from './call.ts'

const sendWithFetch: HttpClient = async ({ protocol, hostname, port, target, method, headers, body }) => {
  const url = `${protocol}//${hostname}:${port}${target}`
  const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) })
  const received = { headers: Object.fromEntries(response.headers), body: Buffer.from(await response.arrayBuffer()) }
  return { statusCode: response.status, ...received }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/** A request with the client's names, at every depth: `MaxBandWidth` becomes `maxBandWidth`. */
function toModel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toModel)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [lowerFirst(name), toModel(item)]))
}

/** A value without the integers that a number can't represent: they become strings. */
function lossless(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item)))
}

type Method = (...args: unknown[]) => Promise<{ statusCode: number; headers: Record<string, string>; body: unknown }>

async function send({ endpoint, userId, region }: Target, call: Call): Promise<Outcome> {
  const { hostname, port } = new URL(`http://${endpoint}`)
  const client = new Client({
    credential: { getCredential: async () => call.credentials },
    endpoint: { protocol: 'http:', hostname, port: Number(port), region },
    httpClient: sendWithFetch
  })
  const method = Reflect.get(client, lowerFirst(call.operation)) as Method
  const request = call.request === undefined ? [] : [toModel(call.request)]
  const { statusCode, headers, body } = await method.call(client, userId, ...call.path, ...request)
  return { statusCode, requestId: headers['x-oss-request-id'], body: body === undefined ? null : lossless(toMap(body)) }
}

/** The operations of the action's client, in alphabetical order. */
export function actionOperations(): string[] {
  const methods = Object.getOwnPropertyNames(Client.prototype).filter((name) => name !== 'constructor')
  return methods.map((name) => name.charAt(0).toUpperCase() + name.slice(1)).sort()
}

/** The client that the action uses. */
export function actionClient(target: Target): SdkClient {
  return {
    async call(call) {
      try {
        return await send(target, call)
      } catch (error) {
        if (!(error instanceof MgwError)) throw error
        return { code: error.code, message: error.message, data: error.data }
      }
    },
    close() {}
  }
}
