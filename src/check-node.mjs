// Plain JavaScript on purpose: an older Node cannot even read a TypeScript entry, so this runs first.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `Cascade needs Node 24 and this is ${process.version}.\n` +
      'Nothing was started. Node 24 comes with the project: run "npm ci" (without --ignore-scripts)\n' +
      'and start with "npm start", or install Node 24 and try again.\n',
  )
  process.exit(1)
}
