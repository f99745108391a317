#!/usr/bin/env bash
# Runs every test project and closes with one line: N passed, N failed, N skipped.
set -u
cd "$(dirname "$0")/.."
configuration=${1:-Release}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test FastAI.sln -c "$configuration" --no-build --nologo --tl:off -v q --logger "console;verbosity=normal" 2>&1 | tee "$log" \
  | grep -vE '^ +Passed |^\[xUnit|^Test run for|^A total of|^$|Starting test execution|^Results File|^Test Run Successful|^Total tests|^ +(Passed|Skipped|Failed): |^ Total time'
status=${PIPESTATUS[0]}
awk -v status="$status" '
  /^ +Passed: /  { passed += $2 }
  /^ +Failed: /  { failed += $2 }
  /^ +Skipped: / { skipped += $2 }
  END {
    if (passed + failed == 0 && status == 0) { print "no test ran"; status = 1 }
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    exit (failed > 0 || status != 0)
  }' "$log"
