const KEYS = { 'access-key-id': '', 'access-key-secret': '', 'security-token': '' }
const QOS = { operation: 'update-qos', 'max-bandwidth': '1', 'max-qps': '1' }
const MGW = { endpoint: '', region: 'cn-hangzhou', 'user-id': '1234567890123456' }
const JOB_RULE = '3 to 63 characters out of letters, digits, - and _'
const SEVERAL = 'Several names stand on lines of their own'
const NUMBER_RULE = 'a whole number from 0 to 9223372036854775807'

/** Inputs that are refused before anything is sent: the error code, what the message says, and what is wrong. */
export const REFUSALS: [code: string, texts: string[], inputs: Record<string, string>][] = [
  [
    'InvalidCommand',
    [
      'operation is not set',
      'start-job, resume-job, pause-job, close-job, update-qos, apply-timetable and get-job'
    ],
    { operation: '' }
  ],
  ['InvalidCommand', ['"puse-job"', 'Did you mean pause-job?'], { operation: 'puse-job' }],
  ['InvalidCommand', ['"Start-Job"', 'Did you mean start-job?'], { operation: 'Start-Job' }],
  [
    'InvalidCommand',
    ['"delete everything", which is not an operation. Set operation'],
    { operation: 'delete everything' }
  ],
  ['InvalidCommand', ['"toString"'], { operation: 'toString' }],
  ['InvalidCommand', ['…'], { operation: 'x'.repeat(5000) }],
  ['InvalidArgument', ['idempotent is "yes"', 'true or false'], { idempotent: 'yes' }],
  ['InvalidArgument', ['dry-run is "1"', 'true or false'], { 'dry-run': '1' }],
  ['InvalidArgument', ['fail-on-failed-files is "no"', 'true or false'], { 'fail-on-failed-files': 'no' }],
  ['InvalidArgument', ['wait-for is "done"', 'accepted, applied and finished'], { 'wait-for': 'done' }],
  [
    'InvalidArgument',
    ['finished', 'start-job and get-job only', 'not for pause-job'],
    { 'wait-for': 'finished' }
  ],
  ['InvalidArgument', ['get-job changes nothing'], { operation: 'get-job', 'wait-for': 'applied' }],
  ['InvalidArgument', ['wait-timeout-seconds is "0"'], { 'wait-timeout-seconds': '0' }],
  ['InvalidArgument', ['poll-interval-seconds is "4"', 'from 5'], { 'poll-interval-seconds': '4' }],
  ['InvalidArgument', ['job-name is not set', JOB_RULE], { 'job-name': '' }],
  ['InvalidArgument', ['"ab"', JOB_RULE], { 'job-name': 'ab' }],
  ['InvalidArgument', [JOB_RULE], { 'job-name': 'a'.repeat(64) }],
  ['InvalidArgument', ['"-abc"', JOB_RULE], { 'job-name': '-abc' }],
  ['InvalidArgument', ['"_abc"', JOB_RULE], { 'job-name': '_abc' }],
  ['InvalidArgument', ['"my job"', JOB_RULE], { 'job-name': 'my job' }],
  ['InvalidArgument', ['"../joblist"', JOB_RULE], { 'job-name': '../joblist' }],
  ['InvalidArgument', ['"jöb"', JOB_RULE], { 'job-name': 'jöb' }],
  ['InvalidArgument', ['","', JOB_RULE], { 'job-name': ',' }],
  ['InvalidArgument', ['"-bad"', JOB_RULE], { 'job-name': 'photos, -bad' }],
  ['InvalidArgument', ['"-bad"', JOB_RULE], { 'job-name': '*, !-bad' }],
  ['InvalidArgument', ['"two words"', JOB_RULE], { 'job-name': 'photos\ntwo words' }],
  ['InvalidArgument', ['"[photos"', SEVERAL], { 'job-name': '[photos, invoices]' }],
  ['InvalidArgument', ['"photos，invoices"', SEVERAL], { 'job-name': 'photos，invoices' }],
  ['InvalidArgument', ['"photos-* invoices"', SEVERAL], { 'job-name': 'photos-* invoices' }],
  ['InvalidArgument', ['"*, !"', 'nothing follows a !'], { 'job-name': '*, !' }],
  ['InvalidArgument', ['"!"', 'nothing follows a !'], { 'job-name': '!' }],
  ['InvalidArgument', ['the pattern "prod/*"', '* stands for any'], { 'job-name': 'prod/*' }],
  ['InvalidArgument', ['"!photos"', 'only says what is left out'], { 'job-name': '!photos' }],
  ['InvalidArgument', ['"!a*, !b*"', 'only says what is left out'], { 'job-name': '!a*, !b*' }],
  [
    'InvalidArgument',
    ['the pattern old-*', 'close-job', 'Set max-jobs', 'dry-run'],
    { operation: 'close-job', 'job-name': 'photos, old-*' }
  ],
  [
    'InvalidArgument',
    ['3 jobs, but max-jobs is 2.', 'Set max-jobs to 3'],
    { 'job-name': 'aaa,bbb,ccc,aaa', 'max-jobs': '2' }
  ],
  [
    'InvalidArgument',
    ['51 jobs, but max-jobs is 50 unless it is set'],
    { 'job-name': Array.from({ length: 51 }, (_, index) => `job-${index}`).join() }
  ],
  [
    'InvalidArgument',
    ['501 jobs, but max-jobs is 500.', 'at most 500: split them up'],
    { 'job-name': Array.from({ length: 501 }, (_, index) => `job-${index}`).join(), 'max-jobs': '500' }
  ],
  ['InvalidArgument', ['max-jobs is "501"', 'from 1 to 500'], { 'max-jobs': '501' }],
  ['InvalidArgument', ['max-jobs is "0"', 'from 1 to 500'], { 'max-jobs': '0' }],
  ['InvalidArgument', ['max-parallel is "21"', 'from 1 to 20'], { 'max-parallel': '21' }],
  ['InvalidArgument', ['max-parallel is "0"', 'from 1 to 20'], { 'max-parallel': '0' }],
  ['InvalidArgument', ['fail-fast is "yes"', 'true or false'], { 'fail-fast': 'yes' }],
  [
    'InvalidArgument',
    ['both', 'max-bandwidth is not set', '100Mbit/s', 'files per second'],
    { ...QOS, 'max-bandwidth': '' }
  ],
  ['InvalidArgument', ['both', 'max-qps is not set'], { ...QOS, 'max-qps': '' }],
  ['InvalidArgument', ['max-bandwidth and max-qps are not set'], { operation: 'update-qos' }],
  ...[
    '1e6',
    '1_000',
    '0x10',
    '-1',
    '+1',
    '1.5',
    '10Mbit',
    '1 000',
    '١٢',
    '9223372036854775808',
    '9'.repeat(5000)
  ].map((value): [string, string[], Record<string, string>] => [
    'InvalidArgument',
    ['max-bandwidth is ', JSON.stringify(value).slice(0, 20), '/s'],
    { ...QOS, 'max-bandwidth': value }
  ]),
  ['InvalidArgument', ['max-qps is "1e3"', NUMBER_RULE, 'files per second'], { ...QOS, 'max-qps': '1e3' }],
  [
    'EmptyAccessId',
    ['access-key-id and access-key-secret', 'aliyun/configure-aliyun-credentials-action'],
    KEYS
  ],
  ['EmptyAccessId', ['access-key-secret is set, but access-key-id'], { ...KEYS, 'access-key-secret': 's' }],
  ['EmptyAccessId', ['security-token is set, but access-key-id'], { ...KEYS, 'security-token': 't' }],
  ['EmptyAccessSecret', ['access-key-id is set, but access-key-secret'], { ...KEYS, 'access-key-id': 'AK' }],
  [
    'EmptyAccessSecret',
    ['access-key-id is set, but access-key-secret'],
    { ...KEYS, 'access-key-id': 'AK', 'security-token': 't' }
  ],
  ['InvalidArgument', ['access-key-id holds'], { 'access-key-id': 'A K' }],
  ['InvalidArgument', ['security-token holds'], { 'security-token': 'to\nken' }],
  ['InvalidCommand', ['Did you mean pause-job?'], { operation: 'pause' }],
  ['InvalidCommand', ['Did you mean update-qos?'], { operation: 'qos' }],
  ['InvalidArgument', ['region is not set, and the endpoint 127.0.0.1 names none'], { region: '' }],
  ['InvalidArgument', ['allowed-account-ids is ","', 'names no account'], { 'allowed-account-ids': ',' }],
  ['InvalidArgument', ['it is too long'], { endpoint: 'a'.repeat(120_000) }],
  ['EmptyDomain', ['Neither region nor endpoint', 'cn-hangzhou'], { endpoint: '', region: '' }],
  ['InvalidArgument', ['region is "cn hangzhou"'], { ...MGW, region: 'cn hangzhou' }],
  [
    'InvalidArgument',
    ['endpoint is "http://mgw.example.com"', 'use https:'],
    { endpoint: 'http://mgw.example.com' }
  ],
  [
    'InvalidArgument',
    ['endpoint is "https://***@mgw.example.com"'],
    { endpoint: 'https://me:hunter2@mgw.example.com' }
  ],
  [
    'InvalidArgument',
    ['endpoint is "https://mgw.example.com/…"', 'path'],
    { endpoint: 'https://mgw.example.com/job' }
  ],
  ['InvalidArgument', ['user-id is "me@example.com"', 'console'], { ...MGW, 'user-id': 'me@example.com' }],
  [
    'InvalidArgument',
    ['starts with the account ID 111', 'user-id is 222'],
    { endpoint: '111.cn-hangzhou.mgw.aliyuncs.com', 'user-id': '222' }
  ],
  ...['x.aliyuncs.com.example.com', 'cn-hangzhou.mgw.aliyuncs.com.cn', 'mgw-aliyuncs.example'].map(
    (host): [string, string[], Record<string, string>] => [
      'InvalidArgument',
      [`endpoint is "${host}"`, 'looks like a host of Alibaba Cloud but is none', '.aliyuncs.com'],
      { endpoint: host }
    ]
  )
]

