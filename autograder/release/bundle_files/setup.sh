#!/usr/bin/env bash
# The platform runs this as root, once, when it builds the image. It makes a virtual environment
# beside source/, which workers may read, and leaves the system's Python as it is.
set -euo pipefail
root="${AUTOGRADER_ROOT:-/autograder}"
source="$root/source"
venv="$root/venv"
umask 022
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore

fail() {
  echo "setup.sh: $1" >&2
  exit 1
}

suits() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 10))' >/dev/null 2>&1
}

choose_python() {
  local name
  for name in "${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.10; do
    if suits "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

apt_install() {
  command -v apt-get >/dev/null || return 1
  export DEBIAN_FRONTEND=noninteractive
  apt-get -q update && apt-get -q install -y --no-install-recommends "$@"
}

with_pip() {
  "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

make_venv() {
  local version
  version="$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"
  "$python" -m venv --clear "$venv" && with_pip && return
  echo "setup.sh: $python cannot make virtual environments by itself; installing what it lacks"
  if apt_install "python$version-venv" || apt_install python3-venv; then
    "$python" -m venv --clear "$venv" && with_pip && return
  fi
  "$python" -m virtualenv --clear "$venv" && with_pip && return
  "$python" -m venv --clear --without-pip "$venv" && "$python" -m pip --version
}

# The environment's own pip, or another's that is told where to put things.
install() {
  if with_pip; then
    "$venv/bin/python" -m pip install "$@"
  else
    "$python" -m pip install --target "$site" "$@"
  fi
}

[ -f "$source/requirements.txt" ] || fail "$source/requirements.txt is missing; upload the zip as it was released"
python="$(choose_python)" || fail "there is no Python 3.10 or newer; choose a newer base image"
make_venv || fail "no virtual environment can be made with $python; choose a base image with python3-venv"
site="$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
install --quiet --require-hashes --no-deps --only-binary :all: -r "$source/requirements.txt" ||
  fail "the packages of requirements.txt could not be installed; is there a network?"
rm -rf "$site/autograder"
cp -R "$source/package/autograder" "$site/autograder" || fail "the autograder could not be copied to $site"
"$venv/bin/python" -I -m compileall -q "$site/autograder" || fail "the autograder could not be compiled"
find "$source" -name __pycache__ -prune -exec rm -rf {} +  # of a bundle before this one
chmod -R go+rX "$venv" || fail "$venv could not be made readable for workers"
chmod -R go-rwx "$source" || fail "$source could not be closed to workers"
"$venv/bin/python" -I -X utf8 -m autograder gradescope "$root" --try ||
  fail "the assignment cannot be graded with; the lines above say why"
echo "setup.sh: done"
