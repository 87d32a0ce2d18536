/**
 * The layers, lowest first. A module imports only from its own layer and from lower ones; type imports count. A layer is a
 * folder, or the files that it lists.
 */
const LAYERS = {
  src: [
    ['action-error.ts', 'limits.ts', 'redact.ts', 'text.ts', 'units.ts'],
    'runner',
    'http',
    'timetable',
    'inputs',
    'retry',
    'auth',
    'job',
    'wait',
    'operations',
    'batch',
    'report',
    ['main.ts', 'index.ts']
  ],
  'packages/mgw-emulator/src': [
    'protocol',
    'http',
    'auth',
    'addresses',
    'jobs',
    'faults',
    'api',
    'oidc',
    'sts',
    ['emulator.ts', 'index.ts', 'readme.ts', 'tables.ts'],
    'cli'
  ]
}

/** A regular expression for the modules of some layers. */
function modulesOf(root, layers) {
  const names = layers.flat().map((name) => (name.endsWith('.ts') ? `${name}$` : `${name}/`))
  return `^${root}/(${names.join('|')})`
}

const noUpwardImport = Object.entries(LAYERS).flatMap(([root, layers]) =>
  layers.slice(0, -1).map((layer, index) => ({
    name: `no upward import: ${root}, ${layer}`,
    severity: 'error',
    from: { path: modulesOf(root, [layer]) },
    to: { path: modulesOf(root, layers.slice(index + 1)) }
  }))
)

/** A module outside the layers would escape the rules. */
const noModuleWithoutLayer = Object.entries(LAYERS).map(([root, layers]) => ({
  name: `no module without a layer: ${root}`,
  severity: 'error',
  from: {},
  to: { path: `^${root}/`, pathNot: modulesOf(root, layers) }
}))

const noCircle = {
  name: 'no circle',
  severity: 'error',
  from: {},
  to: { circular: true }
}

export default {
  forbidden: [noCircle, ...noUpwardImport, ...noModuleWithoutLayer],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' }
  }
}
