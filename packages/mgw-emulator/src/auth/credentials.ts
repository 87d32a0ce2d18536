/** A pair of keys that a server accepts, with a token when it is temporary. */
export interface Credential {
  accessKeyId: string
  accessKeySecret: string
  securityToken?: string
  /** When a temporary credential runs out, in ms since 1970. Never, when absent. */
  expiration?: number
}

/** The pair that an emulator accepts when it is told of no other. It opens nothing anywhere else. */
export const EXAMPLE_CREDENTIALS: Readonly<Credential> = {
  accessKeyId: 'LTAI5tExampleKeyId000001',
  accessKeySecret: 'ExampleSecret0000000000000001'
}
