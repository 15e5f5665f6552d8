#!/usr/bin/env bash
# Installs what the tests need, builds everything with warnings as errors, and runs every test project.
# The last line of output is always "N passed, N failed" once tests have run.
set -uo pipefail

readonly RequiredSdk=10
readonly Configuration=Release

usage() {
    cat <<'TEXT'
Usage: ./test.sh [--long]

Builds the solution and runs every test project.

  --long   also runs the soak, flood and model tests and those of native AOT (trait Category=Long); the soak takes an hour
           for each transport, or as many seconds as MONOCOQUE_SOAK_SECONDS says
  --help   shows this text
TEXT
}

say() { printf '\n== %s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

long=false
for argument in "$@"; do
    case "$argument" in
        --long) long=true ;;
        -h | --help) usage; exit 0 ;;
        *) printf 'error: unknown argument: %s\n\n' "$argument" >&2; usage >&2; exit 2 ;;
    esac
done

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# The interop tests load libzmq by this name, so look where the loader looks.
has_libzmq() {
    if [ "$(uname -s)" = Darwin ]; then
        ls /opt/homebrew/lib/libzmq.5.dylib /usr/local/lib/libzmq.5.dylib 2>/dev/null | grep -q .
    elif PATH="$PATH:/sbin:/usr/sbin" command -v ldconfig >/dev/null 2>&1 \
        && PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q 'libzmq\.so\.5'; then
        return 0
    else
        find /lib /lib64 /usr/lib /usr/lib64 /usr/local/lib -name 'libzmq.so.5' 2>/dev/null | grep -q .
    fi
}

# CURVE loads libsodium by this name; on other systems the tests say themselves what is missing.
has_libsodium() {
    [ "$(uname -s)" != Linux ] || find /lib /lib64 /usr/lib /usr/lib64 /usr/local/lib -name 'libsodium.so.2[36]' 2>/dev/null | grep -q .
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    else
        sudo env DEBIAN_FRONTEND=noninteractive "$@"
    fi
}

