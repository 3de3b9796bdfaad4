# To be sourced: exports JAVA_HOME of a JDK 25 or newer, or says what to do.
# shellcheck shell=sh

smtap_is_jdk25() {
  [ -x "$1/bin/javac" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ "${version:-0}" -ge 25 ]
}

smtap_find_jdk25() {
  for candidate in "${JAVA_HOME:-/none}" /usr/lib/jvm/* /opt/*jdk* "${HOME:-/root}"/.sdkman/candidates/java/*; do
    if smtap_is_jdk25 "$candidate"; then
      JAVA_HOME=$candidate
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

smtap_find_jdk25 || {
  echo "cannot build smtap: no JDK 25 under /usr/lib/jvm; install one (Debian: tools/setup says which) or set JAVA_HOME" >&2
  exit 1
}
