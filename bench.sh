#!/usr/bin/env bash
# Measures Monocoque beside libzmq and writes the table, the charts and every run. ./bench.sh --help says what can be chosen.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
readonly project=benchmarks/Monocoque.Perf
dotnet build "$project" --configuration Release --verbosity quiet
case "${1:-}" in
    -h | --help) exec dotnet "$project/bin/Release/net10.0/Monocoque.Perf.dll" help ;;
    *) exec dotnet "$project/bin/Release/net10.0/Monocoque.Perf.dll" compare "$@" ;;
esac
