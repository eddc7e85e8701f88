#!/bin/sh
# Makes a bare clone ready to run. Needs only a Node with npm: the packages bring the Node that runs Sluice.
set -eu
cd "$(dirname "$0")/../.."

# npm writes this file last: older than the lock file, it tells of an install that is out of date or did not end.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo 'setup: installing the npm packages'
  # Not `npm ci`, which refuses a lock file that doesn't name the builds for every other platform. The lock file decides
  # the versions all the same, and stays as it is.
  npm install --no-save --no-audit --no-fund --loglevel=error >/dev/null
  touch node_modules/.package-lock.json
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
exec node reconciler/setup/main.ts
