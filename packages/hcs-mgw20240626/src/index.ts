export { type AttemptOptions, Client, type Config, type CredentialProvider } from './client.ts'
export {
  type Address,
  type Endpoint,
  hostFor,
  isLoopback,
  OFFICIAL_REGIONS,
  parseAddress,
  resolveEndpoint
} from './endpoint.ts'
export {
  ClientError,
  identifier,
  invalidResponse,
  MgwError,
  type MgwErrorData,
  requestIdFrom,
  TransportError
} from './errors.ts'
export * from './models.ts'
export { quote } from './quote.ts'
export { type Credentials, type SignedRequest, sign, type UnsignedRequest } from './signer.ts'
export { type HttpRequest, type HttpResponse, type SendOptions, send } from './transport.ts'
