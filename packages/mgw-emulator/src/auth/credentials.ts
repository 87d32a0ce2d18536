/** An access key that a server accepts. */
export interface Credential {
  accessKeyId: string
  accessKeySecret: string
  /** Only for temporary credentials. */
  securityToken?: string
  /** When temporary credentials expire, in ms since 1970. Default: never. */
  expiration?: number
}

/** The default credentials of an emulator. They aren't valid anywhere else. */
export const EXAMPLE_CREDENTIALS: Readonly<Credential> = {
  accessKeyId: 'LTAI5tExampleKeyId000001',
  accessKeySecret: 'ExampleSecret0000000000000001'
}