# require_packages HINT PACKAGE... installs what is missing. Nothing is asked of the network where nothing is missing.
require_packages() {
    local hint=$1
    shift
    [ $# -gt 0 ] || return 0
    command -v apt-get >/dev/null 2>&1 || fail "$hint. There is no apt-get to install it with: install by hand what the Debian packages $* contain."
    [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null 2>&1 || fail "$hint. Install it as root: apt-get install $*."

    say "Installing $*"
    # The list of packages may be missing or older than the archive, so a failure gets one more try with a fresh list.
    as_root apt-get install -y -qq --no-install-recommends "$@" \
        || { as_root apt-get update -qq && as_root apt-get install -y -qq --no-install-recommends "$@"; } \
        || fail "$hint. apt-get could not install $*: check the network, or install by hand."
}

require_programs() {
    local missing=()
    has_libzmq || missing+=(libzmq5)
    has_libsodium || missing+=(libsodium23)
    # The clients of others that the io_uring transport is tested with run on Linux.
    if [ "$(uname -s)" = Linux ]; then
        command -v curl >/dev/null 2>&1 || missing+=(curl)
        command -v jq >/dev/null 2>&1 || missing+=(jq)
        command -v wrk >/dev/null 2>&1 || missing+=(wrk)
        command -v h2load >/dev/null 2>&1 || missing+=(nghttp2-client)
    fi
    # TLS of others.
    command -v openssl >/dev/null 2>&1 || missing+=(openssl)
    command -v python3 >/dev/null 2>&1 || missing+=(python3)
    # A browser, and ZeroMQ in JavaScript, reach us over WebSocket.
    command -v chromium >/dev/null 2>&1 || missing+=(chromium)
    command -v node >/dev/null 2>&1 || missing+=(nodejs)
    command -v npm >/dev/null 2>&1 || missing+=(npm)
    # Native AOT, which is published by the long tests, links with it.
    ! $long || command -v gcc >/dev/null 2>&1 || missing+=(gcc libc6-dev)
    require_packages 'The tests need libzmq (libzmq.so.5, 4.3 or later), libsodium, curl, jq, wrk, h2load, openssl, python3, chromium, node and npm' "${missing[@]+"${missing[@]}"}"
    has_libzmq || fail 'The package libzmq5 is installed but the loader does not find libzmq.so.5.'
}

# The JavaScript packages that the tests use, at the versions of the lock file, as NuGet's are restored.
require_scripts() {
    local folder=test/Monocoque.AspNetCore.Tests/JsZmq
    [ ! "$folder/node_modules/.package-lock.json" -nt "$folder/package-lock.json" ] || return 0
    say 'Installing jszmq'
    npm ci --prefix "$folder" --omit=dev --no-audit --no-fund || fail "npm could not install jszmq: check the network, or run npm ci in $folder by hand."
}

require_sdk() {
    command -v dotnet >/dev/null 2>&1 \
        || fail "The .NET SDK $RequiredSdk is needed and dotnet is not on the path: https://dotnet.microsoft.com/download"
    local version
    version=$(dotnet --version 2>/dev/null) \
        || fail "No installed .NET SDK satisfies global.json, which asks for SDK $RequiredSdk: https://dotnet.microsoft.com/download"
    [ "${version%%.*}" -ge "$RequiredSdk" ] 2>/dev/null \
        || fail "The .NET SDK $RequiredSdk or later is needed; this is ${version:-unknown}: https://dotnet.microsoft.com/download"
}

# counter NAME FILE prints one number of the <Counters …/> element of a TRX file, 0 if it is not there.
counter() {
    local value
    value=$(tr '\n' ' ' <"$2" 2>/dev/null | sed -n "s/.*<Counters[^>]* $1=\"\([0-9]*\)\".*/\1/p")
    printf '%s' "${value:-0}"
}

passed=0
failed=0

# run_project PROJECT [TRANSPORT] runs a test project, on Kestrel's Sockets transport or on another.
run_project() {
    local project=$1 transport=${2:-sockets} name status=0 trx ok bad total
    name=$(basename "$project" .csproj)
    [ "$transport" = sockets ] || name="$name on $transport"
    trx="$results/$name.trx"
    say "Testing $name"
    MONOCOQUE_TEST_TRANSPORT=$transport dotnet test "$project" --no-build --configuration "$Configuration" --results-directory "$results" \
        --logger "trx;LogFileName=$name.trx" --logger 'console;verbosity=minimal' \
        --blame-hang-timeout "$hang_timeout" --blame-hang-dump-type none "${filter[@]+"${filter[@]}"}" || status=$?

    ok=$(counter passed "$trx")
    total=$(counter total "$trx")
    bad=$(($(counter failed "$trx") + $(counter error "$trx") + $(counter timeout "$trx") + $(counter aborted "$trx")))
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        printf '%s: the run ended with code %s without naming a failed test (crash or hang); it counts as a failure.\n' "$name" "$status"
        bad=1
    elif [ "$total" -eq 0 ]; then
        printf '%s: no test was found; an empty project counts as a failure.\n' "$name"
        bad=1
    fi
    printf '   %s: %s of %s tests passed\n' "$name" "$ok" "$total"
    passed=$((passed + ok))
    failed=$((failed + bad))
}

require_sdk
require_programs
require_scripts

say 'Building'
dotnet build Monocoque.AspNetCore.sln --configuration "$Configuration" --verbosity minimal -warnaserror \
    || fail 'The build failed; no test was run.'

# A hang is one test that makes no progress for this long; soak tests take minutes by design.
filter=(--filter 'Category!=Long')
hang_timeout=3m
if $long; then
    filter=()
    # The soak is one test, and nothing is wrong while it lasts.
    hang_timeout=$((${MONOCOQUE_SOAK_SECONDS:-3600} / 60 + 15))m
fi

results=$(mktemp -d "${TMPDIR:-/tmp}/monocoque-tests.XXXXXX") || fail 'No directory for the test results.'
trap 'rm -rf "$results"' EXIT

# Whether the kernel gives rings is asked without the transport that is tested: where it does, the tests of io_uring must run; where it does not, they cannot.
probe=test/Monocoque.Transport.IoUring.TestHost/bin/$Configuration/net10.0/Monocoque.Transport.IoUring.TestHost.dll
[ -f "$probe" ] || fail "The build has not made $probe."
if obstacle=$(dotnet "$probe" probe 2>&1); then
    export MONOCOQUE_REQUIRE_IO_URING=1
else
    export MONOCOQUE_REQUIRE_IO_URING=0
    say "The kernel gives no io_uring here, so its tests are left out ($obstacle)"
fi

for project in test/*.Tests/*.Tests.csproj; do
    run_project "$project"
done

# What holds over one transport holds over the other: the same tests again, on io_uring.
if [ "$MONOCOQUE_REQUIRE_IO_URING" = 1 ]; then
    for project in Sockets Interop Conformance; do
        run_project "test/Monocoque.$project.Tests/Monocoque.$project.Tests.csproj" io_uring
    done
fi

printf '\n'
[ $((passed + failed)) -gt 0 ] || printf 'error: no test was run\n' >&2
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
