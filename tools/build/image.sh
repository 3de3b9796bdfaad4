# To be sourced in the project's directory: whether the runnable image is newer than what it is made of.
# shellcheck shell=bash

image=$PWD/packaging/target/smtap
image_stamp=packaging/target/image.stamp

image_is_current() {
  [ -x "$image/bin/smtap" ] && [ -e "$image/lib/smtap.aot" ] && [ -e "$image_stamp" ] || return 1
  [ -z "$(find pom.xml .mvn native-shim driver tools/pom.xml tools/cli packaging -name target -prune -o \
    -path '*/src/test' -prune -o -type f -newer "$image_stamp" -print -quit)" ]
}

# image_made_by COMMAND...: runs a build that makes the image, and keeps when its sources were read.
image_made_by() {
  mkdir -p "${image_stamp%/*}"
  rm -f "$image_stamp"
  touch "$image_stamp.new"
  "$@" && mv "$image_stamp.new" "$image_stamp"
}