/** The same for a step that would sign in as a role. */
export const KEYLESS_REFUSALS: typeof REFUSALS = [
  ['InvalidArgument', ['access-key-id', 'role-to-assume', 'either'], { 'access-key-id': 'LTAI5tExample' }],
  ['InvalidArgument', ['role-to-assume is set, but oidc-provider-arn'], { 'oidc-provider-arn': '' }],
  ['InvalidArgument', ['oidc-provider-arn is set, but role-to-assume'], { 'role-to-assume': '' }],
  [
    'InvalidArgument',
    ['role-to-assume is "my-role"', 'must look like acs:ram::<account-id>:role/<name>'],
    { 'role-to-assume': 'my-role' }
  ],
  ['InvalidArgument', ['oidc-provider-arn is "github"', 'oidc-provider/'], { 'oidc-provider-arn': 'github' }],
  ['InvalidArgument', ['role-session-name is "a"', '2 to 64'], { 'role-session-name': 'a' }],
  ['InvalidArgument', ['role-session-expiration is "899"', '900'], { 'role-session-expiration': '899' }],
  [
    'InvalidArgument',
    ['sts-endpoint is "http://sts.example.com"', 'use https:'],
    { 'sts-endpoint': 'http://sts.example.com' }
  ],
  [
    'InvalidArgument',
    ['sts-endpoint is "sts.aliyuncs.com.example.com"', 'looks like a host of Alibaba Cloud but is none'],
    { 'sts-endpoint': 'sts.aliyuncs.com.example.com' }
  ],
  [
    'EmptyAccessId',
    ['three ways', 'access-key-id', 'role-to-assume', 'configure-aliyun-credentials-action'],
    { 'role-to-assume': '', 'oidc-provider-arn': '' }
  ]
]
